"""The line about the steps ahead: the opened scenario, and the next step or the result.

Reads the session. On a click, the screen plays the next step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.message import Message
from textual.widgets import Static

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.phone.timeline import format_timespan
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from optinsim.phone.session import PlayedStep, Session

_LONGEST = 60
"""The most characters of a text that are shown."""


class NextStep(Static):
    """Hidden if no step lies ahead and no scenario is open."""

    class Clicked(Message):
        """The user plays the next step."""

    def follow(self, session: Session) -> None:
        """Show the session as it is now."""
        shown = describe_ahead(session)
        self.display = bool(shown)
        self.update(Text(shown, no_wrap=True, overflow="ellipsis"))

    def on_click(self) -> None:
        """Tell the screen."""
        self.post_message(self.Clicked())


def describe_ahead(session: Session) -> str:
    """The scenario, with its next step or its result; empty: no step lies ahead."""
    opened = session.opened
    title = "" if opened is None else f"«{one_line(opened.title)}» "
    if not session.is_at_end:
        step = describe_step(session, session.steps[session.position])
        at = f"{session.position + 1}/{len(session.steps)}"
        return f"▷ F6: {at} {step}{f'  {title}' if title else ''}".rstrip()
    if opened is None or not session.steps:
        return ""
    failed = sum(bool(step.failures) for step in session.steps)
    if failed:
        return f"✗ {title}ended: {failed} of {len(session.steps)} steps not as expected"
    return f"✓ {title}ended: all {len(session.steps)} steps as expected"


def describe_step(session: Session, step: PlayedStep) -> str:
    """A step in a few words."""
    match step.command:
        case ReceiveText(mdn, text):
            names = [one.name for one in session.subscribers if one.mdn == mdn]
            return f"{one_line((names or [mdn])[0])} texts «{one_line(text)[:_LONGEST]}»"
        case AdvanceTime(until):
            return f"{format_timespan(until - session.world.now)} passes"
        case Request(method, path):
            return one_line(f"API {method} {path}")
