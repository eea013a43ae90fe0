"""The tab «Why»: for each thing that was done, which rule and word decided, and what it changed.

A reader of turns and of what a scenario expected of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.phone.lines import Line, Lines, wrap
from optinsim.phone.thread import ago, clock
from optinsim.report.screen import one_line, safe
from optinsim.report.transcript import describe_change, describe_reading, describe_size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.phone.session import Session, Step
    from optinsim.simulator import Turn

_QUOTED = 200
"""Characters of a text: enough to know it again."""


@value
class Reason:
    """A turn, and the step that it comes from."""

    turn: Turn
    step: Step
    start: datetime
    """When everything began."""


class Why(Lines[Reason]):
    """One item for each turn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "why--head",
        "why--picked",
        "why--rule",
        "why--change",
        "why--held",
        "why--failed",
    }

    def follow(self, session: Session) -> None:
        """Show the turns so far; where those that are shown are among them, only the new ones."""
        pairs = zip(session.turns, session.steps, strict=False)
        reasons = [Reason(turn, step, session.start) for turn, step in pairs]
        known = len(self.items)
        if known and self.items == reasons[:known]:
            self.append(reasons[known:])
        else:
            self.show(reasons)

    def draw(self, index: int, width: int) -> list[Line]:
        """What was done, why it was read so, and what came of it."""
        item = self.items[index]
        head = "why--picked" if index == self.picked else "why--head"
        lines: list[Line] = []
        for text, style in ((_done(item), head), *_reasons(item)):
            indent = "" if style == head else "  "
            for line in wrap(safe(text), width - len(indent)):
                lines.append([(f"{indent}{line}", style)])  # noqa: PERF401  (it reads better)
        return [*lines, []]


def _done(item: Reason) -> str:
    turn = item.turn
    at = f"{clock(turn.at, item.start)} "
    match turn.command:
        case ReceiveText(mdn, text):
            quoted = text[:_QUOTED].replace("\n", "\\n") + "…" * (len(text) > _QUOTED)
            return f"{at} {mdn}: {quoted}"
        case AdvanceTime():
            return f"{at} {ago(turn)} passes"
        case Request(method, path):
            return f"{at} API {method} {one_line(path)}"


def _reasons(item: Reason) -> Iterator[tuple[str, str]]:
    turn, step = item.turn, item.step
    if turn.reading is not None:
        yield describe_reading(turn.reading), "why--rule"
    for change in turn.changes:
        yield describe_change(change), "why--change"
    for reply in turn.replies:
        yield f"{reply.purpose} sent to {reply.mdn}: {describe_size(reply.text)}", "why--rule"
    for callback in turn.callbacks:
        yield f"callback {callback.name}", "why--rule"
    if turn.response is not None:
        yield f"answered with status {turn.response.status}", "why--rule"
    if not turn.changes and turn.reading is not None:
        yield "changed nothing", "why--rule"
    yield from _verdict(step)


def _verdict(step: Step) -> Iterator[tuple[str, str]]:
    """Whether the scenario that the step comes from expected all this."""
    if step.failures == ():
        yield f"✓ as the scenario expects (line {step.line})", "why--held"
    for failure in step.failures or ():
        message = one_line(failure.message)
        yield f"✗ line {failure.line}: {failure.path}: {message}", "why--failed"
