"""A result in plain text, for reports that other programs show.

Knows the console's text about a case, without colours. Does not know any report's format.
"""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from optinsim.files.problems import visible
from optinsim.report.console import example_text, write_conversation
from optinsim.report.screen import Screen, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.files.problems import Problem
    from optinsim.scenarios.running.results import CaseResult, LawFinding, RunResult

MOST_TOLD = 10
"""Problems printed for one case; thousands of cases may share those of an account."""


def name(case: CaseResult) -> str:
    """The name of a case in a line: its title, its account and its example."""
    example = example_text(case)
    title = one_line(case.title) or "a scenario without a title"
    if case.sharing.account_name is not None:
        title += f" [{one_line(case.sharing.account_name)}]"
    return f"{title} {one_line(example)}" if example else title


def cause(case: CaseResult) -> str:
    """Why a case did not pass, in a line; empty if it passed, or did not run."""
    causes = [
        f"{case.place_of(step, failure)}: {failure.path}: {failure.message}"
        for step in case.steps
        for failure in step.failures
    ] or [brief(problem) for problem in case.problems]
    more = f" (and {len(causes) - 1} more)" if len(causes) > 1 else ""
    return one_line(causes[0]) + more if causes else ""


def account_of(case: CaseResult) -> str:
    """The console's text about a case that did not pass, its problems, and the rerun."""
    stream = StringIO()
    write_conversation(Screen(stream), case)
    problems = "".join(f"{problem}\n" for problem in case.problems[:MOST_TOLD])
    if len(case.problems) > MOST_TOLD:
        problems += f"… ({len(case.problems) - MOST_TOLD} more problems)\n"
    return _shown(f"{stream.getvalue()}{problems}rerun: {one_line(case.rerun)}\n")


def problems_text(problems: list[Problem]) -> str:
    """Problems in the form that the terminal shows."""
    return _shown("".join(f"{problem}\n" for problem in problems))


def failures_by_account(result: RunResult) -> dict[str, list[LawFinding]]:
    """The laws that accounts break, if they fail the run, by account file."""
    found: dict[str, list[LawFinding]] = {}
    for one in result.findings:
        if one.is_failure:
            found.setdefault(one.account or "", []).append(one)
    return found


def findings_text(findings: Iterable[LawFinding]) -> str:
    """The broken laws, a line each, with the remedy below."""
    return _shown(
        "".join(
            f"{one_line(one.account or f'line {one.line}')}: {one_line(one.text)}\n"
            f"  change: {one_line(one.change)}\n"
            for one in findings
        )
    )


def brief(problem: Problem) -> str:
    """A problem in a line."""
    place = f"{problem.file}:{problem.mark.line}" if problem.mark else problem.file
    return f"{place}: {problem.coded_message}"


def _shown(text: str) -> str:
    """The text with escapes for characters that XML and YAML cannot hold; its lines stay lines."""
    return "\n".join(visible(line) for line in text.split("\n"))
