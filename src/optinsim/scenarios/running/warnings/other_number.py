"""Texts of a case that went to one of the account's numbers, and were meant for another.

Without `to`, a text goes to the account's number: a stop there ends nothing of a program that has a
number of its own, and the keyword of that program is not understood. Knows a case, its steps'
results and the numbers of its account. A number that a step writes is meant if the scenario also
shows what the text has done to the person, or if the title speaks of another number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind, normalise
from optinsim.scenarios.reading.operators import is_empty_list
from optinsim.scenarios.running.warnings.loose_state import by_campaign
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.core.setup import Setup
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_OF_THE_PERSON = frozenset({Kind.STOP, Kind.YES, Kind.NO, Kind.START, Kind.UNMATCHED})
"""Readings of texts whose effect depends on what the person has at the number."""

_SHOWN = "the state that shows what it has not done"
_ANOTHER = re.compile(r"\b(?:\w*other\w*|else|only|wrong number)\b", re.IGNORECASE)
"""Words of a title by which a text to another number is meant."""


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
        draft = case.steps[i].draft
        if reading is None or not isinstance(command, ReceiveText):
            continue
        number, is_written = command.to or setup.number, "to" in case.steps[i].tree
        is_unmatched = reading.kind is Kind.UNMATCHED
        if is_unmatched and draft is not None and "reading" in draft.expect.model_fields_set:
            continue
        meant = _number_of_keyword(setup, command.text) if is_unmatched else ""
        if not meant and reading.kind in _OF_THE_PERSON:
            meant = _number_of_person(setup, step, number)
        if meant and not (is_written and _is_meant(case, steps, i, meant)):
            is_said = f"to: {number} if that is meant"
            found += warning(
                case,
                ("steps", i, "to" if is_written else "text"),
                f"this text goes to {number}, and was probably meant for {meant}",
                expected=f"to: {meant}, or {_SHOWN if is_written else is_said}",
                code=Code.OTHER_NUMBER,
            )
    return found


def _is_meant(case: Case, steps: Sequence[StepResult], index: int, other: str) -> bool:
    """Whether a text to a written number expects more than silence, or a later step shows more.

    The state of a campaign at the `other` number shows what the text has not done.
    """
    setup = case.account.setup
    if case.file.strict or _ANOTHER.search(case.title):
        return True
    for i in range(index, len(steps)):
        draft = case.steps[i].draft
        if draft is None:
            return True
        expect, is_text = draft.expect, isinstance(steps[i].turn.command, ReceiveText)
        given = expect.model_fields_set
        if given & {"record", "response"} or (i > index and given and is_text):
            return True
        named = by_campaign(expect.state, list(steps[i].states)) if "state" in given else []
        if any(setup.by_id[id_].number == other for _, id_, _ in named):
            return True
        if i == index and not all(
            is_empty_list(getattr(expect, key)) for key in given & {"replies", "callbacks"}
        ):
            return True
    return False


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
