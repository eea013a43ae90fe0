"""What a run found: plain values that every report reads.

The shapes follow the JSON report of the contract. Nothing in here judges or prints.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.scenarios.reading.selection import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.files.problems import Problem
    from optinsim.simulator import Turn


class Outcome(StrEnum):
    """How a scenario ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """It could not be run."""
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
    """Where the expectation stands in the file."""
    column: int


@value
class StepResult:
    """One step that was run."""

    line: int
    turn: Turn
    mdn: str
    """The phone of the step's person."""
    states: Mapping[str, str]
    """Where the step's person stands with every campaign afterwards."""
    failures: tuple[StepFailure, ...] = ()


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
    """False where no step says what it should bring about: such a scenario always passes."""
    number: int | None = None
    """Which of the examples it is, from 0."""
    problems: tuple[Problem, ...] = ()
    """Why it could not be run."""

    @property
    def bare(self) -> CaseResult:
        """The same without its steps."""
        # Made of every case of a long run: dataclasses.replace takes six times as long.
        return CaseResult(
            title=self.title,
            file=self.file,
            line=self.line,
            outcome=self.outcome,
            example=self.example,
            tags=self.tags,
            cites=self.cites,
            expects_something=self.expects_something,
            number=self.number,
            problems=self.problems,
        )

    @property
    def rerun(self) -> str:
        """The command, for a shell, that runs this case and nothing else."""
        return f"optinsim run {shlex.quote(name_of(self.file, self.line, self.number))}"


@dataclass(slots=True)
class RunResult:
    """A whole run."""

    cases: list[CaseResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What is wrong in the files."""
    reads: set[str] = field(default_factory=set, compare=False)
    """The files that the scenarios were made of beside their own: accounts."""

    @property
    def unread(self) -> dict[str, list[Problem]]:
        """By file, the problems that stand in no case's way: there is no case."""
        of_cases = {problem for case in self.cases for problem in case.problems}
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            if problem not in of_cases:
                found.setdefault(problem.file, []).append(problem)
        return found

    def count(self, outcome: Outcome) -> int:
        """How many scenarios ended so."""
        return sum(case.outcome is outcome for case in self.cases)

    @property
    def exit_code(self) -> int:
        """0 all passed; 1 some scenario failed; 2 something could not be judged."""
        if self.problems or self.count(Outcome.ERROR) or not self.cases:
            return 2
        return 1 if self.count(Outcome.FAILED) else 0
