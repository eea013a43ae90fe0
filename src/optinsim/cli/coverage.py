"""The `--coverage` options of a run: what was exercised is counted, shown and judged.

Knows when to count at all and what a threshold does to an exit code. Does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.cli.narration import say

if TYPE_CHECKING:
    from optinsim.report.screen import Screen
    from optinsim.scenarios.coverage import Coverage


class CoverageOptions:
    """What a run was asked to do about coverage. Where nothing was asked, nothing is counted."""

    def __init__(self, *, table: bool, minimum: float | None, report: bool) -> None:
        """Take what was asked.

        Args:
            table: whether to show what is missing.
            minimum: how much must be exercised, in per cent.
            report: whether a report will tell it.
        """
        self._table, self._minimum = table, minimum
        self.complaint = ""
        """That too little was met, if it was."""
        self.counted: Coverage | None = None
        """What was counted, or None if it was not asked for."""
        if table or report or minimum is not None:
            from optinsim.scenarios.coverage import Coverage

            self.counted = Coverage()

    def end(self, screen: Screen, exit_code: int) -> int:
        """Show what was asked for; the exit code, which is 1 where too little was met."""
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
