"""Who is let in, which calls there are, and what a client sends that nobody could mean."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from optinsim.adapter import Request
from optinsim.platforms.vibes import Vibes
from optinsim.platforms.vibes.endpoints import ENDPOINTS
from tests.platforms.vibes.worlds import (
    ANN,
    BOB,
    LANDLINE,
    World,
    account,
    answer,
    messages,
    status,
)

LISTS = "/companies/acme/mobiledb/subscription_lists"
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"


def basic(credentials: str, scheme: str = "Basic") -> dict[str, str]:
    return {"Authorization": f"{scheme} {base64.b64encode(credentials.encode()).decode()}"}


def code(world: World, request: Request) -> int:
    return status(world.handle(request))


# --- Authentication


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic"},
        {"Authorization": "Basic \ud800"},
        basic("qa@acme.example:wrong"),
        basic("qa@acme.example:secret2"),
        basic("qa@acme.example:"),
        basic("QA@acme.example:secret"),
        basic("qa@acme.example:secret", "Bearer"),
    ],
)
def test_who_is_not_let_in(headers: dict[str, str]) -> None:
    turn = World().handle(Request("GET", LISTS, headers))
    assert status(turn) == 401
    assert answer(turn).json == {"errors": [{"message": "Unauthorized", "code": 1}]}


@pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_who_is_let_in(name: str, scheme: str) -> None:
    credentials = basic("qa@acme.example:secret", scheme)["Authorization"]
    assert code(World(), Request("GET", LISTS, {name: credentials})) == 200


BELOW = "/companies/{company_key}/"


def test_signing() -> None:
    world = World()
    request = Request("GET", LISTS, {"X-API-Version": "2"})
    signed = world.sign(request)
    assert signed.headers == basic("qa@acme.example:secret") | {"X-API-Version": "2"}
    assert world.sign(signed, valid=False).headers != signed.headers
    assert code(world, world.sign(signed, valid=False)) == 401
    wrong = Request("GET", LISTS, {"authorization": "Basic eDp5"})
    assert world.sign(wrong) == wrong  # whoever says how to sign is believed
    assert code(world, world.sign(wrong, valid=False)) == 401


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(account().file)


def test_credentials_in_any_script() -> None:
    world = World(api={"username": "qä", "password": "\ud800🔑"})
    assert code(world, world.sign(Request("GET", LISTS))) == 200


def test_every_kind_of_error_has_its_code() -> None:
    """The numbers are ours, and stay as they are."""
    world = World()
    world.add(mdn=ANN, external_person_id="EX1")
    world.text("N", ANN)
    world.join(BOB)
    callback = {"callback_type": "person_added", "destination": {"url": "https://x.example/"}}
    world.call("POST", "config/callbacks", callback)
    person = "mobiledb/persons/external/EX1"
    turns = {
        1: world.request("GET", LISTS, auth=False),
        2: world.call("GET", "mobiledb/persons/nobody"),
        3: world.add(),
        4: world.add(mdn="1"),
        5: world.add(mdn=BOB),
        6: world.add(mdn=ANN),
        7: world.add(mdn=LANDLINE),
        8: world.add(mdn=BOB, external_person_id="EX1"),
        9: world.add(person_key="nobody"),
        10: world.add(mdn=ANN, custom_fields={"x": 1}),
        11: world.call("PUT", person, {"mobile_phone": {"mdn": BOB}}),
        12: world.call("POST", "config/callbacks", callback),
        501: world.call("GET", "wallet"),
    }
    codes = {key: [error["code"] for error in answer(turns[key]).json["errors"]] for key in turns}
    assert codes == {key: [key] for key in turns}


# --- Versions


@pytest.mark.parametrize(("version", "expected"), [("1", 200), (" 2 ", 200), ("", 200)])
def test_versions(version: str, expected: int) -> None:
    world = World()
    request = Request("GET", LISTS, {"x-api-VERSION": version})
    assert code(world, world.sign(request)) == expected


@pytest.mark.parametrize("version", ["3", "0", "v2", "1.0", "²"])
def test_there_is_no_such_version(version: str) -> None:
    world = World()
    turn = world.handle(world.sign(Request("GET", LISTS, {"X-API-Version": version})))
    assert (status(turn), messages(turn)) == (400, ["X-API-Version must be 1 or 2"])


# --- Routes


def test_the_routes_of_facts_vibes_md() -> None:
    """Sections 2.1, 3.1, 4 and 5 of the facts, and nothing else."""
    person = ("mobiledb/persons/{person_key}", "mobiledb/persons/external/{external_id}")
    lists = "mobiledb/subscription_lists"
    expected = {
        ("GET", "campaigns/acquisition"),
        ("GET", "campaigns/acquisition/{campaign}"),
        ("GET", "campaigns/acquisition/{campaign}/participants"),
        ("POST", "campaigns/acquisition/{campaign}/participants"),
        ("GET", f"{lists}/{{list}}/acquisition_campaigns"),
        ("GET", "sourcecodes"),
        ("POST", "config/callbacks"),
        ("GET", "config/callbacks"),
        *((method, "config/callbacks/{callback_id}") for method in ("GET", "PUT", "DELETE")),
        ("POST", "config/callback_events/test"),
        ("GET", "mobiledb/persons"),
        ("POST", "mobiledb/persons"),
        *((method, path) for method in ("GET", "PUT") for path in person),
        *(("GET", f"{path}/subscriptions") for path in person),
        *((m, f"{path}/subscriptions/{{list}}") for m in ("GET", "DELETE") for path in person),
        ("GET", lists),
        ("GET", f"{lists}/{{list}}"),
        ("GET", f"{lists}/{{list}}/subscribers"),
    }
    assert {(one.method, one.path.removeprefix(BELOW)) for one in ENDPOINTS} == expected
    assert len(ENDPOINTS) == len(expected)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/companies/acme/mobiledb/persons/x"),
        ("DELETE", "/companies/acme/mobiledb/persons/x"),
        ("POST", "/companies/acme/mobiledb/persons/x/subscriptions"),
        ("POST", "/companies/acme/campaigns/acquisition"),
        ("GET", "/companies/acme/mobiledb/broadcasts"),
        ("GET", "/companies/acme/mobiledb"),
        ("GET", "/companies/acme//sourcecodes"),
        ("GET", "/companies/acme"),
        ("GET", "/"),
        ("GET", ""),
        ("GET", "//["),
        ("GET", "?mdn=1"),
        ("", LISTS),
        ("OPTIONS", LISTS),
        ("X" * 1000, "/y" * 10_000),
    ],
)
def test_what_is_not_emulated(method: str, path: str) -> None:
    world = World()
    turn = world.handle(world.sign(Request(method, path)))
    assert status(turn) == 501
    said = messages(turn)[0]
    shown = path.partition("?")[0][:200] or "/"
    start = f"optinsim does not emulate {method[:20]} {shown}"
    assert said == f"{start}. No answer of Vibes: see docs/platforms/vibes.md"
    assert len(said) < 350


def test_an_unknown_company() -> None:
    world = World()
    turn = world.handle(world.sign(Request("GET", LISTS.replace("acme", "ACME"))))
    assert (status(turn), messages(turn)) == (404, ["Company not found"])


def test_a_company_key_that_has_to_be_escaped() -> None:
    world = World(company_key="a/b c")
    assert code(world, world.sign(Request("get", "/companies/a%2Fb%20c/sourcecodes/"))) == 200


@pytest.mark.parametrize("path", [f"{LISTS}\n", f"{LISTS}/\x00", "/\ud800", f"{LISTS}?mdn=\ud800"])
def test_characters_that_no_path_has(path: str) -> None:
    world = World()
    turn = world.handle(world.sign(Request("GET", path)))
    expected = "The path has a character that must be percent-encoded"
    assert (status(turn), messages(turn)) == (400, [expected])


def test_of_a_repeated_parameter_the_last_counts() -> None:
    world = World()
    world.text("SUMMER", ANN)
    query = "?mdn=1&mdn=%2B13125550123&mdn"
    request = world.sign(Request("GET", PARTICIPANTS + query, {"X-API-Version": "2"}))
    assert code(world, request) == 400  # the last one is empty
    assert len(world.get(f"{PARTICIPANTS[16:]}{query[:-4]}")) == 1


# --- Bodies


def refusal(body: bytes) -> tuple[int, list[str]]:
    world = World()
    request = Request("POST", PARTICIPANTS, {"X-API-Version": "2"}, body)
    turn = world.handle(world.sign(request))
    return status(turn), messages(turn)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{'mdn': 1}",
        b'{"mobile_phone": {"mdn": "+13125550123"}} {}',
        b"\xff\xfe",
        '{"a": "ä"}'.encode("latin-1"),
        '{"mobile_phone": {"mdn": "+13125550123"}}'.encode("utf-16"),
        b'{"external_person_id": "\\ud800"}',
        b'{"\\uDC00": 1}',
        b'{"x": "\xed\xa0\x80"}',
        b'{"x": NaN}',
        b'{"x": -Infinity}',
        b'{"x": 1e999}',
        b'{"x": -1e999}',
        b'{"x": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"x":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
    ids=lambda body: f"{body[:30]!r}-{len(body)}",
)
def test_what_is_not_json(body: bytes) -> None:
    assert refusal(body) == (400, ["The body is not JSON"])


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"7", b"true", b"[" * 90 + b"]" * 90])
def test_what_is_no_object(body: bytes) -> None:
    assert refusal(body) == (400, ["The body is not a JSON object"])


def test_a_huge_body() -> None:
    spaces = b" " * Vibes.largest_body
    assert refusal(spaces)[0] == 400
    assert refusal(spaces + b" ") == (413, ["The body is too large"])


@pytest.mark.parametrize("depth", [10, 200, 800])
def test_a_deeply_nested_value(depth: int) -> None:
    value = b'{"mobile_phone": {"mdn": ' + b"[" * depth + b"]" * depth + b"}}"
    assert refusal(value) == (400, ["The MDN must be text"])
    value = b'{"mobile_phone": {"mdn": "+13125550123"}, "custom_fields": {"zip_code": '
    nested = refusal(value + b"[" * depth + b"]" * depth + b"}}")
    assert nested[0] == 422


def test_what_is_odd_and_fine() -> None:
    world = World()
    for body in (
        b'\xef\xbb\xbf{"mobile_phone": {"mdn": "+13125550123"}}',  # a byte order mark
        b'{"external_person_id": "\\ud83d\\ude00\\u0000", "mobile_phone": {"mdn": "+13125550124"}}',
        b'{"external_person_id": "\\\\ud800", "mobile_phone": {"mdn": "+13125550125"}, "x": 1e300}',
    ):
        request = Request("POST", PARTICIPANTS, {"X-API-Version": "2"}, body)
        assert code(world, world.sign(request)) == 201
    assert world.record("+13125550124")["external_person_id"] == "😀\x00"


@pytest.mark.parametrize(
    ("method", "path"), [(one.method, one.path.removeprefix(BELOW)) for one in ENDPOINTS]
)
@pytest.mark.parametrize("body", [None, [], "x", 7, True, {"mobile_phone": [], "destination": 1}])
def test_no_route_falls_over(method: str, path: str, body: Any) -> None:
    world = World()
    turn = world.call(
        method,
        path.format(
            campaign="ACQ1234", list="1234", person_key="x", external_id="y", callback_id="z"
        ),
        body,
    )
    json.dumps(answer(turn).json)
    if status(turn) >= 300:
        messages(turn)
