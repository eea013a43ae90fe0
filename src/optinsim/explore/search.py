"""The search: breadth first through all states of an account, each step judged by the laws.

Knows how states are told apart (the canonical form, what the person wished, and how much of a bound
is spent), and where a search may end. Nothing is simulated twice: a state is left by each move
once. Does not know what a move is about, nor how findings are told.
"""

from __future__ import annotations

import marshal
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from time import monotonic
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.consent import Consent
from optinsim.errors import CommandError
from optinsim.explore.moves import CallMove, Calls, Move, TextMove, TimeMove, text_moves
from optinsim.laws.law import Conversations, Severity, Step
from optinsim.laws.wishes import NOTHING, Wishes, wishes_after
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from optinsim.adapter import Account
    from optinsim.codec import Command
    from optinsim.core.values import Canonical
    from optinsim.core.world import Snapshot
    from optinsim.laws.law import Law, Violation
    from optinsim.laws.packs import Pack
    from optinsim.simulator import Turn

MDN = "+13125550123"
"""The one person who texts."""
PERSON = {"mdn": MDN}
"""What the calls know of the person."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a search ends that would have no end by itself, or not soon enough."""

    states: int | None = None
    """How many states; None: all."""
    seconds: float | None = None
    """How long; None: until all is found."""
    exact_times: bool = False
    """Whether states that differ only in how soon things fall due, in the same order, are two.

    If not, one of them stands for all: fewer states, and no second before a deadline.
    """
    calls: int = 1
    """How many calls in one conversation that change only the platform's own books.

    That is, registrations of callbacks and imports: without a bound, each is a new state.
    """


@dataclass(slots=True)
class Found:
    """A law that is broken, where first, and how often."""

    law: Law
    broken: Violation
    path: tuple[Move, ...]
    """The shortest conversation that shows it; empty: the account alone does."""
    wordings: list[str]
    """The texts with which it is broken, where texts differ."""
    times: int = 1


@dataclass(slots=True)
class Exploration:
    """What was searched, and what was found."""

    account: Account
    pack: Pack
    bounds: Bounds
    alphabet: tuple[TextMove, ...]
    states: int = 0
    transitions: int = 0
    depth: int = 0
    seconds: float = 0.0
    ended: str = ""
    """Why it ended before everything was found; empty: it did not."""
    calls: set[str] = field(default_factory=set)
    """The names of the calls that were made."""
    found: list[Found] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether everything within the bounds was searched."""
        return not self.ended


@dataclass(slots=True)
class _Node:
    """A state that was reached."""

    parent: int
    move: Move | None
    consents: Mapping[str, Consent]
    wishes: Wishes
    spent: int
    depth: int


class Explorer:
    """One search."""

    def __init__(
        self,
        account: Account,
        pack: Pack,
        bounds: Bounds,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Prepare.

        Args:
            account: what is searched.
            pack: the laws.
            bounds: where to end.
            on_progress: called now and then with the states and the transitions so far.

        Raises:
            CommandError: the one person who texts has a landline.
        """
        if MDN in account.setup.landlines:
            message = f"the account says that {MDN}, who would text, is a landline"
            raise CommandError(message)
        self._account = account
        self._simulator = Simulator(account)
        self._bounds = bounds
        self._calls = Calls(PERSON)
        self._on_progress = on_progress
        self._result = Exploration(account, pack, bounds, text_moves(account))
        laws = [law for law in pack.laws if law.applies is None or law.applies(account)]
        self._laws = laws
        self._step_laws = [(law, law.of_step) for law in laws if law.of_step is not None]
        self._nodes: list[_Node] = []
        self._index: dict[tuple[bytes, Wishes, int], int] = {}
        self._found: dict[tuple[str, str], Found] = {}
        self._texts: list[dict[str, int]] = []
        self._entered: list[dict[str, frozenset[str]]] = []
        self._sent: set[tuple[str | None, str]] = set()
        self._summaries: dict[tuple[Consent, ...], Mapping[str, Consent]] = {}
        self._booking: set[str] = set()
        """The names of the forms whose calls change only the platform's own books."""
        self._registering: dict[str, str] = {}
        """The one call of those that stands for all, by form."""
        self._quiet: set[object] = set()
        """Steps that no law found anything in, by what they have in common."""

    def run(self) -> Exploration:
        """Search."""
        began = monotonic()
        result, bounds = self._result, self._bounds
        simulator = self._simulator
        start = self._summary(dict.fromkeys(self._account.setup.by_id, Consent.NONE))
        key = self._digest(), NOTHING, 0
        self._index[key] = 0
        self._nodes.append(_Node(-1, None, start, NOTHING, 0, 0))
        frontier: deque[tuple[int, bytes, Snapshot]] = deque([(0, key[0], simulator.snapshot())])
        while frontier:
            if bounds.states is not None and len(self._nodes) >= bounds.states:
                result.ended = f"after {bounds.states:,} states"
                break
            if bounds.seconds is not None and monotonic() - began >= bounds.seconds:
                result.ended = f"after {bounds.seconds:g} seconds"
                break
            at, digest, snapshot = frontier.popleft()
            self._leave(at, digest, snapshot, frontier)
            if self._on_progress is not None:
                self._on_progress(len(self._nodes), result.transitions)
        result.states = len(self._nodes)
        result.depth = max(node.depth for node in self._nodes)
        result.seconds = monotonic() - began
        self._judge_the_rest()
        order = {law.name: i for i, law in enumerate(self._laws)}
        result.found = sorted(
            self._found.values(),
            key=lambda one: (
                list(Severity).index(one.law.severity),
                order[one.law.name],
                len(one.path),
            ),
        )
        return result

    def _leave(
        self,
        at: int,
        digest: bytes,
        snapshot: Snapshot,
        frontier: deque[tuple[int, bytes, Snapshot]],
    ) -> None:
        """Leave a state by every move."""
        simulator, node, result = self._simulator, self._nodes[at], self._result
        simulator.restore(snapshot)
        texts: dict[str, int] = {}
        entered: dict[str, frozenset[str]] = {}
        self._texts.append(texts)
        self._entered.append(entered)
        is_restored = True
        due = simulator.next_due
        for move in self._moves(node):
            if not is_restored:
                simulator.restore(snapshot)
            command = command_of(move, simulator)
            try:
                turn = simulator.handle(command)
            except CommandError:
                continue
            result.transitions += 1
            is_restored = not simulator.is_changed
            after = self._after(node, move, turn)
            wishes = self._wishes(node, move, turn)
            spent = node.spent
            if isinstance(move, CallMove) and not is_restored and not turn.events:
                spent += 1
                if not self._is_worth_a_call(move, due) or spent > self._bounds.calls:
                    continue
            new = digest if is_restored else self._digest()
            key = new, wishes, spent
            to = self._index.get(key)
            if to is None:
                to = self._index[key] = len(self._nodes)
                self._nodes.append(_Node(at, move, after, wishes, spent, node.depth + 1))
                frontier.append((to, new, simulator.snapshot()))
            if isinstance(move, TextMove):
                texts[move.name] = to
                if after is not node.consents:
                    names = _entered(node.consents, after)
                    if names:
                        entered[move.name] = names
            self._judge(at, node, move, turn, after, wishes)

    def _digest(self) -> bytes:
        """What of the world tells states apart, in 16 bytes."""
        form = self._simulator.canonical()
        if not self._bounds.exact_times:
            form = _with_ranks(form)
        # Version 2 writes equal data alike: later ones refer back to objects that are the same.
        return blake2b(marshal.dumps(form, 2), digest_size=16).digest()

    def _is_worth_a_call(self, move: CallMove, due: datetime | None) -> bool:
        """Whether to follow a call that has changed only the platform's own books.

        One that sets a timer is an import: each is another. Of registrations, one stands for all.
        """
        self._booking.add(move.form)
        if self._simulator.next_due != due:
            return True
        return self._registering.setdefault(move.form, move.name) == move.name

    def _moves(self, node: _Node) -> list[Move]:
        simulator, result = self._simulator, self._result
        moves: list[Move] = list(result.alphabet)
        for call in self._calls.moves(simulator):
            if node.spent < self._bounds.calls or call.form not in self._booking:
                result.calls.add(call.name)
                moves.append(call)
        due = simulator.next_due
        if due is not None:
            moves.append(_DUE)
            if self._bounds.exact_times and due - simulator.now > _MOMENT:
                moves.append(_JUST_BEFORE)
        return moves

    def _after(self, node: _Node, move: Move, turn: Turn) -> Mapping[str, Consent]:
        """Where the person stands after a move."""
        if isinstance(move, CallMove):
            if not self._simulator.is_changed:
                return node.consents
            return self._summary(self._simulator.states(MDN))
        changes = turn.changes
        if not changes:
            return node.consents
        after = dict(node.consents)
        for change in changes:
            if change.person.mdn == MDN:
                after[change.campaign.id] = change.after
        return self._summary(after)

    def _summary(self, consents: Mapping[str, Consent]) -> Mapping[str, Consent]:
        """One object for all that say the same."""
        return self._summaries.setdefault(tuple(consents.values()), consents)

    def _wishes(self, node: _Node, move: Move, turn: Turn) -> Wishes:
        if not isinstance(move, TextMove):
            return node.wishes
        return wishes_after(node.wishes, self._account.setup, move.name, turn)

    def _judge(  # noqa: PLR0913, PLR0917  (a step has these parts)
        self,
        at: int,
        node: _Node,
        move: Move,
        turn: Turn,
        after: Mapping[str, Consent],
        wishes: Wishes,
    ) -> None:
        alike = (
            id(node.consents),
            id(after),
            node.wishes,
            wishes,
            move.name,
            turn.reading and turn.reading.kind,
            tuple((sent.purpose, sent.campaign) for sent in turn.replies),
            tuple(change.trigger for change in turn.changes),
            bool(turn.callbacks),
            node.spent,
        )
        if alike in self._quiet:
            return
        for sent in turn.replies:
            self._sent.add((sent.campaign, sent.purpose))
        api = move.name if isinstance(move, CallMove) else ""
        setup = self._account.setup
        step = Step(
            setup, MDN, node.consents, after, node.wishes, wishes, turn, api, node.spent > 0
        )
        is_quiet = True
        for law, judge in self._step_laws:
            for broken in judge(step):
                is_quiet = False
                self._note(law, broken, at, move)
        if is_quiet:
            self._quiet.add(alike)

    def _note(self, law: Law, broken: Violation, at: int, move: Move) -> None:
        key = law.name, broken.key
        found = self._found.get(key)
        texts = move.texts if isinstance(move, TextMove) else (move.name,)
        wordings = list(texts) if broken.wording else []
        if found is None:
            path = (*self._path(at), move)
            self._found[key] = Found(law, broken, path, wordings)
            return
        found.times += 1
        found.wordings += [one for one in wordings if one not in found.wordings]

    def _path(self, at: int) -> tuple[Move, ...]:
        """The moves that lead to a state."""
        moves: list[Move] = []
        node = self._nodes[at]
        while node.move is not None:
            moves.append(node.move)
            node = self._nodes[node.parent]
        return tuple(reversed(moves))

    def _judge_the_rest(self) -> None:
        """Judge the account by itself, and all conversations together."""
        everything = Conversations(
            self._account,
            [node.consents for node in self._nodes],
            self._texts,
            self._entered,
            frozenset(self._sent),
            self._result.is_complete,
        )
        named = {move.name: move for move in self._result.alphabet}
        for law in self._laws:
            for broken in law.of_account(self._account) if law.of_account else ():
                self._found.setdefault((law.name, broken.key), Found(law, broken, (), []))
            for broken, place in law.of_all(everything) if law.of_all else ():
                path: tuple[Move, ...] = ()
                if place is not None:
                    path = (*self._path(place.state), *(named[text] for text in place.texts))
                self._found.setdefault((law.name, broken.key), Found(law, broken, path, []))


_MOMENT = timedelta(seconds=1)
_DUE = TimeMove(before=False)
_JUST_BEFORE = TimeMove(before=True)


def command_of(move: Move, simulator: Simulator) -> Command:
    """The command that makes a move in the world of a simulator."""
    if isinstance(move, TextMove):
        return ReceiveText(MDN, move.texts[0], move.number)
    if isinstance(move, CallMove):
        return simulator.sign(move.request)
    due = simulator.next_due or simulator.now
    return AdvanceTime(due - _MOMENT if move.before else due)


def play(account: Account, path: tuple[Move, ...]) -> list[Turn]:
    """Make moves from the beginning, each call with the ids that it has there."""
    simulator, offered = Simulator(account), Calls(PERSON)
    turns = []
    for move in path:
        made = move
        if isinstance(move, CallMove):
            calls = {call.name: call for call in offered.moves(simulator)}
            made = calls.get(move.name, move)
        turns.append(simulator.handle(command_of(made, simulator)))
    return turns


def explore(
    account: Account,
    pack: Pack,
    bounds: Bounds,
    on_progress: Callable[[int, int], None] | None = None,
) -> Exploration:
    """Search all conversations of an account; see `Explorer`."""
    return Explorer(account, pack, bounds, on_progress).run()


def _with_ranks(form: Canonical) -> Canonical:
    """A canonical form with the order of its deadlines in place of their seconds."""
    seconds: set[float] = set()
    _collect(form, seconds)
    if not seconds:
        return form
    return _ranked(form, {one: rank for rank, one in enumerate(sorted(seconds), 1)})


def _collect(form: Canonical, seconds: set[float]) -> None:
    for item in form:
        if type(item) is tuple:
            _collect(item, seconds)
        elif type(item) is float and item:
            seconds.add(item)


def _ranked(form: Canonical, ranks: Mapping[float, int]) -> Canonical:
    return tuple(
        [
            _ranked(item, ranks)
            if type(item) is tuple
            else ranks.get(item, item)
            if type(item) is float
            else item
            for item in form
        ]
    )


def _entered(before: Mapping[str, Consent], after: Mapping[str, Consent]) -> frozenset[str]:
    return frozenset(
        name
        for name, state in after.items()
        if state is Consent.SUBSCRIBED and before[name] is not state
    )
