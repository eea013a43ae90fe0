"""A cluster of `dask.distributed` that is there already, as workers of a search.

Knows how one is asked, that all of its workers must have this version of optinsim, and that a task
which has killed its worker is not to be begun again. Only text travels, but distributed itself
unpickles what it is sent: a cluster is trusted.
"""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, CancelledError
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from distributed import Client, Event, KilledWorker, get_client
from distributed.comm.core import CommClosedError

import optinsim
from optinsim.errors import CommandError
from optinsim.explore.workers import WorkerPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TIMEOUT = 10
"""Seconds to wait for an answer of the scheduler."""


@contextmanager
def cluster(address: str) -> Iterator[WorkerPool]:
    """The workers of a cluster, while the context is open.

    Args:
        address: of its scheduler, such as tcp://127.0.0.1:8786.

    Raises:
        CommandError: it does not answer, has no worker, or one of another version of optinsim.
    """
    try:
        client = Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        message = f"no cluster answers at {address:.100}: {error!s:.200}"
        raise CommandError(message) from error
    with client:
        workers = _checked(client.run(version_of_optinsim, on_error="return"))
        executor = _Once(client)
        try:
            yield WorkerPool(
                executor,
                workers,
                (BrokenExecutor, CancelledError, KilledWorker, CommClosedError),
            )
        finally:
            executor.close()


def version_of_optinsim() -> str:
    """The version of optinsim in this process."""
    return optinsim.__version__


def _checked(versions: dict[str, Any]) -> int:
    """How many workers there are; all of this version."""
    if not versions:
        message = "the cluster has no workers"
        raise CommandError(message)
    for worker, version in sorted(versions.items()):
        if version != optinsim.__version__:
            has = f"optinsim {version}" if isinstance(version, str) else "no optinsim that answers"
            message = f"the worker {worker} has {has}; all need {optinsim.__version__}"
            raise CommandError(message)
    return len(versions)


class _Once:
    """An executor of a cluster which begins no task twice, also where its worker is killed."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor = client.get_executor(retries=0, pure=False)
        self._numbers = count(1)
        self._names: list[str] = []

    def submit(self, task: Callable[[str], str], text: str) -> Any:
        """Have a worker do a task."""
        name = f"optinsim-{self._client.id}-{next(self._numbers)}"
        self._names.append(name)
        return self._executor.submit(_begin_once, name, task, text)

    def close(self) -> None:
        """Forget the tasks, here and at the scheduler."""
        self._executor.shutdown(wait=False)
        for name in self._names:
            Event(name, client=self._client).clear()


def _begin_once(name: str, task: Callable[[str], str], text: str) -> str:
    """On a worker: do a task, unless it was begun by one that has ended."""
    begun = Event(name, client=get_client())
    if begun.is_set():
        raise BrokenExecutor(name)
    begun.set()
    return task(text)
