"""A pool of worker processes, as an executor of `concurrent.futures`.

Knows how workers are started, that they ignore Ctrl+C, and how they are ended. Does not know their
tasks. docs/decisions/0011-workers.md has the reasons.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import CancelledError, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor, Future
    from multiprocessing.context import ForkContext, ForkServerContext, SpawnContext
    from multiprocessing.synchronize import Event

P = ParamSpec("P")
T = TypeVar("T")

_stop: Event | None = None
"""In a worker: set when the parent does not need its results any more. None in other processes."""


@contextmanager
def process_pool(workers: int) -> Iterator[Executor]:
    """An executor with so many worker processes; the exit of the context ends all of them."""
    context = start_context()
    stop = context.Event()
    executor = _Pool(workers, context, _start_worker, (stop, gc.get_threshold()))
    try:
        yield executor
    finally:
        stop.set()
        executor.shutdown(cancel_futures=True)


def stop_if_unwanted() -> None:
    """End the task of this worker if the parent does not need its result any more.

    If the parent killed a worker that writes a result, the pool would wait for the rest.

    Raises:
        CancelledError: the task must end.
    """
    if _stop is not None and _stop.is_set():
        raise CancelledError


def start_context() -> ForkContext | ForkServerContext | SpawnContext:
    """How workers are started: forked if that is safe, since it is fastest."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


class _Pool(ProcessPoolExecutor):
    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with _sigint_ignored():  # a worker inherits that, and may be started here
            return super().submit(fn, *args, **kwargs)


@contextmanager
def _sigint_ignored() -> Iterator[None]:
    """Ignore Ctrl+C, which a terminal sends to all processes; the parent ends its workers."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set signal handlers
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start_worker(stop: Event, threshold: tuple[int, int, int]) -> None:
    """Set up a worker process."""
    global _stop  # noqa: PLW0603  (a process has one)
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # inherited objects are no garbage, and collection would copy their pages
    gc.set_threshold(*threshold)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when its parent has ended; otherwise it would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
