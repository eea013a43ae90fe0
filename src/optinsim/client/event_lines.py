"""Events of the live stream in a line each, for people.

Knows the kinds of events. Does not print.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.client.operations import Event, JSONObject


def event_line(event: Event) -> str:
    """The event with its number and time; an event of an unknown kind has its content as JSON."""
    told = _TOLD.get(event.kind)
    content = json.dumps(event.content, ensure_ascii=False) if told is None else told(event.content)
    return f"{event.number:>6}  {event.at}  {event.kind:<8}  {content}".rstrip()


def _text(content: JSONObject) -> str:
    reading = content["reading"] or {}
    read = f"  (read as {reading['as']})" if reading else ""
    return f"{content['from']} → {content['to']}  {content['text']}{read}"


def _delivery(content: JSONObject) -> str:
    outcome = content["status"] or content["reason"]
    return f"{content['delivery']}: {outcome}, {content['state']}"


def _callback(content: JSONObject) -> str:
    number = content["delivery"]
    where = "goes nowhere" if number is None else f"delivery {number}"
    return f"{content['name']}  {content['mdn'] or ''}  {where}"


_TOLD: dict[str, Callable[[JSONObject], str]] = {
    "text": _text,
    "reply": lambda content: f"{content['from']} → {content['to']}  {content['text']}",
    "change": lambda content: (
        f"{content['mdn']}  {content['campaign']}: "
        f"{content['from']} → {content['to']} ({content['trigger']})"
    ),
    "request": lambda content: f"{content['method']} {content['path']}  {content['status']}",
    "callback": _callback,
    "delivery": _delivery,
    "clock": lambda content: f"{content['now']}, speed {content['speed']:g}",
    "rewound": lambda content: f"to {content['now']}",
    "reset": lambda _: "",
    "reloaded": lambda _: "",
}
