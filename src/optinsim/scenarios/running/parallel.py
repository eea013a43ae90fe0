"""The file runs of a run, made by several workers and yielded in order.

Knows how many tasks are worth a worker, and handles the crash of a worker. Does not know the
content of a task (tasks.py), nor how workers are started (worker_pool.py).
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.file_run import load_file
from optinsim.scenarios.running.tasks import (
    Task,
    joined,
    lost,
    run_task,
    size_of,
    split_source,
    tasks_of,
)
from optinsim.scenarios.running.worker_pool import process_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence
    from concurrent.futures import Executor, Future
    from contextlib import AbstractContextManager

    from optinsim.scenarios.running.file_run import FileRun, RunOptions, Source
    from optinsim.scenarios.running.tasks import SourceResult, TaskResult

    Pool = Callable[[int], AbstractContextManager[Executor]]
    """Starts an executor with so many workers, and ends them at the exit of its context."""

MIN_PARALLEL_SIZE = 100_000
"""The least bytes of files for which starting workers is worth it: some eighty scenarios."""
_TASKS_PER_WORKER = 12
"""With fewer, one worker would be idle while another runs its last task."""
MIN_TASK_SIZE, MAX_TASK_SIZE = 20_000, 500_000
"""Bytes of a task. Sending a smaller one would cost more than running it."""
_IN_FLIGHT_PER_WORKER = 2
"""Tasks that are submitted and not done. A crash breaks all of them, and they are run again."""


def count_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def parallel_file_runs(
    sources: Sequence[Source], options: RunOptions, workers: int, pool: Pool = process_pool
) -> Generator[FileRun]:
    """The file runs of sources, in order; closing the generator ends all workers."""
    loader = Loader(options.overrides)
    sizes = [size_of(source) for source in sources]
    total = sum(sizes)
    if total < MIN_PARALLEL_SIZE:
        yield from (load_file(loader, source, options) for source in sources)
        return
    task_size = min(max(total // (workers * _TASKS_PER_WORKER), MIN_TASK_SIZE), MAX_TASK_SIZE)
    split = [
        # Which case a line means depends on the whole file.
        [source]
        if options.selection.has_cases_of(source.file)
        else split_source(source, size, task_size)
        for source, size in zip(sources, sizes, strict=True)
    ]
    tasks = list(tasks_of(chain.from_iterable(split), task_size))
    results = run_tasks(tasks, options, min(workers, len(tasks)), pool)
    try:
        for source, parts in zip(sources, split, strict=True):
            yield joined(source, list(islice(results, len(parts))), loader, options)
    finally:
        results.close()


def run_tasks(
    tasks: Iterable[Task], options: RunOptions, workers: int, pool: Pool
) -> Generator[SourceResult | None]:
    """Run tasks with an executor; the result of each source, in order.

    If a worker crashes, the executor is broken, and does not say which task crashed it. Then the
    sources of the unfinished tasks run again one at a time, in one worker: the source that
    crashes it too is `lost`.
    """
    if options.observer is not None:
        options = replace(options, observer=options.observer.fresh())
    waiting = deque(tasks)
    while waiting:
        with pool(workers) as executor:
            submitted = yield from _until_broken(
                executor, waiting, options, _IN_FLIGHT_PER_WORKER * workers
            )
        for task, future in submitted:
            if future.cancelled() or future.exception() is not None:
                yield from _one_at_a_time(task.sources, options, pool)
            else:
                yield from future.result()


def _until_broken(
    executor: Executor, waiting: deque[Task], options: RunOptions, in_flight: int
) -> Generator[SourceResult | None, None, list[tuple[Task, Future[TaskResult]]]]:
    """Run the waiting tasks with an executor until all are done, or it is broken.

    Yields:
        the results of their sources, in order.

    Returns:
        the tasks that were submitted before it broke, without those whose results were yielded.
    """
    submitted: deque[tuple[Task, Future[TaskResult]]] = deque()
    stopped = False
    try:
        while waiting or submitted:
            running = [future for _, future in submitted if not future.done()]
            while waiting and len(running) < in_flight:
                task = replace(waiting[0], stopped=stopped)
                running.append(executor.submit(run_task, task, options))
                submitted.append((task, running[-1]))
                waiting.popleft()
            _, first = submitted[0]
            if not first.done():
                wait(running, return_when=FIRST_COMPLETED)
                continue
            results = first.result()
            submitted.popleft()
            failed = any(one is not None and one.has_failure for one in results)
            stopped = stopped or (options.stop_at_failure and failed)
            yield from results
    except BrokenExecutor:
        pass
    return list(submitted)


def _one_at_a_time(
    sources: Iterable[Source], options: RunOptions, pool: Pool
) -> Generator[SourceResult | None]:
    """Run each source as a task of its own in one worker; start a new worker after a crash."""
    waiting = deque(sources)
    while waiting:
        with pool(1) as executor:
            is_broken = False
            while waiting and not is_broken:
                source = waiting.popleft()
                try:
                    yield from executor.submit(run_task, Task([source]), options).result()
                except BrokenExecutor:
                    is_broken = True
                    yield lost(source)
