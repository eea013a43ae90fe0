"""What the events say: who, when, by which word, with which text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Trigger
from optinsim.core.events import (
    MessageSent,
    PersonAdded,
    SubscriptionAdded,
    SubscriptionRemoved,
    TextReceived,
    TextUnmatched,
    TransitionTaken,
)
from optinsim.core.inbound import Kind, Reading
from optinsim.core.messages import Message
from optinsim.core.world import DEFAULT_START
from tests.core.worlds import ANN, BOB, NUMBER, SUMMER, World, campaign, setup, standing

DAY = timedelta(days=1)


def test_what_a_join_says() -> None:
    world = World()
    world.wait(hours=1)
    at = DEFAULT_START + timedelta(hours=1)
    received, added, taken, sent = world.engine.handle(ReceiveText(ANN, " sumr!"))
    reading = Reading(Kind.KEYWORD, "exact", "SUMR", "summer")
    assert received == TextReceived(at, ANN, NUMBER, " sumr!", reading)
    assert isinstance(added, PersonAdded)
    ann = added.person
    assert (ann.mdn, ann.external_id, ann.fields, ann.created_at) == (ANN, None, {}, at)
    assert isinstance(taken, TransitionTaken)
    assert (taken.person, taken.campaign, taken.keyword) == (ann, SUMMER, "SUMR")
    assert (taken.joined_at, taken.expires_at) == (at, at + DAY)
    assert sent == MessageSent(at, ANN, NUMBER, "prompt", "prompt", "summer")


def test_what_a_prompt_again_says_is_the_first_join() -> None:
    world = standing("pending")
    world.wait(hours=1)
    taken = world.engine.handle(ReceiveText(ANN, "SUMR"))[1]
    assert isinstance(taken, TransitionTaken)
    assert (taken.keyword, taken.joined_at) == ("SUMMER", DEFAULT_START)
    assert taken.expires_at == DEFAULT_START + DAY


@pytest.mark.parametrize("text", ["YES", "NO", "STOP"])
def test_what_is_no_longer_pending_does_not_expire(text: str) -> None:
    taken = standing("pending").engine.handle(ReceiveText(ANN, text))[1]
    assert isinstance(taken, TransitionTaken)
    assert (taken.keyword, taken.joined_at, taken.expires_at) == ("SUMMER", DEFAULT_START, None)


def test_what_subscriptions_say() -> None:
    world = standing("pending")
    added = world.engine.handle(ReceiveText(ANN, "YES"))[2]
    world.wait(hours=1)
    removed = world.engine.handle(ReceiveText(ANN, "STOP"))[2]
    assert isinstance(added, SubscriptionAdded)
    assert isinstance(removed, SubscriptionRemoved)
    stay = added.subscription
    assert (stay.list_id, stay.campaign, stay.opt_in_at) == ("sales", "summer", DEFAULT_START)
    assert (stay.opt_out_at, stay.ended_by) == (None, None)
    out = DEFAULT_START + timedelta(hours=1)
    assert removed.subscription == replace(stay, opt_out_at=out, ended_by=Trigger.STOP)


def test_what_an_unmatched_text_says() -> None:
    at = DEFAULT_START
    answer = MessageSent(at, BOB, NUMBER, "default_response", "default_response", None)
    stranger = World().engine.handle(ReceiveText(BOB, "hello"))[1:]
    assert stranger == [answer, TextUnmatched(at, None, BOB, NUMBER, "hello", answer)]
    world = standing("pending")
    unmatched = world.engine.handle(ReceiveText(ANN, "hello"))[-1]
    assert isinstance(unmatched, TextUnmatched)
    assert unmatched.person is not None
    assert unmatched.person.mdn == ANN
    assert unmatched.answer == MessageSent(at, ANN, NUMBER, "invalid", "invalid", "summer")


def test_messages_name_the_keyword_and_the_persons_fields() -> None:
    says = {purpose: Message("${keyword} ${first_name}!") for purpose in ("prompt", "invalid")}
    account = {"help": Message("${first_name}${keyword}?"), "stop": Message("bye ${first_name}")}
    summer = campaign("summer", "sales", keywords=("SUMMER", "SUMR"), says=says)
    world = World(setup(summer, says=account))
    world.save(None, ANN, fields={"first_name": "Ann", "keyword": "x"})
    assert world.text("sumr")[-1] == "summer says SUMR Ann!"
    assert world.text("hm")[0] == "summer says SUMR Ann!"
    assert world.text("HELP") == ["account says Ann?"]
    assert world.text("STOP", mdn=BOB) == ["account says bye "]
