"""A turn as JSON: its command and all its effects, with the names of reports and the server.

Knows turns. Does not know scenarios.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.segments import segment

if TYPE_CHECKING:
    from datetime import datetime

    from optinsim.adapter import Response
    from optinsim.codec import Command
    from optinsim.core.events import MessageSent, TransitionTaken
    from optinsim.core.inbound import Reading
    from optinsim.simulator import Turn


def turn_json(turn: Turn) -> dict[str, Any]:
    """One turn: its command, and all its effects."""
    return {
        "at": instant(turn.at),
        "input": input_json(turn.command),
        "reading": None if turn.reading is None else reading_json(turn.reading),
        "replies": [reply_json(reply) for reply in turn.replies],
        "callbacks": [callback.body for callback in turn.callbacks],
        "changes": [change_json(change) for change in turn.changes],
        "response": None if turn.response is None else response_json(turn.response),
    }


def reading_json(reading: Reading) -> dict[str, Any]:
    """How a text was read."""
    return {
        "as": str(reading.kind),
        "rule": reading.rule,
        "word": reading.word,
        "campaign": reading.campaign,
    }


def reply_json(reply: MessageSent) -> dict[str, Any]:
    """A text that a person gets (MT)."""
    size = segment(reply.text)
    return {
        "to": reply.mdn,
        "from": reply.number,
        "text": reply.text,
        "purpose": reply.purpose,
        "encoding": str(size.encoding),
        "segments": size.segments,
    }


def change_json(change: TransitionTaken) -> dict[str, Any]:
    """A move from one state to another."""
    return {
        "mdn": change.person.mdn,
        "campaign": change.campaign.id,
        "from": str(change.before),
        "to": str(change.after),
        "trigger": str(change.trigger),
    }


def response_json(response: Response) -> dict[str, Any]:
    """The answer to a request."""
    return {
        "status": response.status,
        "headers": dict(response.headers),
        "json": response.json,
    }


def input_json(command: Command) -> dict[str, Any]:
    """The command; a request without its headers, which have the credentials."""
    match command:
        case ReceiveText(mdn, text, to):
            return {"kind": "text", "from": mdn, "to": to, "text": text}
        case AdvanceTime(until):
            return {"kind": "wait", "until": instant(until)}
        case Request(method, path, _, body):
            text = body.decode(errors="replace")
            return {"kind": "request", "method": method, "path": path, "body": text}


def instant(at: datetime) -> str:
    """A time, in UTC and whole seconds."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
