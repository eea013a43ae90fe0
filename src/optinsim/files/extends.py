"""Account files that extend others: `extends: base.yaml` takes an account file and changes it.

Mappings merge key by key, and `null` takes a key of the base away. Lists whose items are mappings
with an id or a name merge by it; any other list replaces the base's. Knows the file
and position of every value of the result. Does not know what an account may say.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.fields import Plain, to_json
from optinsim.files.problems import FileError, Mark, Problem, in_order, nearest
from optinsim.files.source import YamlMapping, YamlSequence, file_text, read_text
from optinsim.files.tree import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.adapter import Place

KEY = "extends"
MOST_BASES = 10
"""Account files in one chain of `extends`."""
_NAMES = ("acquisition_id", "id", "name")
"""The keys that identify items of lists; the first that all of them have is used."""
_OURS = re.compile(
    r"""^["']?(?:platform|extends|scenario|steps|account)["']?[ \t]*:""", re.MULTILINE
)


@value
class _Origin:
    """Where a value of a merged tree was written."""

    document: Document
    place: Place
    inside: dict[str | int, _Origin] | None = None
    """The origin of each key or item, if those were merged; None: all is of one document."""


@value
class Extended(Document):
    """A document with an account in it that extends other files."""

    origin: _Origin
    """That of the account."""
    account_at: Place
    """The place of the account in the document."""

    def mark(self, place: Place, *, of_key: bool = False) -> Mark:
        """The position of the value (or its key) at a place, in the file that contains it."""
        document, there = self._written(place)
        return document.mark(there, of_key=of_key)

    def problem(
        self, place: Place, message: str, *, code: str, of_key: bool = False, **more: str
    ) -> Problem:
        """A problem at a place, in the file that contains the value."""
        document, there = self._written(place)
        return document.problem(there, message, code=code, of_key=of_key, **more)

    @property
    def parts(self) -> tuple[Document, ...]:
        """The documents that the account is merged from, the extending file's first."""
        found: dict[str, Document] = {}
        origins = [self.origin]
        while origins:
            origin = origins.pop()
            found.setdefault(origin.document.file, origin.document)
            origins += (origin.inside or {}).values()
        return tuple(found.values())

    def file_of(self, place: Place) -> str:
        """The name of the file that contains the value at a place."""
        return self._written(place)[0].file

    def _written(self, place: Place) -> tuple[Document, Place]:
        if place[: len(self.account_at)] != self.account_at:
            place = self.account_at
        origin, rest = self.origin, place[len(self.account_at) :]
        while rest and origin.inside is not None and rest[0] in origin.inside:
            origin, rest = origin.inside[rest[0]], rest[1:]
        # A missing value is reported where it was expected.
        return origin.document, (*origin.place, *(rest if origin.inside is None else ()))


def extended(document: Document, at: Place = (), folder: Path | None = None) -> Document:
    """The document with the account at a place merged with those that it extends.

    Args:
        document: where it was read; the same comes back if its account extends nothing.
        at: the place of the account.
        folder: the base's path is relative to it; None: the folder of the document's file.

    Raises:
        FileError: a base cannot be used, or a key that should be taken away is not there.
    """
    tree = document.at(at)
    if not isinstance(tree, YamlMapping) or KEY not in tree:
        return document
    path = Path(document.file)
    folder = path.parent if folder is None else folder
    # A file can extend itself; an account inside a scenario cannot.
    seen = [] if at else [folder / path.name]
    problems: list[Problem] = []
    merged, origin = _extended(tree, document, at, (folder, seen), problems)
    if problems:
        raise FileError(in_order(problems))
    whole = _with(document.tree, at, merged)
    return Extended(document.file, document.lines, whole, document.start, origin, at)


def account_files(path: Path) -> tuple[Path, ...]:
    """The files that an account file is merged from: itself, and those that it extends.

    For watch mode: faults in the files are ignored, and a file that is missing is included.
    """
    found = [path]
    while len(found) <= MOST_BASES:
        try:
            text = file_text(found[-1], "")
            documents = read_text(text, "") if KEY in text else []
        except FileError:
            break
        base = documents[0].at((KEY,)) if documents else None
        if not isinstance(base, str) or not base:
            break
        found.append(found[-1].parent / base)
        if any(_same(found[-1], other) for other in found[:-1]):
            break
    return tuple(found)


def _extended(
    tree: YamlMapping,
    document: Document,
    at: Place,
    way: tuple[Path, list[Path]],
    problems: list[Problem],
) -> tuple[YamlMapping, _Origin]:
    """An account with all that it extends.

    `way` is the folder that its base's path is relative to, and the files that led to it.
    """
    if KEY not in tree:
        return tree, _Origin(document, at)
    folder, seen = way
    base, base_document, path = _base(tree[KEY], document, (*at, KEY), folder, seen)
    own = _without(tree, KEY)
    base_tree, base_origin = _extended(
        base, base_document, (), (path.parent, [*seen, path]), problems
    )
    _check_platforms(own, base_tree, document, at)
    return _merged((base_tree, base_origin), (own, _Origin(document, at)), problems)


def _beside(path: Path, name: str) -> list[str]:
    """The YAML files in the folder of a path, as the same file would name them."""
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return []
    folder = name[: len(name) - len(path.name)]
    return [f"{folder}{one}" for one in names if one.endswith((".yaml", ".yml"))]


_NOT_OURS = Document("", [], None, Mark(1, 1))


def _base(
    name: Any, document: Document, place: Place, folder: Path, seen: Sequence[Path]
) -> tuple[YamlMapping, Document, Path]:
    """The account file that is extended."""
    if not isinstance(name, str) or not name or "\0" in name:
        message = "what is extended is the path of an account file"
        raise FileError(
            [document.problem(place, message, expected="extends: base.yaml", code=Code.WRONG_VALUE)]
        )
    path = folder / name
    if any(_same(path, other) for other in seen):
        way = " → ".join(str(other) for other in (*seen, path))
        raise FileError(
            [
                document.problem(
                    place, f"an account file extends itself: {way:.300}", code=Code.BAD_BASE
                )
            ]
        )
    if len(seen) >= MOST_BASES:
        message = f"more than {MOST_BASES} account files extend each other"
        raise FileError([document.problem(place, message, code=Code.BAD_BASE)])
    beside = _beside(path, name)
    near = "" if name in beside else nearest(name, beside)
    unusable = document.problem(
        place, f"{name!r:.100} cannot be extended", suggestion=near, code=Code.BAD_BASE
    )
    try:
        text = file_text(path, str(path))
        # Nothing of a file that is not ours is shown: it may hold anything.
        documents = read_text(text, str(path)) if _OURS.search(text) else [_NOT_OURS]
    except FileError as error:
        raise FileError([unusable, *error.problems]) from None
    if len(documents) != 1:
        message = f"has {len(documents)} YAML documents"
        problem = Problem(
            str(path), message, expected="one account, and nothing else", code=Code.WRONG_DOCUMENT
        )
        raise FileError([unusable, problem])
    tree = documents[0].tree
    if not isinstance(tree, YamlMapping) or tree.keys().isdisjoint(("platform", KEY)):
        problem = Problem(
            str(path), "is no account file", expected="platform: …", code=Code.WRONG_DOCUMENT
        )
        raise FileError([unusable, problem])
    return tree, documents[0], path


def _check_platforms(own: YamlMapping, base: YamlMapping, document: Document, at: Place) -> None:
    name, of_base = own.get("platform"), base.get("platform")
    if name is not None and name != of_base:
        message = f"platform {str(name)!r:.60} cannot extend an account of {str(of_base)!r:.60}"
        problem = document.problem(
            (*at, "platform"),
            message,
            expected="an account file of the same platform",
            code=Code.BAD_BASE,
        )
        raise FileError([problem])


def _merged(
    base: tuple[Any, _Origin], own: tuple[Any, _Origin], problems: list[Problem]
) -> tuple[Any, _Origin]:
    """A value of the base, merged with the one at its place in the extending file."""
    under, above = base[0], own[0]
    if isinstance(above, YamlMapping):
        # Where the base has no value, a null has nothing to remove.
        empty = YamlMapping(), own[1]
        return _merged_mapping(base if isinstance(under, YamlMapping) else empty, own, problems)
    if isinstance(under, YamlSequence) and isinstance(above, YamlSequence):
        key = _identity(under, above)
        if key:
            return _merged_list(base, own, key, problems)
    return own


def _merged_mapping(
    base: tuple[Any, _Origin], own: tuple[Any, _Origin], problems: list[Problem]
) -> tuple[YamlMapping, _Origin]:
    (under, under_origin), (above, above_origin) = base, own
    merged = YamlMapping()
    inside: dict[str | int, _Origin] = {}
    for key in under:
        merged[key], inside[key] = under[key], _inner(under_origin, key)
    for key in above:
        origin = _inner(above_origin, key)
        if _is_null(above[key]):
            if key not in under:
                problems.append(_nothing_to_take_away(str(key), under, above_origin))
            merged.pop(key, None)
        else:
            before = under.get(key), inside.get(key, origin)
            merged[key], inside[key] = _merged(before, (above[key], origin), problems)
    document, place = above_origin.document, above_origin.place
    return merged, _Origin(document, place, inside)


def _merged_list(
    base: tuple[Any, _Origin], own: tuple[Any, _Origin], key: str, problems: list[Problem]
) -> tuple[YamlSequence, _Origin]:
    """The items of the base, merged, and then the new ones."""
    (under, under_origin), (above, above_origin) = base, own
    merged = YamlSequence()
    inside: dict[str | int, _Origin] = {}
    at: dict[str, int] = {}
    for i, item in enumerate(under):
        merged.append(item)
        inside[i] = _inner(under_origin, i)
        at.setdefault(item[key], i)
    for i, item in enumerate(above):
        origin = _inner(above_origin, i)
        # Each item is merged once: a repeated one is a fault, and has to stay one.
        number = at.pop(item[key], len(merged))
        if number == len(merged):
            merged.append(None)
        before = merged[number], inside.get(number, origin)
        merged[number], inside[number] = _merged(before, (item, origin), problems)
    return merged, _Origin(above_origin.document, above_origin.place, inside)


def _identity(under: YamlSequence, above: YamlSequence) -> str:
    """The key that identifies the items of two lists; empty if there is none."""
    items = [*under, *above]
    if not under or not above or not all(isinstance(item, YamlMapping) for item in items):
        return ""
    return next((k for k in _NAMES if all(isinstance(item.get(k), str) for item in items)), "")


def _inner(origin: _Origin, part: str | int) -> _Origin:
    """Where a key or item of a value was written."""
    if origin.inside is not None:
        return origin.inside[part]
    return _Origin(origin.document, (*origin.place, part))


def _is_null(value: Any) -> bool:
    return isinstance(value, Plain) and value != "" and to_json(value) is None


def _nothing_to_take_away(key: str, base: YamlMapping, origin: _Origin) -> Problem:
    place = (*origin.place, key)
    quoted = f"{key!r:.60}" if origin.document.may_name(place, base) else "such key"
    message = f"there is no {quoted} to take away"
    return origin.document.problem(
        place, message, of_key=True, suggestion=nearest(key, base), code=Code.NOTHING_TO_TAKE_AWAY
    )


def _without(tree: YamlMapping, key: str) -> YamlMapping:
    copy = YamlMapping()
    copy.update((name, item) for name, item in tree.items() if name != key)
    return copy


def _with(tree: Any, at: Place, item: Any) -> Any:
    """A copy of a tree with another value at a place."""
    if not at:
        return item
    copy: Any = YamlMapping() if isinstance(tree, YamlMapping) else YamlSequence()
    if isinstance(tree, YamlMapping):
        copy.update(tree)
    else:
        copy.extend(tree)
    copy.places = tree.places
    copy[at[0]] = _with(tree[at[0]], at[1:], item)
    return copy


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
