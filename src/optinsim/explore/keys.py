"""What tells two states of a search apart, in 16 bytes.

Two states are one where everything that can follow is the same, as far as a law can see it. Knows
which states of consent lead on alike by an account's table, and which of them a law reads. Which
calls are refused is no part of a key: seen_states.py sees to that. Without exact times, deadlines
count by what they are of, and not by their order, and what the brand stores about a person does not
count: these are bounds.
"""

from __future__ import annotations

import marshal
from dataclasses import fields, is_dataclass, replace
from functools import cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from optinsim.core.consent import Consent
from optinsim.core.names import PLAINLY
from optinsim.core.people import NO_FIELDS, NO_PARTICIPATION, Participant
from optinsim.core.values import STORED, View, canonical, is_ahead, seconds_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from optinsim.core.people import Participation
    from optinsim.core.setup import Setup
    from optinsim.explore.steps import Stands
    from optinsim.laws.law import Law
    from optinsim.laws.wishes import Wishes
    from optinsim.simulator import Simulator

StateKey = bytes
"""16 bytes; two states with the same key are one."""

Refusals = frozenset[tuple[str, object]]
"""The keys of stores that have calls refused, each with the name of its store."""


class StateKeys:
    """The keys of the states of one search."""

    def __init__(
        self,
        simulator: Simulator,
        laws: Iterable[Law],
        people: tuple[str, ...],
        *,
        exact_times: bool,
    ) -> None:
        """Prepare.

        Args:
            simulator: whose states are told apart. Its canonical form is a coarser one from now on.
            laws: those that judge.
            people: those who take part; of two, a key does not tell which did what.
            exact_times: whether states with different seconds until a deadline, or with different
                values of the fields of people, are two.
        """
        self._simulator = simulator
        self._people = people
        setup = simulator.account.setup
        self._alike = alike(setup, laws)
        seen = partial(_seen, setup, self._alike, has_stored=exact_times)
        simulator.view_by(View(seconds_left if exact_times else is_ahead, seen, has_refusals=False))
        self._ends: dict[tuple[Wishes, int], bytes] = {}
        self._ranks: dict[int, tuple[object, ...]] = {}

    def key(self, stands: Sequence[Stands], spent: int) -> tuple[StateKey, Refusals, int]:
        """The key of the state in which the simulator is now, and what has calls refused there.

        Args:
            stands: where each person stands.
            spent: how many calls the conversation has spent of the bound of them.

        Returns:
            Last, which of two people the key names first: the smaller of the two forms is taken.
        """
        if len(self._people) == 1:
            form = marshal.dumps(self._simulator.canonical(), PLAINLY)
            form += self._end(stands[0].wishes, spent)
            return blake2b(form, digest_size=16).digest(), self._simulator.refusals(), 0
        form, refusals, order = min(
            (self._form(order, stands, spent) for order in self._orders(stands)),
            key=lambda found: (found[0], sorted(found[1], key=str)),
        )
        return blake2b(form, digest_size=16).digest(), refusals, order

    def _orders(self, stands: Sequence[Stands]) -> tuple[int, ...]:
        """The orders of two people that are compared: one, where less than their forms decides."""
        first, second = self._rank(stands[0]), self._rank(stands[1])
        if first == second:
            return 0, 1
        return (0,) if first < second else (1,)

    def _rank(self, one: Stands) -> tuple[object, ...]:
        rank = self._ranks.get(id(one))
        if rank is None:
            states = [self._alike[name][state].value for name, state in one.consents.items()]
            rank = self._ranks[id(one)] = (one.wishes.stopped, *states)
        return rank

    def _form(
        self, order: int, stands: Sequence[Stands], spent: int
    ) -> tuple[bytes, Refusals, int]:
        step = -1 if order else 1
        form, refusals = self._simulator.canonical_among(self._people[::step])
        ends = [self._end(one.wishes, spent) for one in stands[::step]]
        return b"".join((form, *ends)), refusals, order

    def _end(self, wishes: Wishes, spent: int) -> bytes:
        end = self._ends.get((wishes, spent))
        if end is None:
            remembered = canonical(wishes, self._simulator.now), spent
            end = self._ends[wishes, spent] = marshal.dumps(remembered, PLAINLY)
        return end


Alike = dict[str, dict[Consent, Consent]]
"""By campaign id, for each state of consent the one that stands for it."""


def alike(setup: Setup, laws: Iterable[Law]) -> Alike:
    """The states of consent that lead on alike: by the table, and as far as the laws read them."""
    classes = dict.fromkeys(Consent, 0)
    classes |= {Consent.PENDING: 1, Consent.SUBSCRIBED: 2}
    while True:
        rows = {state: (classes[state], _rows(setup, state, classes)) for state in Consent}
        numbers: dict[object, int] = {}
        finer = {state: numbers.setdefault(row, len(numbers)) for state, row in rows.items()}
        if len(numbers) == len(set(classes.values())):
            break
        classes = finer
    found: Alike = {}
    read: dict[str, set[Consent]] = {campaign_id: set() for campaign_id in setup.by_id}
    for law in laws:
        for campaign_id, states in law.reads(setup).items() if law.reads else ():
            read[campaign_id] |= states
    for campaign_id, told_apart in read.items():
        first: dict[object, Consent] = {}
        found[campaign_id] = {
            state: first.setdefault((classes[state], state in told_apart and state), state)
            for state in Consent
        }
    return found


def _rows(setup: Setup, state: Consent, classes: Mapping[Consent, int]) -> frozenset[object]:
    """The rows of a state: each trigger, where it leads, what is said, and whether it moves."""
    return frozenset(
        (rule.trigger, classes[rule.target], rule.says, rule.target is state)
        for rule in setup.table
        if state in rule.sources
    )


def _seen(setup: Setup, alike: Alike, subject: Any, *, has_stored: bool) -> Any:
    """The value of a store, with one state of consent in place of all that are like it."""
    if type(subject) is not Participant:
        return subject if has_stored else _without_stored(subject)
    has_starts = bool(setup.words.start)
    participations = {
        campaign_id: seen
        for campaign_id, one in subject.participations.items()
        if (seen := _participation(one, alike[campaign_id], follows=has_starts and one.follows))
        is not NO_PARTICIPATION
    }
    person = subject.person
    if person.fields and not has_stored:
        person = _without_stored(person)
    return Participant(person, participations, subject.subscriptions, subject.stopped)


def _without_stored(subject: Any) -> Any:
    """A value without what the brand stores about a person."""
    kind: Any = type(subject)
    names = _stored(kind)
    return replace(subject, **dict.fromkeys(names, NO_FIELDS)) if names else subject


@cache
def _stored(kind: Any) -> tuple[str, ...]:
    """The fields of a class of values that have what the brand stores."""
    if not is_dataclass(kind):
        return ()
    return tuple(one.name for one in fields(kind) if one.metadata == STORED)


def _participation(
    one: Participation, alike: Mapping[Consent, Consent], *, follows: bool
) -> Participation:
    state = alike[one.state]
    is_waiting = state is Consent.PENDING or one.question is not None
    if state is Consent.NONE and not is_waiting and not follows:
        return NO_PARTICIPATION
    return (
        one
        if state is one.state and follows == one.follows
        else replace(one, state=state, follows=follows)
    )
