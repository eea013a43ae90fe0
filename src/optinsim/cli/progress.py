"""The progress bar of a long run.

Knows how to draw one line on a terminal and erase it, so that other lines can be written in
between. Does not know the run: the caller passes the counts.
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

BAR_DELAY = 0.5
"""Delay before the progress bar appears, in seconds."""
REFRESH_INTERVAL = 0.1
"""Seconds between two updates."""
_CLEAR = "\r\x1b[2K"


class ProgressBar:
    """The progress bar of one run. Disabled when the stream is not a terminal."""

    def __init__(self, stream: TextIO, now: Callable[[], float] = monotonic) -> None:
        self._stream = stream
        self._now = now
        self._next = now() + BAR_DELAY
        self._enabled = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._line = ""
        """The line on the screen; empty if the bar is not shown."""
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
        """Erase the bar, also after an error."""
        self._enabled = False
        if self._line:
            self._put(_CLEAR)

    def file(self, done: int, total: int) -> None:
        """Set how many files are done, and of how many."""
        self._done, self._total = done, total
        self._draw()

    def count(self, case: CaseResult) -> None:
        """Count a case that has ended."""
        self._counts[case.outcome] += 1
        self._draw()

    def around(self, write: Callable[[T], None]) -> Callable[[T], None]:
        """Wrap a function that writes lines, so that they do not run into the bar."""

        def wrapped(what: T) -> None:
            if not self._line:
                write(what)
                return
            self._put(_CLEAR)
            write(what)
            self._put(self._line)

        return wrapped

    def _draw(self) -> None:
        if not self._enabled or self._now() < self._next:
            return
        self._next = self._now() + REFRESH_INTERVAL
        line = self._rendered()
        self._put(f"\r{line}\x1b[K")
        self._line = line

    def _rendered(self) -> str:
        """The bar as a line with colours."""
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
            # One column is left free: after the last one, a terminal would wrap the line.
            console.print(
                self._rich.get_renderable(),
                end="",
                width=console.width - 1,
                no_wrap=True,
                crop=True,
            )
        return capture.get().partition("\n")[0]

    def _put(self, text: str) -> None:
        # Lines of the other stream have to be on the terminal first.
        sys.stdout.flush()
        self._stream.write(text)
        self._stream.flush()
