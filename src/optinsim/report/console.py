"""The report for people: a line for each scenario, and the whole conversation of failed ones.

Knows how to show a result on a screen. Does not judge.
"""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

from optinsim.report.screen import one_line
from optinsim.report.transcript import write_turn
from optinsim.scenarios.judging.failure import MISSING
from optinsim.scenarios.reading.operators import is_operators
from optinsim.scenarios.running.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.report.screen import Part, Screen
    from optinsim.scenarios.running.results import CaseResult, LawFinding, RunResult, StepFailure

_LABELS = {
    Outcome.PASSED: ("PASS ", "bold green"),
    Outcome.FAILED: ("FAIL ", "bold red"),
    Outcome.ERROR: ("ERROR", "bold red"),
    Outcome.SKIPPED: ("SKIP ", "yellow"),
}


class ConsoleReport:
    """Writes each result as soon as it is known."""

    def __init__(self, screen: Screen, *, verbose: bool) -> None:
        self._screen = screen
        self._verbose = verbose

    def case(self, case: CaseResult) -> None:
        """Write one result; of a failing one, and of all if verbose, with the conversation."""
        screen = self._screen
        parts: list[Part] = [
            _LABELS[case.outcome],
            one_line(f" {case.file}:{case.line}  "),
            one_line(case.title),
        ]
        if case.sharing.account_name is not None:
            parts.append((one_line(f"  [{case.sharing.account_name}]"), "cyan"))
        if case.example is not None:
            parts.append((one_line(f"  {example_text(case)}"), "cyan"))
        if case.cites:
            parts.append((one_line(f"  [{'; '.join(case.cites)}]"), "dim"))
        if _is_idle(case):
            parts.append(("  (expects nothing)", "yellow"))
        elif case.has_warnings and case.outcome is Outcome.PASSED:
            parts.append(("  (warning)", "yellow"))
        screen.line(*parts)
        for finding in case.told:
            write_finding(screen, finding, f"line {finding.line}: ", verbose=self._verbose)
        if self._verbose or case.outcome is Outcome.FAILED:
            if case.sharing.project is not None:
                screen.line(("project: ", "dim"), (one_line(case.sharing.project), "dim"))
            write_conversation(screen, case, verbose=self._verbose)
            if case.outcome is Outcome.FAILED:
                screen.line(("rerun: ", "dim"), one_line(case.rerun))
            screen.line()

    def summary(self, result: RunResult) -> None:
        """Write the laws that accounts break, and the number of cases by outcome."""
        for finding in result.findings:
            if finding.is_told:
                place = f"{finding.account}: "
                write_finding(self._screen, finding, place, verbose=self._verbose)
        style = "bold green" if result.exit_code == 0 else "bold red"
        self._screen.line((counts(result), style))


def counts(result: RunResult) -> str:
    """The number of cases by outcome, in a line: 3 passed, 1 failed."""
    cases = {outcome: result.count(outcome) for outcome in Outcome}
    return counts_text(cases, len(result.unread), len(result.warnings), result.finding_count)


def counts_text(cases: Mapping[Outcome, int], unread: int, warnings: int, findings: int) -> str:
    """The line of `counts`: cases by outcome, files without cases, warnings, and findings."""
    parts = [f"{cases[Outcome.PASSED]} passed", f"{cases[Outcome.FAILED]} failed"]
    more = (
        (cases[Outcome.ERROR], "not runnable"),
        (cases[Outcome.SKIPPED], "skipped"),
        (unread, "not readable"),
        (warnings, "warning" if warnings == 1 else "warnings"),
        (findings, "finding of the laws" if findings == 1 else "findings of the laws"),
    )
    return ", ".join([*parts, *(f"{number} {words}" for number, words in more if number)])


def write_finding(screen: Screen, finding: LawFinding, place: str, *, verbose: bool) -> None:
    """Write a broken law, its place, and how to mend it if verbose."""
    style = "bold red" if finding.is_failure else "yellow"
    screen.line(("  law: ", style), one_line(f"{place}{finding.text}"))
    if verbose:
        screen.line(("       change: ", "dim"), (one_line(finding.change), "dim"))


def write_conversation(screen: Screen, case: CaseResult, *, verbose: bool = False) -> None:
    """Write the steps of a case, with the expectations of a step that failed.

    Args:
        screen: the screen.
        case: the result.
        verbose: whether to write whole callbacks and answers, and every state.
    """
    for step in case.steps:
        write_turn(screen, step.turn, bodies=verbose)
        for failure in step.failures:
            _write_failure(screen, case.place_of(step, failure), failure)
        if verbose or step.failures:
            states = ", ".join(f"{name} {state}" for name, state in step.states.items())
            screen.line(("            state: ", "dim"), (states, "dim"))


def _write_failure(screen: Screen, place: str, failure: StepFailure) -> None:
    screen.line(
        ("▸ ", "bold red"),
        (one_line(f"{place}: "), "bold"),
        one_line(f"{failure.path}: "),
        (one_line(failure.message), "red"),
    )
    for line in difference(failure.expected, failure.actual):
        style = {"-": "green", "+": "red"}.get(line[0], "dim")
        screen.line("    ", (line, style))


def example_text(case: CaseResult) -> str:
    """The entry of `examples` that a case ran with, as JSON; empty if it has none."""
    return "" if case.example is None else json.dumps(case.example, ensure_ascii=False)


def _is_idle(case: CaseResult) -> bool:
    return case.outcome is Outcome.PASSED and not case.expects_something


def difference(expected: Any, actual: Any) -> Iterator[str]:
    """The lines of a diff from expected (-) to actual (+); none if the message is clear enough."""
    if is_operators(expected):
        expected = MISSING  # the message has them; a diff with the value would explain nothing
    if _is_short(expected) and _is_short(actual):
        return
    before, after = _lines(expected), _lines(actual)
    if isinstance(expected, str) and isinstance(actual, str):
        lines = [line.rstrip("\n") for line in difflib.ndiff(before, after)]
    else:
        lines = _changed_lines(before, after)
    yield from lines[:_LONGEST]
    if len(lines) > _LONGEST:
        yield f"  … ({len(lines) - _LONGEST} more lines)"


_CONTEXT = 2
"""Equal lines that are shown before and after a differing one."""
_LONGEST = 60
"""Lines of a difference."""
_SHORT = 20
"""Characters of a text that needs no diff: the message shows it."""


def _is_short(value: Any) -> bool:
    return value is MISSING or (
        not isinstance(value, dict | list | tuple) and len(str(value)) <= _SHORT
    )


def _changed_lines(before: list[str], after: list[str]) -> list[str]:
    """The lines that differ and a few around them, with a mark for lines that are left out."""
    hunks = difflib.unified_diff(before, after, n=_CONTEXT, lineterm="")
    lines = ["  …" if line[:2] == "@@" else f"{line[0]} {line[1:]}" for line in hunks]
    return lines[3:]  # two lines of file names, and the mark before the first of the lines


def _lines(value: Any) -> list[str]:
    if value is MISSING:
        return []
    if isinstance(value, str):
        return value[:_LONGEST_TEXT].splitlines() or [""]
    return json.dumps(value, indent=2, ensure_ascii=False, default=str).splitlines()


_LONGEST_TEXT = 2000
"""Characters of a text in a difference."""
