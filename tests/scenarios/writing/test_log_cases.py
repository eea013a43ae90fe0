"""Logs as vendors export them: the files in tests/cases/logs, and the messages in each, in order.

The layouts are those of the vendors' own documentation; the messages are made up.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optinsim.files.problems import FileError
from optinsim.scenarios.writing.from_log import LogScenario
from optinsim.scenarios.writing.message_log import read_log
from optinsim.scenarios.writing.record import scenario_text

LOGS = Path(__file__).parents[2] / "cases/logs"
ANN, BOB, CODE, LONG = "+13125550123", "+13125550124", "84237", "+13035550142"
PROMPT = (
    "Acme: reply Y to get Summer Sale texts. Msg & data rates may apply. "
    "Reply HELP for help, STOP to cancel."
)
WELCOME = "Acme: welcome to Summer Sale! Reply HELP for help, STOP to cancel."

# A sign for each message (> a person's, < the brand's), its time on March 1, 2026 where that is the
# day, its text.
TWO = [f"> 15:00:00 {ANN} {CODE} Summer", f"< 15:00:01 {CODE} {ANN} Acme: reply Y"]
TWILIO = [TWO[0], f"< 15:00:01 {CODE} {ANN} {PROMPT}"]
FOUR = [
    f"> 15:00:00 {ANN} {CODE} Summer",
    f"< 15:00:00 {CODE} {ANN} {PROMPT}",
    f"> 15:01:00 {ANN} {CODE} Y",
    f"< 15:01:00 {CODE} {ANN} {WELCOME}",
]
READ = {
    "aws-sns.json": TWO[:1],
    "bandwidth-webhooks.json": [line.replace(CODE, LONG) for line in TWO],
    "clicksend.csv": TWO,
    "clicksend.json": TWO[1:],
    "date-and-sentat.csv": TWO[:1],
    "failed-after-stop.csv": [*TWILIO, f"> 15:01:00 {ANN} {CODE} STOP"],
    "heymarket.csv": TWO,
    "httpsms.json": [line.replace(CODE, LONG) for line in TWO],
    "infobip-inbound.json": TWO[:1],
    "infobip-logs.json": TWO[1:],
    "messagebird.json": [TWO[0], f"< 15:00:01  {ANN} Acme: reply Y"],
    "newest-first-same-second.csv": FOUR,
    "oldest-first-same-second.csv": FOUR,
    "plivo.csv": TWO,
    "queued-null.jsonl": [f"> 15:00:05 {ANN} {CODE} Summer"],
    "quo.json": [f"> 15:00:00 {ANN} {LONG} Summer"],
    "rapidpro.csv": TWO,
    "responsys.csv": [f"> 14:00:00 {ANN} {CODE} Summer", f"< 14:00:02 ACME {ANN} Welcome"],
    "sep-line.csv": TWO[:1],
    "sinch-batches.json": [
        f"< 15:00:00 {CODE} {ANN} Acme: hi",
        f"< 15:00:00 {CODE} {BOB} Acme: hi",
    ],
    "sinch-inbounds.json": [TWO[0], f"> 15:01:00 {ANN} {CODE} Y"],
    "spoke.csv": [f"< 15:00:01 {LONG} {ANN} Acme: reply Y", f"> 15:00:05 {ANN} {LONG} Summer"],
    "status-events.csv": TWO,
    "tel-prefix.csv": TWO[:1],
    "telerivet.csv": [f"> 15:00:00 {ANN}  Summer", f"< 15:00:00  {ANN} Acme: reply Y"],
    "telnyx-messages.jsonl": TWO,
    "telnyx-webhooks.jsonl": TWO,
    "textout.csv": [f"< 15:00:00 {LONG} {ANN} Hi", f"> 15:00:30 {ANN} {LONG} STOP"],
    "twilio-api.jsonl": TWILIO,
    "twilio-array.json": TWILIO,
    "twilio-bulkexport-day.jsonl": TWILIO,
    "twilio-console.csv": [*TWILIO, FOUR[2], f"< 15:01:01 {CODE} {ANN} {WELCOME}"],
    "twilio-list.json": TWO,
    "us-dates2.csv": [f"> 10:00:00 {ANN} {CODE} Summer"],
    "vonage-inbound.jsonl": [TWO[0], f"> 15:01:00 {ANN} {CODE} Y"],
    "vonage-reports.csv": TWO,
    "whatsapp.csv": [
        f"> 15:00:00 {ANN} {LONG} Hi",
        f"< 15:00:01 {LONG} {ANN} Yo",
    ],
    "zones.csv": [f"> 20:00:05 {ANN} {CODE} Summer", f"> 20:01:00 {ANN} {CODE} Y"],
}
TOLD = {
    "bandwidth-webhooks.json": ["this was not delivered: message-failed"],
    "failed-after-stop.csv": [
        "this was not delivered: failed",
        "this was not delivered: undelivered",
    ],
    "infobip-logs.json": ["this was not delivered: UNDELIVERABLE"],
    "queued-null.jsonl": ["this was not sent yet: queued"],
    "status-events.csv": ["2 rows tell of a message that another row has"],
    "telerivet.csv": ["this is of the same moment as others", "no date tells whether the day or"],
    "telnyx-webhooks.jsonl": ["1 row tells of a message that another row has"],
    "us-dates2.csv": ["no date tells whether the day or the month comes first: the month was"],
    "whatsapp.csv": ["this was not sent yet: accepted"],
}


@pytest.mark.parametrize("name", READ)
def test_a_vendors_export_is_read_as_it_is(name: str) -> None:
    log = read_log(LOGS / name, name)
    people = {ANN, BOB}
    assert [
        f"{'>' if m.sender in people else '<'} {m.at:%H:%M:%S} {m.sender} {m.to} {m.text}"
        for m in log.messages
    ] == READ[name]
    told = TOLD.get(name, [])
    assert len(log.warnings) == len(told)
    for warning, expected in zip(log.warnings, told, strict=True):
        assert expected in str(warning)


@pytest.mark.parametrize("name", READ)
def test_what_was_read_is_a_scenario(name: str) -> None:
    """Each text of a person is a step, and each text of the brand is an expected reply."""
    made = LogScenario(read_log(LOGS / name, name).messages, name, None)
    text = scenario_text(made.written("Imported", "account.yaml"))
    signs = "".join(line[0] for line in READ[name])
    assert text.count("- text: ") == signs.count(">")
    assert text.count("replies: []") == len(re.findall(">(?!<)", signs))
    assert text.count("- wait: 1s\n    expect:") == signs.startswith("<")
    assert made.warnings == []


def test_newest_first_makes_the_scenario_of_its_oldest_first_twin() -> None:
    first, second = (
        LogScenario(read_log(LOGS / f"{order}-first-same-second.csv", "log").messages, "log", None)
        for order in ("newest", "oldest")
    )
    written = [scenario_text(made.written("Imported", "a.yaml")) for made in (first, second)]
    assert written[0] == written[1]


def test_times_are_read_in_every_usual_form() -> None:
    log = read_log(LOGS / "zones2.csv", "log")
    times = {m.text: f"{m.at:%H:%M}{'' if m.has_zone else ' no zone'}" for m in log.messages}
    assert times == {
        "a": "15:00",
        "b": "16:01",
        "c": "21:02",
        "d": "21:00",
        "e": "22:00",
        "f": "22:00 no zone",
        "g": "22:01 no zone",
        "h": "22:02 no zone",
        "i": "22:03 no zone",
        "j": "22:04 no zone",
        "k": "22:05 no zone",
        "l": "22:06",
        "m": "22:07 no zone",
        "n": "22:08",
    }
    assert {f"{m.at:%F}" for m in log.messages} == {"2026-03-01"}
    assert "Sent '1/3/26 22:07 XYZ' is no time" in str(log.warnings[0])


def test_a_log_without_times_is_one_error_that_names_what_is_missing() -> None:
    with pytest.raises(FileError) as told:
        read_log(LOGS / "aws-inbound.jsonl", "log")
    (problem,) = told.value.problems
    assert problem.message.startswith("there is no column for time among originationNumber, ")


def test_every_case_is_tested() -> None:
    assert {path.name for path in LOGS.iterdir()} == {*READ, "zones2.csv", "aws-inbound.jsonl"}


FILES = sorted(LOGS.iterdir())
PIECES = [
    *(
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\n",
        b"\r",
        b"\t",
        b"\\",
        b"\0",
        b"\xff",
        b"null",
    ),
    *(
        b"sep=,",
        b"\xef\xbb\xbf",
        "\u0661".encode(),
        b"99999999999999999999",
        b"0001-01-01 00:00:00",
    ),
    *(b"America/", b"+99:99", b"1e999", b"from", b"to", b"text", b"time", b"333", b'{"a":'),
]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(FILES),
    st.lists(
        st.tuples(st.integers(0, 1200), st.integers(0, 20), st.sampled_from(PIECES)), max_size=8
    ),
)
def test_a_mutated_export_is_read_or_reported(
    tmp_path: Path, file: Path, changes: list[tuple[int, int, bytes]]
) -> None:
    data = file.read_bytes()
    for at, length, piece in changes:
        data = data[:at] + piece + data[at + length :]
    path = tmp_path / "log"
    path.write_bytes(data)
    with suppress(FileError):
        log = read_log(path, "log")
        assert log.messages
        assert list(map(str, log.warnings)) or not log.left_out
        made = LogScenario(log.messages, "log", None).written("Imported", "a.yaml")
        with suppress(ValueError):  # half a surrogate pair, which no YAML can hold
            scenario_text(made)
