"""The data of a server as JSON: deliveries, their attempts, and lines of the log.

Knows the names of the control API's keys. A turn's are in turn_json.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Request
from optinsim.codec import encode
from optinsim.files.credentials import is_secret_header, without_secrets
from optinsim.server.outbox import State
from optinsim.turn_codec import encode_turn
from optinsim.turn_json import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.adapter import JSON, Callback
    from optinsim.codec import Command
    from optinsim.server.log import Line
    from optinsim.server.outbox import Attempt, Delivery
    from optinsim.server.turns import NumberedTurn


def callback_json(callback: Callback, delivery: Delivery | None) -> dict[str, Any]:
    """A callback, with the number of its delivery if it has a destination."""
    return {
        "name": callback.name,
        "mdn": callback.mdn,
        "delivery": delivery and delivery.number,
        "body": callback.body,
    }


def delivery_json(delivery: Delivery) -> dict[str, Any]:
    """A callback on its way to a destination."""
    callback, destination = delivery.callback, delivery.destination
    is_waiting = delivery.state is State.WAITING
    return {
        "number": delivery.number,
        "name": callback.name,
        "mdn": callback.mdn,
        "url": destination.url,
        "method": destination.method,
        "content_type": destination.content_type,
        "body": callback.body,
        "state": str(delivery.state),
        "created_at": instant(delivery.created_at),
        "due_at": instant(delivery.due_at) if is_waiting else None,
        "attempts": [attempt_json(attempt) for attempt in delivery.attempts],
    }


def attempt_json(attempt: Attempt) -> dict[str, Any]:
    """The outcome of an attempt."""
    return {"at": instant(attempt.at), "status": attempt.status, "reason": attempt.reason}


def line_json(line: Line) -> dict[str, Any]:
    """A line of the log."""
    return {
        "number": line.number,
        "at": instant(line.at),
        "kind": line.kind,
        "content": line.content,
    }


def numbered_turn_json(one: NumberedTurn, secrets: Sequence[str]) -> dict[str, Any]:
    """A numbered turn, as a client reads it, without the account's credentials."""
    turn = one.turn
    if turn.response is not None:
        hidden = replace(turn.response, json=_hidden(turn.response.json, secrets))
        turn = replace(turn, response=hidden)
    command = encode(_bare(turn.command, secrets))
    return {"number": one.number, "command": command, "turn": encode_turn(turn)}


def _bare(command: Command, secrets: Sequence[str]) -> Command:
    """The command; a request without its credentials."""
    if not isinstance(command, Request):
        return command
    headers = {
        name: without_secrets(text, secrets)
        for name, text in command.headers.items()
        if not is_secret_header(name)
    }
    body = command.body
    for secret in secrets:
        body = body.replace(secret.encode(), b"***")
    return replace(command, path=without_secrets(command.path, secrets), headers=headers, body=body)


def _hidden(item: JSON, secrets: Sequence[str]) -> JSON:
    """A JSON value without the credentials in its texts."""
    if isinstance(item, str):
        return without_secrets(item, secrets)
    if isinstance(item, list):
        return [_hidden(part, secrets) for part in item]
    if isinstance(item, dict):
        return {key: _hidden(part, secrets) for key, part in item.items()}
    return item
