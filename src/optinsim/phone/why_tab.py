"""The tab «Why»: for each turn, which rule and which word decided, and what changed.

Reads turns, the scenario's expectations of them, and what the laws say of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.phone.findings import TurnFindings
from optinsim.phone.item_list import ItemList, wrap
from optinsim.phone.timeline import clock, format_wait
from optinsim.report.screen import one_line, safe
from optinsim.report.transcript import describe_change, describe_reading, describe_size

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.phone.selection import Line
    from optinsim.phone.session import PlayedStep, Session
    from optinsim.simulator import Turn

_QUOTED = 200
"""Characters of a text that are quoted."""


@value
class WhyEntry:
    """A turn and its step."""

    turn: Turn
    step: PlayedStep
    start: datetime
    """The start of the session."""
    findings: tuple[str, ...] = ()
    """The laws that the turn breaks, a line each."""


class WhyTab(ItemList[WhyEntry]):
    """One item for each turn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "why--head",
        "why--highlighted",
        "why--rule",
        "why--change",
        "why--held",
        "why--failed",
        "why--law",
    }

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self._findings = TurnFindings()

    def follow(self, session: Session) -> None:
        """Show the session's turns; if only new ones came, append them."""
        played = zip(session.turns, session.steps, self._findings.of(session), strict=False)
        entries = [WhyEntry(turn, step, session.start, found) for turn, step, found in played]
        known = len(self.items)
        if known and self.items == entries[:known]:
            self.append(entries[known:])
        else:
            self.show(entries)

    def text_of(self, index: int) -> str:
        """The command and its results, a line each."""
        item = self.items[index]
        return "\n".join([_command(item).strip(), *(f"  {text}" for text, _ in _results(item))])

    def draw(self, index: int, width: int) -> list[Line]:
        """The command, how it was read, and its results."""
        item = self.items[index]
        head = "why--highlighted" if index in self.marked else "why--head"
        lines: list[Line] = []
        for text, style in ((_command(item), head), *_results(item)):
            indent = "" if style == head else "  "
            for line in wrap(safe(text), width - len(indent)):
                lines.append([(f"{indent}{line}", style)])  # noqa: PERF401  (it reads better)
        return [*lines, []]


def _command(item: WhyEntry) -> str:
    turn = item.turn
    at = f"{clock(turn.at, item.start)} "
    match turn.command:
        case ReceiveText(mdn, text):
            quoted = text[:_QUOTED].replace("\n", "\\n") + "…" * (len(text) > _QUOTED)
            return f"{at} {mdn}: {quoted}"
        case AdvanceTime():
            return f"{at} {format_wait(turn)} passes"
        case Request(method, path):
            return f"{at} API {method} {one_line(path)}"


def _results(item: WhyEntry) -> Iterator[tuple[str, str]]:
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
    for finding in item.findings:
        yield one_line(finding), "why--law"
    yield from _verdict(step)


def _verdict(step: PlayedStep) -> Iterator[tuple[str, str]]:
    """Whether the turn met the expectations of its scenario."""
    if step.failures == ():
        yield f"✓ as the scenario expects (line {step.line})", "why--held"
    for failure in step.failures or ():
        message = one_line(failure.message)
        yield f"✗ {failure.where}: {failure.path}: {message}", "why--failed"
