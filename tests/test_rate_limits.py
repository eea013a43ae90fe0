"""Rate limits: requests over one are answered 429 until it is reset, by the world's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from optinsim.adapter import Account, Request, Response
from optinsim.platforms import load_platform
from optinsim.platforms.signalvine import SignalVine
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.rate_limits import Room

ANN = "+13125550123"
CALLS = {
    "vibes": ("/companies/optinsim/mobiledb/persons?mdn=%2B13125550123", "/companies/optinsim/x"),
    "cordial": ("/v2/accountcontactattributes", "/v2/orders"),
    "signalvine": ("/v1/accounts/aa32b0bd-2c1b-480a-94d7-cff05fcc53b0", "/v1/orders"),
}
"""By platform: a call that changes nothing, and one that is not emulated."""
BODIES: Mapping[str, Any] = {
    "vibes": {"errors": [{"message": "Too Many Requests", "code": 13}]},
    "cordial": {"error": True, "errorKey": "GENERIC_ERROR_KEY", "message": "Too Many Requests"},
    "signalvine": {"error": "Too Many Requests"},
}
PLATFORMS = pytest.mark.parametrize("name", sorted(CALLS))


def account(name: str, **limit: Any) -> Account:
    platform = load_platform(name)
    tree = {"platform": name, "name": "Acme", "number": "84237"}
    file = platform.account_file.model_validate(tree | ({"rate_limit": limit} if limit else {}))
    return Account(file, platform, platform.setup(file))


def world(name: str, **limit: Any) -> Simulator:
    return Simulator(account(name, **limit))


def get(simulator: Simulator, path: str, *, valid: bool = True) -> Response:
    turn = simulator.handle(simulator.sign(Request("GET", path), valid=valid))
    assert turn.response is not None
    return turn.response


def statuses(simulator: Simulator, path: str, times: int) -> list[int]:
    return [get(simulator, path).status for _ in range(times)]


@PLATFORMS
def test_there_is_no_limit_unless_the_account_has_one(name: str) -> None:
    simulator = world(name)
    before = simulator.snapshot()
    assert 429 not in statuses(simulator, CALLS[name][0], 200)
    assert get(simulator, CALLS[name][0]).headers == {}
    assert simulator.snapshot() == before


@PLATFORMS
def test_a_request_over_the_limit_is_refused_until_it_is_reset(name: str) -> None:
    simulator = world(name, requests=2, per="1m")
    right = get(simulator, CALLS[name][0]).status
    assert right != 429
    assert statuses(simulator, CALLS[name][0], 3) == [right, 429, 429]
    refused = get(simulator, CALLS[name][0])
    assert refused.json == BODIES[name]
    simulator.wait("59s")
    assert get(simulator, CALLS[name][0]).status == 429
    simulator.wait("1s")
    assert statuses(simulator, CALLS[name][0], 3) == [right, right, 429]


@PLATFORMS
def test_the_window_begins_with_its_first_request(name: str) -> None:
    simulator = world(name, requests=1, per="1m")
    simulator.wait("90s")
    assert get(simulator, CALLS[name][0]).status != 429
    simulator.wait("59s")
    assert get(simulator, CALLS[name][0]).status == 429


@PLATFORMS
def test_what_is_refused_or_not_emulated_is_not_counted(name: str) -> None:
    simulator = world(name, requests=1)
    for _ in range(3):
        assert get(simulator, CALLS[name][0], valid=False).status == 401
        assert get(simulator, CALLS[name][1]).status == 501
    assert get(simulator, CALLS[name][0]).status != 429
    assert get(simulator, CALLS[name][0], valid=False).status == 401


@PLATFORMS
def test_a_text_is_no_request(name: str) -> None:
    simulator = world(name, requests=1)
    for _ in range(3):
        simulator.text("hello", ANN)
    assert get(simulator, CALLS[name][0]).status != 429


@PLATFORMS
def test_what_was_counted_is_state(name: str) -> None:
    simulator = world(name, requests=1, per="1m")
    before = simulator.snapshot()
    get(simulator, CALLS[name][0])
    counted = simulator.snapshot()
    assert simulator.canonical() != world(name, requests=1, per="1m").canonical()
    simulator.restore(before)
    assert get(simulator, CALLS[name][0]).status != 429
    other = world(name, requests=1, per="1m")
    other.restore(counted)
    assert get(other, CALLS[name][0]).status == 429


@PLATFORMS
def test_coverage_expects_a_429_where_there_is_a_limit(name: str) -> None:
    for limit, expected in (({}, (401,)), ({"requests": 1}, (401, 429))):
        one = account(name, **limit)
        surface = one.platform.surface(one.file)
        assert surface is not None
        assert surface.routes[-1].statuses == expected


@pytest.mark.parametrize(
    ("name", "other", "is_limited"),
    [
        ("vibes", "/companies/optinsim/mobiledb/persons/external/EX1", True),
        ("cordial", "/v2/health", False),
        ("signalvine", f"{CALLS['signalvine'][0]}/programs", True),
    ],
)
def test_what_is_limited_together(name: str, other: str, *, is_limited: bool) -> None:
    """Cordial limits each method and endpoint by itself; Vibes a company, whatever the call."""
    simulator = world(name, requests=1)
    get(simulator, CALLS[name][0])
    assert (get(simulator, other).status == 429) is is_limited


def test_cordial_limits_an_endpoint_and_not_a_path() -> None:
    simulator = world("cordial", requests=1)
    assert get(simulator, "/v2/contacts/nobody").status == 404
    assert get(simulator, "/v2/contacts/somebody").status == 429
    assert get(simulator, "/v1/contacts/nobody").status == 404


def test_cordial_says_what_is_left() -> None:
    simulator = world("cordial", requests=2, per="1m")
    path = CALLS["cordial"][0]
    left = {"X-Rate-Limit-Limit": "2", "X-Rate-Limit-Remaining": "1"}
    assert get(simulator, path).headers == left
    simulator.wait("20s")
    assert get(simulator, path).headers == left | {"X-Rate-Limit-Remaining": "0"}
    over = {"Retry-After": "40", "X-Rate-Limit-Reset": "40"}
    assert get(simulator, path).headers == left | {"X-Rate-Limit-Remaining": "0"} | over


def test_cordial_says_so_beside_an_error_too() -> None:
    simulator = world("cordial", requests=5)
    assert get(simulator, "/v2/contacts/nobody").headers["X-Rate-Limit-Remaining"] == "4"


class WithHeaders(SignalVine):
    """A platform that says what is left, and has a header of its own in an answer."""

    def rate_headers(self, room: Room) -> Mapping[str, str]:
        return {"X-Left": str(room.remaining)}


def test_an_answer_keeps_its_own_headers() -> None:
    tree = {"platform": "signalvine", "name": "Acme", "number": "84237", "programs": [{"id": "P"}]}
    file = SignalVine.account_file.model_validate(tree | {"rate_limit": {"requests": 5}})
    simulator = Simulator(Account(file, WithHeaders, WithHeaders.setup(file)))
    options = {"new": "add", "mode": "tx", "existing": "ignore", "absent": "ignore"}
    body = {"program": "P", "options": options, "participants": "phone\n"}
    turn = simulator.request("POST", "/v2/programs/P/participants", json=body)
    assert turn.response is not None
    assert set(turn.response.headers) == {"Location", "X-Left"}


@pytest.mark.parametrize(
    "limit", [{"requests": 0}, {"requests": 1, "per": "0s"}, {"per": "1s"}, {"requests": 2_000_000}]
)
def test_a_limit_that_cannot_be(limit: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        account("cordial", **limit)


@PLATFORMS
def test_a_limit_that_was_reset_does_not_tell_two_worlds_apart(name: str) -> None:
    simulator = world(name, requests=2, per="1m")
    get(simulator, CALLS[name][0])
    simulator.wait("1m")
    assert simulator.canonical() == world(name, requests=2, per="1m").canonical()
