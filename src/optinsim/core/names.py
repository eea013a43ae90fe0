"""Renames the people in a canonical form: it is equal if two people exchange their actions.

People, and a platform's data about them, have phones and numbers (1, 2, 3 … as they appeared).
These decide only the order. Knows, of each store, what its keys and values refer to (`Numbers`),
and gives new numbers in the order in which the people are given. Does not know what the stores are
about, and changes none.
"""

from __future__ import annotations

import marshal
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from optinsim.core.values import Canonical, canonical, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from optinsim.core.timers import Key
    from optinsim.core.values import View
    from optinsim.core.world import Store

PERSON = "person"
"""The kind of the serial numbers of people."""

PLAINLY = 2
"""The version of marshal for equal bytes of equal data: later ones write references to objects."""


@value
class Numbers:
    """What the numbers in a store refer to: equal numbers of one kind refer to the same thing.

    A kind is `person`, or any text that begins with the platform's name. A timer of a platform has
    numbers of the kind that its key begins with.
    """

    keys: str = ""
    """The kind of the whole numbers in its keys."""
    values: str = ""
    """The kind of its values, where these are whole numbers."""
    written: Callable[[int], str] | None = None
    """Writes a number of the keys' kind as texts have it: the vendor's id."""


NO_NUMBERS = Numbers()


def numbers(kind: str) -> dict[str, str]:
    """The metadata of a field that has a number of a kind."""
    return {_NUMBERS: kind}


_NUMBERS = "numbers"


class Names:
    """The new names in one world at one moment; other data keeps its names."""

    def __init__(
        self, stores: Iterable[Store[Any, Any]], people: Sequence[str], now: datetime, view: View
    ) -> None:
        """Give names.

        Args:
            stores: the world's stores with people and their data, the people first.
            people: the phones, in the order in which they are named.
            now: the time on the clock.
            view: what the canonical form distinguishes.
        """
        self._now, self._view = now, view
        self._phones = {phone: f"phone {i}" for i, phone in enumerate(people)}
        self._texts = [
            (phone.lstrip("+").encode(), b"phone %d" % i) for i, phone in enumerate(people)
        ]
        self._new: dict[tuple[str, int], int] = {}
        for store in stores:
            if store.numbers.keys:
                self._number(store)

    def key(self, store: Store[Any, Any], key: Any) -> Any:
        """The key of a store, renamed."""
        return self._renamed(store.numbers.keys, key)

    def value(self, store: Store[Any, Any], one: Any) -> Any:
        """The value of a store, renamed."""
        if type(one) is int:
            return self._renamed(store.numbers.values, one) if store.numbers.values else one
        return self._with(one, self._get)

    def timer(self, key: Key) -> Key:
        """The key of a timer, renamed."""
        kind = key[0] if isinstance(key[0], str) and "/" in key[0] else PERSON
        return tuple([self._renamed(kind, part) for part in key])

    def form(self, subject: Canonical) -> bytes:
        """The bytes of a canonical form with these names, also in texts."""
        form = marshal.dumps(subject, PLAINLY)
        for old, new in self._texts:
            form = form.replace(old, new)
        return form

    def _get(self, kind: str, number: int) -> int:
        # Negative: a number that no store has any more must not equal a new number.
        return self._new.get((kind, number), -number)

    def _renamed(self, kind: str, part: Any) -> Any:
        if type(part) is str:
            return self._phones.get(part, part)
        if type(part) is int:
            return self._get(kind, part) if kind else part
        if type(part) is tuple:
            return tuple([self._renamed(kind, one) for one in part])
        return part

    def _number(self, store: Store[Any, Any]) -> None:
        """Renumber a store's keys, in the order of their values without the numbers."""
        kind, written = store.numbers.keys, store.numbers.written
        new = self._new
        found = [number for number in store if type(number) is int and (kind, number) not in new]
        if len(found) > 1:
            found.sort(key=lambda number: (self._sight(store[number]), number))
        count = sum(known == kind for known, _ in new)
        for place, number in enumerate(found, count + 1):
            new[kind, number] = place
            if written is not None:
                self._texts.append((written(number).encode(), b"%s %d" % (kind.encode(), place)))

    def _sight(self, one: Any) -> bytes:
        """A value as bytes, with 0 for each number without a new number yet."""
        view, new = self._view, self._new
        known = self._with(view.seen(one), lambda kind, number: new.get((kind, number), 0))
        return self.form(canonical(known, self._now, view.left))

    def _with(self, one: Any, get: Callable[[str, int], int]) -> Any:
        """A value with its numbers replaced."""
        changed: dict[str, Any] = {}
        of: Any = type(one)
        for name, kind in _numbered(of):
            item = getattr(one, name)
            if kind:
                if item is not None:
                    changed[name] = get(kind, item)
            elif (new := self._with(item, get)) is not item:
                changed[name] = new
        return replace(one, **changed) if changed else one


@cache
def _numbered(kind: Any) -> tuple[tuple[str, str], ...]:
    """The fields of a class of values that may have numbers in them, each with their kind.

    An empty kind: the field has values with numbers in them.
    """
    if not is_dataclass(kind):
        return ()
    return tuple((one.name, one.metadata.get(_NUMBERS, "")) for one in fields(kind))
