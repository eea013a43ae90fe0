"""The JSON reports of all shards of a run, merged into the report that the whole run would write.

Knows the form of the JSON report and how the cases of a run are divided among shards. Does not
know the content of a case.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

from annotated_types import Ge, Len
from pydantic import BaseModel, ConfigDict, ValidationError

from optinsim.core.values import value
from optinsim.errors import OptinsimError
from optinsim.laws.law import Severity
from optinsim.report.console import counts_text
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.shard import Shard

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    JSONObject = dict[str, Any]


class MergeError(OptinsimError):
    """A file is no report of a shard, or reports do not belong together."""


class _Model(BaseModel):
    model_config = ConfigDict(strict=True)


class _Finding(_Model):
    law: str
    account: str = ""
    severity: str
    says: str
    meant: bool
    failure: bool


class _Scenario(_Model):
    outcome: Literal["passed", "failed", "error", "skipped"]
    findings: list[_Finding]


class _Problem(_Model):
    file: str


class _ProblemPlace(_Model):
    position: Annotated[list[int], Len(3, 3)]
    """See `results.Position`."""
    of_scenario: bool


class _ShardPart(_Model):
    number: Annotated[int, Ge(1)]
    of: Annotated[int, Ge(1)]
    scenarios: Annotated[int, Ge(0)]
    problems: list[_ProblemPlace]


class _Report(_Model):
    optinsim: str
    shard: _ShardPart
    scenarios: list[_Scenario]
    problems: list[_Problem]
    findings: list[_Finding]


@value
class ShardReport:
    """The report of a shard, checked."""

    name: str
    """The name of its file, for messages."""
    shard: Shard
    total: int
    """How many cases the run has, in all shards."""
    report: JSONObject

    @property
    def label(self) -> str:
        """Its name in messages."""
        return f"{self.name} (shard {self.shard.number}/{self.shard.of})"


def read_shard(path: Path, shown: str) -> ShardReport:
    """Read and check the report of a shard.

    Args:
        path: its path.
        shown: its name in messages.

    Raises:
        MergeError: it cannot be read, or is no JSON report of a shard.
    """
    try:
        report = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        reason = (getattr(error, "strerror", None) or "").lower() or "it is not JSON"
        raise MergeError(f"{shown}: cannot be read: {reason}") from None
    if isinstance(report, dict) and "optinsim" in report and "shard" not in report:
        raise MergeError(f"{shown}: is the report of a whole run, not of a shard (--shard)")
    try:
        checked = _Report.model_validate(report)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        message = f"{shown}: is no JSON report of a shard: {place}: {first['msg']}"
        raise MergeError(message) from None
    part = checked.shard
    shard = Shard(part.number, part.of)
    wanted = shard.share(part.scenarios)
    if part.number > part.of or wanted != len(checked.scenarios):
        message = f"has {len(checked.scenarios)} scenarios: shard {part.number}/{part.of} has"
        raise MergeError(f"{shown}: {message} {wanted} of {part.scenarios}")
    if len(part.problems) != len(checked.problems):
        message = f"has {len(checked.problems)} problems, and places of {len(part.problems)}"
        raise MergeError(f"{shown}: {message}")
    return ShardReport(shown, shard, part.scenarios, report)


def merge(shards: Sequence[ShardReport]) -> JSONObject:
    """The report of the whole run.

    Raises:
        MergeError: shards are missing, are given twice, or belong to different runs.
    """
    _check_complete(shards)
    scenarios: list[Any] = [None] * shards[0].total
    for one in shards:
        scenarios[one.shard.number - 1 :: one.shard.of] = one.report["scenarios"]
    problems, unread = _problems(shards)
    outcomes = [scenario["outcome"] for scenario in scenarios]
    summary = {
        "scenarios": len(scenarios),
        "passed": outcomes.count(Outcome.PASSED),
        "failed": outcomes.count(Outcome.FAILED),
        "errors": outcomes.count(Outcome.ERROR) + unread,
        "skipped": outcomes.count(Outcome.SKIPPED),
    }
    if warnings := sum(map(_is_warning, problems)):
        summary["warnings"] = warnings
    of_accounts = {json.dumps(one): one for shard in shards for one in shard.report["findings"]}
    of_cases = (one for scenario in scenarios for one in scenario["findings"])
    if findings := sum(map(_is_told, (*of_cases, *of_accounts.values()))):
        summary["findings"] = findings
    return {
        "optinsim": shards[0].report["optinsim"],
        "summary": summary,
        "scenarios": scenarios,
        "problems": problems,
        "findings": sorted(of_accounts.values(), key=_place_of_finding),
    }


def _check_complete(shards: Sequence[ShardReport]) -> None:
    first, *others = shards
    for other in others:
        for what, one, two in (
            ("shards", first.shard.of, other.shard.of),
            ("scenarios", first.total, other.total),
            ("version", first.report["optinsim"], other.report["optinsim"]),
        ):
            if one != two:
                message = f"{first.label} and {other.label} are not of one run"
                raise MergeError(f"{message}: {what} {one} and {two}")
    known: dict[int, ShardReport] = {}
    for one in shards:
        twin = known.setdefault(one.shard.number, one)
        if twin is not one:
            raise MergeError(f"{twin.name} and {one.name} are the same shard, {_text(one.shard)}")
    missing = [number for number in range(1, first.shard.of + 1) if number not in known]
    if missing:
        named = ", ".join(_text(Shard(number, first.shard.of)) for number in missing[:10])
        more = f" and {len(missing) - 10} more" if len(missing) > 10 else ""  # noqa: PLR2004
        raise MergeError(f"shards are missing: {named}{more}")


def _text(shard: Shard) -> str:
    return f"{shard.number}/{shard.of}"


def _problems(shards: Sequence[ShardReport]) -> tuple[list[JSONObject], int]:
    """All problems, each once, in the order of the whole run; and how many files have others.

    A problem is listed at its first place in the run. Each shard knows the first place among its
    own cases, so the first of these is the run's.
    """
    found: list[tuple[list[int], JSONObject]] = []
    of_scenarios: set[str] = set()
    for one in shards:
        places = one.report["shard"]["problems"]
        for problem, place in zip(one.report["problems"], places, strict=True):
            found.append((place["position"], problem))
            if place["of_scenario"]:
                of_scenarios.add(json.dumps(problem))
    found.sort(key=lambda each: each[0])
    problems = {json.dumps(problem): problem for _, problem in found}
    ordered = sorted(problems.values(), key=_is_warning)
    others = [
        problem
        for key, problem in problems.items()
        if key not in of_scenarios and not _is_warning(problem)
    ]
    return ordered, len({problem["file"] for problem in others})


def _place_of_finding(finding: JSONObject) -> tuple[str, str, str]:
    """See `LawFinding.key`."""
    return finding["account"], finding["law"], finding["says"]


def _is_told(finding: JSONObject) -> bool:
    """See `LawFinding.is_told`."""
    return not finding["meant"] and finding["severity"] != Severity.INFO


def _is_warning(problem: JSONObject) -> bool:
    return problem.get("severity") == "warning"


def summary(report: JSONObject) -> str:
    """The number of cases by outcome, in a line, as the whole run prints it."""
    outcomes = [scenario["outcome"] for scenario in report["scenarios"]]
    cases = {outcome: outcomes.count(outcome) for outcome in Outcome}
    counts = report["summary"]
    unread = counts["errors"] - cases[Outcome.ERROR]
    return counts_text(cases, unread, counts.get("warnings", 0), counts.get("findings", 0))


def exit_code(report: JSONObject) -> int:
    """The exit code of the whole run; see `RunResult.exit_code`."""
    counts = report["summary"]
    if not all(map(_is_warning, report["problems"])) or counts["errors"] or not counts["scenarios"]:
        return 2
    return 1 if counts["failed"] or any(one["failure"] for one in report["findings"]) else 0
