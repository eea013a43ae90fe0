"""What Cordial emits: the vendor's names and frame, and properties of ours that say so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from optinsim.core.engine import Engine
from optinsim.core.events import TextReceived
from optinsim.core.inbound import Kind, Reading
from optinsim.core.world import DEFAULT_START
from optinsim.platforms.cordial.account import CordialAccount
from optinsim.platforms.cordial.contacts import Contacts
from optinsim.platforms.cordial.events import Events
from tests.platforms.cordial.worlds import ANN, SUBSCRIBE, World, account

OPT_IN = (
    "Acme Stores: reply YES to get recurring messages. "
    "Msg & data rates may apply. Reply HELP for help, STOP to cancel."
)


def test_an_opt_in_by_text() -> None:
    world = World()
    turn = world.text(" Join!", ANN)
    cid = world.record(ANN)["_id"]
    for callback in turn.callbacks:
        body = callback.body
        assert list(body) == ["_id", "action", "cID", "time", "properties"]
        assert body["cID"] == cid
        assert body["time"] == "2026-01-05T15:00:00+0000"
        assert len(body["_id"]) == 24
        assert callback.destination is None
    frame = {"simulated": True, "channel": "sms"}
    assert [callback.body["properties"] for callback in turn.callbacks] == [
        frame | {"from": "13125550123", "to": "84237", "text": " Join!"},
        frame
        | {
            "program": "cordialthreads",
            "keyword": "JOIN",
            "subscribeStatus": "pendingDOI",
            "previousSubscribeStatus": "none",
        },
        frame
        | {
            "from": "84237",
            "to": "13125550123",
            "text": OPT_IN,
            "program": "cordialthreads",
        },
    ]


def test_a_confirmation_has_its_event_before_the_new_status() -> None:
    world = World()
    world.post(ANN, SUBSCRIBE)
    _, confirmed, changed = (callback.body for callback in world.text("yes", ANN).callbacks)
    assert confirmed["action"] == "crdl_sms_doi_confirm"
    program = {"program": "cordialthreads", "keyword": "join"}
    assert confirmed["properties"] == {"simulated": True, "channel": "sms", **program}
    assert changed["properties"].items() > program.items()
    assert changed["properties"]["subscribeStatus"] == "subscribed"


def test_a_stop_in_the_usual_detection_does_not_say_how_it_matched() -> None:
    out = World().text("STOP", ANN).callbacks[-1].body
    assert out["action"] == "optout"
    assert set(out["properties"]) == {"simulated", "channel", "from", "to", "text"}


def test_only_a_text_says_how_it_matched() -> None:
    world = World(unsubscribeDetection="contains")
    assert world.text("STOP", ANN).callbacks[-1].body["properties"]["matchType"] == "exact"
    turn = world.call("PUT", f"/{ANN[1:]}/unsubscribe/sms")
    assert "matchType" not in turn.callbacks[-1].body["properties"]
    out = world.text("end this", ANN).callbacks[-1].body
    assert out["properties"]["matchType"] == "contains"


def test_no_two_events_are_alike() -> None:
    world = World()
    seen = [
        callback.body["_id"]
        for text in ("JOIN", "YES", "STOP", "STOP", "hello")
        for mdn in (ANN, "+13125550124")
        for callback in world.text(text, mdn).callbacks
    ]
    assert len(set(seen)) == len(seen) == 24
    assert not set(seen) & {world.record(ANN)["_id"]}


def test_the_time_is_the_clocks() -> None:
    world = World()
    world.wait(timedelta(days=1, seconds=1))
    (event,) = world.text("hello", ANN).callbacks
    assert event.body["time"] == "2026-01-06T15:00:01+0000"


def test_there_is_no_event_without_a_contact() -> None:
    set_up = account()
    assert isinstance(set_up.file, CordialAccount)
    engine = Engine(set_up.setup)
    events = Events(set_up.file, engine, Contacts(engine, "sms"))
    reading = Reading(Kind.UNMATCHED, "none")
    assert events.of(TextReceived(DEFAULT_START, ANN, "84237", "hello", reading)) == []


def test_every_contact_has_a_serial_number() -> None:
    engine = Engine(account().setup)
    with pytest.raises(LookupError):
        Contacts(engine, "sms").by_serial(1)
