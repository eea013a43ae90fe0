"""Account files: what the engine sees of one, and when one does not hold together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from optinsim.platforms.signalvine import SignalVine
from optinsim.platforms.signalvine.account import SignalVineAccount
from tests.platforms.signalvine.worlds import NUMBER, OTHER, OTHER_NUMBER, PROGRAM, TWO, account

LEAST: dict[str, Any] = {"platform": "signalvine", "name": "Big State", "number": NUMBER}


def with_question(**question: object) -> dict[str, Any]:
    """An account with one programmed message."""
    good = {"id": "q", "text": "Well?", "answers": [{"word": "yes"}]}
    program = {"id": PROGRAM, "fields": [{"name": "major"}, {"name": "act", "type": "Numeric"}]}
    return {**LEAST, "programs": [{**program, "questions": [good | question]}]}


def faults(tree: dict[str, Any]) -> list[tuple[tuple[str | int, ...], str]]:
    file = SignalVineAccount.model_validate(tree)
    SignalVine.setup(file)
    return [(fault.place, fault.message) for fault in SignalVine.faults(file)]


def fault(tree: dict[str, Any]) -> tuple[str, str]:
    """The only fault, its place as people write it."""
    ((place, message),) = faults(tree)
    return ".".join(map(str, place[2:])), message


# --- What the engine sees


def test_a_program_is_a_campaign_with_a_list_of_its_own() -> None:
    first, second = account(**TWO).setup.campaigns
    assert (first.id, first.list_id, first.number) == (PROGRAM, PROGRAM, NUMBER)
    assert (second.id, second.list_id, second.number) == (OTHER, OTHER, OTHER_NUMBER)
    assert (first.keywords, first.description, first.place) == (
        ("JOIN",),
        "TXT-4-SUCCESS",
        ("programs", 0),
    )
    assert first.accepts == frozenset()


def test_only_three_words_stop_and_no_other_means_anything() -> None:
    words = SignalVineAccount.model_validate(LEAST).words
    assert words.stop == ("STOP", "CANCEL", "UNSUBSCRIBE")
    assert words.help == words.yes == words.no == words.start == words.stop_phrases == ()


def test_messages_name_brand_program_and_number() -> None:
    text = "${brand} ${description} ${number} ${keyword}"
    tree = {
        **LEAST,
        "programs": [
            {
                "id": "a",
                "name": "Ay",
                "phone": OTHER_NUMBER,
                "keywords": ["JOIN"],
                "messages": {"joined": text},
            },
            {"id": "b", "messages": {"joined": text}},
        ],
        "messages": {"stop": text},
    }
    setup = SignalVine.setup(SignalVineAccount.model_validate(tree))
    assert [campaign.messages["joined"].template for campaign in setup.campaigns] == [
        f"Big State Ay {OTHER_NUMBER} ${{keyword}}",
        f"Big State Big State {NUMBER} ${{keyword}}",
    ]
    assert setup.messages["stop"].template == f"Big State ${{description}} {NUMBER} ${{keyword}}"
    tree["programs"].pop()
    setup = SignalVine.setup(SignalVineAccount.model_validate(tree))
    assert setup.messages["stop"].template == f"Big State Ay {OTHER_NUMBER} JOIN"


def test_a_program_may_have_no_joined_message() -> None:
    tree = {**LEAST, "programs": [{"id": "a", "messages": {"joined": None}}]}
    (program,) = SignalVine.setup(SignalVineAccount.model_validate(tree)).campaigns
    assert program.messages == {}


def test_questions_nest() -> None:
    nested = {"text": "Sure?", "answers": [{"word": "S\u00cd"}]}
    tree = with_question(after="2d", answers=[{"word": "Yes!", "then": nested}, {"word": "no"}])
    (program,) = SignalVine.setup(SignalVineAccount.model_validate(tree)).campaigns
    (question,) = program.questions
    assert (question.id, question.after) == ("q", timedelta(days=2))
    assert list(question.answers) == ["yes", "no"]
    follow_up = question.answers["yes"].then
    assert follow_up is not None
    assert (follow_up.id, follow_up.after, list(follow_up.answers)) == (
        "q/Yes!",
        timedelta(0),
        ["s\u00ed"],
    )
    assert (question.answers["no"].then, question.answers["no"].reply) == (None, None)


def test_people_have_the_fields_of_every_program() -> None:
    assert account(**TWO).file.person_fields()[:3] == ("first_name", "last_name", "major")
    assert account(**TWO).file.person_fields().count("major") == 1


# --- When an account holds together


def test_an_account_that_does() -> None:
    assert faults(with_question()) == []
    assert faults(LEAST) == []


@pytest.mark.parametrize("name", ["2nd", "First", "e-mail", "a b", "caf\u00e9", ""])
def test_names_that_no_field_has(name: str) -> None:
    tree = {**LEAST, "programs": [{"id": "a", "fields": [{"name": name}]}]}
    assert fault(tree) == ("fields.0.name", f"{name!r} is no name of a field")


def test_a_field_that_every_program_has() -> None:
    tree = {**LEAST, "programs": [{"id": "a", "fields": [{"name": "phone"}]}]}
    assert fault(tree) == ("fields.0.name", "every program has a field 'phone'")


def test_the_places_of_fields() -> None:
    programs = [{"id": "a", "fields": [{"name": "x"}, {"name": "y"}]}, {"id": "b"}]
    file = SignalVineAccount.model_validate({**LEAST, "programs": programs})
    assert file.field_places() == (
        ("x", ("programs", 0, "fields", 0, "name")),
        ("y", ("programs", 0, "fields", 1, "name")),
    )


def test_a_question_that_stands_twice() -> None:
    tree = with_question()
    tree["programs"][0]["questions"] *= 2
    assert fault(tree) == ("questions.1", "'q' is the id of another question too")


@pytest.mark.parametrize("field", ["majr", "act", "first_name"])
def test_a_field_that_cannot_keep_an_answer(field: str) -> None:
    message = f"there is no String field {field!r} to keep the answer in"
    assert fault(with_question(field=field)) == ("questions.0.field", message)


@pytest.mark.parametrize(
    ("words", "at", "message"),
    [
        (["yes", "Y\u00e9s", "YES."], 2, "'YES.' is expected twice"),
        (["yes", "\U0001f6d1"], 1, "'\U0001f6d1' has no letter or digit"),
        (["Stop!"], 0, "'Stop!' is a stop word, which counts before any answer"),
        (["cancel"], 0, "'cancel' is a stop word, which counts before any answer"),
    ],
)
def test_impossible_answers(words: list[str], at: int, message: str) -> None:
    found = faults(with_question(answers=[{"word": word} for word in words]))
    assert found[-1] == (("programs", 0, "questions", 0, "answers", at, "word"), message)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ({"text": "Hi ${frist_name}"}, "text"),
        ({"answers": [{"word": "yes", "reply": "Hi ${frist_name}"}]}, "answers.0.reply"),
        (
            {
                "answers": [
                    {
                        "word": "yes",
                        "then": {"text": "Hi ${frist_name}", "answers": [{"word": "no"}]},
                    }
                ]
            },
            "answers.0.then.text",
        ),
    ],
)
def test_names_that_no_message_knows(question: dict[str, Any], place: str) -> None:
    message = "${frist_name} is not known in this message"
    assert fault(with_question(**question)) == (f"questions.0.{place}", message)


def test_messages_may_name_what_is_known() -> None:
    text = "${brand} ${number} ${description} ${keyword} ${first_name} ${major}"
    assert faults(with_question(text=text)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"programs": [{}]},
        {"programs": [{"id": ""}]},
        {"programs": [{"id": "a", "fields": [{"name": "x", "type": "Text"}]}]},
        {"programs": [{"id": "a", "phone": "call us"}]},
        {"programs": [{"id": "a", "questions": [{"id": "q", "text": "?", "answers": []}]}]},
        {"assumptions": {"new_needs": ["email"]}},
        {"assumptions": {"import_message": "xml"}},
        {"assumptions": {"clock_skew": "soon"}},
    ],
)
def test_what_no_account_may_say(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SignalVineAccount.model_validate(LEAST | change)


def test_the_secret_is_not_shown() -> None:
    tree = {**LEAST, "api": {"token": "t-t-t", "secret": "s-s-s"}}
    shown = repr(SignalVineAccount.model_validate(tree))
    assert "t-t-t" not in shown
    assert "s-s-s" not in shown
