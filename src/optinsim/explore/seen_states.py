"""The states that a search has found: by which step first, and where each text leads.

Keeps a few hundred bytes a state: its key, the state and the move that led to it, and where each
text leads. Knows no world: one that is still to be left is kept elsewhere.

Of two people, either may be the one whose conversation a law looks at: each state has a row for
each person. A text may lead to a state that was found with the people's parts exchanged.

A state in which more calls are refused than in one with the same key can do nothing that the other
cannot: the other stands for it.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optinsim.core.consent import Consent
    from optinsim.explore.keys import Refusals, StateKey
    from optinsim.explore.moves import Move, TextMove
    from optinsim.explore.steps import Standing

_NOWHERE = -1
_NONE: Refusals = frozenset()


class SeenStates:
    """States by number, in the order in which they were found; the first is the beginning."""

    def __init__(self, alphabet: tuple[TextMove, ...], beginning: Standing) -> None:
        self._people = len(beginning.stands)
        self._orders = bytearray()
        """Which person the key of a state names first."""
        self._numbers: dict[StateKey, int] = {}
        """The first state of each key."""
        self._refusals: dict[int, Refusals] = {}
        """What has calls refused in a state; most have none."""
        self._others: dict[StateKey, list[int]] = {}
        """The other states of a key."""
        self._parents = array("i")
        self._moves: list[Move | None] = []
        self.consents: list[Mapping[str, Consent]] = []
        """Where the person of each row stands."""
        self.texts = _Texts([move.label for move in alphabet])
        """For each row of a state that was left, the rows to which the person's texts lead."""
        self.entered = _Entered(self.texts)
        """For each of them, the campaigns that each text subscribes the person to."""
        self.find_or_add(beginning, _NOWHERE, None)

    def __len__(self) -> int:
        return len(self._parents)

    def row(self, number: int, who: int, order: int | None = None) -> int:
        """The row of a person.

        Args:
            number: of a state.
            who: the person's place.
            order: where the state was found again: whom the key named first then.
        """
        if order is not None and order != self._orders[number]:
            who = 1 - who
        return number * self._people + who

    def person_of(self, row: int) -> tuple[int, int]:
        """The number of a row's state, and the person's place."""
        return divmod(row, self._people)

    def add_rows(self) -> None:
        """Add the rows of the next state that is left."""
        for _ in range(self._people):
            self.texts.add()

    def find(self, state: Standing) -> int | None:
        """The number of the state that stands for one; None: none does yet."""
        number = self._numbers.get(state.key)
        if number is None or number not in self._refusals:
            return number
        others = self._others.get(state.key, [])
        for one in [number, *others]:
            if self._refusals.get(one, _NONE) <= state.refusals:
                return one
        return None

    def find_or_add(self, state: Standing, parent: int, move: Move | None) -> tuple[int, bool]:
        """The number of the state that stands for one, and whether it is new."""
        number = self.find(state)
        if number is not None:
            return number, False
        number = len(self._parents)
        if self._numbers.setdefault(state.key, number) != number:
            self._others.setdefault(state.key, []).append(number)
        if state.refusals:
            self._refusals[number] = state.refusals
        self._parents.append(parent)
        self._moves.append(move)
        self.consents += [one.consents for one in state.stands]
        self._orders.append(state.order)
        return number, True

    def path(self, number: int) -> tuple[Move, ...]:
        """The moves by which a state was found, from the beginning."""
        moves: list[Move] = []
        while (move := self._moves[number]) is not None:
            moves.append(move)
            number = self._parents[number]
        return tuple(reversed(moves))

    def step_to(self, number: int) -> tuple[int, Move | None]:
        """The state and the move that led to a state first; the beginning has none."""
        return self._parents[number], self._moves[number]


class _Texts(Sequence[Mapping[str, int]]):
    """For each state, where each text leads: one array, in the order of the alphabet."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self._columns = {name: column for column, name in enumerate(names)}
        self._to = array("i")

    def add(self) -> None:
        """Add a row."""
        self._to.extend([_NOWHERE] * len(self.names))

    def put(self, state: int, name: str, to: int) -> None:
        self._to[state * len(self.names) + self._columns[name]] = to

    def __len__(self) -> int:
        return len(self._to) // len(self.names)

    def __getitem__(self, state: int) -> Mapping[str, int]:  # type: ignore[override]  # takes no slices
        if not 0 <= state < len(self):
            raise IndexError(state)
        start = state * len(self.names)
        row = self._to[start : start + len(self.names)]
        return {name: to for name, to in zip(self.names, row, strict=True) if to != _NOWHERE}


class _Entered(Sequence[Mapping[str, frozenset[str]]]):
    """For each state, the campaigns that a text subscribes to; most texts subscribe to none."""

    def __init__(self, texts: _Texts) -> None:
        self._texts = texts
        self._some: dict[int, dict[str, frozenset[str]]] = {}
        self._alike: dict[frozenset[str], frozenset[str]] = {}
        """One object for all sets that are equal: an account has few."""

    def put(self, state: int, name: str, campaigns: frozenset[str]) -> None:
        campaigns = self._alike.setdefault(campaigns, campaigns)
        self._some.setdefault(state, {})[name] = campaigns

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, state: int) -> Mapping[str, frozenset[str]]:  # type: ignore[override]  # takes no slices
        if not 0 <= state < len(self):
            raise IndexError(state)
        return self._some.get(state, {})
