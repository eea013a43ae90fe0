"""Calls of a case that were accepted and came to nothing, while no step asks what came of them.

An import that is answered with 202 is carried out later: a scenario that expects nothing more
passes, though no participant is there. Knows a case and its steps' results. Does not know which
calls a platform carries out later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.files.composed import origin_of
from optinsim.files.ignores import without_ignored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.adapter import Unsettled
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult


def unasked(
    case: Case, steps: Sequence[StepResult], unsettled: Sequence[Unsettled]
) -> list[Problem]:
    """The warnings about such calls, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
        unsettled: the calls of the case that have failed, or are not carried out.
    """
    found: list[Problem] = []
    for call in unsettled:
        if any(_asks(case, i, step, call) for i, step in enumerate(steps)):
            continue
        place = ("steps", _accepted_by(steps, call))
        warning = case.document.problem(
            place,
            f"{call.text}, and no step asks for it",
            expected="a step that gets the Location of its answer, and expects some json of it",
            code=Code.UNASKED_RESULT,
        )
        document = origin_of(case.document, place).document
        found += without_ignored([warning], document.lines, document.file, is_whole=False)
    return found


def _asks(case: Case, index: int, step: StepResult, call: Unsettled) -> bool:
    """Whether a step asks for the result when it is there, and expects something of the answer."""
    command, draft = step.turn.command, case.steps[index].draft
    if not isinstance(command, Request) or command.route != call.path or step.turn.at < call.since:
        return False
    response = None if draft is None else draft.expect.response
    return response is not None and "json_" in response.model_fields_set


def _accepted_by(steps: Sequence[StepResult], call: Unsettled) -> int:
    """The index of the step whose answer says where to ask."""
    return next(
        i
        for i, step in enumerate(steps)
        if step.turn.response is not None and call.path in step.turn.response.headers.values()
    )
