"""What can be read of programs, participants and messages."""

from __future__ import annotations

from typing import Any

import pytest

from optinsim.platforms.signalvine.profile import BUILT_IN
from tests.platforms.signalvine.worlds import (
    ACCOUNT,
    ANN,
    BOB,
    CAT,
    EVE,
    FIELDS,
    HEADER,
    NOBODY,
    NUMBER,
    OTHER,
    PROGRAM,
    SECOND,
    TREE,
    TWO,
    World,
    answer,
)

PROGRAMS = f"/v1/accounts/{ACCOUNT}/programs"
PARTICIPANTS = f"/v1/programs/{PROGRAM}/participants"
MESSAGES = f"/v1/programs/{PROGRAM}/messages"


def refused(world: World, path: str) -> tuple[int, str]:
    turn = world.request("GET", path)
    assert turn.events == ()
    return answer(turn).status, str(answer(turn).json["error"])


# --- Accounts


def test_a_token_has_one_account() -> None:
    world = World()
    account = {"id": ACCOUNT, "name": "Big State"}
    found = world.get("/v1/users/INVENTED_TOKEN/accounts")
    assert (found["items"], found["total"], found["count"]) == ([account], 1, 25)
    assert world.get(f"/v1/accounts/{ACCOUNT}") == account


@pytest.mark.parametrize("token", ["OTHER_TOKEN", "invented_token", "%FF"])
def test_another_token_is_nobody_s(token: str) -> None:
    assert refused(World(), f"/v1/users/{token}/accounts") == (404, "User not found")


def test_another_account_is_not_there() -> None:
    assert refused(World(), f"/v1/accounts/{NOBODY}") == (404, "Account not found")


# --- Programs


def test_programs() -> None:
    world = World(programs=[TREE["programs"][0], {**SECOND, "active": False}])
    first = {"id": PROGRAM, "accountId": ACCOUNT, "name": "TXT-4-SUCCESS", "active": True}
    second = {"id": OTHER, "accountId": ACCOUNT, "name": "HS_Life", "active": False}
    assert world.items(PROGRAMS) == [first]
    assert world.items(f"{PROGRAMS}?active=all") == [first, second]
    assert world.get(f"/v1/programs/{OTHER}") == second


def test_the_schema_of_a_program() -> None:
    fields = World().get(f"/v1/programs/{PROGRAM}?type=schema")["fields"]
    assert {field["name"]: field["type"] for field in fields} == BUILT_IN | FIELDS
    assert fields[0] == {"name": "signalvine_id", "type": "UUID"}


# --- Participants


def test_a_simple_participant() -> None:
    world = World()
    world.text("JOIN", ANN)
    (item,) = world.items(PARTICIPANTS)
    assert item == {
        "id": world.record(ANN)["id"],
        "customerId": "",
        "programId": PROGRAM,
        "phone": ANN,
    }


def test_a_full_participant() -> None:
    world = World(programs=[{**SECOND, "timezone": "US/Mountain"}])
    world.wait("1h")
    world.message(f"{HEADER},major\nC1,Ann,Lee,{ANN},Fall;Dorm,Art", program=OTHER)
    (item,) = world.items(f"/v1/programs/{OTHER}/participants?type=full")
    assert item == world.record(ANN)
    profile = item.pop("profile")
    assert item == {
        "id": item["id"],
        "customerId": "C1",
        "accountId": ACCOUNT,
        "programId": OTHER,
        "programName": "HS_Life",
        "programActive": True,
        "phone": ANN,
        "programPhone": SECOND["phone"],
        "created": "2026-01-05T16:00:00.000Z",
        "active": True,
        "groups": ["Fall", "Dorm"],
        "receivedCount": 0,
        "sentCount": 0,
        "scheduledCount": 0,
    }
    values = {field["name"]: field["value"] for field in profile}
    assert values == {
        "first_name": "Ann",
        "last_name": "Lee",
        "active": "true",
        "created_at": "2026-01-05T16:00:00.000Z",
        "customer_id": "C1",
        "group_list": "Fall;Dorm",
        "major": "Art",
        "phone": ANN,
        "phone_valid": "true",
        "program_phone": SECOND["phone"],
        "related_id": NOBODY,
        "signalvine_id": item["id"],
        "timezone": "US/Mountain",
    }
    assert list(values)[:3] == ["first_name", "last_name", "active"]
    assert profile[0] == {
        "name": "first_name",
        "type": "String",
        "updated": "2026-01-05T16:00:00.000Z",
        "sort": -2,
        "value": "Ann",
    }
    places = {field["name"]: field["sort"] for field in profile}
    assert [places[name] for name in ("last_name", "phone", "active", "related_id")] == [
        -1,
        0,
        0,
        0,
    ]
    own = [place for place in places.values() if place > 0]
    assert own == sorted(set(own))


def test_only_what_has_changed_is_updated() -> None:
    world = World()
    world.add(ANN)
    world.wait("1h")
    world.message("customer_id,first_name,major\nC23,F23,Art", existing=["first_name", "major"])
    world.wait("1h")
    world.text("STOP", ANN)
    updated = {field["name"]: field["updated"][11:16] for field in world.record(ANN)["profile"]}
    assert {name: at for name, at in updated.items() if at != "15:00"} == {
        "major": "16:00",
        "active": "17:00",
    }


def test_only_active_participants_are_listed_unless_all_are_asked_for() -> None:
    world = World()
    world.add(ANN, BOB)
    world.text("STOP", ANN)
    assert [item["phone"] for item in world.items(PARTICIPANTS)] == [BOB]
    assert [item["phone"] for item in world.items(f"{PARTICIPANTS}?active=all")] == [ANN, BOB]


def test_participants_of_an_account() -> None:
    world = World(**TWO)
    world.add(BOB, program=OTHER)
    world.add(ANN)
    items = world.items(f"/v1/accounts/{ACCOUNT}/participants?type=simple")
    assert [(item["programId"], item["phone"]) for item in items] == [(PROGRAM, ANN), (OTHER, BOB)]


@pytest.mark.parametrize(
    ("after", "phones"),
    [
        ("2026-01-05T14:59:59.999Z", [ANN, BOB, CAT]),
        ("2026-01-05T15:00:00Z", [BOB, CAT]),
        ("2026-01-05T16:00:00+00:00", [CAT]),
        ("2026-01-05T09:00:00-07:00", [CAT]),
        ("2026-01-05T16:00:00", [CAT]),
        ("2026-01-05", [ANN, BOB, CAT]),
        ("2026-01-05T17:00:00Z", []),
    ],
)
def test_participants_who_were_updated_after_a_time(after: str, phones: list[str]) -> None:
    world = World()
    world.add(ANN, BOB, CAT)
    world.wait("1h")
    world.message("customer_id,major\nC24,Art", existing=["major"])
    world.wait("1h")
    world.text("STOP", CAT)
    items = world.items(f"{PARTICIPANTS}?active=all&updated-after={after}")
    assert [item["phone"] for item in items] == phones


# --- Messages


def test_messages_of_every_kind_newest_first() -> None:
    world = World()
    world.text("JOIN", ANN)
    world.wait("1h")
    world.text("hello", ANN)
    received, sent = world.items(f"{MESSAGES}?count=2")[1], world.items(MESSAGES)[0]
    assert received == {
        "id": received["id"],
        "participantId": world.record(ANN)["id"],
        "programId": PROGRAM,
        "customerId": "",
        "sentBy": "",
        "time": "2026-01-05T16:00:00.000Z",
        "text": "hello",
        "type": "received",
    }
    assert (sent["text"], sent["type"], sent["sentBy"]) == ("what?", "sent", "simulator")
    assert [m["text"] for m in world.items(MESSAGES)] == ["what?", "hello", "welcome", "JOIN"]
    for kind, texts in {"received": ["hello", "JOIN"], "sent": ["what?", "welcome"]}.items():
        assert [m["text"] for m in world.items(f"{MESSAGES}?message_type={kind}")] == texts
    for kind in ("scheduled", "template"):
        assert world.items(f"{MESSAGES}?message_type={kind}") == []
    assert len({message["id"] for message in world.items(MESSAGES)}) == 4


def test_messages_carry_the_customer_id_of_now() -> None:
    world = World()
    world.text("JOIN", ANN)
    world.message(f"{HEADER}\nC1,Ann,,{ANN},", existing=["customer_id"])
    assert {message["customerId"] for message in world.items(MESSAGES)} == {"C1"}


def test_messages_of_a_participant_of_a_program_and_of_the_account() -> None:
    world = World(**TWO)
    world.text("JOIN", ANN)
    world.text("JOIN", BOB)
    world.text("LIFE", BOB, SECOND["phone"])
    ann = world.record(ANN)[PROGRAM]["id"]
    for participant in (ann, ann.upper()):
        texts = [m["text"] for m in world.items(f"/v1/participants/{participant}/messages")]
        assert texts == ["welcome", "JOIN"]
    assert len(world.items(MESSAGES)) == 4
    assert len(world.items(f"/v1/accounts/{ACCOUNT}/messages")) == 6


# --- Pages


def envelope(**other: Any) -> dict[str, Any]:
    rels = ("self", "first", "prev", "next", "last")
    return {
        "items": [],
        "links": [{"rel": rel, "uri": PARTICIPANTS} for rel in rels],
        "total": 0,
        "offset": 0,
        "count": 25,
        "nextOffset": 0,
        "prevOffset": 0,
        "lastOffset": 0,
        "pages": 0,
    } | other


def test_an_empty_page() -> None:
    assert World().get(PARTICIPANTS) == envelope()


def test_a_page_with_all_there_is_links_to_itself() -> None:
    """As in the samples of API17."""
    world = World()
    world.add(ANN, BOB)
    items = world.items(PARTICIPANTS)
    assert world.get(PARTICIPANTS) == envelope(items=items, total=2, pages=1)


def test_a_page_in_the_middle() -> None:
    world = World()
    world.add(ANN, BOB, CAT, EVE)
    page = world.get(f"{PARTICIPANTS}?active=all&offset=1&count=1")
    assert [item["phone"] for item in page["items"]] == [BOB]
    numbers = ("total", "offset", "count", "nextOffset", "prevOffset", "lastOffset", "pages")
    assert [page[name] for name in numbers] == [4, 1, 1, 2, 0, 3, 4]
    uri = f"{PARTICIPANTS}?active=all&count=1"
    assert {link["rel"]: link["uri"] for link in page["links"]} == {
        "self": f"{uri}&offset=1",
        "first": uri,
        "prev": uri,
        "next": f"{uri}&offset=2",
        "last": f"{uri}&offset=3",
    }
    seen, uri = [], PARTICIPANTS + "?count=3"
    for _ in range(2):
        page = world.get(uri)
        seen += [item["phone"] for item in page["items"]]
        uri = next(link["uri"] for link in page["links"] if link["rel"] == "next")
    assert seen == [ANN, BOB, CAT, EVE]


def test_a_link_replaces_half_a_surrogate_pair_of_the_query() -> None:
    page = World().get(f"{PARTICIPANTS}?act\udc4bive=\ud83d")
    assert page["links"][0] == {"rel": "self", "uri": f"{PARTICIPANTS}?act%3Five=%3F"}


@pytest.mark.parametrize(("offset", "items"), [(3, 1), (4, 0), (100, 0)])
def test_the_last_page_and_those_after_it(offset: int, items: int) -> None:
    world = World()
    world.add(ANN, BOB, CAT, EVE)
    page = world.get(f"{PARTICIPANTS}?offset={offset}&count=2")
    assert (len(page["items"]), page["nextOffset"], page["lastOffset"]) == (items, 0, 2)


def test_there_are_never_more_than_500_on_a_page() -> None:
    world = World()
    rows = [f"C{i},F,,+1312{2000000 + i}," for i in range(501)]
    world.message("\n".join([HEADER, *rows]))
    page = world.get(f"{PARTICIPANTS}?count=1000")
    assert (len(page["items"]), page["count"], page["nextOffset"]) == (500, 500, 500)
    assert len(world.items(f"{PARTICIPANTS}?count=500&offset=500")) == 1


@pytest.mark.parametrize("value", ["x", "", "-1", "1.5", "0x1", "\u0663", "1000000000", "9" * 5000])
@pytest.mark.parametrize("name", ["count", "offset"])
def test_a_page_that_cannot_be(name: str, value: str) -> None:
    status, message = refused(World(), f"{PARTICIPANTS}?{name}={value}")
    assert (status, message.split()[0]) == (400, name)


# --- What is refused


def test_a_page_of_nothing_is_refused() -> None:
    assert refused(World(), f"{PARTICIPANTS}?count=0")[0] == 400


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (f"{PROGRAMS}?active=some", "active must be all"),
        (f"{PROGRAMS}?type=schema", "type must be simple or full"),
        (f"/v1/programs/{PROGRAM}?type=x", "type must be simple or full or schema"),
        (f"{PARTICIPANTS}?type=schema", "type must be simple or full"),
        (f"{PARTICIPANTS}?active=true", "active must be all"),
        (
            f"{MESSAGES}?message_type=lost",
            "message_type must be sent or received or scheduled or template",
        ),
        (f"{MESSAGES}?type=x", "type must be simple or full"),
        (
            f"{PARTICIPANTS}?updated-after=yesterday",
            "updated-after must be a time such as 2016-10-04T12:00:00.000Z",
        ),
        (
            f"{PARTICIPANTS}?updated-after=0001-01-01T00:00:00%2B14:00",
            "updated-after must be a time such as 2016-10-04T12:00:00.000Z",
        ),
    ],
)
def test_a_parameter_that_no_source_shows(path: str, message: str) -> None:
    assert refused(World(), path) == (400, message)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/v1/accounts/nobody/programs", "Account not found"),
        (f"/v1/accounts/{NOBODY}/participants", "Account not found"),
        (f"/v1/accounts/{NOBODY}/messages", "Account not found"),
        (f"/v1/programs/{NOBODY}", "Program not found"),
        (f"/v1/programs/{NOBODY}/participants", "Program not found"),
        (f"/v1/programs/{NOBODY}/messages", "Program not found"),
        (f"/v1/participants/{NOBODY}/messages", "Participant not found"),
        ("/v1/participants/0123456789AB/messages", "Participant not found"),
        ("/v1/participants/%/messages", "Participant not found"),
    ],
)
def test_what_is_not_there(path: str, message: str) -> None:
    assert refused(World(), path) == (404, message)


def test_an_id_not_yet_given_is_unknown() -> None:
    world, later = World(), World()
    world.add(ANN)
    later.add(ANN, BOB)
    path = f"/v1/participants/{later.record(BOB)['id']}/messages"
    assert refused(world, path)[0] == 404
    assert later.items(path) == []
    short = later.record(BOB)["id"].replace("-", "")[-12:].upper()
    assert refused(later, f"/v1/participants/{short}/messages")[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/v1/participants/{NOBODY}"),
        ("POST", MESSAGES),
        ("PATCH", f"/v1/programs/{PROGRAM}"),
        ("GET", f"/v2/programs/{PROGRAM}/participants"),
        ("GET", "/"),
        ("GET", "/v1/accounts"),
        ("GET", "/v1/users/INVENTED_TOKEN"),
    ],
)
def test_everything_else_says_that_it_is_not_emulated(method: str, path: str) -> None:
    response = answer(World().request(method, path))
    assert response.status == 501
    assert response.json["error"].startswith(f"optinsim does not emulate {method} /")


def test_the_numbers_phone_is_that_of_the_account_unless_the_program_has_one() -> None:
    world = World(**TWO)
    world.add(ANN)
    world.add(ANN, program=OTHER)
    record = world.record(ANN)
    assert (record[PROGRAM]["programPhone"], record[OTHER]["programPhone"]) == (
        NUMBER,
        SECOND["phone"],
    )
