"""Texts to a program, and what an import does to somebody's consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optinsim.core.consent import Consent
from optinsim.core.engine import Engine
from optinsim.core.events import TextReceived
from optinsim.core.inbound import Kind
from optinsim.platforms.signalvine import SignalVine
from optinsim.platforms.signalvine.account import SignalVineAccount
from optinsim.platforms.signalvine.books import Books
from tests.platforms.signalvine.worlds import (
    ANN,
    BOB,
    CAT,
    EVE,
    HEADER,
    NUMBER,
    OTHER,
    OTHER_NUMBER,
    PROGRAM,
    SECOND,
    TREE,
    TWO,
    World,
)

if TYPE_CHECKING:
    from optinsim.simulator import Turn

ACTIVE, INACTIVE, NOT_IN = Consent.SUBSCRIBED, Consent.UNSUBSCRIBED, Consent.NONE

QUESTIONS = {
    "programs": [
        {
            **TREE["programs"][0],
            "questions": [
                {
                    "id": "q1",
                    "after": "1d",
                    "text": "Hi ${first_name}, will you come?",
                    "field": "major",
                    "answers": [
                        {
                            "word": "Yes",
                            "reply": "good",
                            "then": {
                                "text": "alone?",
                                "answers": [{"word": "no", "reply": "fine"}],
                            },
                        },
                        {"word": "no", "reply": "bad: ${major} ${keyword}"},
                        {"word": "help"},
                    ],
                }
            ],
        }
    ]
}


def replies(turn: Turn) -> list[str]:
    return [reply.text for reply in turn.replies]


def kind(turn: Turn) -> Kind:
    assert turn.reading is not None
    return turn.reading.kind


def active(world: World, mdn: str, value: object) -> Turn:
    """Import somebody's `active`."""
    csv = f"{HEADER},active\nC{mdn[-2:]},F{mdn[-2:]},,{mdn},,{value}"
    turn = world.post(csv, existing=["active"])
    assert world.status(turn)["error"] is False
    return turn


# --- Texting in


def test_a_keyword_adds_an_active_participant() -> None:
    world = World()
    turn = world.text("join", ANN)
    assert (kind(turn), replies(turn)) == (Kind.KEYWORD, ["welcome"])
    assert world.state(ANN) is ACTIVE
    record = world.record(ANN)
    assert (record["active"], record["customerId"], record["groups"]) == (True, "", [])
    assert (record["receivedCount"], record["sentCount"]) == (1, 1)


def test_a_keyword_from_an_active_participant_changes_nothing() -> None:
    world = World()
    world.text("JOIN", ANN)
    before = world.profile(ANN)
    assert replies(world.text("JOIN", ANN)) == []
    assert (world.state(ANN), world.profile(ANN)) == (ACTIVE, before)


@pytest.mark.parametrize("text", ["hello", "HELP", "yes", "60601", "stop", ""])
def test_who_is_in_no_program_is_only_logged(text: str) -> None:
    world = World()
    turn = world.text(text, ANN)
    assert isinstance(turn.events[0], TextReceived)
    assert (turn.replies, turn.changes, turn.callbacks) == ((), (), ())
    assert world.record(ANN) is None
    assert world.items(f"/v1/programs/{PROGRAM}/messages") == []


def test_or_answered_where_the_account_assumes_so() -> None:
    world = World(assumptions={"answers_only_active": False})
    assert replies(world.text("hello", ANN)) == ["what?"]
    assert replies(world.text("stop", ANN)) == ["bye"]
    assert world.record(ANN) is None


# --- Stopping


@pytest.mark.parametrize("word", ["STOP", "cancel", "Unsubscribe", " stop. ", "\u201cSTOP\u201d"])
def test_a_stop_word_opts_out_and_is_answered_once(word: str) -> None:
    world = World()
    world.add(ANN)
    turn = world.text(word, ANN)
    assert (kind(turn), replies(turn)) == (Kind.STOP, ["bye"])
    assert world.state(ANN) is INACTIVE
    assert world.record(ANN)["active"] is False
    assert world.profile(ANN)["active"] == "false"


@pytest.mark.parametrize(
    "text", ["please stop", "Stop. Thank you", "stop it", "QUIT", "END", "STOPALL", "cancel my day"]
)
def test_any_other_phrasing_needs_a_user(text: str) -> None:
    world = World()
    world.add(ANN)
    turn = world.text(text, ANN)
    assert (kind(turn), replies(turn)) == (Kind.UNMATCHED, ["what?"])
    assert world.state(ANN) is ACTIVE


@pytest.mark.parametrize("text", ["JOIN", "START", "UNSTOP", "yes", "hello", "STOP", "HELP"])
def test_there_is_no_self_service_return(text: str) -> None:
    world = World()
    world.text("JOIN", ANN)
    world.text("STOP", ANN)
    turn = world.text(text, ANN)
    assert (turn.replies, turn.changes) == ((), ())
    assert world.state(ANN) is INACTIVE
    newest = world.items(f"/v1/programs/{PROGRAM}/messages?count=1")[0]
    assert (newest["text"], newest["type"]) == (text, "received")


def test_but_there_is_where_the_account_assumes_it() -> None:
    world = World(assumptions={"self_service_return": True})
    world.text("JOIN", ANN)
    before = world.record(ANN)["id"]
    world.text("STOP", ANN)
    world.wait("1h")
    assert replies(world.text("JOIN", ANN)) == ["welcome"]
    record = world.record(ANN)
    assert (record["id"], record["active"]) == (before, True)
    (changed,) = [field for field in record["profile"] if field["name"] == "active"]
    assert changed["updated"] == "2026-01-05T16:00:00.000Z"


def test_other_words_are_the_accounts_to_choose() -> None:
    world = World(words={"stop": ["QUIT"], "help": ["HELP"]})
    world.add(ANN)
    assert replies(world.text("help", ANN)) == ["helped"]
    assert kind(world.text("STOP", ANN)) is Kind.UNMATCHED
    assert kind(world.text("quit", ANN)) is Kind.STOP


def test_nothing_calls_back() -> None:
    world = World(**QUESTIONS)
    world.add(ANN)
    turns = [world.wait("1d"), *(world.text(t, ANN) for t in ("yes", "JOIN", "hello", "STOP"))]
    assert [turn.callbacks for turn in turns] == [()] * 5


# --- Two programs


def test_a_stop_is_for_the_programs_of_its_number() -> None:
    world = World(**TWO)
    world.add(ANN)
    world.add(ANN, program=OTHER)
    world.text("STOP", ANN, OTHER_NUMBER)
    assert world.states(ANN) == {PROGRAM: ACTIVE, OTHER: INACTIVE}
    assert world.record(ANN)[PROGRAM]["active"] is True
    assert world.record(ANN)[OTHER]["active"] is False


def test_programs_at_one_number_stop_together() -> None:
    world = World(programs=[TREE["programs"][0], {**SECOND, "phone": NUMBER}])
    world.text("JOIN", ANN)
    world.text("LIFE", ANN)
    world.text("STOP", ANN)
    assert set(world.states(ANN).values()) == {INACTIVE}
    texts = [item["text"] for item in world.items(f"/v1/programs/{OTHER}/messages")]
    assert texts == ["bye", "STOP", "welcome to life", "LIFE"]
    texts = [item["text"] for item in world.items(f"/v1/programs/{PROGRAM}/messages")]
    assert texts == ["bye", "STOP", "LIFE", "welcome", "JOIN"]


def test_each_program_has_its_own_record_of_a_person() -> None:
    world = World(**TWO)
    assert world.record(ANN) is None
    world.message(f"{HEADER},major\nC1,Ann,,{ANN},,Art")
    world.message(f"{HEADER},major\nX9,Anna,,{ANN},,Law", program=OTHER)
    mine, other = world.record(ANN)[PROGRAM], world.record(ANN)[OTHER]
    assert mine["id"] != other["id"]
    assert (mine["customerId"], other["customerId"]) == ("C1", "X9")
    assert world.profile(ANN, PROGRAM)["major"] == "Art"
    assert world.profile(ANN, OTHER)["major"] == "Law"
    world.message("customer_id,major\nX9,", program=OTHER, existing=["major"])
    assert world.profile(ANN, PROGRAM)["major"] == "Art"


# --- Imports and consent


def test_new_contacts_are_opted_in_without_a_message() -> None:
    world = World()
    turn = world.post(f"{HEADER}\nC1,Ann,,{ANN},")
    assert replies(turn) == []
    assert world.state(ANN) is ACTIVE


def test_or_opted_out_where_the_import_says_so() -> None:
    world = World()
    active(world, ANN, "FALSE")
    assert world.state(ANN) is INACTIVE
    assert replies(world.text("JOIN", ANN)) == []


def test_an_import_opts_out_and_back_in_even_after_a_stop() -> None:
    world = World()
    world.add(ANN)
    assert replies(active(world, ANN, "false")) == []
    assert world.state(ANN) is INACTIVE
    active(world, ANN, "true")
    assert world.state(ANN) is ACTIVE
    world.text("STOP", ANN)
    assert replies(active(world, ANN, "true")) == []
    assert world.state(ANN) is ACTIVE


def test_an_import_that_does_not_name_active_leaves_it() -> None:
    world = World()
    world.add(ANN)
    world.text("STOP", ANN)
    world.message("customer_id,first_name,active\nC23,Ann,true", existing=["first_name"])
    assert world.state(ANN) is INACTIVE


def test_a_state_that_is_set_again_is_no_change() -> None:
    world = World()
    active(world, ANN, "true")
    assert active(world, ANN, "true").changes == ()


def test_what_a_participant_is_goes_with_them_to_another_phone() -> None:
    world = World()
    world.add(ANN, BOB)
    world.text("STOP", BOB)
    csv = f"customer_id,phone\nC23,{CAT}\nC24,{EVE}"
    turn = world.post(csv, existing=["phone"])
    assert turn.changes == ()
    assert (world.state(CAT), world.state(EVE)) == (ACTIVE, INACTIVE)
    assert (world.state(ANN), world.state(BOB)) == (NOT_IN, NOT_IN)
    sent = world.record(EVE)
    assert (sent["receivedCount"], sent["sentCount"]) == (1, 1)


def test_a_phone_that_another_program_has_too_stays_there() -> None:
    world = World(**TWO)
    world.add(ANN)
    world.add(ANN, program=OTHER)
    world.message(f"customer_id,phone\nC23,{EVE}", existing=["phone"])
    assert world.states(EVE) == {PROGRAM: ACTIVE, OTHER: NOT_IN}
    assert world.states(ANN) == {PROGRAM: INACTIVE, OTHER: ACTIVE}
    assert list(world.record(ANN)) == [OTHER]
    assert list(world.record(EVE)) == [PROGRAM]


def test_a_participant_may_get_a_phone_that_another_program_knows() -> None:
    world = World(**TWO)
    world.add(ANN)
    world.text("STOP", ANN)
    world.add(EVE, program=OTHER)
    world.message(f"customer_id,phone\nC23,{EVE}", existing=["phone"])
    assert world.states(EVE) == {PROGRAM: INACTIVE, OTHER: ACTIVE}
    assert list(world.record(EVE)) == [PROGRAM, OTHER]


def test_what_was_another_programs_phone_may_come_back() -> None:
    world = World(**TWO)
    world.add(ANN)
    world.add(ANN, program=OTHER)
    for phone in (EVE, ANN):
        world.message(f"customer_id,phone\nC23,{phone}", existing=["phone"])
    assert world.states(ANN) == {PROGRAM: ACTIVE, OTHER: ACTIVE}


def test_phones_may_be_passed_on_within_one_import() -> None:
    world = World()
    world.add(ANN, BOB)
    csv = f"customer_id,phone\nC24,{CAT}\nC23,{BOB}\nC24,{ANN}"
    assert world.errors(csv, existing=["phone"]) == []
    assert (world.record(BOB)["customerId"], world.record(ANN)["customerId"]) == ("C23", "C24")
    assert world.record(CAT) is None


# --- Programmed messages


def asked(**changes: Any) -> World:
    """A world in which Ann was asked."""
    world = World(**QUESTIONS, **changes)
    world.add(ANN)
    assert replies(world.wait("23h")) == []
    assert replies(world.wait("1h")) == ["Hi F23, will you come?"]
    return world


def test_an_answer_is_answered_and_stored() -> None:
    world = asked()
    turn = world.text("no!", ANN)
    assert turn.reading is not None
    assert (turn.reading.kind, turn.reading.rule, turn.reading.word) == (
        Kind.ANSWER,
        "expected",
        "no",
    )
    assert turn.reading.campaign == PROGRAM
    assert replies(turn) == ["bad: no JOIN"]  # who is imported counts as if the keyword had come
    assert world.profile(ANN)["major"] == "no"
    assert world.items(f"/v1/programs/{PROGRAM}/messages?count=1")[0]["type"] == "sent"


def test_a_nested_question() -> None:
    world = asked()
    assert replies(world.text("yes", ANN)) == ["good", "alone?"]
    assert world.profile(ANN)["major"] == "Yes"
    assert replies(world.text("no", ANN)) == ["fine"]
    assert world.profile(ANN)["major"] == "Yes"
    assert kind(world.text("no", ANN)) is Kind.UNMATCHED


def test_help_is_an_answer_like_any_other() -> None:
    world = asked(words={"help": ["HELP"]})
    assert kind(world.text("help", ANN)) is Kind.ANSWER
    assert kind(world.text("help", ANN)) is Kind.HELP


def test_a_stop_counts_before_any_answer() -> None:
    world = asked()
    assert kind(world.text("stop", ANN)) is Kind.STOP
    assert kind(world.text("yes", ANN)) is Kind.UNMATCHED


def test_who_is_not_active_by_then_is_not_asked() -> None:
    world = World(**QUESTIONS)
    active(world, ANN, "false")
    world.add(BOB)
    world.text("CANCEL", BOB)
    assert replies(world.wait("30d")) == []
    active(world, ANN, "true")
    assert replies(world.wait("1d")) == ["Hi F23, will you come?"]


def test_a_message_says_what_is_known_by_then() -> None:
    world = World(**QUESTIONS)
    world.add(ANN, BOB)
    world.message("customer_id,first_name\nC23,\nC24,Bob", existing=["first_name"])
    texts = ["Hi , will you come?", "Hi Bob, will you come?"]
    assert replies(world.wait("1d")) == texts


def test_who_texts_in_is_asked_too() -> None:
    world = World(**QUESTIONS)
    world.text("JOIN", EVE)
    assert replies(world.wait("1d")) == ["Hi , will you come?"]
    assert replies(world.text("no", EVE)) == ["bad: no JOIN"]


def test_a_question_goes_to_the_phone_of_that_time_and_is_kept_with_the_participant() -> None:
    world = World(**QUESTIONS, assumptions={"import_takes": "2d"})
    world.post(f"{HEADER}\nC23,Ann,,{ANN},")
    world.wait("25h")
    world.post(f"customer_id,phone\nC23,{EVE}", existing=["phone"])
    turn = world.wait("30d")
    assert [(reply.mdn, reply.text) for reply in turn.replies] == [(ANN, "Hi Ann, will you come?")]
    assert world.record(EVE)["sentCount"] == 1
    assert kind(world.text("yes", EVE)) is Kind.ANSWER


def test_imports_while_time_passes_bring_their_events_in_order() -> None:
    world = World(**QUESTIONS, assumptions={"import_takes": "1s"})
    world.post(f"{HEADER}\nC23,Ann,,{ANN},")
    world.post("customer_id,active\nC23,false", existing=["active"])
    turn = world.wait("30d")
    assert [(change.before, change.after) for change in turn.changes] == [
        (NOT_IN, ACTIVE),
        (ACTIVE, INACTIVE),
    ]
    assert turn.replies == ()


def test_the_books_have_no_participant_without_a_person_in_the_engine() -> None:
    file = SignalVineAccount.model_validate(TREE)
    books = Books((), Engine(SignalVine.setup(file)))
    with pytest.raises(LookupError):
        books.participant(EVE)
