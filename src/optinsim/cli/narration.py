"""Messages to the user on standard error, beside the data on standard output.

Knows problems, and how many of them to print. Does not know commands.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

import typer

from optinsim.report.counted import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optinsim.files.problems import Problem

T = TypeVar("T")


def say(text: str) -> None:
    """Print a message to the user, with control characters escaped."""
    from optinsim.report.screen import safe

    typer.echo(safe(text), err=True)


_MOST_DIGITS = 3
"""Digits of the number of processes."""


def process_count(text: str) -> int:
    """How many processes `-n` requests."""
    if text == "auto":
        from optinsim.scenarios.running.parallel import count_processors

        return count_processors()
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text):
        return int(text)
    say(f"-n {text}: neither auto nor a number from 1 to 999")
    raise typer.Exit(2)


def each(*readers: Callable[[T], None]) -> Callable[[T], None]:
    """A function that calls several functions, in turn."""

    def call_each(what: T) -> None:
        for read in readers:
            read(what)

    return call_each


MOST_WARNINGS = 10
"""The most warnings that `run` prints by default."""
MOST_ALIKE = 10
"""The most errors with one message that `run` prints: those of a thousand scenarios that cannot
use their account would hide its problem."""


class Narrator:
    """Prints the problems and warnings of a run's files on standard error."""

    def __init__(self, *, all_warnings: bool = False) -> None:
        self._most_warnings = sys.maxsize if all_warnings else MOST_WARNINGS
        self._warnings = 0
        self._errors = Counter[str]()
        """The number of errors by message."""

    def tell(self, problems: Sequence[Problem]) -> None:
        """Print the first warnings, and the errors except repetitions beyond the limit."""
        for problem in problems:
            if problem.severity == "warning":
                self._warnings += 1
                if self._warnings > self._most_warnings:
                    continue
            else:
                self._errors[problem.coded_message] += 1
                if self._errors[problem.coded_message] > MOST_ALIKE:
                    continue
            say(str(problem))

    def end(self) -> None:
        """Print how many were left out."""
        from optinsim.files.problems import visible

        for message, count in self._errors.items():
            if count > MOST_ALIKE:
                left_out = f"{count - MOST_ALIKE:,} more times"
                say(f"{visible(message)}: {left_out}; optinsim check lists all")
        if self._warnings > self._most_warnings:
            more = self._warnings - self._most_warnings
            # `check` does not list them: it finds no warnings that only a run draws.
            say(f"{counted(more, 'more warning')}: -v or --warnings-as-errors lists all")
