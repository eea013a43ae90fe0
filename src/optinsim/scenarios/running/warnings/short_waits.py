"""Waits that expect nothing to come, and end before anything could have come.

After `SUMMER` and `STOP`, an hour without a text says nothing of the STOP if the opt-in would have
expired after a day: without the STOP, nothing would have come in that hour either. Knows a case,
its steps' results, and the timers between them. A scenario that waits longer later on, or in which
another timer runs during the wait, draws no warning: the wait may be about that one. Nothing comes
within an hour of `SUMMER` either, which is worth a test. So a wait during which a timer runs is
only told if it is a slip of the unit (`24m`, and 24 hours would end it), or if the title says that
something expires.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.consent import Trigger
from optinsim.core.inbound import Kind
from optinsim.fields import parse_duration
from optinsim.scenarios.reading.operators import is_empty_list
from optinsim.scenarios.running.replay import Replay
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult
    from optinsim.simulator import Turn

_EXPIRY = "the expiry"
_LARGER = {"s": "m", "m": "h", "h": "d"}
_ONE_UNIT = re.compile(r"0*([1-9][0-9]*)([smh])")
_ABOUT = 0.1
"""By how much a slipped wait may differ from the time until a timer is due."""
_BOUNDARY = timedelta(hours=1)
"""A wait that ends so shortly before a timer is due shows that nothing comes earlier."""
_EXPIRES = re.compile(r"\b(?:expir\w+|laps\w+)\b", re.IGNORECASE)
_DENIED = re.compile(
    r"n't\b|\b(?:not|never|before|until|yet|still|within|early|earlier|without)\b", re.IGNORECASE
)


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
    if slip := _first_slip(case, replay, steps, silent):
        i, first, expected = slip
        found += warning(
            case,
            ("steps", i, _key(case, i)),
            f"{first} comes only after this wait",
            expected=expected,
            code=Code.SHORT_WAIT,
        )
    for i in reversed(silent):
        ended = _last_change(steps, i)
        if ended is None or ended in told or not (coming := _prevented(replay, steps, ended, i)):
            continue
        told.add(ended)
        what, at = coming
        found += warning(
            case,
            ("steps", i, _key(case, i)),
            f"without {_name(steps[ended])}, {what} would come at {_shown(at)}, after this wait",
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
) -> tuple[str, datetime] | None:
    """What would have come first without a step, and when, if that is after the last wait.

    None: the step has prevented nothing, or a timer still runs during the wait.
    """
    if replay.due(index + 1):
        return None
    due = sorted(replay.due(ended).values())
    if not due or due[0] <= _end(steps):
        return None
    return next(_all_coming(replay, ended), None)


def _all_coming(replay: Replay, index: int) -> Iterator[tuple[str, datetime]]:
    """What would come in a long wait in place of a step, and when."""
    due = sorted(replay.due(index).values())
    for turn in replay.turns(index, [AdvanceTime(at) for at in due]):
        if what := _coming(turn):
            yield what, turn.events[0].at


def _shown(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _end(steps: Sequence[StepResult]) -> datetime:
    """When the last wait of a case ends."""
    waits = [one.turn.command for one in steps if isinstance(one.turn.command, AdvanceTime)]
    return max(one.until for one in waits)


def _key(case: Case, index: int) -> str:
    draft = case.steps[index].draft
    return "wait" if draft is not None and draft.wait is not None else "wait_until"


def _first_slip(
    case: Case, replay: Replay, steps: Sequence[StepResult], silent: Sequence[int]
) -> tuple[int, str, str] | None:
    """The first wait that is too short for the timer that runs in it, if it is so by mistake.

    Returns:
        The step, what comes and when, and what to write.
    """
    says_expiry = _EXPIRES.search(case.title) and not _DENIED.search(case.title)
    end = _end(steps)
    for i in silent:
        draft = case.steps[i].draft
        if draft is None or _is_shown(case, steps, i):
            continue
        for what, at in list(_all_coming(replay, i + 1)):
            left = at - steps[i].turn.at
            larger = _in_larger_unit(draft.wait or "", left)
            is_short = at - end > max(_BOUNDARY, left * _ABOUT)
            is_untested = says_expiry and is_short and what == _EXPIRY
            if at > end and (larger or is_untested):
                meant = f"wait: {larger}" if larger else "a wait that lasts longer than that"
                return i, f"{what} at {_shown(at)}", f"{meant}, or also the state if this is meant"
    return None


def _is_shown(case: Case, steps: Sequence[StepResult], index: int) -> bool:
    """Whether a step after a wait shows what the wait has left as it was.

    It expects the state or record, or changes a state. A STOP would be answered later, too.
    """
    for i in range(index + 1, len(steps)):
        draft, turn = case.steps[i].draft, steps[i].turn
        if draft is None or not draft.expect.model_fields_set.isdisjoint(("state", "record")):
            return True
        if turn.changes and not (turn.reading and turn.reading.kind is Kind.STOP):
            return True
    return False


def _in_larger_unit(wait: str, left: timedelta) -> str:
    """A wait with the same number of the next larger unit if that is about a time; else empty.

    `1h` and the like are left alone: they are usual waits.
    """
    match = _ONE_UNIT.fullmatch(wait)
    if match is None or match[1] == "1":
        return ""
    larger = f"{match[1]}{_LARGER[match[2]]}"
    try:
        is_about = abs(parse_duration(larger) - left) <= left * _ABOUT
    except ValueError:
        return ""
    return larger if is_about else ""


def _coming(turn: Turn) -> str:
    """What has come in a wait; empty if nothing has."""
    if turn.replies:
        return f"the {turn.replies[0].purpose}"
    if any(change.trigger is Trigger.EXPIRE for change in turn.changes):
        return _EXPIRY
    return turn.callbacks[0].name if turn.callbacks else ""


def _name(step: StepResult) -> str:
    """What a step has done, in words."""
    command = step.turn.command
    return f"{command.text!r:.60}" if isinstance(command, ReceiveText) else "the call"
