"""The results of a run: plain values that every report reads.

The shapes follow the JSON report of the contract. Does not judge or print.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.laws.law import Severity
from optinsim.scenarios.reading.cases import Sharing
from optinsim.scenarios.reading.expressions import parse
from optinsim.scenarios.reading.selection import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.groups import GroupStep
    from optinsim.scenarios.running.shard import Shard
    from optinsim.simulator import Turn


class Outcome(StrEnum):
    """How a scenario ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """The scenario could not run."""
    SKIPPED = "skipped"


@value
class StepFailure:
    """One expectation of a step that was not met."""

    path: str
    """callbacks[0].participant.status"""
    expected: Any
    actual: Any
    message: str
    line: int
    """The line of the expectation in the file."""
    column: int
    file: str | None = None
    """The file of the expectation, if it is not the scenario's: a group's."""

    @property
    def where(self) -> str:
        """The line, for a reader who sees the scenario's file: line 12, optinsim.yaml:12."""
        return f"line {self.line}" if self.file is None else f"{self.file}:{self.line}"


@value
class LawFinding:
    """A law that the conversation of a case, or an account by itself, breaks."""

    law: str
    """stop-is-read"""
    severity: Severity
    says: str
    """A sentence that says what is wrong."""
    change: str
    """How to mend it."""
    mdn: str | None = None
    """The person of the conversation; None: the finding is about the account."""
    line: int | None = None
    """The line of the step in the scenario's file; None: the finding is about the account."""
    account: str | None = None
    """The account file, if the finding is about the account."""
    is_meant: bool = False
    """Whether the scenario says that it means to break the law."""
    is_failure: bool = False
    """Whether it fails the case, or the run."""

    @property
    def text(self) -> str:
        """The law, and the sentence."""
        return f"{self.law} ({self.severity}): {self.says}"

    @property
    def is_told(self) -> bool:
        """Whether people have to mend it: the scenario does not expect it, and it is not `info`."""
        return not self.is_meant and self.severity is not Severity.INFO

    @property
    def key(self) -> tuple[str, str, str]:
        """Equal for findings that are reported once in a run; sorts findings about accounts."""
        return self.account or "", self.law, self.says


@value
class StepResult:
    """One step that was run."""

    line: int
    """Its line in the scenario's file; for a step of a group, the line of the group's use."""
    turn: Turn
    mdn: str
    """The phone of the step's person."""
    states: Mapping[str, str]
    """The state of the step's person in every campaign afterwards."""
    before: Mapping[str, str]
    """The same before the step."""
    failures: tuple[StepFailure, ...] = ()
    checked: frozenset[str] = frozenset()
    """The parts of the turn for which the step has an expectation, by their keys in `expect`."""
    group: GroupStep | None = None
    """The origin of the step, if it is from a group."""


@value
class CaseResult:
    """One scenario, with one of its examples."""

    title: str
    file: str
    line: int
    outcome: Outcome
    example: dict[str, Any] | None = None
    tags: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    steps: tuple[StepResult, ...] = ()
    expects_something: bool = True
    """False if no step has an expectation: such a scenario always passes."""
    has_warnings: bool = False
    """Whether the scenario, or the way in which it passed, draws a warning."""
    number: int | None = None
    """The index of the example, from 0."""
    problems: tuple[Problem, ...] = ()
    """The problems because of which it could not run."""
    sharing: Sharing = field(default_factory=Sharing)
    findings: tuple[LawFinding, ...] = ()
    """The laws that it breaks, in the order of its steps."""

    @property
    def told(self) -> tuple[LawFinding, ...]:
        """The findings for people, without those that are failures."""
        return tuple([one for one in self.findings if one.is_told and not one.is_failure])

    @property
    def bare(self) -> CaseResult:
        """The same without its steps."""
        # Called for every case of a long run: dataclasses.replace takes six times as long.
        return CaseResult(
            title=self.title,
            file=self.file,
            line=self.line,
            outcome=self.outcome,
            example=self.example,
            tags=self.tags,
            cites=self.cites,
            expects_something=self.expects_something,
            has_warnings=self.has_warnings,
            number=self.number,
            problems=self.problems,
            sharing=self.sharing,
            findings=self.findings,
        )

    @property
    def rerun(self) -> str:
        """The shell command that runs this case alone."""
        name = name_of(self.file, self.line, self.number, self.sharing.account_name)
        return shlex.join(["optinsim", "run", name, *self.sharing.arguments])

    def place_of(self, step: StepResult, failure: StepFailure) -> str:
        """The place of an expectation, and of the use of its group if it is in a group."""
        if failure.file is None:
            return f"{self.file}:{failure.line}"
        return f"{failure.file}:{failure.line} (used in {self.file}:{step.line})"


Position = tuple[int, int, int]
"""The place of a problem in a run: the index of the file; whether before its cases (0), as the
reason why a case cannot run (1) or while cases run (2); the index of the case in that run."""


@dataclass(slots=True)
class RunResult:
    """A whole run, or a shard of one."""

    cases: list[CaseResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """The problems of the files."""
    warnings: list[Problem] = field(default_factory=list)
    """The warnings about the chosen scenarios."""
    reads: set[str] = field(default_factory=set, compare=False)
    """The account and project files of the scenarios."""
    tags: frozenset[str] = field(default=frozenset(), compare=False)
    """All tags of the scenarios, chosen or not, if the run has `--tag`."""
    shard: Shard | None = None
    """The shard of the run; None: all cases."""
    total: int = field(default=0, compare=False)
    """How many cases the run has, in all shards."""
    positions: list[Position] = field(default_factory=list, compare=False)
    """For each problem, the place of its first report."""
    warning_positions: list[Position] = field(default_factory=list, compare=False)
    """The same for each warning."""
    findings: list[LawFinding] = field(default_factory=list)
    """The laws that accounts break, apart from any conversation, each once, by account."""

    @property
    def unread(self) -> dict[str, list[Problem]]:
        """By file, the problems that belong to no case."""
        of_cases = self.problems_of_cases
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            if problem not in of_cases:
                found.setdefault(problem.file, []).append(problem)
        return found

    @property
    def problems_of_cases(self) -> set[Problem]:
        """The problems because of which cases could not run."""
        return {problem for case in self.cases for problem in case.problems}

    @property
    def finding_count(self) -> int:
        """How many findings there are for people, of cases and of accounts."""
        of_cases = (one for case in self.cases for one in case.findings)
        return sum(one.is_told for one in (*of_cases, *self.findings))

    def count(self, outcome: Outcome) -> int:
        """How many cases have this outcome."""
        return sum(case.outcome is outcome for case in self.cases)

    def tags_not_found(self, tags: Iterable[str]) -> list[str]:
        """The expressions that no case's tags meet: they may be mistyped."""
        found = {case.tags for case in self.cases}
        return [tag for tag in tags if not any(parse(tag).holds(has.__contains__) for has in found)]

    @property
    def exit_code(self) -> int:
        """0 all passed; 1 some scenario or account failed; 2 a scenario could not be judged."""
        # A shard may be empty, if the run is not.
        if self.problems or self.count(Outcome.ERROR) or not (self.cases or self.total):
            return 2
        is_failed = self.count(Outcome.FAILED) or any(one.is_failure for one in self.findings)
        return 1 if is_failed else 0
