"""Who is let in: the signature, its two forms of a body, and its time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Request
from optinsim.platforms.signalvine import SignalVine
from optinsim.platforms.signalvine.account import Api
from optinsim.platforms.signalvine.signature import is_signed, sign, signature
from tests.platforms.signalvine.worlds import ACCOUNT, PROGRAM, World, answer

API = Api(token="INVENTED_TOKEN", secret="INVENTED_SECRET")  # noqa: S106  (of the public sample)
NOW = datetime(2026, 1, 5, 15, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
AS_LONG_AS_IT_LIKES = timedelta(0)
PATH = f"/v1/accounts/{ACCOUNT}/programs"


def signed(
    body: bytes = b"", signs: bytes | None = None, date: str = "2026-01-05T15:00:00Z"
) -> Request:
    """A request whose sender has signed `signs` for its body."""
    given = signature(API, "POST", "/x", body if signs is None else signs, date)
    headers = {"Authorization": f"SignalVine {API.token}:{given}", "SignalVine-Date": date}
    return Request("POST", "/x", headers, body)


def test_the_public_sample() -> None:
    """The only one there is: facts/signalvine.md, B1."""
    found = signature(API, "GET", "/bogus", b"", "1969-07-20T20:17:00+00:00")
    assert found == "P1f0up2G0I6tJG4D3nRed/IlvvT2tqEQqbqEPXNQXDo="


def test_all_parts_but_the_secret_are_lower_cased() -> None:
    shout = signature(API, "GET", "/Bogus", b'{"A":"\xc3\x89"}', "T1Z")
    assert shout == signature(API, "get", "/bogus", b'{"a":"\xc3\xa9"}', "t1z")
    other = Api(token=API.token, secret=API.secret.lower())
    assert shout != signature(other, "GET", "/Bogus", b'{"A":"\xc3\x89"}', "T1Z")


@pytest.mark.parametrize(
    "signs", ['{"a": "\u00e9",  "b":1.50}', '{"a":"\u00e9","b":1.5}', '{"a":"\\u00e9","b":1.5}']
)
def test_the_body_as_sent_or_without_spaces(signs: str) -> None:
    body = '{"a": "\u00e9",  "b":1.50}'.encode()
    assert is_signed(signed(body, signs.encode()), API, NOW, QUARTER)


@pytest.mark.parametrize("signs", ['{"b":1.5,"a":"\u00e9"}', '{"a":"\u00e9", "b":1.5}', "", "{}"])
def test_another_body_does_not_pass(signs: str) -> None:
    body = '{"a": "\u00e9",  "b":1.50}'.encode()
    assert not is_signed(signed(body, signs.encode()), API, NOW, QUARTER)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"no JSON", b'{"\\ud800":1}', b"[" * 9999])
def test_what_is_no_json_is_signed_as_it_is(body: bytes) -> None:
    assert is_signed(signed(body), API, NOW, QUARTER)
    assert not is_signed(signed(body, body + b" "), API, NOW, QUARTER)


@pytest.mark.parametrize(
    "date",
    [
        "2026-01-05T15:00:00.000Z",
        "2026-01-05T15:00:00.0000000Z",
        "2026-01-05T15:14:59.123456+00:00",
        "2026-01-05T08:15:00-07:00",
        "2026-01-05T14:45:00",
        "20260105T150000Z",
    ],
)
def test_any_iso_time_near_the_clocks(date: str) -> None:
    assert is_signed(signed(date=date), API, NOW, QUARTER)


@pytest.mark.parametrize(
    "date",
    ["2026-01-05T15:15:01Z", "2026-01-05T14:44:59Z", "1969-07-20T20:17:00+00:00", "0001-01-01"],
)
def test_a_time_too_far_from_the_clocks(date: str) -> None:
    assert not is_signed(signed(date=date), API, NOW, QUARTER)
    assert is_signed(signed(date=date), API, NOW, AS_LONG_AS_IT_LIKES)


@pytest.mark.parametrize(
    "date", ["", "now", "2026-13-05T15:00:00Z", "15:00", "\ud800", "1767625200"]
)
def test_a_time_that_is_none(date: str) -> None:
    assert not is_signed(signed(date=date), API, NOW, AS_LONG_AS_IT_LIKES)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "SignalVine",
        "SignalVine INVENTED_TOKEN",
        "SignalVine INVENTED_TOKEN:",
        "Basic SU5WRU5URUQ=",
        "SignalVine \ud800:\ud800",
    ],
)
def test_an_authorization_that_is_none(authorization: str) -> None:
    request = signed()
    headers = {**request.headers, "Authorization": authorization}
    assert not is_signed(replace(request, headers=headers), API, NOW, QUARTER)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("INVENTED_TOKEN:", "ANOTHER_TOKEN:"),
        ("INVENTED_TOKEN:", "invented_token:"),
        ("SignalVine ", ""),
        ("SignalVine ", "signalvine "),
        ("=", ""),
    ],
)
def test_a_signature_is_right_to_the_last_character(good: str, bad: str) -> None:
    request = signed()
    headers = dict(request.headers)
    headers["Authorization"] = headers["Authorization"].replace(good, bad)
    assert not is_signed(replace(request, headers=headers), API, NOW, QUARTER)


def test_method_path_and_time_are_signed_too() -> None:
    request = signed()
    later = {**request.headers, "SignalVine-Date": "2026-01-05T15:00:01Z"}
    assert not is_signed(replace(request, method="GET"), API, NOW, QUARTER)
    assert not is_signed(replace(request, path="/y"), API, NOW, QUARTER)
    assert not is_signed(replace(request, headers=later), API, NOW, QUARTER)


def test_the_query_is_not_signed() -> None:
    assert is_signed(replace(signed(), path="/x?active=all"), API, NOW, QUARTER)


# --- Signing for somebody


def test_requests_are_signed_at_the_clocks_time() -> None:
    request = sign(Request("GET", f"{PATH}?active=all"), API, NOW, valid=True)
    assert request.headers["SignalVine-Date"] == "2026-01-05T15:00:00.000Z"
    given = signature(API, "GET", PATH, b"", "2026-01-05T15:00:00.000Z")
    assert request.headers["Authorization"] == f"SignalVine INVENTED_TOKEN:{given}"


def test_a_given_date_is_signed_and_a_given_authorization_left_alone() -> None:
    dated = Request("GET", "/x", {"signalvine-date": "2020-01-01T00:00:00Z"})
    request = sign(dated, API, NOW, valid=True)
    assert set(request.headers) == {"signalvine-date", "Authorization"}
    assert is_signed(request, API, NOW, AS_LONG_AS_IT_LIKES)
    assert sign(request, API, NOW, valid=True) is request


def test_a_wrong_signature_replaces_what_is_there() -> None:
    there = Request("GET", "/x", {"authorization": "SignalVine a:b"})
    request = sign(there, API, NOW, valid=False)
    assert [name.lower() for name in request.headers].count("authorization") == 1
    assert not is_signed(request, API, NOW, QUARTER)


@given(st.text(max_size=8), st.text(st.characters(codec=None), max_size=8), st.binary(max_size=8))
def test_whatever_is_signed_is_signed(method: str, path: str, body: bytes) -> None:
    request = Request(method, path, {}, body)
    assert is_signed(sign(request, API, NOW, valid=True), API, NOW, QUARTER)
    assert not is_signed(sign(request, API, NOW, valid=False), API, NOW, QUARTER)


# --- At the door


def refused_calls() -> list[Request]:
    body = json.dumps({"program": PROGRAM, "participants": ""}).encode()
    return [
        Request("GET", PATH),
        Request("POST", f"/v2/programs/{PROGRAM}/participants", {}, body),
        Request("PATCH", "/v1/nothing"),
        Request("GET", "/v1/accounts/somebody-elses/programs"),
    ]


@pytest.mark.parametrize("request_", refused_calls(), ids=lambda request: request.path)
def test_an_unauthorised_request_gets_one_word_and_changes_nothing(request_: Request) -> None:
    world = World()
    expected: Any = {"error": "Unauthorized"}
    for refused in (request_, world.sign(request_, valid=False)):
        turn = world.handle(refused)
        assert (answer(turn).status, answer(turn).json) == (401, expected)
        assert turn.events == ()
    assert world.items(f"/v1/accounts/{ACCOUNT}/participants?active=all") == []


def test_a_stale_request_is_let_in_where_the_account_assumes_so() -> None:
    stale = Request("GET", PATH, {"SignalVine-Date": "2016-10-04T12:00:00.000Z"})
    strict, lenient = World(), World(assumptions={"clock_skew": "0s"})
    assert answer(strict.handle(strict.sign(stale))).status == 401
    assert answer(lenient.handle(lenient.sign(stale))).status == 200


def test_a_body_beyond_all_sizes_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SignalVine, "largest_body", 9)
    world = World()
    for size, status in ((9, 401), (10, 413)):
        turn = world.handle(Request("POST", "/v2/programs/x/participants", {}, b" " * size))
        assert answer(turn).status == status
