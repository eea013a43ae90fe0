"""Questions that a campaign asks its subscribers: when, whom, and what an answer brings about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from optinsim.core.commands import ReceiveText
from optinsim.core.events import MessageSent, QuestionAnswered
from optinsim.core.inbound import Kind, Lexicon, Reading, normalise
from optinsim.core.messages import Message
from optinsim.core.setup import Answer, Question
from optinsim.core.world import DEFAULT_START
from tests.core.worlds import ANN, NEWS, NUMBER, SUMMER, WORDS, World, campaign, setup

NOW, HOUR, DAY = timedelta(), timedelta(hours=1), timedelta(days=1)
UNMATCHED = ["account says default_response", "unmatched, answered"]


def question(name: str, after: timedelta, *answers: Answer, field: str | None = None) -> Question:
    by_word = {normalise(answer.word): answer for answer in answers}
    return Question(name, Message(f"{name}?"), after, by_word, field)


def asking(*questions: Question) -> World:
    """A world whose NEWS asks its subscribers, and says nothing else."""
    return World(setup(replace(NEWS, questions=questions, messages={})))


SIZE = question(
    "size", NOW, Answer("Small", Message("so small")), Answer("Large"), Answer("Égal"), field="size"
)


# --- When


def test_a_question_may_follow_the_welcome_at_once() -> None:
    world = World(setup(replace(NEWS, questions=(SIZE,))))
    assert world.text("NEWS")[-3:] == ["news says welcome", "news says initial", "news says size?"]


def test_or_some_time_after() -> None:
    world = asking(question("day", DAY), question("hour", HOUR))
    world.text("NEWS")
    assert world.wait(minutes=59) == []
    assert world.wait(minutes=1) == ["news says hour?"]
    assert world.wait(days=3) == ["news says day?"]


def test_who_has_left_by_then_is_not_asked() -> None:
    world = asking(question("hour", HOUR))
    world.text("NEWS", "STOP")
    assert world.wait(days=1) == []


def test_who_has_left_and_come_back_is_asked_from_the_return_on() -> None:
    world = asking(question("hour", HOUR))
    world.text("NEWS", "STOP")
    world.wait(minutes=30)
    world.text("NEWS")
    assert world.wait(minutes=59) == []
    assert world.wait(minutes=1) == ["news says hour?"]


def test_who_is_pending_is_not_asked_yet() -> None:
    world = World(setup(replace(SUMMER, questions=(SIZE,), messages={})))
    assert world.text("SUMMER")[1:] == ["join summer: none > pending"]
    assert world.text("YES")[-1] == "summer says size?"


def test_who_was_subscribed_already_is_not_asked_again() -> None:
    world = asking(SIZE)
    world.text("NEWS")
    assert world.text("NEWS") == ["subscribe news: subscribed > subscribed"]


def test_followers_of_a_list_ask_too() -> None:
    other = campaign("other", "news", says={})
    world = World(setup(NEWS, replace(other, questions=(question("hour", HOUR),))))
    world.text("NEWS")
    assert world.wait(hours=1) == ["other says hour?"]


def test_a_person_without_a_phone_gets_no_text() -> None:
    world = asking(SIZE)
    world.save(None, None, "E1")
    assert world.add("news") == ["add news: none > subscribed", "on list news"]


# --- Answers


def test_an_expected_answer_is_stored_and_replied_to() -> None:
    world = asking(SIZE)
    world.text("NEWS")
    assert world.text("small!") == [
        "size answered: Small",
        "person 1 updated",
        "news says so small",
    ]
    ann = world.engine.people.by_mdn(ANN)
    assert ann is not None
    assert ann.person.fields == {"size": "Small"}


def test_or_neither() -> None:
    world = asking(question("size", NOW, Answer("Large")))
    world.text("NEWS")
    assert world.text("LARGE") == ["size answered: Large"]


@pytest.mark.parametrize("text", ["Égal", "egal", "ÉGAL."])
def test_accents_do_not_matter(text: str) -> None:
    world = asking(SIZE)
    world.text("NEWS")
    assert world.text(text)[0] == "size answered: Égal"


def test_an_answer_may_lead_to_another_question() -> None:
    colour = question("colour", DAY, Answer("Red", Message("so red")))
    world = asking(question("size", NOW, Answer("Large", Message("so large"), colour)))
    world.text("NEWS")
    assert world.text("large") == [
        "size answered: Large",
        "news says so large",
        "news says colour?",
    ]
    assert world.text("red") == ["colour answered: Red", "news says so red"]
    assert world.wait(days=30) == []


def test_an_answer_that_is_not_expected_leaves_the_question_open() -> None:
    world = asking(SIZE)
    world.text("NEWS")
    assert world.text("medium") == UNMATCHED
    assert world.text("large")[0] == "size answered: Large"


def test_a_question_is_answered_once() -> None:
    world = asking(SIZE)
    world.text("NEWS", "large")
    assert world.text("large") == UNMATCHED


def test_a_newer_question_takes_the_place_of_an_older_one_even_of_another_campaign() -> None:
    other = replace(NEWS, id="other", list_id="other", keywords=("OTHER",), messages={})
    colour = question("colour", NOW, Answer("Red"))
    world = World(setup(replace(other, questions=(colour,)), replace(NEWS, questions=(SIZE,))))
    world.text("NEWS", "OTHER")
    assert world.text("large") == UNMATCHED
    assert world.text("red") == ["colour answered: Red"]


def test_but_not_at_another_number() -> None:
    there = replace(NEWS, id="other", list_id="other", number="55155", messages={})
    colour = question("colour", NOW, Answer("Red"))
    world = World(setup(replace(there, questions=(colour,)), replace(NEWS, questions=(SIZE,))))
    world.text("NEWS")
    world.text("NEWS", to="55155")
    assert world.text("red") == UNMATCHED
    assert world.text("large")[0] == "size answered: Large"
    assert world.text("red", to="55155") == ["colour answered: Red"]


def test_a_stop_closes_what_is_open_and_coming_back_does_not_open_it() -> None:
    world = asking(question("size", HOUR, Answer("Large")))
    world.text("NEWS")
    world.wait(hours=1)
    assert world.text("STOP", "large") == UNMATCHED
    assert world.text("NEWS", "large") == UNMATCHED


# --- How an answer is read


def test_an_expected_answer_is_read_before_anything_but_a_stop() -> None:
    words = ("help", "yes", "60601", "SUMMER", "stop", "please stop")
    lexicon = Lexicon(WORDS, {"SUMMER": "summer"})
    answers = {normalise(word): Reading(Kind.ANSWER, "expected", word, "news") for word in words}
    for word in words:
        reading = lexicon.read(word, pending=True, zip_awaited=True, answers=answers)
        assert reading.kind is (Kind.STOP if "stop" in word else Kind.ANSWER)


def test_what_the_events_say() -> None:
    world = asking(question("size", NOW, Answer("Large", Message("${keyword} ${name}"))))
    world.save(None, ANN, fields={"name": "Ann"})
    world.text("NEWS")
    received, answered, sent = world.engine.handle(ReceiveText(ANN, "large."))
    assert getattr(received, "reading", None) == Reading(Kind.ANSWER, "expected", "Large", "news")
    assert isinstance(answered, QuestionAnswered)
    assert (answered.person.mdn, answered.campaign.id) == (ANN, "news")
    assert sent == MessageSent(DEFAULT_START, ANN, NUMBER, "NEWS Ann", "answer", "news")


# --- An account that answers its subscribers alone


def test_where_only_subscribers_are_answered_the_others_hear_nothing() -> None:
    world = World(replace(setup(SUMMER, NEWS), answers_only_subscribers=True))
    assert world.text("STOP") == world.text("HELP") == []
    assert world.text("hello") == ["unmatched"]
    world.text("SUMMER")
    assert world.text("HELP") == []
    assert world.text("hello") == ["unmatched"]
    assert world.text("STOP") == ["stop summer: pending > declined"]


def test_and_subscribers_are_also_when_they_stop() -> None:
    world = World(replace(setup(NEWS), answers_only_subscribers=True))
    world.text("NEWS")
    assert world.text("HELP") == ["account says help"]
    assert world.text("hello") == UNMATCHED
    assert world.text("STOP")[-1] == "account says stop"
    assert world.text("STOP") == world.text("HELP") == []


def test_who_subscribes_at_one_number_is_answered_at_that_one() -> None:
    there = campaign("club", "club", number="55155")
    world = World(replace(setup(NEWS, there), answers_only_subscribers=True))
    world.text("NEWS")
    assert world.text("HELP", to="55155") == []
    assert world.text("HELP") == ["account says help"]
