"""What a Vibes account file may say, and when it does not hold together."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from optinsim.core.consent import Consent
from optinsim.platforms.vibes import Vibes
from optinsim.platforms.vibes.account import Assumptions, VibesAccount
from tests.platforms.vibes.worlds import ANN, TREE, World

URL = "https://crm.example.com/vibes"


def faults(**changes: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Place and message of every fault of the account with these changes."""
    file = VibesAccount.model_validate(deepcopy(TREE) | changes)
    Vibes.setup(file)
    return [(fault.place, fault.message) for fault in Vibes.faults(file)]


def callback(kind: str = "person_added", url: str = URL, **more: Any) -> dict[str, Any]:
    return {"callback_type": kind, "destination": {"url": url}, **more}


# --- What may be left out


def test_the_least_that_an_account_says() -> None:
    file = VibesAccount.model_validate({"platform": "vibes", "name": "Acme", "number": 84237})
    assert list(Vibes.faults(file)) == []
    assert file.company_key == "optinsim"
    assert file.person_fields() == ("first_name", "last_name", "zip_code")
    assert file.callbacks is None


def test_the_least_that_a_campaign_says() -> None:
    campaigns = [{"acquisition_id": "A", "keywords": ["GO"], "subscription_list": 1234}]
    world = World(campaigns=campaigns, name="Acme")
    prompt = world.text("GO", ANN).replies[0].text
    assert prompt == (
        "Acme: reply Y or your ZIP code to get recurring messages from Acme. "
        "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
    )
    assert [reply.purpose for reply in world.text("60601", ANN).replies] == ["welcome"]
    assert world.account.setup.by_id["A"].expires_after == timedelta(hours=24)


def test_what_confirms() -> None:
    campaigns = [TREE["campaigns"][0] | {"accepts": ["zip"]}]
    world = World(campaigns=campaigns)
    world.text("SUMMER", ANN)
    world.text("Y", ANN)
    assert world.state(ANN) is Consent.PENDING
    world.text("60601", ANN)
    assert world.state(ANN) is Consent.SUBSCRIBED


def test_the_messages_of_a_campaign() -> None:
    messages = {
        "prompt": "${brand} ${number} ${keyword} ${description} ${first_name}?",
        "welcome": "Hi",
        "initial": "Code 42",
        "already_subscribed": "Again",
        "declined": "OK",
    }
    world = World(campaigns=[TREE["campaigns"][0] | {"messages": messages}])
    for _ in range(2):  # asked again
        assert world.text("sumr", ANN).replies[0].text == "Acme Stores 84237 SUMR Summer Sale ?"
    assert [reply.text for reply in world.text("N", ANN).replies] == ["OK"]
    world.text("SUMMER", ANN)
    assert [reply.text for reply in world.text("Y", ANN).replies] == ["Hi", "Code 42"]
    assert [reply.text for reply in world.text("SUMMER", ANN).replies] == ["Again"]


def test_the_messages_of_a_campaign_without_confirmation() -> None:
    messages = {"welcome": "Hi", "initial": "Code 42", "already_subscribed": "Again"}
    world = World(campaigns=[TREE["campaigns"][2] | {"messages": messages}])
    assert [reply.text for reply in world.text("NEWS", ANN).replies] == ["Hi", "Code 42"]
    assert [reply.text for reply in world.text("NEWS", ANN).replies] == ["Again"]


@pytest.mark.parametrize(
    ("campaigns", "expected"),
    [
        (TREE["campaigns"][:1], "SUMMER Summer Sale"),
        ([TREE["campaigns"][3]], " By API alone"),
        (TREE["campaigns"][:2], " "),
    ],
)
def test_the_accounts_own_messages_speak_of_the_only_campaign(
    campaigns: list[Any], expected: str
) -> None:
    world = World(campaigns=campaigns, messages={"help": "${keyword} ${description}"})
    assert world.text("HELP", ANN).replies[0].text == expected


def test_the_words_of_vibes() -> None:
    world = World()
    for text in ("opt out", "REVOKE", "Stop. Thank you", "you have to stop texting me"):
        world.join(ANN)
        world.text(text, ANN)
        assert world.state(ANN, "ACQ1234") is Consent.UNSUBSCRIBED, text


# --- What does not hold together


@pytest.mark.parametrize(
    "changes",
    [
        {"company_key": ""},
        {"campaigns": [TREE["campaigns"][0] | {"acquisition_id": ""}]},
        {"campaigns": [TREE["campaigns"][0] | {"description": "x" * 256}]},
        {"campaigns": [TREE["campaigns"][0] | {"accepts": []}]},
        {"campaigns": [TREE["campaigns"][0] | {"confirmation": "triple"}]},
        {"campaigns": [TREE["campaigns"][0] | {"keyword": "X"}]},
        {"callbacks": [callback(url=f"{URL}/{'x' * 1024}")]},
        {"callbacks": [callback(start_date="tomorrow")]},
        {"callbacks": [{"callback_type": "person_added"}]},
        {"callbacks": [callback(destination={"url": URL, "method": "GET"})]},
        {"assumptions": {"person_search_answers": "both"}},
    ],
)
def test_a_file_that_cannot_be_read(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        faults(**changes)


def test_lists() -> None:
    assert faults() == []
    assert faults(subscription_lists=[{"id": 1234}, {"id": 99}, {"id": 1234}]) == [
        (("subscription_lists", 2), "1234 is the id of another subscription list too")
    ]
    assert faults(subscription_lists=[{"id": 1234}])[0] == (
        ("campaigns", 2, "subscription_list"),
        "there is no subscription list 99",
    )


def test_where_callbacks_go() -> None:
    assert faults(callbacks=[callback(url="nowhere")]) == [
        (("callbacks", 0, "destination", "url"), "the destination is no URL")
    ]


def test_types_of_callbacks() -> None:
    assert faults(callbacks=[callback("person_edited"), callback("device_added")]) == [
        (("callbacks", 0, "callback_type"), "there is no callback type 'person_edited'"),
        (
            ("callbacks", 1, "callback_type"),
            "Vibes has device_added callbacks, and optinsim does not emulate them",
        ),
    ]


def test_scopes_of_callbacks() -> None:
    kind = "subscription_added"
    found = faults(
        callbacks=[
            callback(kind),
            callback(kind, ack_participant_added={"campaign_id": "ACQ1234"}),
            callback(kind, subscription_added={"list_id": 7}),
            callback(kind, subscription_added={"list_id": 1234}),
            callback("ack_participant_added", ack_participant_added={"campaign_id": "ACQ"}),
            callback(
                "unmatched_message_received", unmatched_message_received={"source_code": 12345}
            ),
        ]
    )
    missing = f"the registration of {kind} does not say for which list_id"
    assert found == [
        (("callbacks", 0), missing),
        (("callbacks", 1), missing),
        (("callbacks", 2, kind, "list_id"), "there is no list_id '7'"),
        (("callbacks", 4, "ack_participant_added", "campaign_id"), "there is no campaign_id 'ACQ'"),
        (
            ("callbacks", 5, "unmatched_message_received", "source_code"),
            "there is no source_code '12345'",
        ),
    ]


def test_a_fault_says_what_would_be_right() -> None:
    file = VibesAccount.model_validate(
        deepcopy(TREE)
        | {
            "callbacks": [
                callback("ack_participant_added", ack_participant_added={"campaign_id": "ACQ1"}),
                callback("person_aded"),
                callback("ack_participant_added", url="x"),
            ]
        }
    )
    campaign, kind, url, scope = Vibes.faults(file)
    assert (campaign.got, campaign.names) == ("ACQ1", ("ACQ1234", "ACQ2", "API", "NEWS"))
    assert kind.got == "person_aded"
    assert "person_added" in kind.names
    assert url.expected == "https://…"
    assert scope.expected == "ack_participant_added: {campaign_id: …}"


def test_clashing_callbacks() -> None:
    early = {"end_date": "2026-02-01T00:00:00Z"}
    late = {"start_date": "2026-02-01T00:00:00Z"}
    assert faults(callbacks=[callback(**early), callback(**late)]) == []
    assert faults(callbacks=[callback(**late), callback(**early)]) == []
    assert (
        faults(callbacks=[callback(), callback(url=URL + "/2"), callback("person_updated")]) == []
    )
    file = VibesAccount.model_validate(
        deepcopy(TREE) | {"callbacks": [callback(**early), callback(**late), callback()]}
    )
    (clash,) = Vibes.faults(file)
    assert (clash.place, clash.clashes_with) == (("callbacks", 2), ("callbacks", 0))
    assert clash.message == "person_added goes twice to the same URL"
    scoped = callback("subscription_added", subscription_added={"list_id": 1234})
    assert faults(callbacks=[scoped, scoped]) == [
        (("callbacks", 1), "subscription_added goes twice to the same URL")
    ]


def test_an_end_before_the_start() -> None:
    instant = "2026-02-01T00:00:00Z"
    assert faults(callbacks=[callback(start_date=instant, end_date=instant)]) == [
        (("callbacks", 0, "end_date"), "the end must be after the start")
    ]


def test_at_most_fifty_destinations() -> None:
    many = [callback(url=f"{URL}/{i}") for i in range(52)]
    assert faults(callbacks=many[:50]) == []
    assert faults(callbacks=many) == [
        (("callbacks", 50), "person_added has more than 50 destinations")
    ]


# --- The page about it


def test_every_switch_is_on_the_page() -> None:
    """docs/platforms/vibes.md lists every switch of Assumptions with its default, and no other."""
    page = (Path(__file__).parents[3] / "docs/platforms/vibes.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `assumptions.")]
    listed = {row[1].strip(" `").removeprefix("assumptions."): row[2].strip(" `") for row in rows}
    defaults = Assumptions().model_dump()
    shown = {
        name: str(value).lower() if value in (True, False) else value
        for name, value in defaults.items()
    }
    assert listed == shown
