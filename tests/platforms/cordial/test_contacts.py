"""Contacts by API: finding, adding, changing and forgetting them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from optinsim.simulator import Simulator
from tests.platforms.cordial.worlds import (
    ADD,
    ANN,
    BOB,
    CAT,
    LANDLINE,
    SUBSCRIBE,
    UNSUBSCRIBE,
    World,
    account,
    actions,
    answer,
    contact,
    errors,
    sms,
    status,
)

EMAIL = {"address": "ann@example.com"}
IN_USE = ["another contact has this address"]


def with_email(mdn: str | None = ANN, **email: Any) -> dict[str, Any]:
    body = contact(mdn)
    body["channels"]["email"] = EMAIL | email
    return body


def cid(world: World, mdn: str = ANN) -> str:
    return str(world.record(mdn)["_id"])


# --- Finding


@pytest.mark.parametrize(
    "key",
    [
        "13125550123",
        "+13125550123",
        "%2B13125550123",
        "sms:13125550123",
        "sms:+13125550123",
        "sms%3A13125550123",
        "channels.sms.address:13125550123",
        "channels%2Esms%2Eaddress:13125550123",
        "ann@example.com",
        "Ann@Example.COM",
        "ann%40example.com",
        "email:ann@example.com",
        "email%3Aann%40example.com",
        "channels.email.address:ann@example.com",
    ],
)
def test_the_forms_of_a_key(key: str) -> None:
    world = World()
    world.post(BOB)
    world.call("POST", "", with_email())
    assert world.get(key)["_id"] == cid(world)
    assert world.get(f"{key}/")["_id"] == cid(world)
    assert status(world.call("PUT", f"/{key}", {"channels": {}, "first_name": "A"})) == 200
    assert world.record(ANN)["first_name"] == "A"
    assert status(world.call("PUT", f"/{key}/unsubscribe/email")) == 200
    assert status(world.call("DELETE", f"/{key}")) == 200
    for method, path in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("PUT", "/unsubscribe/sms")):
        assert status(world.call(method, f"/{key}{path}", {"channels": {}})) == 404
    assert world.record(ANN) is None


def test_the_cid_is_a_key() -> None:
    world = World()
    for mdn in (ANN, BOB):
        world.post(mdn)
        assert world.get(cid(world, mdn))["channels"]["sms"]["address"] == mdn[1:]


@pytest.mark.parametrize(
    "key",
    [
        "13125550124",
        "3125550123",
        "sms:3125550123",
        "sms:",
        ":",
        "custID:1",
        "email:13125550123",
        "sms:ann@example.com",
        "email:nobody@example.com",
        "604f30256a44206b3f8d086e",
        "cID:x",
        "%00",
        "%FF",
        quote("\u0661\u0663\u0661\u0662"),
    ],
)
def test_what_is_no_key(key: str) -> None:
    world = World()
    world.call("POST", "", with_email())
    response = answer(world.call("GET", f"/{key}"))
    assert response.status == 404
    assert response.json == {
        "error": True,
        "errorKey": "RECORD_NOT_FOUND",
        "message": "record not found",
    }


def test_what_only_looks_like_a_cid() -> None:
    world = World()
    world.post()
    known = cid(world)
    other = Simulator(account(), seed=1)
    other.text("hello", ANN)
    for key in (
        *(known.upper(), known[:-1], f"{known}0", known[:12] + "0" * 12, "0" * 12 + known[12:]),
        other.record(ANN)["_id"],
    ):
        assert status(world.call("GET", f"/{key}")) == 404
    # What Bob's would be, who is not there yet.
    two = World()
    two.post()
    two.post(BOB)
    assert status(world.call("GET", f"/{cid(two, BOB)}")) == 404


@pytest.mark.parametrize(
    ("primary", "found"),
    [("any", {ANN[1:], "a@b"}), ("email", {"a@b"}), ("sms", {ANN[1:]})],
)
def test_the_primary_key(primary: str, found: set[str]) -> None:
    world = World(assumptions={"primary_key": primary})
    world.call("POST", "", with_email(address="a@b"))
    bare = [key for key in (ANN[1:], "a@b") if status(world.call("GET", f"/{key}")) == 200]
    assert set(bare) == found
    for key in (cid(world), f"sms:{ANN[1:]}", "email:a@b"):
        assert status(world.call("GET", f"/{key}")) == 200


# --- Adding


def test_adding() -> None:
    world = World()
    turn = world.post(ANN)
    assert answer(turn).status == 201
    assert answer(turn).json == {
        "success": True,
        "message": "contact created",
        "cID": world.record(ANN)["_id"],
    }
    assert turn.callbacks == ()


def test_adding_is_answered_as_in_version_1() -> None:
    world = World(assumptions={"post_answers_200": True})
    assert status(world.post(ANN)) == 200
    assert status(world.listen({"sms": ANN[1:]}, {})) == 200


def test_adding_a_known_contact_updates() -> None:
    world = World()
    world.text("JOIN", ANN)
    before = cid(world)
    turn = world.post(ANN, first_name="Ann")
    assert answer(turn).json["cID"] == before
    assert world.record(ANN)["first_name"] == "Ann"
    assert world.state(ANN) == "pending"
    world.post(ANN, zip="60601")
    world.post(ANN, first_name=None)
    assert "first_name" not in world.record(ANN)
    assert world.record(ANN)["zip"] == "60601"


def test_a_contact_with_an_email_alone() -> None:
    world = World()
    world.call("POST", "", with_email(None))
    channels = world.get("ann@example.com")["channels"]
    assert channels == {"email": {"address": "ann@example.com", "subscribeStatus": "none"}}
    assert errors(world.call("PUT", "/ann@example.com", contact(None, SUBSCRIBE))) == {
        "channels.sms.address": ["The address field is required."]
    }
    unsubscribing = world.call("PUT", "/ann@example.com/unsubscribe/sms")
    assert errors(unsubscribing) == {"channel": ["Channel doesn't exist"]}
    # With a number, it is the same contact.
    turn = world.call("PUT", "/ann@example.com", contact(ANN, SUBSCRIBE))
    assert actions(turn) == ["crdl_subscribeStatusChange", "crdl_sms_doi_optin"]
    assert world.get("ann@example.com")["_id"] == cid(world)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, BOB),
        ({"identifyBy": []}, BOB),
        ({"identifyBy": ["email"]}, BOB),
        ({"identifyBy": ["channels.email.address", "sms"]}, BOB),
    ],
)
def test_who_is_identified(search: dict[str, Any], found: str) -> None:
    world = World()
    world.post(ANN)
    world.call("POST", "", with_email(BOB))
    # Bob is meant, and cannot have Ann's number.
    assert errors(world.call("POST", "", with_email(ANN) | search)) == {
        "channels.sms.address": IN_USE
    }
    body = with_email(CAT) | search
    assert answer(world.call("POST", "", body)).json["cID"] == cid(world, CAT)
    assert world.record(found) is None


@pytest.mark.parametrize("search", [["channels.sms.address"], ["sms", "email"]])
def test_who_is_identified_by_the_number(search: list[str]) -> None:
    world = World()
    world.call("POST", "", with_email(BOB))
    world.post(ANN)
    body = with_email(ANN) | {"identifyBy": search}
    assert errors(world.call("POST", "", body)) == {"channels.email.address": IN_USE}
    body["channels"]["email"] = {"address": "new@example.com"}
    assert answer(world.call("POST", "", body)).json["cID"] == cid(world, ANN)
    assert world.record(ANN)["channels"]["email"]["address"] == "new@example.com"


def test_a_key_that_the_search_leaves_out() -> None:
    world = World()
    world.post(ANN)
    body = contact(ANN) | {"identifyBy": ["email"]}
    assert errors(world.call("POST", "", body)) == {"channels.sms.address": IN_USE}


def test_a_landline() -> None:
    world = World()
    turn = world.post(LANDLINE, SUBSCRIBE)
    assert status(turn) == 201
    assert actions(turn) == [
        *("crdl_subscribeStatusChange", "crdl_sms_doi_optin", "crdl_sms_failed"),
    ]


# --- What is refused


def unknown(field: str) -> dict[str, list[str]]:
    return {field: [f"key {field} is not part of the schema for this resource"]}


def must_be(field: str, what: str) -> dict[str, list[str]]:
    return {field: [f"The {field.rpartition('.')[2]} must be {what}."]}


def required(field: str) -> dict[str, list[str]]:
    return {field: [f"The {field.rpartition('.')[2]} field is required."]}


PROGRAM = "channels.sms.programs.cordialthreads"
STATUSES = "one of subscribed, unsubscribed, none"
NUMBER = "a number such as 12225555151"
VALUES = "a string, a number, an array or a geo object"
ODD_STATUSES: list[Any] = ["pendingDOI", "Subscribed", ["subscribed"], {}, True]
TRIGGERS = {"suppressTriggers": ["Incorrect value for suppressTriggers"]}
SEARCH = {"identifyBy": ["Search field is not correct"]}


def refused(world: World, body: Any) -> dict[str, list[str]]:
    """What is wrong with a body, as an upsert and the JavaScript listener see it."""
    found = errors(world.call("POST", "", body))
    assert world.record(ANN) is None
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], must_be("body", "a JSON object")),
        ({}, required("channels")),
        ({"channels": None}, required("channels")),
        ({"channels": []}, must_be("channels", "an object")),
        ({"channels": {}}, {"channels": ["Address not exists"]}),
        ({"channels": {"push": {}}}, unknown("channels.push")),
        ({"channels": {"sms": "1"}}, must_be("channels.sms", "an object")),
        ({"channels": {"sms": {}}}, required("channels.sms.address")),
        ({"channels": {"sms": {"address": ""}}}, required("channels.sms.address")),
        ({"channels": {"email": {}}}, required("channels.email.address")),
        (contact(ANN, SUBSCRIBE, shoe_size=9), unknown("shoe_size")),
        (contact(ANN, SUBSCRIBE, cID="x"), unknown("cID")),
        (contact(ANN, first_name=[[]]), must_be("first_name", VALUES)),
        (contact(ANN, zip={"a": {}}), must_be("zip", VALUES)),
        (contact(ANN, suppressTriggers=1), TRIGGERS),
        (contact(ANN, identifyBy="email"), SEARCH),
        (contact(ANN, identifyBy=["email", "custID"]), SEARCH),
        (contact(ANN, identifyBy=[["email"]]), SEARCH),
        (contact(ANN, forceSubscribe="no"), must_be("forceSubscribe", "true or false")),
    ],
)
def test_a_contact_that_is_refused(body: Any, expected: dict[str, list[str]]) -> None:
    assert refused(World(), body) == expected


def test_a_call_without_a_body() -> None:
    assert refused(World(), None) == {"body": ["The body must be JSON."]}


@pytest.mark.parametrize(
    ("program", "field", "message"),
    [
        ("join", "", "The cordialthreads must be an object."),
        ({}, ".subscribeStatus", "The subscribeStatus field is required."),
        ({"keyword": "join"}, ".subscribeStatus", "The subscribeStatus field is required."),
        ({"subscribeStatus": ""}, ".subscribeStatus", "The subscribeStatus field is required."),
        *(
            (SUBSCRIBE | {"subscribeStatus": status}, ".subscribeStatus", message)
            for status in ODD_STATUSES
            for message in [f"The subscribeStatus must be {STATUSES}."]
        ),
        ({"subscribeStatus": "subscribed"}, ".keyword", "The keyword field is required."),
        (SUBSCRIBE | {"keyword": None}, ".keyword", "The keyword field is required."),
        (SUBSCRIBE | {"keyword": ""}, ".keyword", "The keyword field is required."),
        *(
            (
                SUBSCRIBE | {"keyword": word},
                ".keyword",
                f"{word!r} is no keyword of cordialthreads.",
            )
            for word in ("sale", "jo in", " join", ["join"], 1)
        ),
        (SUBSCRIBE | {"suppressDOI": 1}, ".suppressDOI", "The suppressDOI must be true or false."),
        (
            UNSUBSCRIBE | {"reason": "x"},
            ".reason",
            f"key {PROGRAM}.reason is not part of the schema for this resource",
        ),
    ],
)
def test_a_program_that_is_refused(program: Any, field: str, message: str) -> None:
    assert refused(World(), contact(ANN, program)) == {f"{PROGRAM}{field}": [message]}


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ({"carrier": "x"}, unknown("channels.sms.carrier")),
        ({"programs": []}, must_be("channels.sms.programs", "an object")),
        ({"programs": {"x": {}}}, unknown("channels.sms.programs.x")),
        *(
            ({"subscribeStatus": status}, required("channels.sms.programs"))
            for status in ("subscribed", "unsubscribed", "pendingDOI", 1)
        ),
    ],
)
def test_a_channel_that_is_refused(channel: Any, expected: dict[str, list[str]]) -> None:
    body = {"channels": {"sms": {"address": ANN[1:], **channel}}}
    assert refused(World(), body) == expected


@pytest.mark.parametrize(
    "address",
    [
        *("1", "5550123", "+", "++13125550123", "1 312 555 0123", "1-312-555-0123", "0"),
        *("13125550123x", "9" * 40, 13125550123, ["1"], "\u0661\u0663\u0661\u0662", "ann@b"),
    ],
)
def test_a_number_that_is_refused(address: Any) -> None:
    body = {"channels": {"sms": {"address": address}}}
    assert refused(World(), body) == must_be("channels.sms.address", NUMBER)


@pytest.mark.parametrize(
    "address", ["ann", "a@b@c", "a b@c", "@", "a@", 1, f"{'a' * 250}@b.com", ANN]
)
def test_an_email_address_that_is_refused(address: Any) -> None:
    body = {"channels": {"email": {"address": address}}}
    assert refused(World(), body) == must_be("channels.email.address", "an email address")


def test_an_email_channel_that_is_refused() -> None:
    body = {"channels": {"email": EMAIL | {"subscribeStatus": "pendingDOI", "name": "x"}}}
    assert refused(World(), body) == {
        **must_be("channels.email.subscribeStatus", STATUSES),
        **unknown("channels.email.name"),
    }


@pytest.mark.parametrize("value", [True, False])
def test_whether_triggers_are_suppressed_changes_nothing(value: object) -> None:
    world = World()
    assert actions(world.post(ANN, SUBSCRIBE, suppressTriggers=value)) == [
        *("crdl_subscribeStatusChange", "crdl_sms_doi_optin"),
    ]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    world = World()
    world.join()
    before = world.record(ANN)
    programs = {"cordialthreads": UNSUBSCRIBE, "x": {}}
    body = {
        "channels": {"sms": {"address": 1, "programs": programs}},
        "first_name": "A",
        "size": 1,
    }
    fields = {"size", "channels.sms.address", "channels.sms.programs.x"}
    assert set(errors(world.call("PUT", f"/{ANN[1:]}", body))) == fields
    assert world.record(ANN) == before


def test_who_searches_is_said_by_the_path_of_an_update() -> None:
    world = World()
    world.post(ANN)
    assert errors(world.put(ANN, identifyBy=["sms"])) == unknown("identifyBy")


def test_an_update_needs_no_channels() -> None:
    """The vendor's client for Magento and Stape's send none; a POST needs them (OAS2)."""
    world = World()
    world.post(ANN)
    assert status(world.call("PUT", f"/{ANN[1:]}", {"first_name": "Ann"})) == 200
    assert world.record(ANN)["first_name"] == "Ann"
    assert status(world.call("PUT", f"/{ANN[1:]}", {})) == 200
    assert errors(world.call("PUT", f"/{ANN[1:]}", {"channels": None})) == required("channels")


@pytest.mark.parametrize("invalid", [True, False])
def test_an_email_channel_may_say_whether_it_is_invalid(invalid: object) -> None:
    """Stape's and Tealium's clients send it; it is not stored (ours)."""
    world = World()
    world.call("POST", "", with_email(ANN, invalid=invalid))
    assert set(world.record(ANN)["channels"]["email"]) == {"address", "subscribeStatus"}
    body = with_email(ANN, invalid="no")
    assert errors(world.call("POST", "", body)) == must_be(
        "channels.email.invalid", "true or false"
    )


def test_an_email_address_without_channels_stands_for_the_email_channel() -> None:
    """An older client of Segment's sends it; beside channels it is unknown."""
    world = World()
    body = {"email": "Ann@example.com", "request_source": "segment", "first_name": "Ann"}
    assert status(world.call("POST", "", body)) == 201
    found = world.get("ann@example.com")
    assert found["channels"] == {"email": {"address": "ann@example.com", "subscribeStatus": "none"}}
    assert not {"email", "request_source"} & set(found)
    assert errors(world.call("POST", "", {"email": "x"})) == must_be(
        "channels.email.address", "an email address"
    )
    assert errors(world.call("POST", "", contact(BOB, email="x@y"))) == unknown("email")
    assert errors(world.call("PUT", "/ann@example.com", {"email": "x@y"})) == unknown("email")
    attribute = World(attributes=["email"])
    assert errors(attribute.call("POST", "", {"email": "x@y"})) == required("channels")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_update_of_nobody_has_a_key_of_its_own(method: str) -> None:
    """A Zendesk client creates the contact on just that; the others have OAS2's."""
    key = "CONTACTS_CONTACT_NOT_FOUND" if method == "PUT" else "RECORD_NOT_FOUND"
    turn = World().call(method, "/email:ann@example.com", {})
    assert answer(turn).json == {"error": True, "errorKey": key, "message": "record not found"}
    assert status(turn) == 404
    turn = World().call("PUT", "/email:ann@example.com/unsubscribe/email")
    assert answer(turn).json["errorKey"] == "RECORD_NOT_FOUND"


# --- Lists and arrays


def test_the_lists_of_a_contact() -> None:
    """Their names are keys of a body (OAS2), and stand in the record as RB shows."""
    world = World(lists=["my-list", "vip"])
    world.post(ANN, **{"my-list": True, "vip": False})
    assert world.record(ANN)["lists"] == ["my-list"]
    assert world.record(ANN)["listJoinDate"] == {"my-list": "2026-01-05T15:00:00+0000"}
    world.wait("1h")
    world.put(ANN, **{"my-list": True, "vip": True})
    assert world.record(ANN)["listJoinDate"] == {
        "my-list": "2026-01-05T15:00:00+0000",
        "vip": "2026-01-05T16:00:00+0000",
    }
    assert world.record(ANN)["lastModified"] == "2026-01-05T16:00:00+0000"
    world.wait("1h")
    world.put(ANN, vip=True)
    assert world.record(ANN)["lastModified"] == "2026-01-05T16:00:00+0000"
    world.listen({"sms": ANN[1:]}, {"my-list": False})
    world.put(ANN, vip=False)
    assert not {"lists", "listJoinDate"} & set(world.record(ANN))


def test_lists_that_are_refused() -> None:
    world = World(lists=["my-list"])
    assert refused(world, contact(ANN, **{"my-list": "true"})) == must_be(
        "my-list", "true or false"
    )
    assert refused(world, contact(ANN, my_list=True)) == unknown("my_list")
    assert refused(World(), contact(ANN, **{"my-list": True})) == unknown("my-list")


def test_adding_to_an_array() -> None:
    """The vendor's client for Magento and Tealium's send {"add": […]}."""
    world = World()
    world.post(ANN, first_name={"add": ["a"]})
    world.put(ANN, first_name={"add": ["b", 1]})
    assert world.record(ANN)["first_name"] == ["a", "b", 1]
    world.put(ANN, zip="60601")
    assert errors(world.put(ANN, zip={"add": ["x"]})) == must_be("zip", "an array, to add to it")
    assert errors(world.put(ANN, first_name={"add": [[]]})) == must_be("first_name", VALUES)
    assert world.record(ANN)["first_name"] == ["a", "b", 1]


# --- Changing


@pytest.mark.parametrize("value", ["Ann", "", 7, 1.5, True, ["a", 1], {"city": "San Diego"}])
def test_the_values_of_attributes(value: Any) -> None:
    world = World()
    world.post(ANN, first_name=value)
    assert world.record(ANN)["first_name"] == value


def test_what_a_record_shows_can_be_sent_back() -> None:
    world = World()
    world.call("POST", "", with_email(subscribeStatus="subscribed"))
    world.join()
    before = world.record(ANN)
    world.wait("1h")
    turn = world.put(ANN, **{k: v for k, v in before.items() if k == "first_name"})
    turn = world.call("PUT", f"/{ANN[1:]}", {"channels": before["channels"]})
    assert (status(turn), turn.events) == (200, ())
    assert world.record(ANN) == before


def test_an_update_need_not_repeat_the_address() -> None:
    world = World()
    world.post(ANN)
    assert status(world.call("PUT", f"/{ANN[1:]}", contact(None, SUBSCRIBE))) == 200
    assert world.state(ANN) == "pending"


def test_an_address_that_another_contact_has() -> None:
    world = World()
    world.call("POST", "", with_email(ANN))
    world.post(BOB)
    turn = world.call("PUT", f"/{BOB[1:]}", with_email(ANN))
    assert errors(turn) == {"channels.sms.address": IN_USE, "channels.email.address": IN_USE}


def test_another_phone() -> None:
    world = World()
    world.call("POST", "", with_email(ANN))
    world.join(ANN)
    before = cid(world)
    turn = world.call("PUT", f"/{before}", contact(BOB, first_name="Ann"))
    assert (status(turn), turn.callbacks, turn.replies) == (200, (), ())
    assert world.record(ANN) is None
    moved = world.get(before)
    assert moved == world.record(BOB) == world.get("ann@example.com")
    assert moved["channels"]["sms"] == {"address": BOB[1:], "subscribeStatus": "none"}
    assert moved["first_name"] == "Ann"
    # Whose old phone texts is somebody new; the new phone is the contact's own.
    assert world.text("JOIN", ANN).callbacks[0].body["cID"] != before
    assert {callback.body["cID"] for callback in world.text("JOIN", BOB).callbacks} == {before}
    # And again, with a program in the same call.
    world.text("YES", BOB)
    turn = world.call("PUT", f"/{before}", contact(CAT, SUBSCRIBE))
    assert {callback.body["cID"] for callback in turn.callbacks} == {before}
    program = sms(world, CAT)["programs"]["cordialthreads"]
    assert program == {"keyword": "join", "subscribeStatus": "pendingDOI"}
    assert [one["_id"] for one in answer(world.call("GET")).json] == [before, cid(world, ANN)]
    assert status(world.call("DELETE", f"/{before}")) == 200
    assert status(world.call("GET", f"/{before}")) == 404
    assert world.record(CAT) is None


def moved(*numbers: str, world: World) -> None:
    """Give Ann's contact these numbers, one after the other."""
    key = cid(world)
    for number in numbers:
        assert status(world.call("PUT", f"/{key}", contact(number))) == 200


def test_a_stop_stays_with_the_phone_that_comes_back() -> None:
    """Consent belongs to the phone: `suppressDOI` has no effect on who has stopped."""
    world = World()
    world.join(ANN)
    world.text("STOP", ANN)
    before = world.record(ANN)
    moved(BOB, ANN, world=world)
    assert world.record(ANN) == before
    assert world.put(ANN, ADD).events == ()
    assert world.state(ANN) == "unsubscribed"
    assert sms(world)["programs"]["cordialthreads"]["unsubscribedAt"]
    assert world.record(BOB) is None
    assert actions(world.put(ANN, SUBSCRIBE)) == [
        "crdl_subscribeStatusChange",
        "crdl_sms_doi_optin",
    ]


@pytest.mark.parametrize("way", ["another contact", "a text", "an email contact", "the listener"])
def test_a_stop_stays_with_the_phone_whoever_has_it_next(way: str) -> None:
    world = World()
    world.text("STOP", ANN)
    first = cid(world)
    moved(BOB, world=world)
    assert world.record(ANN) is None
    assert world.state(ANN) == "unsubscribed"
    if way == "a text":
        world.text("hello", ANN)
    elif way == "an email contact":
        world.call("POST", "", with_email(None))
        world.call("PUT", "/ann@example.com", contact(ANN))
        assert world.get("ann@example.com")["_id"] == cid(world)
    elif way == "the listener":
        world.listen({"sms": ANN[1:]}, {})
    world.post(ANN, ADD)
    assert world.state(ANN) == "unsubscribed"
    assert len({first, cid(world, ANN)}) == 2
    assert cid(world, BOB) == first
    # The next contact has an id that no other ever had.
    world.post(CAT)
    assert len({first, cid(world, ANN), cid(world, CAT)}) == 3


def test_a_subscription_stays_with_the_phone_too() -> None:
    world = World()
    world.join(ANN)
    moved(BOB, CAT, ANN, world=world)
    assert world.state(ANN) == "subscribed"
    assert world.record(BOB) is world.record(CAT) is None
    assert len(answer(world.call("GET")).json) == 1


def test_after_a_delete_the_contact_is_new() -> None:
    world = World()
    world.join(ANN)
    before = cid(world)
    turn = world.call("DELETE", f"/{ANN[1:]}")
    assert answer(turn).json == {"success": True}
    assert (turn.replies, turn.callbacks, world.record(ANN)) == ((), (), None)
    assert world.state(ANN) == "none"
    assert status(world.post(ANN)) == 201
    assert cid(world) != before


# --- The email channel


def test_the_email_channel() -> None:
    world = World()

    def put(status: str, **more: Any) -> Any:
        world.wait("1h")
        world.call("PUT", f"/{ANN[1:]}", with_email(subscribeStatus=status) | more)
        return world.record(ANN)["channels"]["email"]

    world.call("POST", "", with_email())
    assert put("none") == EMAIL | {"subscribeStatus": "none"}
    assert put("subscribed") == EMAIL | {
        "subscribeStatus": "subscribed",
        "subscribedAt": "2026-01-05T17:00:00+0000",
        "unsubscribedAt": "",
    }
    out = EMAIL | {
        "subscribeStatus": "unsubscribed",
        "subscribedAt": "2026-01-05T17:00:00+0000",
        "unsubscribedAt": "2026-01-05T18:00:00+0000",
    }
    assert put("unsubscribed") == put("unsubscribed") == put("subscribed") == out
    assert put("none") == out | {"subscribeStatus": "none"}
    out["unsubscribedAt"] = "2026-01-05T22:00:00+0000"
    assert put("unsubscribed") == out
    assert put("subscribed", forceSubscribe=False) == out
    assert put("subscribed", forceSubscribe=True)["subscribedAt"] == "2026-01-06T00:00:00+0000"
    assert put("none")["subscribeStatus"] == "none"
    assert world.record(ANN)["lastModified"] == "2026-01-06T01:00:00+0000"
    world.call("PUT", f"/{ANN[1:]}/unsubscribe/email")
    assert world.record(ANN)["channels"]["email"]["subscribeStatus"] == "unsubscribed"


# --- Listing


def test_listing() -> None:
    world = World()
    names = ["Cid", "Ann", None, "Bea"]
    for i, name in enumerate(names):
        world.wait("1h")
        world.call("POST", "", with_email(f"+1312555010{i}", address=f"{9 - i}@example.com"))
        world.call("PUT", f"/1312555010{i}", {"channels": {}, "first_name": name, "zip": i % 2})
    world.wait("1h")
    world.call("PUT", "/13125550100", {"channels": {}, "zip": 7})

    def listed(query: str = "") -> list[str | None]:
        response = answer(world.call("GET", query))
        assert response.status == 200
        return [one.get("first_name") for one in response.json]

    assert listed() == listed("?") == listed("?sort_dir=asc&foo=bar") == names
    assert listed("?sort_dir=desc") == names[::-1]
    assert listed("?sort_by=first_name") == [None, "Ann", "Bea", "Cid"]
    assert listed("?sort_by=email") == listed("?sort_by=channels.email.address") == names[::-1]
    assert listed("?sort_by=lastModified&sort_dir=desc") == ["Cid", "Bea", None, "Ann"]
    assert listed("?sort_by=createdAt&per_page=3") == names[:3]
    assert listed("?per_page=3&page=2") == names[3:]
    assert listed("?zip=1") == ["Ann", "Bea"]
    assert listed("?zip=1&first_name=Bea&return_count=false") == ["Bea"]
    assert listed("?email=8@EXAMPLE.com") == ["Ann"]
    for query in ("?page=9", "?zip=3", "?email=x", "?email=8@example.com&first_name=Bea"):
        assert status(world.call("GET", query)) == 404
    for query in ("page=0", "page=x", "per_page=0", "per_page=9999999999", "sort_by=size"):
        assert set(errors(world.call("GET", f"?{query}"))) == {query.partition("=")[0]} | (
            set() if "sort" not in query else {"sort_by"}
        )
    for query in ("?audience-key=vip", "?return_count=true"):
        assert status(world.call("GET", query)) == 501


def test_a_page_holds_25() -> None:
    world = World()
    for i in range(30):
        world.post(f"+131255501{i:02d}")
    assert len(answer(world.call("GET")).json) == 25
    assert len(answer(world.call("GET", "?page=2")).json) == 5


# --- Unsubscribing a channel


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("unsubscribe/email", {"channel": ["Channel doesn't exist"]}),
        ("unsubscribe/push", {"channel": ["Channel doesn't exist"]}),
    ],
)
def test_what_cannot_be_unsubscribed(path: str, expected: dict[str, list[str]]) -> None:
    world = World()
    world.post(ANN, ADD)
    assert errors(world.call("PUT", f"/{ANN[1:]}/{path}")) == expected
    assert world.state(ANN) == "subscribed"


@pytest.mark.parametrize("query", ["", "?mcID=1:2:3"])
@pytest.mark.parametrize("body", [None, {"mcID": "1:2:3"}])
def test_an_mcid_changes_nothing(query: str, body: Any) -> None:
    """Optinsim sends no promotional message, so it cannot tell whose mcID it is (ours)."""
    world = World()
    world.post(ANN, ADD)
    turn = world.call("PUT", f"/{ANN[1:]}/unsubscribe/sms{query}", body)
    assert (status(turn), world.state(ANN)) == (200, "unsubscribed")
