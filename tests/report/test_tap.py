"""The TAP report, read again by a small reader of TAP 14 and by a reader of YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from optinsim.files.problems import Problem
from optinsim.report.tap import tap
from optinsim.scenarios.running.results import CaseResult, Outcome, RunResult
from tests.report.runs import FILES, JOIN, NASTY, WRONG, run_files

if TYPE_CHECKING:
    from pathlib import Path

_POINT = re.compile(r"(not ok|ok) (\d+) - ((?:[^\\#]|\\.)*?)(?: # (SKIP) (.*))?")


class Point(NamedTuple):
    status: str
    title: str
    directive: str | None
    yaml: Any


def read(text: str) -> list[Point]:
    """The points of a TAP document; every line has to be one that the protocol knows."""
    version, plan, *lines = (line for line in text.splitlines() if line[:1] != "#")
    assert version == "TAP version 14"
    points: list[Point] = []
    while lines:
        match = _POINT.fullmatch(lines.pop(0))
        assert match
        assert int(match[2]) == len(points) + 1
        found = None
        if lines[:1] == ["  ---"]:
            end = lines.index("  ...")
            block = lines[1:end]
            assert all(line[:2] == "  " for line in block)
            found = yaml.safe_load("\n".join(line[2:] for line in block))
            lines = lines[end + 1 :]
        points.append(Point(match[1], re.sub(r"\\(.)", r"\1", match[3]), match[4], found))
    assert plan.split(" #")[0] == f"1..{len(points)}"
    return points


def test_a_point_is_a_case_and_its_yaml_says_why_it_is_not_ok(tmp_path: Path) -> None:
    unread, joins, wrong, winter, broken = read(tap(run_files(tmp_path, FILES)))

    assert joins == ("ok", "a/join.yaml:1 Ann joins", None, None)
    assert wrong.status == winter.status == broken.status == unread.status == "not ok"
    assert wrong.title == 'a/wrong.yaml:1 The word SUMMER & more {"word": "SUMMER"}'
    output = wrong.yaml.pop("output")
    assert wrong.yaml == {
        "message": "a/wrong.yaml:8: replies[0]: "
        'expected "Acme: Y, HELP, STOP? Msg & data rates <soon>", '
        'got "Acme: Y, HELP, STOP? Msg & data rates <now>"',
        "severity": "fail",
        "at": {"file": "a/wrong.yaml", "line": 8},
        "rerun": "optinsim run a/wrong.yaml:1@1",
        "failures": [
            {
                "path": "replies[0]",
                "line": 8,
                "column": 17,
                "message": 'expected "Acme: Y, HELP, STOP? Msg & data rates <soon>", '
                'got "Acme: Y, HELP, STOP? Msg & data rates <now>"',
                "expected": "Acme: Y, HELP, STOP? Msg & data rates <soon>",
                "actual": "Acme: Y, HELP, STOP? Msg & data rates <now>",
            }
        ],
    }
    assert output.startswith("  15:00:00  MO  +13125550123 → 84237  SUMMER\n")
    assert "    + Acme: Y, HELP, STOP? Msg & data rates <now>\n" in output
    assert "failures" not in broken.yaml
    assert (broken.yaml["severity"], broken.yaml["at"]) == (
        "error",
        {"file": "a/wrong.yaml", "line": 10},
    )
    assert unread.title == "bad.yaml can be read"
    assert unread.yaml["at"] == {"file": "bad.yaml", "line": 1}
    assert unread.yaml["output"].startswith("bad.yaml:1:5: bad YAML")


def test_what_is_missing_has_no_value(tmp_path: Path) -> None:
    nothing = WRONG.replace("WINTER", "SUMMER, more: 1").replace(
        "replies:", "callbacks: [], replies:"
    )
    text = nothing.replace('["Acme: Y, HELP, STOP? Msg & data rates <soon>"]', "[]")
    text = text.replace("expect:\n      callbacks: [], ", "expect:\n      ")
    (first, _) = read(tap(run_files(tmp_path, {"s.yaml": text}, "s.yaml")))
    assert "expected" not in first.yaml["failures"][0]
    assert "actual" in first.yaml["failures"][0]


def test_what_was_left_out_is_skipped(tmp_path: Path) -> None:
    points = read(tap(run_files(tmp_path, {"s.yaml": f"{WRONG}---\n{JOIN}"}, "s.yaml", stop=True)))
    assert [(p.status, p.directive) for p in points] == [
        ("not ok", None),
        ("ok", "SKIP"),
        ("ok", "SKIP"),
    ]


def test_a_run_without_a_scenario_is_not_ok() -> None:
    assert tap(RunResult()) == "TAP version 14\nBail out! no scenario found\n"


def test_a_path_that_is_not_there_is_not_ok(tmp_path: Path) -> None:
    (point,) = read(tap(run_files(tmp_path, {}, "nowhere")))
    assert point.yaml["at"] == {"file": "nowhere"}


def test_no_text_is_a_line_or_a_directive_of_its_own(tmp_path: Path) -> None:
    (point,) = read(tap(run_files(tmp_path, {"s.yaml": NASTY}, "s.yaml")))
    assert point.directive is None
    assert " # skip " in point.title
    assert point.yaml["failures"][1]["expected"] == "]]>\n```\n::error file=x::y\x07\ufffe"


@given(st.text(), st.text(min_size=1), st.text())
@example("", "x", "")
def test_any_text_makes_a_report_that_can_be_read(title: str, file: str, message: str) -> None:
    problem = Problem(file, message, code="NO1")
    unread = Problem(f"another {file}", message, code="NO1")  # equal problems are told once
    cases = [
        CaseResult(title, file, 1, outcome, {title: message}, problems=(problem,))
        for outcome in Outcome
    ]
    points = read(tap(RunResult(cases, [problem, unread])))
    assert len(points) == 5


def test_warnings_are_comments_at_the_end(tmp_path: Path) -> None:
    text = "scenario: T\naccount: account.yaml\nsteps: [{text: Hi}]\n"
    told = tap(run_files(tmp_path, {"s.yaml": text}, "s.yaml")).splitlines()
    message = "nothing is expected in this scenario: it passes whatever happens"
    assert told[-1] == f"# warning: s.yaml:1: {message} [OPT705]"
