"""The search: breadth first through all states of an account, each step judged by the laws.

Knows how states are told apart (the canonical form, what the person wished, and how much of a bound
is spent), and where a search may end. Nothing is simulated twice: a state is left by each move
once. Does not know what a move is about, nor how findings are told.
"""

from __future__ import annotations

import marshal
from collections import deque
from dataclasses import dataclass
from hashlib import blake2b
from time import monotonic
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.errors import CommandError
from optinsim.explore.deadlines import with_ranks
from optinsim.explore.exploration import Bounds, Exploration, Found
from optinsim.explore.moves import CallMove, Calls, Move, TextMove, text_moves
from optinsim.explore.playing import DUE, JUST_BEFORE, MDN, MOMENT, PERSON, command_of
from optinsim.laws.law import Conversations, Severity, Step
from optinsim.laws.wishes import NOTHING, Wishes, wishes_after
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from optinsim.adapter import Account
    from optinsim.core.world import Snapshot
    from optinsim.laws.law import Law, Violation
    from optinsim.laws.packs import Pack
    from optinsim.simulator import Turn


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
            form = with_ranks(form)
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
            moves.append(DUE)
            if self._bounds.exact_times and due - simulator.now > MOMENT:
                moves.append(JUST_BEFORE)
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


def explore(
    account: Account,
    pack: Pack,
    bounds: Bounds,
    on_progress: Callable[[int, int], None] | None = None,
) -> Exploration:
    """Search all conversations of an account; see `Explorer`."""
    return Explorer(account, pack, bounds, on_progress).run()


def _entered(before: Mapping[str, Consent], after: Mapping[str, Consent]) -> frozenset[str]:
    return frozenset(
        name
        for name, state in after.items()
        if state is Consent.SUBSCRIBED and before[name] is not state
    )
