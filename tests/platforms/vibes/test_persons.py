"""The person API: who is found, added, merged and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optinsim.core.consent import Consent
from tests.platforms.vibes.worlds import (
    ANN,
    BOB,
    CAT,
    LANDLINE,
    World,
    answer,
    body,
    messages,
    status,
    types,
)

if TYPE_CHECKING:
    from optinsim.simulator import Turn

PERSONS = "mobiledb/persons"


def post(world: World, **person: Any) -> Turn:
    return world.call("POST", f"{PERSONS}/", body(**person))


def put(world: World, path: str, **person: Any) -> Turn:
    return world.call("PUT", f"{PERSONS}/{path}", body(**person))


def refused(world: World, turn: Turn) -> tuple[int, list[str]]:
    """Status and messages of a call that must have changed nothing."""
    assert world.record(CAT) is None
    return status(turn), messages(turn)


MISMATCH = (422, ["EXTERNALPERSONIDMISMATCH"])
CONFLICT = (409, ["MDN cannot be changed"])
NOBODY = (404, ["Person not found"])

# --- GET


def test_a_person_in_full() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1", custom_fields={"first_name": "Ann"})
    world.wait("1h")
    put(world, "external/EX1", custom_fields={"zip_code": "60601"})
    record = world.record(ANN)
    assert record == {
        "person_id": record["person_id"],
        "person_key": record["person_key"],
        "external_person_id": "EX1",
        "mobile_phone": {"mdn": ANN, "carrier_code": "102"},
        "timezone": "US/Central",
        "timezone_source": "area_code",
        "custom_fields": {"first_name": "Ann", "zip_code": "60601"},
        "created_at": "2026-01-05T15:00Z",
        "updated_at": "2026-01-05T16:00Z",
        "url": f"/companies/acme/mobiledb/persons/{record['person_id']}",
    }
    for path in (record["person_key"], record["person_id"], "external/EX1", "external/EX1/"):
        assert world.get(f"{PERSONS}/{path}") == record
    assert world.get(f"{PERSONS}/?mdn=%2B13125550123") == [record]


def test_version_1_shows_national_numbers() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1")
    assert (
        world.get(f"{PERSONS}?mdn=3125550123", version=1)[0]["mobile_phone"]["mdn"] == "3125550123"
    )
    assert world.get(f"{PERSONS}/external/EX1", version=1)["mobile_phone"]["mdn"] == "3125550123"
    assert status(world.call("GET", f"{PERSONS}?mdn=%2B13125550123", version=1)) == 400


def test_the_search_can_answer_with_the_person_alone() -> None:
    world = World(assumptions={"person_search_answers": "person"})
    post(world, mdn=ANN)
    assert world.get(f"{PERSONS}?mdn=%2B13125550123") == world.record(ANN)


def test_no_person_is_found() -> None:
    world = World()
    for path in ("nobody", "external/nobody", "external", "0x1", "?mdn=%2B13125550123"):
        assert refused(world, world.call("GET", f"{PERSONS}/{path}")) == NOBODY
    without = world.call("GET", PERSONS)
    assert refused(world, without) == (404, ["Person (the query has no mdn) not found"])
    bare = world.call("GET", f"{PERSONS}?mdn=+13125550123")
    assert status(bare) == 400
    (said,) = messages(bare)
    assert said == (
        "The MDN ' 13125550123' is not in proper mobile number format: expected an E.164 number "
        "such as +12995551234; in a query, + is written as %2B"
    )


def test_an_external_id_may_hold_anything() -> None:
    world = World()
    assert status(put(world, "external/a%2Fb%20c%3F%C3%A9")) == 201
    assert world.get(f"{PERSONS}/external/a%2Fb%20c%3F%C3%A9")["external_person_id"] == "a/b c?é"
    assert world.get(f"{PERSONS}/external/a%2Fb c%3Fé")["external_person_id"] == "a/b c?é"


def test_a_person_without_a_phone() -> None:
    world = World()
    person = answer(post(world, external_person_id="EX1")).json
    assert (person["mobile_phone"], person["timezone"], person["timezone_source"]) == (None,) * 3


# --- POST


def test_a_new_person_is_not_subscribed() -> None:
    world = World()
    turn = post(world, mdn=ANN)
    assert status(turn) == 201
    assert answer(turn).json == world.record(ANN)
    assert types(turn) == ["person_added"]
    assert turn.replies == ()
    assert set(world.states(ANN).values()) == {Consent.NONE}


def test_a_known_person_gets_the_values() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1", custom_fields={"first_name": "Ann"})
    for person in (
        {"mdn": ANN, "custom_fields": {"zip_code": "60601"}},
        {"external_person_id": "EX1"},
        {"mdn": ANN, "external_person_id": "EX1"},
    ):
        turn = post(world, **person)
        assert status(turn) == 200
        assert types(turn) == ["person_updated"]  # W: even where nothing changes
    assert world.record(ANN)["custom_fields"] == {"first_name": "Ann", "zip_code": "60601"}
    assert world.record(ANN)["external_person_id"] == "EX1"
    assert status(post(world, mdn=ANN, external_person_id="EX2")) == 200
    assert world.record(ANN)["external_person_id"] == "EX2"
    assert refused(world, world.call("GET", f"{PERSONS}/external/EX1")) == NOBODY


def test_a_known_person_without_a_phone_gets_one() -> None:
    world = World()
    post(world, external_person_id="EX1")
    assert status(post(world, external_person_id="EX1", mdn=ANN)) == 200
    assert world.record(ANN)["external_person_id"] == "EX1"


def test_a_landline_may_have_a_record() -> None:
    assert status(post(World(), mdn=LANDLINE)) == 201


def test_a_post_that_is_refused() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1")
    post(world, mdn=BOB)
    nobody = (422, ["One of external_person_id, mobile_phone.mdn must be given"])
    assert refused(world, post(world)) == nobody
    assert refused(world, post(world, person_key="x", mobile_phone={"mdn": None})) == nobody
    assert refused(world, post(world, mdn=BOB, external_person_id="EX1")) == CONFLICT
    assert refused(world, post(world, mdn=CAT, external_person_id="EX1")) == CONFLICT
    assert refused(world, post(world, mdn=CAT, custom_fields={"x": 1, "y": 2})) == (
        422,
        ["Unknown custom field: x", "Unknown custom field: y"],
    )
    code, said = refused(world, post(world, mdn="1", external_person_id=3))
    assert (code, len(said)) == (422, 2)
    assert status(post(world, mdn="1")) == 422
    assert refused(world, world.call("POST", PERSONS)) == (400, ["The body is not JSON"])


# --- PUT


def test_given_is_set_and_null_removes_and_omitted_stays() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1", custom_fields={"first_name": "Ann"})
    key = world.record(ANN)["person_key"]
    before = world.record(ANN)
    turn = put(world, key, custom_fields={"zip_code": "60601"})
    assert status(turn) == 200
    assert types(turn) == ["person_updated"]
    assert answer(turn).json == world.record(ANN)
    assert world.record(ANN) == before | {
        "custom_fields": {"first_name": "Ann", "zip_code": "60601"}
    }
    put(world, before["person_id"], custom_fields={"first_name": None})
    assert world.record(ANN)["custom_fields"] == {"first_name": None, "zip_code": "60601"}
    put(world, key, custom_fields=None, external_person_id=None)
    assert world.record(ANN)["custom_fields"] == {"first_name": None, "zip_code": None}
    assert world.record(ANN)["external_person_id"] is None


def test_a_put_without_changes_is_no_update() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1", custom_fields={"first_name": "Ann"})
    world.wait("1h")
    record = world.record(ANN)
    for person in ({}, record, {"mobile_phone": {"mdn": ANN, "carrier_code": "102"}}):
        turn = put(world, "external/EX1", **person)
        assert status(turn) == 200
        assert turn.events == ()
    assert world.record(ANN) == record
    phoneless = put(world, "external/EX2")
    assert types(phoneless) == ["person_added"]
    for phone in (None, {"carrier_code": "104"}, {"mdn": None}):
        assert put(world, "external/EX2", mobile_phone=phone).events == ()


def test_what_vibes_assigns_is_ignored() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1")
    record = world.record(ANN)
    stale = {"person_id": "1", "timezone_source": "x", "created_at": 1, "updated_at": [], "url": ""}
    assert status(put(world, "external/EX1", **stale)) == 200
    assert world.record(ANN) == record


def test_a_changed_carrier_is_news() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1")
    turn = put(world, "external/EX1", mobile_phone={"carrier_code": "104"})
    assert types(turn) == ["person_updated"]
    assert world.record(ANN)["mobile_phone"] == {"mdn": ANN, "carrier_code": "104"}
    assert types(put(world, "external/EX1", mobile_phone={"mdn": ANN, "carrier_code": "104"})) == []
    put(world, "external/EX1", mobile_phone={"carrier_code": None})
    assert world.record(ANN)["mobile_phone"] == {"mdn": ANN, "carrier_code": None}


@pytest.mark.parametrize("gone", [None, {"mdn": None}, {"mdn": None, "carrier_code": None}])
def test_a_phone_is_taken_off_a_person(gone: Any) -> None:
    world = World()
    phone = {"mdn": ANN, "carrier_code": "104"}
    post(world, external_person_id="EX1", mobile_phone=phone)
    world.join(ANN)
    world.text("NEWS", ANN)
    turn = put(world, "external/EX1", mobile_phone=gone)
    assert types(turn) == ["subscription_removed", "subscription_removed", "person_updated"]
    assert turn.callbacks[0].body["subscription"]["person"]["mobile_phone"] == {"mdn": ANN}
    assert turn.callbacks[0].body["subscription"]["opt_out_reason"] == "api_opt_out"
    assert turn.replies == ()
    assert world.record(ANN) is None
    assert world.get(f"{PERSONS}/external/EX1")["mobile_phone"] is None
    # The number is free, and a new phone has the assumed carrier.
    assert types(world.text("SUMMER", ANN))[0] == "person_added"
    assert status(put(world, "external/EX1", mdn=BOB)) == 200
    assert world.record(BOB)["mobile_phone"] == {"mdn": BOB, "carrier_code": "102"}


def test_a_prompt_ends_in_silence_with_the_phone() -> None:
    world = World()
    world.add(mdn=ANN, external_person_id="EX1")
    assert types(put(world, "external/EX1", mobile_phone=None)) == ["person_updated"]
    put(world, "external/EX1", mdn=ANN)
    assert types(world.text("Y", ANN)) == ["unmatched_message_received"]
    assert types(world.wait("24h")) == []


def test_an_external_put_adds_a_person() -> None:
    world = World()
    turn = put(world, "external/EX1", mdn=ANN)
    assert status(turn) == 201
    assert types(turn) == ["person_added"]
    assert world.record(ANN)["external_person_id"] == "EX1"
    assert status(put(world, "external/EX2", external_person_id="EX3")) == 201
    assert world.get(f"{PERSONS}/external/EX3")["external_person_id"] == "EX3"
    assert refused(world, world.call("GET", f"{PERSONS}/external/EX2")) == NOBODY
    assert status(put(world, "external/EX4", external_person_id=None, mdn=BOB)) == 201
    assert world.record(BOB)["external_person_id"] is None


def test_an_external_put_renames_a_person() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1")
    assert status(put(world, "external/EX1", external_person_id="EX2")) == 200
    assert world.record(ANN)["external_person_id"] == "EX2"


def test_an_external_put_gives_the_id_to_a_person_who_came_by_keyword() -> None:
    world = World()
    world.text("SUMMER", ANN)
    turn = put(world, "external/EX1", mdn=ANN, custom_fields={"first_name": "Ann"})
    assert status(turn) == 200
    assert types(turn) == ["person_updated"]
    assert world.record(ANN)["external_person_id"] == "EX1"


def test_a_put_that_is_refused() -> None:
    world = World()
    post(world, mdn=ANN, external_person_id="EX1")
    post(world, mdn=BOB, external_person_id="EX2")
    assert refused(world, put(world, "nobody", mdn="bad")) == NOBODY
    assert refused(world, put(world, "external/EX1", mdn=CAT)) == CONFLICT
    assert refused(world, put(world, "external/EX1", mdn=BOB)) == CONFLICT
    assert refused(world, put(world, "external/NEW", mdn=BOB)) == CONFLICT
    assert refused(world, put(world, "external/EX1", external_person_id="EX2")) == MISMATCH
    assert refused(world, put(world, "external/NEW", external_person_id="EX2")) == MISMATCH
    assert refused(world, put(world, "external/NEW", external_person_id=None)) == (
        422,
        ["external_person_id cannot be null for a new person without a phone"],
    )
    too_long = (422, ["external_person_id must be text of 1 to 128 characters"])
    assert refused(world, put(world, f"external/{'x' * 129}")) == too_long
    assert status(put(world, f"external/{'x' * 128}")) == 201
    assert status(put(world, "external/EX1", mdn="bad")) == 422
    both = put(world, "external/EX1", mdn="bad", custom_fields={"x": 1})
    assert (status(both), len(messages(both))) == (422, 2)
    assert refused(world, world.call("PUT", f"{PERSONS}/external/EX1")) == (
        400,
        ["The body is not JSON"],
    )


def test_the_errors_of_put_can_have_no_body() -> None:
    """D1: 404 and 409 have none. Of the others it says nothing."""
    world = World(assumptions={"person_errors_have_body": False})
    post(world, mdn=ANN, external_person_id="EX1")
    for turn, code in (
        (put(world, "nobody"), 404),
        (put(world, "external/EX1", mdn=CAT), 409),
    ):
        assert (status(turn), answer(turn).json, turn.events) == (code, None, ())
    unknown = put(world, "external/EX1", custom_fields={"x": 1})
    assert refused(world, unknown) == (422, ["Unknown custom field: x"])
    assert refused(world, world.call("GET", f"{PERSONS}/nobody")) == NOBODY
