"""A level left by several workers, in any order, and handed on in the order of one.

Knows how a level is cut into tasks. A worker that ends is the end of the search, which says so.
Its task is not given to another. What a task is stands in shards.py.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.explore.shards import leave_states
from optinsim.scenarios.running.worker_pool import process_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from optinsim.explore.moves import Move
    from optinsim.explore.search import Explorer
    from optinsim.explore.shards import Shard
    from optinsim.explore.steps import Edge, Standing

MOST_STATES = 400
"""States of a task, whose steps take about a second."""
_TASKS_PER_WORKER = 3
"""Of a level: with fewer, one worker would wait for another that has the harder states."""
_IN_FLIGHT_PER_WORKER = 2


class WorkerLostError(CommandError):
    """A worker has ended while it did a task."""


class Submits(Protocol):
    """An executor, or what is like one."""

    def submit(self, task: Callable[[str], str], text: str, /) -> Future[str]:
        """Have a task done."""


@value
class WorkerPool:
    """Who does the work."""

    executor: Submits
    workers: int
    lost: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)
    """What a task raises whose worker has ended."""


@contextmanager
def processes(number: int) -> Iterator[WorkerPool]:
    """So many processes of this machine, while the context is open."""
    with process_pool(number) as executor:
        yield WorkerPool(executor, number)


class Workers:
    """Leaves states by the workers of a pool."""

    def __init__(self, explorer: Explorer, pool: WorkerPool) -> None:
        self._steps, self._seen = explorer.steps, explorer.seen
        self._shards = explorer.shards()
        self._pool = pool

    def leave(self, level: Sequence[tuple[int, Standing]]) -> Iterator[Iterable[Edge]]:
        """The steps from each state of a level, in its order.

        Raises:
            WorkerLostError: a worker has ended.
            WrongAnswerError: a worker is of another version, or answers something else.
        """
        size = min(-(-len(level) // (self._pool.workers * _TASKS_PER_WORKER)), MOST_STATES)
        waiting = deque(level[start : start + size] for start in range(0, len(level), size))
        submitted: deque[tuple[Sequence[tuple[int, Standing]], Future[str]]] = deque()
        try:
            while waiting or submitted:
                while waiting and len(submitted) < self._pool.workers * _IN_FLIGHT_PER_WORKER:
                    states = waiting.popleft()
                    task = self._shards.task(states, self._seen)
                    submitted.append((states, self._submit(task)))
                states, future = submitted.popleft()
                shard = self._answer(states, future)
                self._steps.sent |= shard.sent
                self._steps.calls |= shard.calls
                yield from shard.left
        finally:
            for _, future in submitted:
                future.cancel()

    def _submit(self, task: str) -> Future[str]:
        try:
            return self._pool.executor.submit(leave_states, task)
        except self._pool.lost as error:
            raise WorkerLostError(_LOST) from error

    def _answer(self, states: Sequence[tuple[int, Standing]], future: Future[str]) -> Shard:
        try:
            text = future.result()
        except self._pool.lost as error:
            raise WorkerLostError(_LOST) from error
        return self._shards.read(states, text)

    def keep(self, number: int, move: Move) -> None:
        """Nothing is to be kept: the worker that leaves the state makes the steps to it."""


_LOST = "a worker has ended in the middle of a task, which was not tried again"
