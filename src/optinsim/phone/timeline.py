"""One subscriber's conversation as a list of items: bubbles, notes, and new days.

Reads turns. Does not know how an item is drawn.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.events import MessageSent, TextReceived, TransitionTaken
from optinsim.core.values import value
from optinsim.phone.silence import explain_silence
from optinsim.report.cost import cost_of
from optinsim.report.screen import one_line, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime, timedelta

    from optinsim.core.events import Event
    from optinsim.core.setup import Campaign, Setup
    from optinsim.report.cost import Cost
    from optinsim.simulator import Turn


@value
class Item:
    """One item of a conversation."""

    turn: int
    """The index of its turn."""
    at: datetime
    text: str


@value
class Bubble(Item):
    """A text."""

    sender: str
    to: str
    """The numbers."""
    is_mine: bool
    """Whether the subscriber sent it (MO); otherwise the subscriber received it (MT)."""
    gaps: tuple[tuple[int, str], ...] = ()
    """The empty fields in it, with their offsets in the text."""

    cost: Cost | None = None
    """Its cost to the brand; None for a text of the subscriber."""
    purpose: str = ""
    """The role of the brand's message; see `MessageSent`."""
    campaign: str | None = None
    """The id of the campaign whose message it is."""
    before: Bubble | None = None
    """The bubble with the former account, if its text differs."""


@value
class Note(Item):
    """An event that is no text."""


@value
class Day(Item):
    """A new day begins."""


class Timeline:
    """The items of one subscriber."""

    def __init__(
        self,
        mdn: str,
        setup: Setup,
        turns: Iterable[Turn] = (),
        before: Iterable[Turn] = (),
    ) -> None:
        """The items of the turns.

        Args:
            mdn: the subscriber.
            setup: the account.
            turns: of the session.
            before: the turns with the former account, to compare the brand's texts.
        """
        self.mdn = mdn
        self._setup = setup
        self.items: list[Item] = []
        self.turns = 0
        """How many turns were added."""
        self._before = iter(before)
        for turn in turns:
            self.add(turn)

    def add(self, turn: Turn) -> list[Item]:
        """Add a turn; the new items."""
        before = len(self.items)
        earlier = self._earlier_bubbles(turn)
        for item in _items(turn, self.mdn, self.turns):
            self._add_day(item.at)
            self.items.append(_compared(item, earlier))
        if isinstance(turn.command, ReceiveText) and turn.command.mdn == self.mdn:
            silence = explain_silence(turn, self._setup)
            if silence:
                self.items.append(Note(self.turns, turn.at, silence))
        if isinstance(turn.command, AdvanceTime):
            self._add_day(turn.command.until)
        self.turns += 1
        return self.items[before:]

    def _earlier_bubbles(self, turn: Turn) -> Iterator[Bubble]:
        """The brand's texts of the turn with the former account, while the commands are equal."""
        earlier = next(self._before, None)
        if earlier is None or earlier.command != turn.command:
            self._before = iter(())
            return iter(())
        items = _items(earlier, self.mdn, self.turns)
        return iter([i for i in items if isinstance(i, Bubble) and not i.is_mine])

    def _add_day(self, at: datetime) -> None:
        """Add the day, if the last item is of another day."""
        if not self.items or self.items[-1].at.date() != at.date():
            self.items.append(Day(self.turns, at, day_name(at)))


def day_name(at: datetime | date) -> str:
    """Such as Mon 5 Jan 2026."""
    return f"{at:%a} {at.day} {at:%b %Y}"


def clock(at: datetime, start: datetime) -> str:
    """Such as 15:00:00; with the day, if it is not the session's first."""
    day = "" if at.date() == start.date() else f"{at:%a} {at.day} {at:%b} "
    return f"{day}{at:%H:%M:%S}"


def short_campaign_name(campaign: Campaign) -> str:
    """The description, or else the id."""
    return one_line(campaign.description or campaign.id)


def full_campaign_name(campaign: Campaign) -> str:
    """The description and the id."""
    about = campaign.description
    both = f"{about} · {campaign.id}" if about and about != campaign.id else campaign.id
    return one_line(both)


def format_wait(turn: Turn) -> str:
    """The time that passes in a turn, such as 1 d 12 h."""
    command = turn.command
    return format_timespan(command.until - turn.at) if isinstance(command, AdvanceTime) else ""


def format_timespan(left: timedelta) -> str:
    """A timespan in its two largest units, such as 23 h 59 min."""
    minutes, seconds = divmod(max(int(left.total_seconds()), 0), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s"))
    shown = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(shown[:2]) or "0 s"


def _items(turn: Turn, mdn: str, number: int) -> Iterator[Item]:
    command = turn.command
    if isinstance(command, AdvanceTime):  # before its effects
        yield Note(number, turn.at, f"{format_wait(turn)} passes")
    if isinstance(command, Request):
        status = "" if turn.response is None else f" → {turn.response.status}"
        last = safe(command.route.rpartition("/")[2])
        yield Note(number, turn.at, f"API {command.method} …/{last}{status}")
    for event in turn.events:
        item = _item(event, mdn, number)
        if item is not None:
            yield item


def _compared(item: Item, earlier: Iterator[Bubble]) -> Item:
    """The item, with its former text if that differs."""
    if not isinstance(item, Bubble) or item.is_mine:
        return item
    before = next(earlier, None)
    if before is None or (before.text, before.gaps) == (item.text, item.gaps):
        return item
    return replace(item, before=before)


def _item(event: Event, mdn: str, number: int) -> Item | None:
    if isinstance(event, TextReceived) and event.mdn == mdn:
        return Bubble(number, event.at, safe(event.text), event.mdn, event.to, is_mine=True)
    if isinstance(event, MessageSent) and event.mdn == mdn:
        text, cost = safe(event.text), cost_of(event.text)
        # Offsets are in the sent text.
        gaps = event.gaps if text == event.text else ()
        return Bubble(
            *(number, event.at, text, event.number, event.mdn),
            is_mine=False,
            gaps=gaps,
            cost=cost,
            purpose=event.purpose,
            campaign=event.campaign,
        )
    moved = isinstance(event, TransitionTaken) and event.before is not event.after
    if moved and isinstance(event, TransitionTaken) and event.person.mdn == mdn:
        return Note(
            number,
            event.at,
            f"{short_campaign_name(event.campaign)}: {event.before} → {event.after}",
        )
    return None
