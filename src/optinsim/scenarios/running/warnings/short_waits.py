"""Waits that expect nothing to come, and end before anything could have come.

After `SUMMER` and `STOP`, an hour without a text says nothing of the STOP if the opt-in would have
expired after a day: without the STOP, nothing would have come in that hour either. Knows a case,
its steps' results, and the timers between them. A scenario that waits longer later on, or in which
another timer runs during the wait, draws no warning: the wait may be about that one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.consent import Trigger
from optinsim.scenarios.reading.operators import is_empty_list
from optinsim.scenarios.running.replay import Replay
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult
    from optinsim.simulator import Turn


def short_waits(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such waits, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    silent = [i for i in range(len(steps)) if _expects_silence(case, steps, i)]
    if not silent or not (replay := Replay(case, steps)).is_same:
        return []
    found: list[Problem] = []
    told: set[int] = set()
    """The steps of which a later wait has told already."""
    for i in reversed(silent):
        ended = _last_change(steps, i)
        if ended is None or ended in told or not (coming := _prevented(replay, steps, ended, i)):
            continue
        told.add(ended)
        draft = case.steps[i].draft
        key = "wait" if draft is not None and draft.wait is not None else "wait_until"
        what, at = coming
        found += warning(
            case,
            ("steps", i, key),
            f"without {_name(steps[ended])}, {what} would come at {at}, after this wait",
            expected="a wait that lasts longer than that",
            code=Code.SHORT_WAIT,
        )
    return found


def _expects_silence(case: Case, steps: Sequence[StepResult], index: int) -> bool:
    """Whether a step waits, and expects only that no text or no callback comes.

    A step that also expects the state shows what has been done before. The last step of a strict
    scenario means silence even if it expects nothing.
    """
    draft, turn = case.steps[index].draft, steps[index].turn
    command = turn.command
    if draft is None or not isinstance(command, AdvanceTime):
        return False
    if command.until == turn.at or turn.events:
        return False
    expect = draft.expect
    given = expect.model_fields_set
    if case.file.strict and not given:
        return index == len(steps) - 1
    if not given.isdisjoint(("state", "record")):
        return False
    return any(is_empty_list(getattr(expect, key)) for key in given & {"replies", "callbacks"})


def _last_change(steps: Sequence[StepResult], index: int) -> int | None:
    """The last step before a wait that has changed a state, by itself or in the waits after it."""
    has_changed = False
    for i in reversed(range(index)):
        has_changed = has_changed or bool(steps[i].turn.changes)
        if has_changed and not isinstance(steps[i].turn.command, AdvanceTime):
            return i
    return None


def _prevented(
    replay: Replay, steps: Sequence[StepResult], ended: int, index: int
) -> tuple[str, str] | None:
    """What would have come first without a step, and when, if that is after the last wait.

    None: the step has prevented nothing, or a timer still runs during the wait.
    """
    if replay.due(index + 1):
        return None
    waits = [one.turn.command for one in steps if isinstance(one.turn.command, AdvanceTime)]
    last = max(one.until for one in waits)
    due = sorted(replay.due(ended).values())
    if not due or due[0] <= last:
        return None
    for turn in replay.turns(ended, [AdvanceTime(at) for at in due]):
        if what := _coming(turn):
            return what, f"{turn.events[0].at:%Y-%m-%dT%H:%M:%SZ}"
    return None


def _coming(turn: Turn) -> str:
    """What has come in a wait; empty if nothing has."""
    if turn.replies:
        return f"the {turn.replies[0].purpose}"
    if any(change.trigger is Trigger.EXPIRE for change in turn.changes):
        return "the expiry"
    return turn.callbacks[0].name if turn.callbacks else ""


def _name(step: StepResult) -> str:
    """What a step has done, in words."""
    command = step.turn.command
    return f"{command.text!r:.60}" if isinstance(command, ReceiveText) else "the call"
