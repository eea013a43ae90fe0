"""How this package makes its values: small, comparable, and never changed once they are made.

A value can be shared, copied by reference, pickled, and reduced to its canonical form: the part of
it that decides how a conversation goes on. This module knows no class of values by name: it reads
the metadata of their fields.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(Field, field))
def value(cls: type[T]) -> type[T]:
    """Make a class of values: a dataclass with slots that no code may assign to.

    The type checker enforces that, not Python: a dataclass frozen at run time takes three times as
    long to make, and a text makes half a dozen values.
    """
    return dataclass(slots=True)(cls)


SHOWN = {"canonical": "shown"}
"""Metadata of a field that people read and that decides nothing: the canonical form leaves it out.
"""

ORDER = {"canonical": "order"}
"""Metadata of a field of numbers of which only the order counts: the canonical form has ranks."""

Canonical = Any
"""Plain data that can be hashed and compared: text, numbers, None, and tuples of these."""


def canonical(subject: Any, now: datetime) -> Canonical:
    """The part of a value that decides how things go on, as hashable, comparable plain data.

    A time is a deadline: the seconds from now, 0 once it has passed. Fields marked `SHOWN` are left
    out, those marked `ORDER` are ranks (1, 2, …) among those in the same value; 0 stays 0.

    Args:
        subject: a value, or plain data: mappings, lists, sets, times, enumerations, JSON.
        now: the time on the clock.
    """
    orders: set[int] = set()
    found = _canonical(subject, now, orders)
    if not orders:
        return found
    return _ranked(found, {number: rank for rank, number in enumerate(sorted(orders), 1)})


class _Order(int):
    """A number of which only the order counts, until its rank is known."""


def _canonical(subject: Any, now: datetime, orders: set[int]) -> Canonical:  # noqa: PLR0911  (one for each type)
    kind: Any = type(subject)
    if kind in _PLAIN:
        return subject
    if kind is datetime:
        return max(0.0, (subject - now).total_seconds())
    deciding = _deciding(kind)
    if deciding is not None:
        found = []
        for name, is_order in deciding:
            item = getattr(subject, name)
            if is_order and item:
                orders.add(item)
                item = _Order(item)
            found.append(item if type(item) in _PLAIN else _canonical(item, now, orders))
        return tuple(found)
    if isinstance(subject, dict):
        return tuple((key, _canonical(subject[key], now, orders)) for key in sorted(subject))
    if isinstance(subject, list):
        return ("[]", *(_canonical(item, now, orders) for item in subject))
    if isinstance(subject, tuple):
        return tuple(_canonical(item, now, orders) for item in subject)
    if isinstance(subject, set | frozenset):
        return tuple(sorted(_canonical(item, now, orders) for item in subject))
    return str(subject)  # a member of one of our enumerations


def _ranked(found: Canonical, ranks: dict[int, int]) -> Canonical:
    if type(found) is tuple:
        return tuple(_ranked(item, ranks) for item in found)
    return ranks[found] if type(found) is _Order else found


_PLAIN = frozenset({str, int, float, bool, type(None), bytes, _Order})


@cache
def _deciding(kind: Any) -> tuple[tuple[str, bool], ...] | None:
    """The fields of a class that decide something, each with whether only its order counts.

    None: it is no class of values.
    """
    if not is_dataclass(kind):
        return None
    return tuple((one.name, one.metadata == ORDER) for one in fields(kind) if one.metadata != SHOWN)
