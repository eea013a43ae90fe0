"""Classes of values: small, comparable, and never changed after they are made.

A value can be shared, copied by reference, pickled, and reduced to its canonical form: the part of
it that decides further behaviour. This module knows no class of values by name: it reads
the metadata of their fields.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


VALUE_CLASSES: dict[str, type] = {}
"""All classes of values, by module and name: `optinsim.core.people:Person`."""


@dataclass_transform(frozen_default=True, field_specifiers=(Field, field))
def value(cls: type[T]) -> type[T]:
    """Make a class of values: a dataclass with slots that no code may assign to.

    The type checker enforces that, not Python: a dataclass frozen at run time takes three times as
    long to make, and a text makes half a dozen values. All classes share one `__eq__` and one
    `__repr__`: compiling them for each class takes a tenth of the time of a small run.
    """
    setattr(cls, "__eq__", _equal)  # noqa: B010  (mypy takes the assignment for a mistake)
    setattr(cls, "__repr__", _shown)  # noqa: B010
    made = dataclass(slots=True, eq=False, repr=False)(cls)
    VALUE_CLASSES[f"{made.__module__}:{made.__qualname__}"] = made
    return made


def _equal(self: Any, other: Any) -> Any:
    """`__eq__` of every value."""
    if self.__class__ is not other.__class__:
        return NotImplemented
    of = _compared(self.__class__)
    return of(self) == of(other)


@cache
def _compared(kind: Any) -> Callable[[Any], object]:
    """Gets the fields by which values of a class are compared."""
    names = [one.name for one in fields(kind) if one.compare]
    return attrgetter(*names) if names else type


def _shown(self: Any) -> str:
    """`__repr__` of every value, as dataclass writes it."""
    said = [f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr]
    return f"{self.__class__.__qualname__}({', '.join(said)})"


SHOWN = {"canonical": "shown"}
"""Metadata of a field that is only shown and decides nothing: the canonical form leaves it out.
"""

ORDER = {"canonical": "order"}
"""Metadata of a field of numbers of which only the order counts: the canonical form has ranks."""

SET = {"canonical": "set"}
"""Metadata of a field of values whose order decides nothing: the canonical form sorts them."""

STORED = {"canonical": "stored"}
"""Metadata of a field with the brand's data about a person, by name: a search may leave it
out."""

Canonical = Any
"""Plain data that can be hashed and compared: text, numbers, None, and tuples of these."""


def seconds_left(deadline: datetime, now: datetime) -> float:
    """The seconds until a deadline; 0 once it has passed."""
    return max(0.0, (deadline - now).total_seconds())


def is_ahead(deadline: datetime, now: datetime) -> float:
    """Whether a deadline is in the future: 1 or 0, at any distance."""
    return float(deadline > now)


def itself(one: Any) -> Any:
    """The value as it is."""
    return one


@dataclass(frozen=True, slots=True)
class View:
    """What a canonical form distinguishes; by default all data that decides anything."""

    left: Callable[[datetime, datetime], float] = seconds_left
    """The part of a deadline that counts, from the deadline and the time on the clock."""
    seen: Callable[[Any], Any] = itself
    """Maps a value of a store to one value for all with the same further behaviour."""
    has_refusals: bool = True
    """Whether stores count whose keys only make the API refuse calls."""


EXACT = View()


def canonical(
    subject: Any, now: datetime, left: Callable[[datetime, datetime], float] = seconds_left
) -> Canonical:
    """The part of a value that decides further behaviour, as hashable, comparable plain data.

    A time is a deadline: the seconds from now, 0 once it has passed. Fields marked `SHOWN` are left
    out, and those marked `SET` are sorted. Numbers marked `ORDER` are 1, and 0 stays 0: their ranks
    among those in the same value follow the form.

    Args:
        subject: a value, or plain data: mappings, lists, sets, times, enumerations, JSON.
        now: the time on the clock.
        left: the part of a deadline that counts.
    """
    orders: list[int] = []
    found = _canonical(subject, now, left, orders)
    if not orders:
        return found
    if len(orders) == 1:
        return found, (0,)
    ranks = sorted(set(orders))
    return found, tuple([ranks.index(number) for number in orders])


def _canonical(  # noqa: C901, PLR0911  (one branch for each type)
    subject: Any, now: datetime, left: Callable[[datetime, datetime], float], orders: list[int]
) -> Canonical:
    kind: Any = type(subject)
    if kind in _PLAIN:
        return subject
    if kind is datetime:
        return left(subject, now)
    deciding = _deciding(kind)
    if deciding is not None:
        found = []
        for name, role in deciding:
            item = getattr(subject, name)
            if role is ORDER and item:
                orders.append(item)
                item = 1
            elif type(item) not in _PLAIN:
                item = _canonical(item, now, left, orders)
            found.append(tuple(sorted(item)) if role is SET else item)
        return tuple(found)
    if isinstance(subject, dict):
        return tuple(
            [(key, _canonical(subject[key], now, left, orders)) for key in sorted(subject)]
        )
    if isinstance(subject, list):
        return ("[]", *[_canonical(item, now, left, orders) for item in subject])
    if isinstance(subject, tuple):
        return tuple([_canonical(item, now, left, orders) for item in subject])
    if isinstance(subject, set | frozenset):
        return tuple(sorted(_canonical(item, now, left, orders) for item in subject))
    return subject.value if isinstance(subject, Enum) else str(subject)


_PLAIN = frozenset({str, int, float, bool, type(None), bytes})


@cache
def _deciding(kind: Any) -> tuple[tuple[str, Any], ...] | None:
    """The fields of a class that decide something, each with `ORDER`, `SET` or None.

    Returns None for a class that is no class of values.
    """
    if not is_dataclass(kind):
        return None
    return tuple(
        (one.name, ORDER if one.metadata == ORDER else SET if one.metadata == SET else None)
        for one in fields(kind)
        if one.metadata != SHOWN
    )
