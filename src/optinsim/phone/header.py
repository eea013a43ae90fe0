"""The line at the top: the brand, its number, the virtual clock, and the position in the session.

Reads the session, and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.widgets import Static

from optinsim.phone.timeline import day_name
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from optinsim.phone.session import Session

_SHORTEST_NAME = 8
"""The least cells of the brand's name: with fewer, the platform is left out."""


class PhoneHeader(Static):
    """One line, shortened to the width."""

    _session: Session | None = None

    def follow(self, session: Session) -> None:
        """Show the session as it is now."""
        self._session = session
        self._show()

    def on_resize(self) -> None:
        """Shorten to the new width."""
        self._show()

    def _show(self) -> None:
        if self._session is None:
            return
        file, now = self._session.account.file, self._session.world.now
        number, platform = str(file.number), f" · {file.platform}"
        day, clock, steps = day_name(now), f"{now:%H:%M:%S} UTC", _steps(self._session)
        room = self.size.width - cell_len(f"   {number}  {day} {clock}{steps}") - 1
        name = one_line(file.name)
        if room < min(cell_len(name), _SHORTEST_NAME) + len(platform):
            platform = ""
        room = max(room - len(platform), _SHORTEST_NAME)
        if cell_len(name) > room:
            name = f"{set_cell_size(name, room - 1)}…"
        self.update(
            Text.assemble(
                (f" {name} ", "bold"),
                f" {number}{platform}  {day} ",
                (clock, "bold"),
                (steps, "bold"),
                no_wrap=True,
            )
        )


def _steps(session: Session) -> str:
    """The position, and whether all steps up to it met their scenario's expectations."""
    here = session.position
    judged = [step.failures for step in session.steps[:here] if step.failures is not None]
    failed = sum(bool(failures) for failures in judged)
    verdict = f" ✗ {failed} not as expected" if failed else " ✓ as expected" if judged else ""
    if session.place:
        return f"  {session.place}"
    if session.is_at_end and not verdict:
        return ""
    return f"  step {here}/{len(session.steps)}{verdict}"
