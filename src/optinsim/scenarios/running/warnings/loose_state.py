"""Unchanged states that meet an expectation by `$not` or `$one_of`.

`state: {$not: subscribed}` holds after a NO that does nothing, as it did before. Knows a case and
its steps' results. Does not know what a step should bring about. A scenario that writes the state
itself draws no warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.scenarios.judging.expect import matches
from optinsim.scenarios.reading.operators import is_operators
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import Place
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_CHANGE_NOTHING = frozenset({Kind.HELP, Kind.UNMATCHED})
"""Readings of texts that change no state. `not_understood` warns of the unmatched ones."""
_LEAD_TO = {
    Kind.STOP: (Consent.UNSUBSCRIBED, Consent.DECLINED),
    Kind.NO: (Consent.DECLINED,),
    Kind.YES: (Consent.SUBSCRIBED,),
    Kind.ZIP: (Consent.SUBSCRIBED,),
    Kind.START: (Consent.SUBSCRIBED,),
    Kind.KEYWORD: (Consent.PENDING, Consent.SUBSCRIBED),
}
"""The states to which texts can lead. An expectation that excludes one of them is meant."""
_ONLY_ASK = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSED = 400
_OPERATORS = frozenset({"$not", "$one_of"})


def loose_state(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such states, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    found: list[Problem] = []
    for i, step in enumerate(steps):
        draft = case.steps[i].draft
        if draft is None or "state" not in draft.expect.model_fields_set or not _may_change(step):
            continue
        wanted = by_campaign(draft.expect.state, list(step.states))
        changed = changed_by(step)
        if changed and changed.isdisjoint(id_ for _, id_, _ in wanted):
            continue  # `left_alone` warns that the step is about the changed campaigns
        for at, id_, expected in wanted:
            if id_ in changed or not _is_loose(expected) or _says_no(step, expected):
                continue
            if _has_shown(steps[:i], step, id_, expected):
                continue
            state = step.states[id_]
            found += warning(
                case,
                ("steps", i, "expect", "state", *at),
                f"{id_} was {state} before this step, too, and that meets this",
                expected=f"the state itself, {state}, if that is meant",
                code=Code.LOOSE_STATE,
            )
    return found


def by_campaign(expected: Any, campaigns: Sequence[str]) -> list[tuple[Place, str, Any]]:
    """The expected state of each campaign: its place, the campaign's id, the expectation."""
    excluded = expected.get("$not") if isinstance(expected, dict) else None
    named: list[tuple[Place, str, Any]]
    if isinstance(excluded, dict) and not is_operators(excluded):
        named = [(("$not", id_), id_, {"$not": item}) for id_, item in excluded.items()]
    elif isinstance(expected, dict) and not is_operators(expected):
        named = [((id_,), id_, item) for id_, item in expected.items()]
    else:
        named = [((), id_, expected) for id_ in campaigns[:1]]
    return [one for one in named if one[1] in campaigns]


def changed_by(step: StepResult) -> set[str]:
    """The campaigns in which the state of a step's person has changed."""
    return {id_ for id_, state in step.states.items() if step.before[id_] != state}


def _may_change(step: StepResult) -> bool:
    """Whether a step may be meant to change a state."""
    command, reading, response = step.turn.command, step.turn.reading, step.turn.response
    if isinstance(command, ReceiveText):
        return reading is not None and reading.kind not in _CHANGE_NOTHING
    if isinstance(command, Request):
        is_done = response is not None and response.status < _REFUSED
        return is_done and command.method not in _ONLY_ASK
    return True


def _is_loose(expected: Any) -> bool:
    """Whether several states meet an expectation by `$not` or `$one_of`."""
    if not is_operators(expected) or _OPERATORS.isdisjoint(expected) or "${" in repr(expected):
        return False
    return sum(matches(expected, str(state)) for state in Consent) > 1


def _says_no(step: StepResult, expected: Any) -> bool:
    """Whether an expectation excludes a state that the step can bring about; a wait: expired."""
    reading = step.turn.reading
    leads_to: tuple[Consent, ...] = () if reading is None else _LEAD_TO.get(reading.kind, ())
    if isinstance(step.turn.command, AdvanceTime):
        leads_to = (Consent.EXPIRED,)
    return not all(matches(expected, str(state)) for state in leads_to)


def _has_shown(before: Sequence[StepResult], step: StepResult, id_: str, expected: Any) -> bool:
    """Whether a step is a wait, and the last change before it was away from an excluded state."""
    if not isinstance(step.turn.command, AdvanceTime) or "$one_of" in expected:
        return False
    last = next(_states_left(before, step.mdn, id_), None)
    return last is not None and not matches(expected, last)


def _states_left(steps: Sequence[StepResult], mdn: str, id_: str) -> Iterator[str]:
    """The states that a person has left in a campaign, the last one first."""
    for step in reversed(steps):
        if step.mdn == mdn and id_ in changed_by(step):
            yield step.before[id_]
        for change in reversed(step.turn.changes):
            if (change.person.mdn, change.campaign.id) == (mdn, id_):
                yield str(change.before)
