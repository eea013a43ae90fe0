"""The report for people: a line for each scenario, and everything about the ones that failed.

Knows how a result looks on a screen. Does not judge.
"""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

from optinsim.report.transcript import write_turn
from optinsim.scenario.expect import MISSING
from optinsim.scenario.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.report.screen import Screen
    from optinsim.scenario.results import CaseResult, RunResult, StepFailure

_LABELS = {
    Outcome.PASSED: ("PASS ", "bold green"),
    Outcome.FAILED: ("FAIL ", "bold red"),
    Outcome.ERROR: ("ERROR", "bold red"),
    Outcome.SKIPPED: ("SKIP ", "yellow"),
}


class ConsoleReport:
    """Writes results as they come."""

    def __init__(self, screen: Screen, *, verbose: bool) -> None:
        self._screen = screen
        self._verbose = verbose

    def case(self, case: CaseResult) -> None:
        """Write one result; of a failing one, and of all if verbose, with the conversation."""
        screen = self._screen
        example = ""
        if case.example is not None:
            example = f"  {json.dumps(case.example, ensure_ascii=False)}"
        cites = f"  [{'; '.join(case.cites)}]" if case.cites else ""
        screen.line(
            _LABELS[case.outcome],
            f" {case.file}:{case.line}  ",
            case.title,
            (example, "cyan"),
            (cites, "dim"),
        )
        if self._verbose or case.outcome is Outcome.FAILED:
            for step in case.steps:
                write_turn(screen, step.turn, bodies=self._verbose)
                for failure in step.failures:
                    self._failure(case, failure)
                if self._verbose or step.failures:
                    states = ", ".join(f"{name} {state}" for name, state in step.states.items())
                    screen.line(("            state: ", "dim"), (states, "dim"))
            screen.line()

    def _failure(self, case: CaseResult, failure: StepFailure) -> None:
        self._screen.line(
            ("▸ ", "bold red"),
            (f"{case.file}:{failure.line}: ", "bold"),
            f"{failure.path}: ",
            (failure.message, "red"),
        )
        for line in difference(failure.expected, failure.actual):
            style = {"-": "green", "+": "red"}.get(line[0], "dim")
            self._screen.line("    ", (line, style))

    def summary(self, result: RunResult) -> None:
        """Write how many ended how."""
        counts = [f"{result.count(Outcome.PASSED)} passed", f"{result.count(Outcome.FAILED)} failed"]
        for outcome, word in ((Outcome.ERROR, "not runnable"), (Outcome.SKIPPED, "skipped")):
            if result.count(outcome):
                counts.append(f"{result.count(outcome)} {word}")
        style = "bold green" if result.exit_code == 0 else "bold red"
        self._screen.line((", ".join(counts), style))


def difference(expected: Any, actual: Any) -> Iterator[str]:
    """The lines of a diff from what was expected (-) to what came (+), where one helps to see."""
    if MISSING in (expected, actual) or (_is_short(expected) and _is_short(actual)):
        return
    for line in difflib.ndiff(_lines(expected), _lines(actual)):
        yield line.rstrip("\n")


def _is_short(value: Any) -> bool:
    return not isinstance(value, dict | list | tuple) and len(str(value)) <= 20  # noqa: PLR2004


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        return value.splitlines() or [""]
    return json.dumps(value, indent=2, ensure_ascii=False, default=str).splitlines()
