"""Values as JSON, and back, for snapshots: all data that a store of a world may have.

Builds only classes that were made by `core.values.value`, enumerations, times and containers: a
file cannot name any other code. Checks the number and the types of a value's fields, not the
content of containers. Does not know what the values mean.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import Field, fields
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from optinsim.core.values import VALUE_CLASSES
from optinsim.server.field_types import allowed_types, enumerations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Names = list[list[str]]
"""The classes that the encoded data numbers: the name of each, then the names of its fields."""

_PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types that are encoded unchanged; any other value is a list that begins with its kind."""
_TEXT = frozenset({str})
_MICROSECOND = timedelta(microseconds=1)


class Encoder:
    """Makes JSON of values; the caller has to store `names` beside it."""

    def __init__(self) -> None:
        self.names: Names = []
        self._instants: dict[datetime, list[Any]] = {}
        """A cache of encoded times: the values of one command have the same time."""
        self._forms: dict[type, Callable[[Any], list[Any]]] = {
            datetime: self._encoded_instant,
            timedelta: lambda item: ["duration", item // _MICROSECOND],
            bytes: lambda item: ["bytes", b64encode(item).decode()],
            tuple: lambda item: ["tuple", *self.encode_all(item)],
            frozenset: lambda item: ["set", *self.encode_all(item)],
            list: self._encoded_list,
            dict: self._encoded_dict,
        }

    def encode(self, item: Any) -> Any:
        """The item as JSON.

        Raises:
            ValueError: it is no value, or contains none; the text names the class.
        """
        kind = type(item)
        if kind in _PLAIN:
            return item
        form = self._forms.get(kind)
        if form is None:
            form = self._forms[kind] = self._form(kind)
        return form(item)

    def encode_all(self, items: Iterable[Any]) -> list[Any]:
        """Each item as JSON; see `encode`."""
        encode = self.encode
        return [item if type(item) in _PLAIN else encode(item) for item in items]

    def _form(self, kind: type) -> Callable[[Any], list[Any]]:
        """How a new class is encoded."""
        number = len(self.names)
        name = class_name(kind)
        if issubclass(kind, Enum):
            self.names.append([name])
            made = {one: [number, one.value] for one in kind}
            return lambda item: made[item]
        if VALUE_CLASSES.get(name) is not kind:
            message = f"{name} is no class of values"
            raise ValueError(message)
        own = _field_names(kind)
        self.names.append([name, *own])
        if len(own) == 1:
            return lambda item: [number, self.encode(getattr(item, own[0]))]
        get, encode_all = attrgetter(*own), self.encode_all
        return lambda item: [number, *encode_all(get(item))]

    def _encoded_instant(self, item: datetime) -> list[Any]:
        if item.tzinfo is UTC and item in self._instants:
            return self._instants[item]
        if not isinstance(item.tzinfo, timezone):
            message = f"a time has {item.tzinfo} for a zone"
            raise ValueError(message)  # noqa: TRY004  (the value of a world is at fault, not the call)
        made = ["time", item.isoformat()]
        if item.tzinfo is UTC:  # an equal time in another zone has another form
            self._instants[item] = made
        return made

    def _encoded_list(self, item: list[Any]) -> list[Any]:
        return ["json", item] if _is_json(item) else ["list", *self.encode_all(item)]

    def _encoded_dict(self, item: dict[Any, Any]) -> list[Any]:
        if _is_json(item):
            return ["json", item]
        return ["map", *self.encode_all(chain.from_iterable(item.items()))]


class Decoder:
    """Makes values of the JSON of an `Encoder`."""

    def __init__(self, names: Names) -> None:
        """Find the classes.

        Raises:
            ValueError: there is no class of a name, or it has other fields.
        """
        self._instants: dict[str, datetime] = {}
        self._forms: dict[int | str, Callable[[list[Any]], Any]] = {
            "time": self._decoded_instant,
            "duration": lambda item: timedelta(microseconds=item[1]),
            "bytes": lambda item: b64decode(item[1], validate=True),
            "tuple": lambda item: tuple(self.decode_all(item[1:])),
            "set": lambda item: frozenset(self.decode_all(item[1:])),
            "list": lambda item: self.decode_all(item[1:]),
            "map": self._decoded_map,
            "json": lambda item: item[1],
        }
        self._enumerations = {class_name(kind): kind for kind in enumerations()}
        for number, (name, *own) in enumerate(names):
            self._forms[number] = self._form(name, own)

    def decode(self, item: Any) -> Any:
        """The value.

        Raises:
            ValueError: it is no value, or a field has another type.
            LookupError: it has no known form.
            TypeError: its parts do not go together.
        """
        return item if type(item) in _PLAIN else self._forms[item[0]](item)

    def decode_all(self, items: Iterable[Any]) -> list[Any]:
        """The value of each item; see `decode`."""
        forms = self._forms  # as in `decode`: a call for each item would take half of the time
        return [item if type(item) in _PLAIN else forms[item[0]](item) for item in items]

    def _form(self, name: str, own: list[str]) -> Callable[[list[Any]], Any]:
        kind = VALUE_CLASSES.get(name)
        if kind is None:
            enumeration = self._enumerations.get(name)
            if enumeration is None or own:
                message = f"{name!r:.100} is no class of values"
                raise ValueError(message)
            members = {one.value: one for one in enumeration}
            return lambda item: members[item[1]]
        if own != _field_names(kind):
            message = f"{name} has other fields"
            raise ValueError(message)
        allowed = [allowed_types(one.type) for one in _fields(kind)]
        decode_all = self.decode_all
        seen: set[tuple[type, ...]] = set()
        """A cache of allowed field types: a million values have few different ones."""

        def decoded(item: list[Any]) -> Any:
            parts = decode_all(item[1:])
            types = tuple(map(type, parts))
            if types not in seen:
                for found, expected in zip(types, allowed, strict=True):
                    if expected is not None and found not in expected:
                        message = f"{name} has a field that is {found.__name__}"
                        raise ValueError(message)
                seen.add(types)
            return kind(*parts)

        return decoded

    def _decoded_instant(self, item: list[Any]) -> datetime:
        text = item[1]
        found = self._instants.get(text)
        if found is None:
            found = datetime.fromisoformat(text)
            if found.tzinfo is None:
                message = f"{text!r:.60} has no time zone"
                raise ValueError(message)
            self._instants[text] = found
        return found

    def _decoded_map(self, item: list[Any]) -> dict[Any, Any]:
        return paired(self.decode_all(item[1:]))


def paired(items: list[Any]) -> dict[Any, Any]:
    """A dictionary of keys and values that follow each other.

    Raises:
        ValueError: a value is missing.
    """
    return dict(zip(items[::2], items[1::2], strict=True))


def class_name(kind: type) -> str:
    """The name of a class in a file."""
    return f"{kind.__module__}:{kind.__qualname__}"


def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


def _field_names(kind: type) -> list[str]:
    return [one.name for one in _fields(kind)]


def _is_json(item: Any) -> bool:
    """Whether it is unchanged after it was written as JSON and read."""
    kind = type(item)
    if kind is dict:
        if not _TEXT.issuperset(map(type, item)):
            return False
        item = item.values()
    elif kind is not list:
        return kind in _PLAIN
    return _PLAIN.issuperset(map(type, item)) or all(map(_is_json, item))
