"""Who is let in, which calls there are, and what a client sends that nobody could mean."""

from __future__ import annotations

import base64
import json

import pytest

from optinsim.adapter import Request
from optinsim.platforms.cordial import Cordial
from optinsim.platforms.cordial.endpoints import ENDPOINTS
from tests.platforms.cordial.worlds import ANN, SUBSCRIBE, World, answer, contact, errors, status

CONTACTS = "/v2/contacts"


def basic(credentials: str, scheme: str = "Basic") -> dict[str, str]:
    return {"Authorization": f"{scheme} {base64.b64encode(credentials.encode()).decode()}"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic"},
        {"Authorization": "Basic \ud800"},
        {"Authorization": "qa-key"},
        basic("qa-key"),
        basic("qa-key:secret"),
        basic(":qa-key"),
        basic("QA-key:"),
        basic("qa-key:", "Bearer"),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", CONTACTS), ("POST", "/v2/x"), ("", "")])
def test_who_is_not_let_in(method: str, path: str, headers: dict[str, str]) -> None:
    world = World()
    turn = world.handle(Request(method, path, headers, json.dumps(contact(ANN)).encode()))
    assert status(turn) == 401
    assert answer(turn).json == {"error": "Access Denied: Authentication Failure"}
    assert turn.events == ()


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
@pytest.mark.parametrize("scheme", ["Basic", "basic"])
def test_who_is_let_in(name: str, scheme: str) -> None:
    credentials = basic("qa-key:", scheme)["Authorization"]
    assert status(World().handle(Request("GET", CONTACTS, {name: credentials}))) == 404


def test_signing() -> None:
    world = World()
    request = Request("GET", CONTACTS, {"X": "1"})
    signed = world.sign(request)
    assert signed.headers == basic("qa-key:") | {"X": "1"}
    assert world.sign(signed) == signed
    assert world.sign(signed, valid=False).headers == basic("not qa-key:") | {"X": "1"}
    own = Request("GET", CONTACTS, {"authorization": "mine"})
    assert world.sign(own) == own


def test_every_route_answers_by_itself() -> None:
    world = World()
    for one in ENDPOINTS:
        path = one.path.replace("{key}", "nobody").replace("{channel}", "sms")
        turn = world.handle(world.sign(Request(one.method, path)))
        asks_for_nothing = path in ("/v2/health", "/v2/accountcontactattributes")
        assert status(turn) in ((200,) if asks_for_nothing else (404, 422))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v2/accountlists/1"),
        ("PUT", "/v2/accountlists"),
        ("POST", "/v2/accountcontactattributes"),
        ("GET", "/v1/accountlists"),
        ("POST", "/v1/contactactivities"),
        ("GET", "/v3/contacts"),
        ("GET", "/"),
        ("PATCH", "/v2/contacts/13125550123"),
        ("POST", "/v2/contacts/merge"),
        ("POST", "/v2/contacts/split"),
        ("PUT", "/v2/contacts/13125550123/cart"),
        ("POST", "/v2/contacts/13125550123/downloadprofile"),
        ("POST", "/v2/contactactivities"),
        ("GET", f"/{'x' * 5000}"),
        ("GET", "/\ud800"),
    ],
)
def test_what_is_not_emulated(method: str, path: str) -> None:
    world = World()
    world.text("JOIN", ANN)
    response = answer(world.request(method, path, json={}))
    assert response.status == 501
    assert response.json["error"] is True
    assert response.json["errorKey"] == "NOT_EMULATED"
    assert "docs/platforms/cordial.md" in response.json["message"]
    assert len(response.json["message"]) < 400
    json.dumps(response.json, ensure_ascii=False).encode()


def test_the_case_of_a_method_does_not_count() -> None:
    assert status(World().request("get", CONTACTS)) == 404


def test_a_body_that_is_too_large() -> None:
    world = World()
    body = json.dumps(contact(ANN, SUBSCRIBE, first_name="x" * Cordial.largest_body)).encode()
    for request in (Request("POST", CONTACTS, {}, body), Request("LISTENER", "/contact", {}, body)):
        turn = world.handle(world.sign(request))
        assert (status(turn), turn.events) == (413, ())
        assert answer(turn).json == {
            "error": True,
            "errorKey": "GENERIC_ERROR_KEY",
            "message": "The body is too large",
        }


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"NaN", b'{"channels": 1e999}', b"[" * 9999, b'"\\ud800"']
)
@pytest.mark.parametrize(("method", "path"), [("POST", CONTACTS), ("PUT", f"{CONTACTS}/{ANN[1:]}")])
def test_what_is_no_json(method: str, path: str, body: bytes) -> None:
    world = World()
    world.text("JOIN", ANN)
    turn = world.handle(world.sign(Request(method, path, {}, body)))
    assert errors(turn) == {"body": ["The body must be JSON."]}
