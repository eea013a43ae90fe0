"""A session: played, gone back and forward in, branched, and tried with another account."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.errors import CommandError
from optinsim.phone.session import (
    MOST_SUBSCRIBERS,
    BranchSwitched,
    PlayedStep,
    PositionMoved,
    Session,
    StepAdded,
)
from tests.phone.played import DEEDS, Deed, account, do, participant, session, sessions

if TYPE_CHECKING:
    from optinsim.simulator import Turn

SPACING = "optinsim.phone.session.SPACING"
JUMPS = st.lists(st.integers(-1, 15), max_size=6)


def straight(played: Session) -> list[Turn]:
    """What the steps bring about if nobody ever goes back."""
    fresh = Session(
        played.account, seed=played.seed, start=played.start, subscribers=played.subscribers
    )
    return [fresh.play_step(step) for step in played.steps[: played.position]]


def states_of(played: Session) -> list[str]:
    return list(played.states()[played.current.mdn].values())


# --- What is played


def test_a_session_begins_with_somebody_made_up_and_nothing_played() -> None:
    begun = session()
    assert [(one.name, one.mdn) for one in begun.subscribers] == [("me", "+19165550174")]
    assert begun.current is begun.subscribers[0]
    assert (begun.position, begun.is_at_end) == (0, True)


def test_texts_waits_and_calls_are_played_on_the_current_phone() -> None:
    played = session("SUMMER")
    played.wait(timedelta(hours=1))
    played.wait_for_next()
    played.play(participant(played.current.mdn))
    mdn = played.current.mdn
    assert [type(step.command).__name__ for step in played.steps] == [
        "ReceiveText",
        "AdvanceTime",
        "AdvanceTime",
        "Request",
    ]
    assert {step.mdn for step in played.steps} == {mdn}
    assert played.steps[2].command == AdvanceTime(played.start + timedelta(hours=24))
    response = played.turns[3].response
    assert response is not None
    assert response.status == 201
    assert played.states() == {mdn: {"ACQ1234": "pending"}}


def test_a_request_is_signed_when_it_is_played_and_kept_as_it_was_asked_for() -> None:
    played = session()
    request = participant(played.current.mdn)
    turn = played.play(request)
    assert turn.command != request
    assert played.steps == [PlayedStep(request, played.current.mdn)]


def test_a_request_can_be_meant_to_have_no_authentication() -> None:
    played = session()
    turn = played.play_step(
        PlayedStep(participant(played.current.mdn), "+13125550123", auth="none")
    )
    assert turn.response is not None
    assert turn.response.status == 401


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (Deed("text", lambda s: s.text("A", to="999")), "999"),
        (Deed("back", lambda s: s.wait(timedelta(seconds=-1))), "cannot go back"),
        (Deed("far", lambda s: s.wait(timedelta.max)), "no clock goes as far as that"),
        (Deed("next", lambda s: s.wait_for_next()), "nothing is waiting"),
    ],
    ids=str,
)
def test_what_cannot_be_done_changes_nothing(deed: Deed, reason: str) -> None:
    played = session("HELP", "A")
    played.go_to(1)
    before = (played.position, played.steps[:], played.branches[:], played.operations[:])
    with pytest.raises(CommandError, match=reason):
        deed.do(played)
    assert before == (played.position, played.steps, played.branches, played.operations)


def test_a_landline_cannot_text() -> None:
    mdn = session().current.mdn
    played = Session(account(), landlines=frozenset({mdn}))
    with pytest.raises(CommandError, match=re.escape(f"{mdn} is a landline")):
        played.text("SUMMER")
    assert played.steps == []


def test_an_expiry_that_was_cancelled_is_not_waited_for() -> None:
    played = session("SUMMER", "Y")
    with pytest.raises(CommandError, match="nothing is waiting"):
        played.wait_for_next()


# --- Back and forward


def test_forward_plays_what_lies_ahead_and_nothing_at_the_end() -> None:
    played = session("SUMMER", "Y")
    turns = played.turns[:]
    played.go_to(0)
    assert (played.turns, played.is_at_end) == ([], False)
    assert [played.forward(), played.forward(), played.forward()] == [*turns, None]


@given(played=sessions(), jumps=JUMPS)
def test_back_and_forward_by_any_way_gives_the_same_turns(
    played: Session, jumps: list[int]
) -> None:
    with patch(SPACING, 3):
        played.go_to(len(played.steps))
        turns, states = played.turns[:], played.states()
        assert turns == straight(played)
        for jump in jumps:
            played.go_to(jump)
            assert played.position == min(max(jump, 0), len(played.steps))
            assert played.turns == turns[: played.position]
        played.go_to(len(played.steps))
        assert (played.turns, played.states()) == (turns, states)


def test_a_kept_world_stays_as_it_was() -> None:
    with patch(SPACING, 2):
        played = session("SUMMER", "Y", "STOP")
        for _ in range(2):
            played.go_to(2)
            assert states_of(played) == ["subscribed"]
            played.go_to(3)


def test_going_back_replays_only_what_follows_the_last_kept_world() -> None:
    with patch(SPACING, 2):
        played = session("SUMMER", "Y", "STOP", "SUMMER", "Y")
        turns = played.turns
        played.go_to(3)
    assert [here is before for here, before in zip(played.turns, turns, strict=False)] == [
        *(True, True, False)
    ]
    assert states_of(played) == ["unsubscribed"]


def test_doing_something_else_leaves_a_branch() -> None:
    played = session("SUMMER", "Y", "STOP")
    left = played.steps[:]
    played.go_to(1)
    played.text("NO")
    assert played.branches == [left]
    assert [turn.command for turn in played.turns] == [step.command for step in played.steps]
    assert states_of(played) == ["declined"]


def test_a_branch_is_taken_up_where_it_parts() -> None:
    played = session("SUMMER", "Y", "STOP")
    played.go_to(1)
    played.text("NO")
    played.switch(0)
    assert (played.position, len(played.steps)) == (1, 3)
    played.go_to(3)
    assert states_of(played) == ["unsubscribed"]
    played.switch(0)
    assert [step.command for step in played.steps[1:]] == [
        ReceiveText(played.current.mdn, "NO", "84237")
    ]


def test_a_branch_that_only_goes_further_is_taken_up_where_the_session_stands() -> None:
    played = session("SUMMER", "Y", "STOP")
    played.go_to(1)
    played.text("Y")
    played.switch(0)
    assert (played.position, len(played.steps)) == (2, 3)


@given(deeds=st.lists(DEEDS, max_size=15))
def test_whatever_is_done_no_step_is_ever_lost(deeds: list[Deed]) -> None:
    played = Session(account())
    known: list[list[PlayedStep]] = []
    for deed in deeds:
        with patch(SPACING, 3):
            do(played, deed)
        known.append(played.steps[:])
        here = [played.steps, *played.branches]
        for steps in known:
            assert any(one[: len(steps)] == steps for one in here)
        assert played.turns == straight(played)


# --- Operations


def test_what_was_done_is_written_down() -> None:
    played = session("SUMMER", "Y")
    played.go_to(0)
    played.go_to(0)
    played.forward()
    played.text("NO")
    played.switch(0)
    first, second, third = played.branches[0][0], played.steps[1], played.branches[0][1]
    assert played.operations == [
        StepAdded(first),
        StepAdded(second),
        PositionMoved(0),
        PositionMoved(1),
        StepAdded(third),
        BranchSwitched(0, 1),
    ]


# --- Another account


def test_with_a_changed_account_the_session_is_played_again() -> None:
    played = session("SUMMER", "Y")
    played.play(participant("+13125550123"))
    played.go_to(2)
    other = played.with_account(account("acme-vibes-single"))
    assert (other.position, len(other.steps)) == (2, 3)
    assert [reply.text for reply in other.turns[0].replies] != [
        reply.text for reply in played.turns[0].replies
    ]
    assert other.current is played.current
    assert other.operations is played.operations
    assert played.with_account(played.account).turns == played.turns


def test_where_an_account_lacks_a_number_what_follows_lies_ahead() -> None:
    played = session("SUMMER", "Y")
    number = "+13035550142"
    other = Session(account("bigstate-signalvine"), subscribers=played.subscribers)
    other.steps = [*played.steps]
    with pytest.raises(CommandError, match="84237"):
        other.go_to(2)
    assert other.position == 0
    moved = played.with_account(account("bigstate-signalvine"))
    assert (moved.position, len(moved.steps)) == (0, 2)
    assert moved.account.setup.number == number
    assert moved.operations[-1] == PositionMoved(0)


def test_what_a_scenario_expected_does_not_count_for_another_account() -> None:
    played = session()
    command = ReceiveText(played.current.mdn, "A", "84237")
    played.play_step(PlayedStep(command, played.current.mdn, line=3, failures=()))
    played.text("B")
    played.text("C")
    played.go_to(2)
    played.text("D")
    other = played.with_account(account("acme-vibes-many"))
    assert [steps[0].failures for steps in (other.steps, *other.branches)] == [None, None]
    other.switch(0)
    assert other.position == 2
    assert played.steps[0].failures == ()


def test_there_are_as_many_branches_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optinsim.phone.session.MOST_STEPS_IN_BRANCHES", 3)
    played = session("A", "B")
    played.go_to(1)
    played.text("C")
    played.go_to(1)
    with pytest.raises(CommandError, match="too many branches"):
        played.text("D")
    assert (played.position, len(played.branches)) == (1, 1)
    played.go_to(2)
    played.text("D")


# --- SubscriberTabs


def test_subscribers_are_made_up_from_the_seed() -> None:
    people = [[Session(account(), seed=seed).add_subscriber() for _ in "ab"] for seed in (1, 1, 2)]
    shown = [[(one.name, one.mdn, one.zip_code) for one in some] for some in people]
    assert shown[0] == shown[1] != shown[2]


def test_no_two_subscribers_have_a_name_or_a_number_in_common() -> None:
    played = session()
    for name in ("me", "Ann", "Ann", "", ""):
        played.add_subscriber(name)
    names = [one.name for one in played.subscribers]
    assert names[2] == "Ann"
    assert len(set(names)) == len({one.mdn for one in played.subscribers}) == 6


def test_what_is_made_up_for_somebody_does_not_hang_on_their_name() -> None:
    zips = {session().add_subscriber(name).zip_code for name in ("", "Ann", "me")}
    assert len(zips) == 1


def test_there_are_as_many_subscribers_as_fit() -> None:
    played = session()
    for number in range(MOST_SUBSCRIBERS - 1):
        played.add_subscriber(str(number))
    with pytest.raises(CommandError, match="100 subscribers are enough"):
        played.add_subscriber()


def test_people_of_a_country_that_nobody_is_made_up_for_live_in_the_us() -> None:
    shop = account("acme-vibes-canada")
    assert Session(shop).current.zip_code[0].isalpha()
    shop = account()
    abroad = replace(shop, setup=replace(shop.setup, country="GB"))
    assert Session(abroad).current.zip_code.isdigit()
