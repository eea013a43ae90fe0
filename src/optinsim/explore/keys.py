"""What tells two states of a search apart, in 16 bytes.

Two states are one where everything that can follow is the same, as far as a law can see it. Knows
which states of consent lead on alike by an account's table, and which of them a law reads. Which
calls are refused is no part of a key: seen_states.py sees to that. Without exact times, deadlines
count by what they are of, and not by their order: that is a bound.
"""

from __future__ import annotations

import marshal
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from optinsim.core.consent import Consent
from optinsim.core.people import NO_PARTICIPATION, Participant
from optinsim.core.values import View, canonical, is_ahead, seconds_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.core.people import Participation
    from optinsim.core.setup import Setup
    from optinsim.laws.law import Law
    from optinsim.laws.wishes import Wishes
    from optinsim.simulator import Simulator

StateKey = bytes
"""16 bytes; two states with the same key are one."""


class StateKeys:
    """The keys of the states of one search."""

    def __init__(self, simulator: Simulator, laws: Iterable[Law], *, exact_times: bool) -> None:
        """Prepare.

        Args:
            simulator: whose states are told apart. Its canonical form is a coarser one from now on.
            laws: those that judge.
            exact_times: whether states with different seconds until a deadline are two.
        """
        self._simulator = simulator
        setup = simulator.account.setup
        seen = partial(_seen, setup, alike(setup, laws))
        simulator.view_by(View(seconds_left if exact_times else is_ahead, seen, has_refusals=False))
        self._ends: dict[tuple[Wishes, int], bytes] = {}

    def key(self, wishes: Wishes, spent: int) -> StateKey:
        """The key of the state in which the simulator is now.

        Args:
            wishes: what the laws remember of the conversation.
            spent: how many calls it has spent of the bound of them.
        """
        end = self._ends.get((wishes, spent))
        if end is None:
            remembered = canonical(wishes, self._simulator.now), spent
            end = self._ends[wishes, spent] = marshal.dumps(remembered, _PLAINLY)
        form = marshal.dumps(self._simulator.canonical(), _PLAINLY)
        return blake2b(form + end, digest_size=16).digest()


_PLAINLY = 2
"""The version of marshal that writes equal data alike: later ones refer back to the same object."""

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


def _seen(setup: Setup, alike: Alike, subject: Any) -> Any:
    """The value of a store, with one state of consent in place of all that are like it."""
    if type(subject) is not Participant:
        return subject
    has_starts = bool(setup.words.start)
    participations = {
        campaign_id: seen
        for campaign_id, one in subject.participations.items()
        if (seen := _participation(one, alike[campaign_id], follows=has_starts and one.follows))
        is not NO_PARTICIPATION
    }
    return Participant(subject.person, participations, subject.subscriptions, subject.stopped)


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
