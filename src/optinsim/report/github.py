"""The report for GitHub Actions: marks on the lines that failed, and a page of the job.

Knows GitHub's workflow commands, its Markdown and its limits. Does not read the environment: the
caller passes it.
"""

from __future__ import annotations

import html
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.problems import visible
from optinsim.report.console import counts, difference
from optinsim.report.plain import account_of, cause, name, problems_text
from optinsim.scenarios.running.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optinsim.files.problems import Problem
    from optinsim.scenarios.running.results import (
        CaseResult,
        LawFinding,
        RunResult,
        StepFailure,
        StepResult,
    )

MOST_MARKS = 50
"""The most errors, and the most warnings. GitHub shows ten of each a step, and fifty a job."""
LARGEST_SUMMARY = 900_000
"""Bytes. GitHub refuses the page of a step that has more than 1,048,576."""


@value
class Place:
    """The place of a run, from the environment of a GitHub job."""

    workspace: str = ""
    """The folder of the repository: marks name files relative to it."""
    blob: str = ""
    """The address of the commit's files, with a slash at its end; empty if unknown."""
    run: str = ""
    """Identifies this run of the job."""

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Place:
        """The place that a job's environment variables describe."""
        names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
        server, repository, commit = (environment.get(name, "") for name in names)
        known = server and repository and commit
        run = ("GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "RUNNER_TRACKING_ID")
        return cls(
            environment.get("GITHUB_WORKSPACE", ""),
            f"{server}/{repository}/blob/{commit}/" if known else "",
            "/".join(environment[name] for name in run if name in environment),
        )

    def path(self, file: str) -> str:
        """A file's name from the repository's folder; unchanged for a file outside of it."""
        if self.workspace:
            absolute, root = Path(file).absolute(), Path(self.workspace)
            if absolute.is_relative_to(root):
                return absolute.relative_to(root).as_posix()
        return file


def stop_commands(place: Place) -> str:
    """The workflow command after which the runner executes no commands.

    A text of a conversation may look like a command, and the runner executes commands anywhere in
    the output of a step. (GitHub's «Stopping and starting workflow commands».)
    """
    return f"::stop-commands::{_token(place)}\n"


def resume_commands(place: Place) -> str:
    """The workflow command that ends the effect of `stop_commands`."""
    return f"::{_token(place)}::\n"


def _token(place: Place) -> str:
    """An unguessable token, the same during one run of a job."""
    return sha256(f"optinsim {place.run}".encode()).hexdigest()


def marks(result: RunResult, warnings: Iterable[Problem], place: Place) -> str:
    """The workflow commands that mark failures, problems and warnings, a line each.

    Args:
        result: the run.
        warnings: of its files.
        place: of the run.
    """
    errors = [
        *(_problem("error", problem, place) for problem in result.problems),
        *(
            _failure(case, step, failure, place)
            for case in result.cases
            for step in case.steps
            for failure in step.failures
        ),
        *(_finding(one, place) for one in result.findings if one.is_failure),
    ]
    suspicions = [
        *(_finding(one, place, case) for case in result.cases for one in case.told),
        *(_finding(one, place) for one in result.findings if one.is_told and not one.is_failure),
        *(_problem("warning", warning, place) for warning in warnings),
    ]
    return "".join(f"{line}\n" for line in (*errors[:MOST_MARKS], *suspicions[:MOST_MARKS]))


def _failure(case: CaseResult, step: StepResult, failure: StepFailure, place: Place) -> str:
    used = "" if failure.file is None else f" (used in {case.file}:{step.line})"
    lines = [
        f"{failure.path}: {failure.message}{used}",
        *difference(failure.expected, failure.actual),
        f"rerun: {case.rerun}",
    ]
    where = {"line": failure.line, "col": failure.column, "title": name(case)}
    return command("error", place.path(failure.file or case.file), where, lines)


def _finding(finding: LawFinding, place: Place, case: CaseResult | None = None) -> str:
    """A law that a case breaks, or an account."""
    level = "error" if finding.is_failure else "warning"
    where: dict[str, object] = {} if finding.line is None else {"line": finding.line}
    where["title"] = finding.law if case is None else f"{finding.law}: {name(case)}"
    file = finding.account if case is None else case.file
    return command(
        level, place.path(file or ""), where, [finding.text, f"change: {finding.change}"]
    )


def _problem(level: str, problem: Problem, place: Place) -> str:
    mark = problem.mark
    where = {"line": mark.line, "col": mark.column} if mark else {}
    lines = [problem.coded_message]
    if problem.expected:
        lines.append(f"expected {problem.expected}")
    if problem.suggestion:
        lines.append(f"did you mean {problem.suggestion!r}?")
    return command(level, place.path(problem.file), where, lines)


def command(level: str, file: str, where: Mapping[str, object], lines: Iterable[str]) -> str:
    """The workflow command that marks a line of a file: error, warning or notice."""
    properties = ",".join(
        f"{key}={_escaped(visible(str(item)), ':,')}"
        for key, item in {"file": file, **where}.items()
    )
    message = "\n".join(visible(line) for line in lines)
    return f"::{level} {properties}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    """A text escaped for a command; with `more`, for a property of one."""
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return text


# The page of the job


def summary(result: RunResult, place: Place, complaints: Iterable[str] = ()) -> str:
    """The run as a page in Markdown: the counts, and the cases that did not pass, folded.

    Args:
        result: the run.
        place: of the run.
        complaints: why the exit code is not 0 although all scenarios may have passed.
    """
    warnings = "".join(f"⚠️ {_text(complaint)}\n\n" for complaint in complaints)
    mark = "❌" if result.exit_code or warnings else "✅"
    parts = [f"### {mark} optinsim: {counts(result)}\n\n{warnings}"]
    size = len(parts[0].encode())
    entries = list(_entries(result, place))
    for i, entry in enumerate(entries):
        size += len(entry.encode())
        if size > LARGEST_SUMMARY:
            parts.append(f"… and {len(entries) - i} more: the log has them all.\n\n")
            break
        parts.append(entry)
    return "".join(parts)


def _entries(result: RunResult, place: Place) -> Iterator[str]:
    for file, problems in result.unread.items():
        mark = next((problem.mark for problem in problems if problem.mark), None)
        where = _link(file, mark.line if mark else None, place)
        yield _folded("⚠️ not readable", where, problems[0].coded_message, problems_text(problems))
    for case in result.cases:
        if case.outcome in (Outcome.FAILED, Outcome.ERROR):
            word = "❌ failed" if case.outcome is Outcome.FAILED else "⚠️ not runnable"
            where = f"{_link(case.file, case.line, place)} {_text(name(case))}"
            yield _folded(word, where, cause(case), account_of(case))


def _folded(word: str, where: str, cause: str, text: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return (
        f"<details><summary>{word}: {where}<br>{_text(cause)}</summary>\n\n"
        f"{fence}text\n{text.rstrip()}\n{fence}\n\n</details>\n\n"
    )


def _link(file: str, line: int | None, place: Place) -> str:
    shown = _text(file if line is None else f"{file}:{line}")
    path = Path(place.path(file))
    if not place.blob or path.is_absolute() or ".." in path.parts:
        return f"<code>{shown}</code>"
    from urllib.parse import quote  # noqa: PLC0415  (only where there is something to link)

    anchor = "" if line is None else f"#L{line}"
    address = html.escape(place.blob + quote(path.as_posix()) + anchor)
    return f'<a href="{address}"><code>{shown}</code></a>'


def _text(text: str) -> str:
    """Any text as HTML, in which GitHub reads no Markdown up to the next empty line."""
    return html.escape(visible(text), quote=False)
