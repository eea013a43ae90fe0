"""Answers and records that find nothing after a DELETE, as they would have before it.

That no contact has the address ann@example.com says nothing of the deletion of Ann, whose address
no step has stored. Nor does it that there is no record of Bob, who was never there. Knows a case,
its steps' results, and the worlds between them. A scenario that also asks for what the DELETE has
removed compares the two, and draws no warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.scenarios.reading.warnings.unknown_targets import expects_nothing
from optinsim.scenarios.running.replay import Replay, is_found, own_headers
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import Place
    from optinsim.codes import OfARun
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile
    from optinsim.scenarios.running.results import StepResult

_REFUSED = 400


def never_there(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such steps, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    deleted = next((i for i, step in enumerate(steps) if _deletes(step)), len(steps))
    asking = [i for i in range(deleted + 1, len(steps)) if _asks(case, steps[i], i)]
    if not asking or not (replay := Replay(case, steps)).is_same:
        return []
    records = list(replay.records())
    if len(records[deleted + 1]) >= len(records[deleted]):
        return []  # it has removed no person
    found: list[Problem] = []
    for i in asking:
        draft = case.steps[i].draft
        if draft is None or _was_there(replay, steps[i], draft):
            return []
        for place, message, expected, code in _told(case, steps[i], draft):
            found += warning(case, ("steps", i, *place), message, expected=expected, code=code)
    return found


def _deletes(step: StepResult) -> bool:
    command, response = step.turn.command, step.turn.response
    is_done = response is not None and response.status < _REFUSED
    return isinstance(command, Request) and command.method == "DELETE" and is_done


def _asks(case: Case, step: StepResult, index: int) -> bool:
    """Whether a step expects that something is not there; a text says who is meant."""
    draft = case.steps[index].draft
    if draft is None or isinstance(step.turn.command, ReceiveText):
        return False
    return expects_nothing(draft, case.account.known_keys) or _expects_no_record(draft)


def _expects_no_record(draft: StepFile) -> bool:
    given = "record" in draft.expect.model_fields_set
    return given and draft.expect.record in (None, {"$equals": None})


def _was_there(replay: Replay, step: StepResult, draft: StepFile) -> bool:
    """Whether a step finds nothing that was there at another time of the run."""
    if _expects_no_record(draft) and any(one is not None for one in replay.record(step.mdn)):
        return True
    command = step.turn.command
    if not isinstance(command, Request):
        return False
    return any(map(is_found, replay.answers(command.path, own_headers(draft))))


def _told(
    case: Case, step: StepResult, draft: StepFile
) -> Iterator[tuple[Place, str, str, OfARun]]:
    """What to say of a step that finds nothing which was there, and where."""
    command, known = step.turn.command, case.account.known_keys
    if isinstance(command, Request) and command.method == "GET" and expects_nothing(draft, known):
        yield (
            ("request", "path"),
            "this finds nothing, and found nothing before the DELETE either",
            "what the platform had of the person whom the DELETE has removed",
            Code.UNKNOWN_TARGET,
        )
    elif _expects_no_record(draft):
        yield (
            ("expect", "record"),
            "there is no record of this person, and there was none before the DELETE either",
            "record: null of the person whom the DELETE has removed, too",
            Code.OTHER_PERSON,
        )
