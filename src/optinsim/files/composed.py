"""A document that consists of parts of several files.

Knows the file and the position of each value, so that a problem names that place.
Does not know why the files belong together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.tree import Document, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import Place
    from optinsim.files.problems import Mark, Problem


@value
class Origin:
    """The origin of a value: its file and its place in it."""

    document: Document
    """One file's own document, never a composed one."""
    place: Place
    inside: Mapping[str | int, Origin] | None = None
    """The origin of each key or item, if they come from several files; None: all from this one."""
    used: tuple[str, ...] = ()
    """The places that use the value, such as `join.yaml:12`, the outermost first."""

    def part(self, key: str | int) -> Origin:
        """The origin of an existing key or item of the value."""
        if self.inside is not None:
            return self.inside[key]
        return Origin(self.document, (*self.place, key), None, self.used)


@value
class Composed(Document):
    """A document with some values from other places."""

    origin: Origin
    """The origin of the whole document."""

    def mark(self, place: Place, *, of_key: bool = False) -> Mark:
        """The position of the value (or its key) at a place, in the file that holds it."""
        origin = self.origin_of(place)
        return origin.document.mark(origin.place, of_key=of_key)

    def problem(
        self, place: Place, message: str, *, code: str, of_key: bool = False, **more: str
    ) -> Problem:
        """A problem at a place of the file that holds the value."""
        origin = self.origin_of(place)
        if origin.used:
            message += f" (used in {', '.join(origin.used)})"
        return origin.document.problem(origin.place, message, of_key=of_key, code=code, **more)

    def file_of(self, place: Place) -> str:
        """The name of the file that holds the value at a place."""
        return self.origin_of(place).document.file

    def origin_of(self, place: Place) -> Origin:
        """The origin of the value at a place; for a missing value, that of its parent."""
        origin = self.origin
        for key in place:
            if origin.inside is not None and key not in origin.inside:
                return origin
            origin = origin.part(key)
        return origin

    @property
    def parts(self) -> tuple[Document, ...]:
        """The documents of which it consists, one for each file, the file's own first."""
        found: dict[str, Document] = {}
        origins = [self.origin]
        while origins:
            origin = origins.pop()
            found.setdefault(origin.document.file, origin.document)
            origins += (origin.inside or {}).values()
        return tuple(found.values())


def origin_of(document: Document, place: Place) -> Origin:
    """The origin of the value at a place of any document."""
    if isinstance(document, Composed):
        return document.origin_of(place)
    return Origin(document, place)


def written(document: Document) -> Document:
    """The file's own document, from which a composed one was made."""
    return document.origin.document if isinstance(document, Composed) else document


def is_shared(document: Document, place: Place) -> bool:
    """Whether the value at a place is from another file than the document's own."""
    return origin_of(document, place).document is not written(document)


def composed(document: Document, values: Mapping[str, tuple[object, Origin]]) -> Composed:
    """The document with other values behind some of its keys.

    Args:
        document: composed or not; a mapping.
        values: by key, the value and its origin.
    """
    tree = YamlMapping()
    inside: dict[str | int, Origin] = {}
    for key, item in document.tree.items():
        tree[key], inside[key] = item, origin_of(document, (key,))
    for key, (item, origin) in values.items():
        tree[key], inside[key] = item, origin
    file = written(document)
    return Composed(file.file, file.lines, tree, file.start, Origin(file, (), inside))


def without_keys(document: Document, *keys: str) -> Composed:
    """The document without some of its keys."""
    found = composed(document, {})
    for key in keys:
        found.tree.pop(key, None)
    return found


class Parts:
    """A list whose items are from several places."""

    def __init__(self) -> None:
        self.items = YamlSequence()
        self._origins: dict[str | int, Origin] = {}

    def add(self, item: object, origin: Origin, place: int) -> None:
        """Append an item; `place` is its position in the file that the list is part of."""
        self._origins[len(self.items)] = origin
        self.items.append(item)
        self.items.places.append(place)

    def value(self, origin: Origin) -> tuple[YamlSequence, Origin]:
        """The list and its origin, which is the place that names the list as a whole."""
        return self.items, Origin(origin.document, origin.place, self._origins, origin.used)
