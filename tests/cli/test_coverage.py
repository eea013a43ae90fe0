"""The coverage options of `optinsim run`, as somebody at a shell meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from typer.testing import CliRunner

from optinsim.cli import command_line

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT = """\
platform: signalvine
name: Big State
number: 84237
programs: [{id: P1, keywords: [JOIN]}]
"""
JOINS = """\
scenario: Joins
account: account.yaml
steps: [{text: JOIN, expect: {reading: keyword, replies: {$length: 1}, state: subscribed}}]
"""


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run the scenario of this file."""
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text(ACCOUNT, encoding="utf-8")
    Path("s.yaml").write_text(JOINS, encoding="utf-8")

    def run(*options: str) -> Ran:
        result = CliRunner().invoke(command_line(["run"]), ["run", "s.yaml", *options])
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


def test_the_table_comes_after_the_summary(run: Callable[..., Ran]) -> None:
    ran = run("--coverage")
    assert ran.code == 0
    assert ran.out.splitlines()[1:4] == [
        "1 passed, 0 failed",
        "",
        "coverage          10 %  4 of 37; what is missing is listed",
    ]
    assert ran.err == ""


def test_nothing_is_counted_or_shown_without_being_asked_for(run: Callable[..., Ran]) -> None:
    assert "coverage" not in run().out


def test_the_json_is_written_with_or_without_the_table(run: Callable[..., Ran]) -> None:
    ran = run("--coverage-json", "c.json")
    assert ran.code == 0
    assert "coverage" not in ran.out
    written = json.loads(Path("c.json").read_text(encoding="utf-8"))
    assert written["total"] == {"exercised": 4, "items": 37, "percent": 10}


def test_with_the_report_on_standard_output_the_table_is_narration(
    run: Callable[..., Ran],
) -> None:
    ran = run("--json", "-", "--coverage")
    json.loads(ran.out)
    assert "coverage          10 %" in ran.err


@pytest.mark.parametrize(("least", "code"), [("0", 0), ("10.8", 0), ("10.9", 1), ("100", 1)])
def test_too_little_is_1_and_says_how_much_there_is(
    run: Callable[..., Ran], least: str, code: int
) -> None:
    ran = run("--coverage-fail-under", least)
    assert ran.code == code
    told = f"coverage is 10 % (4 of 37), and should be {least} %\n" if code else ""
    assert ran.err == told


def test_too_little_hides_nothing_worse(run: Callable[..., Ran]) -> None:
    Path("s.yaml").write_text(f"{JOINS}---\nscenario: broken\n", encoding="utf-8")
    ran = run("--coverage-fail-under", "100")
    assert ran.code == 2
    assert "and should be 100 %" in ran.err


def test_where_nothing_was_run_any_threshold_is_too_much(run: Callable[..., Ran]) -> None:
    Path("s.yaml").write_text("scenario: broken\n", encoding="utf-8")
    assert "coverage is 0 % (0 of 0), and should be 1 %\n" in run("--coverage-fail-under", "1").err
    assert "coverage is" not in run("--coverage-fail-under", "0").err


@pytest.mark.parametrize("least", ["-1", "101", "much", "0.9"])
def test_a_threshold_is_a_percentage(run: Callable[..., Ran], least: str) -> None:
    assert run("--coverage-fail-under", least).code == 2


def test_the_json_takes_no_files_place(run: Callable[..., Ran]) -> None:
    ran = run("--coverage-json", "s.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "s.yaml is a file to run: the report would take its place\n"
    assert Path("s.yaml").read_text(encoding="utf-8") == JOINS


def test_the_json_may_be_all_that_standard_output_gets(run: Callable[..., Ran]) -> None:
    ran = run("--coverage-json", "-", "--coverage")
    assert json.loads(ran.out)["total"]["items"] == 37
    assert "coverage          10 %" in ran.err


def test_a_json_that_cannot_be_written_is_2(run: Callable[..., Ran]) -> None:
    ran = run("--coverage-json", "nowhere/c.json")
    assert ran.code == 2
    assert "cannot be written" in ran.err
