"""What a run looks like: to people, on a screen, and to programs, as JSON."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import optinsim
from optinsim.adapter import Callback, Destination, Request, Response
from optinsim.core.world import DEFAULT_START
from optinsim.files.accounts import load_account
from optinsim.report.console import ConsoleReport, difference
from optinsim.report.json_report import run_json
from optinsim.report.screen import Screen, one_line, safe
from optinsim.report.transcript import write_turn
from optinsim.scenarios.judging.failure import MISSING
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run
from optinsim.simulator import Simulator, Turn

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
company_key: acme
api: {username: qa, password: pa55word}
subscription_lists: [{id: 1234, name: Alerts}]
campaigns:
  - acquisition_id: ACQ1
    description: Sale
    keywords: [SUMMER]
    subscription_list: 1234
    confirmation: double
    accepts: [yes]
    messages: {prompt: "Acme: Y, HELP, STOP? Msg & data rates", welcome: Hi, declined: Bye}
callbacks:
  - callback_type: subscription_added
    subscription_added: {list_id: 1234}
    destination: {url: "https://crm.example/vibes"}
"""
JOINS = """\
scenario: Joins
account: account.yaml
tags: [a]
cites: D1
people: {ann: {mdn: +13125550123}}
steps:
  - text: SUMMER
  - text: Y
    expect:
      replies: [Hello]
      callbacks: []
"""


class Terminal(StringIO):
    """A stream that calls itself a terminal."""

    def isatty(self) -> bool:
        return True


ROOT = Path(__file__).parents[2]


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The text of a run of one file."""
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text(ACCOUNT, encoding="utf-8")

    def report(text: str, *, verbose: bool = False, stream: StringIO | None = None) -> str:
        Path("s.yaml").write_text(text, encoding="utf-8")
        stream = stream or StringIO()
        console = ConsoleReport(Screen(stream), verbose=verbose)
        console.summary(run(["s.yaml"], CaseFilter(), on_case=console.case))
        return stream.getvalue()

    return report


CONVERSATION = """\
  15:00:00  MO  +13125550123 → 84237  SUMMER
            read as keyword: exact 'SUMMER' of ACQ1
            a new person: +13125550123
            ACQ1: none → pending (join)
  15:00:00  MT  84237 → +13125550123  Acme: Y, HELP, STOP? Msg & data rates
            prompt, GSM-7, 1 segment
"""
CONFIRMED = """\
  15:00:00  MO  +13125550123 → 84237  Y
            read as yes: exact 'Y'
            ACQ1: pending → subscribed (confirm)
  15:00:00  MT  84237 → +13125550123  Hi
            welcome, GSM-7, 1 segment
            callback subscription_added → https://crm.example/vibes
"""
BODY = """\
{
  "event_id": "D17559D63557",
  "callback_type": "subscription_added",
  "event_type": "subscription_added",
  "event_date": "2026-01-05T15:00:00Z",
  "subscription": {
    "person": {
      "id": "E2B06B1B7EBF",
      "external_id": null,
      "external_person_id": null,
      "person_key": "5c9f3c45-cfa8-a1a0-9329-e2b06b1b7ebf",
      "url": "/companies/acme/mobiledb/persons/E2B06B1B7EBF",
      "mobile_phone": {
        "mdn": "+13125550123"
      }
    },
    "subscription_list": {
      "id": "1234",
      "url": "/companies/acme/mobiledb/subscription_lists/1234"
    },
    "opt_in_date": "2026-01-05T15:00:00Z"
  }
}
"""


def test_a_failure_is_shown_with_its_conversation(report: Callable[..., str]) -> None:
    shown = report(JOINS)

    body = "".join(f"    + {line}\n" for line in BODY.splitlines())
    assert shown == (
        f"FAIL  s.yaml:1  Joins  [D1]\n{CONVERSATION}{CONFIRMED}"
        '▸ s.yaml:10: replies[0]: expected "Hello", got "Hi"\n'
        "▸ s.yaml:11: callbacks[0]: unexpected subscription_added\n"
        f"{body}            state: ACQ1 subscribed\n"
        "rerun: optinsim run s.yaml:1\n\n0 passed, 1 failed\n"
    )


def test_what_passes_takes_a_line_and_verbose_shows_it_whole(report: Callable[..., str]) -> None:
    passing = JOINS[: JOINS.index("    expect")]

    assert (
        report(passing)
        == "PASS  s.yaml:1  Joins  [D1]  (expects nothing)\n1 passed, 0 failed, 1 warning\n"
    )
    body = "".join(f"              {line}\n" for line in BODY.splitlines())
    assert report(passing, verbose=True) == (
        "PASS  s.yaml:1  Joins  [D1]  (expects nothing)\n"
        f"{CONVERSATION}            state: ACQ1 pending\n{CONFIRMED}"
        f"{body}            state: ACQ1 subscribed\n\n1 passed, 0 failed, 1 warning\n"
    )


def test_time_and_requests_are_shown_without_the_credentials(report: Callable[..., str]) -> None:
    shown = report(
        """\
scenario: T
account: account.yaml
steps:
  - wait: 1d
  - request:
      method: PUT
      path: /nowhere?a=b
      headers: {Authorization: "Basic c2VjcmV0", X-Key: t0psecret}
      json: {a: "\\u202e"}
""",
        verbose=True,
    )

    assert "  2026-01-06 15:00:00Z  time passes\n" in shown
    assert '  15:00:00  API PUT /nowhere?a=b\n            {"a": "\\u202e"}\n' in shown
    assert "            answer 4" in shown
    result = run(["s.yaml"], CaseFilter(), keep_steps=True)
    for text in (shown, json.dumps(run_json(result))):
        assert not [secret for secret in SECRETS if secret in text]


SECRETS = ("pa55word", "c2VjcmV0", "t0psecret", "cWE6cGE1NXdvcmQ", "Authorization")


def test_the_summary_counts_what_was_not_run(tmp_path: Path, report: Callable[..., str]) -> None:
    broken = JOINS.replace("steps", "stps")

    assert report(broken).endswith("ERROR s.yaml:1  Joins\n0 passed, 0 failed, 1 not runnable\n")
    stream = StringIO()
    (tmp_path / "t.yaml").write_text(f"{JOINS}---\n{JOINS}seed: 1\n", encoding="utf-8")
    console = ConsoleReport(Screen(stream), verbose=False)
    console.summary(run(["t.yaml"], CaseFilter(), stop_at_failure=True, on_case=console.case))
    assert stream.getvalue().endswith(
        "SKIP  t.yaml:13  Joins  [D1]\n0 passed, 1 failed, 1 skipped\n"
    )


EVIL = """\
scenario: "Two\\nlines \\e[31m \\u202e \\0"
account: account.yaml
cites: "\\u2066"
people: {ann: {mdn: +13125550123}}
examples: [{word: "\\u2029"}]
steps:
  - text: "a\\nb\\e[31m"
    expect: {replies: ["\\n\\e[31m"], record: {"k\\n\\e": 1}}
"""


@pytest.mark.parametrize("stream", [StringIO, Terminal])
def test_no_text_breaks_a_line_or_moves_the_cursor(
    report: Callable[..., str], stream: type[StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    lines = report(EVIL, stream=stream()).splitlines()

    assert lines[0] == (
        'FAIL  s.yaml:1  Two\\nlines \\x1b[31m \\u202e \\x00  {"word": "\\u2029"}  [\\u2066]'
    )
    assert lines[1] == "  15:00:00  MO  +13125550123 → 84237  a\\nb\\x1b[31m"
    assert all(line.isprintable() for line in lines)


def test_a_terminal_gets_colour_and_still_no_escapes_of_others(
    report: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")

    shown = report(EVIL, verbose=True, stream=Terminal()) + report(
        JOINS, verbose=True, stream=Terminal()
    )

    assert "\x1b[1;31mFAIL " in shown
    assert "\x1b[31m \\u202e" not in shown
    assert not {"\0", "\u202e", "\u2066", "\u2029"} & set(shown)
    assert "subscription_added" in shown


def test_markup_of_others_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()

    Screen(stream).line("[red]a[/red]", ("[b]", "dim"))

    assert "[red]a[/red]" in stream.getvalue()
    assert "[b]" in stream.getvalue()


@pytest.mark.parametrize("text", [EVIL, JOINS])
def test_no_line_is_broken_at_the_edge_of_a_narrow_terminal(
    text: str, report: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path or a command that a person copies stays whole."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "400")
    wide = report(text, verbose=True, stream=Terminal())
    monkeypatch.setenv("COLUMNS", "40")
    assert report(text, verbose=True, stream=Terminal()) == wide


def test_a_long_text_is_cut() -> None:
    assert one_line("a" * 2001) == f"{'a' * 2000}… (2001 characters)"
    assert one_line("a" * 2000) == "a" * 2000
    assert safe("a\nb\x9b\ud800") == "a\nb\\u009b\\ud800"


def test_a_callback_is_named_as_its_vendor_names_it() -> None:
    def shown(callback: Callback) -> str:
        stream = StringIO()
        turn = Turn(Request("GET", "/"), DEFAULT_START, (), (callback,), Response(204))
        write_turn(Screen(stream), turn, bodies=True)
        return stream.getvalue()

    assert "callback optout → https://x\n" in shown(
        Callback({}, Destination("https://x"), name="optout")
    )
    assert shown(Callback({"action": "optout"}, name="optout")).count("callback optout\n") == 1


def test_what_happens_while_time_passes_stands_under_its_own_time() -> None:
    """A message that is due on the first day of eight is not shown as one of the eighth."""
    simulator = Simulator(load_account(ROOT / "scenarios/accounts/bigstate-signalvine.yaml"))
    simulator.text("JOIN", "+13125550123")
    stream = StringIO()
    write_turn(Screen(stream), simulator.wait("8d"), bodies=False)
    shown = [line[:40].rstrip() for line in stream.getvalue().splitlines()]
    assert shown == [
        "  2026-01-06 15:00:00Z  time passes",
        "  15:00:00  MT  +13035550142 → +13125550",
        "            question, GSM-7, 1 segment",
        "  2026-01-13 15:00:00Z  time passes",
    ]


def test_a_row_that_an_import_leaves_out_is_seen() -> None:
    path = "/v2/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869/participants"
    options = {"new": "ignore", "existing": "ignore", "mode": "row", "absent": "ignore"}
    csv = "customer_id,first_name,last_name,phone,group_list\nC1,Ann,Lee,+13125550123,"
    body = {"program": path.split("/")[3], "options": options, "participants": csv}
    simulator = Simulator(load_account(ROOT / "scenarios/accounts/bigstate-signalvine.yaml"))
    simulator.request("POST", path, json=body)
    stream = StringIO()
    write_turn(Screen(stream), simulator.wait("1s"), bodies=False)
    assert "note: import: 0 added, 0 updated, 1 ignored; row 2 ignored" in stream.getvalue()


def test_a_note_stands_under_its_request() -> None:
    stream = StringIO()
    turn = Turn(Request("GET", "/"), DEFAULT_START, (), (), Response(204), ("look again",))
    write_turn(Screen(stream), turn, bodies=False)
    assert stream.getvalue().splitlines()[1:] == [
        "            note: look again",
        "            answer 204",
    ]


# Differences


@pytest.mark.parametrize(
    ("expected", "actual", "lines"),
    [
        ("Hello", "Hi", []),
        (MISSING, 1, []),
        (1, "1", []),
        (MISSING, {"a": 1}, ["+ {", '+   "a": 1', "+ }"]),
        ({"a": 1}, MISSING, ["- {", '-   "a": 1', "- }"]),
        (MISSING, "a" * 21, [f"+ {'a' * 21}"]),
        ({}, "a", ["- {}", "+ a"]),
        ({"$contains": "b"}, "a" * 21, [f"+ {'a' * 21}"]),
        ({"$length": 1}, 2, []),
        (
            "Reply Y to get messages.",
            "Reply N to get messages.",
            ["- Reply Y to get messages.", "?       ^", "+ Reply N to get messages.", "?       ^"],
        ),
        ("", "a" * 21, ["- ", f"+ {'a' * 21}"]),
    ],
)
def test_difference(expected: Any, actual: Any, lines: list[str]) -> None:
    shown = [line.rstrip() if line[0] == "?" else line for line in difference(expected, actual)]

    assert shown == lines


def test_a_difference_shows_what_differs_and_no_wall() -> None:
    before = {f"key{i}": i for i in range(500)}

    lines = list(difference(before, before | {"key100": 0, "key400": 0}))

    assert lines == [
        '    "key98": 98,',
        '    "key99": 99,',
        '-   "key100": 100,',
        '+   "key100": 0,',
        '    "key101": 101,',
        '    "key102": 102,',
        "  …",
        '    "key398": 398,',
        '    "key399": 399,',
        '-   "key400": 400,',
        '+   "key400": 0,',
        '    "key401": 401,',
        '    "key402": 402,',
    ]


def test_a_difference_has_an_end() -> None:
    lines = list(difference(MISSING, list(range(100))))

    assert len(lines) == 61
    assert lines[-1] == "  … (42 more lines)"


# JSON


def test_the_json_of_a_run(report: Callable[..., str]) -> None:
    report(JOINS)
    shown = run_json(run(["s.yaml", "gone.yaml"], CaseFilter()))

    step = {
        "line": 8,
        "at": "2026-01-05T15:00:00Z",
        "input": {"kind": "text", "from": "+13125550123", "to": "84237", "text": "Y"},
        "reading": {"as": "yes", "rule": "exact", "word": "Y", "campaign": None},
        "replies": [
            {
                "to": "+13125550123",
                "from": "84237",
                "text": "Hi",
                "purpose": "welcome",
                "encoding": "GSM-7",
                "segments": 1,
            }
        ],
        "callbacks": [json.loads(BODY)],
        "changes": [
            {
                "mdn": "+13125550123",
                "campaign": "ACQ1",
                "from": "pending",
                "to": "subscribed",
                "trigger": "confirm",
            }
        ],
        "response": None,
        "failures": [
            {
                "path": "replies[0]",
                "line": 10,
                "column": 17,
                "expected": "Hello",
                "actual": "Hi",
                "message": 'expected "Hello", got "Hi"',
            },
            {
                "path": "callbacks[0]",
                "line": 11,
                "column": 18,
                "expected": None,
                "actual": json.loads(BODY),
                "message": "unexpected subscription_added",
            },
        ],
    }
    (case,) = shown.pop("scenarios")
    assert case.pop("steps")[1] == step
    assert case == {
        "scenario": "Joins",
        "file": "s.yaml",
        "line": 1,
        "example": None,
        "tags": ["a"],
        "cites": ["D1"],
        "outcome": "failed",
        "rerun": "optinsim run s.yaml:1",
        "findings": [],
    }
    (problem,) = shown.pop("problems")
    assert (problem["file"], problem["line"], problem["message"]) == (
        "gone.yaml",
        None,
        "is not there",
    )
    assert shown == {
        "optinsim": optinsim.__version__,
        "summary": {"scenarios": 1, "passed": 0, "failed": 1, "errors": 1, "skipped": 0},
        "findings": [],
    }


def test_waits_and_requests_in_json(report: Callable[..., str]) -> None:
    report(
        "scenario: T\naccount: account.yaml\nsteps:\n"
        "  - wait: 1h\n  - request: {method: PUT, path: /x, body: a}\n"
        "    expect: {response: {status: 501}}\n  - text: SUMMER\n"
    )
    (case,) = run_json(run(["s.yaml"], CaseFilter(), keep_steps=True))["scenarios"]

    wait, request, _ = case["steps"]
    assert wait["input"] == {"kind": "wait", "until": "2026-01-05T16:00:00Z"}
    assert request["input"] == {"kind": "request", "method": "PUT", "path": "/x", "body": "a"}
    assert request["response"]["status"] == 501


def test_the_same_run_gives_the_same_bytes(report: Callable[..., str]) -> None:
    first = report(JOINS)
    runs = [json.dumps(run_json(run(["s.yaml"], CaseFilter(), keep_steps=True))) for _ in range(2)]

    assert report(JOINS) == first
    assert runs[0] == runs[1]


def test_warnings_are_counted_in_json_and_stand_behind_the_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text(ACCOUNT, encoding="utf-8")
    text = "scenario: T\naccount: account.yaml\nsteps: [{text: Hi}]\n"
    Path("s.yaml").write_text(text, encoding="utf-8")
    shown = run_json(run(["s.yaml", "gone.yaml"], CaseFilter()))
    assert shown["summary"]["warnings"] == 1
    assert [problem["severity"] for problem in shown["problems"]] == ["error", "warning"]
