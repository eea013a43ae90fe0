"""What is said to the person at the terminal, on standard error, beside the data.

Knows problems and how many of them somebody reads. Does not know commands.
"""

from __future__ import annotations

from collections import Counter
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
MOST_ALIKE = 10
"""So many errors that say the same are shown by `run`: that a thousand scenarios cannot use their
account would bury what is wrong with it."""


class Narrator:
    """Says on standard error what is wrong or suspicious in the files of a run."""

    def __init__(self) -> None:
        self._warnings = 0
        self._errors = Counter[str]()
        """How many there were, by what they say."""

    def tell(self, problems: Sequence[Problem]) -> None:
        """Say the first warnings, and the errors but for those that many files or lines have."""
        for problem in problems:
            if problem.severity == "warning":
                self._warnings += 1
                if self._warnings > MOST_WARNINGS:
                    continue
            else:
                self._errors[problem.coded_message] += 1
                if self._errors[problem.coded_message] > MOST_ALIKE:
                    continue
            say(str(problem))

    def end(self) -> None:
        """Say what was kept back."""
        from optinsim.files.problems import visible

        for message, count in self._errors.items():
            if count > MOST_ALIKE:
                left_out = f"{count - MOST_ALIKE:,} more times"
                say(f"{visible(message)}: {left_out}; optinsim check lists all")
        if self._warnings > MOST_WARNINGS:
            more = self._warnings - MOST_WARNINGS
            say(f"{counted(more, 'more warning')}: optinsim check lists all")
