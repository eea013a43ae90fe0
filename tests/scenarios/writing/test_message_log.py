"""Logs of real messages, as they are exported: what can be read, and what is told of the rest."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optinsim.files.problems import FileError
from optinsim.scenarios.writing import log_rows, message_log
from optinsim.scenarios.writing.log_columns import COLUMNS, chosen_columns
from optinsim.scenarios.writing.message_log import read_log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from optinsim.scenarios.writing.message_log import LoggedMessage, MessageLog

ROW = "2026-03-01T10:00:00Z,+13125550123,84237,SUMMER\n"


@pytest.fixture
def whole(tmp_path: Path) -> Callable[..., MessageLog]:
    def whole(
        log: str | bytes, country: str = "US", chosen: dict[str, list[str]] | None = None
    ) -> MessageLog:
        path = tmp_path / "log"
        path.write_bytes(log if isinstance(log, bytes) else log.encode())
        return read_log(path, "log", country, chosen)

    return whole


@pytest.fixture
def read(whole: Callable[..., MessageLog]) -> Callable[..., Sequence[LoggedMessage]]:
    return lambda *arguments: whole(*arguments).messages


@pytest.fixture
def wrong(read: Callable[..., Sequence[LoggedMessage]]) -> Callable[..., str]:
    def wrong(log: str | bytes) -> str:
        with pytest.raises(FileError) as told:
            read(log)
        return "\n".join(map(str, told.value.problems))

    return wrong


def test_a_csv_is_read_by_the_names_of_its_columns(
    read: Callable[..., Sequence[LoggedMessage]],
) -> None:
    (message,) = read(
        "id,Body,TO, From ,Timestamp\n1,SUMMER,84237,+13125550123,2026-03-01T10:00Z\n"
    )
    assert (message.sender, message.to, message.text) == ("+13125550123", "84237", "SUMMER")
    assert message.at.isoformat() == "2026-03-01T10:00:00+00:00"
    assert message.line == 2


@pytest.mark.parametrize("need", ["time", "from", "to", "text"])
def test_every_usual_name_of_a_column_is_known(
    read: Callable[..., Sequence[LoggedMessage]], need: str
) -> None:
    usual = {"time": "time", "from": "from", "to": "to", "text": "text"}
    first = read(",".join(usual.values()) + "\n" + ROW)
    for name in COLUMNS[need]:
        header = ",".join((usual | {need: name.upper().replace("_", " ")}).values())
        assert read(f"{header}\n{ROW}") == first


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_quotes_line_ends_and_byte_order_marks_do_not_matter(
    read: Callable[..., Sequence[LoggedMessage]], delimiter: str
) -> None:
    cells = ["2026-03-01T10:00:00Z", "+13125550123", "84237", '"a ""b""; c,\t|\r\nd"']
    header = delimiter.join(["time", "from", "to", "text"])
    log = f"\ufeff{header}\r\n{delimiter.join(cells)}\r\n\r\n{delimiter.join(cells)}\r\n"
    first, second = read(log)
    assert first.text == 'a "b"; c,\t|\r\nd'
    assert (first.line, second.line) == (2, 5)


def test_json_lines_are_read_with_numbers_as_they_stand(
    read: Callable[..., Sequence[LoggedMessage]],
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
    read: Callable[..., Sequence[LoggedMessage]], written: str, *, has_zone: bool
) -> None:
    (message,) = read(f"time,from,to,text\n{written},+13125550123,84237,x\n")
    assert message.at.isoformat() == "2026-03-01T10:00:00+00:00"
    assert message.has_zone is has_zone


def test_a_date_and_a_time_of_day_may_stand_apart(
    read: Callable[..., Sequence[LoggedMessage]],
) -> None:
    (message,) = read("date,time,from,to,text\n2026-03-01,10:00:05,3125550123,84237,x\n")
    assert message.at.isoformat() == "2026-03-01T10:00:05+00:00"


def test_messages_come_by_time_and_those_of_one_moment_as_the_log_is_ordered(
    whole: Callable[..., MessageLog],
) -> None:
    oldest_first = [("10:00", "a"), ("10:00", "b"), ("11:00", "c")]
    for rows in (oldest_first, oldest_first[::-1]):
        lines = "".join(f"2026-03-01 {at},3125550123,84237,{text}\n" for at, text in rows)
        log = whole(f"time,from,to,text\n{lines}")
        assert [m.text for m in log.messages] == ["a", "b", "c"]
        assert log.warnings == []


@pytest.mark.parametrize(
    "times",
    [
        ["10:00", "10:00"],
        ["10:00", "11:00", "11:00", "10:30"],
        ["10:00", "10:00", "09:00", "11:00"],
    ],
)
def test_an_order_that_the_log_does_not_show_is_a_warning(
    whole: Callable[..., MessageLog], times: list[str]
) -> None:
    lines = "".join(f"2026-03-01 {at},3125550123,84237,{i}\n" for i, at in enumerate(times))
    (warning,) = whole(f"time,from,to,text\n{lines}").warnings
    assert "this is of the same moment as others" in str(warning)


def test_numbers_are_read_as_people_write_them(
    read: Callable[..., Sequence[LoggedMessage]],
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
    ("time,from,to,text,Text\n" + ROW, "log: there are two columns 'text'"),
    (
        "time,from,to,text\n2026-03-01,a\n",
        "log:2:1: this has 2 cells [OPT521]\n    2 | 2026-03-01,a\n      | ^\n  expected 4, as in",
    ),
    ("time,from,to,text\nsoon,3125550123,84237,x\n", "log:2:1: time 'soon' is no time"),
    ("time,from,to,text\n2026-03-01,3125550123,84237,x\n", "time '2026-03-01' is no time"),
    ("time,from,to,text\n13/13/2026 10:00,3125550123,84237,x\n", "is no time"),
    ("time,from,to,text\n2026-03-01 13:00 PM,3125550123,84237,x\n", "is no time"),
    ("time,from,to,text\n2026-03-01 10:00 XYZ,3125550123,84237,x\n", "is no time"),
    ("time,from,to,text\n2026-03-01 10:00 America/,3125550123,84237,x\n", "is no time"),
    ("time,from,to,text\n0001-01-01T00:00+01:00,3125550123,84237,x\n", "the calendar ends"),
    ("time,from,to,text\n1969-12-31T00:00Z,3125550123,84237,x\n", "between the years 1970"),
    ("time,from,to,text\n2026-03-01 10:00,A,B,x\n", "to 'B' is no number"),
    ("time,from,to,text\n2026-03-01 10:00,3.1255E+9,84237,x\n", "from '3.1255E+9' is no number"),
    ("time,from,to,text\n2026-03-01 10:00,84237,,x\n", "to is blank"),
    ('time,from,to,text\n2026-03-01 10:00,84237,3125550123,"x"y\n', "this is no CSV"),
    ('"time"x,from\n', "log: this is no CSV"),
    ("[]", "log: has no messages"),
    ("[1]", "log:1:1: this is no JSON object"),
    ('{"time"\n', "log:1:1: this is no JSON"),
    ('{"a": 1}\n', "log: there is no column for time, text, from and to among a"),
    ('{"time": 1, "from": 1, "to": 2, "text": 3}\n', "log:1:1: time '1' is no time"),
    ('{"time": 1772359200, "from": 333, "to": 22222, "text": 3}\n', "log:1:1: this has no text"),
    ('{"time": null, "from": 1, "to": 2, "text": ""}\n', "log:1:1: this has no time"),
    ("{" * 100_000, "log:1:1: this is no JSON"),
    (b"time,from,to,text\n\xff\n", "log:2:1: is not UTF-8"),
]


@pytest.mark.parametrize(("log", "told"), BAD, ids=range(len(BAD)))
def test_a_line_that_cannot_be_read_is_reported(
    wrong: Callable[..., str], log: str | bytes, told: str
) -> None:
    assert told in wrong(log)


def test_all_columns_that_are_missing_are_reported_at_once(wrong: Callable[..., str]) -> None:
    what, expected = wrong("when,whom,words\n1,2,3\n").splitlines()
    assert (
        what
        == "log: there is no column for time, text, from and to among when, whom, words [OPT523]"
    )
    assert expected.startswith(
        "  expected time: timestamp, time, datetime, date time, …; text: text"
    )
    assert expected.endswith("(or say which: --columns time=NAME,text=NAME,from=NAME,to=NAME)")
    assert "no column for time and direction among" in wrong("phone,text\n1,2\n")
    assert "no column for to among" in wrong("time,from,text\n1,2,3\n")


def test_columns_can_be_chosen_and_each_has_to_be_there(
    whole: Callable[..., MessageLog], read: Callable[..., Sequence[LoggedMessage]]
) -> None:
    log = "When?,From,To,Wer,Body\n2026-03-01T10:00:00Z,x,84237,+13125550123,SUMMER\n"
    chosen = {"time": ["when"], "from": ["Wer"]}
    (message,) = whole(log, "US", chosen).messages
    assert (message.sender, message.text) == ("+13125550123", "SUMMER")
    with pytest.raises(FileError) as told:
        read(log, "US", {"time": ["Wen?"], "from": ["xyz"]})
    first, second = map(str, told.value.problems)
    assert first.startswith(
        "log: there is no column 'Wen?' for 'time' [OPT523]\n  expected When?, From"
    )
    assert first.endswith("  did you mean 'When?'?")
    assert second.startswith("log: there is no column 'xyz' for 'from' [OPT523]\n")


def test_a_broken_row_costs_that_row_only(whole: Callable[..., MessageLog]) -> None:
    log = whole(
        "time,from,to,text\n" + ROW + '2026-03-01 10:01,84237,3125550123,"x"y\n' + "soon,1,2,3\n"
        '2026-03-01 10:03Z,84237,3125550123,"never closed\n' + ROW * 2
    )
    assert [message.line for message in log.messages] == [2, 6, 7]
    assert log.left_out == 3
    places = [str(warning).partition(" warning: ")[::2] for warning in log.warnings]
    assert [place for place, _ in places] == ["log:3:1:", "log:4:1:", "log:5:1:"]


def test_a_broken_entry_of_a_json_list_costs_that_entry_only(
    whole: Callable[..., MessageLog],
) -> None:
    row = '{"time": 1772359200, "from": "3125550123", "to": 84237, "text": "x"}'
    log = whole(f"[\n{row},\n{{'a'}},\n{row}\n]\n")
    assert [message.line for message in log.messages] == [2, 4]
    assert [str(warning).partition("\n")[0] for warning in log.warnings] == [
        "log:1:1: warning: this is no JSON [OPT531]",
        "log:3:1: warning: this is no JSON [OPT531]",
    ]


def test_of_many_broken_rows_the_first_are_reported_and_all_are_counted(
    whole: Callable[..., MessageLog],
) -> None:
    log = whole("time,from,to,text\n" + ROW + "x\n" * 1000)
    assert log.left_out == 1000
    assert len(log.warnings) == 200


def test_a_message_that_was_never_sent_says_so_and_not_what_it_lacks(
    whole: Callable[..., MessageLog],
) -> None:
    log = whole("time,from,to,text,status\n" + ROW[:-1] + ",received\n,,3125550123,x,queued\n")
    assert [str(warning).partition("\n")[0] for warning in log.warnings] == [
        "log:3:1: warning: this was not sent yet: queued [OPT531]"
    ]


@pytest.mark.parametrize(
    ("status", "error", "arrived"),
    [
        ("delivered", "", True),
        ("Sent", "0", True),
        ("received", "11200", True),
        ("anything", "", True),
        ("anything", "30007", False),
        ("delivery_failed", "", False),
        ("NotDelivered", "", False),
        ("UNDELIVERABLE_NOT_DELIVERED", "", False),
        ("NO_ERROR", "", True),
        ("scheduled", "", False),
        ("accepted", "", False),
    ],
)
def test_what_no_phone_got_is_left_out_and_reported(
    whole: Callable[..., MessageLog], status: str, error: str, *, arrived: bool
) -> None:
    rows = f"{ROW[:-1]},received,\n2026-03-01T10:00:01Z,84237,3125550123,x,{status},{error}\n"
    log = whole("time,from,to,text,status,error code\n" + rows)
    assert len(log.messages) == 1 + arrived
    assert log.left_out == 1 - arrived


def test_a_message_without_a_text_is_left_out_and_reported(
    whole: Callable[..., MessageLog],
) -> None:
    log = whole("time,from,to,text\n" + ROW + ROW.replace("SUMMER", " "))
    assert [message.text for message in log.messages] == ["SUMMER"]
    assert "log:3:1: warning: this has no text" in str(log.warnings[0])


def test_midnight_beside_a_time_of_day_is_a_day(
    read: Callable[..., Sequence[LoggedMessage]],
) -> None:
    rest = "3125550123,84237,x"
    (message,) = read(f"Date,Time,from,to,text\n3/31/2026 0:00,10:00 AM,{rest}\n")
    assert message.at.isoformat() == "2026-03-31T10:00:00+00:00"
    (message,) = read(f"Date,from,to,text\n3/31/2026 0:00,{rest}\n")
    assert message.at.isoformat() == "2026-03-31T00:00:00+00:00"


def test_rows_of_one_message_are_one_message(whole: Callable[..., MessageLog]) -> None:
    header = "id,status,time,from,to,text\n"
    ours = "84237,3125550123,x\n"
    events = [
        f"m1,{status},2026-03-01 10:00:0{i},{ours}"
        for i, status in enumerate(["queued", "sent", "delivered"])
    ]
    assert len(whole(header + "".join(events)).messages) == 1
    # Newest first, and without ids.
    bare = [event.replace("m1", "") for event in reversed(events)]
    assert len(whole(header + "".join(bare)).messages) == 1
    # It failed in the end.
    failed = [*events[:2], events[2].replace("delivered", "failed")]
    with pytest.raises(FileError, match="this was not delivered: failed"):
        whole(header + "".join(failed))


def test_the_same_answer_to_two_texts_is_two_messages(whole: Callable[..., MessageLog]) -> None:
    log = whole(
        "status,time,from,to,text\n"
        "received,2026-03-01 10:00:00,3125550123,84237,HELP\n"
        "sent,2026-03-01 10:00:01,84237,3125550123,x\n"
        "received,2026-03-01 10:01:00,3125550123,84237,HELP\n"
        "delivered,2026-03-01 10:01:01,84237,3125550123,x\n"
    )
    assert [message.text for message in log.messages] == ["HELP", "x", "HELP", "x"]


def test_an_id_with_two_texts_is_reported_and_the_second_left_out(
    whole: Callable[..., MessageLog],
) -> None:
    log = whole("id,time,from,to,text\nm1," + ROW + "m1," + ROW.replace("SUMMER", "x"))
    assert [message.text for message in log.messages] == ["SUMMER"]
    assert "this has the id of another message, 'm1', and another text" in str(log.warnings[0])


@pytest.mark.parametrize(
    ("dates", "country", "days", "told"),
    [
        (["03/04/2026", "03/13/2026"], "GB", ["03-04", "03-13"], False),
        (["03/04/2026", "13/04/2026"], "US", ["04-03", "04-13"], False),
        (["03/04/2026"], "US", ["03-04"], True),
        (["03/04/2026"], "GB", ["04-03"], True),
        (["03/03/2026"], "US", ["03-03"], False),
        (["03.04.2026"], "US", ["04-03"], False),
        (["13/04/2026", "04/13/2026", "03/04/2026"], "US", ["04-13", "04-13"], True),
    ],
)
def test_the_order_of_day_and_month_is_the_logs_or_else_the_countrys_and_reported(
    whole: Callable[..., MessageLog], dates: list[str], country: str, days: list[str], *, told: bool
) -> None:
    rows = "".join(f"{day} 10:00,+13125550123,84237,x\n" for day in dates)
    log = whole("time,from,to,text\n" + rows, country)
    assert [f"{message.at:%m-%d}" for message in log.messages] == days
    assert bool(log.warnings) is told


def test_the_zone_may_stand_in_the_name_of_the_column_or_in_another(
    read: Callable[..., Sequence[LoggedMessage]],
) -> None:
    rest = "3125550123,84237,x"
    for header, cells in [
        ("Sent At (America/Chicago),from,to,text", f"2026-03-01 04:00,{rest}"),
        ("Date,Time (CST),from,to,text", f"2026-03-01,4:00 AM,{rest}"),
        ("created_utc,from,to,text", f"2026-03-01 10:00,{rest}"),
        ("time,from,to,text,Time Zone", f"2026-03-01 04:00,{rest},America/Chicago"),
    ]:
        (message,) = read(f"{header}\n{cells}\n")
        assert (message.at.isoformat(), message.has_zone) == ("2026-03-01T10:00:00+00:00", True)


def test_a_log_too_long_to_review_is_refused(
    wrong: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_log, "MOST_MESSAGES", 3)
    assert wrong("time,from,to,text\n" + ROW * 4) == "log: has more than 3 messages [OPT011]"
    monkeypatch.setattr(log_rows, "MOST_ROWS", 2)
    assert wrong("time,from,to,text\n" + ROW * 4) == "log: has more than 2 rows [OPT521]"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(), st.text().map(lambda t: f"time,from,to,text\n{t}".encode(errors="replace"))
    )
)
def test_whatever_the_file_holds_it_is_read_or_reported(
    read: Callable[..., Sequence[LoggedMessage]], log: bytes
) -> None:
    with suppress(FileError):
        assert read(log)


def test_chosen_columns_are_said_one_by_one_or_with_commas() -> None:
    given = ["time=Sent, at, text = Body", "from=Wer"]
    assert chosen_columns(given) == {"time": ["Sent, at"], "text": ["Body"], "from": ["Wer"]}
    with pytest.raises(ValueError, match=r"'time' names no column: write time=SentDate"):
        chosen_columns(["time"])
    with pytest.raises(ValueError, match=r"'tex' is nothing that a column is for.*mean 'text'"):
        chosen_columns(["tex=Body"])
