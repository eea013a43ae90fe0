"""The calls to the Vibes API that people can fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optinsim.core.consent import Consent
from tests.platforms.vibes.worlds import ANN, LANDLINE, World, messages, status, types

if TYPE_CHECKING:
    from optinsim.forms import Form
    from optinsim.simulator import Turn

PERSON = {"mdn": ANN, "first_name": "Ann", "last_name": "Archer", "zip": "60601"}


def form(world: World, name: str) -> Form:
    return {one.name: one for one in world.forms(PERSON)}[name]


def fill(world: World, name: str, **values: str) -> Turn:
    """Fill in a form and send it; `campaign__x` is the key `campaign.x`."""
    given = {key.replace("__", "."): text for key, text in values.items()}
    return world.handle(world.sign(form(world, name).request(given)))


def json_of(turn: Turn) -> Any:
    assert turn.response is not None
    return turn.response.json


def test_the_calls() -> None:
    world = World()
    assert [one.operation for one in world.forms(PERSON)] == [
        "POST /companies/acme/campaigns/acquisition/{campaign}/participants",
        "GET /companies/acme/campaigns/acquisition/{campaign}/participants?mdn={mdn}",
        "GET /companies/acme/mobiledb/persons?mdn={mdn}",
        "POST /companies/acme/mobiledb/persons",
        "PUT /companies/acme/mobiledb/persons/external/{external_id}",
        "GET /companies/acme/mobiledb/persons/{person_key}/subscriptions?active_only={active_only}",
        "DELETE /companies/acme/mobiledb/persons/{person_key}/subscriptions/{list}",
        "GET /companies/acme/config/callbacks",
        "POST /companies/acme/config/callbacks",
    ]


def test_an_account_without_campaigns_and_lists() -> None:
    world = World(campaigns=[], subscription_lists=[], company_key="a {b}/c")
    names = [one.name for one in world.forms(PERSON)]
    assert names[:2] == ["Show a person", "Add a person, or update one"]
    assert "Unsubscribe a person from a list" not in names
    assert status(fill(world, "Add a person, or update one")) == 201


def test_a_participant_is_added_to_the_chosen_campaign() -> None:
    world = World()
    add = form(world, "Add a participant to a campaign")
    assert dict(add.fields[0].choices) == {
        "ACQ1234": "Summer Sale (ACQ1234)",
        "ACQ2": "ACQ2",
        "NEWS": "NEWS",
        "API": "By API alone (API)",
    }
    assert add.request({}).json() == {
        "mobile_phone": {"mdn": ANN},
        "custom_fields": {"first_name": "Ann", "zip_code": "60601"},
    }
    turn = fill(
        world, add.name, campaign="API", external_person_id="EX1", custom_fields__zip_code=""
    )
    assert status(turn) == 201
    assert world.state(ANN, "API") is Consent.PENDING
    record = world.record(ANN)
    assert record["external_person_id"] == "EX1"
    assert record["custom_fields"] == {"first_name": "Ann", "zip_code": None}
    pending = fill(world, "See whether a person still has to confirm", campaign="API")
    assert [one["status"] for one in json_of(pending)] == ["PENDING"]


@pytest.mark.parametrize(
    ("mdn", "code", "said"),
    [
        ("3125550123", 400, "not in proper mobile number format"),
        (LANDLINE, 422, "does not map to a provisioned carrier"),
    ],
)
def test_what_vibes_refuses_gets_its_own_answer(mdn: str, code: int, said: str) -> None:
    turn = fill(World(), "Add a participant to a campaign", mdn=mdn)
    assert status(turn) == code
    assert said in messages(turn)[0]


def test_a_person_is_shown_and_updated() -> None:
    world = World()
    assert status(fill(world, "Show a person")) == 404
    world.join(ANN)
    (shown,) = json_of(fill(world, "Show a person"))
    assert shown["mobile_phone"]["mdn"] == ANN
    assert status(fill(world, "Update a person by external id", external_id="EX 1/2")) == 200
    assert world.record(ANN)["external_person_id"] == "EX 1/2"
    assert world.record(ANN)["custom_fields"]["first_name"] == "Ann"


def test_a_person_who_is_known_leaves_a_list() -> None:
    world = World()
    world.join(ANN)
    name = "Show a person's subscriptions"
    assert len(json_of(fill(world, name))) == 1
    turn = fill(world, "Unsubscribe a person from a list", list="99")
    assert status(turn) == 404
    turn = fill(world, "Unsubscribe a person from a list")
    assert (status(turn), types(turn)) == (204, ["subscription_removed"])
    assert json_of(fill(world, name)) == []
    assert len(json_of(fill(world, name, active_only="false"))) == 1


def test_callbacks_are_registered_and_ended() -> None:
    world = World()
    choices = form(world, "Register a callback").fields[0].choices
    assert choices["ack_participant_added ACQ2"] == "ack_participant_added of ACQ2"
    assert choices["subscription_removed 99"] == "subscription_removed of list 99"
    assert choices["unmatched_message_received 84237"] == "unmatched_message_received of 84237"
    assert choices["person_added"] == "person_added"
    assert "End a registered callback" not in [one.name for one in world.forms(PERSON)]
    for event in choices:
        assert status(fill(world, "Register a callback", event=event)) == 201, event
    assert len(json_of(fill(world, "Show the registered callbacks"))) == len(choices)
    assert status(fill(world, "Register a callback")) == 409
    assert status(fill(world, "Register a callback", url="crm")) == 422
    (registered,) = form(world, "End a registered callback").fields
    first = next(iter(registered.choices))
    assert registered.choices[first] == (
        "ack_participant_added ACQ1234 to https://example.com/callbacks"
    )
    assert "person_added to https://example.com/callbacks" in registered.choices.values()
    assert status(fill(world, "End a registered callback")) == 200
    assert first not in form(world, "End a registered callback").fields[0].choices
