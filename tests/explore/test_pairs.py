"""Two people in one search: whichever of them did what, and what they do to each other."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim import load_account
from optinsim.core.commands import AdvanceTime
from optinsim.core.people import People
from optinsim.explore.exploration import Bounds
from optinsim.explore.json_form import as_json
from optinsim.explore.moves import CallMove, TextMove, TimeMove
from optinsim.explore.people import ALONE, PAIR, people_meet
from optinsim.explore.playing import DUE
from optinsim.explore.report import write_exploration
from optinsim.explore.saving import save
from optinsim.explore.search import Explorer, explore
from optinsim.explore.steps import Steps
from optinsim.laws.packs import PACKS
from optinsim.report.screen import Screen
from optinsim.scenarios.running.results import Outcome
from tests.explore.test_planted_faults import SIGNALVINE, VIBES, account_of
from tests.explore.test_search import SHIPPED, dice, outcome

if TYPE_CHECKING:
    from datetime import datetime

    from optinsim import Account
    from optinsim.explore.exploration import Exploration
    from optinsim.explore.moves import Move
    from optinsim.explore.steps import Standing

ROOT = Path(__file__).parents[2]
ACCOUNTS = [
    *("acme-cordial-single", "bigstate-signalvine-assumptions"),
    *("bigstate-signalvine-two-programs", "acme-vibes"),
]


def steps_of(name: str, **bounds: Any) -> Steps:
    account = load_account(ROOT / f"scenarios/accounts/{name}.yaml")
    return Steps(account, PACKS[0], Bounds(**bounds), PAIR)


STEPS = {
    (name, exact): steps_of(name, calls=2, exact_times=exact)
    for name in ACCOUNTS
    for exact in (False, True)
}


def person(move: Move) -> str | None:
    return None if isinstance(move, TimeMove) else move.mdn


def named(move: Move) -> str:
    return move.label if isinstance(move, TextMove) else move.name


class Walk:
    """A conversation of two people, step after step."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        steps.simulator.restore(steps.fresh)
        self.at: Standing = steps.beginning()
        self.moves = self._moves()

    def _moves(self) -> dict[tuple[str, str | None], Move]:
        found = {(named(move), person(move)): move for move in self.steps.moves(self.at)}
        return {name: found[name] for name in sorted(found, key=str)}

    def take(self, name: tuple[str, str | None]) -> Any:
        """Make a step; its outcome, with people named by their place."""
        before, made = self.at, self.steps.step(self.at, self.moves[name])
        if made is None:
            return None
        self.at, turn = made
        if self.steps.simulator.changes_only_callbacks:
            self.steps.simulator.undo()
        self.moves = self._moves()
        sent = [(one.purpose, one.campaign, one.mdn == name[1]) for one in turn.replies]
        slot = PAIR.index(name[1]) ^ before.order if name[1] else None
        status = turn.response and turn.response.status
        return slot, turn.reading and turn.reading.kind, sent, status, self.at.key, self.at.refusals

    def drawn(self, number: int) -> tuple[str, str | None]:
        """A move by a number: a call or time as often as a text, of which there are more."""
        texts = [name for name in self.moves if isinstance(self.moves[name], TextMove)]
        others = [name for name in self.moves if name not in texts]
        some = others if number % 2 and others else texts
        return some[number // 2 % len(some)]


OTHER = {PAIR[0]: PAIR[1], PAIR[1]: PAIR[0], None: None}


@given(
    name=st.sampled_from(ACCOUNTS),
    exact=st.booleans(),
    draws=st.lists(st.integers(0, 10**6), max_size=8),
)
def test_two_people_who_exchange_what_they_do_come_to_the_same_state(
    name: str, draws: list[int], *, exact: bool
) -> None:
    walk, names = Walk(STEPS[name, exact]), []
    for draw in draws:
        names.append(walk.drawn(draw))
        walk.take(names[-1])
    end, moves = walk.at, set(walk.moves)
    walk = Walk(STEPS[name, exact])
    for label, mdn in names:
        walk.take((label, OTHER[mdn]))
    assert (walk.at.key, walk.at.refusals) == (end.key, end.refusals)
    assert {(label, OTHER[mdn]) for label, mdn in walk.moves} == moves


@pytest.mark.no_cover  # random conversations: what only luck reaches is not covered
@pytest.mark.parametrize("name", ACCOUNTS)
def test_states_of_two_people_that_are_one_lead_on_alike(name: str) -> None:
    """In random conversations: the same step of the same person brings the same."""
    steps, numbers = steps_of(name, calls=2, exact_times=True), dice(3)
    known: dict[object, object] = {}
    again = 0
    for _ in range(WALKS):
        walk = Walk(steps)
        for _ in range(STEPS_OF_WALK):
            at, choice = walk.at, walk.drawn(next(numbers))
            came = walk.take(choice)
            slot = None if choice[1] is None else PAIR.index(choice[1]) ^ at.order
            step = at.key, at.refusals, slot, choice[0]
            again += step in known
            assert known.setdefault(step, came) == came, choice
    assert again > SEVERAL


WALKS, STEPS_OF_WALK = 60, 10


@pytest.mark.soak
@pytest.mark.parametrize("name", ["acme-cordial", "acme-cordial-lists", "acme-cordial-own-words"])
def test_two_people_break_no_more_than_one_in_accounts_that_are_shipped(name: str) -> None:
    account = load_account(ROOT / f"scenarios/accounts/{name}.yaml")
    result = explore(account, PACKS[0], Bounds(people=2))
    assert result.is_complete
    assert not [found for found in result.found if found.mdn in PAIR]


@pytest.mark.no_cover  # a whole search: the next test covers it with a smaller one
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("acme-cordial-single", marks=pytest.mark.soak),
        "bigstate-signalvine-assumptions",
    ],
)
def test_a_random_walk_of_two_people_never_leaves_the_explored_states(name: str) -> None:
    account = load_account(ROOT / f"scenarios/accounts/{name}.yaml")
    explorer = Explorer(account, PACKS[0], Bounds(), people=PAIR)
    assert explorer.run().is_complete
    walk, numbers = Walk(explorer.steps), dice(5)
    for _ in range(300):
        walk.take(walk.drawn(next(numbers)))
        assert explorer.seen.find(walk.at) is not None


# --- A fault that takes two people to be seen

RETURNING = (
    SIGNALVINE[: SIGNALVINE.index("    questions")] + "assumptions: {self_service_return: true}\n"
)
MOVED = ["JOIN", "Give a participant another phone", "until something is due", "STOP", "JOIN"]


def remembering(self: People, _old: Any, new: Any) -> None:
    """An index that goes on finding a person by a phone that now is another person's."""
    if new.mdn is not None:
        self._by_mdn[new.mdn] = new.serial


@pytest.mark.no_cover  # whole searches: the next test covers them with smaller ones
def test_a_phone_that_is_taken_for_its_former_owners_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = account_of(RETURNING, tmp_path)
    clean = explore(account, PACKS[0], Bounds())
    assert clean.is_complete
    assert len(clean.people) == 2
    assert not [found for found in clean.found if found.mdn in PAIR]
    with monkeypatch.context() as patched:
        patched.setattr(People, "_index", remembering)
        faulty = explore(account, PACKS[0], Bounds())
        found = {one.law.name: one for one in faulty.found if one.mdn in PAIR}
        assert set(found) == {"nothing-after-stop", "return-by-own-word"}
        shortest = found["return-by-own-word"]
        assert [move.name for move in shortest.path] == MOVED
        assert shortest.broken.says.startswith("the text 'JOIN' of +13125550100 subscribes")
        said = screen_text(faulty)
        assert all(mdn in said for mdn in PAIR)
        (told,) = [one for one in as_json(faulty)["findings"] if one["law"] == "return-by-own-word"]
        assert told["person"] == PAIR[1]
        assert [step.get("from", step.get("about")) for step in told["conversation"]] == [
            *(PAIR[0], PAIR[0], None, PAIR[1], PAIR[0])
        ]
        saved = save(faulty, tmp_path / "account.yaml", tmp_path / "found")
        (path,) = [one for one in saved.written if "return-by" in one.name]
        assert outcome(path) is Outcome.FAILED
    assert outcome(path) is Outcome.PASSED
    written_people = path.read_text(encoding="utf-8").partition("steps:")[0]
    assert all(mdn in written_people for mdn in PAIR)


def screen_text(result: Exploration) -> str:
    out = StringIO()
    write_exploration(Screen(out), result, "account.yaml")
    return out.getvalue()


def test_the_answer_says_how_many_people_took_part_and_whether_that_is_enough(
    tmp_path: Path,
) -> None:
    for text, bounds, says in (
        (VIBES, Bounds(), "No API call links two people in this account, so one person covers all"),
        (VIBES, Bounds(people=2), "Two people took part, +13125550100 and +13125550101"),
        (SIGNALVINE, Bounds(people=1), "those conversations were NOT searched"),
        (SIGNALVINE, Bounds(states=200), "NOT complete: after 200 states; of one person alone"),
    ):
        result = explore(account_of(text, tmp_path), PACKS[0], bounds)
        assert says in " ".join(screen_text(result).split())


# --- Whether people meet


def test_people_meet_where_a_call_gives_a_record_another_number() -> None:
    meeting = {path.stem for path in SHIPPED if people_meet(load_account(path))}
    assert meeting == {path.stem for path in SHIPPED if "vibes" not in path.stem}


@pytest.mark.no_cover  # random conversations: what only luck reaches is not covered
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_state_of_people_who_do_not_meet_is_what_each_alone_would_have(path: Path) -> None:
    """So the states of one person say all: nothing but giving numbers makes people meet."""
    account, numbers = load_account(path), dice(7)
    both = World(account, PAIR)
    alone = {mdn: World(account, ALONE) for mdn in PAIR}
    parts: dict[object, object] = {}
    wholes: dict[object, object] = {}
    for _ in range(12):
        for world in (both, *alone.values()):
            world.begin()
        for _ in range(12):
            moves = [move for move in both.moves() if not is_shared(move)]
            calls = [move for move in moves if not isinstance(move, TextMove)]
            drawn = calls if next(numbers) % 2 and calls else moves
            move = drawn[next(numbers) % len(drawn)]
            if not both.make(move):
                continue  # it changes the platform's own books, which are for all
            for mdn, world in alone.items():
                if isinstance(move, TimeMove):
                    world.wait(both.simulator.now)
                elif move.mdn == mdn:
                    world.make(next(one for one in world.moves() if named(one) == named(move)))
            whole, each = both.key(), tuple(sorted(one.key() for one in alone.values()))
            assert parts.setdefault(whole, each) == each, named(move)
            assert wholes.setdefault(each, whole) == whole, named(move)
    assert len(wholes) > SEVERAL


SEVERAL = 5


class World:
    """A world, and where the people in it stand."""

    def __init__(self, account: Account, people: tuple[str, ...]) -> None:
        self.steps = Steps(account, PACKS[0], Bounds(calls=0), people)
        self.simulator = self.steps.simulator

    def begin(self) -> None:
        self.simulator.restore(self.steps.fresh)
        self.at = self.steps.beginning()

    def moves(self) -> list[Move]:
        return list(self.steps.moves(self.at))

    def make(self, move: Move) -> bool:
        made = self.steps.step(self.at, move)
        if made is not None:
            self.at = made[0]
        return made is not None

    def wait(self, until: datetime) -> None:
        turn = self.simulator.handle(AdvanceTime(until))
        stands = self.steps._moved(self.at.stands, DUE, turn)  # noqa: SLF001
        self.at = replace(self.at, stands=stands)

    def key(self) -> Any:
        if self.steps.people == PAIR:
            key, refusals, _ = self.steps._keys.key(self.at.stands, 0)  # noqa: SLF001
            return key, tuple(sorted(refusals))
        form, refusals = self.simulator.canonical_among(self.steps.people)
        return form, self.at.stands[0].wishes.stopped, tuple(sorted(refusals))


def is_shared(move: Move) -> bool:
    """Whether a call is about no person alone: it gives a number, or registers a callback."""
    return isinstance(move, CallMove) and ("another" in move.name or "callback" in move.name)
