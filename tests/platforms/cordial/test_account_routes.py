"""What clients ask for first: the account's attributes and lists, and whether they are let in."""

from __future__ import annotations

from typing import Any

import pytest

from optinsim.adapter import Request, Response
from tests.platforms.cordial.worlds import ANN, World, answer, errors, status

LISTS = "/v2/accountlists"
ATTRIBUTES = "/v2/accountcontactattributes"


def get(world: World, path: str) -> Response:
    return answer(world.request("GET", path))


def make(world: World, **body: Any) -> Response:
    turn = world.request("POST", LISTS, json=body)
    assert (turn.events, turn.callbacks) == ((), ())
    return answer(turn)


def refused(world: World, **body: Any) -> str:
    """The message that a list is refused with."""
    response = make(world, **body)
    assert response.status == 422, response
    message = response.json.pop("message")
    assert response.json == {"error": True, "errorKey": "GENERIC_ERROR_KEY"}
    return str(message)


# --- Attributes


def test_an_attribute_is_found_by_its_key() -> None:
    response = get(World(), ATTRIBUTES)
    assert response.status == 200
    assert list(response.json) == ["first_name", "zip"]
    shown = {"key": "zip", "name": "zip", "type": "string", "index": False}
    assert response.json["zip"] == shown


def test_the_account_may_assume_a_list_of_attributes() -> None:
    response = get(World(assumptions={"attributes_answer": "list"}), ATTRIBUTES)
    assert [one["key"] for one in response.json] == ["first_name", "zip"]


@pytest.mark.parametrize("query", ["type=string", "indexed=0", "type=string&indexed=0", "page=1"])
def test_every_attribute_is_a_text_without_an_index(query: str) -> None:
    assert list(get(World(), f"{ATTRIBUTES}?{query}").json) == ["first_name", "zip"]


@pytest.mark.parametrize("query", ["type=geo", "indexed=1", "type=array&indexed=0"])
def test_there_is_no_such_attribute(query: str) -> None:
    response = get(World(), f"{ATTRIBUTES}?{query}")
    assert (response.status, response.json["errorKey"]) == (404, "RECORD_NOT_FOUND")


def test_an_account_without_attributes_has_none_to_show() -> None:
    assert get(World(attributes=[]), ATTRIBUTES).status == 404


@pytest.mark.parametrize(
    ("query", "message"),
    [("type=text", "invalid field type"), ("indexed=yes", "The indexed must be 0 or 1.")],
)
def test_a_filter_that_cannot_be(query: str, message: str) -> None:
    response = get(World(), f"{ATTRIBUTES}?{query}")
    assert (response.status, response.json["message"]) == (422, message)


# --- Lists


def test_the_lists_of_the_account_file_are_there() -> None:
    response = get(World(lists=["my-list", "vip"]), LISTS)
    assert response.status == 200
    assert response.json == [
        {"id": 1, "name": "my-list", "enhanced": True},
        {"id": 2, "name": "vip", "enhanced": True},
    ]


def test_an_account_without_lists_has_none_to_show() -> None:
    response = get(World(), LISTS)
    assert (response.status, response.json["errorKey"]) == (404, "RECORD_NOT_FOUND")


def test_a_list_is_made_by_call_and_shown_last() -> None:
    world = World(lists=["vip"])
    response = make(world, name="Sellers", enhanced=True)
    assert (response.status, response.json) == (200, {"success": True, "id": 2})
    assert make(world, name="Buyers").json["id"] == 3
    assert [(one["name"], one["enhanced"]) for one in get(world, LISTS).json] == [
        ("vip", True),
        ("Sellers", True),
        ("Buyers", False),
    ]
    assert [one["id"] for one in get(world, f"{LISTS}?name=Buyers").json] == [3]
    assert get(world, f"{LISTS}?name=buyers").status == 404


def test_the_group_that_a_client_gives_is_shown_again() -> None:
    world = World()
    make(world, name="segment_7", enhanced=True, segment_group_id="7")
    assert get(world, LISTS).json[0]["segment_group_id"] == "7"


def test_a_list_that_was_made_is_a_key_of_contacts() -> None:
    world = World()
    body = {"channels": {"sms": {"address": ANN[1:]}}, "Sellers": True}
    unknown = ["key Sellers is not part of the schema for this resource"]
    assert errors(world.call("POST", "", body)) == {"Sellers": unknown}
    make(world, name="Sellers", enhanced=True)
    assert status(world.call("POST", "", body)) == 201
    record = world.record(ANN)
    assert record["lists"] == ["Sellers"]
    assert record["listJoinDate"] == {"Sellers": "2026-01-05T15:00:00+0000"}


def test_a_list_that_is_not_enhanced_keeps_no_dates() -> None:
    world = World(lists=["vip"])
    make(world, name="Buyers", enhanced=False)
    world.post(ANN, Buyers=True)
    assert world.record(ANN)["lists"] == ["Buyers"]
    assert "listJoinDate" not in world.record(ANN)
    world.put(ANN, vip=True)
    assert world.record(ANN)["lists"] == ["Buyers", "vip"]
    assert list(world.record(ANN)["listJoinDate"]) == ["vip"]
    world.put(ANN, Buyers=False, vip=False)
    assert "lists" not in world.record(ANN)


BAD = "Name must contain only letters, numbers, and dashes. Should not exceed 128 characters."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"name": "vip"}, "Name must be unique"),
        ({"name": "a list"}, BAD),
        ({"name": "x" * 129}, BAD),
        ({"name": "été"}, BAD),
        ({"name": 7}, BAD),
        ({"name": "cID"}, "cID is not allowed for list names."),
        ({"name": "cid"}, "cid is not allowed for list names."),
        ({"name": "first_name"}, "first_name is not allowed for list names."),
        ({}, "The name field is required."),
        ({"name": ""}, "The name field is required."),
        ({"name": "x", "enhanced": "yes"}, "The enhanced must be true or false."),
        (
            {"name": "x", "segment_group_id": []},
            "The segment_group_id must be text or a whole number.",
        ),
        ({"name": "x", "nam": 1}, "key nam is not part of the schema for this resource"),
    ],
)
def test_a_list_that_is_refused_is_not_made(body: dict[str, Any], message: str) -> None:
    world = World(lists=["vip"])
    assert refused(world, **body) == message
    assert len(get(world, LISTS).json) == 1


def test_a_list_of_128_characters_may_be_made() -> None:
    assert make(World(), name="x" * 128).status == 200


@pytest.mark.parametrize("body", [None, [], "vip"])
def test_a_body_that_is_no_object_makes_no_list(body: Any) -> None:
    assert status(World().request("POST", LISTS, json=body)) == 422


def test_the_lists_are_state() -> None:
    """A snapshot has them, and the world behaves otherwise with one than without it."""
    world, other = World(), World()
    before = world.snapshot()
    make(world, name="Sellers")
    made = world.snapshot()
    assert world.canonical() != other.canonical()
    world.restore(before)
    assert get(world, LISTS).status == 404
    assert world.canonical() == other.canonical()
    other.restore(made)
    assert refused(other, name="Sellers") == "Name must be unique"
    assert make(other, name="Buyers").json["id"] == 2


# --- Health


def test_a_client_can_see_whether_it_is_let_in() -> None:
    world = World()
    assert get(world, "/v2/health") == Response(200, {"success": True})
    wrong = world.sign(Request("GET", "/v2/health"), valid=False)
    assert status(world.handle(wrong)) == 401
