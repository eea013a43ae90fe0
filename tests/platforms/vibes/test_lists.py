"""Subscriptions, subscription lists, subscribers and numbers."""

from __future__ import annotations

from typing import Any

import pytest

from optinsim.core.consent import Consent
from tests.platforms.vibes.worlds import ANN, BOB, World, answer, body, messages, status, types

PERSON = "mobiledb/persons/external/EX1"


def subscriber() -> World:
    """ANN, whose external id is EX1, is on list 1234."""
    world = World()
    world.call("POST", "mobiledb/persons", body(mdn=ANN, external_person_id="EX1"))
    world.join(ANN)
    return world


def test_a_subscription_in_full() -> None:
    world = subscriber()
    person = world.record(ANN)
    entity: dict[str, Any] = {
        "person": {"id": person["person_id"], "url": person["url"]},
        "subscription_list": {
            "id": "1234",
            "url": "/companies/acme/mobiledb/subscription_lists/1234",
        },
        "opt_in_date": "2026-01-05T15:00:00Z",
        "url": f"{person['url']}/subscriptions/1234",
    }
    for path in (PERSON, f"mobiledb/persons/{person['person_key']}"):
        assert world.get(f"{path}/subscriptions") == [entity]
        assert world.get(f"{path}/subscriptions/") == [entity]
        assert world.get(f"{path}/subscriptions/1234") == [entity]
    assert world.get(entity["url"].removeprefix("/companies/acme/")) == [entity]


def test_one_subscription_can_come_by_itself() -> None:
    world = World(assumptions={"subscription_answers": "subscription"})
    world.call("POST", "mobiledb/persons", body(mdn=ANN, external_person_id="EX1"))
    world.join(ANN)
    one = world.get(f"{PERSON}/subscriptions/1234")
    assert world.get(f"{PERSON}/subscriptions") == [one]


def test_who_leaves_and_comes_back_has_two_subscriptions() -> None:
    world = subscriber()
    world.wait("90s")
    world.text("STOP", ANN)
    assert world.get(f"{PERSON}/subscriptions") == []
    world.wait("1h")
    world.join(ANN, "WINTER")
    active = world.get(f"{PERSON}/subscriptions?active_only=true")
    assert [one["opt_in_date"] for one in active] == ["2026-01-05T16:01:30Z"]
    for query in ("active_only=false", "active_only=False"):
        every = world.get(f"{PERSON}/subscriptions?{query}")
        assert every[1:] == active
        assert every[0]["opt_in_date"] == "2026-01-05T15:00:00Z"
        assert every[0]["opt_out_date"] == "2026-01-05T15:01:30.000Z"
        assert every[0]["opt_out_reason"] == "user_opt_out"
        assert list(every[0])[-1] == "url"
        assert "opt_out_date" not in every[1]
    assert world.get(f"{PERSON}/subscriptions/1234") == active


def test_a_subscription_is_ended_once() -> None:
    world = subscriber()
    turn = world.call("DELETE", f"{PERSON}/subscriptions/1234")
    assert (status(turn), answer(turn).json) == (204, None)
    assert types(turn) == ["subscription_removed"]
    assert turn.replies == ()
    assert world.state(ANN, "ACQ1234") is Consent.UNSUBSCRIBED
    again = world.call("DELETE", f"{PERSON}/subscriptions/1234")
    assert (status(again), messages(again)) == (404, ["Subscription not found"])
    ended = world.get(f"{PERSON}/subscriptions?active_only=false")
    assert [one["opt_out_reason"] for one in ended] == ["api_opt_out"]
    assert status(world.add(mdn=ANN)) == 201


def test_only_the_list_that_is_named_is_left() -> None:
    world = subscriber()
    world.text("NEWS", ANN)
    world.call("DELETE", f"{PERSON}/subscriptions/99")
    listed = world.get(f"{PERSON}/subscriptions")
    assert [one["subscription_list"]["id"] for one in listed] == ["1234"]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_no_such_subscription(method: str) -> None:
    world = subscriber()
    world.add("ACQ2", mdn=BOB, external_person_id="EX2")  # pending is not subscribed
    for path in (f"{PERSON}/subscriptions/99", f"{PERSON}/subscriptions/7"):
        assert messages(world.call(method, path)) == ["Subscription not found"]
    pending = "mobiledb/persons/external/EX2/subscriptions/1234"
    assert messages(world.call(method, pending)) == ["Subscription not found"]
    assert world.state(BOB, "ACQ2") is Consent.PENDING
    for nobody in ("nobody/subscriptions/1234", "external/nobody/subscriptions/1234"):
        turn = world.call(method, f"mobiledb/persons/{nobody}")
        assert (status(turn), messages(turn)) == (404, ["Person not found"])


def test_nobodys_subscriptions() -> None:
    turn = World().call("GET", "mobiledb/persons/nobody/subscriptions")
    assert (status(turn), messages(turn)) == (404, ["Person not found"])


# --- Lists


def test_the_lists() -> None:
    world = World()
    listed = world.get("mobiledb/subscription_lists/")
    url = "/companies/acme/mobiledb/subscription_lists/1234"
    assert listed[0] == {
        "id": "1234",
        "name": "Acme Alerts",
        "url": url,
        "subscribers_url": f"{url}/subscribers",
        "acquisition_campaigns_url": f"{url}/acquisition_campaigns",
    }
    assert [one["id"] for one in listed] == ["1234", "99"]
    assert world.get("mobiledb/subscription_lists/1234") == listed[0]


def test_the_campaigns_of_a_list() -> None:
    world = World(subscription_lists=[{"id": 1234}, {"id": 99}, {"id": 7}])
    path = "mobiledb/subscription_lists/{}/acquisition_campaigns/"
    listed = world.get(path.format(1234))
    assert listed == world.get("campaigns/acquisition")[:2]
    assert world.get(path.format(7)) == []


@pytest.mark.parametrize("rest", ["", "/subscribers?mdn=%2B13125550123", "/acquisition_campaigns"])
def test_no_such_list(rest: str) -> None:
    turn = World().call("GET", f"mobiledb/subscription_lists/7{rest}")
    assert (status(turn), messages(turn)) == (404, ["Subscription list not found"])


def test_subscribers() -> None:
    world = subscriber()
    record = world.record(ANN)
    path = "mobiledb/subscription_lists/1234/subscribers"
    for query in (
        "mdn=%2B13125550123",
        f"person_key={record['person_key']}",
        f"person_id={record['person_id']}",
        "external_person_id=EX1",
    ):
        assert world.get(f"{path}?{query}") == record
    found = world.get(f"{path}/?mdn=3125550123", version=1)
    assert found["mobile_phone"]["mdn"] == "3125550123"
    for query in ("mdn=%2B13125550124", "person_key=x", "external_person_id="):
        turn = world.call("GET", f"{path}?{query}")
        assert (status(turn), messages(turn)) == (404, ["Subscriber not found"])
    other = world.call("GET", path.replace("1234", "99") + "?external_person_id=EX1")
    assert status(other) == 404
    assert status(world.call("GET", path)) == 400
    assert status(world.call("GET", f"{path}?mdn=+13125550123")) == 400


@pytest.mark.parametrize(
    ("country", "number", "code", "name"),
    [
        ("US", "84237", "1", "United States"),
        ("CA", "+13065550142", "1", "Canada"),
        ("GB", "84237", "44", "United Kingdom"),
        ("DE", "84237", "49", "DE"),
    ],
)
def test_the_source_codes(country: str, number: str, code: str, name: str) -> None:
    world = World(country=country, number=number, postal_code="[0-9]+")
    assert world.get("sourcecodes") == [
        {
            "sourcecode": number,
            "country_code": code,
            "sourcecode_type": "SC",
            "primary_country_name": name,
            "sms_enabled": True,
            "mms_enabled": False,
        }
    ]
