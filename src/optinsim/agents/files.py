"""The tools about files: check, run, explain failures, explore, and write.

Knows the JSON that an agent gets from each. Does not know the protocol.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.core.world import DEFAULT_START
from optinsim.errors import OptinsimError
from optinsim.explore.exploration import Bounds
from optinsim.explore.json_form import as_json
from optinsim.explore.search import explore as search
from optinsim.files.account_warnings import check_account
from optinsim.files.problems import problem_json
from optinsim.laws.packs import pack_for
from optinsim.manual import near_name, page
from optinsim.report.console import ConsoleReport
from optinsim.report.screen import Screen
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.agents.workspace import Workspace
    from optinsim.scenarios.running.results import CaseResult, RunResult

MOST_SECONDS = 60.0
"""The time limit of a search."""
MOST_CASES = 20
"""The most failed cases that are shown with their conversation."""


def list_files(workspace: Workspace) -> dict[str, Any]:
    """The YAML files of the folder, relative to it."""
    with workspace.reading():
        found, _ = find_files(["."], others=True)
    return {"files": [Path(path).as_posix() for path in found]}


def check(workspace: Workspace, paths: Sequence[str]) -> dict[str, Any]:
    """The problems and warnings of files and folders."""
    with workspace.reading(*paths):
        count, problems = check_files(paths)
    return {"files": count, "problems": [problem_json(problem) for problem in problems]}


def run_scenarios(workspace: Workspace, paths: Sequence[str]) -> dict[str, Any]:
    """Run scenarios. Returns the counts, and the conversation of each that did not pass."""
    result = _run(workspace, paths)
    bad = [case for case in result.cases if case.outcome in {Outcome.FAILED, Outcome.ERROR}]
    return {
        "passed": result.count(Outcome.PASSED),
        "failed": result.count(Outcome.FAILED),
        "errors": result.count(Outcome.ERROR) + len(result.unread),
        "cases": [_told(case) for case in bad[:MOST_CASES]],
        "more": max(0, len(bad) - MOST_CASES),
        "problems": [problem_json(one) for one in (*result.problems, *result.warnings)],
    }


def explain_failure(workspace: Workspace, case: str) -> dict[str, Any]:
    """Run one case. Returns its conversation with reasons, whole callbacks and answers."""
    result = _run(workspace, [case])
    if not result.cases and result.problems:
        raise OptinsimError("\n".join(map(str, result.problems)))
    return {
        "cases": [_told(one, verbose=True) for one in result.cases[:MOST_CASES]],
        "problems": [problem_json(one) for one in (*result.problems, *result.warnings)],
    }


def explain(name: str) -> dict[str, Any]:
    """The explanation of a code or a law: its meaning, reason and remedy."""
    found = page(name)
    if found is None:
        near = near_name(name)
        hint = f"; did you mean {near!r}?" if near else ""
        message = f"there is no code or law {name!r:.60}{hint}"
        raise OptinsimError(message)
    return {
        "name": found.name,
        "severity": found.severity,
        "title": found.title,
        **{part.lower(): words for part, words in found.parts},
        "example": found.example,
    }


def explore(workspace: Workspace, account: str, seconds: float) -> dict[str, Any]:
    """Search all conversations of an account for one that breaks a law."""
    with workspace.reading(account):
        loaded, warnings = check_account(account)
    bounds = Bounds(seconds=max(0.0, min(seconds, MOST_SECONDS)))
    result = search(loaded, pack_for(loaded, DEFAULT_START), bounds)
    return as_json(result, account, warnings)


def write_file(workspace: Workspace, path: str, text: str) -> dict[str, Any]:
    """Create a new account or scenario file, and check it."""
    workspace.write(path, text)
    return {"written": path, **check(workspace, [path])}


def _run(workspace: Workspace, paths: Sequence[str]) -> RunResult:
    with workspace.reading(*paths):
        return run(paths, CaseFilter(), keep_steps=True)


def _told(case: CaseResult, *, verbose: bool = False) -> dict[str, Any]:
    stream = StringIO()
    ConsoleReport(Screen(stream), verbose=verbose).case(case)
    return {
        "case": case.rerun,
        "title": case.title,
        "outcome": str(case.outcome),
        "conversation": stream.getvalue(),
    }
