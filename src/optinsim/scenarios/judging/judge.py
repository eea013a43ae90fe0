"""Judging a step: which part of a turn each of its expectations is about.

Knows turns and what a step may expect. How two values are compared stands in expect.py, and where
an expectation stands in its file, nobody knows here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optinsim.adapter import NOT_EMULATED
from optinsim.core.consent import Trigger
from optinsim.core.values import value
from optinsim.scenarios.judging.expect import MISSING, Failure, agrees, compare
from optinsim.scenarios.reading.operators import is_operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optinsim.adapter import Callback, Place, Response
    from optinsim.scenarios.reading.model import Expectation, ResponseExpectation
    from optinsim.simulator import Turn


@value
class Seen:
    """What there was to see of a step."""

    turn: Turn
    mdn: str
    """The phone of the step's person."""
    before: Mapping[str, str]
    """Where the person stood with every campaign."""
    after: Mapping[str, str]
    record: Callable[[], Any]
    """Makes the vendor's record of the person, which few steps want to see."""


def judge(
    expect: Expectation, seen: Seen, captured: dict[str, Any], *, strict: bool
) -> Iterator[Failure]:
    """Everything in which a step is not what it was expected to be.

    In a strict scenario, what is left out must not happen: no reply, no callback, and no change of
    state, of whomever. A step that names a state answers for its own person only; of several
    campaigns, those that it does not name must not move. (Where two share a list, joining by one
    shows in the other's state: that is no move of the other.)
    """
    for at, expected, actual in sides(expect, seen, strict=strict):
        if agrees(expected, actual):
            continue  # nearly every expectation of a suite that is green
        found = compare(expected, actual, captured, at)
        yield from _named(found, seen.turn.callbacks) if at == ("callbacks",) else found
    if strict:
        yield from _unexpected_changes(expect, seen)
    if is_not_emulated(seen.turn, expect):
        yield Failure(("response",), MISSING, NOT_EMULATED, _NOT_EMULATED)


def sides(expect: Expectation, seen: Seen, *, strict: bool) -> Iterator[tuple[Place, Any, Any]]:
    """Where each expectation of a step stands, what is expected there, and what there was.

    In a strict scenario, no replies and no callbacks are expected where nothing is said of them.
    """
    given, turn = expect.model_fields_set, seen.turn
    if "reading" in given:
        reading = turn.reading
        yield ("reading",), expect.reading, MISSING if reading is None else str(reading.kind)
    if "replies" in given or strict:
        wanted = expect.replies if "replies" in given else []
        yield ("replies",), wanted, [reply.text for reply in turn.replies]
    if "callbacks" in given or strict:
        wanted = expect.callbacks if "callbacks" in given else []
        yield ("callbacks",), wanted, [callback.body for callback in turn.callbacks]
    if "state" in given:
        yield ("state",), expect.state, _state(expect.state, seen.after)
    if "record" in given:
        yield ("record",), expect.record, seen.record()
    if expect.response is not None and turn.response is not None:
        yield from _response(expect.response, turn.response)


def is_not_emulated(turn: Turn, expect: Expectation | None = None) -> bool:
    """Whether a turn was a call that is not emulated, and this is not just what is expected.

    All that a step expects not to happen would hold, and so for a mistyped path; so would a status
    that is only said to be an error's.
    """
    if turn.response is None or turn.response.status != NOT_EMULATED:
        return False
    wanted = None if expect is None or expect.response is None else expect.response.status
    return bool(wanted != NOT_EMULATED)


_NOT_EMULATED = (
    "this call is not emulated, so nothing came of it; if that is meant, expect "
    "response: {status: 501}"
)


def _named(failures: Iterator[Failure], callbacks: tuple[Callback, ...]) -> Iterator[Failure]:
    """Failures of callbacks: an unexpected one is called by its name, its body is in `actual`."""
    for failure in failures:
        named = [c.name for c in callbacks if c.body is failure.actual and c.name]
        if failure.expected is MISSING and named:
            yield replace(failure, message=f"unexpected {named[0]}")
        else:
            yield failure


def _state(expected: Any, after: Mapping[str, str]) -> Any:
    """A word where the account has one campaign, else the states by campaign."""
    if len(after) == 1 and (not isinstance(expected, dict) or is_operators(expected)):
        return str(next(iter(after.values())))
    return {campaign: str(state) for campaign, state in after.items()}


def _unexpected_changes(expect: Expectation, seen: Seen) -> Iterator[Failure]:
    """What moved, and was not named: every campaign of the person, and everybody else's too."""
    given = "state" in expect.model_fields_set
    if not given:
        for campaign, state in seen.after.items():
            if state != seen.before[campaign]:
                yield _changed(campaign, seen.before[campaign], state)
    named = seen.after
    if given and isinstance(expect.state, dict) and not is_operators(expect.state):
        named = expect.state
    for change in seen.turn.changes:
        campaign, mdn = change.campaign.id, change.person.mdn
        if mdn == seen.mdn and campaign not in named and change.trigger is not Trigger.FOLLOW:
            yield _changed(campaign, change.before, change.after)
        elif mdn != seen.mdn and not given:
            yield _changed(f"{mdn}: {campaign}", change.before, change.after)


def _changed(what: str, before: str, after: str) -> Failure:
    message = f"{what} went from {before} to {after} (strict)"
    return Failure(("state",), str(before), str(after), message)


def _response(expect: ResponseExpectation, response: Response) -> Iterator[tuple[Place, Any, Any]]:
    given = expect.model_fields_set
    if "status" in given:
        yield ("response", "status"), expect.status, response.status
    if "json_" in given:
        yield ("response", "json"), expect.json_, response.json
    if "headers" in given:
        # The case of a header's name does not count: the author's spelling is taken.
        spelling = {name.lower(): name for name in expect.headers}
        headers = {spelling.get(k.lower(), k): v for k, v in response.headers.items()}
        yield ("response", "headers"), expect.headers, headers
