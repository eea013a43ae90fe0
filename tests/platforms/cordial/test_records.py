"""The contact's record, key by key, at each stage that vendor-docs/004 shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from optinsim.simulator import Simulator
from tests.platforms.cordial.worlds import (
    ADD,
    ANN,
    MANY,
    SUBSCRIBE,
    UNSUBSCRIBE,
    World,
    account,
    contact,
    sms,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.simulator import Turn

PAGE = "+12225555151"


class At(World):
    """A world of the page's, whose clock starts at a given time."""

    def __init__(self, start: str) -> None:
        instant = datetime.fromisoformat(start).replace(tzinfo=UTC)
        Simulator.__init__(self, account(), start=instant)

    def until(self, instant: str) -> None:
        self.wait_until(datetime.fromisoformat(instant).replace(tzinfo=UTC))


def whole(**program: Any) -> list[tuple[str, Any]]:
    """The page's SMS object; in a list, because the order of the keys counts too."""
    return list(program.items())


def program(world: World, mdn: str = PAGE) -> list[tuple[str, Any]]:
    channel = sms(world, mdn)
    assert list(channel) == ["address", "programs"]
    assert channel["address"] == mdn[1:]
    assert list(channel["programs"]) == ["cordialthreads"]
    return list(channel["programs"]["cordialthreads"].items())


def test_an_address_alone() -> None:
    world = World()
    world.post(PAGE)
    assert list(sms(world, PAGE).items()) == [
        ("address", "12225555151"),
        ("subscribeStatus", "none"),
    ]


def test_the_example_sms_object() -> None:
    world = At("2020-04-16T20:52:21")
    world.post(PAGE, SUBSCRIBE)
    world.text("yes", PAGE)
    expected = {
        "keyword": "join",
        "subscribedAt": "2020-04-16T20:52:21+0000",
        "unsubscribedAt": "",
        "subscribeStatus": "subscribed",
    }
    assert world.get("12225555151")["channels"] == {
        "sms": {"address": "12225555151", "programs": {"cordialthreads": expected}}
    }
    assert program(world) == list(expected.items())


def test_the_life_of_a_subscription() -> None:
    world = At("2020-07-22T00:00:00")
    world.post(PAGE, SUBSCRIBE)
    assert program(world) == whole(keyword="join", subscribeStatus="pendingDOI")

    world.until("2020-07-23T00:36:16")
    world.text("YES", PAGE)
    first = "2020-07-23T00:36:16+0000"
    assert program(world) == whole(
        keyword="join", subscribedAt=first, unsubscribedAt="", subscribeStatus="subscribed"
    )

    world.until("2020-07-24T00:38:51")
    world.put(PAGE, UNSUBSCRIBE)
    out = "2020-07-24T00:38:51+0000"
    assert program(world) == whole(
        keyword="join", subscribedAt=first, unsubscribedAt=out, subscribeStatus="unsubscribed"
    )
    world.wait("1h")
    world.put(PAGE, UNSUBSCRIBE)
    world.text("STOP", PAGE)
    assert dict(program(world))["unsubscribedAt"] == out

    world.put(PAGE, SUBSCRIBE)
    again = whole(keyword="join", subscribedAt=first, subscribeStatus="pendingDOI")
    assert program(world) == again
    world.text("JOIN", PAGE)
    world.put(PAGE, SUBSCRIBE)
    assert program(world) == again

    world.until("2020-08-01T00:00:00")
    world.text("Y", PAGE)
    second = "2020-08-01T00:00:00+0000"
    assert program(world) == whole(
        keyword="join", subscribedAt=second, unsubscribedAt="", subscribeStatus="subscribed"
    )


def test_a_stop_instead_of_a_confirmation() -> None:
    world = World()
    world.text("JOIN", ANN)
    world.text("STOP", ANN)
    out = "2026-01-05T15:00:00+0000"
    assert program(world, ANN) == whole(
        keyword="JOIN", unsubscribedAt=out, subscribeStatus="unsubscribed"
    )


def test_a_stop_from_an_unknown_number() -> None:
    world = World()
    world.text("STOP", ANN)
    out = "2026-01-05T15:00:00+0000"
    assert program(world, ANN) == whole(unsubscribedAt=out, subscribeStatus="unsubscribed")
    world.text("SIGNUP", ANN)
    assert program(world, ANN) == whole(keyword="SIGNUP", subscribeStatus="pendingDOI")


def test_no_double_opt_in() -> None:
    world = World()
    world.post(ANN, ADD)
    assert dict(program(world, ANN))["subscribedAt"] == "2026-01-05T15:00:00+0000"


def test_a_way_out_by_the_channel() -> None:
    world = World()
    world.join()
    world.wait("1h")
    world.call("PUT", "/13125550123/unsubscribe/sms")
    assert program(world, ANN) == whole(
        keyword="JOIN",
        subscribedAt="2026-01-05T15:00:00+0000",
        unsubscribedAt="2026-01-05T16:00:00+0000",
        subscribeStatus="unsubscribed",
    )


def test_several_programs_stand_beside_each_other() -> None:
    world = World(programs=MANY)
    world.text("NEWS", ANN)
    world.text("SALE", ANN)
    programs = sms(world)["programs"]
    assert list(programs) == ["news", "sale"]
    assert programs["news"]["subscribeStatus"] == "subscribed"
    assert programs["sale"] == {"keyword": "SALE", "subscribeStatus": "pendingDOI"}


def test_the_contact_around_the_channel() -> None:
    world = World()
    world.post(ANN, first_name="Ann", zip=60601)
    record = world.record(ANN)
    assert list(record) == [
        *("_id", "channels", "lastModified", "createdAt", "first_name", "zip"),
    ]
    assert record["createdAt"] == record["lastModified"] == "2026-01-05T15:00:00+0000"
    assert record["zip"] == 60601
    assert record == world.get(record["_id"])
    assert len(record["_id"]) == 24
    assert set(record["_id"]) <= set("0123456789abcdef")


def test_when_a_contact_was_last_modified() -> None:
    world = World()
    world.post(ANN, first_name="Ann")
    changes: list[Callable[[], Turn]] = [
        lambda: world.text("hello", ANN),
        lambda: world.put(ANN, first_name="Ann"),
        lambda: world.put(ANN, first_name="Anna"),
        lambda: world.text("JOIN", ANN),
        lambda: world.text("JOIN", ANN),
        lambda: world.text("YES", ANN),
    ]
    last = []
    for change in changes:
        world.wait(timedelta(hours=1))
        change()
        last.append(world.record(ANN)["lastModified"][11:13])
    assert last == ["15", "15", "18", "19", "19", "21"]


def test_a_number_that_no_contact_has() -> None:
    assert World().record(ANN) is None


def test_a_key_of_the_accounts_own() -> None:
    world = World(sms_channel="sms-promo")
    world.text("JOIN", ANN)
    assert list(world.record(ANN)["channels"]) == ["sms-promo"]
    turn = world.text("YES", ANN)
    assert {callback.body["properties"]["channel"] for callback in turn.callbacks} == {"sms-promo"}
    body = contact(ANN)
    body["channels"]["sms-promo"] = body["channels"].pop("sms")
    world.call("PUT", "/sms-promo:13125550123", body)
    world.get("channels.sms-promo.address:13125550123")
    world.call("PUT", "/13125550123/unsubscribe/sms-promo")
    assert world.state(ANN) == "unsubscribed"
