"""The `--coverage` options of a run: count the exercised items, show them, and check a minimum.

Knows whether to count, and how a minimum changes the exit code. Does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from optinsim.cli.narration import say

if TYPE_CHECKING:
    from optinsim.report.screen import Screen
    from optinsim.scenarios.coverage import Coverage


def per_cent(minimum: float | None) -> float | None:
    """A minimum in per cent: refuses 0.9, which was meant as 90."""
    if minimum is not None and 0 < minimum < 1:
        raise typer.BadParameter(f"it is in per cent: did you mean {minimum * 100:g}?")
    return minimum


class CoverageOptions:
    """The coverage options of a run. Without any of them, nothing is counted."""

    def __init__(self, *, table: bool, minimum: float | None, report: bool) -> None:
        """Take the options.

        Args:
            table: whether to show the missing items.
            minimum: the least total, in per cent.
            report: whether a report will include it.
        """
        self._table, self._minimum = table, minimum
        self.complaint = ""
        """The message that the minimum was not reached; empty: it was, or there is no minimum."""
        self.counted: Coverage | None = None
        """The coverage; None: no option requests it."""
        if table or report or minimum is not None:
            from optinsim.scenarios.coverage import Coverage

            self.counted = Coverage()

    def end(self, screen: Screen, exit_code: int) -> int:
        """Show the table, if wanted; return the exit code: 1 if the minimum was not reached."""
        coverage = self.counted
        if coverage is None:
            return exit_code
        from optinsim.report.coverage import coverage_lines, percent

        if self._table:
            screen.line()
            for line in coverage_lines(coverage):
                screen.line(*line)
        exercised, items = coverage.score()
        if not self._minimum or (items and exercised * 100 >= self._minimum * items):
            return exit_code
        score = f"{percent((exercised, items), of_nothing=0)} % ({exercised} of {items})"
        self.complaint = f"coverage is {score}, and should be {self._minimum:g} %"
        say(self.complaint)
        return exit_code or 1
