"""Registering for callbacks, and who gets which."""

from __future__ import annotations

from typing import Any

import pytest

from optinsim.adapter import Destination
from optinsim.platforms.vibes.callback_testing import OVERRIDES
from tests.platforms.vibes.worlds import (
    ANN,
    BOB,
    World,
    answer,
    body,
    messages,
    status,
    types,
)

CALLBACKS = "config/callbacks"
URL = "https://crm.example.com/vibes"
SCOPES: dict[str, dict[str, str] | None] = {
    "ack_participant_added": {"campaign_id": "ACQ1234"},
    "ack_participant_changed": {"campaign_id": "ACQ1234"},
    "company_participant_added": None,
    "company_participant_changed": None,
    "subscription_added": {"list_id": "1234"},
    "subscription_removed": {"list_id": "1234"},
    "person_added": None,
    "person_updated": None,
    "unmatched_message_received": {"source_code": "84237"},
}


def registration(kind: str, to: str = URL, **more: Any) -> dict[str, Any]:
    scope = {kind: SCOPES[kind]} if SCOPES.get(kind) else {}
    return {"callback_type": kind, **scope, "destination": {"url": to}, **more}


def register(world: World, kind: str, to: str = URL, *, version: int = 2, **more: Any) -> Any:
    turn = world.call("POST", f"{CALLBACKS}/", registration(kind, to, **more), version=version)
    assert status(turn) == 201, turn.response
    assert turn.events == ()
    return answer(turn).json


def refused(
    world: World, json: Any, method: str = "POST", path: str = CALLBACKS
) -> tuple[int, list[str]]:
    """Status and messages of a call that must change nothing."""
    before = world.get(CALLBACKS)
    turn = world.call(method, path, json)
    said = messages(turn)
    assert world.get(CALLBACKS) == before
    return status(turn), said


def story(world: World) -> list[str]:
    """The types that a conversation with everything in it emits."""
    turns = [
        world.call("POST", "mobiledb/persons", body(mdn=ANN, external_person_id="EX1")),
        world.text("SUMMER", ANN),
        world.text("Y", ANN),
        world.call("PUT", "mobiledb/persons/external/EX1", {"external_person_id": None}),
        world.text("STOP", ANN),
        world.text("what", ANN),
    ]
    return [one for turn in turns for one in types(turn)]


EVERYTHING = [
    "person_added",
    *("ack_participant_added", "company_participant_added"),
    *("ack_participant_changed", "company_participant_changed", "subscription_added"),
    "person_updated",
    "subscription_removed",
    "unmatched_message_received",
]


# --- Who gets what


def test_without_a_registration_everything_is_emitted_without_a_destination() -> None:
    world = World()
    assert world.get(CALLBACKS) == []
    assert story(world) == EVERYTHING
    assert world.text("what", ANN).callbacks[0].destination is None


def test_the_first_registration_ends_that() -> None:
    world = World()
    refused(world, {"callback_type": "person_added"})
    assert types(world.text("what", ANN)) == ["unmatched_message_received"]
    ended = register(world, "person_updated")
    assert types(world.text("what", ANN)) == []
    world.call("DELETE", f"{CALLBACKS}/{ended['callback_id']}")
    assert types(world.text("what", ANN)) == []


def test_an_account_that_registers_nothing_emits_nothing() -> None:
    assert story(World(callbacks=[])) == []


@pytest.mark.parametrize("kind", SCOPES)
def test_every_type_can_be_registered_alone(kind: str) -> None:
    world = World()
    register(world, kind)
    assert story(world) == [kind]


@pytest.mark.parametrize("kind", SCOPES)
def test_every_type_can_stand_in_the_account_file(kind: str) -> None:
    world = World(callbacks=[registration(kind)])
    entity = world.get(CALLBACKS)[0]
    assert entity["destination"]["url"] == URL
    assert entity["start_date"] == entity["created_at"] == "2026-01-05T15:00Z"
    assert story(world) == [kind]


def test_a_scope_keeps_other_campaigns_and_lists_out() -> None:
    world = World(callbacks=[registration(kind) for kind in SCOPES if SCOPES[kind]])
    assert types(world.text("NEWS", ANN)) == []
    assert types(world.text("WINTER", ANN)) == []
    assert types(world.text("Y", ANN)) == ["subscription_added"]
    removed = world.text("STOP", ANN).callbacks
    lists = [one.body["subscription"]["subscription_list"]["id"] for one in removed]
    assert lists == ["1234"]


def test_one_callback_to_several_places_in_the_form_of_each() -> None:
    world = World()
    old = register(world, "person_added", "http://old.example:8080/cb", version=1)
    where = {"method": "PUT", "content_type": "text/json"}
    register(world, "person_added", destination={"url": URL} | where)
    first, second = world.text("SUMMER", ANN).callbacks
    assert first.destination == Destination("http://old.example:8080/cb")
    assert second.destination == Destination(URL, "PUT", "text/json")
    assert first.body["person"]["mobile_phone"]["mdn"] == "3125550123"
    assert second.body["person"]["mobile_phone"]["mdn"] == ANN
    assert first.body["event_id"] != second.body["event_id"]
    # RP: the version that created or altered it.
    world.call("PUT", f"{CALLBACKS}/{old['callback_id']}", {}, version=2)
    first = world.text("SUMMER", BOB).callbacks[0]
    assert first.body["person"]["mobile_phone"]["mdn"] == BOB


@pytest.mark.parametrize("kind", ["ack_participant_added", "subscription_added"])
def test_version_1_has_national_numbers_in_every_body(kind: str) -> None:
    world = World()
    register(world, kind, version=1)
    world.text("SUMMER", ANN)
    world.text("Y", ANN)
    world.text("STOP", ANN)
    bodies = [c.body for c in world.text("SUMMER", ANN).callbacks]
    bodies += [c.body for c in world.text("Y", ANN).callbacks]
    holder = bodies[0].get("participant") or bodies[0]["subscription"]
    assert holder["person"]["mobile_phone"]["mdn"] == "3125550123"


def test_version_1_has_a_national_number_in_an_unmatched_message() -> None:
    world = World()
    register(world, "unmatched_message_received", version=1)
    assert world.text("what", ANN).callbacks[0].body["participant"]["mdn"] == "3125550123"


# --- Dates


def test_a_registration_starts_and_ends() -> None:
    world = World()
    dates: dict[str, Any] = {"start_date": "2026-01-05T16:00Z", "end_date": "2026-01-06"}
    entity = register(world, "unmatched_message_received", **dates)
    assert entity["start_date"] == "2026-01-05T16:00Z"
    assert entity["end_date"] == "2026-01-06T00:00Z"
    assert types(world.text("what", ANN)) == []
    assert len(world.get(CALLBACKS)) == 1  # future ones are listed
    world.wait("1h")
    assert types(world.text("what", ANN)) == ["unmatched_message_received"]
    world.wait("7h59m59s")
    assert types(world.text("what", ANN)) == ["unmatched_message_received"]
    world.wait("1s")
    assert types(world.text("what", ANN)) == []
    assert world.get(CALLBACKS) == []
    assert world.get(f"{CALLBACKS}/{entity['callback_id']}") == entity


def test_the_account_file_can_give_dates() -> None:
    dates = {"start_date": "2026-01-05T16:00:00Z", "end_date": "2026-01-05T17:00:00Z"}
    world = World(callbacks=[registration("unmatched_message_received", **dates)])
    heard = []
    for _ in range(3):
        heard.append(types(world.text("what", ANN)))
        world.wait("1h")
    assert heard == [[], ["unmatched_message_received"], []]


def test_dates_left_blank() -> None:
    world = World()
    world.wait("30s")
    entity = register(world, "person_added", start_date="", end_date=None)
    assert entity["start_date"] == "2026-01-05T15:00Z"
    assert "end_date" not in entity
    dated = register(world, "person_updated", end_date="2027-01-01")
    path = f"{CALLBACKS}/{dated['callback_id']}"
    assert "end_date" not in answer(world.call("PUT", path, {"end_date": ""})).json


@pytest.mark.parametrize(
    "date", ["tomorrow", "2026-13-01", "2026-01-05T16:00", 20260105, True, [], "2026-01-05 16:00Z"]
)
def test_dates_that_are_none(date: object) -> None:
    json = registration("person_added", start_date=date, end_date=date)
    said = [
        f"{key} must be a time such as 2026-01-05T15:00Z, or a day"
        for key in ("start_date", "end_date")
    ]
    assert refused(World(), json) == (422, said)


def test_an_end_before_the_start() -> None:
    json = registration("person_added", start_date="2026-02-01", end_date="2026-02-01")
    assert refused(World(), json) == (422, ["end_date must be after start_date"])
    past = registration("person_added", end_date="2026-01-01")
    assert refused(World(), past)[0] == 422
    world = World()
    dated = register(world, "person_added", end_date="2026-02-01")
    later = {"start_date": "2026-02-01"}
    assert refused(world, later, "PUT", f"{CALLBACKS}/{dated['callback_id']}")[0] == 422


# --- The entity, and its life


def test_the_entity_in_full() -> None:
    world = World()
    entity = register(
        world,
        "unmatched_message_received",
        unmatched_message_received={"source_code": "84237", "country_code": "1", "x": [[[]]]},
        callback_id="mine",
        url="/mine",
        created_at="2000-01-01T00:00Z",
        updated_at="2000-01-01T00:00Z",
    )
    assert entity == {
        "callback_id": entity["callback_id"],
        "callback_type": "unmatched_message_received",
        "event_type": "unmatched_message_received",
        "unmatched_message_received": {"source_code": "84237", "country_code": "1"},
        "destination": {"url": URL, "method": "POST", "content_type": "application/json"},
        "start_date": "2026-01-05T15:00Z",
        "url": f"/companies/acme/config/callbacks/{entity['callback_id']}",
        "created_at": "2026-01-05T15:00Z",
        "updated_at": "2026-01-05T15:00Z",
    }
    assert entity["callback_id"] != "mine"
    assert world.get(f"{CALLBACKS}/{entity['callback_id']}") == entity
    assert world.get(f"{CALLBACKS}/") == [entity]
    assert "unmatched_message_received" not in register(world, "person_added")


def test_the_deprecated_name_of_the_type_does_too() -> None:
    world = World()
    json = {"event_type": "person_added", "destination": {"url": URL}}
    assert answer(world.call("POST", CALLBACKS, json)).json["callback_type"] == "person_added"


def test_a_country_code_in_the_account_file() -> None:
    scope = {"source_code": "84237", "country_code": "1"}
    kind = "unmatched_message_received"
    world = World(callbacks=[registration(kind, unmatched_message_received=scope)])
    assert world.get(CALLBACKS)[0][kind] == scope


def test_a_list_may_be_named_by_its_number() -> None:
    entity = register(World(), "subscription_added", subscription_added={"list_id": 99})
    assert entity["subscription_added"] == {"list_id": "99"}


def test_a_put_changes_what_it_says() -> None:
    world = World()
    old = register(world, "ack_participant_added", start_date="2026-01-04")
    world.wait("1h")
    path = f"{CALLBACKS}/{old['callback_id']}"
    new = answer(world.call("PUT", path, {"destination": {"method": "PUT"}})).json
    assert new == old | {
        "destination": old["destination"] | {"method": "PUT"},
        "updated_at": "2026-01-05T16:00Z",
    }
    moved = {"ack_participant_added": {"campaign_id": "ACQ2"}, "start_date": None}
    new = answer(world.call("PUT", path, moved)).json
    assert new["ack_participant_added"] == {"campaign_id": "ACQ2"}
    assert new["start_date"] == "2026-01-04T00:00Z"
    new = answer(world.call("PUT", path, {"callback_type": "ack_participant_changed"})).json
    assert new["ack_participant_changed"] == {"campaign_id": "ACQ2"}
    new = answer(world.call("PUT", path, {"event_type": "person_added"})).json
    assert (new["callback_type"], "ack_participant_changed" in new) == ("person_added", False)
    assert world.get(CALLBACKS) == [new]


def test_a_put_that_is_refused() -> None:
    world = World()
    one = register(world, "ack_participant_added")
    path = f"{CALLBACKS}/{one['callback_id']}"

    def code(json: Any) -> int:
        return refused(world, json, "PUT", path)[0]

    assert code(None) == 400
    assert code({"callback_type": None}) == 422
    assert code({"callback_type": "subscription_added"}) == 422  # it does not say which list
    assert code({"ack_participant_added": None}) == 422
    assert code({"destination": None}) == 422
    assert code({"destination": {"url": ""}}) == 422
    assert code({"end_date": "2026-01-01"}) == 422
    assert refused(world, {}, "PUT", f"{CALLBACKS}/none") == (404, ["Callback not found"])


def test_an_end_by_delete() -> None:
    world = World()
    one = register(world, "unmatched_message_received", start_date="2026-01-04")
    world.wait("1h")
    path = f"{CALLBACKS}/{one['callback_id']}"
    turn = world.call("DELETE", path)
    ended = one | {"end_date": "2026-01-05T16:00Z", "updated_at": "2026-01-05T16:00Z"}
    assert (status(turn), answer(turn).json) == (200, ended)
    assert types(world.text("what", ANN)) == []
    assert world.get(CALLBACKS) == []
    world.wait("1h")
    assert answer(world.call("DELETE", path)).json == ended == world.get(path)
    assert refused(world, None, "DELETE", f"{CALLBACKS}/none") == (404, ["Callback not found"])
    # It can be taken up again.
    world.call("PUT", path, {"end_date": None})
    assert types(world.text("what", ANN)) == ["unmatched_message_received"]


def test_the_end_of_what_has_not_begun() -> None:
    world = World()
    one = register(world, "person_added", start_date="2026-02-01")
    path = f"{CALLBACKS}/{one['callback_id']}"
    ended = answer(world.call("DELETE", path)).json
    assert ended["start_date"] == ended["end_date"] == "2026-01-05T15:00Z"
    # Its dates are nobody's fault now.
    assert status(world.call("PUT", path, {"destination": {"method": "PUT"}})) == 200


def test_no_such_callback() -> None:
    turn = World().call("GET", f"{CALLBACKS}/none")
    assert (status(turn), messages(turn)) == (404, ["Callback not found"])


# --- What is refused


def test_a_clash() -> None:
    world = World()
    one = register(world, "ack_participant_added", end_date="2026-02-01")
    said = f"The callback {one['callback_id']} has the same type, scope and URL"
    again = registration("ack_participant_added", destination={"url": URL, "method": "PUT"})
    assert refused(world, again) == (409, [said])
    assert refused(world, again | {"start_date": "2026-01-31"}) == (409, [said])
    register(world, "ack_participant_added", start_date="2026-02-01")
    register(world, "ack_participant_added", URL + "/2")
    register(world, "ack_participant_added", ack_participant_added={"campaign_id": "ACQ2"})
    register(world, "ack_participant_changed")
    second = world.get(CALLBACKS)[2]
    path = f"{CALLBACKS}/{second['callback_id']}"
    assert refused(world, {"destination": {"url": URL}}, "PUT", path) == (409, [said])


def test_no_clash_with_what_has_ended() -> None:
    world = World()
    one = register(world, "person_added")
    world.wait("1m")
    world.call("DELETE", f"{CALLBACKS}/{one['callback_id']}")
    register(world, "person_added")


def test_a_refusal_uses_up_no_id() -> None:
    world = World()
    refused(world, registration("person_added", "nowhere"))
    assert (
        register(world, "person_added")["callback_id"]
        == register(World(), "person_added")["callback_id"]
    )


def test_at_most_fifty_destinations() -> None:
    world = World()
    last = [register(world, "person_added", f"{URL}/{i}") for i in range(50)][-1]
    said = (422, ["A callback can have at most 50 destinations"])
    assert refused(world, registration("person_added")) == said
    register(world, "person_updated")
    world.call("PUT", f"{CALLBACKS}/{last['callback_id']}", {})  # itself is no other
    world.call("DELETE", f"{CALLBACKS}/{last['callback_id']}")
    register(world, "person_added")


@pytest.mark.parametrize(
    "url",
    [
        None,
        7,
        "",
        "nowhere",
        "ftp://x.example/",
        "https://",
        "https://[",
        "https://a b/",
        "https:x",
    ],
)
def test_what_is_no_url(url: object) -> None:
    json = registration("person_added") | {"destination": {"url": url}}
    said = ["destination.url must be given, such as https://example.com/callbacks"]
    assert refused(World(), json) == (422, said)


def test_a_long_url() -> None:
    world = World()
    longest = URL + "/" + "x" * (1023 - len(URL))
    register(world, "person_added", longest)
    said = ["destination.url must have at most 1024 characters"]
    assert refused(world, registration("person_added", longest + "x")) == (422, said)


@pytest.mark.parametrize("key", ["method", "content_type"])
@pytest.mark.parametrize("value", ["GET", "", None, 7, ["POST"], {}])
def test_how_a_callback_cannot_be_sent(key: str, value: object) -> None:
    json = registration("person_added") | {"destination": {"url": URL, key: value}}
    code, said = refused(World(), json)
    assert code == 422
    assert said[0].startswith(f"destination.{key} must be one of: ")


@pytest.mark.parametrize("kind", [None, "", "person", 7, [], {"x": 1}, True])
def test_no_such_type(kind: object) -> None:
    code, said = refused(World(), {"callback_type": kind, "destination": {"url": URL}})
    assert code == 422
    assert said[0].startswith("callback_type must be one of: ack_participant_added, ")
    assert refused(World(), {"destination": {"url": URL}}) == (code, said)


@pytest.mark.parametrize(
    "kind",
    [
        *("subscription_list_added", "subscription_list_updated", "event_processed"),
        *("device_added", "device_removed", "device_updated"),
        *("wallet_item_install", "wallet_item_remove"),
    ],
)
@pytest.mark.parametrize("path", [CALLBACKS, "config/callback_events/test"])
def test_types_that_we_do_not_emulate(kind: str, path: str) -> None:
    code, said = refused(World(), registration(kind), path=path)
    assert code == 501
    assert said[0].startswith(f"optinsim does not emulate {kind} callbacks")


@pytest.mark.parametrize(
    ("kind", "scope", "said"),
    [
        ("ack_participant_added", None, "ack_participant_added.campaign_id must be given"),
        ("ack_participant_added", "ACQ1234", "ack_participant_added.campaign_id must be given"),
        ("ack_participant_added", {}, "ack_participant_added.campaign_id must be given"),
        (
            "ack_participant_added",
            {"campaign_id": ["x"]},
            "ack_participant_added.campaign_id must be given",
        ),
        ("subscription_added", {"list_id": True}, "subscription_added.list_id must be given"),
        ("subscription_added", {"list_id": 7}, "subscription_added.list_id '7' is unknown"),
        (
            "ack_participant_added",
            {"campaign_id": "1234"},
            "ack_participant_added.campaign_id '1234' is unknown",
        ),
        (
            "unmatched_message_received",
            {"source_code": "12345"},
            "unmatched_message_received.source_code '12345' is unknown",
        ),
    ],
)
def test_a_wrong_scope(kind: str, scope: object, said: str) -> None:
    json = registration(kind) | {kind: scope}
    assert refused(World(), json) == (422, [said])
    del json[kind]
    assert refused(World(), json) == (
        422,
        [f"{kind}.{next(iter(SCOPES[kind] or ''))} must be given"],
    )


def test_all_that_is_wrong_is_said_at_once() -> None:
    json = {
        "ack_participant_added": {},
        "callback_type": "ack_participant_added",
        "destination": {"method": "GET", "content_type": "text/xml"},
        "start_date": "x",
    }
    assert refused(World(), json) == (
        422,
        [
            "ack_participant_added.campaign_id must be given",
            "start_date must be a time such as 2026-01-05T15:00Z, or a day",
            "destination.url must be given, such as https://example.com/callbacks",
            "destination.method must be one of: POST, PUT",
            "destination.content_type must be one of: application/json, text/json",
        ],
    )
    assert refused(World(), {"callback_type": "person_added", "destination": []}) == (
        422,
        ["destination must be an object"],
    )


# --- The test call

TEST = "config/callback_events/test"
NAMED: dict[str, dict[str, Any]] = {
    "ack_participant_added": {"participant": {"acquisition_campaign": {"api_key": "ACQ1234"}}},
    "ack_participant_changed": {"participant": {"acquisition_campaign": {"api_key": "ACQ1234"}}},
    "subscription_added": {"subscription": {"subscription_list": {"id": "1234"}}},
    "subscription_removed": {"subscription": {"subscription_list": {"id": 1234}}},
    "unmatched_message_received": {"source_code": {"code": "84237"}},
}


def keys(value: Any) -> Any:
    return {k: keys(v) for k, v in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize("kind", SCOPES)
def test_a_test_looks_like_the_real_thing(kind: str) -> None:
    world = World()
    register(world, kind)
    register(world, kind, URL + "/2", version=1)
    turn = world.call("POST", TEST, {"callback_type": kind, **NAMED.get(kind, {})})
    assert status(turn) == 201
    event_id = answer(turn).json["event_id"]
    assert answer(turn).json["message"] == f"A test of {kind} is queued"
    first, second = turn.callbacks
    assert first.body["event_id"] == second.body["event_id"] == event_id
    assert [c.destination and c.destination.url for c in turn.callbacks] == [URL, URL + "/2"]
    assert "+12995551234" in str(first.body)
    assert "'2995551234'" in str(second.body)
    real = World()
    bodies = [
        c.body for text in ("SUMMER", "Y", "STOP", "what") for c in real.text(text, ANN).callbacks
    ]
    real.add(mdn=ANN)
    bodies += [c.body for c in real.add(mdn=ANN, external_person_id="EX1").callbacks]
    found = next(one for one in bodies if one["callback_type"] == kind)
    assert keys(first.body) == keys(found)
    assert world.record("+12995551234") is None


def test_a_test_carries_what_the_call_says() -> None:
    world = World()
    for kind in ("company_participant_added", "subscription_added", "person_added"):
        register(world, kind)

    def sent(**json: Any) -> Any:
        return world.call("POST", TEST, json).callbacks[0].body

    one = sent(
        callback_type="company_participant_added",
        participant={
            "id": "7",
            "mobile_phone": {"mdn": "+13125550107"},
            "acquisition_campaign": {"api_key": "NEW", "description": "D", "keyword": "K"},
            "subscription_list": {"id": "77"},
        },
        person={"external_person_id": "nowhere"},
    )
    assert one["participant"]["person"]["id"] == "7"
    assert one["participant"]["person"]["mobile_phone"] == {"mdn": "+13125550107"}
    campaign = one["participant"]["acquisition_campaign"]
    assert (campaign["id"], campaign["description"], campaign["keyword"]) == ("NEW", "D", "K")
    assert one["subscription_list"] == {"id": "77"}
    one = sent(
        event_type="subscription_added",
        subscription={"person": {"id": "8"}, "subscription_list": {"id": "1234"}},
    )
    assert one["subscription"]["person"]["id"] == "8"
    one = sent(
        callback_type="person_added",
        person={
            "person_id": "9",
            "external_person_id": [[1]],  # no callback could hold that
            "mobile": {"mdn": "+13125550109", "carrier_code": "104"},
            "custom_fields": {"anything": "x"},
        },
    )
    assert one["person"]["person_id"] == "9"
    assert one["person"]["external_person_id"] == "ex123"
    assert one["person"]["mobile_phone"] == {"mdn": "+13125550109", "carrier_code": "104"}
    assert one["person"]["custom_fields"] == {"anything": "x"}


def test_a_test_speaks_of_its_subject_and_of_no_person() -> None:
    world = World()
    ids = [answer(world.call("POST", "mobiledb/persons", body(mdn=ANN))).json["person_id"]]
    for kind in SCOPES:
        register(world, kind)
    sent = {
        kind: world.call("POST", TEST, {"callback_type": kind, "message": "x", **scope}).callbacks[
            0
        ]
        for kind, scope in ({kind: NAMED.get(kind, {}) for kind in SCOPES}).items()
    }
    added = sent["ack_participant_added"].body
    assert added["participant"]["person"]["id"] not in ids
    campaign = added["participant"]["acquisition_campaign"]
    assert (campaign["id"], campaign["description"]) == ("ACQ1234", "Summer Sale")
    assert campaign["keyword"] == "SUMMER"
    assert added["participant"]["expire_date"] == "2026-01-06T15:00Z"
    assert added["subscription_list"] == {"id": 1234}
    for kind in ("subscription_added", "subscription_removed"):
        assert sent[kind].body["subscription"]["subscription_list"]["id"] == "1234"
    assert "message" not in sent["person_added"].body


@pytest.mark.parametrize("kind", [kind for kind in SCOPES if kind != "unmatched_message_received"])
def test_the_person_of_a_test_has_an_id_and_a_url_that_ends_with_it(kind: str) -> None:
    """As in D2's and RP's samples: /companies/:company_key/mobiledb/persons/AB3423."""
    world = World()
    register(world, kind)
    body = (
        world.call("POST", TEST, {"callback_type": kind, **NAMED.get(kind, {})}).callbacks[0].body
    )
    about = next((body[key] for key in ("participant", "subscription") if key in body), body)
    person = about["person"]
    id_ = person.get("id", person.get("person_id"))
    assert id_
    assert person["url"] == f"/companies/acme/mobiledb/persons/{id_}"
    assert status(world.call("GET", f"mobiledb/persons/{id_}")) == 404


def test_a_test_of_an_unmatched_message() -> None:
    world = World()
    register(world, "unmatched_message_received")
    json = {"callback_type": "unmatched_message_received", "source_code": {"code": "84237"}}
    assert world.call("POST", TEST, json).callbacks[0].body["message"] == "Hello, this is a test!"
    sent = world.call("POST", TEST, json | {"message": "Moo"}).callbacks[0].body
    assert sent["message"] == "Moo"


def test_every_override_has_a_target() -> None:
    """A mistyped place would be passed over in silence."""
    world = World()
    targets = dict.fromkeys(OVERRIDES.values(), False)
    for kind in SCOPES:
        register(world, kind)
        sent = world.call("POST", TEST, {"callback_type": kind, **NAMED.get(kind, {})}).callbacks[0]
        for target in targets:
            value: Any = sent.body
            for key in target.split("."):
                value = value.get(key, ...) if isinstance(value, dict) else ...
            targets[target] |= value is not ...
    assert all(targets.values()), targets


@pytest.mark.parametrize(
    "json",
    [
        {"callback_type": "person_added"},
        {"callback_type": "person_updated"},
        {"callback_type": "ack_participant_added", **NAMED["ack_participant_changed"]},
        {
            "callback_type": "ack_participant_changed",
            "participant": {"acquisition_campaign": {"api_key": "ACQ2"}},
        },
    ],
)
def test_the_test_callback_takes_no_time(json: dict[str, Any]) -> None:
    world = World()
    register(world, "ack_participant_changed")
    register(world, "person_added", start_date="2026-02-01")
    kind = json["callback_type"]
    assert refused(world, json, path=TEST) == (
        404,
        [f"An active callback of type {kind} not found"],
    )


def test_an_account_without_registrations_has_nothing_to_test() -> None:
    assert refused(World(), {"callback_type": "person_added"}, path=TEST)[0] == 404


@pytest.mark.parametrize(
    ("json", "said"),
    [
        ({}, "callback_type must be one of: "),
        ({"callback_type": []}, "callback_type must be one of: "),
        (
            {"callback_type": "subscription_added"},
            "subscription.subscription_list.id must be given",
        ),
        (
            {"callback_type": "ack_participant_added", "participant": {"acquisition_campaign": []}},
            "participant.acquisition_campaign.api_key must be given",
        ),
        (
            {
                "callback_type": "subscription_added",
                "subscription": {"subscription_list": {"id": True}},
            },
            "subscription.subscription_list.id must be given",
        ),
    ],
)
def test_a_test_of_we_know_not_what(json: dict[str, Any], said: str) -> None:
    code, refusal = refused(World(), json, path=TEST)
    assert code == 422
    assert refusal[0].startswith(said)
