"""The run of one file, or of some documents of one: loaded, then run case by case.

Knows which problems of a file are reported before its cases run, and when to stop. Does not know
which other files there are, nor in which process it runs.
"""

from __future__ import annotations

from dataclasses import field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from optinsim.core.values import value
from optinsim.scenarios.reading.case_filter import CaseFilter, Names
from optinsim.scenarios.reading.cases import Broken, Case
from optinsim.scenarios.reading.overrides import Overrides
from optinsim.scenarios.reading.selection import CaseSelection
from optinsim.scenarios.running.case_run import OpenWorld, in_process, result_of, run_case
from optinsim.scenarios.running.laws import LawOptions, findings_of_accounts
from optinsim.scenarios.running.results import CaseResult, Outcome
from optinsim.scenarios.running.unbroken import Unbroken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.load import Loaded, Loader
    from optinsim.scenarios.running.results import LawFinding
    from optinsim.scenarios.running.shard import Shard


class Observer(Protocol):
    """Receives every case of a run. Each worker process has an observer of its own."""

    def see(self, case: Case, result: CaseResult) -> None:
        """Receive a case, and its result with all steps."""
        ...

    def fresh(self) -> Self:
        """A new observer for another process; it is pickled for that."""
        ...

    def merge(self, other: Any) -> None:
        """Add the results of another observer, made by `fresh`."""
        ...


@value
class RunOptions:
    """The options of a run, the same for all of its files."""

    case_filter: CaseFilter = field(default_factory=CaseFilter)
    stop_at_failure: bool = False
    see_steps: bool = True
    """Whether the caller reads the steps of cases that passed."""
    observer: Observer | None = None
    selection: CaseSelection = field(default_factory=lambda: CaseSelection(()))
    """The cases that the command line names."""
    shard: Shard | None = None
    """The cases that this machine runs; None: all cases."""
    overrides: Overrides = field(default_factory=Overrides)
    """The overrides of the command line."""
    open_world: OpenWorld = in_process
    """Opens the world of each case."""
    laws: LawOptions = field(default_factory=LawOptions)


@value
class Source:
    """The input of a file run."""

    file: str
    named: bool = True
    """Whether the command line names the file itself, and not only a folder above it."""
    text: str | None = None
    """Some documents of the file, after as many empty lines as there are before them; None: all."""


ResultAndProblems = tuple[CaseResult, list["Problem"]]
"""The result of a case, and the problems that ended it early."""


@value
class FileRun:
    """The run of a source. Its cases run when `results` is iterated."""

    unreadable: list[Problem]
    """The problems of an unreadable source, and of named cases that it does not have."""
    broken: list[tuple[Problem, ...]]
    """For each case in order, the problems because of which it cannot run; empty if it can."""
    warnings: list[Problem]
    results: Callable[[bool], Iterator[ResultAndProblems]]
    """Runs the cases in order. The argument says whether the run was stopped before them."""
    count: int
    """How many cases there are, including those of other shards."""
    reads: tuple[str, ...] = ()
    """The account and project files of its scenarios."""
    is_account: bool = False
    """Whether the source is an account, and has no scenario to run."""
    names: Names = field(default_factory=Names)
    """The names of the run's expressions that its scenarios have."""
    findings: tuple[LawFinding, ...] = ()
    """The laws that the accounts of its cases break, apart from any conversation."""


def load_file(loader: Loader, source: Source, options: RunOptions, before: int = 0) -> FileRun:
    """Load a whole file to run it.

    Args:
        loader: of the run.
        source: which file.
        options: of the run.
        before: how many cases the earlier files have, in all shards.
    """
    loaded = loader.load(Path(source.file), source.file, may_be_account=not source.named)
    return file_run_of(source.file, loaded, options, before)


def file_run_of(file: str, loaded: Loaded, options: RunOptions, before: int = 0) -> FileRun:
    """The run of a loaded file; see `load_file`."""
    entries, not_there = options.selection.select(file, loaded.entries)
    chosen = [entry for entry in entries if options.case_filter.takes(entry)]
    shard, warnings = options.shard, loaded.warnings_of(chosen)
    own = chosen if shard is None else [e for i, e in enumerate(chosen, before) if shard.has(i)]
    return FileRun(
        unreadable=[*loaded.unreadable, *not_there],
        broken=[entry.problems if isinstance(entry, Broken) else () for entry in own],
        warnings=list(warnings),
        results=partial(
            _results,
            own,
            options,
            frozenset(chain(*warnings.values())),
            Unbroken(loaded.entries, options.laws),
        ),
        count=len(chosen),
        reads=tuple(dict.fromkeys(map(str, loaded.reads))),
        is_account=not loaded.entries and not loaded.unreadable,
        names=options.case_filter.names_of(loaded.entries),
        findings=tuple(findings_of_accounts(own, options.laws)),
    )


def _results(
    entries: Sequence[Case | Broken],
    options: RunOptions,
    warned: frozenset[int],
    unbroken: Unbroken,
    stopped: bool,  # noqa: FBT001  (the only argument of FileRun.results)
) -> Iterator[ResultAndProblems]:
    """The results of the entries.

    Args:
        entries: that are run.
        options: of the run.
        warned: the first lines of scenarios that draw warnings.
        unbroken: judges what the file's scenarios mean to break.
        stopped: whether the run was stopped before them.
    """
    for entry in entries:
        problems: list[Problem] = []
        if stopped:
            result = _not_run(entry, Outcome.SKIPPED)
        elif isinstance(entry, Broken):
            result = _not_run(entry, Outcome.ERROR)
        else:
            result, problems = run_case(entry, options.open_world, options.laws)
            result = unbroken.judged(entry, result)
            if options.observer is not None:
                options.observer.see(entry, result)
        if entry.document.start.line in warned or any(p.severity == "warning" for p in problems):
            result = replace(result, has_warnings=True)
        stopped = stopped or (options.stop_at_failure and result.outcome is not Outcome.PASSED)
        yield result, problems


def _not_run(entry: Case | Broken, outcome: Outcome) -> CaseResult:
    if isinstance(entry, Case):
        return result_of(entry, outcome)
    document = entry.document
    return CaseResult(
        entry.title, document.file, document.start.line, outcome, problems=entry.problems
    )
