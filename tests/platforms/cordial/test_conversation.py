"""The conversation table of the contract, row by row and state by state."""

from __future__ import annotations

from typing import Any

import pytest

from optinsim.core.consent import Consent
from tests.platforms.cordial.worlds import (
    ADD,
    ANN,
    BOB,
    MANY,
    SUBSCRIBE,
    UNSUBSCRIBE,
    World,
    actions,
    purposes,
    status,
)

IN, CHANGE = "crdl_incoming_sms", "crdl_subscribeStatusChange"
ASKED, CONFIRMED, OUT = "crdl_sms_doi_optin", "crdl_sms_doi_confirm", "optout"

NONE, PENDING, SUBSCRIBED, UNSUBSCRIBED = (
    *(Consent.NONE, Consent.PENDING, Consent.SUBSCRIBED, Consent.UNSUBSCRIBED),
)
STATES = (NONE, PENDING, SUBSCRIBED, UNSUBSCRIBED)


def world_in(state: Consent, **changes: Any) -> World:
    """A world in which Ann is there."""
    world = World(**changes)
    texts = {NONE: ["hello"], PENDING: ["JOIN"], SUBSCRIBED: ["JOIN", "Y"], UNSUBSCRIBED: ["STOP"]}
    for text in texts[state]:
        world.text(text, ANN)
    assert world.state(ANN) is state
    return world


# --- Texts


@pytest.mark.parametrize(
    ("text", "state", "after", "replies", "events"),
    [
        *((w, s, PENDING, ["opt_in"], [IN, CHANGE, ASKED])
          for w in ("JOIN", "signup", "YES", "Y", "OPTIN", "opt-in") for s in (NONE, UNSUBSCRIBED)),
        *((w, PENDING, SUBSCRIBED, ["confirmation"], [IN, CONFIRMED, CHANGE])
          for w in ("YES", "y", "OPTIN", "OPT-IN", "Yes!")),
        *((w, PENDING, PENDING, ["opt_in"], [IN, ASKED]) for w in ("JOIN", "Signup")),
        *((w, s, s, [], [IN]) for w in ("NO", "N", "60601", "hello", "", "🛑") for s in STATES),
        *((w, SUBSCRIBED, SUBSCRIBED, [], [IN]) for w in ("JOIN", "SIGNUP", "YES", "OPT-IN")),
        *((w, s, UNSUBSCRIBED, ["stop"], [IN, CHANGE, OUT])
          for w in ("STOP", "stop.", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")
          for s in (NONE, PENDING, SUBSCRIBED)),
        ("STOP", UNSUBSCRIBED, UNSUBSCRIBED, ["stop"], [IN, OUT]),
        *((w, s, s, ["help"], [IN]) for w in ("HELP", "info") for s in STATES),
    ],
)  # fmt: skip
def test_a_text(
    text: str, state: Consent, after: Consent, replies: list[str], events: list[str]
) -> None:
    world = world_in(state)
    turn = world.text(text, ANN)
    assert (world.state(ANN), purposes(turn), actions(turn)) == (after, replies, events)


@pytest.mark.parametrize("text", ["JOIN", "YES", "STOP", "HELP", "hello", ""])
def test_a_text_from_an_unknown_number_makes_a_contact_without_programs(text: str) -> None:
    new, known = World(), World()
    known.post(ANN)
    first, second = new.text(text, ANN), known.text(text, ANN)
    assert (actions(first), purposes(first)) == (actions(second), purposes(second))
    assert new.record(ANN) == known.record(ANN)


def test_nothing_ends_an_opt_in_by_itself() -> None:
    world = world_in(PENDING)
    turn = world.wait("36500d")
    assert (turn.events, world.state(ANN)) == ((), PENDING)


@pytest.mark.parametrize("text", ["Stop. Thank you", "please stop", "stop it", "bus stop"])
def test_only_a_whole_text_is_a_stop(text: str) -> None:
    world = world_in(SUBSCRIBED)
    assert actions(world.text(text, ANN)) == [IN]
    assert world.state(ANN) is SUBSCRIBED


@pytest.mark.parametrize("text", ["Please stop it", "dont stop", "I cancel, bye"])
def test_a_stop_word_anywhere(text: str) -> None:
    world = world_in(SUBSCRIBED, unsubscribeDetection="contains")
    turn = world.text(text, ANN)
    assert actions(turn) == [IN, CHANGE, OUT]
    assert turn.callbacks[-1].body["properties"]["matchType"] == "contains"


def test_a_word_that_holds_a_stop_word() -> None:
    world = world_in(SUBSCRIBED, unsubscribeDetection="contains")
    assert actions(world.text("this weekend", ANN)) == [IN]


# --- Programs


def test_single_opt_in() -> None:
    world = World(programs={"news": MANY["news"]})
    turn = world.text("NEWS", ANN)
    assert (purposes(turn), actions(turn)) == (["confirmation"], [IN, CHANGE])
    world.text("STOP", ANN)
    assert purposes(world.text("Y", ANN)) == ["confirmation"]
    assert world.state(ANN) is SUBSCRIBED


def test_a_default_opt_in_word_means_no_program_where_there_are_several() -> None:
    world = World(programs=MANY)
    assert actions(world.text("OPTIN", ANN)) == [IN]
    # … but for the one that names it as a keyword, and only while nothing waits for an answer.
    world.text("YES", ANN)
    assert world.states(ANN) == {"cordialthreads": NONE, "sale": PENDING, "news": NONE}
    world.text("YES", ANN)
    assert world.state(ANN, "sale") is SUBSCRIBED
    world.text("JOIN", ANN)
    world.text("YES", ANN)
    assert world.states(ANN) == {"cordialthreads": SUBSCRIBED, "sale": SUBSCRIBED, "news": NONE}


def test_a_program_without_keywords() -> None:
    world = World(programs={"cordialthreads": {}})
    assert purposes(world.text("OPT-IN", ANN)) == ["opt_in"]
    several = World(programs={"cordialthreads": {}, "other": {}})
    assert purposes(several.text("OPT-IN", ANN)) == []


def test_an_account_without_programs() -> None:
    world = World(programs={})
    assert actions(world.text("YES", ANN)) == [IN]
    assert actions(world.text("STOP", ANN)) == [IN, OUT]
    assert world.record(ANN)["channels"] == {
        "sms": {"address": "13125550123", "subscribeStatus": "none"}
    }


def test_a_stop_ends_every_program_of_the_number() -> None:
    world = World(programs=MANY)
    for text in ("NEWS", "JOIN"):
        world.text(text, ANN)
    turn = world.text("STOP", ANN)
    assert actions(turn) == [IN, CHANGE, CHANGE, CHANGE, OUT]
    assert purposes(turn) == ["stop"]
    changed = [callback.body["properties"]["program"] for callback in turn.callbacks[1:-1]]
    assert changed == ["cordialthreads", "sale", "news"]
    assert set(world.states(ANN).values()) == {UNSUBSCRIBED}


# --- Calls


@pytest.mark.parametrize(
    ("wish", "state", "after", "replies", "events"),
    [
        *((SUBSCRIBE, s, PENDING, ["opt_in"], [CHANGE, ASKED]) for s in (NONE, UNSUBSCRIBED)),
        *((SUBSCRIBE, s, s, [], []) for s in (PENDING, SUBSCRIBED)),
        (ADD, NONE, SUBSCRIBED, [], [CHANGE]),
        *((ADD, s, s, [], []) for s in (PENDING, SUBSCRIBED, UNSUBSCRIBED)),
        *((UNSUBSCRIBE, s, UNSUBSCRIBED, ["stop"], [CHANGE, OUT])
          for s in (NONE, PENDING, SUBSCRIBED)),
        (UNSUBSCRIBE, UNSUBSCRIBED, UNSUBSCRIBED, ["stop"], [OUT]),
        *(({"subscribeStatus": "none"}, s, s, [], []) for s in STATES),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["POST", "PUT", "LISTENER"])
def test_a_call(  # noqa: PLR0917  (a row of the table)
    method: str,
    wish: Any,
    state: Consent,
    after: Consent,
    replies: list[str],
    events: list[str],
) -> None:
    world = world_in(state)
    if method == "LISTENER":
        sms = {"programs": {"cordialthreads": wish}}
        turn = world.listen({"sms": ANN[1:]}, {"channels": {"sms": sms}})
    else:
        turn = world.post(ANN, wish) if method == "POST" else world.put(ANN, wish)
    assert status(turn) == (200 if method == "PUT" else 201)
    assert (world.state(ANN), purposes(turn), actions(turn)) == (after, replies, events)


def test_several_programs_in_one_call() -> None:
    world = World(programs=MANY)
    wishes = {
        "news": {"keyword": "News", "subscribeStatus": "subscribed"},
        "sale": {"keyword": "yes", "subscribeStatus": "subscribed"},
        "cordialthreads": UNSUBSCRIBE,
    }
    turn = world.call("POST", "", {"channels": {"sms": {"address": BOB[1:], "programs": wishes}}})
    assert purposes(turn) == ["confirmation", "opt_in", "stop"]
    assert world.states(BOB) == {
        "cordialthreads": UNSUBSCRIBED,
        "sale": PENDING,
        "news": SUBSCRIBED,
    }


def test_unsubscribing_the_channel() -> None:
    world = World(programs=MANY)
    world.text("NEWS", ANN)
    turn = world.call("PUT", "/13125550123/unsubscribe/sms")
    assert actions(turn) == [CHANGE, CHANGE, CHANGE, OUT]
    assert purposes(turn) == ["stop"]
    assert set(world.states(ANN).values()) == {UNSUBSCRIBED}


# --- Assumptions, the other way round


def test_a_keyword_repeats_the_confirmation() -> None:
    world = world_in(SUBSCRIBED, assumptions={"keyword_repeats_confirmation": True})
    turn = world.text("JOIN", ANN)
    assert (purposes(turn), actions(turn)) == (["confirmation"], [IN])
    assert purposes(world.put(ANN, SUBSCRIBE)) == []


def test_a_call_asks_again() -> None:
    world = world_in(PENDING, assumptions={"api_repeats_opt_in": True})
    assert actions(world.put(ANN, SUBSCRIBE)) == [ASKED]
    world.text("Y", ANN)
    assert actions(world.put(ANN, SUBSCRIBE)) == []


@pytest.mark.parametrize("state", [NONE, PENDING, UNSUBSCRIBED])
def test_suppress_doi_for_a_known_contact(state: Consent) -> None:
    world = world_in(state, assumptions={"suppress_doi_for_known": True})
    assert actions(world.put(ANN, ADD)) == [CHANGE]
    assert world.state(ANN) is SUBSCRIBED
    assert actions(world.put(ANN, ADD)) == []
