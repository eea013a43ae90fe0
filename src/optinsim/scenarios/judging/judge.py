"""Judges a step: compares each of its expectations with its part of the turn.

Knows turns and the expectations of a step. Does not know how two values are compared (expect.py),
nor the position of an expectation in its file.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from optinsim.adapter import NOT_EMULATED
from optinsim.core.consent import Trigger
from optinsim.core.segments import segment
from optinsim.core.values import value
from optinsim.scenarios.judging.expect import Body, Detailed, compare, matches
from optinsim.scenarios.judging.failure import MISSING, Failure
from optinsim.scenarios.reading.operators import fits_anything, is_operators
from optinsim.scenarios.reading.replies import with_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optinsim.adapter import Callback, Place, Response
    from optinsim.core.events import MessageSent
    from optinsim.scenarios.reading.model import Expectation, ResponseExpectation
    from optinsim.simulator import Turn


@value
class Seen:
    """The observable results of a step."""

    turn: Turn
    mdn: str
    """The phone of the step's person."""
    before: Mapping[str, str]
    """The person's state in every campaign before the step."""
    after: Mapping[str, str]
    record: Callable[[], Any]
    """Makes the vendor's record of the person, which few steps expect."""
    number_of: Callable[[str], str] = str
    """The number of the person that an expectation names, or the text as it is."""


def judge(
    expect: Expectation, seen: Seen, captured: dict[str, Any], *, strict: bool
) -> Iterator[Failure]:
    """The failures of a step.

    In a strict scenario, a step that leaves a key out expects no reply, no callback, or no change
    of state of any person. If a step expects a state, other people's may change too, if its
    person's does; of several campaigns, those that it does not name must not change. (If two share
    a list, joining one also shows in the other's state: that is no change of the other.)
    """
    for at, expected, actual in sides(expect, seen, strict=strict):
        for failure in compare(expected, actual, captured, at):
            yield _named(failure) if at == ("callbacks",) else failure
    if strict:
        yield from _unexpected_changes(expect, seen)
    status = refusal(seen.turn, expect)
    if status is not None:
        message = _NOT_EMULATED if status == NOT_EMULATED else _refused(status)
        yield Failure(("response",), MISSING, status, message)


def checked(expect: Expectation, *, strict: bool) -> frozenset[str]:
    """The parts of a turn for which a step has an expectation that can fail."""
    found = {key for key in expect.model_fields_set if not fits_anything(getattr(expect, key))}
    # A step of a strict scenario expects none of what it leaves out.
    return frozenset(
        found | ({"replies", "callbacks", "state"} - expect.model_fields_set if strict else set())
    )


def sides(expect: Expectation, seen: Seen, *, strict: bool) -> Iterator[tuple[Place, Any, Any]]:
    """The place of each expectation of a step, the expected value, and the actual one.

    In a strict scenario, a step without `replies` or `callbacks` expects none.
    """
    given, turn = expect.model_fields_set, seen.turn
    if "reading" in given:
        reading = turn.reading
        yield ("reading",), expect.reading, MISSING if reading is None else str(reading.kind)
    if "replies" in given or strict:
        wanted = with_numbers(expect.replies, seen.number_of) if "replies" in given else []
        yield ("replies",), wanted, [_reply(reply) for reply in turn.replies]
    if "callbacks" in given or strict:
        wanted = expect.callbacks if "callbacks" in given else []
        yield ("callbacks",), wanted, [_body(callback) for callback in turn.callbacks]
    if "state" in given:
        yield ("state",), expect.state, _state(expect.state, seen.after)
    if "record" in given:
        yield ("record",), expect.record, seen.record()
    if expect.response is not None and turn.response is not None:
        yield from _response(expect.response, turn.response)


def refusal(turn: Turn, expect: Expectation | None = None) -> int | None:
    """The status of an answer that refuses the call, if the step does not expect a refusal.

    After a refusal, for example of a mistyped path, every expectation of no effect would be met.
    So the step has to expect the refusal: its status, or its body. For a call that is not
    emulated it has to be our own status.
    """
    if turn.response is None or turn.response.status < HTTPStatus.BAD_REQUEST:
        return None
    status = turn.response.status
    wanted = None if expect is None else expect.response
    if wanted is None:
        return status
    if status == NOT_EMULATED:
        return None if wanted.status == NOT_EMULATED else status
    return None if _expects_refusal(wanted, status) else status


def _expects_refusal(wanted: ResponseExpectation, status: int) -> bool:
    """Whether an expected answer cannot be a success: by its status, or by its body."""
    given = wanted.model_fields_set
    if "json_" in given and _names_something(wanted.json_):
        return True
    if "status" not in given:
        return False
    if is_operators(wanted.status):
        return status in wanted.status.get("$one_of", ()) or not _is_met_by_success(wanted)
    return True


def _names_something(expected: Any) -> bool:
    """Whether an expected body names a key, or the content of one.

    The body of a refusal has some length and is not the requested one: `$length` and `$not` do not
    distinguish it, and any value meets `$any` and `$capture`.
    """
    if not isinstance(expected, dict):
        return expected is not None
    if is_operators(expected):
        says = (
            all(map(_names_something, argument))
            if name == "$one_of"
            else name not in _SAY_NOTHING and (name not in _NESTED or _names_something(argument))
            for name, argument in expected.items()
        )
        return any(says)
    return any(map(_names_value, expected.values()))


def _names_value(expected: Any) -> bool:
    """The same for the value of a key, whose length distinguishes it too."""
    is_length = isinstance(expected, dict) and "$length" in expected
    return expected == {} or is_length or expected is None or _names_something(expected)


def _is_met_by_success(wanted: ResponseExpectation) -> bool:
    return any(matches(wanted.status, success) for success in _SUCCESSES)


_SAY_NOTHING = frozenset({"$any", "$absent", "$capture", "$length", "$not"})
"""The operators that most bodies meet."""
_NESTED = frozenset({"$equals", "$has", "$unordered"})
_SUCCESSES = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.NO_CONTENT)


_NOT_EMULATED = (
    "this call is not emulated, so nothing came of it; if that is meant, expect "
    "response: {status: 501}"
)


def _refused(status: int) -> str:
    return (
        f"the request was refused with {status}, so nothing came of it; if that is meant, expect "
        f"response: {{status: {status}}}"
    )


def _reply(reply: MessageSent) -> Detailed:
    """A reply as expectations compare it: its text, with its details by name."""

    def details() -> dict[str, Any]:
        size = segment(reply.text)
        return {
            "text": reply.text,
            "to": reply.mdn,
            "from": reply.number,
            "purpose": reply.purpose,
            "segments": size.segments,
            "encoding": str(size.encoding),
        }

    return Detailed.of(reply.text, details)


def _body(callback: Callback) -> Body:
    """A callback as expectations compare it: its body, name and destination."""
    to = callback.destination
    if to is None:
        return Body(callback.body, callback.name)
    details = {"url": to.url, "method": to.method, "content_type": to.content_type}
    return Body(callback.body, callback.name, Detailed.of(to.url, lambda: details))


def _named(failure: Failure) -> Failure:
    """A failure of callbacks: the message names an unexpected one, `actual` has its body."""
    if failure.expected is MISSING and isinstance(failure.actual, Body) and failure.actual.name:
        return replace(failure, message=f"unexpected {failure.actual.name}")
    return failure


def _state(expected: Any, after: Mapping[str, str]) -> Any:
    """A word if the account has one campaign, else the states by campaign."""
    if len(after) == 1 and (not isinstance(expected, dict) or is_operators(expected)):
        return str(next(iter(after.values())))
    return {campaign: str(state) for campaign, state in after.items()}


def _unexpected_changes(expect: Expectation, seen: Seen) -> Iterator[Failure]:
    """The changes of state that the step does not name, also of other people."""
    given = "state" in expect.model_fields_set
    if not given:
        for campaign, state in seen.after.items():
            if state != seen.before[campaign]:
                yield _changed(campaign, seen.before[campaign], state)
    named = seen.after
    if given and isinstance(expect.state, dict) and not is_operators(expect.state):
        named = expect.state
    has_moved = any(change.person.mdn == seen.mdn for change in seen.turn.changes)
    for change in seen.turn.changes:
        campaign, mdn = change.campaign.id, change.person.mdn
        if mdn == seen.mdn and campaign not in named and change.trigger is not Trigger.FOLLOW:
            yield _changed(campaign, change.before, change.after)
        elif mdn != seen.mdn and not (given and has_moved):
            why = f"strict, and the step is about {seen.mdn}" if given else "strict"
            yield _changed(f"{mdn}: {campaign}", change.before, change.after, why)


def _changed(what: str, before: str, after: str, why: str = "strict") -> Failure:
    message = f"{what} went from {before} to {after} ({why})"
    return Failure(("state",), str(before), str(after), message)


def _response(expect: ResponseExpectation, response: Response) -> Iterator[tuple[Place, Any, Any]]:
    given = expect.model_fields_set
    if "status" in given:
        yield ("response", "status"), expect.status, response.status
    if "json_" in given:
        yield ("response", "json"), expect.json_, response.json
    if "headers" in given:
        # The case of a header's name does not count: use the author's spelling.
        spelling = {name.lower(): name for name in expect.headers}
        headers = {spelling.get(k.lower(), k): v for k, v in response.headers.items()}
        yield ("response", "headers"), expect.headers, headers
