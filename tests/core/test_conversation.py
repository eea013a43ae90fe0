"""One person and one campaign: every row of the contract's table, as what it brings about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.inbound import Kind
from optinsim.core.world import DEFAULT_START
from tests.core.worlds import (
    ANN,
    BOB,
    STATES,
    SUMMER,
    WORDS,
    World,
    campaign,
    messages,
    setup,
    standing,
)

OUT = ("none", "declined", "expired", "unsubscribed")


# --- Joining


@pytest.mark.parametrize("state", OUT)
def test_a_keyword_asks_for_a_confirmation(state: str) -> None:
    new = ["person 1 added"] if state == "none" else []
    world = standing(state)
    assert world.text("SUMR") == [*new, f"join summer: {state} > pending", "summer says prompt"]


def test_the_keyword_of_a_campaign_that_wants_no_confirmation_subscribes() -> None:
    world = World()
    subscribed = ["on list news", "news says welcome", "news says initial"]
    assert world.text("NEWS") == [
        "person 1 added",
        "subscribe news: none > subscribed",
        *subscribed,
    ]
    world.text("STOP")
    assert world.text("NEWS") == ["subscribe news: unsubscribed > subscribed", *subscribed]


def test_the_keyword_again_while_pending_prompts_again() -> None:
    world = standing("pending")
    assert world.text("SUMR") == ["join summer: pending > pending", "summer says prompt"]


def test_and_the_expiry_stays() -> None:
    world = standing("pending")
    world.wait(hours=23)
    world.text("SUMMER")
    assert world.wait(minutes=59) == []
    assert world.wait(minutes=1) == ["expire summer: pending > expired"]


@pytest.mark.parametrize("answer", ["YES", "y!", "60601", "60601-1234"])
def test_yes_and_a_zip_code_confirm(answer: str) -> None:
    assert standing("pending").text(answer) == [
        "confirm summer: pending > subscribed",
        "on list sales",
        "summer says welcome",
        "summer says initial",
    ]


def test_only_what_the_campaign_accepts_confirms() -> None:
    wants_yes = campaign("club", "club", accepts=[Kind.YES])
    wants_zip = campaign("shop", "shop", accepts=[Kind.ZIP])
    invalid = ["unmatched, answered"]
    assert World(setup(wants_yes)).text("CLUB", "60601") == ["club says invalid", *invalid]
    assert World(setup(wants_zip)).text("SHOP", "YES") == ["shop says invalid", *invalid]
    assert World(setup(wants_zip)).text("SHOP", "60601")[0] == "confirm shop: pending > subscribed"


def test_a_zip_code_is_read_as_one_while_any_pending_campaign_accepts_it() -> None:
    world = World()
    read = [world.handle(ReceiveText(ANN, "60601"))[0]]
    world.text("CLUB")
    read.append(world.handle(ReceiveText(ANN, "60601"))[0])
    world.text("SUMMER")
    read.append(world.handle(ReceiveText(ANN, "60601"))[0])
    assert read == ["read as unmatched", "read as unmatched", "read as zip"]


@pytest.mark.parametrize("no", ["NO", "n."])
def test_no_declines(no: str) -> None:
    world = standing("pending")
    assert world.text(no) == ["decline summer: pending > declined", "summer says declined"]


@pytest.mark.parametrize("stop", ["STOP", "Stop. Thank you", "please stop"])
def test_stop_while_pending_declines_and_is_answered_once(stop: str) -> None:
    world = standing("pending")
    assert world.text(stop) == ["stop summer: pending > declined", "account says stop"]


def test_a_word_may_join_and_then_confirm() -> None:
    world = World(setup(replace(SUMMER, confirming_keywords=("YES", "OPTIN"))))
    assert world.text("optin")[1:] == ["join summer: none > pending", "summer says prompt"]
    assert world.text("yes")[0] == "confirm summer: pending > subscribed"
    assert world.text("YES") == [
        "join summer: subscribed > subscribed",
        "summer says already_subscribed",
    ]


# --- Expiry


def test_a_prompt_expires_exactly_at_its_time_and_says_nothing() -> None:
    world = standing("pending")
    assert world.wait(hours=23, minutes=59, seconds=59) == []
    assert world.state("summer") == "pending"
    assert world.wait(seconds=1) == ["expire summer: pending > expired"]
    assert world.text("YES")[-1] == "unmatched, answered"


def test_the_answer_a_second_before_is_in_time() -> None:
    world = standing("pending")
    world.wait(hours=23, minutes=59, seconds=59)
    world.text("YES")
    assert world.wait(days=30) == []
    assert world.state("summer") == "subscribed"


def test_an_expiry_on_a_longer_way_has_its_own_time() -> None:
    world = standing("pending")
    (expired,) = world.engine.handle(AdvanceTime(DEFAULT_START + timedelta(days=3)))
    assert expired.at == DEFAULT_START + timedelta(days=1)
    assert world.engine.now == DEFAULT_START + timedelta(days=3)


def test_a_campaign_may_wait_for_ever() -> None:
    world = World(setup(campaign("summer", "sales", expires_after=None)))
    world.text("SUMMER")
    assert world.wait(days=10_000) == []
    assert world.text("YES")[0] == "confirm summer: pending > subscribed"


@pytest.mark.parametrize("end", ["NO", "STOP"])
def test_the_expiry_of_a_prompt_that_was_answered_does_not_end_the_next(end: str) -> None:
    world = standing("pending")
    world.wait(hours=1)
    world.text(end, "SUMMER")
    assert world.wait(hours=23) == []
    assert world.state("summer") == "pending"
    assert world.wait(hours=1) == ["expire summer: pending > expired"]


def test_who_joins_twice_in_the_same_second_expires_once() -> None:
    world = standing("pending")
    world.text("NO", "SUMMER")
    assert world.wait(days=2) == ["expire summer: pending > expired"]


def test_a_prompt_that_expires_at_once_does_so_as_soon_as_time_passes() -> None:
    world = World(setup(campaign("summer", "sales", expires_after=timedelta())))
    world.text("SUMMER")
    assert world.wait(seconds=0) == ["expire summer: pending > expired"]


# --- Subscribed, and after


def test_the_keyword_of_a_subscriber_changes_nothing() -> None:
    world = standing("subscribed")
    already = ["join summer: subscribed > subscribed", "summer says already_subscribed"]
    assert world.text("SUMMER") == already
    world.text("STOP", "SUMMER", "YES")
    assert world.text("SUMMER") == already


def test_the_keyword_of_a_subscriber_without_confirmation_changes_nothing() -> None:
    assert World().text("NEWS", "NEWS") == [
        "subscribe news: subscribed > subscribed",
        "news says already_subscribed",
    ]


def test_stop_unsubscribes_and_is_answered_once() -> None:
    assert standing("subscribed").text("STOP") == [
        "stop summer: subscribed > unsubscribed",
        "off list sales by stop",
        "account says stop",
    ]


@pytest.mark.parametrize("state", OUT)
def test_stop_in_any_other_state_changes_nothing_and_is_answered_once(state: str) -> None:
    world = standing(state)
    assert world.text("STOP") == ["account says stop"]
    assert world.state("summer") == state


@pytest.mark.parametrize("state", STATES)
def test_help_is_answered_in_any_state_and_changes_nothing(state: str) -> None:
    world = standing(state)
    assert world.text("HELP") == ["account says help"]
    assert world.state("summer") == state


@pytest.mark.parametrize("state", [state for state in STATES if state != "pending"])
@pytest.mark.parametrize("text", ["YES", "NO", "60601", "hello", "", "START"])
def test_where_nothing_is_pending_an_answer_is_unmatched(state: str, text: str) -> None:
    world = standing(state)
    assert world.text(text) == ["account says default_response", "unmatched, answered"]
    assert world.state("summer") == state


def test_after_all_of_it_a_person_can_come_back() -> None:
    world = standing("none")
    world.text("SUMMER", "NO", "SUMMER", "STOP", "SUMMER")
    world.wait(days=1)
    world.text("SUMMER", "SUMMER", "YES", "STOP", "STOP", "SUMMER")
    assert world.text("60601")[:2] == ["confirm summer: pending > subscribed", "on list sales"]
    assert world.state("summer") == "subscribed"


# --- What is not understood


def test_an_unmatched_text_while_pending_gets_the_campaigns_answer() -> None:
    world = standing("pending")
    assert world.text("maybe") == ["summer says invalid", "unmatched, answered"]
    assert world.state("summer") == "pending"


def test_or_the_accounts_where_the_campaign_has_none() -> None:
    silent = campaign("summer", "sales", says=messages("prompt"))
    answered = ["account says default_response", "unmatched, answered"]
    assert World(setup(silent)).text("SUMMER", "maybe") == answered


def test_or_none_where_the_account_has_none_either() -> None:
    silent = campaign("summer", "sales", says={})
    world = World(setup(silent, says={}))
    assert world.text("SUMMER") == ["person 1 added", "join summer: none > pending"]
    assert world.text("maybe") == ["unmatched"]
    assert world.text("NO") == ["decline summer: pending > declined"]
    assert world.text("STOP") == world.text("HELP") == []


def test_what_a_campaign_has_no_words_for_the_account_may_say() -> None:
    silent = campaign("summer", "sales", says=messages("welcome"))
    world = World(setup(silent, says=messages("prompt", "welcome", "invalid")))
    assert world.text("SUMMER")[-1] == "account says prompt"
    assert world.text("maybe") == ["account says invalid", "unmatched, answered"]
    assert world.text("YES")[-1] == "summer says welcome"


# --- Whom the account knows


@pytest.mark.parametrize("text", ["STOP", "HELP", "hello", "YES", "60601", "", "START"])
def test_nothing_but_a_keyword_makes_a_person(text: str) -> None:
    world = World(setup(words=replace(WORDS, start=("START",))))
    assert len(world.text(text)) in {1, 2}
    assert len(world.engine.people) == 0
    assert set(world.engine.states(ANN).values()) == {"none"}


def test_an_account_may_make_people_of_other_texts() -> None:
    world = World(setup(make_people=[Kind.STOP, Kind.UNMATCHED]))
    assert world.text("STOP") == ["person 1 added", "account says stop"]
    assert world.text("hello", mdn=BOB)[0] == "person 2 added"


def test_where_a_keyword_makes_no_person_a_stranger_cannot_join() -> None:
    world = World(setup(make_people=[]))
    assert world.text("SUMMER") == ["account says default_response", "unmatched, answered"]


def test_people_do_not_disturb_each_other() -> None:
    world = World()
    world.text("SUMMER")
    world.text("SUMMER", mdn=BOB)
    world.text("NO")
    assert world.state("summer") == "declined"
    assert world.text("YES", mdn=BOB)[0] == "confirm summer: pending > subscribed"
    world.text("SUMMER", "YES", "STOP")
    assert world.state("summer", BOB) == "subscribed"
