"""Account files that extend others: `extends: base.yaml` takes an account file and changes it.

Knows which files extend each other, and the problems of a base. Does not know how two of them are
merged (merging.py), nor the keys of an account.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.files.composed import Composed, composed, origin_of
from optinsim.files.merging import merged
from optinsim.files.paths import may_be_read
from optinsim.files.problems import FileError, Mark, Problem, in_order, nearest
from optinsim.files.source import YamlMapping, file_text, read_text
from optinsim.files.tree import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.adapter import Place
    from optinsim.files.composed import Origin

KEY = "extends"
MOST_BASES = 10
"""Account files in one chain of `extends`."""
_OURS = re.compile(
    r"""^["']?(?:platform|extends|scenario|steps|account)["']?[ \t]*:""", re.MULTILINE
)


def extended(document: Document, at: Place = (), folder: Path | None = None) -> Document:
    """The document with the account at a place merged with those that it extends.

    Args:
        document: with the account; returned unchanged if its account extends no file.
        at: the place of the account.
        folder: the base's path is relative to it; None: the folder of the document's file.

    Raises:
        FileError: a base cannot be used, or a null removes a key that does not exist.
    """
    tree = document.at(at)
    if not isinstance(tree, YamlMapping) or KEY not in tree:
        return document
    path = Path(document.file)
    folder = path.parent if folder is None else folder
    # A file can extend itself; an account inside a scenario cannot.
    seen = [] if at else [folder / path.name]
    problems: list[Problem] = []
    whole, origin = _extended(tree, document, at, (folder, seen), problems)
    if problems:
        raise FileError(in_order(problems))
    if not at:
        return Composed(document.file, document.lines, whole, document.start, origin)
    return composed(document, {str(at[0]): (whole, origin)})


def account_files(path: Path) -> tuple[Path, ...]:
    """The files of which an account file is merged: itself, and those that it extends.

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
) -> tuple[YamlMapping, Origin]:
    """An account merged with all files that it extends.

    `way` is the folder to which its base's path is relative, and the files that led to it.
    """
    if KEY not in tree:
        return tree, origin_of(document, at)
    folder, seen = way
    base, base_document, path = _base(tree[KEY], document, (*at, KEY), folder, seen)
    own = _without(tree, KEY)
    base_tree, base_origin = _extended(
        base, base_document, (), (path.parent, [*seen, path]), problems
    )
    _check_platforms(own, base_tree, document, at)
    return merged((base_tree, base_origin), (own, origin_of(document, at)), problems)


def _beside(path: Path, name: str) -> list[str]:
    """The YAML files in the folder of a path, in the form in which the same file names them."""
    if not may_be_read(path.parent):
        return []
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
        # Show no line of a file that is not ours: it may contain anything.
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


def _without(tree: YamlMapping, key: str) -> YamlMapping:
    copy = YamlMapping()
    copy.update((name, item) for name, item in tree.items() if name != key)
    return copy


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
