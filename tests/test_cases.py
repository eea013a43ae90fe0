"""The small inputs of tests/cases: each comes out as the beginning of its name says.

`fail-` does not pass (it is refused with exit code 2, or fails with 1), `pass-` passes, and `warn-`
draws a warning, which `--warnings-as-errors` makes an error.
"""

from __future__ import annotations

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


@pytest.mark.parametrize("path", named("pass-"), ids=name)
def test_what_states_the_truth_passes(path: Path) -> None:
    assert run(path)[0] == 0


@pytest.mark.parametrize("path", named("warn-"), ids=name)
def test_what_checks_nothing_draws_a_warning_that_can_be_an_error(path: Path) -> None:
    code, told = run(path)
    assert code != 2
    assert "warning: " in told
    assert run(path, "--warnings-as-errors")[0] == 2
