"""Values come back from JSON as they were, and nothing else can be made of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Callback, Destination
from optinsim.core.consent import Consent
from optinsim.core.people import Participation, Person
from optinsim.core.values import value
from optinsim.core.world import World
from optinsim.server.faults import Rule
from optinsim.server.outbox import Delivery, State
from optinsim.server.value_json import Decoder, Encoder

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
TIMES = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-6))])).map(
    lambda at: at.replace(fold=0)
)
ITEMS = st.recursive(
    PLAIN | TIMES | st.timedeltas() | st.binary() | st.sampled_from(Consent),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.frozensets(st.text())
        | st.dictionaries(st.text() | st.integers() | st.tuples(st.integers(), st.text()), inner)
        | st.builds(
            Person, st.integers(), st.none() | st.text(), st.none(), st.just({}), TIMES, TIMES
        )
    ),
    max_leaves=10,
)


def again(item: Any) -> Any:
    encoder = Encoder()
    written = json.dumps([encoder.encode(item), encoder.names])
    encoded, names = json.loads(written)
    return Decoder(names).decode(encoded)


@given(ITEMS)
def test_whatever_a_store_holds_comes_back_as_it_was(item: Any) -> None:
    assert again(item) == item
    assert again([item, (item,)]) == [item, (item,)]
    if not any(kind in repr(item) for kind in ("frozenset", "{")):
        assert repr(again(item)) == repr(item)


def test_a_time_keeps_its_zone_beside_an_equal_one() -> None:
    times = [NOON, NOON.astimezone(timezone(timedelta(hours=-6))), NOON]
    for one in (times, times[1:]):
        assert repr(again(one)) == repr(one)


def test_values_in_values_come_back() -> None:
    delivery = Delivery(
        1,
        Callback({"a": [1, None, {"b": 2.5}]}, Destination("http://127.0.0.1/"), "added", "+1"),
        Destination("http://127.0.0.1/", "PUT", "text/json"),
        NOON,
        NOON + timedelta(microseconds=1),
        (500, 200),
        State.FAILED,
    )
    assert again(delivery) == delivery
    rule = Rule("answers", late=timedelta(seconds=1.5), statuses=(500,))
    assert again(rule) == rule
    participations = {"A": Participation(Consent.PENDING, "A", NOON), "B": Participation()}
    assert again(participations) == participations


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (World(), "optinsim.core.world:World is no class of values"),
        (object(), "builtins:object is no class of values"),
        ([(Person,)], "builtins:type is no class of values"),
        (datetime(2026, 1, 5, tzinfo=ZoneInfo("America/Chicago")), "a time has America/Chicago"),
        (datetime(2026, 1, 5), "a time has None for a zone"),  # noqa: DTZ001
    ],
)
def test_what_is_no_value_is_not_written(item: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Encoder().encode(item)


@pytest.mark.parametrize(
    "name",
    [
        "optinsim.core.world:World",
        "optinsim.core.world:Snapshot",
        "subprocess:Popen",
        "http:HTTPStatus",
        "builtins:eval",
        "Person",
        "",
    ],
)
def test_only_classes_of_values_and_our_enumerations_are_made(name: str) -> None:
    for own in ([], ["args"]):
        with pytest.raises(ValueError, match="is no class of values"):
            Decoder([[name, *own]])


PERSON = ["optinsim.core.people:Person", "serial", "mdn", "external_id", "fields"]
PERSON += ["created_at", "updated_at"]
TIME = ["time", "2026-01-05T12:00:00+00:00"]
WRONG: dict[str, Any] = {
    "text for a number": [0, "1", None, None, ["json", {}], TIME, TIME],
    "a switch for a number": [0, True, None, None, ["json", {}], TIME, TIME],
    "nothing for a time": [0, 1, None, None, ["json", {}], None, TIME],
    "a list for a mapping": [0, 1, None, None, ["list"], TIME, TIME],
    "a field too few": [0, 1, None, None, ["json", {}], TIME],
    "a field too many": [0, 1, None, None, ["json", {}], TIME, TIME, 1],
    "no time": ["time", "noon"],
    "a time without a zone": ["time", "2026-01-05T12:00:00"],
    "an unknown state": [1, "thoughtful"],
    "a class that is not there": [2],
    "a negative class": [-1],
    "an unknown form": ["eval", "1"],
    "an object": {"time": 1},
    "an empty list": [],
    "a list for a form": [[1]],
    "a key without a value": ["map", 1],
    "no Base64": ["bytes", "?"],
    "no duration": ["duration", "long"],
}


@pytest.mark.parametrize("encoded", WRONG.values(), ids=WRONG)
def test_what_is_no_value_is_not_made(encoded: Any) -> None:
    decoder = Decoder([PERSON, ["optinsim.core.consent:Consent"]])
    assert decoder.decode([0, 1, None, None, ["json", {}], TIME, TIME]).serial == 1
    with pytest.raises((ValueError, LookupError, TypeError)):
        decoder.decode(encoded)


def test_annotations_that_are_no_text_count_too() -> None:
    written = {"number": int, "share": float, "more": dict[str, int]}
    own: Any = value(type("Own", (), {"__annotations__": written, "__module__": __name__}))
    assert again(own(1, 2, {"a": 1})) == own(1, 2, {"a": 1})
    with pytest.raises(ValueError, match="has a field that is str"):
        again(own("1", 2.5, {}))
