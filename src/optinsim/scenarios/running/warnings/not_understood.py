"""Texts that the account does not read as they may be meant, in steps that do not expect that.

A mistyped keyword in a step that only prepares the next one does nothing, and every later step that
expects nothing passes. The account's reply to an unmatched text, or to the answer of a question,
meets «one reply», its callback «one callback», and the state and the record stay as they were. So
they do if a text is a word of the account, and there is nothing that it could answer. Knows a case,
its steps' results, the words of its account and the default words. Does not know which texts mean a
word to a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.events import TextReceived, TextUnmatched
from optinsim.core.inbound import Kind
from optinsim.scenarios.judging.expect import matches
from optinsim.scenarios.reading.operators import is_operators
from optinsim.scenarios.running.warnings.account_words import (
    is_usual,
    meant_by,
    mistyped_word,
    words_of,
)
from optinsim.scenarios.running.warnings.loose_callbacks import fits_other_callbacks
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from optinsim.adapter import JSON
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation
    from optinsim.scenarios.running.results import StepResult


_LEAD_TO = {
    Kind.NO: Consent.DECLINED,
    Kind.YES: Consent.SUBSCRIBED,
    Kind.ZIP: Consent.SUBSCRIBED,
    Kind.START: Consent.SUBSCRIBED,
    Kind.ANSWER: Consent.SUBSCRIBED,
}
"""The states that answers and start words are meant to lead to."""


def not_understood(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such texts, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    found: list[Problem] = []
    may_do_nothing = case.file.strict or not case.expects_something  # another warning tells that
    for i, step in enumerate(steps):
        command, reading = step.turn.command, step.turn.reading
        draft = case.steps[i].draft
        if reading is None or draft is None or not isinstance(command, ReceiveText):
            continue
        if reading.kind is Kind.ANSWER:
            found += _as_answer(case, i, step, command.text, draft.expect)
        is_unused = any(isinstance(event, TextUnmatched) for event in step.turn.events)
        if not (is_unused or _is_only_received(step)):
            continue
        meant = meant_by(command.text, case.account.setup)
        if not (is_unused or meant) or _says(case, step, draft.expect, meant):
            continue
        is_unmatched = reading.kind is Kind.UNMATCHED
        near = mistyped_word(command.text, words_of(case.account.setup)) if is_unmatched else ""
        why = _met_by_that(case, step, meant, draft.expect)
        is_bare = is_unused and not may_do_nothing and not draft.expect.model_fields_set
        if not near and not why and not is_bare:
            continue
        what = "is not understood" if is_unmatched else "has no effect here"
        found += warning(
            case,
            ("steps", i, "text"),
            f"{command.text!r:.60} {what}, and {why or 'this step does not say so'}",
            expected=f"reading: {reading.kind} in its expect, if that is meant",
            suggestion=near,
            code=Code.NOT_UNDERSTOOD,
        )
    return found


def _is_only_received(step: StepResult) -> bool:
    """Whether nothing comes of a text: the account takes it for a keyword, or ignores it."""
    return all(isinstance(event, TextReceived) for event in step.turn.events)


def _as_answer(
    case: Case, index: int, step: StepResult, text: str, expect: Expectation
) -> list[Problem]:
    """The warning about a default word that the account reads as the answer to a question."""
    if case.file.strict or not step.turn.replies or _says(case, step, expect, ()):
        return []
    given = expect.model_fields_set
    if not is_usual(text, case.account.setup) or "replies" not in given or "record" in given:
        return []
    return warning(
        case,
        ("steps", index, "text"),
        f"{text!r:.60} answers a question here, and {_met_by_replies(step)}",
        expected="reading: answer in its expect, if that is meant",
        code=Code.NOT_UNDERSTOOD,
    )


def _says(case: Case, step: StepResult, expect: Expectation, meant: Collection[Kind]) -> bool:
    """Whether an expectation says how the text is read, or what comes of it.

    Args:
        case: of the step.
        step: with a text.
        expect: what the step expects.
        meant: the readings that the text has where it has an effect.
    """
    reading = expect.reading
    if "reading" in expect.model_fields_set and not (
        is_operators(reading) and any(matches(reading, str(kind)) for kind in meant)
    ):
        return True
    if _tells_reply(expect.replies):
        return True
    callbacks = expect.callbacks
    return _wants_something(callbacks) and not fits_other_callbacks(case, step.turn, callbacks)


def _met_by_that(case: Case, step: StepResult, meant: Collection[Kind], expect: Expectation) -> str:
    """Which expectation is met because a text does nothing; empty if none is."""
    given, states = expect.model_fields_set, {_LEAD_TO[kind] for kind in meant}
    is_read = step.turn.reading is not None and step.turn.reading.kind is not Kind.UNMATCHED
    # `loose_state` tells of a word that leaves the state as it was where operators are expected.
    if "state" in given and _is_met_before(expect.state, states, by_operators=not is_read):
        return "the state that this step expects is the one before it"
    known = case.account.known_keys
    if known is not None and _shows(expect.record, known.record_states, states):
        return "the record that this step expects is the one before it"
    if case.file.strict or "state" in given:
        return ""
    if "replies" in given:
        return _met_by_replies(step) if step.turn.replies else ""
    if "callbacks" in given and "record" not in given:
        return _met_by_callbacks(case, step, expect)
    return ""


def _met_by_callbacks(case: Case, step: StepResult, expect: Expectation) -> str:
    if not fits_other_callbacks(case, step.turn, expect.callbacks):
        return ""
    names = ", ".join(dict.fromkeys(callback.name for callback in step.turn.callbacks))
    return f"what this step expects of its callbacks is met by {names}"


def _met_by_replies(step: StepResult) -> str:
    purposes = ", ".join(dict.fromkeys(reply.purpose for reply in step.turn.replies))
    return f"what this step expects of its replies is met by {purposes}"


def _is_met_before(expected: Any, meant: Collection[Consent], *, by_operators: bool) -> bool:
    """Whether an expected state leaves open that nothing has changed, or wants what was meant."""
    if is_operators(expected):
        return by_operators and not expected.keys().isdisjoint(("$not", "$one_of"))
    if isinstance(expected, dict):
        states = expected.values()
        return any(_is_met_before(state, meant, by_operators=by_operators) for state in states)
    return expected in meant


def _shows(
    expected: Any, known: Mapping[str, Mapping[JSON, Consent]], states: Collection[Consent]
) -> bool:
    """Whether an expected record has a value that shows one of these states."""
    if isinstance(expected, list):
        return any(_shows(item, known, states) for item in expected)
    if not isinstance(expected, dict):
        return False
    return any(
        _shows(item, known, states)
        if isinstance(item, dict | list)
        else key in known and known[key].get(item) in states
        for key, item in expected.items()
        if key != "$not"
    )


def _tells_reply(expected: Any) -> bool:
    """Whether an expectation of replies says which message comes: by its text or purpose."""
    if isinstance(expected, list):
        return any(map(_tells_reply, expected))
    if is_operators(expected):
        names = ("$has", "$unordered", "$equals", "$one_of")
        is_part = not expected.keys().isdisjoint(("$contains", "$regex"))
        return is_part or any(_tells_reply(expected.get(name)) for name in names)
    if isinstance(expected, dict):
        return _tells_reply(expected.get("text")) or _tells_reply(expected.get("purpose"))
    return isinstance(expected, str)


def _wants_something(expected: Any) -> bool:
    """Whether an expected list has an entry."""
    if isinstance(expected, dict):
        return bool(expected.get("$has") or expected.get("$unordered"))
    return bool(expected)
