"""The trail of consent: the effect of each text, call and wait on one person's consent, in words.

Reads turns: states and triggers, never the words of a message. Does not know how it is drawn.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import MessageSent, TextReceived, TransitionTaken, mdn_of
from optinsim.core.inbound import Kind
from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from optinsim.core.events import Event
    from optinsim.core.setup import Campaign
    from optinsim.simulator import Turn

STANDING = {
    Consent.NONE: "no consent",
    Consent.PENDING: "no consent yet",
    Consent.SUBSCRIBED: "consent",
    Consent.DECLINED: "no consent (declined)",
    Consent.EXPIRED: "no consent (expired)",
    Consent.UNSUBSCRIBED: "no consent (unsubscribed)",
}
"""Each state in the words of people who do not know states."""
_MOVED = {
    Trigger.CONFIRM: "Consent to {} given: requested first, then confirmed (double opt-in).",
    Trigger.DECLINE: "Consent to {} declined.",
    Trigger.EXPIRE: "The request for {} was not confirmed in time and expired: no consent.",
    Trigger.ADD: "Subscribed to {} by the brand, on a consent that the brand has: not asked here.",
    Trigger.FOLLOW: "Subscribed to {} too: it shares its list with a campaign that was joined.",
}
"""The meaning of a change of state, by its trigger; other triggers need the states, too."""
_UNMOVED = {
    Kind.STOP: "Asked to stop, where nothing was left to end.",
    Kind.HELP: "Asked for help. Consent is unchanged.",
    Kind.ANSWER: "Answered a question. Consent is unchanged.",
    Kind.UNMATCHED: "Not understood. Consent is unchanged.",
}


@value
class TrailStep:
    """One event of a person, and its meaning for consent."""

    at: datetime
    did: str
    """Such as Texted «SUMMER»."""
    means: tuple[str, ...]
    """Sentences."""
    states: tuple[tuple[str, Consent], ...]
    """The campaigns whose state changed, by name, with the new state."""


def trail_of(turns: Sequence[Turn], mdn: str, ends: datetime) -> Iterator[TrailStep]:
    """All steps of one person.

    Args:
        turns: the conversation.
        mdn: the person.
        ends: the time at the end of the conversation.
    """
    for number, turn in enumerate(turns):
        mine = [event for event in turn.events if mdn_of(event) == mdn]
        if not mine:
            continue
        if isinstance(turn.command, AdvanceTime):
            for at, events in groupby(mine, lambda event: event.at):
                yield _due(at, list(events))
            continue
        yield TrailStep(
            turn.at,
            _deed(turn),
            (*_meanings(turn, mine), *_silence(turns[number:], mdn, ends)),
            _changed(mine),
        )


def campaign_name(campaign: Campaign) -> str:
    """The description, or else the id."""
    return campaign.description or campaign.id


def day_and_time(at: datetime) -> str:
    """Such as Mon 5 Jan 10:00, with the seconds if there are any."""
    return f"{at:%a} {at.day} {at:%b} {clock(at)}"


def clock(at: datetime) -> str:
    """Such as 10:00, with the seconds if there are any."""
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _deed(turn: Turn) -> str:
    command = turn.command
    if isinstance(command, Request):
        last = command.route.rpartition("/")[2]
        status = "" if turn.response is None else f", answered {turn.response.status}"
        return f"The brand called the API: {command.method} …/{last}{status}"
    return f"Texted “{command.text}”" if isinstance(command, ReceiveText) else ""


def _meanings(turn: Turn, events: list[Event]) -> Iterator[str]:
    by_text = isinstance(turn.command, ReceiveText)
    moves = [event for event in events if isinstance(event, TransitionTaken)]
    for move in moves:
        yield _meaning(move, events, by_text=by_text)
    received = next((event for event in events if isinstance(event, TextReceived)), None)
    if not moves and received is not None:
        yield _UNMOVED.get(received.reading.kind, "Consent is unchanged.")
    yield from _sent(events, is_stop=_is_stop(moves), is_text=by_text)


def _meaning(move: TransitionTaken, events: list[Event], *, by_text: bool) -> str:
    """The meaning of a transition, with the other events of its moment."""
    name, before, after = campaign_name(move.campaign), move.before, move.after
    if before is after:
        once_more = after is Consent.PENDING
        said = "Asked to confirm {} once more. Still no consent." if once_more else "{}: no change."
        if after is Consent.SUBSCRIBED:
            said = "Subscribed to {} already: no change."
    elif move.trigger in _MOVED:
        said = _MOVED[move.trigger]
    elif after is Consent.PENDING:
        asked = any(
            isinstance(event, MessageSent) and event.campaign == move.campaign.id
            for event in events
        )
        said = "Asked to confirm {}." if asked else "A confirmation of {} is awaited."
        said += " No consent yet."
    elif after is Consent.SUBSCRIBED:
        how = "by the keyword alone (single opt-in)" if by_text else "by the brand, without asking"
        said = f"Consent to {{}} given {how}."
        if not by_text:
            said = f"Subscribed to {{}} {how}."
    elif before is Consent.PENDING:
        said = "The request for {} is over: no consent."
    elif before is not Consent.SUBSCRIBED:
        said = "Marked as unsubscribed from {}: there was no consent to end."
    elif move.trigger is Trigger.STOP:
        said = "Consent to {} ended."
    else:
        said = "Consent to {} ended by the brand."
    return said.format(name)


def _sent(events: Iterable[Event], *, is_stop: bool, is_text: bool) -> Iterator[str]:
    sent = [event.purpose.replace("_", " ") for event in events if isinstance(event, MessageSent)]
    if is_stop and len(sent) == 1:
        yield "One confirmation was sent."
    elif len(sent) == 1:
        yield f"One message was sent: {sent[0]}."
    elif sent:
        yield f"{len(sent)} messages were sent: {', '.join(sent)}."
    elif is_text:
        yield "No message was sent."


def _silence(turns: Sequence[Turn], mdn: str, ends: datetime) -> Iterator[str]:
    """The messages after a stop, the first of the turns, until the person joined again."""
    first, *later = turns
    stop = next((event for event in first.events if isinstance(event, TextReceived)), None)
    mine = [event for event in first.events if mdn_of(event) == mdn]
    if stop is None or not _is_stop(event for event in mine if isinstance(event, TransitionTaken)):
        return
    sent: list[str] = []
    until = f"the end of this sheet, {day_and_time(ends)}"
    for turn in later:
        events = [event for event in turn.events if mdn_of(event) == mdn]
        if any(_joins(event, stop.to) for event in events):
            until = f"they joined again, {day_and_time(turn.at)}"
            break
        sent += [
            event.purpose.replace("_", " ")
            for event in events
            if isinstance(event, MessageSent) and event.number == stop.to
        ]
    if not sent:
        yield f"Nothing was sent after it until {until}."
    else:
        yield f"After it, until {until}, {len(sent)} more: {', '.join(sent)}."


def _due(at: datetime, events: list[Event]) -> TrailStep:
    """The timers that were due during a wait."""
    moves = [event for event in events if isinstance(event, TransitionTaken)]
    did = "A message fell due"
    if moves:
        expired = any(move.trigger is Trigger.EXPIRE for move in moves)
        did = "No answer came" if expired else "Time passed"
    means = [_meaning(move, events, by_text=False) for move in moves]
    means += _sent(events, is_stop=False, is_text=bool(moves))
    return TrailStep(at, did, tuple(means), _changed(events))


def _is_stop(moves: Iterable[TransitionTaken]) -> bool:
    return any(move.trigger is Trigger.STOP and move.before is not move.after for move in moves)


def _joins(event: Event, number: str) -> bool:
    return (
        isinstance(event, TransitionTaken)
        and event.before is not event.after
        and event.after in (Consent.PENDING, Consent.SUBSCRIBED)
        and event.campaign.number == number
    )


def _changed(events: Iterable[Event]) -> tuple[tuple[str, Consent], ...]:
    moves = (event for event in events if isinstance(event, TransitionTaken))
    return tuple((campaign_name(m.campaign), m.after) for m in moves if m.before is not m.after)
