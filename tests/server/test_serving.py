"""A server over a real socket: the vendor's API, texts, and callbacks that arrive."""

from __future__ import annotations

import json
from typing import Any

import httpx

from optinsim.simulator import Simulator
from tests.server.serving import ANN, NOON, PATIENCE, Wall, hosted, receiving, served

CALLBACKS = "/companies/acme/config/callbacks"
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"


def client(url: str) -> httpx.Client:
    return httpx.Client(base_url=url, auth=("qa", "secret"), trust_env=False, timeout=PATIENCE)


def registration(url: str) -> dict[str, Any]:
    destination = {"url": url, "method": "PUT", "content_type": "text/json"}
    return {"event_type": "person_added", "destination": destination}


def text(crm: httpx.Client, what: str, sender: str = ANN) -> dict[str, Any]:
    answer = crm.post("/_sim/texts", json={"from": sender, "text": what})
    assert answer.status_code == 200, answer.text
    turn: dict[str, Any] = answer.json()
    return turn


def deliveries(crm: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    answer = crm.get("/_sim/deliveries", params={"wait": PATIENCE, **query})
    found: list[dict[str, Any]] = answer.json()["deliveries"]
    return found


def test_a_registered_callback_arrives_with_its_method_and_content_type() -> None:
    with receiving() as receiver, served(hosted()) as url, client(url) as crm:
        assert crm.post(CALLBACKS, json=registration(receiver.url)).status_code == 201
        turn = text(crm, "Summer", "(312) 555-0123")
        method, path, headers, body = receiver.got.get(timeout=PATIENCE)
        assert (method, path, headers["Content-Type"]) == ("PUT", "/callbacks", "text/json")
        assert [body] == turn["callbacks"]
        assert turn["reading"]["campaign"] == "ACQ1234"
        (delivery,) = deliveries(crm)
        assert delivery["state"] == "delivered"
        assert [attempt["status"] for attempt in delivery["attempts"]] == [204]


def test_the_vendors_api_answers_as_a_simulator_does() -> None:
    account = hosted(start=NOON, speed=0)
    simulator = Simulator(account.simulator.account, start=NOON)
    body = {"mobile_phone": {"mdn": "3125550123"}}
    with served(account) as url, client(url) as crm:
        for method, path, given in (
            ("POST", PARTICIPANTS, body),
            ("POST", PARTICIPANTS, body),
            ("GET", "/companies/acme/mobiledb/persons?mdn=%2B13125550123", None),
            ("GET", "/companies/acme/mobiledb/subscription_lists/", None),
            ("DELETE", "/companies/other/nothing", None),
        ):
            answer = crm.request(method, path, json=given)
            expected = simulator.request(method, path, json=given).response
            assert expected is not None
            assert (answer.status_code, answer.json()) == (expected.status, expected.json)


def test_only_the_accounts_own_credentials_are_accepted() -> None:
    with served(hosted()) as url, httpx.Client(base_url=url, trust_env=False) as crm:
        assert crm.get(CALLBACKS).status_code == 401
        assert crm.get(CALLBACKS, auth=("qa", "wrong")).status_code == 401
        assert crm.get(CALLBACKS, auth=("qa", "secret")).status_code == 200


def test_time_that_passes_outside_passes_in_the_world_before_anything_is_done() -> None:
    wall = Wall()
    with served(hosted(wall=wall)) as url, client(url) as crm:
        assert text(crm, "SUMMER")["changes"][0]["to"] == "pending"
        wall.advance(hours=24)
        turn = text(crm, "Y")
        assert turn["at"] == "2026-01-06T12:00:00Z"
        assert turn["reading"]["as"] == "unmatched"


def test_a_frozen_clock_moves_only_when_told() -> None:
    wall = Wall()
    with served(hosted(wall=wall, speed=0)) as url, client(url) as crm:
        text(crm, "SUMMER")
        wall.advance(days=7)
        assert crm.get("/_sim/clock").json()["now"] == "2026-01-05T12:00:00Z"
        moved = crm.post("/_sim/clock", json={"advance": "23h"}).json()
        assert moved == {
            "now": "2026-01-06T11:00:00Z",
            "speed": 0,
            "next_due": "2026-01-06T12:00:00Z",
            "upcoming": ["2026-01-06T12:00:00Z"],
        }
        assert text(crm, "Y")["changes"][0]["to"] == "subscribed"


REFUSED: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    ("/_sim/texts", {"from": "12", "text": "Y"}, 409, "'12' is no possible phone number"),
    ("/_sim/texts", {"from": ANN, "to": "999", "text": "Y"}, 409, "999 is no number of this"),
    ("/_sim/texts", {"from": ANN}, 422, "text"),
    ("/_sim/texts", {"from": ANN, "text": "Y", "form": "x"}, 422, "form"),
    ("/_sim/texts?account=shop", {"from": ANN, "text": "Y"}, 404, "no account 'shop'"),
    ("/_sim/clock", {"advance": "2x"}, 409, "'2x' is no duration such as 90s"),
    ("/_sim/clock", {"to": "2020-01-01T00:00:00Z"}, 409, "cannot go back"),
    ("/_sim/clock", {"advance": "1h", "to": "2030-01-01T00:00:00Z"}, 409, "either"),
    ("/_sim/clock", {"speed": -1}, 422, "speed"),
    ("/_sim/clock", {"speed": True}, 422, "should be a number"),
    ("/_sim/clock", {"to": 1}, 422, "a text such as"),
    ("/_sim/texts?acount=shop", {"from": ANN, "text": "Y"}, 422, "did you mean 'account'?"),
    ("/_sim/texts?account=a&account=b", {"from": ANN, "text": "Y"}, 422, "more than once"),
    ("/_sim/texts", {"from": ANN, "tezt": "Y"}, 422, "did you mean 'text'?"),
    ("/_sim/text", {"from": ANN, "text": "Y"}, 404, "did you mean '/_sim/texts'?"),
    ("/_sim/people", {}, 405, "/_sim/people has no POST"),
)


def test_an_impossible_order_is_refused_with_its_reason() -> None:
    with served(hosted()) as url, client(url) as crm:
        for path, body, status, says in REFUSED:
            answer = crm.post(path, json=body)
            assert answer.status_code == status, body
            assert says in json.dumps(answer.json())


def test_a_body_that_is_no_json_is_refused_like_any_that_is_wrong() -> None:
    with served(hosted()) as url, client(url) as crm:
        for body in (b"\xff", b"{", b"[]", b""):
            for content_type in ("application/json", "text/plain"):
                headers = {"Content-Type": content_type}
                answer = crm.post("/_sim/texts", content=body, headers=headers)
                assert answer.status_code == 422
                assert [mistake["loc"][0] for mistake in answer.json()["detail"]] == ["body"]


def test_operations_without_parameters_say_so() -> None:
    with served(hosted()) as url, client(url) as crm:
        (mistake,) = crm.get("/_sim/accounts?x=1").json()["detail"]
        assert mistake["msg"] == "unknown parameter; there are none"


def test_a_host_that_is_not_on_loopback_is_not_called() -> None:
    with served(hosted()) as url, client(url) as crm:
        for where in ("https://crm.example.com/vibes", "http://192.0.2.1/vibes"):
            crm.post(CALLBACKS, json=registration(where))
        text(crm, "SUMMER")
        assert [(one["state"], one["attempts"][0]["reason"]) for one in deliveries(crm)] == [
            ("not allowed", "not delivered: host not allowed")
        ] * 2
