"""All data that changes while people text: the time, and stores of plain values.

Values in a store are never changed, only replaced. So a snapshot copies the stores and shares the
values, and the rollback of a failed command restores the former values. This module does not
know the meaning of the values: people.py, timers.py and each platform do.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from optinsim.core.names import NO_NUMBERS, PERSON, Names, Numbers
from optinsim.core.timers import Key, Timer, Timers
from optinsim.core.values import EXACT, Canonical, canonical
from optinsim.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

K = TypeVar("K")
V = TypeVar("V")

DEFAULT_START = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
"""The default start time of a world: a Monday, nine in the morning in Chicago."""

END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)
"""The clock never reaches it, so that adding an expiry to the time never overflows."""

_BRANCH_BITS = 28
"""A branch may count to 2 to the power of this; short ids have room for a million branches."""

_ABSENT: Any = object()

_Change = tuple["Store[Any, Any]", Any, Any]
"""A store, a key, and the former value; `_ABSENT`: the key was not there."""


class Store(dict[K, V]):
    """Values by key. The order is undefined: readers that need one sort the keys."""

    __slots__ = ("_changes", "is_refusing", "is_shown", "is_told", "name", "numbers")

    def __init__(
        self,
        changes: list[_Change],
        name: str = "",
        *,
        is_shown: bool = False,
        is_told: bool = False,
        is_refusing: bool = False,
    ) -> None:
        super().__init__()
        self._changes = changes
        self.name = name
        self.is_shown = is_shown
        """Whether the store is only shown, and decides nothing."""
        self.is_told = is_told
        """Whether the store decides only which callbacks are sent."""
        self.is_refusing = is_refusing
        """Whether each key only makes the API refuse some calls."""
        self.numbers = NO_NUMBERS
        """What the numbers in the store refer to."""

    def __setitem__(self, key: K, value: V) -> None:
        self._changes.append((self, key, self.get(key, _ABSENT)))
        dict.__setitem__(self, key, value)

    def __delitem__(self, key: K) -> None:
        self._changes.append((self, key, self[key]))
        dict.__delitem__(self, key)

    # The methods inherited from dict would change the store without recording it.
    def pop(self, key: K, default: Any = None) -> Any:
        """Remove a key, if it is there; its value, or the default."""
        found = self.get(key, default)
        if key in self:
            del self[key]
        return found

    popitem = MutableMapping.popitem
    clear = MutableMapping.clear
    update = MutableMapping.update
    setdefault = MutableMapping.setdefault


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A world at one moment: plain values that can be compared, pickled, and restored."""

    account: str
    """The digest of the account; see `adapter.Account.digest`."""
    seed: int
    landlines: frozenset[str]
    now: datetime
    stores: dict[str, dict[Any, Any]]
    """The stores that are not empty, by name. Not to be changed."""
    branch: int = 0
    """See `World.branch`."""


class World:
    """The time and the stores, and constants (seed, landlines)."""

    def __init__(
        self, now: datetime = DEFAULT_START, seed: int = 0, landlines: frozenset[str] = frozenset()
    ) -> None:
        if not now < END_OF_TIME:
            message = f"the clock cannot start at {now:%Y-%m-%d}: its last day is 8999-12-31"
            raise CommandError(message)
        self.now = now
        self.seed = seed
        """All ids are computed from it."""
        self.landlines = landlines
        """MDNs that cannot receive texts, beside the account's own."""
        self.view = EXACT
        """What the canonical form distinguishes."""
        self.names: Names | None = None
        """The names of people in the canonical form; None: their own."""
        self._stores: dict[str, Store[Any, Any]] = {}
        self._refusing: list[Store[Any, Any]] = []
        """The stores whose keys make the API refuse calls."""
        self._found: dict[tuple[str, bool], list[Store[Any, Any]]] = {}
        """A cache of `_deciding`."""
        self.branch = 0
        """The number of this branch of the world's history; 0: the first. All ids depend on it."""
        self._changes: list[_Change] = []
        """The changes of the current command, to be rolled back if it fails."""
        self._began = now
        self._counters: Store[str, int] = self.store("counters", is_shown=True)
        self._timers: Store[Key, Timer] = self.store("timers", is_shown=True)
        self.timers = Timers(self._timers, self._counters)

    def store(
        self,
        name: str,
        *,
        is_shown: bool = False,
        is_told: bool = False,
        is_refusing: bool = False,
        numbers: Numbers = NO_NUMBERS,
    ) -> Store[Any, Any]:
        """The store of that name, created on first use.

        Args:
            name: `vibes/blocks`; names of a platform's stores begin with the platform's name.
            is_shown: whether the store is only shown and decides nothing, such as a log.
            is_told: whether the store decides only which callbacks are sent.
            is_refusing: whether each key only makes the API refuse some calls.
            numbers: what the numbers in the store refer to, if to people and their records.
        """
        if name not in self._stores:
            self._stores[name] = Store(
                self._changes, name, is_shown=is_shown, is_told=is_told, is_refusing=is_refusing
            )
            self._stores[name].numbers = numbers
            self._found.clear()
            if is_refusing:
                self._refusing.append(self._stores[name])
        return self._stores[name]

    def next(self, series: str) -> int:
        """The next number of the series: 1, 2, 3, and so on, in each branch."""
        number = self._counters[series] = self._counters.get(series, 0) + 1
        return self.in_branch(number)

    def in_branch(self, number: int) -> int:
        """The number with the branch's number in it: no other branch has an id made of it."""
        return self.branch << _BRANCH_BITS | number

    @property
    def is_changed(self) -> bool:
        """Whether the current or last command changed data that decides anything.

        That is the time, timers, and stores that are not only shown. False: the canonical form is
        unchanged.
        """
        return self.now != self._began or any(
            not store.is_shown or store is self._timers for store, _, _ in self._changes
        )

    @property
    def changes_only_callbacks(self) -> bool:
        """Whether the last command's changes decide at most which callbacks are sent."""
        return self.now == self._began and all(
            store.is_told or (store.is_shown and store is not self._timers)
            for store, _, _ in self._changes
        )

    def begin(self) -> None:
        """Begin a command: `roll_back` returns to this point."""
        self._changes.clear()
        self._began = self.now

    def roll_back(self) -> None:
        """Undo all changes since `begin`."""
        for store, key, before in reversed(self._changes):
            if before is _ABSENT:
                dict.__delitem__(store, key)
            else:
                dict.__setitem__(store, key, before)
        self._changes.clear()
        self.now = self._began
        self.timers.forget_order()

    def snapshot(self, account: str, before: Snapshot | None = None) -> Snapshot:
        """The world as it is now.

        Args:
            account: the digest of the account.
            before: the world before the last command: unchanged stores are shared with it.
        """
        shared = {} if before is None else dict(before.stores)
        for store, _, _ in self._changes:
            shared.pop(store.name, None)
        stores = {
            name: shared[name] if name in shared else dict(store)
            for name, store in self._stores.items()
            if store
        }
        return Snapshot(account, self.seed, self.landlines, self.now, stores, self.branch)

    def restore(self, snapshot: Snapshot) -> None:
        """Return to the state of a snapshot."""
        self.now, self.seed, self.landlines = snapshot.now, snapshot.seed, snapshot.landlines
        self.branch = snapshot.branch
        for name in snapshot.stores:
            self.store(name)
        for name, store in self._stores.items():
            dict.clear(store)
            dict.update(store, snapshot.stores.get(name, {}))
        self._changes.clear()
        self.timers.forget_order()

    def canonical(self, owner: str) -> Canonical:
        """The canonical form of an owner's (core, vibes, …) stores; see `values.canonical`."""
        view, now = self.view, self.now
        left, seen = view.left, view.seen
        names = self.names
        if names is None:
            return tuple(
                (
                    store.name,
                    tuple((key, canonical(seen(store[key]), now, left)) for key in sorted(store)),
                )
                for store in self._deciding(f"{owner}/")
                if store
            )
        found = []
        for store in self._deciding(f"{owner}/"):
            entries = [
                (names.key(store, key), canonical(names.value(store, seen(one)), now, left))
                for key, one in store.items()
            ]
            if entries:
                found.append((store.name, tuple(sorted(entries))))
        return tuple(found)

    def names_of(self, people: Sequence[str]) -> Names:
        """New names for the people with these phones, in this order, and for their data."""
        # People first: their data is distinguished by them. An index distinguishes nothing.
        stores = sorted(
            [store for store in self._deciding() if not store.numbers.values],
            key=lambda store: store.numbers.keys != PERSON,
        )
        return Names(stores, people, self.now, self.view)

    def _deciding(self, prefix: str = "") -> list[Store[Any, Any]]:
        """The stores of an owner that decide something, by name."""
        has_refusals = self.view.has_refusals
        found = self._found.get((prefix, has_refusals))
        if found is None:
            found = self._found[prefix, has_refusals] = [
                store
                for name, store in sorted(self._stores.items())
                if name.startswith(prefix)
                and not store.is_shown
                and (has_refusals or not store.is_refusing)
            ]
        return found

    def refusals(self) -> frozenset[tuple[str, Any]]:
        """The reasons for refused calls: the names of stores, with keys."""
        names = self.names
        return frozenset(
            [
                (store.name, key if names is None else names.key(store, key))
                for store in self._refusing
                for key in store
            ]
        )
