"""Texts of a case that were not understood, while the scenario does not say that they are not.

A mistyped keyword in a step that only prepares the next one does nothing, and every later step that
expects nothing passes. Knows a case, its steps' results and the words of its account. Does not know
which texts mean a word to a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.inbound import Kind, normalise
from optinsim.scenarios.reading.slips import is_slip
from optinsim.scenarios.running.warnings import warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optinsim.core.setup import Setup
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation
    from optinsim.scenarios.running.results import StepResult


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
        if reading is None or reading.kind is not Kind.UNMATCHED:
            continue
        file = case.steps[i].file or case.steps[i].draft
        if file is None or not isinstance(command, ReceiveText) or _says(file.expect):
            continue
        near = mistyped_word(command.text, words_of(case.account.setup))
        if not near and (may_do_nothing or file.expect.model_fields_set):
            continue
        found += warning(
            case,
            ("steps", i, "text"),
            f"{command.text!r:.60} is not understood, and this step does not say so",
            expected="reading: unmatched in its expect, if that is meant",
            suggestion=near,
            code=Code.NOT_UNDERSTOOD,
        )
    return found


def _says(expect: Expectation) -> bool:
    """Whether an expectation says how the text is read, or what comes of it."""
    if "reading" in expect.model_fields_set:
        return True
    return any(map(_wants_something, (expect.replies, expect.callbacks)))


def _wants_something(expected: Any) -> bool:
    """Whether an expected list has an entry."""
    if isinstance(expected, dict):
        return bool(expected.get("$has") or expected.get("$unordered"))
    return bool(expected)


def keywords_of(setup: Setup) -> Iterator[str]:
    """The keywords of an account's campaigns."""
    for campaign in setup.campaigns:
        yield from campaign.keywords
        yield from campaign.confirming_keywords


def words_of(setup: Setup) -> Iterator[str]:
    """All that an account understands, apart from postal codes."""
    words = setup.words
    yield from keywords_of(setup)
    for some in (words.stop, words.help, words.start, words.yes, words.no):
        yield from some
    for question in setup.questions.values():
        for answer in question.answers.values():
            yield answer.word


def mistyped_word(text: str, words: Iterable[str]) -> str:
    """The word that a text is one slip of the finger away from; empty if there is none."""
    typed = normalise(text)
    return next((word for word in words if is_slip(typed, normalise(word))), "")
