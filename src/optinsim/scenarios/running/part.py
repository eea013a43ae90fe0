"""A part of a run: one file, or a piece of one, loaded and then run case by case.

Knows what is told of a file before its cases run, and when to stop. Does not know which other parts
there are, nor in which process it runs.
"""

from __future__ import annotations

from dataclasses import field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from optinsim.core.values import value
from optinsim.scenarios.reading.cases import Broken, Case
from optinsim.scenarios.reading.selection import Picks
from optinsim.scenarios.running.results import CaseResult, Outcome
from optinsim.scenarios.running.runner import result_of, run_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.load import Loaded, Loader
    from optinsim.scenarios.running.run import Choice


class Observer(Protocol):
    """Looks at every case that was run. Where several processes run them, each has its own."""

    def see(self, case: Case, result: CaseResult) -> None:
        """Look at a case that was run, and at what came of it, with all steps."""
        ...

    def fresh(self) -> Self:
        """One that has seen nothing, for another process; it is pickled on its way there."""
        ...

    def merge(self, other: Any) -> None:
        """Take in what another one, made by `fresh`, has seen."""
        ...


@value
class Plan:
    """What is asked of every part of a run."""

    choice: Choice
    stop_at_failure: bool = False
    see_steps: bool = True
    """Whether the steps of what passed are of any use to whoever gets the results."""
    observer: Observer | None = None
    picks: Picks = field(default_factory=lambda: Picks(()))
    """The cases that were named one by one."""


@value
class Source:
    """Where a part is read from."""

    file: str
    named: bool = True
    """Whether somebody named the file itself, and not only a folder above it."""
    text: str | None = None
    """A piece of the file, behind as many empty lines as stand before it; None: the file whole."""


Ended = tuple[CaseResult, list["Problem"]]
"""How a case ended, and why it could not be run to its end if it could not."""


@value
class Part:
    """What a source gave."""

    told: list[list[Problem]]
    """What is wrong or suspicious in it, in the order in which that is told, before any case."""
    results: Callable[[bool], Iterator[Ended]]
    """Runs the cases in order; asked with whether the run has been stopped before them."""
    reads: tuple[str, ...] = ()
    """The other files that its scenarios are made of: their accounts."""
    is_account: bool = False
    """Whether the source is an account, and has no scenario to run."""


def load_part(loader: Loader, source: Source, plan: Plan) -> Part:
    """The part that a whole file gives; its cases run when they are asked for."""
    loaded = loader.load(Path(source.file), source.file, may_be_account=not source.named)
    return part_of(source.file, loaded, plan)


def part_of(file: str, loaded: Loaded, plan: Plan) -> Part:
    """The part that what was loaded from a file gives."""
    entries, unknown = plan.picks.of(file, loaded.entries)
    chosen = [entry for entry in entries if plan.choice.takes(entry)]
    broken = [p for entry in chosen if isinstance(entry, Broken) for p in entry.problems]
    told = [[*loaded.unreadable, *unknown], broken, loaded.warnings]
    reads = tuple(dict.fromkeys(map(str, loaded.reads)))
    is_account = not loaded.entries and not loaded.unreadable
    return Part(told, partial(_results, chosen, plan), reads, is_account)


def _results(
    entries: Sequence[Case | Broken],
    plan: Plan,
    stopped: bool,  # noqa: FBT001  (Part.results is asked with nothing else)
) -> Iterator[Ended]:
    for entry in entries:
        problems: list[Problem] = []
        if stopped:
            ended = _unrun(entry, Outcome.SKIPPED)
        elif isinstance(entry, Broken):
            ended = _unrun(entry, Outcome.ERROR)
        else:
            ended, problems = run_case(entry)
            if plan.observer is not None:
                plan.observer.see(entry, ended)
        stopped = stopped or (plan.stop_at_failure and ended.outcome is not Outcome.PASSED)
        yield ended, problems


def _unrun(entry: Case | Broken, outcome: Outcome) -> CaseResult:
    if isinstance(entry, Case):
        return result_of(entry, outcome)
    document = entry.document
    return CaseResult(
        entry.title, document.file, document.start.line, outcome, problems=entry.problems
    )
