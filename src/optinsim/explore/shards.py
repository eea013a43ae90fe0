"""Parts of a level for another process: text there and text back, JSON both.

Knows how the states to be left travel (as the steps that lead to them: no world travels), and how
the steps from them come back. What comes is checked: it may be from another machine. Does not know
who does the work (workers.py).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

import optinsim
from optinsim.adapter import Account, Request
from optinsim.codec import decode, encode
from optinsim.core.consent import Consent
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.explore.exploration import Bounds
from optinsim.explore.moves import CallMove, Move, TextMove
from optinsim.explore.playing import DUE, JUST_BEFORE
from optinsim.explore.steps import Edge, Standing, Steps
from optinsim.laws.law import Reach, Violation
from optinsim.laws.packs import pack_named
from optinsim.laws.wishes import Wishes
from optinsim.platforms import load_platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.core.world import Snapshot
    from optinsim.explore.seen_states import SeenStates
    from optinsim.laws.law import Law
    from optinsim.laws.packs import Pack


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Call(_Message):
    """A call to the API."""

    name: str
    form: str
    request: dict[str, Any]
    """Not signed; see `codec`."""
    mdn: str


_MoveJSON = int | _Call | Literal["due", "before"]
"""A text by its number among those of all people, a call, or time: until something is due, or
before that."""


class _Wishes(_Message):
    """What a person has asked for."""

    stopped: bool
    text: str
    is_read: bool
    is_told: bool


class _State(_Message):
    """A state, beside its world."""

    key: str
    """Hexadecimal."""
    refusals: list[tuple[str, Any]]
    stands: list[tuple[list[Consent], _Wishes]]
    """Of each person: the states, in the order of the campaigns, and the wishes."""
    spent: int
    order: int


class _Broken(_Message):
    """A law that a step breaks."""

    law: str
    says: str
    remedy: str
    key: str
    wording: str
    reach: Reach
    expect: dict[str, Any]
    mdn: str


_Edge = tuple[_MoveJSON, int, list[_Broken]]
"""A step: the move, the place of the state among those of the answer (-1: back to itself), and the
laws that are broken."""
_ITSELF = -1


class _Reached(_Message):
    """A state by the step that leads to it."""

    parent: int
    """The row of the state before; -1: this is the beginning."""
    move: _MoveJSON | None
    key: str = ""
    """If its steps are wanted: what its key must be, in hexadecimal."""


class _Search(_Message):
    """What all tasks of a search have in common."""

    optinsim: str
    platform: str
    account: str
    """The account file, as JSON."""
    digest: str
    pack: str
    calls: int
    exact_times: bool
    people: tuple[str, ...]


class Task(_Message):
    """States to be left, each after those that lead to it."""

    search: _Search
    rows: list[_Reached]


class Answer(_Message):
    """The steps from the states of a task, in its order."""

    refused: str = ""
    """Why nothing was done."""
    states: list[_State] = []
    """Those to which steps lead."""
    left: list[list[_Edge]] = []
    sent: list[tuple[str | None, str]] = []
    calls: list[str] = []


class WrongAnswerError(CommandError):
    """What came back from a worker is not what was asked for."""


@value
class Shard:
    """The steps from some states, as they came back."""

    left: list[list[Edge]]
    sent: set[tuple[str | None, str]]
    calls: set[str]


class Shards:
    """Tasks and answers of one search."""

    def __init__(self, account: Account, pack: Pack, bounds: Bounds, steps: Steps) -> None:
        self._search = _Search(
            optinsim=optinsim.__version__,
            platform=account.file.platform,
            account=account.file.model_dump_json(exclude_unset=True, by_alias=True),
            digest=account.digest,
            pack=pack.name,
            calls=bounds.calls,
            exact_times=bounds.exact_times,
            people=steps.people,
        )
        self._steps = steps
        self._laws = {law.name: law for law in steps.laws}

    def task(self, states: Sequence[tuple[int, Standing]], seen: SeenStates) -> str:
        """The task to leave some states that were found."""
        rows: list[dict[str, Any]] = []
        row_of: dict[int, int] = {}
        for number, standing in states:
            path = []
            at = number
            while at not in row_of:
                path.append(at)
                at, move = seen.step_to(at)
                if move is None:
                    break
            for one in reversed(path):
                parent, move = seen.step_to(one)
                row_of[one] = len(rows)
                rows.append(
                    {
                        "parent": row_of.get(parent, -1),
                        "move": None if move is None else _move_json(move, self._steps),
                        "key": standing.key.hex() if one == number else "",
                    }
                )
        return json.dumps({"search": self._search.model_dump(), "rows": rows})

    def read(self, states: Sequence[tuple[int, Standing]], text: str) -> Shard:
        """The steps in an answer.

        Args:
            states: those that the task was about.
            text: the answer.

        Raises:
            WrongAnswerError: it is none, or none to that task.
        """
        try:
            answer = Answer.model_validate_json(text)
            if answer.refused:
                raise WrongAnswerError(answer.refused)
            if len(answer.left) != len(states):
                message = f"a worker answered for {len(answer.left)} states of {len(states)}"
                raise WrongAnswerError(message)
            states_in_it = [_standing(state, self._steps) for state in answer.states]
            left = [
                [self._edge(edge, at, states_in_it) for edge in edges]
                for edges, (_, at) in zip(answer.left, states, strict=True)
            ]
        except (ValidationError, ValueError, LookupError, TypeError) as error:
            message = f"a worker answered what is no answer: {error!s:.200}"
            raise WrongAnswerError(message) from error
        return Shard(left, set(answer.sent), set(answer.calls))

    def _edge(self, edge: _Edge, at: Standing, states: list[Standing]) -> Edge:
        move, to, broken = edge
        return Edge(
            _move(move, self._steps),
            at if to == _ITSELF else states[to],
            tuple(
                [
                    (
                        self._laws[one.law],
                        Violation(**one.model_dump(exclude={"law", "mdn"})),
                        one.mdn,
                    )
                    for one in broken
                ]
            ),
        )


def leave_states(text: str) -> str:
    """Do a task: leave its states, in the world of this process.

    Args:
        text: a `Task` as JSON.

    Returns:
        an `Answer` as JSON.
    """
    with _WORLD:
        return _left(text)


_WORLD = Lock()
"""A process has one world for a search; a worker of a cluster may have several threads."""


def _left(text: str) -> str:
    task = Task.model_validate_json(text)
    search = task.search
    if search.optinsim != optinsim.__version__:
        mine, theirs = optinsim.__version__, search.optinsim
        return _refused(f"a worker has optinsim {mine}, and the search is one of {theirs}")
    steps = _steps(search)
    if steps.simulator.account.digest != search.digest:
        return _refused("a worker reads the account differently")
    steps.sent.clear()
    steps.calls.clear()
    left: list[Any] = []
    states: list[Any] = []
    places: dict[object, int] = {}
    for at, key in _reached(task.rows, steps):
        if not key:
            continue
        if at.key.hex() != key:
            return _refused("a worker was led to another state")
        edges: list[Any] = []
        for edge in steps.leave(at):
            to, place = edge.to, _ITSELF
            if to is not at:
                place = places.setdefault((to.key, to.refusals, to.order), len(states))
                if place == len(states):
                    states.append(_state_json(to))
            broken = [_broken_json(*one) for one in edge.broken]
            edges.append([_move_json(edge.move, steps), place, broken])
        left.append(edges)
    sent, calls = sorted(steps.sent, key=str), sorted(steps.calls)
    return json.dumps({"states": states, "left": left, "sent": sent, "calls": calls})


def _refused(why: str) -> str:
    return json.dumps({"refused": why})


def _reached(rows: list[_Reached], steps: Steps) -> Iterator[tuple[Standing, str]]:
    """Make the steps that lead to each state; the simulator is there while it is looked at."""
    simulator = steps.simulator
    worlds: list[tuple[Standing, Snapshot]] = []
    for row in rows:
        if row.move is None:
            at = steps.beginning()
            simulator.restore(steps.fresh)
            snapshot = steps.fresh
        else:
            before, world = worlds[row.parent]
            simulator.restore(world)
            made = steps.step(before, _move(row.move, steps))
            if made is None:
                message = "a step of a conversation is impossible"
                raise WrongAnswerError(message)
            at = made[0]
            snapshot = simulator.snapshot(world)
        worlds.append((at, snapshot))
        yield at, row.key


@lru_cache(maxsize=1)
def _steps(search: _Search) -> Steps:
    """The steps of a search, for all of its tasks that this process does."""
    platform = load_platform(search.platform)
    file = platform.account_file.model_validate_json(search.account)
    pack = pack_named(search.pack)
    if pack is None:
        message = f"there is no pack of laws {search.pack!r:.60}"
        raise WrongAnswerError(message)
    account = Account(file, platform, platform.setup(file))
    bounds = Bounds(calls=search.calls, exact_times=search.exact_times)
    return Steps(account, pack, bounds, search.people)


def _move_json(move: Move, steps: Steps) -> Any:
    if isinstance(move, TextMove):
        return steps.people.index(move.mdn) * len(steps.columns) + steps.columns[move.label]
    if isinstance(move, CallMove):
        request = encode(move.request)
        return {"name": move.name, "form": move.form, "request": request, "mdn": move.mdn}
    return "before" if move.before else "due"


def _move(made: _MoveJSON, steps: Steps) -> Move:
    if isinstance(made, int):
        return steps.texts[made]
    if isinstance(made, _Call):
        request = decode(made.request)
        if not isinstance(request, Request):
            message = "a call is a request"
            raise WrongAnswerError(message)
        return CallMove(made.name, request, made.form, made.mdn)
    return DUE if made == "due" else JUST_BEFORE


def _state_json(to: Standing) -> dict[str, Any]:
    return {
        "key": to.key.hex(),
        "refusals": sorted(to.refusals, key=str),
        "stands": [(list(one.consents.values()), asdict(one.wishes)) for one in to.stands],
        "spent": to.spent,
        "order": to.order,
    }


def _broken_json(law: Law, broken: Violation, mdn: str) -> dict[str, Any]:
    return {
        "law": law.name,
        "says": broken.says,
        "remedy": broken.remedy,
        "key": broken.key,
        "wording": broken.wording,
        "reach": broken.reach,
        "expect": dict(broken.expect),
        "mdn": mdn,
    }


def _standing(state: _State, steps: Steps) -> Standing:
    campaigns = steps.simulator.account.setup.by_id
    if len(state.stands) != len(steps.people):
        message = f"a worker tells of {len(state.stands)} people"
        raise WrongAnswerError(message)
    stands = tuple(
        steps.summary(dict(zip(campaigns, consents, strict=True)), Wishes(**wishes.model_dump()))
        for consents, wishes in state.stands
    )
    refusals = frozenset((name, _hashable(key)) for name, key in state.refusals)
    key = bytes.fromhex(state.key)
    return Standing(key, refusals, stands, state.spent, state.order)


def _hashable(item: Any) -> Any:
    return tuple(_hashable(one) for one in item) if isinstance(item, list) else item
