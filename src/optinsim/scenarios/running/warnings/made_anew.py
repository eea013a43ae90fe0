"""Calls of a case that made a new person, while their step expects something of another.

A PUT with Ann's external id makes a second record if Ann came by phone, and a POST with her email
address a second contact: that she stays as she is says nothing of the call. Knows a case and its
steps' results. Does not know whom a call was meant for, other than by the ids and numbers in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.events import PersonAdded
from optinsim.scenarios.reading.warnings.other_people import named_in, said_by
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_CREATED = 201


def made_anew(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such calls, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    found: list[Problem] = []
    known: set[str | None] = set()
    """The numbers of the people who have a record."""
    for i, step in enumerate(steps):
        added = [e.person.mdn for e in step.turn.events if isinstance(e, PersonAdded)]
        name = _meant(case, i, step, known) if added and None in added else ""
        if name:
            key = "request" if "request" in case.steps[i].tree else "listener"
            found += warning(
                case,
                ("steps", i, key),
                f"this call makes a new person without a phone, and leaves {name} alone",
                expected=f"a call with what the record of {name} has, such as the number; "
                "for a new person, status: 201, and state or record in another step",
                code=Code.OTHER_PERSON,
            )
        known.update(added)
    return found


def _meant(case: Case, index: int, step: StepResult, known: set[str | None]) -> str:
    """The known person for whom a call was probably meant; empty if it may be for a new one."""
    draft = case.steps[index].draft
    if draft is None or not isinstance(step.turn.command, Request):
        return ""
    members = [one for one in case.people.members if one.mdn in known]
    response = draft.expect.response
    if response is None or response.status != _CREATED:
        for name in named_in(case, said_by(draft)):
            if any(one.name == name for one in members):
                return name
    if not draft.expect.model_fields_set.isdisjoint(("state", "record")):
        return next((one.name for one in members if one.mdn == step.mdn), "")
    return ""
