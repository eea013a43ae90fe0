"""Logs of real messages, as they are exported: what can be read, and what is told of the rest."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optinsim.files.problems import FileError
from optinsim.scenarios.writing import message_log
from optinsim.scenarios.writing.message_log import COLUMNS, read_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.scenarios.writing.message_log import LoggedMessage

ROW = "2026-03-01T10:00:00Z,+13125550123,84237,SUMMER\n"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[LoggedMessage]]:
    def read(log: str | bytes, country: str = "US") -> list[LoggedMessage]:
        path = tmp_path / "log"
        path.write_bytes(log if isinstance(log, bytes) else log.encode())
        return read_log(path, "log", country)

    return read


@pytest.fixture
def wrong(read: Callable[..., list[LoggedMessage]]) -> Callable[..., str]:
    def wrong(log: str | bytes) -> str:
        with pytest.raises(FileError) as told:
            read(log)
        return "\n".join(map(str, told.value.problems))

    return wrong


def test_a_csv_is_read_by_the_names_of_its_columns(
    read: Callable[..., list[LoggedMessage]],
) -> None:
    (message,) = read(
        "id,Body,TO, From ,Timestamp\n1,SUMMER,84237,+13125550123,2026-03-01T10:00Z\n"
    )
    assert (message.sender, message.to, message.text) == ("+13125550123", "84237", "SUMMER")
    assert message.at.isoformat() == "2026-03-01T10:00:00+00:00"
    assert message.line == 2


@pytest.mark.parametrize("need", COLUMNS)
def test_every_usual_name_of_a_column_is_known(
    read: Callable[..., list[LoggedMessage]], need: str
) -> None:
    usual = {"time": "time", "from": "from", "to": "to", "text": "text"}
    first = read(",".join(usual.values()) + "\n" + ROW)
    for name in COLUMNS[need]:
        header = ",".join((usual | {need: name.upper().replace("_", " ")}).values())
        assert read(f"{header}\n{ROW}") == first


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_quotes_line_ends_and_byte_order_marks_do_not_matter(
    read: Callable[..., list[LoggedMessage]], delimiter: str
) -> None:
    cells = ["2026-03-01T10:00:00Z", "+13125550123", "84237", '"a ""b""; c,\t|\r\nd"']
    header = delimiter.join(["time", "from", "to", "text"])
    log = f"\ufeff{header}\r\n{delimiter.join(cells)}\r\n\r\n{delimiter.join(cells)}\r\n"
    first, second = read(log)
    assert first.text == 'a "b"; c,\t|\r\nd'
    assert (first.line, second.line) == (2, 5)


def test_json_lines_are_read_with_numbers_as_they_stand(
    read: Callable[..., list[LoggedMessage]],
) -> None:
    row = {
        "ts": 1,
        "timestamp": 1772359200,
        "from": 13125550123,
        "to": 84237,
        "message": "hi\u2028",
    }
    (message,) = read("\n" + json.dumps(row, ensure_ascii=False) + "\n\n")
    assert (message.sender, message.to, message.text) == ("+13125550123", "84237", "hi\u2028")
    assert message.at.isoformat() == "2026-03-01T10:00:00+00:00"
    assert message.line == 2


@pytest.mark.parametrize(
    ("written", "has_zone"),
    [
        ("2026-03-01T10:00:00Z", True),
        ("2026-03-01 11:00:00+01:00", True),
        ("2026-03-01 05:00:00 -0500", True),
        ("2026-03-01 10:00:00 UTC", True),
        ("2026-03-01T10:00:00.000 GMT", True),
        ("1772359200", True),
        ("1772359200000", True),
        ("1772359200.0", True),
        ("2026-03-01 10:00:00", False),
        ("20260301T10:00", False),
    ],
)
def test_a_time_may_be_written_in_the_usual_ways(
    read: Callable[..., list[LoggedMessage]], written: str, *, has_zone: bool
) -> None:
    (message,) = read(f"time,from,to,text\n{written},+13125550123,84237,x\n")
    assert message.at.isoformat() == "2026-03-01T10:00:00+00:00"
    assert message.has_zone is has_zone


def test_a_date_and_a_time_of_day_may_stand_apart(
    read: Callable[..., list[LoggedMessage]],
) -> None:
    (message,) = read("date,time,from,to,text\n2026-03-01,10:00:05,3125550123,84237,x\n")
    assert message.at.isoformat() == "2026-03-01T10:00:05+00:00"


def test_messages_come_by_time_and_those_of_one_moment_as_they_stood(
    read: Callable[..., list[LoggedMessage]],
) -> None:
    rows = [("11:00", "c"), ("10:00", "a"), ("10:00", "b")]
    lines = "".join(f"2026-03-01 {at},3125550123,84237,{text}\n" for at, text in rows)
    assert [m.text for m in read(f"time,from,to,text\n{lines}")] == ["a", "b", "c"]


def test_numbers_are_read_as_people_write_them(
    read: Callable[..., list[LoggedMessage]],
) -> None:
    header = "time;from;to;text\n"
    for written in ("+1 312 555 0123", "(312) 555-0123", "1-312-555-0123", "3125550123"):
        (message,) = read(f"{header}2026-03-01 10:00;{written};84237;x\n")
        assert message.sender == "+13125550123"
    (message,) = read(f"{header}2026-03-01 10:00;020 7946 0018;84237;x\n", "GB")
    assert message.sender == "+442079460018"


BAD = [
    ("", "log: has no messages"),
    ("time,from,to,text\n", "log: has no messages"),
    (
        "when,from,to,text\n" + ROW,
        "log: there is no column for 'time' among when, from, to, text\n  expected time or times",
    ),
    ("time,from,to,text,Text\n" + ROW, "log: there are two columns 'text'"),
    (
        "time,from,to,text\n" + ROW + "2026-03-01,a\n",
        "log:3:1: this has 2 cells\n    3 | 2026-03-01,a\n      | ^\n  expected 4, as in the head",
    ),
    ("time,from,to,text\nsoon,3125550123,84237,x\n", "log:2:1: time 'soon' is no time"),
    ("time,from,to,text\n2026-03-01,3125550123,84237,x\n", "time '2026-03-01' is no time"),
    ("time,from,to,text\n03/01/2026 10:00,3125550123,84237,x\n", "is no time"),
    ("time,from,to,text\n0001-01-01T00:00+01:00,3125550123,84237,x\n", "the calendar ends"),
    ("time,from,to,text\n1969-12-31T00:00Z,3125550123,84237,x\n", "between the years 1970"),
    ("time,from,to,text\n2026-03-01 10:00,ACME,84237,x\n", "from 'ACME' is no number"),
    ("time,from,to,text\n2026-03-01 10:00,84237,3.1255E+9,x\n", "to '3.1255E+9' is no number"),
    ('time,from,to,text\n2026-03-01 10:00,84237,3125550123,"x"y\n', "this is no CSV"),
    ("[]", "log: is one JSON list\n  expected JSON Lines: one object a line"),
    ('{"time"\n', "log:1:1: this is no JSON"),
    ('{"a": 1}\n', "log:1:1: there is no column for 'time' among a"),
    (
        "date,time,from,to,text\n01.03.2026,10:00:00,3125550123,84237,x\n",
        "time '01.03.2026 10:00:00' is no time",
    ),
    ('{"time": true, "from": 1, "to": 2, "text": 3}\n', "log:1:1: text is no text"),
    ('{"time": true, "from": 1, "to": 2, "text": ""}\n', "log:1:1: time '' is no time"),
    ("{" * 100_000, "log:1:1: this is no JSON"),
    (b"time,from,to,text\n\xff\n", "log:2:1: is not UTF-8"),
]


@pytest.mark.parametrize(("log", "told"), BAD, ids=range(len(BAD)))
def test_a_line_that_cannot_be_read_is_told(
    wrong: Callable[..., str], log: str | bytes, told: str
) -> None:
    assert told in wrong(log)


def test_every_bad_line_is_told(wrong: Callable[..., str]) -> None:
    told = wrong(
        '{"time": 1}\n[1]\n{"time": "x", "from": "3125550123", "to": "1234", "text": ""}\n'
    )
    assert [line.partition(": ")[0] for line in told.splitlines() if line.startswith("log")] == [
        "log:1:1",
        "log:2:1",
        "log:3:1",
    ]


def test_a_log_of_nothing_else_is_told_up_to_a_limit(wrong: Callable[..., str]) -> None:
    assert wrong("time,from,to,text\n" + "x\n" * 1000).count("this has 1 cells") == 200


def test_a_log_too_long_to_review_is_refused(
    wrong: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_log, "MOST_MESSAGES", 3)
    assert wrong("time,from,to,text\n" + ROW * 4) == "log: has more than 3 messages"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(), st.text().map(lambda t: f"time,from,to,text\n{t}".encode(errors="replace"))
    )
)
def test_whatever_the_file_holds_it_is_read_or_told(
    read: Callable[..., list[LoggedMessage]], log: bytes
) -> None:
    with suppress(FileError):
        assert read(log)
