"""Processes at work on tasks: started, given one task after the other, replaced, and ended.

Knows processes and pipes. What a task is, parallel.py knows. Why processes are started as they are:
docs/decisions/0011-workers.md.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.parallel import lost, work

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

    from optinsim.scenarios.running.parallel import Answer, Task
    from optinsim.scenarios.running.part import Plan


def _wrapped(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def _unwrapped(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _wrapped, (dict(mapping),)


# An account has such mappings, and Python sends none of them as they are.
ForkingPickler.register(MappingProxyType, _unwrapped)


@dataclass(slots=True, eq=False)
class Hand:
    """One process."""

    process: BaseProcess
    connection: Connection
    task: int | None = None
    """The number of the task that it is at work on."""


class Crew:
    """Some processes; all of them have ended when the crew is left, whatever happens."""

    def __init__(self, size: int, plan: Plan) -> None:
        """Nobody yet.

        Args:
            size: how many processes.
            plan: of the run.
        """
        self._size = size
        observer = None if plan.observer is None else plan.observer.fresh()
        self._plan = replace(plan, observer=observer)
        self._context = _context()
        self._hands: list[Hand] = []

    def __enter__(self) -> Self:
        self.gather()
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    def gather(self) -> None:
        """Start the processes that are missing."""
        for hand in [hand for hand in self._hands if not hand.process.is_alive()]:
            self._hands.remove(hand)
            _dismiss(hand)
        with _undisturbed():
            while len(self._hands) < self._size:
                self._hire()

    def dismiss(self) -> None:
        """End all processes."""
        for hand in self._hands:
            _dismiss(hand)
        self._hands.clear()

    def answers(self, tasks: Sequence[Task]) -> Iterator[Answer]:
        """The answer of each task, in order. A task is given when a hand is free."""
        answers: dict[int, Answer] = {}
        given = 0
        stopped = False
        for number in range(len(tasks)):
            while True:
                for hand in self._hands:
                    if hand.task is None and given < len(tasks):
                        self._give(hand, given, replace(tasks[given], stopped=stopped))
                        given += 1
                # Whoever is done in the meantime gets the next task before this one is handed on.
                arrived = list(self._collect(tasks, timeout=0 if number in answers else None))
                for done, answer in arrived:
                    answers[done] = answer
                    failed = any(one is not None and one.has_failure for one in answer)
                    # What is given from now on comes after it.
                    stopped = stopped or (self._plan.stop_at_failure and failed)
                if number in answers and not arrived:
                    break
            yield answers.pop(number)

    def _give(self, hand: Hand, number: int, task: Task) -> None:
        hand.task = number
        with suppress(OSError):  # it has ended: `_collect` finds that out, and says so
            hand.connection.send(task)

    def _collect(
        self, tasks: Sequence[Task], timeout: float | None
    ) -> Iterator[tuple[int, Answer]]:
        """The answers that have come, with the numbers of their tasks."""
        busy = [(hand, hand.task) for hand in self._hands if hand.task is not None]
        ready = wait([hand.connection for hand, _ in busy], timeout) if busy else ()
        for hand, number in busy:
            if hand.connection not in ready:
                continue
            try:
                answer = hand.connection.recv()
            except (EOFError, OSError):
                self._hands.remove(hand)
                answer = lost(tasks[number], _dismiss(hand, ended=True))
                with _undisturbed():
                    self._hire()
            hand.task = None
            yield number, answer

    def _hire(self) -> None:
        ours, theirs = self._context.Pipe()
        # A forked process gets a copy of every open pipe. It has to close those of the others, or
        # nobody would notice when we are gone.
        inherited = [ours, *(hand.connection for hand in self._hands)]
        forked = self._context.get_start_method() == "fork"
        process = self._context.Process(
            target=serve,
            args=(
                theirs,
                self._plan,
                Loader(),
                inherited if forked else (),
                gc.get_threshold(),
            ),
            daemon=True,
        )
        process.start()
        theirs.close()
        self._hands.append(Hand(process, ours))


def serve(
    connection: Connection,
    plan: Plan,
    loader: Loader,
    inherited: Sequence[Connection],
    threshold: tuple[int, int, int],
) -> None:
    """Do one task after the other, as long as somebody wants it: what a process does.

    Args:
        connection: where tasks come from, and answers go.
        plan: of the run.
        loader: reads the files.
        inherited: pipes of others, to close.
        threshold: how often to look for garbage, as the process does that started this one.
    """
    for other in inherited:
        other.close()
    gc.freeze()  # what was there before is never garbage: to look through it would copy it
    gc.set_threshold(*threshold)
    while True:
        try:
            task: Task = connection.recv()
        except EOFError:
            return
        connection.send(work(loader, task, plan))


def _dismiss(hand: Hand, *, ended: bool = False) -> str:
    """End a process, if it has not ended, and say how it did."""
    hand.connection.close()
    if ended:
        hand.process.join(_PATIENCE)
    hand.process.kill()
    hand.process.join()
    code = hand.process.exitcode or 0
    return f"was killed (signal {-code})" if code < 0 else f"ended (exit code {code})"


_PATIENCE = 5
"""Seconds for a process that has closed its pipe to come to its end."""


def _context() -> ForkContext | SpawnContext:
    """How processes are started: forked where that is safe, since they begin at once then."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    if safe:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Start processes that never hear ctrl-c, which a terminal sends to all: we end them."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say so
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
