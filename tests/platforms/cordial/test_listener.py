"""The JavaScript listener's contact call: one more way in, with the effect of an upsert."""

from __future__ import annotations

import json
from typing import Any

import pytest

from optinsim.adapter import Request
from tests.platforms.cordial.worlds import (
    ANN,
    BOB,
    SUBSCRIBE,
    World,
    actions,
    answer,
    contact,
    errors,
    purposes,
    status,
)

PAGE = {"sms": "12225555151"}


def test_the_call_of_the_page() -> None:
    world = World()
    turn = world.listen(PAGE, contact("+12225555151", SUBSCRIBE))
    assert purposes(turn) == ["opt_in"]
    assert actions(turn) == ["crdl_subscribeStatusChange", "crdl_sms_doi_optin"]
    assert answer(turn).status == 201
    assert answer(turn).json["cID"] == world.record("+12225555151")["_id"]
    assert world.state("+12225555151") == "pending"


@pytest.mark.parametrize("program", [None, SUBSCRIBE, {"subscribeStatus": "subscribed"}, {}])
@pytest.mark.parametrize("more", [{}, {"first_name": "Ann"}, {"size": 1}, {"forceSubscribe": True}])
def test_it_does_what_an_upsert_does(program: Any, more: Any) -> None:
    calling, listening = World(), World()
    called = calling.post(ANN, program, **more)
    heard = listening.listen({"sms": ANN[1:]}, contact(ANN, program, **more))
    assert answer(called) == answer(heard)
    assert called.callbacks == heard.callbacks
    assert calling.record(ANN) == listening.record(ANN)


def test_who_calls_needs_no_key() -> None:
    world = World()
    body = json.dumps([PAGE, contact("+12225555151")]).encode()
    for headers in ({}, {"Authorization": "Basic wrong"}):
        assert status(world.handle(Request("LISTENER", "/contact", headers, body))) == 201
    assert status(world.handle(Request("LISTENER", "/v2/contacts", {}, body))) == 501
    assert status(world.handle(Request("POST", "/contact", {}, body))) == 401


def test_signing_leaves_it_as_it_is() -> None:
    world, request = World(), Request("LISTENER", "/contact")
    assert world.sign(request) is world.sign(request, valid=False) is request


def test_an_address_need_not_be_said_twice() -> None:
    world = World()
    assert status(world.listen({"channels.sms.address": ANN[1:]}, {"first_name": "Ann"})) == 201
    assert world.record(ANN)["first_name"] == "Ann"
    world.listen({"sms": ANN[1:]}, {"channels": {"email": {"address": "a@b"}}})
    assert world.get("a@b") == world.record(ANN)


def test_what_identifies_is_looked_for_first() -> None:
    world = World()
    world.call("POST", "", {"channels": {"email": {"address": "a@b"}}})
    world.post(ANN)
    both = contact(ANN)
    both["channels"]["email"] = {"address": "a@b"}
    in_use = ["another contact has this address"]
    assert errors(world.listen({"sms": ANN[1:]}, both)) == {"channels.email.address": in_use}
    assert errors(world.listen({"email": "a@b"}, both)) == {"channels.sms.address": in_use}
    both["channels"]["email"] = {"address": "c@d"}
    world.listen({"sms": ANN[1:]}, both)
    assert world.get("c@d") == world.record(ANN)
    turn = world.listen({"email": "a@b"}, contact(ANN))
    assert errors(turn) == {"channels.sms.address": in_use}
    world.listen({"email": "a@b"}, contact(BOB))
    assert world.get("a@b") == world.record(BOB)


WRONG = {"body": ["The body must be auth_data and contact_data."]}


def heard(body: Any) -> dict[str, list[str]]:
    """What is wrong with a call."""
    world = World()
    request = Request("LISTENER", "/contact", {}, json.dumps(body).encode())
    found = errors(world.handle(request))
    assert world.record(ANN) is None
    return found


@pytest.mark.parametrize("body", [None, {}, "x", [], [PAGE], [PAGE, []], [PAGE, {}, {}], [1, 2]])
def test_what_is_no_call(body: Any) -> None:
    assert heard(body) == WRONG


@pytest.mark.parametrize(
    ("auth", "field", "message"),
    [
        ({}, "auth_data", "The auth_data field is required."),
        ({"custID": 1}, "auth_data.custID", "Search field is not correct"),
        ({"sms": BOB[1:]}, "auth_data.sms", "channels.sms.address is another"),
        ({"sms": None}, "auth_data.sms", "channels.sms.address is another"),
        ({"email": 1}, "channels.email.address", "The address must be an email address."),
    ],
)
def test_who_cannot_be_identified(auth: Any, field: str, message: str) -> None:
    assert heard([auth, contact(ANN)]) == {field: [message]}


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"channels": None}, "channels", "The channels field is required."),
        ({"channels": {"sms": 1}}, "channels.sms", "The sms must be an object."),
        (
            contact(None, {"subscribeStatus": "subscribed"}),
            "channels.sms.programs.cordialthreads.keyword",
            "The keyword field is required.",
        ),
        (
            {"channels": {"sms": {"subscribeStatus": "subscribed"}}},
            "channels.sms.programs",
            "The programs field is required.",
        ),
    ],
)
def test_a_contact_that_is_refused(data: Any, field: str, message: str) -> None:
    assert heard([PAGE, data]) == {field: [message]}


@pytest.mark.parametrize(("auth", "own"), [("+1222", "1222"), ("1222", "+1222")])
def test_one_number_in_two_forms(auth: str, own: str) -> None:
    rest = "5555151"
    sms = {"sms": {"address": own + rest}}
    assert status(World().listen({"sms": auth + rest}, {"channels": sms})) == 201


def test_what_is_no_json() -> None:
    turn = World().handle(Request("LISTENER", "/contact", {}, b"crdl("))
    assert errors(turn) == {"body": ["The body must be JSON."]}
