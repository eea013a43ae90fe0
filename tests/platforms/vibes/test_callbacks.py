"""What Vibes emits, against the sample bodies of its own pages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.platforms.vibes.worlds import ANN, BOB, TREE, World, answer, body, types


def participant(callback_type: str, status: str, dates: tuple[str, str]) -> dict[str, Any]:
    """vendor-docs/002: the four samples are alike but for these."""
    return {
        "event_id": "AB234SDFD234",
        "callback_type": callback_type,
        "event_type": callback_type,
        "event_date": "2017-03-15T15:42:23Z",
        "participant": {
            "person": {
                "id": "123456789",
                "external_id": "ex123",
                "mobile_phone": {"mdn": "+12995551234"},
                "url": "/companies/:company_key/mobiledb/persons/AB3423",
            },
            "acquisition_campaign": {
                "id": "C1323542",
                "description": "Great Acquisition Campaign",
                "url": "/companies/:company_key/campaigns/acquisition/ACQ1234",
                "keyword": "SUBSCRIBED",
            },
            "participation_date": dates[0],
            "expire_date": dates[1],
            "status": status,
        },
        "subscription_list": {"id": 1234},
    }


def subscription(callback_type: str, **end: str) -> dict[str, Any]:
    """RP-subscription-callbacks."""
    return {
        "event_id": "AB234SDFD234",
        "callback_type": callback_type,
        "event_type": callback_type,
        "event_date": "2017-03-15T15:42:23Z",
        "subscription": {
            "person": {
                "id": "ABC123",
                "external_id": "ex1234",
                "external_person_id": "ex1234",
                "person_key": "c5235a1e-e243-427e-979c-7f6234b21b60",  # mended: theirs is no UUID
                "url": "/companies/:company_key/mobiledb/persons/ABC123",
                "mobile_phone": {"mdn": "+1999999999"},
            },
            "subscription_list": {
                "id": "1234",
                "url": "/companies/:company_key/mobiledb/subscription_lists/1234",
            },
            "opt_in_date": "2017-01-15T15:34:52Z",
            **end,
        },
    }


def person(callback_type: str) -> dict[str, Any]:
    """W-Person+API+Callback+Events, with the custom fields of our account."""
    return {
        "event_id": "AB234SDFD234",
        "callback_type": callback_type,
        "event_type": callback_type,
        "event_date": "2017-03-15T15:42:23Z",
        "person": {
            "person_id": "12344566",
            "external_person_id": "542342",
            "mobile_phone": {"mdn": "+12995551234", "carrier_code": "104"},
            "timezone": "US/Central",
            "timezone_source": "area_code",
            "custom_fields": {
                "first_name": "Steve",
                "zip_code": {"id": "4", "name": "My Hardware Store", "option_key": "my_store"},
            },
            "created_at": "2017-01-15T14:30Z",
            "updated_at": "2017-02-18T19:30Z",
            "url": "/companies/:company_key/mobiledb/persons/12344566",
        },
    }


UNMATCHED: dict[str, Any] = {  # RP-unmatched-message-callbacks, W-52658337
    "event_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "callback_type": "unmatched_message_received",
    "event_type": "unmatched_message_received",
    "event_date": "2019-06-04T20:05:47Z",
    "participant": {"mdn": "+13123454567", "carrier_id": "104"},
    "source_code": {
        "company_key": "vibes123",
        "code": "52623",
        "country_code": "44",
        "code_type": "SC",
        "default_response": "Sorry, we don't know that keyword.",
        "response_sent": True,
    },
    "message": "Hello, this is my message!",
    "message_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "txn_id": "7c9e6679-7425-40de-944b-e07fc1f90ae8",
    "receipt_date": "2019-06-04T22:29:51+00:00",
}

STARTED = ("2017-01-14T14:30Z", "2017-01-15T14:30Z")
SAMPLES = {
    "ack_participant_added": participant("ack_participant_added", "PENDING", STARTED),
    "company_participant_added": participant("company_participant_added", "PENDING", STARTED),
    "ack_participant_changed": participant("ack_participant_changed", "CONFIRMED", ("", "")),
    "company_participant_changed": participant(
        "company_participant_changed", "CONFIRMED", ("", "")
    ),
    "subscription_added": subscription("subscription_added"),
    "subscription_removed": subscription(
        "subscription_removed",
        opt_out_date="2017-02-18T15:34:52+0000",  # W-29166307
        opt_out_reason="user_opt_out",
    ),
    "person_added": person("person_added"),
    "person_updated": person("person_updated"),
    "unmatched_message_received": UNMATCHED,
}

FORMATS = {
    r"": "empty",
    r"\d{4}-\d\d-\d\dT\d\d:\d\dZ": "minutes",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ": "seconds",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000": "seconds, basic offset",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00": "seconds, extended offset",
    r"\+[1-9]\d{5,14}": "E.164",
    r"\d{3}": "carrier",
    r"[A-Z]{2,3}": "code type",
    r"US/\w+": "zone",
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "UUID",
}


def shape(value: Any) -> Any:
    """Keys in order, nesting, JSON types, and the formats of texts."""
    if isinstance(value, dict):
        return [(key, shape(item)) for key, item in value.items()]
    if isinstance(value, str):
        if value.startswith("/"):
            return re.sub(
                r"(companies|persons|subscription_lists|acquisition)/[^/]+", r"\1/*", value
            )
        return next((name for form, name in FORMATS.items() if re.fullmatch(form, value)), "text")
    return type(value).__name__


def whole_story() -> dict[str, Any]:
    """A conversation that causes every callback; the bodies by type."""
    world = World()
    bodies: dict[str, Any] = {}
    option = {"id": "4", "name": "My Hardware Store", "option_key": "my_store"}
    fields = {"first_name": "Steve", "zip_code": option}
    turns = [
        world.call(
            "POST",
            "mobiledb/persons/",
            body(mdn=ANN, external_person_id="ex123", custom_fields=fields),
        ),
        world.text("summer", ANN),
        world.text("y", ANN),
        world.call(
            "PUT", "mobiledb/persons/external/ex123", {"custom_fields": {"first_name": "S"}}
        ),
        world.text("stop", ANN),
        world.text("Hello, this is my message!", ANN),
    ]
    for turn in turns:
        for callback in turn.callbacks:
            bodies[callback.body["callback_type"]] = json.loads(json.dumps(callback.body))
    return bodies


@pytest.mark.parametrize("callback_type", SAMPLES)
def test_every_body_has_the_shape_of_the_vendors_sample(callback_type: str) -> None:
    assert shape(whole_story()[callback_type]) == shape(SAMPLES[callback_type])


def test_a_participant_body_in_full() -> None:
    world = World()
    world.call("POST", "mobiledb/persons", body(mdn=ANN, external_person_id="ex123"))
    world.wait("90s")
    added = world.text("SUMR", ANN).callbacks[0].body
    person_url = added["participant"]["person"]["url"]
    assert added["event_date"] == "2026-01-05T15:01:30Z"
    assert added["participant"] == {
        "person": {
            "id": person_url.rpartition("/")[2],
            "external_id": "ex123",
            "mobile_phone": {"mdn": ANN},
            "url": person_url,
        },
        "acquisition_campaign": {
            "id": "ACQ1234",
            "description": "Summer Sale",
            "url": "/companies/acme/campaigns/acquisition/ACQ1234",
            "keyword": "SUMR",
        },
        "participation_date": "2026-01-05T15:01Z",
        "expire_date": "2026-01-06T15:01Z",
        "status": "PENDING",
    }
    assert added["subscription_list"] == {"id": 1234}
    assert world.get(person_url.removeprefix("/companies/acme/"))["external_person_id"] == "ex123"


def test_every_event_has_an_id_of_its_own() -> None:
    world = World()
    turns = [world.text(text, ANN) for text in ("SUMMER", "Y", "STOP", "what", "SUMMER", "N")]
    ids = [callback.body["event_id"] for turn in turns for callback in turn.callbacks]
    assert len(ids) == len(set(ids)) == 12


def test_every_unmatched_message_has_ids_of_its_own() -> None:
    world = World()
    bodies = [world.text("what", ANN).callbacks[0].body for _ in range(5)]
    ids = [body[key] for body in bodies for key in ("message_id", "txn_id")]
    assert len(set(ids)) == 10


# --- Which callbacks, in which order (conversation.md, section 2)

ADDED = ["ack_participant_added", "company_participant_added"]
CHANGED = ["ack_participant_changed", "company_participant_changed"]


def test_a_double_opt_in() -> None:
    world = World()
    assert types(world.text("SUMMER", ANN)) == ["person_added", *ADDED]
    assert types(world.text("SUMMER", ANN)) == []  # asked again
    confirmed = world.text("60601", ANN)
    assert types(confirmed) == [*CHANGED, "subscription_added"]
    assert {c.body["participant"]["status"] for c in confirmed.callbacks[:2]} == {"CONFIRMED"}
    assert types(world.text("SUMMER", ANN)) == []  # already subscribed
    assert types(world.text("STOP", ANN)) == ["subscription_removed"]
    assert types(world.text("STOP", ANN)) == []
    assert types(world.text("SUMMER", ANN)) == ADDED


@pytest.mark.parametrize("word", ["N", "STOP"])
def test_a_rejection(word: str) -> None:
    world = World()
    world.text("SUMMER", ANN)
    rejected = world.text(word, ANN)
    assert types(rejected) == CHANGED
    assert {c.body["participant"]["status"] for c in rejected.callbacks} == {"REJECTED"}
    assert rejected.callbacks[0].body["participant"]["participation_date"] == ""


def test_an_opt_in_that_confirms_itself_changes_nothing_afterwards() -> None:
    turn = World().text("NEWS", ANN)
    assert types(turn) == ["person_added", *ADDED, "subscription_added"]
    added = turn.callbacks[1].body["participant"]
    assert (added["status"], added["expire_date"]) == ("PENDING", "")
    assert added["participation_date"] == "2026-01-05T15:00Z"


def test_a_timeout_is_silent() -> None:
    world = World()
    world.text("SUMMER", ANN)
    assert types(world.wait("24h")) == []
    assert types(world.text("Y", ANN)) == ["unmatched_message_received"]


def test_a_campaign_that_follows_another_is_silent() -> None:
    world = World()
    world.text("WINTER", ANN)
    world.text("SUMMER", ANN)
    confirmed = world.text("Y", ANN)
    assert types(confirmed) == [*CHANGED, "subscription_added"]
    assert confirmed.callbacks[0].body["participant"]["acquisition_campaign"]["id"] == "ACQ1234"


def test_a_stop_removes_from_every_list() -> None:
    world = World()
    world.join(ANN)
    world.text("NEWS", ANN)
    removed = world.text("STOP", ANN)
    assert types(removed) == ["subscription_removed"] * 2
    lists = [c.body["subscription"]["subscription_list"]["id"] for c in removed.callbacks]
    assert lists == ["1234", "99"]


def test_an_end_by_api_says_so() -> None:
    world = World()
    world.join(ANN)
    key = world.get(f"mobiledb/persons?mdn=%2B{ANN[1:]}")[0]["person_key"]
    removed = world.call("DELETE", f"mobiledb/persons/{key}/subscriptions/1234")
    assert types(removed) == ["subscription_removed"]
    assert removed.callbacks[0].body["subscription"]["opt_out_reason"] == "api_opt_out"
    assert removed.callbacks[0].body["subscription"]["opt_out_date"] == "2026-01-05T15:00:00+0000"


def test_a_person_without_fields_or_a_zone() -> None:
    toll_free = "+18005550123"
    added = World().text("SUMMER", toll_free).callbacks[0].body["person"]
    assert added["external_person_id"] is None
    assert added["custom_fields"] == {"first_name": None, "zip_code": None}
    assert (added["timezone"], added["timezone_source"]) == (None, None)


@pytest.mark.parametrize(
    ("area_code", "zone"),
    [
        ("212", "US/Eastern"),
        ("312", "US/Central"),
        ("303", "US/Mountain"),
        ("208", "US/Mountain"),
        ("602", "US/Arizona"),
        ("415", "US/Pacific"),
        ("907", "US/Alaska"),
        ("808", "US/Hawaii"),
        ("416", "America/Toronto"),
    ],
)
def test_the_zone_of_an_area_code(area_code: str, zone: str) -> None:
    added = World().text("SUMMER", f"+1{area_code}5550123").callbacks[0].body["person"]
    assert (added["timezone"], added["timezone_source"]) == (zone, "area_code")


# --- Unmatched messages


def test_an_unmatched_text_from_an_unknown_number() -> None:
    turn = World().text("hello?", ANN)
    assert types(turn) == ["unmatched_message_received"]
    unmatched = turn.callbacks[0].body
    assert unmatched["participant"] == {"mdn": ANN, "carrier_id": "102"}
    assert unmatched["source_code"] == {
        "company_key": "acme",
        "code": "84237",
        "country_code": "1",
        "code_type": "SC",
        "default_response": "Hi , we did not get that.",
        "response_sent": True,
    }
    assert unmatched["message"] == "hello?"


def test_the_default_response_as_it_was_sent() -> None:
    world = World()
    world.call("POST", "mobiledb/persons", body(mdn=ANN, custom_fields={"first_name": "Ann"}))
    turn = world.text("hello?", ANN)
    assert [reply.text for reply in turn.replies] == ["Hi Ann, we did not get that."]
    source_code = turn.callbacks[0].body["source_code"]
    assert source_code["default_response"] == "Hi Ann, we did not get that."


def test_an_invalid_reply_is_no_default_response() -> None:
    campaign = TREE["campaigns"][0] | {"messages": {"invalid": "Reply Y or N."}}
    world = World(campaigns=[campaign])
    world.text("SUMMER", ANN)
    turn = world.text("maybe", ANN)
    assert [reply.text for reply in turn.replies] == ["Reply Y or N."]
    source_code = turn.callbacks[0].body["source_code"]
    assert source_code["response_sent"] is False
    assert source_code["default_response"] == "Hi , we did not get that."


def test_without_a_default_response() -> None:
    source_code = World(messages={}).text("hello?", ANN).callbacks[0].body["source_code"]
    assert (source_code["default_response"], source_code["response_sent"]) == (None, False)


def test_a_long_number_is_a_code_too() -> None:
    world = World(number="+13035550142")
    source_code = world.text("hello?", ANN).callbacks[0].body["source_code"]
    assert (source_code["code"], source_code["code_type"]) == ("+13035550142", "SC")


def test_a_carrier_that_a_client_took_away() -> None:
    world = World()
    phone = {"mdn": BOB, "carrier_code": None}
    person = answer(world.call("POST", "mobiledb/persons", {"mobile_phone": phone})).json
    assert person["mobile_phone"] == phone
    assert world.text("hello?", BOB).callbacks[0].body["participant"]["carrier_id"] == ""
