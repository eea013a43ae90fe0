"""Steps that expect nothing to come, where nothing can, after a step in which just that has come.

After `STOP`, a GET or a minute's wait with `callbacks: []` seems to say that the STOP brings none.
They came in its own step. Knows a case, its steps' results, and the timers between them. A text or
a call that may change something can be expected to bring nothing itself: it draws no warning.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.scenarios.judging.expect import matches
from optinsim.scenarios.judging.judge import Seen, sides
from optinsim.scenarios.reading.operators import is_empty_list
from optinsim.scenarios.running.replay import Replay
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation
    from optinsim.scenarios.running.results import StepResult

_KEYS = ("replies", "callbacks")
_LONGEST = timedelta(minutes=10)
"""Who waits longer expects that nothing comes later."""
_NEAR = 2
"""A wait is about a timer that is due within this many times its length."""


def too_late(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such steps, without those that a comment silences.

    Args:
        case: that has passed; in a strict one, each step expects all that it brings.
        steps: their results, all of them.
    """
    if case.file.strict:
        return []
    found: list[Problem] = []
    told: set[tuple[int, str]] = set()
    late = list(_late(case, steps))
    if not late:
        return []
    replay = Replay(case, steps)
    for i, cause, key, names in late:
        if (cause, key) not in told and not _is_about_time(case, steps, replay, i, (cause, key)):
            told.add((cause, key))
            what = _name(steps[cause])
            found += warning(
                case,
                ("steps", i, "expect", key),
                f"nothing can come in this step: {names} came with {what}",
                expected=f"{key} in the step of {what}",
                code=Code.NOT_OF_NOTHING,
            )
    return found


def _late(case: Case, steps: Sequence[StepResult]) -> Iterator[tuple[int, int, str, str]]:
    """The steps that exclude too late, each with the step that is probably meant.

    The others are the key of the expectation, and what has come.
    """
    for i, step in enumerate(steps):
        draft = case.steps[i].draft
        if draft is None or not _brings_nothing(step):
            continue
        cause = next((k for k in reversed(range(i)) if not _brings_nothing(steps[k])), None)
        if cause is None or _group(case, cause) != _group(case, i):
            continue
        if _end(step) - _end(steps[cause]) > _LONGEST:
            continue
        before = case.steps[cause].draft
        excluding = [key for key in _KEYS if _excludes(draft.expect, key)]
        for key in excluding:
            expected = getattr(draft.expect, key)
            if before is None or _may_mean_more(before.expect, expected, excluding):
                continue
            if names := _excluded(case, steps[cause], draft.expect, key):
                yield i, cause, key, names


def _may_mean_more(before: Expectation, expected: Any, keys: Sequence[str]) -> bool:
    """Whether an expectation may say that nothing more comes, after what a step before expects.

    A `$not` names what has come: it says so only if that step expects its replies or callbacks.
    """
    given = before.model_fields_set
    return not given.isdisjoint(keys) if _names(expected) else bool(given)


def _names(expected: Any) -> bool:
    """Whether an expectation says what must not come, and not that nothing may."""
    return isinstance(expected, dict) and "$not" in expected


def _brings_nothing(step: StepResult) -> bool:
    """Whether a step brings nothing about: a GET, or a wait in which nothing was due."""
    turn, command = step.turn, step.turn.command
    if turn.events or turn.callbacks:
        return False
    is_get = isinstance(command, Request) and command.method in ("GET", "HEAD")
    return is_get or isinstance(command, AdvanceTime)


def _end(step: StepResult) -> datetime:
    """When a step is over: a wait takes time."""
    command = step.turn.command
    return command.until if isinstance(command, AdvanceTime) else step.turn.at


def _group(case: Case, index: int) -> tuple[str, str] | None:
    """The group of steps of which a step is: what a group brings is before the scenario's own."""
    group = case.steps[index].group
    return None if group is None else (group.file, group.name)


def _excludes(expect: Expectation, key: str) -> bool:
    """Whether a step only expects of a key that nothing comes, or nothing of a kind."""
    return key in expect.model_fields_set and is_empty_list(getattr(expect, key))


def _excluded(case: Case, cause: StepResult, expect: Expectation, key: str) -> str:
    """What a step has brought and a later one excludes, in words; empty if that is nothing."""

    def number_of(name: str) -> str:
        member = case.people.member(name)
        return name if member is None else member.mdn

    turn = cause.turn
    seen = Seen(turn, cause.mdn, cause.before, cause.states, lambda: None, number_of)
    for at, expected, actual in sides(expect, seen, strict=False):
        if at == (key,) and not matches(expected, actual):
            names = [one.purpose for one in turn.replies]
            if key == "callbacks":
                names = [one.name for one in turn.callbacks]
            each = zip(names, actual, strict=True)
            alone = [name for name, item in each if not matches(expected, [item])]
            return ", ".join(dict.fromkeys(alone or names))
    return ""


def _is_about_time(
    case: Case, steps: Sequence[StepResult], replay: Replay, index: int, excluded: tuple[int, str]
) -> bool:
    """Whether a wait is about something else that could come in it, but for the step before.

    `excluded` is the index of that step, and the key of the expectation. Of a timer that the step
    before has cancelled, `short_waits` tells, unless a state is expected.
    """
    command, draft = steps[index].turn.command, case.steps[index].draft
    if not isinstance(command, AdvanceTime):
        return False
    cause, key = excluded
    cancelled, running = replay.due(cause), replay.due(index)
    start = steps[index].turn.at
    near = start + _NEAR * (command.until - start)
    if any(due <= near for due in (*cancelled.values(), *running.values())):
        return True
    later = any(isinstance(one.turn.command, AdvanceTime) for one in steps[index + 1 :])
    if running and later and draft is not None and not _names(getattr(draft.expect, key)):
        return True  # the silence before what a later wait brings
    about = draft is not None and not draft.expect.model_fields_set.isdisjoint(("state", "record"))
    return bool(cancelled.keys() - running.keys()) and not about


def _name(step: StepResult) -> str:
    """What a step has done, in words."""
    command = step.turn.command
    if isinstance(command, ReceiveText):
        return f"{command.text!r:.60}"
    return "the wait" if isinstance(command, AdvanceTime) else "the call"
