"""A state left by every move: each step made, and judged by the laws.

Knows how a move is made and unmade in the one world that it has, what the laws remember, and which
calls a bound counts. Does not know which states were found already, nor in which order to leave
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.events import MessageSent, TransitionTaken
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.explore.keys import StateKeys
from optinsim.explore.moves import CallMove, Calls, Move, TextMove, left_out, text_moves
from optinsim.explore.playing import DUE, JUST_BEFORE, MDN, MOMENT, PERSON, command_of
from optinsim.laws.law import Step
from optinsim.laws.wishes import NOTHING, Wishes, wishes_after
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import Account
    from optinsim.explore.exploration import Bounds
    from optinsim.explore.keys import StateKey
    from optinsim.laws.law import Law, Violation
    from optinsim.laws.packs import Pack
    from optinsim.simulator import Turn


Refusals = frozenset[tuple[str, object]]
"""The keys of stores that have calls refused, each with the name of its store."""


@value
class Standing:
    """What a search knows of a state beside its world."""

    key: StateKey
    refusals: Refusals
    """What has calls refused there."""
    consents: Mapping[str, Consent]
    """Where the person stands with every campaign, by id."""
    wishes: Wishes
    spent: int
    """How many calls the conversation has made that a bound counts."""


@value
class Edge:
    """One step from a state."""

    move: Move
    to: Standing
    broken: tuple[tuple[Law, Violation], ...] = ()
    """The laws that the step breaks."""


class Steps:
    """The steps in one world of an account."""

    def __init__(self, account: Account, pack: Pack, bounds: Bounds) -> None:
        self.simulator = Simulator(account)
        self.fresh = self.simulator.snapshot()
        self.alphabet = text_moves(account)
        self.columns = {move.label: column for column, move in enumerate(self.alphabet)}
        """The place of each text in the alphabet, by its label."""
        self.laws = [law for law in pack.laws if law.applies is None or law.applies(account)]
        self.sent: set[tuple[str | None, str]] = set()
        """The messages that were sent in any step: the campaign's id, and the purpose."""
        self.calls: set[str] = set()
        """The names of the calls that were made."""
        self._setup = account.setup
        self._bounds = bounds
        self._keys = StateKeys(self.simulator, self.laws, exact_times=bounds.exact_times)
        self._calls = Calls(PERSON)
        self._of_step = [(law, law.of_step) for law in self.laws if law.of_step is not None]
        self._summaries: dict[tuple[Consent, ...], Mapping[str, Consent]] = {}
        self._refusals: dict[Refusals, Refusals] = {}
        """One object for all that are equal."""
        self._quiet: set[object] = set()
        """Steps that no law found anything in, by what they have in common."""
        self._beginning = self._keys.key(NOTHING, 0)
        self._registering = self._forms_of_callbacks()
        self.left_out = left_out(self.simulator, self._calls)
        """What the alphabet lacks, a phrase each."""

    def beginning(self) -> Standing:
        """Where every conversation begins."""
        nowhere = self.summary(dict.fromkeys(self._setup.by_id, Consent.NONE))
        return Standing(self._beginning, self.simulator.refusals(), nowhere, NOTHING, 0)

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
        wishes = at.wishes
        if isinstance(move, TextMove):
            wishes = wishes_after(wishes, self._setup, move.name, turn)
        if simulator.changes_only_callbacks:
            if wishes == at.wishes:
                return at, turn
            key = self._keys.key(wishes, at.spent)
            return Standing(key, at.refusals, at.consents, wishes, at.spent), turn
        spent = at.spent
        if isinstance(move, CallMove) and not turn.events:
            spent += 1
            if spent > self._bounds.calls:
                simulator.undo()
                return None
        consents = self._consents(at, move, turn)
        refusals = simulator.refusals()
        refusals = self._refusals.setdefault(refusals, refusals)
        key = self._keys.key(wishes, spent)
        return Standing(key, refusals, consents, wishes, spent), turn

    def moves(self, at: Standing) -> Iterator[Move]:
        """What can be done in the state in which the simulator is."""
        yield from self.alphabet
        simulator = self.simulator
        is_first = at.key == self._beginning
        for call in self._calls.moves(simulator):
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
        for call in self._calls.moves(simulator):
            simulator.handle(command_of(call, simulator))
            if simulator.is_changed and simulator.changes_only_callbacks:
                found.add(call.form)
            simulator.undo()
        return frozenset(found)

    def _consents(self, at: Standing, move: Move, turn: Turn) -> Mapping[str, Consent]:
        """Where the person stands after a step."""
        if isinstance(move, CallMove):
            return self.summary(self.simulator.states(MDN))
        after: dict[str, Consent] = {}
        for event in turn.events:
            if type(event) is TransitionTaken and event.person.mdn == MDN:
                after[event.campaign.id] = event.after
        return self.summary({**at.consents, **after}) if after else at.consents

    def summary(self, consents: Mapping[str, Consent]) -> Mapping[str, Consent]:
        """One object for all that say the same."""
        return self._summaries.setdefault(tuple(consents.values()), consents)

    def _judged(
        self, at: Standing, move: Move, turn: Turn, to: Standing
    ) -> tuple[tuple[Law, Violation], ...]:
        """The laws that a step breaks."""
        sent, taken = [], []
        for event in turn.events:
            if type(event) is MessageSent:
                sent.append((event.campaign, event.purpose))
            elif type(event) is TransitionTaken and event.before is not event.after:
                taken.append(event.trigger)
        self.sent.update(sent)
        alike = (
            id(at.consents),
            id(to.consents),
            at.wishes,
            to.wishes,
            move.label if isinstance(move, TextMove) else move.name,
            turn.reading and turn.reading.kind,
            tuple(sent),
            tuple(taken),
            bool(turn.callbacks),
            at.spent,
        )
        if alike in self._quiet:
            return ()
        api = move.name if isinstance(move, CallMove) else ""
        step = Step(
            self._setup,
            MDN,
            at.consents,
            to.consents,
            at.wishes,
            to.wishes,
            turn,
            api,
            at.spent > 0,
        )
        broken = tuple((law, one) for law, judge in self._of_step for one in judge(step))
        if not broken:
            if len(self._quiet) >= _MOST_QUIET:
                self._quiet.clear()
            self._quiet.add(alike)
        return broken


_MOST_QUIET = 2000
"""How many kinds of steps are remembered, some 400 bytes each."""
