"""Add a participant (vendor-docs/000), and the search for pending ones."""

from __future__ import annotations

from typing import Any

import pytest

from optinsim.core.consent import Consent
from tests.platforms.vibes.worlds import (
    ANN,
    BOB,
    CAT,
    LANDLINE,
    TREE,
    World,
    answer,
    body,
    messages,
    status,
    types,
)

ADDED = ["ack_participant_added", "company_participant_added"]


def person_key(world: World, mdn: str) -> str:
    key: str = world.get(f"mobiledb/persons?mdn=%2B{mdn[1:]}")[0]["person_key"]
    return key


def refusals(world: World, campaign: str = "ACQ1234", **person: Any) -> tuple[int, list[str]]:
    """Status and messages of an add that must be refused, and must leave everything as it was."""
    before = [(world.record(mdn), world.states(mdn)) for mdn in (ANN, BOB, CAT)]
    turn = world.add(campaign, **person)
    refused = messages(turn)
    assert [(world.record(mdn), world.states(mdn)) for mdn in (ANN, BOB, CAT)] == before
    return status(turn), refused


# --- 201 and 200


def test_a_new_person_is_asked() -> None:
    world = World()
    turn = world.add(mdn=ANN, external_person_id="EX1", custom_fields={"first_name": "Ann"})
    assert status(turn) == 201
    person = world.record(ANN)
    assert answer(turn).json == {
        "person": {
            "external_person_id": "EX1",
            "person_id": person["person_id"],
            "person_key": person["person_key"],
            "url": person["url"],
        },
        "participation_date": "",
        "expire_date": "2026-01-06T15:00Z",
        "status": "PENDING",
    }
    assert [reply.purpose for reply in turn.replies] == ["prompt"]
    assert types(turn) == ["person_added", *ADDED]
    assert turn.callbacks[1].body["participant"]["acquisition_campaign"]["keyword"] == "SUMMER"
    assert person["custom_fields"]["first_name"] == "Ann"
    assert world.state(ANN, "ACQ1234") is Consent.PENDING


def test_a_campaign_without_confirmation_subscribes() -> None:
    world = World()
    turn = world.add("NEWS", mdn=ANN)
    assert (status(turn), answer(turn).json["status"]) == (201, "SUBSCRIBED")
    assert answer(turn).json["expire_date"] == ""
    assert [reply.purpose for reply in turn.replies] == ["welcome"]
    assert types(turn) == ["person_added", *ADDED, "subscription_added"]


def test_a_campaign_without_keywords_can_be_joined_by_api() -> None:
    turn = World().add("API", mdn=ANN)
    assert status(turn) == 201
    assert turn.callbacks[1].body["participant"]["acquisition_campaign"]["keyword"] == ""


def test_an_unsubscribed_person_is_updated_and_asked_again() -> None:
    world = World()
    world.join(ANN)
    world.text("STOP", ANN)
    turn = world.add(mdn=ANN, custom_fields={"first_name": "Ann"})
    assert status(turn) == 201
    assert types(turn) == ["person_updated", *ADDED]


def test_nothing_new_about_a_person_is_no_update() -> None:
    world = World()
    world.call("POST", "mobiledb/persons", body(mdn=ANN, external_person_id="EX1"))
    assert types(world.add(external_person_id="EX1", mdn=ANN)) == ADDED


def test_an_add_while_pending_is_200_and_asks_no_second_time() -> None:
    world = World()
    first = answer(world.add(mdn=ANN)).json
    world.wait("2h")
    again = world.add(mdn=ANN, custom_fields={"first_name": "Ann"})
    assert status(again) == 200
    assert answer(again).json == first
    assert again.replies == ()
    assert types(again) == ["person_updated"]  # D0: any 2xx stores what it says
    assert types(world.add(mdn=ANN, custom_fields={"first_name": "Ann"})) == []


def test_a_keyword_join_is_pending_for_the_api_too() -> None:
    world = World()
    world.text("SUMMER", ANN)
    assert status(world.add(mdn=ANN)) == 200
    assert status(world.add("ACQ2", mdn=ANN)) == 201


def test_given_is_set_and_null_removes_and_omitted_stays() -> None:
    world = World()
    world.add(mdn=ANN, custom_fields={"first_name": "Ann", "zip_code": "60601"})
    world.add(mdn=ANN, custom_fields={"first_name": None})
    assert world.record(ANN)["custom_fields"] == {"first_name": None, "zip_code": "60601"}
    world.add(mdn=ANN, external_person_id="EX1", custom_fields=None)
    assert world.record(ANN)["custom_fields"] == {"first_name": None, "zip_code": None}
    world.add(mdn=ANN, external_person_id=None)
    assert world.record(ANN)["external_person_id"] is None


def test_unknown_keys_are_ignored() -> None:
    assert status(World().add(mdn=ANN, timezone="Mars/Base", person={"x": [1]})) == 201


# --- Whom the body means


def test_every_identifier_finds_the_person() -> None:
    world = World()
    world.call("POST", "mobiledb/persons", body(mdn=ANN, external_person_id="EX1"))
    record = world.record(ANN)
    for identifier in (
        {"person_key": record["person_key"]},
        {"person_id": record["person_id"]},
        {"person_key": record["person_key"], "person_id": record["person_id"]},
        {"external_person_id": "EX1"},
        {"mdn": ANN},
    ):
        assert answer(world.add(**identifier)).json["person"]["url"] == record["url"]


def test_an_unknown_identifier_makes_a_new_person() -> None:
    world = World()
    assert status(world.add(person_key="nobody", mdn=ANN)) == 201
    assert status(world.add(external_person_id="EX2", mdn=BOB)) == 201
    assert world.record(BOB)["external_person_id"] == "EX2"


def test_a_person_without_a_phone_gets_one() -> None:
    world = World()
    world.call("POST", "mobiledb/persons", {"external_person_id": "EX1"})
    assert types(world.add(external_person_id="EX1", mdn=ANN)) == ["person_updated", *ADDED]
    assert world.record(ANN)["external_person_id"] == "EX1"


def test_a_person_gets_another_external_id_that_is_free() -> None:
    world = World()
    world.add(mdn=ANN, external_person_id="EX1")
    assert status(world.add(mdn=ANN, external_person_id="EX2")) == 200
    assert world.record(ANN)["external_person_id"] == "EX2"


# --- 400


def test_a_body_that_is_no_object() -> None:
    world = World()
    path = "campaigns/acquisition/ACQ1234/participants"
    assert messages(world.call("POST", path)) == ["The body is not JSON"]
    assert messages(world.call("POST", path, [1])) == ["The body is not a JSON object"]


@pytest.mark.parametrize("person", [{}, {"custom_fields": {}}, {"mobile_phone": {"mdn": None}}])
def test_no_person_is_named(person: dict[str, Any]) -> None:
    code, refused = refusals(World(), **person)
    expected = "One of person_key, person_id, external_person_id, mobile_phone.mdn must be given"
    assert (code, refused) == (400, [expected])


@pytest.mark.parametrize(
    "mdn",
    ["", "3125550123", "13125550123", "+1312555012", "+1 312 555 0123", "+13125550123 ", "x", "+0"],
)
def test_a_number_that_is_not_e164(mdn: str) -> None:
    code, refused = refusals(World(), mdn=mdn)
    form = "an E.164 number such as +12995551234"
    assert code == 400
    assert refused == [f"The MDN {mdn!r} is not in proper mobile number format: expected {form}"]


@pytest.mark.parametrize("mdn", [13125550123, True, ["+13125550123"], {"mdn": ANN}, 1.5])
def test_a_number_of_the_wrong_type(mdn: object) -> None:
    assert refusals(World(), mdn=mdn) == (400, ["The MDN must be text"])


def test_the_vendors_own_samples_are_proper_numbers() -> None:
    world = World()
    assert status(world.add(mdn="+12995551234")) == 201
    assert status(world.add(mdn="+12225555151")) == 201


def test_version_1_wants_and_gives_national_numbers() -> None:
    world = World()
    path = "campaigns/acquisition/ACQ1234/participants"
    for version in (1, None):
        refused = world.call("POST", path, body(mdn=ANN), version=version)
        expected = "10 digits (E.164 needs the header X-API-Version: 2)"
        assert messages(refused) == [
            f"The MDN {ANN!r} is not in proper mobile number format: expected {expected}"
        ]
    assert status(world.call("POST", path, body(mdn="3125550123"), version=None)) == 201
    assert world.state(ANN, "ACQ1234") is Consent.PENDING


@pytest.mark.parametrize(
    "mdn", ["13125550123", "312-555-0123", "٣١٢٥٥٥٠١٢٣", "²125550123", "5550123"]
)
def test_version_1_wants_ten_digits(mdn: str) -> None:
    path = "campaigns/acquisition/ACQ1234/participants"
    assert status(World().call("POST", path, body(mdn=mdn), version=1)) == 400


# --- 422


def test_every_unknown_custom_field_is_named() -> None:
    code, refused = refusals(World(), mdn=ANN, custom_fields={"a": 1, "first_name": "x", "b": None})
    assert (code, refused) == (422, ["Unknown custom field: a", "Unknown custom field: b"])


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"external_person_id": 7}, "external_person_id must be text of 1 to 128 characters"),
        ({"external_person_id": ""}, "external_person_id must be text of 1 to 128 characters"),
        (
            {"external_person_id": "x" * 129},
            "external_person_id must be text of 1 to 128 characters",
        ),
        ({"person_key": False}, "person_key must be text of 1 to 128 characters"),
        ({"person_id": ["x"]}, "person_id must be text of 1 to 128 characters"),
        ({"mobile_phone": "+1"}, "mobile_phone must be an object"),
        ({"custom_fields": []}, "custom_fields must be an object"),
        (
            {"mobile_phone": {"mdn": ANN, "carrier_code": 104}},
            "carrier_code must be text of 1 to 128 characters",
        ),
        (
            {"custom_fields": {"zip_code": [[1]]}},
            "custom_fields.zip_code must be text, an option or a list of options",
        ),
        (
            {"custom_fields": {"zip_code": {"id": {}}}},
            "custom_fields.zip_code must be text, an option or a list of options",
        ),
    ],
)
def test_values_of_a_wrong_type(person: dict[str, Any], expected: str) -> None:
    given = {"person_key": "x", "mdn": ANN} | person
    if "mobile_phone" in person:
        del given["mdn"]
    assert refusals(World(), **given) == (422, [expected])


@pytest.mark.parametrize(
    "value",
    ["x", 7, 1.5, True, {"id": "4", "name": None}, [{"id": "4"}, {"id": "12"}], ["x", 7], []],
)
def test_values_that_a_custom_field_can_have(value: object) -> None:
    world = World()
    assert status(world.add(mdn=ANN, custom_fields={"zip_code": value})) == 201
    assert world.record(ANN)["custom_fields"]["zip_code"] == value


def test_all_that_is_wrong_is_said_at_once() -> None:
    code, refused = refusals(World(), external_person_id=1, mdn="1", custom_fields={"x": 1})
    assert code == 400  # what makes a 400 comes before what makes a 422
    assert [message.split()[0] for message in refused] == ["The", "external_person_id", "Unknown"]


def test_a_landline() -> None:
    expected = (422, ["The MDN does not map to a provisioned carrier"])
    world = World()
    assert refusals(world, mdn=LANDLINE) == expected
    world.call("POST", "mobiledb/persons", body(mdn=LANDLINE, external_person_id="EX1"))
    assert refusals(world, external_person_id="EX1") == expected


def test_an_external_id_that_is_another_persons() -> None:
    world = World()
    world.add(mdn=ANN, external_person_id="EX1")
    world.add(mdn=BOB)
    expected = (422, ["EXTERNALPERSONIDMISMATCH"])
    assert refusals(world, mdn=BOB, external_person_id="EX1") == expected
    assert refusals(world, mdn=CAT, external_person_id="EX1") == expected
    assert refusals(world, person_key=person_key(world, BOB), external_person_id="EX1") == expected


def test_what_cannot_be_processed() -> None:
    world = World()
    world.add(mdn=ANN, external_person_id="EX1")
    world.add(mdn=BOB)
    world.call("POST", "mobiledb/persons", {"external_person_id": "PHONELESS"})
    ann, bob = person_key(world, ANN), person_key(world, BOB)
    phoneless = world.get("mobiledb/persons/external/PHONELESS")["person_key"]
    for person in (
        {"person_key": "nobody"},
        {"external_person_id": "nobody"},
        {"external_person_id": "PHONELESS"},
        {"external_person_id": "EX1", "mobile_phone": None},
        {"person_key": ann, "mdn": CAT},
        {"person_key": ann, "external_person_id": "EX1", "mdn": CAT},
        {"person_key": phoneless, "mdn": ANN},
        {"person_key": ann, "person_id": bob},
    ):
        assert refusals(world, **person) == (422, ["UNPROCESSABLE ENTITY"]), person


def test_the_tokens_with_underscores() -> None:
    world = World(assumptions={"error_tokens_have_underscores": True})
    assert refusals(world, person_key="nobody")[1] == ["UNPROCESSABLE_ENTITY"]
    world.add(mdn=ANN, external_person_id="EX1")
    refused = refusals(world, mdn=BOB, external_person_id="EX1")[1]
    assert refused == ["EXTERNAL_PERSON_ID_MISMATCH"]
    world.text("N", ANN)
    assert refusals(world, mdn=ANN)[1] == ["MDN_HAS_CONFIRMATION_BLOCK"]


# --- 409, and the block after a «No»


def test_already_subscribed() -> None:
    world = World()
    world.join(ANN)
    for campaign in ("ACQ1234", "ACQ2"):  # both fill the same list
        assert refusals(world, campaign, mdn=ANN, custom_fields={"first_name": "A"}) == (
            409,
            ["Already subscribed"],
        )


BLOCKED = (422, ["MDNHASCONFIRMATIONBLOCK"])


def test_a_no_blocks_the_api_and_not_the_keyword() -> None:
    world = World()
    world.add(mdn=ANN)
    world.text("no", ANN)
    assert refusals(world, mdn=ANN, external_person_id="EX1") == BLOCKED
    assert status(world.add("ACQ2", mdn=ANN)) == 201  # the block is that campaign's
    world.text("STOP", ANN)
    world.text("SUMMER", ANN)
    assert refusals(world, mdn=ANN) == BLOCKED  # pending by keyword, and still blocked
    world.text("Y", ANN)
    world.text("STOP", ANN)
    assert status(world.add(mdn=ANN)) == 201  # the confirmation has lifted it


def test_neither_silence_nor_a_stop_blocks() -> None:
    world = World()
    world.add(mdn=ANN)
    world.text("STOP", ANN)
    assert status(world.add(mdn=ANN)) == 201
    world.wait("24h")
    assert status(world.add(mdn=ANN)) == 201


def test_a_stop_blocks_where_the_account_assumes_so() -> None:
    world = World(assumptions={"stop_blocks_api_add": True})
    world.add(mdn=ANN)
    world.text("STOP", ANN)
    assert refusals(world, mdn=ANN) == BLOCKED
    world.join(ANN)
    world.text("STOP", ANN)  # while subscribed
    assert status(world.add(mdn=ANN)) == 201


def test_only_a_confirmation_lifts_the_block() -> None:
    world = World()
    world.add(mdn=ANN)
    world.text("N", ANN)
    for ending in ("N", "STOP"):
        world.text("SUMMER", ANN)
        world.text(ending, ANN)
        assert refusals(world, mdn=ANN) == BLOCKED
    world.text("SUMMER", ANN)
    world.wait("24h")
    assert refusals(world, mdn=ANN) == BLOCKED


def test_the_block_stays_with_the_number() -> None:
    world = World()
    world.add(mdn=ANN, external_person_id="EX1")
    world.text("N", ANN)
    world.call("PUT", "mobiledb/persons/external/EX1", {"mobile_phone": None})
    assert refusals(world, external_person_id="EX2", mdn=ANN) == BLOCKED
    assert refusals(world, external_person_id="EX1", mdn=ANN) == BLOCKED
    assert status(world.add(external_person_id="EX1", mdn=BOB)) == 201


# --- The order of the checks


def test_the_order_of_the_checks() -> None:
    """Everything is wrong at once; what comes first is mended, one after the other."""
    world = World()
    world.join(BOB)
    world.add(mdn=ANN, external_person_id="EX1")
    world.text("N", ANN)
    fields: dict[str, Any] = {"custom_fields": {"x": 1}}
    path = "campaigns/acquisition/{}/participants"

    def code(campaign: str, person: Any, *, auth: bool = True) -> int:
        full = f"/companies/acme/{path.format(campaign)}"
        headers = {"X-API-Version": "2"}
        return status(world.request("POST", full, json=person, headers=headers, auth=auth))

    assert code("none", None, auth=False) == 401
    assert code("none", None) == 404
    assert code("ACQ1234", None) == 400
    assert code("ACQ1234", {"mobile_phone": {"mdn": "1"}, **fields}) == 400
    mismatched_landline = body(mdn=LANDLINE, external_person_id="EX1")
    assert refusals(world, **mismatched_landline, **fields) == (
        422,
        ["Unknown custom field: x", "The MDN does not map to a provisioned carrier"],
    )
    landline = (422, ["The MDN does not map to a provisioned carrier"])
    assert refusals(world, **mismatched_landline) == landline
    mismatch = body(mdn=BOB, external_person_id="EX1")
    assert refusals(world, **mismatch) == (422, ["EXTERNALPERSONIDMISMATCH"])
    assert refusals(world, mdn=BOB)[0] == 409
    assert refusals(world, mdn=ANN) == BLOCKED
    world.join(ANN, "WINTER")  # the other campaign of the list: subscribed, and blocked here
    assert refusals(world, mdn=ANN)[0] == 409


# --- The search for pending participants


def test_the_pending_participant_is_found_by_every_key() -> None:
    world = World()
    world.wait("30s")
    world.add(mdn=ANN, external_person_id="EX1")
    record = world.record(ANN)
    path = "campaigns/acquisition/ACQ1234/participants/"
    found = world.get(f"{path}?mdn=%2B13125550123")
    assert [one["person"]["person_id"] for one in found] == [record["person_id"]]
    assert found[0]["participation_date"] == "2026-01-05T15:00Z"
    assert found[0]["expire_date"] == "2026-01-06T15:00Z"
    assert found[0]["status"] == "PENDING"
    for query in (
        f"person_id={record['person_id']}",
        f"person_key={record['person_key']}",
        "external_person_id=EX1",
    ):
        assert world.get(f"{path}?{query}") == found
    assert world.get(f"{path}?mdn=3125550123", version=1) == found


def test_who_is_not_pending_is_not_found() -> None:
    world = World()
    path = "campaigns/acquisition/ACQ1234/participants?mdn=%2B13125550123"
    assert world.get(path) == []  # nobody
    world.text("SUMMER", ANN)
    assert world.get(path.replace("ACQ1234", "ACQ2")) == []
    world.text("Y", ANN)
    assert world.get(path) == []


def test_a_search_that_names_no_person_or_badly() -> None:
    world = World()
    path = "campaigns/acquisition/ACQ1234/participants"
    for query in ("", "?", "?name=Ann"):
        turn = world.call("GET", path + query)
        expected = "One of mdn, person_key, person_id, external_person_id must be given"
        assert (status(turn), messages(turn)) == (400, [expected])
    for mdn in ("+13125550123", "13125550123", "", "%2B1"):
        turn = world.call("GET", f"{path}?mdn={mdn}")
        assert status(turn) == 400
        assert "in a query, + is written as %2B" in messages(turn)[0]
    turn = world.call("GET", f"{path}?mdn=1", version=1)
    assert "%2B" not in messages(turn)[0]
    assert status(world.call("GET", "campaigns/acquisition/none/participants?mdn=1")) == 404
    assert world.get(f"{path}?person_key=&mdm=") == []


# --- Campaigns


def test_the_campaigns() -> None:
    world = World()
    listed = world.get("campaigns/acquisition")
    assert [one["acquisition_id"] for one in listed] == ["ACQ1234", "ACQ2", "NEWS", "API"]
    assert listed[0] == world.get("campaigns/acquisition/ACQ1234/")
    assert listed[0] == {
        "acquisition_id": "ACQ1234",
        "description": "Summer Sale",
        "campaign_type": {"code": "ACQUISITION"},
        "status": "active",
        "start_date": "2026-01-05T15:00Z",
        "acquisition_campaign": {"keywords": ["SUMMER", "SUMR"]},
        "sourcecode": "84237",
        "url": "/companies/acme/campaigns/acquisition/ACQ1234",
        "created_date": "2026-01-05T15:00Z",
        "updated_date": "2026-01-05T15:00Z",
    }


def test_at_most_fifty_campaigns_are_listed() -> None:
    many = [
        TREE["campaigns"][0] | {"acquisition_id": f"A{i}", "keywords": [f"K{i}"]} for i in range(51)
    ]
    world = World(campaigns=many)
    assert len(world.get("campaigns/acquisition")) == 50
    assert world.get("campaigns/acquisition/A50")["acquisition_id"] == "A50"


def test_no_campaigns() -> None:
    turn = World(campaigns=[]).call("GET", "campaigns/acquisition")
    assert (status(turn), messages(turn)) == (404, ["No campaigns can be located"])


def test_an_unknown_campaign() -> None:
    turn = World().call("GET", "campaigns/acquisition/ACQ%2F9")
    assert messages(turn) == ["Acquisition campaign 'ACQ/9' not found"]


def test_a_number_without_its_plus_is_an_assumption() -> None:
    """Vibes' Ruby client strips the plus in bodies; RP wants E.164, so an account has to say so."""
    path = "campaigns/acquisition/ACQ1234/participants"
    lenient: dict[str, Any] = {"assumptions": {"accepts_mdn_without_plus": True}}
    strict: dict[str, Any] = {}
    for number, strict_status, lenient_status in (
        ("13125550123", 400, 201),
        ("+13125550123", 201, 201),
        ("3125550123", 400, 400),
        ("", 400, 400),
    ):
        for changes, expected in ((strict, strict_status), (lenient, lenient_status)):
            turn = World(**changes).call("POST", path, {"mobile_phone": {"mdn": number}})
            assert (number, status(turn)) == (number, expected)
    query = "mobiledb/persons?mdn=13125550123"
    assert status(World(**lenient).call("GET", query)) == 400
