"""The report for programs: the JSON of the contract, the same bytes for the same run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import optinsim
from optinsim.files.problems import problem_json
from optinsim.scenarios.judging.failure import MISSING
from optinsim.scenarios.running.results import Outcome
from optinsim.turn_json import turn_json

if TYPE_CHECKING:
    from optinsim.scenarios.running.results import (
        CaseResult,
        LawFinding,
        RunResult,
        StepFailure,
        StepResult,
    )


def run_json(result: RunResult) -> dict[str, Any]:
    """A whole run; for a shard, with the data from which `merge` makes the whole report."""
    summary = {
        "scenarios": len(result.cases),
        "passed": result.count(Outcome.PASSED),
        "failed": result.count(Outcome.FAILED),
        # A file without a readable scenario is no scenario, and an error.
        "errors": result.count(Outcome.ERROR) + len(result.unread),
        "skipped": result.count(Outcome.SKIPPED),
    }
    if result.warnings:
        summary["warnings"] = len(result.warnings)
    if result.finding_count:
        summary["findings"] = result.finding_count
    return {
        "optinsim": optinsim.__version__,
        **_shard(result),
        "summary": summary,
        "scenarios": [_case(case) for case in result.cases],
        "problems": [problem_json(one) for one in (*result.problems, *result.warnings)],
        "findings": [_finding(one) for one in result.findings],
    }


def _shard(result: RunResult) -> dict[str, Any]:
    shard = result.shard
    if shard is None:
        return {}
    of_cases = result.problems_of_cases
    problems = [
        {"position": list(position), "of_scenario": problem in of_cases}
        for problem, position in zip(
            (*result.problems, *result.warnings),
            (*result.positions, *result.warning_positions),
            strict=True,
        )
    ]
    return {
        "shard": {
            "number": shard.number,
            "of": shard.of,
            "scenarios": result.total,
            "problems": problems,
        }
    }


def _case(case: CaseResult) -> dict[str, Any]:
    return {
        "scenario": case.title,
        "file": case.file,
        "line": case.line,
        **_sharing(case),
        "example": case.example,
        "tags": list(case.tags),
        "cites": list(case.cites),
        "outcome": str(case.outcome),
        "rerun": case.rerun,
        "findings": [_finding(one) for one in case.findings],
        "steps": [_step(step) for step in case.steps],
    }


def _finding(finding: LawFinding) -> dict[str, Any]:
    """A broken law: of a case with its line, of an account with its file."""
    is_of_case = finding.account is None
    place = {"line": finding.line, "mdn": finding.mdn} if is_of_case else {}
    return {
        "law": finding.law,
        "severity": str(finding.severity),
        **({} if is_of_case else {"account": finding.account}),
        **place,
        "says": finding.says,
        "change": finding.change,
        "meant": finding.is_meant,
        "failure": finding.is_failure,
    }


def _sharing(case: CaseResult) -> dict[str, Any]:
    """The values that the case takes from outside its scenario; empty if there are none."""
    shared = {"account": case.sharing.account, "project": case.sharing.project}
    return {key: path for key, path in shared.items() if path is not None}


def _step(step: StepResult) -> dict[str, Any]:
    return {
        "line": step.line,
        **_group(step),
        **turn_json(step.turn),
        "failures": [_failure(failure) for failure in step.failures],
    }


def _group(step: StepResult) -> dict[str, Any]:
    """The group of the step; empty if the step is in the scenario itself."""
    group = step.group
    if group is None:
        return {}
    return {"group": {"name": group.name, "file": group.file, "line": group.line}}


def _failure(failure: StepFailure) -> dict[str, Any]:
    return {
        "path": failure.path,
        **({} if failure.file is None else {"file": failure.file}),
        "line": failure.line,
        "column": failure.column,
        "expected": _plain(failure.expected),
        "actual": _plain(failure.actual),
        "message": failure.message,
    }


def _plain(value: Any) -> Any:
    return None if value is MISSING else value
