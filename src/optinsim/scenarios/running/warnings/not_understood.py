"""Texts that the account does not read as they may be meant, in steps that do not expect that.

A mistyped keyword in a step that only prepares the next one does nothing, and every later step that
expects nothing passes. The account's reply to an unmatched text, or to the answer of a question,
meets «one reply», and the state stays as it was. Knows a case, its steps' results, the words of its
account and the default words. Does not know which texts mean a word to a person.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from optinsim.adapter import WordLists
from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind, normalise
from optinsim.core.postal_codes import PostalCode
from optinsim.scenarios.reading.operators import is_operators
from optinsim.scenarios.reading.warnings.slips import is_slip
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optinsim.core.setup import Setup
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation
    from optinsim.scenarios.running.results import StepResult


_USUAL = WordLists()
"""The default words. People text them even if the account has others."""


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
        if reading.kind is not Kind.UNMATCHED or _says(draft.expect):
            continue
        near = mistyped_word(command.text, words_of(case.account.setup))
        why = _met_by_that(case, step, command.text, draft.expect)
        if not near and not why and (may_do_nothing or draft.expect.model_fields_set):
            continue
        found += warning(
            case,
            ("steps", i, "text"),
            f"{command.text!r:.60} is not understood, and {why or 'this step does not say so'}",
            expected="reading: unmatched in its expect, if that is meant",
            suggestion=near,
            code=Code.NOT_UNDERSTOOD,
        )
    return found


def _as_answer(
    case: Case, index: int, step: StepResult, text: str, expect: Expectation
) -> list[Problem]:
    """The warning about a default word that the account reads as the answer to a question."""
    if case.file.strict or not step.turn.replies or _says(expect):
        return []
    given = expect.model_fields_set
    if not _is_usual(text, case.account.setup) or "replies" not in given or "record" in given:
        return []
    return warning(
        case,
        ("steps", index, "text"),
        f"{text!r:.60} answers a question here, and {_met_by_replies(step)}",
        expected="reading: answer in its expect, if that is meant",
        code=Code.NOT_UNDERSTOOD,
    )


def _is_usual(text: str, setup: Setup) -> bool:
    """Whether a text is a word that asks for help, confirms, declines or asks to come back."""
    usual, own = _USUAL, setup.words
    words = chain(usual.help, own.help, usual.yes, own.yes, usual.no, own.no, own.start)
    return normalise(text) in map(normalise, words)


def _says(expect: Expectation) -> bool:
    """Whether an expectation says how the text is read, or what comes of it."""
    if "reading" in expect.model_fields_set:
        return True
    return _wants_something(expect.callbacks) or _tells_reply(expect.replies)


def _met_by_that(case: Case, step: StepResult, text: str, expect: Expectation) -> str:
    """Which expectation is met because a text is not understood; empty if none is."""
    given = expect.model_fields_set
    meant = _meant_states(text, case.account.setup)
    if "state" in given and _is_met_before(expect.state, meant):
        return "the state that this step expects is the one before it"
    if case.file.strict or "state" in given or "replies" not in given or not step.turn.replies:
        return ""
    return _met_by_replies(step)


def _met_by_replies(step: StepResult) -> str:
    purposes = ", ".join(dict.fromkeys(reply.purpose for reply in step.turn.replies))
    return f"what this step expects of its replies is met by {purposes}"


def _meant_states(text: str, setup: Setup) -> set[str]:
    """The states that a text would bring about if it were an answer; empty for any other text.

    Y and N count even if the account does not have them: the author may have copied the scenario
    from another account.
    """
    typed, words, usual = normalise(text), setup.words, _USUAL
    found: set[str] = set()
    if typed in map(normalise, chain(words.no, usual.no)):
        found.add(Consent.DECLINED)
    code = PostalCode(words.postal_code, words.fits_postal_code).read(text)
    yes = chain(words.yes, usual.yes, words.start, _answers_of(setup))
    if code or typed in map(normalise, yes):
        found.add(Consent.SUBSCRIBED)
    return found


def _is_met_before(expected: Any, meant: set[str]) -> bool:
    """Whether an expected state leaves open that nothing has changed, or wants what was meant."""
    if is_operators(expected):
        return not expected.keys().isdisjoint(("$not", "$one_of"))
    if isinstance(expected, dict):
        return any(_is_met_before(state, meant) for state in expected.values())
    return expected in meant


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


def keywords_of(setup: Setup) -> Iterator[str]:
    """The keywords of an account's campaigns."""
    for campaign in setup.campaigns:
        yield from campaign.all_keywords


def words_of(setup: Setup) -> Iterator[str]:
    """All that an account understands, apart from postal codes."""
    words = setup.words
    yield from keywords_of(setup)
    for some in (words.stop, words.help, words.start, words.yes, words.no):
        yield from some
    yield from _answers_of(setup)


def _answers_of(setup: Setup) -> Iterator[str]:
    for question in setup.questions.values():
        for answer in question.answers.values():
            yield answer.word


def mistyped_word(text: str, words: Iterable[str]) -> str:
    """The word that a text is one slip of the finger away from; empty if there is none."""
    typed = normalise(text)
    return next((word for word in words if is_slip(typed, normalise(word))), "")
