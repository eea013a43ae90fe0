"""Texts of a case that went to the account's number, and were meant for another of its numbers.

Without `to`, a text goes to the account's number: a stop there ends nothing of a program that has a
number of its own, and the keyword of that program is not understood. Knows a case, its steps'
results and the numbers of its account. Whatever number a step writes is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind, normalise
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.core.setup import Setup
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_OF_THE_PERSON = frozenset({Kind.STOP, Kind.YES, Kind.NO, Kind.START, Kind.UNMATCHED})
"""Readings of texts whose effect depends on what the person has at the number."""


def other_number(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such texts, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    setup = case.account.setup
    found: list[Problem] = []
    if len(setup.by_number) == 1:
        return found
    for i, step in enumerate(steps):
        command, reading = step.turn.command, step.turn.reading
        if reading is None or not isinstance(command, ReceiveText) or "to" in case.steps[i].tree:
            continue
        draft, number = case.steps[i].draft, setup.number
        is_unmatched = reading.kind is Kind.UNMATCHED
        if is_unmatched and draft is not None and "reading" in draft.expect.model_fields_set:
            continue
        meant = _number_of_keyword(setup, command.text) if is_unmatched else ""
        if not meant and reading.kind in _OF_THE_PERSON:
            meant = _number_of_person(setup, step, number)
        if meant:
            found += warning(
                case,
                ("steps", i, "text"),
                f"this text goes to {number}, and was probably meant for {meant}",
                expected=f"to: {meant}, or to: {number} if that is meant",
                code=Code.OTHER_NUMBER,
            )
    return found


def _number_of_keyword(setup: Setup, text: str) -> str:
    """The number at which a text is a keyword; empty if there is none."""
    typed = normalise(text)
    for campaign in setup.campaigns:
        if typed in map(normalise, campaign.all_keywords):
            return campaign.number
    return ""


def _number_of_person(setup: Setup, step: StepResult, number: str) -> str:
    """The number at which the person takes part, if it is not the one that was texted."""
    numbers = [one.number for one in setup.campaigns if step.states[one.id] != Consent.NONE]
    return numbers[0] if numbers and number not in numbers else ""
