"""What a server has, as JSON: deliveries, their attempts, and lines of the log.

Knows the names of the control API's keys. A turn's are in turn_json.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.server.outbox import State
from optinsim.turn_json import instant

if TYPE_CHECKING:
    from optinsim.adapter import Callback
    from optinsim.server.log import Line
    from optinsim.server.outbox import Attempt, Delivery


def callback_json(callback: Callback, delivery: Delivery | None) -> dict[str, Any]:
    """A callback, and the number of its delivery if it goes anywhere."""
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
    """What became of an attempt."""
    return {"at": instant(attempt.at), "status": attempt.status, "reason": attempt.reason}


def line_json(line: Line) -> dict[str, Any]:
    """Something that happened."""
    return {
        "number": line.number,
        "at": instant(line.at),
        "kind": line.kind,
        "content": line.content,
    }
