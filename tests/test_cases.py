"""The small inputs of tests/cases: each comes out as the beginning of its name says.

`fail-` does not pass (it is refused with exit code 2, or fails with 1), `pass-` passes, and `warn-`
draws a warning, which `--warnings-as-errors` makes an error.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optinsim.cli import command_line

SCENARIOS = sorted((Path(__file__).parent / "cases" / "scenarios").glob("*.yaml"))


def run(path: Path, *options: str) -> tuple[int, str]:
    ran = CliRunner().invoke(command_line(), ["run", str(path), *options])
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran.exit_code, ran.output


def named(beginning: str) -> list[Path]:
    return [path for path in SCENARIOS if path.name.startswith(beginning)]


def name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", named("fail-"), ids=name)
def test_what_states_an_untruth_does_not_pass(path: Path) -> None:
    code, told = run(path)
    assert code in (1, 2)
    if code == 2:
        assert f"{path}:" in told


@pytest.mark.parametrize("path", named("fail-stranger"), ids=name)
def test_no_scenario_of_a_file_passes_that_states_an_untruth(path: Path) -> None:
    assert "PASS " not in run(path)[1]


@pytest.mark.parametrize("path", named("pass-"), ids=name)
def test_what_states_the_truth_passes(path: Path) -> None:
    assert run(path)[0] == 0


@pytest.mark.parametrize(
    "path", [p for n in "3456789" for p in named(f"pass-stranger{n}")], ids=name
)
def test_the_truth_draws_no_warning(path: Path) -> None:
    assert "warning" not in run(path)[1]


@pytest.mark.parametrize("path", named("warn-"), ids=name)
def test_what_checks_nothing_draws_a_warning_that_can_be_an_error(path: Path) -> None:
    code, told = run(path)
    assert code != 2
    assert "warning: " in told
    assert run(path, "--warnings-as-errors")[0] == 2


@pytest.mark.parametrize("path", named("warn-stranger"), ids=name)
def test_every_scenario_of_a_file_draws_its_warning(path: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert run(path, "--json", str(report))[0] == 0
    found = json.loads(report.read_text(encoding="utf-8"))
    begins = sorted({scenario["line"] for scenario in found["scenarios"]})
    warned = {bisect_right(begins, problem["line"]) for problem in found["problems"]}
    assert warned == set(range(1, len(begins) + 1))
