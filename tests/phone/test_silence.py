"""A text that brings nothing: the conversation says why, and Why lists what was tried."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from optinsim.files.accounts import load_account
from optinsim.phone.session import Session
from optinsim.phone.silence import explain_silence
from optinsim.phone.timeline import Note, Timeline
from optinsim.phone.why_tab import rules_tried
from optinsim.scaffold.account import account_text
from tests.phone.phones import Phone, play
from tests.phone.played import account, participant, session

if TYPE_CHECKING:
    from pathlib import Path

SHOP = """\
platform: vibes
name: Acme
number: 84237
company_key: acme
api: {username: qa, password: secret}
subscription_lists: [{id: 1, name: A}, {id: 2, name: B}]
campaigns:
  - acquisition_id: S1
    keywords: [SUMMER]
    subscription_list: 1
    confirmation: double
    accepts: [zip]
    expires_after: 24h
    messages: {prompt: "Reply with your ZIP code."}
"""


@pytest.fixture
def quiet(tmp_path: Path) -> Session:
    """A session with an account that answers nothing but its keyword."""
    path = tmp_path / "account.yaml"
    path.write_text(SHOP, encoding="utf-8")
    return Session(load_account(path))


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (["sumer"], "not a keyword here; the closest is SUMMER"),
        (["qwxyz"], "not a keyword here"),
        (["SUMMER please, if that is what it takes to join"], "not a keyword here"),
        (["Y"], "Y answers an opt-in, and none waits for an answer"),
        (["60601"], "60601 answers an opt-in, and none waits for an answer"),
        (["SUMMER", "y?"], "a question is no answer"),
        (["SUMMER", "Y"], "read as yes, which the waiting opt-in does not accept"),
        (["SUMMER", "60601"], "subscribed now; the campaign has no message for it"),
        (["SUMMER", "60601", "SUMMER"], "the keyword changes nothing in this state"),
        (["SUMMER", "N"], "declined now; the campaign has no message for it"),
        (["STOP"], "read as stop; the account has no stop message"),
        (["HELP"], "read as help; the account has no help message"),
    ],
)
def test_silence_is_explained(quiet: Session, texts: list[str], reason: str) -> None:
    setup = quiet.account.setup
    messages = {key: one for key, one in setup.messages.items() if key not in {"stop", "help"}}
    bare = replace(setup, messages=messages)
    [campaign] = bare.campaigns
    prompt = {"prompt": campaign.messages["prompt"]}
    bare = replace(bare, campaigns=(replace(campaign, messages=prompt),))
    fresh = Session(replace(quiet.account, setup=bare))
    turns = [fresh.text(text) for text in texts]
    assert explain_silence(turns[-1], bare) == f"no reply: {reason}"


def test_a_start_without_a_stop_starts_nothing() -> None:
    shop = session("START", name="acme-vibes-start-words")
    shown = explain_silence(shop.turns[-1], shop.account.setup)
    assert shown == "no reply: nothing was stopped that could start again"


@pytest.mark.parametrize(
    ("text", "closest"), [("perhaps later", ""), ("yess", "; the closest is yes")]
)
def test_an_open_question_is_named_with_its_answers(
    text: str, closest: str, tmp_path: Path
) -> None:
    path = tmp_path / "account.yaml"
    path.write_text(
        account_text("signalvine", brand="A", number="84237", keyword="JOIN"), encoding="utf-8"
    )
    played = Session(load_account(path))
    played.text("JOIN")
    played.wait_for_next()
    shown = explain_silence(played.text(text), played.account.setup)
    expected = "not an answer that is expected (yes, no), nor a keyword"
    assert shown == f"no reply: {expected}{closest}"


def test_who_is_no_subscriber_is_told_that_only_subscribers_are_answered() -> None:
    stranger = session("STOP", "What?", name="bigstate-signalvine")
    setup = stranger.account.setup
    assert setup.answers_only_subscribers
    assert explain_silence(stranger.turns[0], setup) == (
        "no reply: read as stop; only subscribers are answered"
    )


def test_an_answered_text_a_wait_and_a_call_need_no_explanation() -> None:
    played = session("SUMMER")
    played.wait_for_next()
    played.play(participant("+13125550123"))
    setup = played.account.setup
    assert [explain_silence(turn, setup) for turn in played.turns] == ["", "", ""]


def test_the_silence_stands_in_the_conversation_of_who_texted() -> None:
    played = session("sumer")
    setup, turns = account().setup, played.turns
    [note] = [i for i in Timeline(played.current.mdn, setup, turns).items if isinstance(i, Note)]
    assert note.text == "no reply: not a keyword here; the closest is SUMMER"
    others = Timeline("+13125550199", setup, turns).items
    assert not any(isinstance(item, Note) for item in others)


def test_the_rules_are_listed_in_order_up_to_the_one_that_matched() -> None:
    played = session("HELP", "sumer")
    setup = played.account.setup
    assert [text for text, _ in rules_tried(played.turns[0], setup)][-1].startswith(
        "4. ✓ help word: "
    )
    tried = [text for text, _ in rules_tried(played.turns[1], setup)]
    assert [text.partition(":")[0] for text in tried] == [
        "tried in this order",
        "1. ✗ stop word",
        "2. ✗ stop inside the text",
        "3. · expected answer",
        "4. ✗ help word",
        "5. · yes or no",
        "6. · postal code",
        "7. · start word",
        "8. ✗ keyword",
    ]
    assert "3. · expected answer: no question is open" in tried
    assert "5. · yes or no: no opt-in waits for an answer" in tried
    assert tried[-1].startswith("8. ✗ keyword: SUMMER")
    played.play(participant("+13125550123"))
    assert rules_tried(played.turns[-1], setup) == ()


def test_why_shows_them() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("sumer")
        assert "no reply: not a keyword here; the closest is SUMMER" in phone.frame
        await phone.tab("why")
        assert "8. ✗ keyword: SUMMER" in phone.frame

    play(script)
