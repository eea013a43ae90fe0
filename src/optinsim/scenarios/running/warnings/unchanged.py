"""Calls of a case that ask for a state, are answered with a success, and change nothing.

Cordial answers 201 to a call that subscribes who has stopped, and leaves them unsubscribed. Knows a
case, its steps' results and which values of a body ask for which state. A scenario that expects a
state or a record in the call's step or a later one, or the body of a later answer, sees what came
of it; the call's own answer does not tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.events import TransitionTaken
from optinsim.scenarios.reading.warnings.other_people import named_in, said_by
from optinsim.scenarios.running.warnings.refused import sent
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optinsim.adapter import JSON
    from optinsim.core.consent import Consent
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_REFUSED = 400


def unchanged(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such calls, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    known = case.account.known_keys
    states = {} if known is None else known.requests.states
    if not states:
        return []
    found: list[Problem] = []
    for i in reversed(range(len(steps))):
        draft = case.steps[i].draft
        if draft is None or not draft.expect.model_fields_set.isdisjoint(("state", "record")):
            break
        for path, word in _asked(case, i, steps[i], states):
            campaign, key = path[-2:] if len(path) > 1 else ("", *path)
            state = steps[i].states.get(campaign)
            if state is not None and state is not states[key][word]:
                found += warning(
                    case,
                    ("steps", i, "request" if draft.listener is None else "listener"),
                    f"the call asks for {key}: {word} and changes nothing: {campaign} is {state}",
                    expected="state or record, in this step or a later one",
                    code=Code.UNASKED_RESULT,
                )
        response = draft.expect.response
        if response is not None and "json_" in response.model_fields_set:
            break
    return found


def _asked(
    case: Case, index: int, step: StepResult, states: Mapping[str, Mapping[str, Consent]]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the call of a step asks for, if it has succeeded and changed no state.

    The states of a step are one person's, so a call about others is not judged.
    """
    command, response, draft = step.turn.command, step.turn.response, case.steps[index].draft
    if not isinstance(command, Request) or response is None or response.status >= _REFUSED:
        return
    named = [] if draft is None else named_in(case, said_by(draft))
    about = [one.name for one in case.people.members if one.mdn == step.mdn]
    if named == about and not any(isinstance(e, TransitionTaken) for e in step.turn.events):
        yield from words_of_states(sent(command), states)


def words_of_states(
    body: JSON, states: Mapping[str, Mapping[str, Consent]], at: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The values of a body that ask for a state, each with the keys that lead to it."""
    if isinstance(body, list):  # the parts of a listener's call
        for part in body:
            yield from words_of_states(part, states, at)
    for key, item in body.items() if isinstance(body, dict) else ():
        if isinstance(item, str) and item in states.get(key, ()):
            yield (*at, key), item
        else:
            yield from words_of_states(item, states, (*at, key))
