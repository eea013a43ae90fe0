"""A state left by every move: each step made, and judged by the laws.

Knows how a move is made and unmade in the one world that it has, what the laws remember, and which
calls a bound counts. Does not know which states were found already, nor in which order to leave
them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.events import MessageSent, TransitionTaken, mdn_of
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.explore.keys import StateKeys
from optinsim.explore.moves import (
    CallMove,
    Calls,
    Move,
    TextMove,
    TimeMove,
    left_out,
    text_moves,
)
from optinsim.explore.people import ALONE
from optinsim.explore.playing import DUE, JUST_BEFORE, MOMENT, command_of
from optinsim.laws.law import Step
from optinsim.laws.wishes import NOTHING, Wishes, wishes_after
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import Account
    from optinsim.explore.exploration import Bounds
    from optinsim.explore.keys import Refusals, StateKey
    from optinsim.laws.law import Law, Violation
    from optinsim.laws.packs import Pack
    from optinsim.simulator import Turn

Broken = tuple["Law", "Violation", str]
"""A law that is broken, how, and in whose conversation."""


@value
class Stands:
    """Where a person stands."""

    consents: Mapping[str, Consent]
    """With every campaign, by id."""
    wishes: Wishes


@value
class Standing:
    """What a search knows of a state beside its world."""

    key: StateKey
    refusals: Refusals
    """What has calls refused there."""
    stands: tuple[Stands, ...]
    """Where each person stands; one object for all that say the same."""
    spent: int
    """How many calls the conversation has made that a bound counts."""
    order: int = 0
    """Which of two people the key names first."""


@value
class Edge:
    """One step from a state."""

    move: Move
    to: Standing
    broken: tuple[Broken, ...] = ()
    """The laws that the step breaks."""


class Steps:
    """The steps in one world of an account."""

    def __init__(
        self, account: Account, pack: Pack, bounds: Bounds, people: tuple[str, ...] = ALONE
    ) -> None:
        """Prepare.

        Args:
            account: what is searched.
            pack: the laws.
            bounds: which calls are counted, and whether times are exact.
            people: the numbers of those who take part.
        """
        self.people = people
        self._are_two = len(people) > 1
        self.simulator = Simulator(account)
        self.fresh = self.simulator.snapshot()
        self.alphabet = text_moves(account, people[0])
        """The texts of the first person."""
        others = [replace(move, mdn=mdn) for mdn in people[1:] for move in self.alphabet]
        self.texts = (*self.alphabet, *others)
        """The texts of each person, one after the other."""
        self.columns = {move.label: column for column, move in enumerate(self.alphabet)}
        """The place of each text in the alphabet, by its label."""
        self.laws = [law for law in pack.laws if law.applies is None or law.applies(account)]
        self.sent: set[tuple[str | None, str]] = set()
        """The messages that were sent in any step: the campaign's id, and the purpose."""
        self.calls: set[str] = set()
        """The names of the calls that were made."""
        self._setup = account.setup
        self._bounds = bounds
        self._keys = StateKeys(self.simulator, self.laws, people, exact_times=bounds.exact_times)
        self._calls = [Calls(mdn) for mdn in people]
        self._of_step = [(law, law.of_step) for law in self.laws if law.of_step is not None]
        self._summaries: dict[object, Stands] = {}
        self._refusals: dict[Refusals, Refusals] = {}
        """One object for all that are equal."""
        self._quiet: set[object] = set()
        """Steps that no law found anything in, by what they have in common."""
        nowhere = self.summary(dict.fromkeys(self._setup.by_id, Consent.NONE), NOTHING)
        self._beginning = self._standing((nowhere,) * len(people), 0)
        self._registering = self._forms_of_callbacks()
        self.left_out = left_out(self.simulator, self._calls)
        """What the alphabet lacks, a phrase each."""

    def beginning(self) -> Standing:
        """Where every conversation begins."""
        return self._beginning

    def leave(self, at: Standing) -> Iterator[Edge]:
        """Make each step from the state in which the simulator is.

        While an edge is looked at, the simulator is where it leads.
        """
        for move in self.moves(at):
            made = self.step(at, move)
            if made is not None:
                edge, turn = made
                yield Edge(move, edge, self._judged(at, move, turn, edge))
                self.simulator.undo()

    def step(self, at: Standing, move: Move) -> tuple[Standing, Turn] | None:
        """Make a step; None: it is impossible, or goes beyond a bound, and nothing was changed."""
        simulator = self.simulator
        try:
            turn = simulator.handle(command_of(move, simulator))
        except CommandError:
            return None
        stands = at.stands
        if isinstance(move, TextMove):
            stands = self._wishing(stands, move, turn)
        if simulator.changes_only_callbacks:
            return (at if stands is at.stands else self._standing(stands, at.spent)), turn
        spent = at.spent
        if isinstance(move, CallMove) and not turn.events:
            spent += 1
            if spent > self._bounds.calls:
                simulator.undo()
                return None
        return self._standing(self._moved(stands, move, turn), spent), turn

    def _standing(self, stands: tuple[Stands, ...], spent: int) -> Standing:
        """The state in which the simulator is now."""
        key, refusals, order = self._keys.key(stands, spent)
        return Standing(key, self._refusals.setdefault(refusals, refusals), stands, spent, order)

    def moves(self, at: Standing) -> Iterator[Move]:
        """What can be done in the state in which the simulator is."""
        yield from self.texts
        simulator = self.simulator
        is_first = at.key == self._beginning.key
        for calls in self._calls:
            for call in calls.moves(simulator):
                if is_first or call.form not in self._registering:
                    self.calls.add(call.name)
                    yield call
        due = simulator.next_due
        if due is not None:
            yield DUE
            if self._bounds.exact_times and due - simulator.now > MOMENT:
                yield JUST_BEFORE

    def _forms_of_callbacks(self) -> frozenset[str]:
        """The forms whose calls change which callbacks are sent, and nothing else.

        They lead nowhere, as far as the laws see: it is enough to make them once.
        """
        simulator, found = self.simulator, set()
        for call in self._calls[0].moves(simulator):
            simulator.handle(command_of(call, simulator))
            if simulator.is_changed and simulator.changes_only_callbacks:
                found.add(call.form)
            simulator.undo()
        return frozenset(found)

    def _wishing(
        self, stands: tuple[Stands, ...], move: TextMove, turn: Turn
    ) -> tuple[Stands, ...]:
        """Where the people stand after a text, as far as it says what its sender wishes."""
        who = self.people.index(move.mdn) if self._are_two else 0
        before = stands[who]
        wishes = wishes_after(before.wishes, self._setup, move.name, turn)
        if wishes is before.wishes or wishes == before.wishes:
            return stands
        after = self.summary(before.consents, wishes)
        return (*stands[:who], after, *stands[who + 1 :])

    def _moved(self, stands: tuple[Stands, ...], move: Move, turn: Turn) -> tuple[Stands, ...]:
        """Where the people stand after a step, by what it did."""
        people = self.people
        if self._are_two:
            if not turn.events and not isinstance(move, CallMove):
                return stands
            # A record may have got another number, which no event of consent tells.
            after = [self.simulator.states(mdn) for mdn in people]
            return tuple(
                [
                    self.summary(consents, one.wishes)
                    for consents, one in zip(after, stands, strict=True)
                ]
            )
        (one,), (mdn,) = stands, people
        consents: Mapping[str, Consent] = {}
        if isinstance(move, CallMove):
            consents = self.simulator.states(mdn)
        else:
            moved: dict[str, Consent] = {}
            for event in turn.events:
                if type(event) is TransitionTaken and event.person.mdn == mdn:
                    moved[event.campaign.id] = event.after
            if moved:
                consents = {**one.consents, **moved}
        if not consents or consents == one.consents:
            return stands
        return (self.summary(consents, one.wishes),)

    def summary(self, consents: Mapping[str, Consent], wishes: Wishes) -> Stands:
        """One object for all that say the same."""
        key = tuple(consents.values()), wishes.whole
        found = self._summaries.get(key)
        if found is None:
            found = self._summaries[key] = Stands(consents, wishes)
        return found

    def _judged(self, at: Standing, move: Move, turn: Turn, to: Standing) -> tuple[Broken, ...]:
        """The laws that a step breaks."""
        sent, taken = [], []
        for event in turn.events:
            if type(event) is MessageSent:
                sent.append((event.campaign, event.purpose))
            elif type(event) is TransitionTaken and event.before is not event.after:
                taken.append(event.trigger)
        self.sent.update(sent)
        alike = (
            move.label if isinstance(move, TextMove) else move.name,
            turn.reading and turn.reading.kind,
            tuple(sent),
            tuple(taken),
            bool(turn.callbacks),
            at.spent,
        )
        if not self._are_two:
            marks = id(at.stands[0]), id(to.stands[0]), alike
            return () if marks in self._quiet else self._judged_for(0, at, move, turn, to, marks)
        whose = tuple([mdn_of(event) for event in turn.events])
        broken: list[Broken] = []
        for who, mdn in enumerate(self.people):
            before, after = at.stands[who], to.stands[who]
            is_own = not isinstance(move, TimeMove) and move.mdn == mdn
            if is_own or mdn in whose or before is not after:
                theirs = tuple([one == mdn for one in whose])
                two_marks = id(before), id(after), (alike, is_own, theirs)
                if two_marks not in self._quiet:
                    broken += self._judged_for(who, at, move, turn, to, two_marks)
        return tuple(broken)

    def _judged_for(  # noqa: PLR0913, PLR0917  (the parts of a step, unpacked for speed)
        self,
        who: int,
        at: Standing,
        move: Move,
        turn: Turn,
        to: Standing,
        marks: object,
    ) -> tuple[Broken, ...]:
        """The laws that a step breaks for one person.

        Args:
            who: the place of the person.
            at: the state before the step.
            move: the step.
            turn: what it brought about.
            to: the state after the step.
            marks: what steps have in common that are judged alike.
        """
        before, after = at.stands[who], to.stands[who]
        api = move.name if isinstance(move, CallMove) else ""
        mdn = self.people[who]
        step = Step(
            self._setup,
            mdn,
            before.consents,
            after.consents,
            before.wishes,
            after.wishes,
            turn,
            api,
            at.spent > 0,
        )
        broken = tuple((law, one, mdn) for law, judge in self._of_step for one in judge(step))
        if not broken:
            if len(self._quiet) >= _MOST_QUIET:
                self._quiet.clear()
            self._quiet.add(marks)
        return broken


_MOST_QUIET = 2000
"""How many kinds of steps are remembered, some 400 bytes each."""
