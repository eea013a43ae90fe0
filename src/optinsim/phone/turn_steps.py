"""A turn as a step of a scenario, which expects all results of the turn.

Reads turns. Does not know sessions, and writes no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.fields import format_duration
from optinsim.report.transcript import describe_change, describe_reading
from optinsim.scenarios.writing.record import WrittenStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from optinsim.codec import Command
    from optinsim.simulator import Turn


def steps_of_turn(
    turn: Turn,
    command: Command,
    mdn: str,
    states: Mapping[str, Mapping[str, str]],
    names: Mapping[str, str],
) -> Iterator[WrittenStep]:
    """The step, and one more for each other person whose state changed.

    Args:
        turn: the turn.
        command: the turn's command; a request without its authentication, which a scenario adds.
        mdn: the sender, or the person whose state the step expects.
        states: by MDN, the state in every campaign after the turn.
        names: by MDN, the name in the scenario; the first is the sender of steps without `from`.
    """
    first = next(iter(names))
    expect: dict[str, Any] = {}
    if turn.reading is not None:
        expect["reading"] = str(turn.reading.kind)
    expect["replies"] = [reply.text for reply in turn.replies]
    expect["callbacks"] = [callback.body for callback in turn.callbacks]
    expect["state"] = _state(states[mdn])
    if turn.response is not None:
        expect["response"] = {"status": turn.response.status}
        if turn.response.json is not None:
            expect["response"]["json"] = turn.response.json
    sender = {} if mdn == first else {"from": names[mdn]}
    comments = [] if turn.reading is None else [describe_reading(turn.reading)]
    comments += [describe_change(change) for change in turn.changes]
    yield WrittenStep({**_stimulus(command, turn.at), **sender}, expect, tuple(comments))
    changed = dict.fromkeys(change.person.mdn for change in turn.changes)
    for other in changed:
        if other is not None and other != mdn and other in names:
            yield WrittenStep(
                {"wait": "0s", "from": names[other]},
                {"state": _state(states[other])},
                (f"the state of {names[other]} by now",),
            )


def _state(states: Mapping[str, str]) -> Any:
    """A mapping by campaign; one word if the account has one campaign."""
    if len(states) == 1:
        return str(next(iter(states.values())))
    return {campaign: str(state) for campaign, state in states.items()}


def _stimulus(command: Command, at: datetime) -> dict[str, Any]:
    match command:
        case ReceiveText(_, text, to):
            return {"text": text} if to is None else {"text": text, "to": to}
        case AdvanceTime(until):
            return {"wait": format_duration(until - at)}
        case Request(method="LISTENER"):
            auth, contact = command.json()
            return {"listener": {"auth": auth, "contact": contact}}
        case Request(method, path, headers, body):
            request: dict[str, Any] = {"method": method, "path": path}
            if headers:
                request["headers"] = dict(headers)
            if body:
                request |= _body(command)
            return {"request": request}


def _body(request: Request) -> dict[str, Any]:
    """The body as JSON, or as text if it is not JSON."""
    try:
        return {"json": request.json()}
    except ValueError:
        return {"body": request.body.decode(errors="replace")}
