"""A sign-off sheet as a value: a conversation day by day, its costs, its trail, and its words.

Reads turns and an account. Does not know how a sheet is drawn (page.py, picture.py), nor how its
file is written (file.py).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime
from optinsim.core.events import MessageSent, TextReceived, TransitionTaken
from optinsim.core.segments import segment
from optinsim.core.values import value
from optinsim.files.wordings import digest, wordings
from optinsim.report.cost import cost_of
from optinsim.signoff.trail import STANDING, campaign_name, trail_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime, timedelta

    from optinsim.adapter import Account
    from optinsim.core.consent import Consent
    from optinsim.core.segments import Segmentation
    from optinsim.core.setup import Campaign
    from optinsim.report.cost import Cost
    from optinsim.signoff.trail import TrailStep
    from optinsim.simulator import Turn

SHORT_DIGEST = 12
"""The number of the digest's digits that people compare."""


@value
class Said:
    """A text of the conversation."""

    at: datetime
    text: str
    is_mine: bool
    """Whether the subscriber sent it (MO); otherwise the subscriber received it (MT)."""
    purpose: str = ""
    """The role of the brand's message; see `MessageSent`."""
    size: Segmentation | None = None
    cost: Cost | None = None
    """Its cost to the brand; None for a text of the subscriber."""
    wording: str = ""
    """The name of its wording; see `wordings`."""


@value
class Noted:
    """An item between the texts: a wait, a call, a change of consent."""

    at: datetime
    text: str
    state: Consent | None = None
    """The new state, if the item is a change of consent."""


@value
class Person:
    """The owner of a phone."""

    name: str
    mdn: str


@value
class Strip:
    """One person's phone on one day, and the trail of consent of that day."""

    day: date
    person: Person
    items: tuple[Said | Noted, ...]
    trail: tuple[TrailStep, ...]


@value
class Sheet:
    """A conversation to be approved."""

    title: str
    brand: str
    number: str
    platform: str
    begins: datetime
    ends: datetime
    people: tuple[Person, ...]
    strips: tuple[Strip, ...]
    """By day, and on each day by person."""
    standing: tuple[tuple[Person, str, Consent], ...]
    """The state of each person in each campaign (name) at the end."""
    campaigns: tuple[str, ...]
    """The ids of the campaigns that it is about."""
    words: dict[str, str]
    """The words and rules on which it depends; see `wordings`."""
    digest: str
    """Identifies the words."""

    @property
    def costs(self) -> tuple[tuple[Strip, Said], ...]:
        """The messages of the brand, in order."""
        found = [(s, i) for s in self.strips for i in s.items if isinstance(i, Said) and i.size]
        return tuple(sorted(found, key=lambda one: one[1].at))

    @property
    def segments(self) -> int:
        """The segments of all messages of the brand."""
        return sum(said.size.segments for _, said in self.costs if said.size)


def make_sheet(
    title: str,
    account: Account,
    people: Sequence[Person],
    turns: Sequence[Turn],
    ends: datetime,
) -> Sheet:
    """The sheet of a conversation, which has at least one turn.

    Args:
        title: a sentence that says what it shows.
        account: of the conversation.
        people: the owners of the shown phones.
        turns: the whole conversation.
        ends: the time on the virtual clock.
    """
    campaigns = {c.id: c for turn in turns for c in _campaigns(turn, account)}
    words = wordings(account, campaigns)
    strips = [strip for person in people for strip in _strips(turns, person, ends)]
    states: dict[tuple[str, str], Consent] = {}
    for turn in turns:
        for change in turn.changes:
            states[change.person.mdn or "", change.campaign.id] = change.after
    return Sheet(
        title,
        account.setup.brand,
        account.setup.number,
        account.file.platform,
        turns[0].at,
        ends,
        tuple(people),
        tuple(sorted(strips, key=lambda strip: strip.day)),
        tuple(
            (person, campaign_name(campaigns[id_]), state)
            for person in people
            for (mdn, id_), state in states.items()
            if mdn == person.mdn and id_ in campaigns
        ),
        tuple(sorted(campaigns)),
        words,
        digest(words),
    )


def _campaigns(turn: Turn, account: Account) -> Iterator[Campaign]:
    """The campaigns that a turn is about."""
    by_id = account.setup.by_id
    for event in turn.events:
        if isinstance(event, TransitionTaken):
            yield event.campaign
        elif isinstance(event, MessageSent) and (event.campaign or "") in by_id:
            yield by_id[event.campaign or ""]


def _strips(turns: Sequence[Turn], person: Person, ends: datetime) -> Iterator[Strip]:
    items = [item for turn in turns for item in _items(turn, person.mdn)]
    trail = list(trail_of(turns, person.mdn, ends))
    for day, found in groupby(items, key=lambda item: item.at.date()):
        of_day = tuple(found)
        # Not only time passed.
        if any(isinstance(item, Said) or item.state is not None for item in of_day):
            steps = tuple(step for step in trail if step.at.date() == day)
            yield Strip(day, person, of_day, steps)


def _items(turn: Turn, mdn: str) -> Iterator[Said | Noted]:
    command = turn.command
    if isinstance(command, AdvanceTime):
        yield Noted(turn.at, f"{_timespan(command.until - turn.at)} later")
    if isinstance(command, Request) and any(_is_about(event, mdn) for event in turn.events):
        yield Noted(turn.at, "the brand calls the API")
    for event in turn.events:
        if isinstance(event, TextReceived) and event.mdn == mdn:
            yield Said(event.at, event.text, is_mine=True)
        elif isinstance(event, MessageSent) and event.mdn == mdn:
            campaign = "" if event.campaign is None else f"{event.campaign}."
            yield Said(
                event.at,
                event.text,
                is_mine=False,
                purpose=event.purpose,
                size=segment(event.text),
                cost=cost_of(event.text),
                wording=f"{campaign}messages.{event.purpose}",
            )
        elif (
            isinstance(event, TransitionTaken)
            and event.person.mdn == mdn
            and event.before is not event.after
        ):
            shown = f"{campaign_name(event.campaign)}: {STANDING[event.after]}"
            yield Noted(event.at, shown, event.after)


def _timespan(span: timedelta) -> str:
    """A timespan in its two largest units, such as 1 day 6 hours."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second"))
    shown = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return " ".join(shown[:2]) or "0 seconds"


def _is_about(event: object, mdn: str) -> bool:
    return (isinstance(event, TransitionTaken) and event.person.mdn == mdn) or (
        isinstance(event, MessageSent) and event.mdn == mdn
    )


def shown_words(sheet: Sheet) -> Iterable[tuple[str, str, bool]]:
    """The words on which the sheet depends: name, text, and whether the conversation shows them."""
    said = {one.wording for _, one in sheet.costs}
    return [(name, text, name in said) for name, text in sheet.words.items()]
