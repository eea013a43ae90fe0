"""What is said to the person at the terminal, on standard error, beside the data.

Knows problems and how many warnings somebody reads. Does not know commands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optinsim.files.problems import Problem

T = TypeVar("T")


def say(text: str) -> None:
    """Tell the person at the terminal, who is never sent what a terminal would obey."""
    from optinsim.report.screen import safe

    typer.echo(safe(text), err=True)


def counted(number: int, noun: str) -> str:
    """1 file, 2 files."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def each(*readers: Callable[[T], None]) -> Callable[[T], None]:
    """One reader that hands on to several, in turn."""

    def hand_on(what: T) -> None:
        for read in readers:
            read(what)

    return hand_on


MOST_WARNINGS = 10
"""So many are shown by `run`; `check` lists them all."""


class Narrator:
    """Says on standard error what is wrong or suspicious in the files of a run."""

    def __init__(self) -> None:
        self._warnings = 0

    def tell(self, problems: Sequence[Problem]) -> None:
        """Say all errors, and the first warnings."""
        for problem in problems:
            if problem.severity == "warning":
                self._warnings += 1
                if self._warnings > MOST_WARNINGS:
                    continue
            say(str(problem))

    def end(self) -> None:
        """Say how many warnings were kept back."""
        if self._warnings > MOST_WARNINGS:
            more = self._warnings - MOST_WARNINGS
            typer.echo(f"{counted(more, 'more warning')}: optinsim check lists all", err=True)
