"""Calls of a case that were refused for more than their step means, or for a slip in them.

Any fault of a request meets a step that expects a refusal by its status alone: a missing header, a
mistyped keyword. A step that accepts several statuses, or only the platform's usual body of a
refusal, is met by more faults: a wrong password, an unknown number. One that accepts a success and
a refusal does not say whether the call has an effect. Knows a case, its steps' results, the
account's keywords and where the platform's answers list what is wrong. A step that expects a text
or a code of the answer says what it means. In the first step, nothing has happened for which the
platform could refuse a call, so the step is about the unknown keyword. The same holds for an
unknown field in any step, unless an opt-in of the person has ended: the platform could refuse the
call for that. A call after that end, which would have been refused so before it, too, says nothing
of it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.scenarios.judging.expect import matches
from optinsim.scenarios.reading.nested import texts_by_key
from optinsim.scenarios.reading.operators import is_operators
from optinsim.scenarios.reading.warnings.mistyped_requests import says_why
from optinsim.scenarios.reading.warnings.other_people import has_word, named_in, said_by
from optinsim.scenarios.running.replay import Replay, own_headers
from optinsim.scenarios.running.warnings.account_words import keywords_of, mistyped_word
from optinsim.scenarios.running.warnings.other_campaign import ENDED
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import JSON, KnownKeys
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import ResponseExpectation
    from optinsim.scenarios.running.results import StepResult

_REFUSED = 400
_BY_STATE = (400, 409, 422)
"""The statuses of refusals that a person's state can be the reason of."""
_READING = ("GET", "HEAD", "OPTIONS")
"""The methods of calls that have no effect."""
_MOST_SHOWN = 3
_EXPECTED = "a text or code of the answer in its json, for the reason that is meant"

_EXACTLY = "the status of the refusal that is meant, or a text or code of its json"
_STATUS = "the status that is meant"
_STATUSES = range(400, 500)


def refused(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such calls, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    found: list[Problem] = []
    known = case.account.known_keys
    for i, step in enumerate(steps):
        command, response, draft = step.turn.command, step.turn.response, case.steps[i].draft
        if known is None or response is None or draft is None or not isinstance(command, Request):
            continue
        if says_why(draft.expect.response, known):
            continue
        message, expected = "", _STATUS
        if command.method not in _READING:
            message = _any_outcome(draft.expect.response, response.status)
        if response.status >= _REFUSED:
            message = _any_refusal(draft.expect.response, response.status) or message
            expected = _EXACTLY if message else _EXPECTED
            message = message or _several(response.json, known)
            message = message or _wanted_header(command, response.json, known)
            if i > 0:
                message = message or _mistyped_keyword(case, command, response.json)
            if not ENDED.isdisjoint(step.states.values()):
                message = message or _unknown_field(command, response.json, known)
                message = message or _refused_anyway(case, steps, i)
        if message:
            place = ("steps", i, "expect", "response")
            found += warning(case, place, message, expected=expected, code=Code.UNCLEAR_REFUSAL)
    return found


def _any_outcome(expected: ResponseExpectation | None, status: int) -> str:
    """The message about a status by `$one_of` that a success and a refusal meet; else empty.

    A body that the step expects comes with a success, or with a refusal. By the other operators,
    a step that a success meets fails after a refusal.
    """
    if expected is None or "json_" in expected.model_fields_set:
        return ""
    operators = expected.status if is_operators(expected.status) else {}
    listed = [one for one in operators.get("$one_of", ()) if isinstance(one, int)]
    listed = [one for one in listed if matches(expected.status, one)]
    if len({one < _REFUSED for one in listed}) <= 1:
        return ""
    return f"a {'refusal' if status < _REFUSED else 'success'} meets this, too; it is {status}"


def _any_refusal(expected: ResponseExpectation | None, status: int) -> str:
    """The message about an expectation that refusals of many kinds meet; else empty."""
    if expected is None:
        return ""
    if "status" not in expected.model_fields_set:
        # The step has passed without a status, so it names a key that only refusals have.
        return "" if says_why(expected, None) else f"most refusals meet this; it is {status}"
    fitting = [one for one in _STATUSES if matches(expected.status, one)]
    if not is_operators(expected.status) or len(fitting) <= 1:
        return ""
    return f"refusals of several statuses meet this; it is {status}"


def _several(body: JSON, known: KnownKeys) -> str:
    """What to say of an answer that lists more than one reason; empty if it does not."""
    path = known.refusals.reasons
    reasons: Any = body if path else None
    for key in path.split("."):
        reasons = reasons.get(key) if isinstance(reasons, dict) else None
    if not isinstance(reasons, list | dict) or len(reasons) <= 1:
        return ""
    listed = reasons if isinstance(reasons, dict) else map(_text, reasons)
    shown = "; ".join(f"{one:.60}" for one in list(listed)[:_MOST_SHOWN])
    return f"the request is refused for {len(reasons)} reasons, and this fits any: {shown}"


def _text(reason: JSON) -> str:
    """A reason in words: its first text."""
    values = reason.values() if isinstance(reason, dict) else [reason]
    return next((one for one in values if isinstance(one, str)), json.dumps(reason))


def _mistyped_keyword(case: Case, request: Request, body: JSON) -> str:
    """What to say of an answer that names a word of the request which is nearly a keyword."""
    said = json.dumps(body, ensure_ascii=False)
    for _, text in texts_by_key(sent(request)):
        near = mistyped_word(text, keywords_of(case.account.setup))
        if near and repr(text) in said:
            return f"the request is refused for {text!r:.60}, which is nearly the keyword {near!r}"
    return ""


def _unknown_field(request: Request, body: JSON, known: KnownKeys) -> str:
    """What to say of an answer that names a key of the request which no record has."""
    own = {key for path in known.record for key in path.split(".")}
    texts = [text for _, text in texts_by_key(body)]
    for key in _keys(sent(request)):
        if key not in own and any(has_word(text, key) for text in texts):
            return f"the request is refused for {key!r:.60}, and not for what has ended"
    return ""


def _refused_anyway(case: Case, steps: Sequence[StepResult], index: int) -> str:
    """What to say of a call about a person that is refused as before their opt-in has ended.

    A call that several steps make may be meant as one that is always refused, and so may one
    without a valid password.
    """
    step, draft = steps[index], case.steps[index].draft
    command, response = step.turn.command, step.turn.response
    if draft is None or draft.request is None or draft.request.auth is not None:
        return ""
    if not isinstance(command, Request) or response is None or command.method in _READING:
        return ""
    named = named_in(case, said_by(draft))
    if response.status not in _BY_STATE or not any(
        one.name in named and one.mdn == step.mdn for one in case.people.members
    ):
        return ""
    calls = [one.turn.command for one in steps if isinstance(one.turn.command, Request)]
    if sum((one.method, one.route) == (command.method, command.route) for one in calls) > 1:
        return ""
    ended = next(i for i, one in enumerate(steps) if _has_ended(one, step.mdn))
    replay = Replay(case, steps)
    kept = {"Content-Type": command.header("Content-Type")} if command.body else {}
    request = replace(command, headers=kept | own_headers(draft))
    if not replay.is_same or any(replay.answer(i, request) != response for i in {0, ended}):
        return ""
    return "the request is refused with the same answer before the opt-in has ended, too"


def _has_ended(step: StepResult, mdn: str) -> bool:
    """Whether an opt-in of a person has ended after a step."""
    return step.mdn == mdn and not ENDED.isdisjoint(step.states.values())


def _keys(body: JSON) -> Iterator[str]:
    """The keys of a body, however deep."""
    if isinstance(body, dict):
        for key, item in body.items():
            yield key
            yield from _keys(item)


def sent(request: Request) -> JSON:
    """The body of a request; None: it is no JSON."""
    try:
        return request.json()
    except ValueError:
        return None


def _wanted_header(request: Request, body: JSON, known: KnownKeys) -> str:
    """What to say of an answer that names a header which the request lacks."""
    said = json.dumps(body)
    for name in known.requests.headers:
        if name in said and not request.header(name):
            return f"the request is refused, and has no header {name}, which the answer names"
    return ""
