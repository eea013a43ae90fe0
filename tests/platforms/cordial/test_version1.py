"""Version 1 of the contacts API: the same contacts; some answers are as a client recorded them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.platforms.cordial.worlds import ANN, SUBSCRIBE, World, answer, contact, purposes, status

if TYPE_CHECKING:
    from optinsim.simulator import Turn


def call(world: World, method: str, path: str = "", body: Any = None) -> Turn:
    return world.request(method, f"/v1/contacts{path}", json=body)


def test_a_contact_is_created_with_200() -> None:
    world = World()
    response = answer(call(world, "POST", "", contact(ANN)))
    cid = world.record(ANN)["_id"]
    created = {"success": True, "message": "contact created", "cID": cid}
    assert (response.status, response.json) == (200, created)


def test_an_update_names_the_contact() -> None:
    world = World()
    call(world, "POST", "", contact(ANN))
    body = {"channels": {"email": {"address": "ann@example.com"}}, "first_name": "Ann"}
    response = answer(call(world, "PUT", f"/{ANN[1:]}", body))
    cid = world.record(ANN)["_id"]
    updated = {"success": True, "message": "contact updated", "cID": cid}
    assert (response.status, response.json) == (200, updated)
    assert world.record(ANN)["first_name"] == "Ann"


def test_an_update_changes_what_the_contact_is_found_by() -> None:
    world = World()
    call(world, "POST", "", {"channels": {"email": {"address": "ann@example.com"}}})
    body = {"channels": {"email": {"address": "ann@example.org"}}}
    response = answer(call(world, "PUT", "/email:ann@example.com", body))
    assert response.json["cID"] == world.get("ann@example.org")["_id"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nobody"),
        ("GET", "?email=nobody@example.com"),
        ("PUT", "/nobody"),
        ("PUT", "/nobody/unsubscribe/sms"),
        ("DELETE", "/nobody"),
    ],
)
def test_a_404_has_no_error_key(method: str, path: str) -> None:
    response = answer(call(World(), method, path, {"channels": {}}))
    assert response.status == 404
    assert response.json == {"error": True, "message": "record not found"}


def test_a_422_has_no_error_key() -> None:
    response = answer(call(World(), "POST", "", contact(ANN, first="Ann")))
    unknown = ["key first is not part of the schema for this resource"]
    assert response.status == 422
    assert response.json == {"error": True, "messages": {"validationErrors": {"first": unknown}}}


def test_our_own_501_says_what_it_is() -> None:
    response = answer(call(World(), "GET", "?audience-key=vip"))
    assert (response.status, response.json["errorKey"]) == (501, "NOT_EMULATED")


def test_both_versions_speak_of_the_same_contacts() -> None:
    world = World()
    turn = call(world, "POST", "", contact(ANN, SUBSCRIBE))
    assert purposes(turn) == ["opt_in"]
    assert world.get(ANN[1:]) == answer(call(world, "GET", f"/{ANN[1:]}")).json
    assert answer(call(world, "GET")).json == [world.get(ANN[1:])]
    turn = call(world, "PUT", f"/{ANN[1:]}/unsubscribe/sms")
    assert answer(turn).json == {"success": True}
    assert purposes(turn) == ["stop"]
    assert answer(call(world, "DELETE", f"/{ANN[1:]}")).json == {"success": True}
    assert status(world.call("GET", f"/{ANN[1:]}")) == 404
