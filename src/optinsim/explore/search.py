"""The search: breadth first through all states of an account, each step judged by the laws.

Knows which conversation led to a finding first, and where a search may end. Nothing is simulated
twice: a state is left by each move once. Does not know how a step is made (steps.py), what tells
states apart (keys.py), nor how findings are told.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from optinsim.core.consent import Consent
from optinsim.errors import CommandError
from optinsim.explore.exploration import (
    Audience,
    Bounds,
    Exploration,
    Found,
    by_conversation,
)
from optinsim.explore.moves import TextMove
from optinsim.explore.people import ALONE, PAIR, people_meet
from optinsim.explore.playing import command_of
from optinsim.explore.seen_states import SeenStates
from optinsim.explore.shards import Shards
from optinsim.explore.steps import Steps
from optinsim.explore.workers import WorkerLostError, WorkerPool, Workers
from optinsim.laws.law import Conversations, Reach, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from optinsim.adapter import Account
    from optinsim.core.world import Snapshot
    from optinsim.explore.moves import Move
    from optinsim.explore.steps import Edge, Standing
    from optinsim.laws.law import Law, Violation
    from optinsim.laws.packs import Pack

Level = list[tuple[int, "Standing"]]
"""States with as many steps from the beginning, each with its number."""


class Leaving(Protocol):
    """Leaves states by every move."""

    def leave(self, level: Sequence[tuple[int, Standing]]) -> Iterator[Iterable[Edge]]:
        """The steps from each state of a level, in its order."""

    def keep(self, number: int, move: Move) -> None:
        """Be told that the step that was given last leads to a new state, of this number."""


class Explorer:
    """One search."""

    def __init__(
        self,
        account: Account,
        pack: Pack,
        bounds: Bounds,
        on_progress: Callable[[int, int], bool] | None = None,
        people: tuple[str, ...] = ALONE,
    ) -> None:
        """Prepare.

        Args:
            account: what is searched.
            pack: the laws.
            bounds: where to end.
            on_progress: called now and then with the states and the transitions so far; says
                whether the caller wants the search to end.
            people: the numbers of those who take part.
        """
        self.steps = Steps(account, pack, bounds, people)
        self._beginning = self.steps.beginning()
        self.seen = SeenStates(self.steps.alphabet, self._beginning)
        self._account = account
        self._are_two = len(people) > 1
        self._bounds = bounds
        self._on_progress = on_progress
        self._result = Exploration(account, pack, bounds, people, self.steps.alphabet)
        self._found: dict[tuple[str, str], Found] = {}
        self._began = monotonic()

    def run(self, leaving: Leaving | None = None) -> Exploration:
        """Search.

        Args:
            leaving: who leaves the states; None: this process does.
        """
        leaving = leaving or InThisProcess(self.steps)
        result, level = self._result, [(0, self._beginning)]
        try:
            while level and not result.ended:
                level = self._leave(level, leaving)
                result.depth += bool(level)
        except WorkerLostError as error:
            result.ended = str(error)
        result.states = len(self.seen)
        result.seconds = monotonic() - self._began
        result.calls, result.left_out = self.steps.calls, self.steps.left_out
        self._judge_the_rest()
        result.found = _in_order(result, self._found.values())
        return result

    def shards(self) -> Shards:
        """The tasks of this search for others."""
        return Shards(self._account, self._result.pack, self._bounds, self.steps)

    def _leave(self, level: Level, leaving: Leaving) -> Level:
        """Leave all states of a level; the new ones."""
        following: Level = []
        left = leaving.leave(level)
        for at, _ in level:
            if self._is_at_the_end():
                break
            self.seen.add_rows()
            for edge in next(left):
                number = self._take(at, edge)
                if number is not None:
                    leaving.keep(number, edge.move)
                    following.append((number, edge.to))
            on_progress = self._on_progress
            if on_progress is not None and on_progress(len(self.seen), self._result.transitions):
                self._result.ended = "by Ctrl+C"
        return following

    def _is_at_the_end(self) -> bool:
        """Whether a bound ends the search here."""
        result, bounds = self._result, self._bounds
        if bounds.states is not None and len(self.seen) >= bounds.states:
            result.ended = f"after {bounds.states:,} states"
        elif bounds.seconds is not None and monotonic() - self._began >= bounds.seconds:
            result.ended = f"after {bounds.seconds:g} seconds"
        return bool(result.ended)

    def _take(self, at: int, edge: Edge) -> int | None:
        """Take a step down; the number of the state to which it leads, if that is new."""
        seen, move, to = self.seen, edge.move, edge.to
        self._result.transitions += 1
        number, is_new = seen.find_or_add(to, at, move)
        if isinstance(move, TextMove):
            who, row, leads = 0, at, number
            if self._are_two:
                who = self.steps.people.index(move.mdn)
                row, leads = seen.row(at, who), seen.row(number, who, to.order)
            seen.texts.put(row, move.label, leads)
            before, after = seen.consents[row], to.stands[who].consents
            if after is not before and (names := _entered(before, after)):
                seen.entered.put(row, move.label, names)
        for law, broken, mdn in edge.broken:
            self._note(law, broken, mdn, at, move)
        return number if is_new else None

    def _note(self, law: Law, broken: Violation, mdn: str, at: int, move: Move) -> None:
        key = law.name, broken.key
        found = self._found.get(key)
        texts = move.texts if isinstance(move, TextMove) else (move.name,)
        wordings = list(texts) if broken.wording else []
        if found is None:
            path = (*self.seen.path(at), move)
            self._found[key] = Found(law, broken, mdn, path, wordings)
            return
        found.times += 1
        found.wordings += [one for one in wordings if one not in found.wordings]

    def _judge_the_rest(self) -> None:
        """Judge the account by itself, and all conversations together."""
        seen = self.seen
        everything = Conversations(
            self._account,
            seen.consents,
            seen.texts,
            seen.entered,
            frozenset(self.steps.sent),
            self._result.is_complete,
        )
        named = {(move.mdn, move.label): move for move in self.steps.texts}
        first = self.steps.people[0]
        for law in self.steps.laws:
            for broken in law.of_account(self._account) if law.of_account else ():
                found = Found(law, broken, first, (), [])
                self._found.setdefault((law.name, broken.key), found)
            for broken, place in law.of_all(everything) if law.of_all else ():
                path: tuple[Move, ...] = ()
                mdn = first
                if place is not None:
                    number, who = seen.person_of(place.state)
                    mdn = self.steps.people[who]
                    path = (*seen.path(number), *(named[mdn, text] for text in place.texts))
                found = Found(law, broken, mdn, path, [])
                self._found.setdefault((law.name, broken.key), found)


class InThisProcess:
    """Leaves states in the world of this process.

    Of a state that is still to be left, the world before it is kept, which it shares with others,
    and the move is made once more: that takes a little time, and saves most of the memory.
    """

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._left = steps.fresh
        self._kept: dict[int, tuple[Snapshot, Move]] = {}

    def leave(self, level: Sequence[tuple[int, Standing]]) -> Iterator[Iterable[Edge]]:
        """The steps from each state of a level, in its order."""
        simulator = self._steps.simulator
        for number, standing in level:
            before, move = self._kept.pop(number, (self._steps.fresh, None))
            simulator.restore(before)
            if move is not None:
                simulator.handle(command_of(move, simulator))
            self._left = simulator.snapshot(before)
            yield self._steps.leave(standing)

    def keep(self, number: int, move: Move) -> None:
        """Keep how to come to where the last step leads."""
        self._kept[number] = self._left, move


def explore(
    account: Account,
    pack: Pack,
    bounds: Bounds,
    on_progress: Callable[[int, int], bool] | None = None,
    pool: AbstractContextManager[WorkerPool] | None = None,
) -> Exploration:
    """Search all conversations of an account; see `Explorer`.

    One person first, to the end; then two, where they meet or the bounds say so. What both searches
    find is told by the shorter conversation, that of one person if they are as short.

    Args:
        account: what is searched.
        pack: the laws.
        bounds: where to end.
        on_progress: called now and then with the states and the transitions so far; says whether
            the caller wants the search to end.
        pool: the workers, opened here; None: this process searches. The result is the same.

    Raises:
        CommandError: one of those who would text has a landline.
    """
    do_meet = people_meet(account)
    has_two = bounds.people == len(PAIR) or (bounds.people is None and do_meet)
    for mdn in (*ALONE, *(PAIR if has_two else ())):
        if mdn in account.setup.landlines:
            message = f"the account says that {mdn}, who would text, is a landline"
            raise CommandError(message)

    def run(people: tuple[str, ...], left: Bounds) -> Exploration:
        explorer = Explorer(account, pack, left, on_progress, people)
        return explorer.run(None if workers is None else Workers(explorer, workers))

    with pool or nullcontext() as workers:
        result = run(ALONE, bounds)
        if has_two and result.is_complete:
            left = bounds
            if bounds.seconds is not None:
                left = replace(bounds, seconds=max(0.0, bounds.seconds - result.seconds))
            alone, result = result, run(PAIR, left)
            _join(result, alone)
            result.bounds = bounds
    result.do_meet = do_meet
    return result


def _join(result: Exploration, alone: Exploration) -> None:
    """Have the search of two people tell what that of one has found."""
    found = {(one.law.name, one.broken.key): one for one in result.found}
    for one in alone.found:
        other = found.get((one.law.name, one.broken.key))
        if other is None or len(one.path) <= len(other.path):
            found[one.law.name, one.broken.key] = one
    result.found = _in_order(result, found.values())
    result.alone = alone


def _in_order(result: Exploration, found: Iterable[Found]) -> list[Found]:
    """Those for the account first, and the worst first, then in the order of the laws.

    Of those as bad, what every account has comes last: no list has all wordings of a stop. Of those
    alike the shortest conversation comes first. What the same conversation breaks too
    follows at once.
    """
    laws = {law.name: place for place, law in enumerate(result.pack.laws)}
    severities, audiences = list(Severity), list(Audience)
    ranked = sorted(
        found,
        key=lambda one: (
            audiences.index(one.audience),
            severities.index(one.law.severity),
            one.broken.reach is Reach.PART,
            laws[one.law.name],
            len(one.path),
        ),
    )
    return [one for event in by_conversation(ranked) for one in event]


def _entered(before: Mapping[str, Consent], after: Mapping[str, Consent]) -> frozenset[str]:
    return frozenset(
        name
        for name, state in after.items()
        if state is Consent.SUBSCRIBED and before[name] is not state
    )
