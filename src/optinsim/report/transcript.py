"""Writes a conversation for people: the texts, their readings and their effects.

Knows turns. Does not know expectations.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime
from optinsim.core.events import (
    Event,
    MessageSent,
    Noted,
    PersonAdded,
    PersonUpdated,
    TextReceived,
    TransitionTaken,
)
from optinsim.core.segments import segment
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from optinsim.core.inbound import Reading
    from optinsim.report.screen import Part, Screen
    from optinsim.simulator import Turn

_INDENT = " " * 12


def write_turn(screen: Screen, turn: Turn, *, bodies: bool, remark: str = "") -> None:
    """Write one turn: the command, its events, its callbacks and its response.

    Args:
        screen: the screen.
        turn: the turn.
        bodies: whether to write whole callbacks and responses, or only their names.
        remark: a note at the end of the command's line; empty: none.
    """
    end: Part = (f"  {remark}", "bold red") if remark else ""
    _write_command(screen, turn, end)
    passing = turn.command if isinstance(turn.command, AdvanceTime) else None
    shown = turn.at
    for event in turn.events:
        if passing is not None and event.at != shown:
            shown = event.at
            _write_passing(screen, shown, end)
            end = ""
        _write_event(screen, event, end)
    if passing is not None and (shown != passing.until or not turn.events):
        _write_passing(screen, passing.until, end)
    for callback in turn.callbacks:
        url = f" → {callback.destination.url}" if callback.destination else ""
        screen.line(_INDENT, ("callback ", "cyan"), one_line(f"{callback.name}{url}"))
        if bodies:
            screen.json(callback.body, _INDENT + "  ")
    if turn.response is not None:
        answer = turn.response
        brief = ""
        if not bodies and answer.json is not None:
            brief = f"  {json.dumps(answer.json, ensure_ascii=False):.300}"
        screen.line(_INDENT, ("answer ", "magenta"), str(answer.status), (one_line(brief), "dim"))
        if bodies and answer.json is not None:
            screen.json(answer.json, _INDENT + "  ")


def _write_command(screen: Screen, turn: Turn, end: Part) -> None:
    """Write a request; a text is an event too, and time passes from event to event."""
    command = turn.command
    if isinstance(command, Request):
        screen.line(
            _time(turn.at),
            ("API ", "bold magenta"),
            one_line(f"{command.method} {command.path}"),
            end,
        )
        if command.body:
            screen.line(_INDENT, one_line(command.body.decode(errors="replace")))
    for note in turn.notes:
        screen.line(_INDENT, ("note: ", "yellow"), note)


def _write_passing(screen: Screen, until: datetime, end: Part) -> None:
    """Write that time passes: up to the moment of each event, and to the end."""
    screen.line((f"  {until:%Y-%m-%d %H:%M:%S}Z", "dim"), ("  time passes", "dim"), end)


def _write_event(screen: Screen, event: Event, end: Part) -> None:
    if isinstance(event, TextReceived):
        screen.line(
            _time(event.at),
            ("MO  ", "bold green"),
            f"{event.mdn} → {event.to}  ",
            (one_line(event.text), "bold"),
            end,
        )
        screen.line(_INDENT, (describe_reading(event.reading), "dim"))
    elif isinstance(event, MessageSent):
        screen.line(
            _time(event.at),
            ("MT  ", "bold blue"),
            f"{event.number} → {event.mdn}  ",
            (one_line(event.text), "bold"),
        )
        screen.line(_INDENT, (f"{event.purpose}, {describe_size(event.text)}", "dim"))
    elif isinstance(event, TransitionTaken):
        if event.before is not event.after:
            screen.line(
                _INDENT,
                f"{event.campaign.id}: {event.before} → ",
                (str(event.after), "bold yellow"),
                f" ({event.trigger})",
            )
    elif isinstance(event, Noted):
        screen.line(_INDENT, ("note: ", "yellow"), one_line(event.text))
    elif isinstance(event, PersonAdded):
        screen.line(_INDENT, (f"a new person: {event.person.mdn or 'without a phone'}", "dim"))
    elif isinstance(event, PersonUpdated):
        screen.line(_INDENT, (f"person updated: {event.person.mdn or 'without a phone'}", "dim"))


def describe_reading(reading: Reading) -> str:
    """The rule and the word that decided, in a phrase."""
    if reading.word is None:
        return f"read as {reading.kind}"
    campaign = f" of {reading.campaign}" if reading.campaign else ""
    rule = reading.rule.replace("_", " ")
    return f"read as {reading.kind}: {rule} {reading.word!r}{campaign}"


def describe_size(text: str) -> str:
    """The encoding and number of segments of a text: GSM-7, 1 segment."""
    size = segment(text)
    return f"{size.encoding}, {size.segments} segment{'s' if size.segments > 1 else ''}"


def describe_change(change: TransitionTaken) -> str:
    """A transition: both states, and the trigger."""
    return f"{change.campaign.id}: {change.before} → {change.after} ({change.trigger})"


def _time(at: datetime) -> tuple[str, str]:
    return f"  {at:%H:%M:%S}  ", "dim"
