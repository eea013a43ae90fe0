"""What a run found, as plain values."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.case_run import CaseRun, result_of
from optinsim.scenarios.running.results import Outcome

AGAIN = Path(__file__).parents[3] / "docs/examples/shop/again.yaml"


def test_a_bare_result_lacks_its_steps_and_nothing_else() -> None:
    [case, _] = Loader().load(AGAIN, "again.yaml").entries
    assert isinstance(case, Case)
    run = CaseRun(case)
    step = run.step()
    assert step is not None
    problem = case.document.problem((), "so it is", code="NO1")
    whole = result_of(case, Outcome.ERROR, (step,), (problem,))
    for field in fields(whole):
        value = getattr(whole, field.name)
        assert getattr(whole.bare, field.name) == (() if field.name == "steps" else value)
    filled = {field.name for field in fields(whole) if getattr(whole, field.name)}
    assert filled >= {"title", "file", "line", "outcome", "steps", "expects_something", "problems"}


def test_a_case_of_which_not_every_step_was_done_has_not_passed() -> None:
    [case, _] = Loader().load(AGAIN, "again.yaml").entries
    assert isinstance(case, Case)
    run = CaseRun(case)
    run.step()
    assert len(case.steps) > 1
    outcomes = [run.result.outcome]
    while run.step():
        outcomes.append(run.result.outcome)
    assert outcomes == [*[Outcome.ERROR] * (len(outcomes) - 1), Outcome.PASSED]
