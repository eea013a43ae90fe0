"""What the benchmarks share: rounds, processes, phones, and the table that is printed.

Times are CPU seconds, user and system together, of one process: whoever else uses the machine does
not count, and no contestant has a second thread or waits for anything. Contestants take turns, and
the best of each one's rounds counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import TYPE_CHECKING

from optinsim import load_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optinsim import Account

ACCOUNT_FILE = Path(__file__).with_name("account.yaml")
_PROGRAMS = Path(sys.executable).parent
_ROOT = Path(__file__).parents[1]
_AREAS = (205, 212, 303, 312, 415, 512, 617, 702, 808, 907)


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, the two that it comes from, and how large it may be."""

    what: str
    ours: str
    theirs: str
    figure: float
    at_most: float | None = None
    """The bar; None: the figure is for information."""
    unit: str = "x"
    """Of the figure; `x` is a ratio, ours to theirs."""

    def cells(self, name: str) -> tuple[str, ...]:
        """The row of the table."""
        bar, verdict = "", ""
        if self.at_most is not None:
            bar = f"{self.at_most:g} {self.unit}"
            verdict = "met" if self.figure <= self.at_most else "MISSED"
        figure = f"{self.figure:.2f} {self.unit}"
        return (name, self.what, self.ours, self.theirs, figure, bar, verdict)


_HEAD = ("", "what", "optinsim", "beside", "figure", "at most", "bar")


def table(rows: Iterable[tuple[str, Row]]) -> str:
    """The rows, each with its benchmark's name, as a Markdown table that is aligned."""
    cells = [_HEAD, *(row.cells(name) for name, row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        f"| {' | '.join(f'{cell:{width}}' for cell, width in zip(row, widths, strict=True))} |"
        for row in cells
    ]
    lines.insert(1, f"|{'|'.join('-' * (width + 2) for width in widths)}|")
    return "\n".join(lines)


def best(contestants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The least that each contestant took, by its name, in rounds that all of them take part in."""
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            times[name].append(contestant())
    return {name: min(taken) for name, taken in times.items()}


def run(
    program: str, *arguments: str, folder: Path = _ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment in a folder, as a user would, without a terminal.

    Args:
        program: its name.
        arguments: its arguments.
        folder: where it runs.
        variables: what else is in its environment.
    """
    environment = {**os.environ, **variables}
    # Compiled modules may be kept, whoever forbids it here: nobody compiles afresh in each round.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(  # noqa: S603 - our own programs
        [_PROGRAMS / program, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def process_seconds(program: str, *arguments: str, folder: Path = _ROOT, **variables: str) -> float:
    """What a whole process took, from its start to its end; see `run`.

    Raises:
        RuntimeError: it failed, so what it took says nothing.
    """
    before = getrusage(RUSAGE_CHILDREN)
    ended = run(program, *arguments, folder=folder, **variables)
    after = getrusage(RUSAGE_CHILDREN)
    if ended.returncode:
        message = f"{program} failed: {ended.stdout[-2000:]}{ended.stderr[-2000:]}"
        raise RuntimeError(message)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def account() -> Account:
    """Acme's account: one campaign with double opt-in, and all callbacks."""
    return load_account(ACCOUNT_FILE)


def phones(count: int) -> Iterator[str]:
    """That many MDNs, all different, over several area codes."""
    return (f"+1{_AREAS[i % len(_AREAS)]}{2_000_000 + i // len(_AREAS)}" for i in range(count))
