"""Steps that expect a state of one campaign, and have changed another campaign to that state.

`Y` confirms the newest opt-in. If Ann was already subscribed to B, which wants no confirmation, her
state in B shows nothing of the `Y`. Knows a case and its steps' results. Draws no warning if this
step or a later one of the same person names the changed campaign. `other_campaign` warns of a
campaign that was never joined, beside one that has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.scenarios.judging.expect import matches
from optinsim.scenarios.running.warnings.loose_state import by_campaign, changed_by
from optinsim.scenarios.running.warnings.other_campaign import ENDED, words_in
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult


def left_alone(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such steps, without those that a comment silences.

    Args:
        case: that has passed; in a strict one, a change of another campaign fails its step.
        steps: their results, all of them.
    """
    found: list[Problem] = []
    campaigns = case.account.setup.campaigns
    for i, step in enumerate(steps):
        draft = case.steps[i].draft
        if draft is None or "state" not in draft.expect.model_fields_set or case.file.strict:
            continue
        wanted, changed = by_campaign(draft.expect.state, list(step.states)), changed_by(step)
        if not changed.isdisjoint(id_ for _, id_, _ in wanted):
            continue
        pairs = [
            (id_, one)
            for _, id_, expected in wanted
            for one in campaigns
            if one.id in changed
            and matches(expected, step.states[one.id])
            and not (step.states[id_] == Consent.NONE and step.states[one.id] in ENDED)
        ]
        names = {name for _, one in pairs for name in (one.id, one.list_id)}
        if not pairs or not names.isdisjoint(_expected_from(case, steps, i)):
            continue
        named, meant = pairs[0][0], pairs[0][1].id
        found += warning(
            case,
            ("steps", i, "expect", "state"),
            f"this step has left {named} alone: it is {meant} that has changed",
            expected=f"{meant}: {step.states[meant]}, too",
            code=Code.OTHER_PERSON,
        )
    return found


def _expected_from(case: Case, steps: Sequence[StepResult], first: int) -> Iterator[str]:
    """The keys and texts that a step and later steps of the same person expect."""
    for i in range(first, len(steps)):
        draft = case.steps[i].draft
        if draft is not None and steps[i].mdn == steps[first].mdn:
            yield from words_in(draft.expect.model_dump(by_alias=True, exclude_unset=True))
