"""What a Cordial account file may say, and when it does not hold together."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from optinsim.core.segments import Encoding, segment
from optinsim.files.accounts import load_account
from optinsim.platforms.cordial import Cordial
from optinsim.platforms.cordial.account import Assumptions, CordialAccount
from optinsim.platforms.cordial.faults import RESERVED
from tests.platforms.cordial.worlds import ANN, MANY, TREE, World, account, purposes

ROOT = Path(__file__).resolve().parents[3]


def faults(**changes: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Place and message of every fault of the account with these changes."""
    file = CordialAccount.model_validate(deepcopy(TREE) | changes)
    Cordial.setup(file)
    return [(fault.place, fault.message) for fault in Cordial.faults(file)]


def test_the_least_that_an_account_says() -> None:
    file = CordialAccount.model_validate({"platform": "cordial", "name": "Acme", "number": 84237})
    assert list(Cordial.faults(file)) == []
    assert (file.sms_channel, file.unsubscribe_detection) == ("sms", "exact")
    assert file.person_fields() == ("first_name", "last_name")
    assert file.words.yes == ("YES", "Y", "OPTIN", "OPT-IN")
    assert file.assumptions == Assumptions(
        post_answers_200=False,
        primary_key="any",
        attributes_answer="object",
        keyword_repeats_confirmation=False,
        api_repeats_opt_in=False,
        suppress_doi_for_known=False,
    )


def test_the_key_is_not_shown() -> None:
    file = CordialAccount.model_validate(TREE)
    assert "qa-key" not in repr(file)


def test_the_messages_left_out_are_one_segment_that_says_all() -> None:
    world = World(programs={"cordialthreads": {}})
    sent = [
        reply.text
        for text in ("YES", "YES", "HELP", "STOP")
        for reply in world.text(text, ANN).replies
    ]
    assert len(sent) == 4
    for text in sent:
        assert text.startswith("Acme Stores: ")
        assert (segment(text).encoding, segment(text).segments) == (Encoding.GSM7, 1)
    assert all("Msg & data rates may apply" in text for text in sent[:2])


def test_what_a_message_may_say() -> None:
    opt_in = "${brand} ${number} ${keyword} ${description} ${first_name}?"
    program = {"keywords": ["FIRST", "JOIN"], "messages": {"opt_in": opt_in}}
    help_text = "${keyword}, ${description}"
    world = World(programs={"cordialthreads": program}, messages={"help": help_text})
    world.post(ANN, first_name="Ann")
    assert world.text("join", ANN).replies[0].text == "Acme Stores 84237 JOIN cordialthreads Ann?"
    assert world.text("help", ANN).replies[0].text == "FIRST, cordialthreads"


def test_the_account_speaks_of_no_program_where_there_are_several() -> None:
    messages = {"help": "${brand}${keyword}${description}"}
    world = World(programs=MANY, messages=messages)
    assert world.text("help", ANN).replies[0].text == "Acme Stores"


def test_the_words_that_confirm_and_opt_in() -> None:
    one, several = account().setup, account(programs=MANY).setup
    assert [program.confirming_keywords for program in one.campaigns] == [
        ("YES", "Y", "OPTIN", "OPT-IN")
    ]
    assert [program.confirming_keywords for program in several.campaigns] == [(), ("YES",), ()]


def test_the_default_word_stands_for_a_keyword() -> None:
    world = World(programs={"p": {}}, messages={"help": "Text ${keyword}"})
    assert world.text("help", ANN).replies[0].text == "Text YES"
    silent = World(programs={"p": {}}, messages={"help": "Text ${keyword}"}, words={"yes": []})
    assert silent.text("help", ANN).replies[0].text == "Text "


def test_words_of_the_accounts_own() -> None:
    world = World(words={"yes": ["SURE"], "stop": ["ENOUGH"], "start": ["UNSTOP"]})
    assert purposes(world.text("YES", ANN)) == []
    (opt_in,) = world.text("SURE", ANN).replies
    assert "Acme Stores: reply SURE to get recurring messages." in opt_in.text
    assert purposes(world.text("SURE", ANN)) == ["confirmation"]
    assert purposes(world.text("STOP", ANN)) == []
    assert purposes(world.text("ENOUGH", ANN)) == ["stop"]
    assert purposes(world.text("UNSTOP", ANN)) == ["opt_in"]


def test_an_answer_to_an_unmatched_text() -> None:
    world = World(messages={"default_response": "Pardon?"})
    turn = world.text("hello", ANN)
    assert purposes(turn) == ["default_response"]
    assert [callback.body["action"] for callback in turn.callbacks] == ["crdl_incoming_sms"]


@pytest.mark.parametrize("key", ["email", "sms.1", "a:b", "a/b"])
def test_the_channels_key(key: str) -> None:
    assert faults(sms_channel=key) == [
        (("sms_channel",), f"the SMS channel cannot have the key {key!r}")
    ]


@pytest.mark.parametrize("name", RESERVED)
def test_what_no_attribute_can_be_called(name: str) -> None:
    assert faults(attributes=["first_name", name]) == [
        (("attributes", 1), f"{name!r} is a key of every contact, and no attribute")
    ]


def test_the_places_of_attributes() -> None:
    assert account(attributes=["a", "b"]).file.field_places() == (
        ("a", ("attributes", 0)),
        ("b", ("attributes", 1)),
    )


def test_a_list_has_a_key_of_its_own() -> None:
    """The names of lists and attributes are keys of one body."""
    assert faults(attributes=["a"], lists=["b", "a", "b", "lists"]) == [
        (("lists", 3), "'lists' is a key of every contact, and no list"),
        (("lists", 1), "list 'a' stands twice"),
        (("lists", 2), "list 'b' stands twice"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"unsubscribeDetection": "intent"},
        {"unsubscribe_detection": "contains"},
        {"sms_channel": ""},
        {"attributes": [""]},
        {"programs": {"": {}}},
        {"programs": {"a": {"opt_in": "triple"}}},
        {"programs": {"a": {"keyword": "JOIN"}}},
        {"programs": [{"name": "a"}]},
        {"assumptions": {"post_answers_200": 202}},
        {"assumptions": {"nothing": True}},
        {"api": {"username": "x"}},
    ],
)
def test_what_an_account_cannot_say(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CordialAccount.model_validate(TREE | changes)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "scenarios/accounts").glob("*cordial*.yaml")), ids=lambda path: path.name
)
def test_the_accounts_of_the_scenarios_hold_together(path: Path) -> None:
    load_account(path)
