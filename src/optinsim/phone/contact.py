"""The line at the top: who is texted, at which number, and what time it is.

A reader of the session; it changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from optinsim.phone.thread import day_name
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from optinsim.phone.session import Session


class Contact(Static):
    """The brand and the virtual clock."""

    def follow(self, session: Session) -> None:
        """Show them as they are now."""
        file, now = session.account.file, session.simulator.now
        self.update(
            Text.assemble(
                (f" {one_line(file.name)} ", "bold"),
                f" {file.number} · {file.platform}",
                f"   {day_name(now)} ",
                (f"{now:%H:%M:%S}", "bold"),
                " UTC",
                (_steps(session), "bold"),
                no_wrap=True,
                overflow="ellipsis",
            )
        )


def _steps(session: Session) -> str:
    """How far one is on the way, and whether the last step came out as its scenario expects."""
    here = session.position
    last = session.steps[here - 1].failures if here else None
    verdict = "" if last is None else " ✗ not as expected" if last else " ✓ as expected"
    if session.is_at_end and not verdict:
        return ""
    return f"   step {here}/{len(session.steps)}{verdict}"
