"""What was played is a scenario that passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.phone.turn_steps import steps_of_turn
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.case_run import CaseRun, run_case
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.writing.record import WrittenScenario, WrittenStep, scenario_text

ROOT = Path(__file__).parent.parent.parent
FILES = sorted((ROOT / "scenarios").glob("*/*.yaml"))


def cases(path: Path) -> list[Case]:
    return [entry for entry in Loader().load(path, str(path)).entries if isinstance(entry, Case)]


def written(case: Case, account: Path) -> str:
    """What a case does, as a scenario that expects all that it brings about."""
    names = {member.mdn: member.name for member in case.cast.members}
    run = CaseRun(case)
    steps: list[WrittenStep] = []
    while (step := run.step()) is not None:
        names.setdefault(step.mdn, f"p{len(names)}")
        states = {mdn: run.simulator.states(mdn) for mdn in names}
        steps += steps_of_turn(step.turn, step.turn.command, step.mdn, states, names)
    landlines = case.cast.landlines
    people = {
        name: {"mdn": mdn, **({"line": "landline"} if mdn in landlines else {})}
        for mdn, name in names.items()
    }
    return scenario_text(
        WrittenScenario(
            case.title, str(account), people, steps, seed=case.file.seed, start=case.file.start
        )
    )


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in FILES]
)
def test_every_scenario_recorded_passes(path: Path, tmp_path: Path) -> None:
    for case in cases(path):
        account = case.document.tree["account"]
        if not isinstance(account, str) or "auth:" in "\n".join(case.document.lines):
            continue  # an account in place; a request that is not the account's own
        file = tmp_path / "recorded.yaml"
        file.write_text(written(case, path.parent / account), encoding="utf-8")
        loaded = Loader().load(file, "recorded.yaml")
        assert not loaded.problems
        for entry in cases(file):
            result, problems = run_case(entry)
            assert (result.outcome, problems) == (Outcome.PASSED, [])
