"""A bar on the terminal for a run that takes a while.

Knows how to draw one line on a terminal and take it away again, so that other lines may be
written meanwhile. Nothing else is known of the run than what it tells.
"""

from __future__ import annotations

import os
import sys
from time import monotonic
from typing import TYPE_CHECKING, Self, TextIO, TypeVar

from optinsim.scenarios.running.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from rich.progress import Progress

    from optinsim.scenarios.running.results import CaseResult

T = TypeVar("T")

PATIENCE = 0.5
"""Seconds before there is a bar."""
REFRESH = 0.1
"""Seconds between two looks of it."""
_CLEAR = "\r\x1b[2K"


class Bar:
    """The bar of one run. Where the stream is no terminal, it is none."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = monotonic) -> None:
        self._stream = stream
        self._now = now
        self._next = now() + PATIENCE
        self._wanted = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._line = ""
        """What is on the screen; empty if nothing is."""
        self._rich: Progress | None = None
        self._done = self._total = 0
        self._counts = dict.fromkeys(Outcome, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal clean, whatever ended the run."""
        self._wanted = False
        if self._line:
            self._put(_CLEAR)

    def file(self, done: int, total: int) -> None:
        """So many files of so many are done."""
        self._done, self._total = done, total
        self._draw()

    def count(self, case: CaseResult) -> None:
        """A case has ended."""
        self._counts[case.outcome] += 1
        self._draw()

    def around(self, write: Callable[[T], None]) -> Callable[[T], None]:
        """What writes lines to the terminal, made to write them where the bar is not."""

        def written(what: T) -> None:
            if not self._line:
                write(what)
                return
            self._put(_CLEAR)
            write(what)
            self._put(self._line)

        return written

    def _draw(self) -> None:
        if not self._wanted or self._now() < self._next:
            return
        self._next = self._now() + REFRESH
        line = self._rendered()
        self._put(f"\r{line}\x1b[K")
        self._line = line

    def _rendered(self) -> str:
        """The bar as one line, with its colours."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        console = Console(file=self._stream, highlight=False)
        if self._rich is None:
            self._rich = Progress(
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("files"),
                TextColumn("{task.description}"),
                console=console,
            )
            self._rich.add_task("")
        parts = [f"[green]{self._counts[Outcome.PASSED]} passed[/]"]
        for outcome in (Outcome.FAILED, Outcome.ERROR):
            if self._counts[outcome]:
                word = "failed" if outcome is Outcome.FAILED else "not runnable"
                parts.append(f"[bold red]{self._counts[outcome]} {word}[/]")
        (task,) = self._rich.task_ids
        self._rich.update(
            task, total=self._total, completed=self._done, description=", ".join(parts)
        )
        with console.capture() as capture:
            # One column is left free: in the last one, a terminal goes on to the next line.
            console.print(
                self._rich.get_renderable(),
                end="",
                width=console.width - 1,
                no_wrap=True,
                crop=True,
            )
        return capture.get().partition("\n")[0]

    def _put(self, text: str) -> None:
        # What was written to the other stream has to be on the terminal by now.
        sys.stdout.flush()
        self._stream.write(text)
        self._stream.flush()
