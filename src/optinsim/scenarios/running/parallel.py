"""The parts of a run, made by several processes and handed on in order.

Knows how a run is cut into tasks, and how the answers make the parts that one process would make.
Does not know processes: crew.py does.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.problems import FileError, Problem
from optinsim.files.source import file_text
from optinsim.scenarios.reading.load import MOST, Loader
from optinsim.scenarios.reading.pieces import pieces
from optinsim.scenarios.running.part import Part, Source, load_part, part_of
from optinsim.scenarios.running.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from optinsim.scenarios.running.part import Ended, Observer, Plan

LEAST = 100_000
"""Bytes of files for which another process is worth its start: some eighty scenarios."""
_TASKS_EACH = 12
"""For each process: with few, one has nothing left to do while another is at its last."""
SMALLEST, _LARGEST = 20_000, 500_000
"""Bytes of a task: one that is too small is more post than work."""


@value
class Task:
    """What a process does at a time: the parts of these sources."""

    sources: list[Source]
    stopped: bool = False
    """Whether the run has been stopped before them."""


@value
class Done:
    """What a process found in a source."""

    told: list[list[Problem]]
    ended: list[Ended]
    observer: Observer | None = None
    """What was seen in this source."""
    documents: int = 0
    spent: tuple[int, int] = (0, 0)
    reads: tuple[str, ...] = ()
    is_account: bool = False
    is_lost: bool = False
    """Whether the process ended before its time."""

    @property
    def has_failure(self) -> bool:
        """Whether a run that stops at the first failure stops here."""
        return any(result.outcome is not Outcome.PASSED for result, _ in self.ended)


Answer = list[Done | None]
"""For each source of a task; None for a piece that cannot be read."""


def count_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parallel_parts(sources: Sequence[Source], plan: Plan, processes: int) -> Generator[Part]:
    """The parts of a run, in order; nobody is at work any more when the generator is closed."""
    loader = Loader()
    sizes = [length_of(source) for source in sources]
    total = sum(sizes)
    if total < LEAST:
        yield from (load_part(loader, source, plan) for source in sources)
        return
    # Imported here: a run that is too short for it does without.
    from optinsim.scenarios.running.crew import Crew  # noqa: PLC0415

    least = min(max(total // (processes * _TASKS_EACH), SMALLEST), _LARGEST)
    cut = [
        # Which case is meant by a line, only the whole file shows.
        [source] if plan.picks.is_some_of(source.file) else _cut(source, size, least)
        for source, size in zip(sources, sizes, strict=True)
    ]
    tasks = list(tasks_of(chain.from_iterable(cut), lambda _: least))
    with Crew(min(processes, len(tasks)), plan) as crew:
        answers = chain.from_iterable(crew.answers(tasks))
        for source, its_pieces in zip(sources, cut, strict=True):
            found = list(islice(answers, len(its_pieces)))
            yield together(source, found, loader, plan)


def length_of(source: Source) -> int:
    """The bytes of a source's file."""
    try:
        return Path(source.file).stat().st_size
    except (OSError, ValueError):  # whoever reads it will say so
        return 0


def _cut(source: Source, size: int, least: int) -> list[Source]:
    """A source in pieces for several tasks, if it is long enough."""
    if size < 2 * least:
        return [source]
    try:
        text = file_text(Path(source.file), source.file)
    except FileError:
        return [source]
    texts = list(pieces(text.lstrip("\ufeff"), least))
    return [replace(source, text=text) for text in texts] if len(texts) > 1 else [source]


def tasks_of(sources: Iterable[Source], least: Callable[[int], int]) -> Iterator[Task]:
    """The sources in their order, in tasks.

    Args:
        sources: what is to be run.
        least: the bytes of a task, where the tasks before have so many.
    """
    task, length, before = Task([]), 0, 0
    for source in sources:
        task.sources.append(source)
        length += length_of(source) if source.text is None else len(source.text)
        if length >= least(before):
            yield task
            task, length, before = Task([]), 0, before + length
    if task.sources:
        yield task


def work(loader: Loader, task: Task, plan: Plan) -> Answer:
    """Do a task: load its sources, and run their cases."""
    answer: Answer = []
    stopped = task.stopped
    for source in task.sources:
        done = _done(loader, source, plan, stopped=stopped)
        answer.append(done)
        stopped = stopped or (plan.stop_at_failure and done is not None and done.has_failure)
    return answer


def _done(loader: Loader, source: Source, plan: Plan, *, stopped: bool) -> Done | None:
    path = Path(source.file)
    observer = None if plan.observer is None else plan.observer.fresh()
    try:
        if source.text is None:
            loaded = loader.load(path, source.file, may_be_account=not source.named)
        else:
            loaded = loader.load_piece(path, source.file, source.text)
    except FileError:
        return None
    part = part_of(source.file, loaded, replace(plan, observer=observer))
    ended = [
        (result if plan.see_steps or result.outcome is not Outcome.PASSED else result.bare, told)
        for result, told in part.results(stopped)
    ]
    documents, spent = loaded.documents, loaded.spent
    return Done(part.told, ended, observer, documents, spent, part.reads, part.is_account)


def lost(task: Task, reason: str) -> Answer:
    """The answer of a process that ended before its time."""
    message = f"cannot be run: the process at work on it {reason}"
    return [
        Done([[Problem(source.file, message)], [], []], [], is_lost=True) for source in task.sources
    ]


def together(source: Source, found: Answer, loader: Loader, plan: Plan) -> Part:
    """The part of a source that was run whole, or in pieces."""
    done = [one for one in found if one is not None]
    if len(found) > 1 and not any(one.is_lost for one in done):
        spent = (sum(one.spent[i] for one in done) for i in range(len(MOST)))
        too_much = any(amount > most for amount, most in zip(spent, MOST, strict=True))
        is_one = sum(one.documents for one in done) <= 1
        if len(done) < len(found) or is_one or too_much:
            # Only the whole file shows what is wrong in it, or whether anything is.
            return load_part(loader, source, plan)
    told = [list(chain(*kind)) for kind in zip(*(one.told for one in done), strict=True)]
    reads = tuple(dict.fromkeys(chain(*(one.reads for one in done))))
    return Part(told, partial(_replayed, done, plan), reads, all(one.is_account for one in done))


def _replayed(
    found: Sequence[Done],
    plan: Plan,
    stopped: bool,  # noqa: FBT001  (Part.results is asked with nothing else)
) -> Iterator[Ended]:
    """The results that have come, as they would be had one process run everything in order."""
    for done in found:
        if plan.observer is not None and done.observer is not None and not stopped:
            plan.observer.merge(done.observer)
        for result, problems in done.ended:
            if stopped and result.outcome is not Outcome.SKIPPED:
                # What is wrong with a scenario stays; what went wrong while it ran did not happen.
                kept = () if problems else result.problems
                yield replace(result.bare, outcome=Outcome.SKIPPED, problems=kept), []
            else:
                yield result, problems
        stopped = stopped or (plan.stop_at_failure and done.has_failure)
