"""The tasks of workers: splits a run into tasks, runs a task, and joins the results.

Knows how to make, from the results of tasks, the file runs of a single process. Does not know where
tasks run.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import field, replace
from functools import partial, reduce
from itertools import chain
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.files.problems import FileError, Problem
from optinsim.files.source import file_text
from optinsim.scenarios.reading.case_filter import Names
from optinsim.scenarios.reading.load import MOST, Loader
from optinsim.scenarios.reading.split_documents import split_documents
from optinsim.scenarios.running.file_run import FileRun, Source, file_run_of, load_file
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.worker_pool import stop_if_unwanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optinsim.scenarios.running.file_run import Observer, ResultAndProblems, RunOptions
    from optinsim.scenarios.running.results import LawFinding


@value
class Task:
    """Sources that one worker runs, one after the other."""

    sources: list[Source]
    stopped: bool = False
    """Whether the run was stopped before them, so that their cases are skipped."""


@value
class SourceResult:
    """The result of running a source; for the first fields see `FileRun`."""

    unreadable: list[Problem]
    broken: list[tuple[Problem, ...]]
    warnings: list[Problem]
    results: list[ResultAndProblems]
    reads: tuple[str, ...] = ()
    is_account: bool = False
    findings: tuple[LawFinding, ...] = ()
    observer: Observer | None = None
    """The observer of the cases of this source."""
    documents: int = 0
    spent: tuple[int, int] = (0, 0)
    names: Names = field(default_factory=Names)
    contents: frozenset[bytes] = frozenset()
    """The content of the scenarios of this source, without their titles."""
    is_lost: bool = False
    """Whether its process ended before it had a result."""

    @property
    def has_failure(self) -> bool:
        """Whether a run that stops at the first failure stops here."""
        return any(result.outcome is not Outcome.PASSED for result, _ in self.results)


TaskResult = list[SourceResult | None]
"""For each source of a task; None for some documents of a file that cannot be read alone."""


def size_of(source: Source) -> int:
    """The size of a source, in bytes (of a text in characters); 0 if there is no such file."""
    if source.text is not None:
        return len(source.text)
    try:
        return Path(source.file).stat().st_size
    except (OSError, ValueError):  # running it reports that
        return 0


def split_source(source: Source, size: int, task_size: int) -> list[Source]:
    """A source of `size` bytes as sources of about `task_size` bytes, if it is long enough."""
    if size < 2 * task_size:
        return [source]
    try:
        text = file_text(Path(source.file), source.file)
    except FileError:
        return [source]
    texts = list(split_documents(text.lstrip("\ufeff"), task_size))
    return [replace(source, text=text) for text in texts] if len(texts) > 1 else [source]


def tasks_of(sources: Iterable[Source], task_size: int) -> Iterator[Task]:
    """The sources in their order, in tasks of at least so many bytes."""
    task, size = Task([]), 0
    for source in sources:
        task.sources.append(source)
        size += size_of(source)
        if size >= task_size:
            yield task
            task, size = Task([]), 0
    if task.sources:
        yield task


def run_task(task: Task, options: RunOptions) -> TaskResult:
    """Load the sources of a task and run their cases."""
    loader = Loader(options.overrides)
    found: TaskResult = []
    stopped = task.stopped
    for source in task.sources:
        result = _run_source(loader, source, options, stopped=stopped)
        found.append(result)
        stopped = stopped or (options.stop_at_failure and result is not None and result.has_failure)
    return found


def _run_source(
    loader: Loader, source: Source, options: RunOptions, *, stopped: bool
) -> SourceResult | None:
    path = Path(source.file)
    observer = None if options.observer is None else options.observer.fresh()
    try:
        if source.text is None:
            loaded = loader.load(path, source.file, may_be_account=not source.named)
        else:
            loaded = loader.load_text(path, source.file, source.text)
    except FileError:
        return None
    file_run = file_run_of(source.file, loaded, replace(options, observer=observer))
    results = []
    for result, problems in file_run.results(stopped):
        stop_if_unwanted()
        # Sending steps that the caller does not read would cost more than running the case.
        is_whole = options.see_steps or result.outcome is not Outcome.PASSED
        results.append((result if is_whole else result.bare, problems))
    return SourceResult(
        file_run.unreadable,
        file_run.broken,
        file_run.warnings,
        results,
        file_run.reads,
        file_run.is_account,
        file_run.findings,
        observer,
        loaded.documents,
        loaded.spent,
        file_run.names,
        loaded.contents,
    )


def lost(source: Source) -> SourceResult:
    """The result of a source whose process ended early."""
    message = "cannot be run: the process at work on it crashed or was killed"
    problem = Problem(source.file, message, code=Code.LOST_PROCESS)
    return SourceResult([problem], [], [], [], is_lost=True)


def joined(
    source: Source, found: Sequence[SourceResult | None], loader: Loader, options: RunOptions
) -> FileRun:
    """The file run of a source that was run as a whole, or split.

    If it was split and its parts together may differ from the whole file, the file is
    loaded again with the loader.
    """
    parts = [one for one in found if one is not None]
    if len(found) > 1 and not any(one.is_lost for one in parts):
        spent = (sum(one.spent[i] for one in parts) for i in range(len(MOST)))
        too_much = any(amount > most for amount, most in zip(spent, MOST, strict=True))
        is_one = sum(one.documents for one in parts) <= 1
        contents = Counter(chain(*(one.contents for one in parts)))
        has_equal = any(times > 1 for times in contents.values())
        if len(parts) < len(found) or is_one or too_much or has_equal:
            return load_file(loader, source, options)
    return FileRun(
        unreadable=list(chain(*(one.unreadable for one in parts))),
        broken=list(chain(*(one.broken for one in parts))),
        warnings=list(chain(*(one.warnings for one in parts))),
        results=partial(_replayed, parts, options),
        count=sum(len(one.results) for one in parts),
        reads=tuple(dict.fromkeys(chain(*(one.reads for one in parts)))),
        is_account=all(one.is_account for one in parts),
        names=reduce(or_, (one.names for one in parts), Names()),
        findings=tuple(chain(*(one.findings for one in parts))),
    )


def _replayed(
    parts: Sequence[SourceResult],
    options: RunOptions,
    stopped: bool,  # noqa: FBT001  (the only argument of FileRun.results)
) -> Iterator[ResultAndProblems]:
    """The results of workers, as a single process that runs all cases in order returns them."""
    for part in parts:
        if options.observer is not None and part.observer is not None and not stopped:
            options.observer.merge(part.observer)
        for result, problems in part.results:
            if stopped and result.outcome is not Outcome.SKIPPED:
                # Keep the problems of the scenario; drop those of its run.
                kept = () if problems else result.problems
                yield replace(result.bare, outcome=Outcome.SKIPPED, problems=kept), []
            else:
                yield result, problems
        stopped = stopped or (options.stop_at_failure and part.has_failure)
