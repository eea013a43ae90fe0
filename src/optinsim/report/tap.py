"""The report in the Test Anything Protocol, version 14: a line for each case, and YAML below.

Values are written as JSON, which is a subset of YAML 1.2. Does not judge.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from optinsim.files.problems import visible
from optinsim.report.plain import (
    account_of,
    brief,
    cause,
    failures_by_account,
    findings_text,
    name,
    problems_text,
)
from optinsim.scenarios.judging.failure import MISSING
from optinsim.scenarios.running.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.files.problems import Problem
    from optinsim.scenarios.running.results import CaseResult, LawFinding, RunResult


def tap(result: RunResult) -> str:
    """A whole run. A file that could not be read is a test point too: not ok."""
    points = [list(_unread(file, problems)) for file, problems in result.unread.items()]
    points += [list(_case(case)) for case in result.cases]
    points += [list(_account(*each)) for each in failures_by_account(result).items()]
    # A plan of no tests counts as skipped, which programs treat as passed.
    plan = f"1..{len(points)}" if points else "Bail out! no scenario found"
    lines = ["TAP version 14", plan]
    for i, (status, title, *more) in enumerate(points, 1):
        lines += [f"{status} {i} - {title}", *more]
    lines += _comments(one for one in result.findings if one.is_told and not one.is_failure)
    lines += [f"# warning: {visible(brief(warning))}" for warning in result.warnings]
    return "\n".join(lines) + "\n"


def _case(case: CaseResult) -> Iterator[str]:
    title = _escaped(f"{case.file}:{case.line} {name(case)}")
    if case.outcome is Outcome.PASSED:
        yield from ("ok", title)
        yield from _comments(case.told)
        return
    if case.outcome is Outcome.SKIPPED:
        yield from ("ok", f"{title} # SKIP an earlier scenario did not pass")
        return
    failed = case.outcome is Outcome.FAILED
    yield from ("not ok", title, "  ---")
    yield _entry("message", cause(case))
    yield _entry("severity", "fail" if failed else "error")
    yield _entry("at", _place(case))
    yield _entry("rerun", case.rerun)
    if failed:
        yield "  failures:"
    for step in case.steps:
        for failure in step.failures:
            fields = {"path": failure.path, "line": failure.line, "column": failure.column}
            if failure.file is not None:
                fields |= {"file": failure.file, "used": f"{case.file}:{step.line}"}
            values = {"expected": failure.expected, "actual": failure.actual}
            found = {key: item for key, item in values.items() if item is not MISSING}
            yield f"    - {_json({**fields, 'message': failure.message, **found})}"
    yield from _block("output", account_of(case))
    yield "  ..."
    yield from _comments(case.told)


def _account(account: str, findings: list[LawFinding]) -> Iterator[str]:
    """An account that fails the run by the laws that it breaks."""
    yield from ("not ok", _escaped(f"{account} keeps the laws"), "  ---")
    yield _entry("message", findings[0].text)
    yield _entry("severity", "fail")
    yield _entry("at", {"file": account})
    yield from _block("output", findings_text(findings))
    yield "  ..."


def _comments(findings: Iterable[LawFinding]) -> Iterator[str]:
    yield from (f"# {line}" for line in findings_text(findings).splitlines())


def _place(case: CaseResult) -> dict[str, Any]:
    """The place of the expectation that was not met; without one, that of the scenario."""
    failures = (failure for step in case.steps for failure in step.failures)
    places = ({"file": one.file or case.file, "line": one.line} for one in failures)
    return next(places, {"file": case.file, "line": case.line})


def _unread(file: str, problems: list[Problem]) -> Iterator[str]:
    mark = next((problem.mark for problem in problems if problem.mark), None)
    yield from ("not ok", _escaped(f"{file} can be read"), "  ---")
    yield _entry("message", problems[0].coded_message)
    yield _entry("severity", "error")
    yield _entry("at", {"file": file, "line": mark.line} if mark else {"file": file})
    yield from _block("output", problems_text(problems))
    yield "  ..."


def _escaped(title: str) -> str:
    """A title without characters that begin a directive, or end the line."""
    return visible(title).replace("\\", "\\\\").replace("#", "\\#")


def _entry(key: str, item: Any) -> str:
    return f"  {key}: {_json(item)}"


def _json(item: Any) -> str:
    return json.dumps(item, default=str)


def _block(key: str, text: str) -> Iterator[str]:
    """A text over several lines, which are printable."""
    yield f"  {key}: |2"  # the indentation that is not part of the text
    for line in text.splitlines():
        yield f"    {line}"
