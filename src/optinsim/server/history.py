"""The entries of a journal for people: a line for each, or one conversation.

Knows the content of each kind of entry, and the effect of a rewind or a reset. Performs no entry.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from optinsim.core.commands import AdvanceTime
from optinsim.core.values import value
from optinsim.server.entry_json import read_entry
from optinsim.server.restart import STARTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from optinsim.adapter import Account
    from optinsim.codec import Command


@value
class Past:
    """A command that no rewind and no reset has taken back."""

    at: datetime
    """The world's time."""
    command: Command
    """A request without its credentials."""
    is_right: bool = True
    """Whether the credentials of a request were right."""


def conversation(entries: Iterable[Mapping[str, Any]], account: Account) -> list[Past]:
    """The commands that led to the present world, without those that were taken back.

    Raises:
        ValueError: an entry cannot be read.
    """
    past: list[Past] = []
    checkpoints: dict[str, int] = {}
    for written in entries:
        if written["do"] == STARTED:
            continue
        entry = read_entry(written, account, lambda request: request)
        match entry.kind:
            case "command":
                past.append(Past(entry.at, entry.content, bool(written.get("right", True))))
            case "clock" if entry.content[0] is not None:
                past.append(Past(entry.at, AdvanceTime(entry.content[0])))
            case "checkpoint":
                checkpoints[entry.content] = len(past)
            case "rewind":
                del past[checkpoints[entry.content] :]
            case "reset":
                past.clear()
            case _:
                pass  # time, attempts and the like are no part of a conversation
    return past


def line(number: int, written: Mapping[str, Any]) -> str:
    """An entry in a line: its number, its time in the world, and what happened."""
    at = _second(written.get("at") or written.get("wall"))
    return f"{number:>6}  {at}  {_said(written)}"


def _said(written: Mapping[str, Any]) -> str:  # noqa: PLR0911  (one for each kind)
    match written:
        case {"do": "command", "command": {"do": "ReceiveText", "mdn": mdn, "text": text, **more}}:
            return f"text from {mdn} to {more.get('to')}: {text!r}"
        case {"do": "command", "command": {"do": "AdvanceTime", "until": until}}:
            return f"wait until {_second(until)}"
        case {"do": "command", "command": {"method": method, "path": path}, "right": right}:
            return f"{method} {path!s:.200}{'' if right else ' (wrong credentials)'}"
        case {"do": "clock", "to": to, "speed": speed}:
            said = ("" if to is None else f" to {_second(to)}", _with("speed", speed))
            return f"clock{''.join(said)}"
        case {"do": "attempt", "delivery": number, "status": status, "reason": reason}:
            return f"attempt at delivery {number}: {status or reason}"
        case {"do": "checkpoint" | "forget" | "rewind" as kind, "name": name}:
            return f"{kind} {name!r}"
        case {"do": "started" | "reload" as kind, "account": {"platform": platform, "name": name}}:
            return f"{kind}: {platform} account of {name}"
        case {"do": "fault", "rule": rule}:
            return "no faults any more" if rule is None else f"fault: {json.dumps(rule)}"
        case {"do": "resend", "deliveries": numbers}:
            return f"resend {', '.join(map(str, numbers))}"
        case _:
            return str(written.get("do"))


def _second(at: object) -> str:
    return f"{str(at)[:19]}Z"


def _with(name: str, number: object) -> str:
    return "" if number is None else f", {name} {number}"
