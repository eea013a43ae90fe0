"""Every command goes to JSON and comes back, and what is no command is refused with a sentence."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Request
from optinsim.codec import AnyCommand, decode, encode
from optinsim.core.commands import (
    Add,
    AdvanceTime,
    EngineCommand,
    Join,
    Leave,
    ReceiveText,
    SavePerson,
    Stop,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SERIAL = st.integers(1, 99)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(8000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
FIELDS = st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT, max_size=3)
COMMANDS: dict[type, st.SearchStrategy[Any]] = {
    ReceiveText: st.builds(ReceiveText, TEXT, TEXT, st.none() | TEXT),
    AdvanceTime: st.builds(AdvanceTime, TIMES),
    SavePerson: st.builds(
        SavePerson, st.none() | SERIAL, st.none() | TEXT, st.none() | TEXT, FIELDS
    ),
    Join: st.builds(Join, SERIAL, TEXT, st.none() | TEXT),
    Add: st.builds(Add, SERIAL, TEXT, st.none() | TEXT),
    Leave: st.builds(Leave, SERIAL, TEXT),
    Stop: st.builds(Stop, SERIAL, st.none() | TEXT),
    Request: st.builds(
        Request, TEXT, TEXT, st.dictionaries(TEXT, TEXT, max_size=2), st.binary(max_size=9)
    ),
}


def test_every_command_is_known() -> None:
    assert {*COMMANDS} == {*get_args(EngineCommand), Request} == {*get_args(AnyCommand)}


@given(st.one_of(*COMMANDS.values()))
def test_a_command_comes_back_as_it_was(command: AnyCommand) -> None:
    assert decode(json.loads(json.dumps(encode(command)))) == command


def test_the_form_is_plain() -> None:
    assert encode(ReceiveText("+13125550123", "Y")) == {
        "v": 1,
        "do": "ReceiveText",
        "mdn": "+13125550123",
        "text": "Y",
    }
    assert encode(Request("POST", "/x", {}, b"\xff"))["body_base64"] == "/w=="


@pytest.mark.parametrize(
    ("encoded", "message"),
    [
        ([], "a command is a JSON object"),
        ({"do": "ReceiveText"}, "version None of commands is not known: 1 is"),
        ({"v": 2, "do": "ReceiveText"}, "version 2 of commands is not known"),
        ({"v": 1, "do": "Shout"}, "'Shout' is no command: ReceiveText, AdvanceTime"),
        ({"v": 1, "do": ["x"]}, "is no command"),
        ({"v": 1, "do": "ReceiveText", "mdn": "+1"}, "ReceiveText has no text"),
        ({"v": 1, "do": "ReceiveText", "mdn": 1, "text": ""}, "ReceiveText: mdn must be text"),
        ({"v": 1, "do": "Leave", "serial": True, "list_id": ""}, "serial must be a number"),
        ({"v": 1, "do": "Stop", "serial": 1, "x": 1}, "Stop has no field 'x'"),
        ({"v": 1, "do": "AdvanceTime", "until": "noon"}, "'noon' is no time with a zone"),
        ({"v": 1, "do": "AdvanceTime", "until": "2026-01-05T15:00"}, "is no time with a zone"),
        ({"v": 1, "do": "AdvanceTime", "until": 7}, "7 is no time with a zone"),
        ({"v": 1, "do": "Request", "method": "GET", "path": "/", "headers": {"a": 1}}, "headers"),
        ({"v": 1, "do": "Request", "method": "GET", "path": "/", "body": 1}, "body must be text"),
        ({"v": 1, "do": "Request", "method": "", "path": "", "body_base64": "?"}, "no Base64"),
    ],
)
def test_what_is_no_command_is_refused_with_a_reason(encoded: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        decode(encoded)


@given(
    st.dictionaries(
        st.sampled_from(["v", "do", "body", "body_base64", *(f.name for f in fields(Request))]),
        st.one_of(st.just(1), TEXT, st.just("Request"), st.none(), st.lists(st.none())),
    )
)
def test_no_json_is_too_odd(encoded: dict[str, Any]) -> None:
    try:
        decode(encoded)
    except ValueError as error:
        assert str(error)  # noqa: PT017 (either is right)
