"""An import that comes to nothing draws a warning, unless a step asks what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.run import run

ACCOUNT = Path(__file__).parents[3] / "scenarios/accounts/bigstate-signalvine.yaml"
PROGRAM = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"
GOOD = "customer_id,first_name,last_name,phone,group_list\\nC1,Ann,Lee,+13125550123,\\n"
BAD = "phone\\n+13125550123\\n"
WAIT = "  - {wait: 10s, expect: {replies: []}}\n"
ASK = '  - {request: {method: GET, path: "${where}"}, expect: {response: {%s}}}\n'


def imported(csv: str, comment: str = "") -> str:
    options = "{new: add, mode: row, existing: ignore, absent: ignore}"
    body = f'{{program: {PROGRAM}, options: {options}, participants: "{csv}"}}'
    path = f"/v2/programs/{PROGRAM}/participants"
    return (
        f"  - request: {{method: POST, path: {path}, json: {body}}}  {comment}\n"
        "    expect: {response: {status: 202, headers: {Location: {$capture: where}}}}\n"
    )


def told(folder: Path, steps: str) -> list[str]:
    path = folder / "s.yaml"
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\nsteps:\n{steps}", encoding="utf-8")
    assert Loader().load(path, "s.yaml").problems == []
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    assert result.exit_code == 0
    marks = [warning.mark for warning in result.warnings if warning.code == "OPT716"]
    assert [mark.line for mark in marks if mark] == [4] * len(marks)
    return [w.message.partition(", and")[0] for w in result.warnings if w.code != "OPT701"]


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (imported(BAD) + WAIT, "this import was accepted"),
        (imported(GOOD) + "  - {text: x, expect: {replies: []}}\n", "this import was accepted"),
        (imported(GOOD) + WAIT, ""),
        (imported(BAD) + WAIT + ASK % "json: {error: true}", ""),
        (imported(BAD) + WAIT + ASK % "status: 200", "this import was accepted"),
        (imported(BAD) + ASK % "json: {complete: false}" + WAIT, "this import was accepted"),
        (imported(GOOD) + ASK % "json: {complete: false}", ""),
        (imported(BAD, "# optinsim: ignore OPT716 an example") + WAIT, ""),
    ],
)
def test_what_came_of_an_import(steps: str, message: str, tmp_path: Path) -> None:
    found = told(tmp_path, steps)
    assert found == ([message] if message else [])


def test_a_comment_for_what_a_run_draws_is_not_judged_when_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    steps = imported(BAD, "# optinsim: ignore OPT716 an example") + WAIT
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\nsteps:\n{steps}", encoding="utf-8")
    assert [w.code for w in Loader().load(path, "s.yaml").warnings] == ["OPT701"]


def test_an_import_that_leaves_rows_out_by_assumption(tmp_path: Path) -> None:
    account = tmp_path / "account.yaml"
    account.write_text(
        f"extends: {ACCOUNT}\nassumptions: {{row_errors_set_error: false}}\n", encoding="utf-8"
    )
    path = tmp_path / "s.yaml"
    path.write_text(
        f"scenario: T\naccount: account.yaml\nsteps:\n{imported(BAD)}{WAIT}", encoding="utf-8"
    )
    [warning] = [w for w in run([str(path)], CaseFilter()).warnings if w.code == "OPT716"]
    assert warning.message.startswith("this import was accepted, and left rows out: row 2: ")
