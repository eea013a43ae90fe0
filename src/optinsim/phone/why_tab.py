"""The tab «Why»: for each turn, the rule and the word that decided, and the changes.

Reads turns, the scenario's expectations of them, and the laws that they break.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.events import TextReceived
from optinsim.core.inbound import Kind
from optinsim.core.values import value
from optinsim.phone.findings import TurnFindings
from optinsim.phone.item_list import ItemList, wrap
from optinsim.phone.timeline import clock, format_wait
from optinsim.report.screen import one_line, safe
from optinsim.report.transcript import describe_change, describe_reading, describe_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from optinsim.core.inbound import Tried
    from optinsim.core.setup import Setup
    from optinsim.phone.selection import Line
    from optinsim.phone.session import PlayedStep, Session
    from optinsim.simulator import Turn

_MOST_WORDS = 12
"""The most words of a rule that are listed."""
_QUOTED = 200
"""The most characters of a text that are quoted."""


@value
class WhyEntry:
    """A turn and its step."""

    turn: Turn
    step: PlayedStep
    start: datetime
    """The start of the session."""
    tried: tuple[tuple[str, str], ...]
    """See `rules_tried`."""
    findings: tuple[str, ...] = ()
    """The laws that the turn breaks, a line each."""


class WhyTab(ItemList[WhyEntry]):
    """One item for each turn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "why--head",
        "why--highlighted",
        "why--reading",
        "why--rule",
        "why--change",
        "why--held",
        "why--failed",
        "why--law",
    }

    def __init__(self, *, id: str) -> None:  # noqa: A002  (Textual's name for it)
        super().__init__(id=id)
        self._findings = TurnFindings()
        self._session: Session | None = None
        self._opened: int | None = None
        """The index of the entry whose rules are listed: the highlighted one, or the last one if
        it is unmatched."""

    def follow(self, session: Session) -> None:
        """Show the session's turns; if only new ones came, append them."""
        played = list(zip(session.turns, session.steps, self._findings.of(session), strict=False))
        known = len(self.items)
        is_same = session is self._session and 0 < known <= len(played)
        if is_same and all(
            item.turn is turn and item.step is step
            for item, (turn, step, _) in zip(self.items, played, strict=False)
        ):
            self.append(self._entries(session, played[known:]))
        else:
            self.show(self._entries(session, played))
        self._session = session
        last = len(self.items) - 1
        unmatched = last >= 0 and _is_unmatched(self.items[last].turn)
        self._open(last if unmatched else None)
        self.settle(0)

    def _entries(
        self, session: Session, played: Iterable[tuple[Turn, PlayedStep, tuple[str, ...]]]
    ) -> list[WhyEntry]:
        setup = session.account.setup
        return [
            WhyEntry(turn, step, session.start, rules_tried(turn, setup), found)
            for turn, step, found in played
        ]

    def text_of(self, index: int) -> str:
        """The command and its results, a line each."""
        item = self.items[index]
        results = (*_results(item), *item.tried)
        return "\n".join([_command(item).strip(), *(f"  {text}" for text, _ in results)])

    def _set_highlighted(self, index: int, anchor: int | None = None) -> None:
        super()._set_highlighted(index, anchor)
        self._open(index)

    def _open(self, index: int | None) -> None:
        """List the tried rules for this entry only."""
        changed = [one for one in (self._opened, index) if one is not None]
        if index != self._opened:
            self._opened = index
            self._measure_from(min(*changed, len(self._ends)))
            self._resize()

    def draw(self, index: int, width: int) -> list[Line]:
        """The command, its reading, and its results."""
        item = self.items[index]
        head = "why--highlighted" if index in self.marked else "why--head"
        lines: list[Line] = []
        tried = item.tried if index == self._opened else ()
        for text, style in ((_command(item), head), *_results(item), *tried):
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


def _is_unmatched(turn: Turn) -> bool:
    return turn.reading is not None and turn.reading.kind is Kind.UNMATCHED


def rules_tried(turn: Turn, setup: Setup) -> tuple[tuple[str, str], ...]:
    """The rules that were tried on a text, in order, each with its style; empty for no text."""
    received = turn.events[0] if turn.events else None
    if not isinstance(received, TextReceived):
        return ()
    tried = setup.lexicons[received.to].tried(received.text, received.awaited)
    lines = (f"{i}. {_describe_rule(one)}" for i, one in enumerate(tried, 1))
    return tuple((line, "why--rule") for line in ("tried in this order:", *lines))


def _describe_rule(tried: Tried) -> str:
    if tried.skipped:
        return f"· {tried.rule}: {tried.skipped}"
    words = [*tried.compared[:_MOST_WORDS], *(["…"] if len(tried.compared) > _MOST_WORDS else [])]
    compared = f": {one_line(', '.join(words))}" if words else ""
    return f"{'✓' if tried.reading else '✗'} {tried.rule}{compared}"


def _results(item: WhyEntry) -> Iterator[tuple[str, str]]:
    turn, step = item.turn, item.step
    if turn.reading is not None:
        yield describe_reading(turn.reading), "why--reading"
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
