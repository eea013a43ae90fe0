"""Texts without `from` that are those of a stranger, after the text of another person.

Without `from`, a text is the first person's. If Bob has joined and nothing has happened to Ann, a
STOP without `from` is answered too, and Bob stays subscribed. Knows a case, its steps' results, and
which people its requests name. Ignores a text whose step expects a `state`, which a check looks at.
Draws no warning if any step is about the first person in another way, or if a later one expects the
`state` or `record` of the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.numbers import national
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult


def forgotten_from(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such texts, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    first, meant = case.people.first, ""
    names = {member.mdn: member.name for member in case.people.members}
    if len(case.people.members) == 1 or _takes_part(case, steps):
        return []
    found: list[tuple[int, str]] = []
    for i, step in enumerate(steps):
        draft = case.steps[i].draft
        if draft is None or not isinstance(step.turn.command, ReceiveText):
            continue
        given = draft.expect.model_fields_set
        if draft.from_ is not None:
            meant = names.get(step.mdn, step.mdn)
        elif meant and "state" not in given and (given or case.file.strict):
            found.append((i, meant))
    warnings: list[Problem] = []
    for i, other in found:
        if not _is_looked_at(case, i):
            warnings += warning(
                case,
                ("steps", i, "text"),
                f"{other} has texted, and this text is {first.name}'s",
                expected=f"from: {other} in this step, or from: {first.name} if that is meant",
                code=Code.OTHER_PERSON,
            )
    return warnings


def _takes_part(case: Case, steps: Sequence[StepResult]) -> bool:
    """Whether anything has happened to the first person, or a step names that person."""
    first = case.people.first
    external_id = str(first.value("external_id"))
    for step, result in zip(case.steps, steps, strict=True):
        said = repr(step.draft or step.tree)
        if step.draft is None or step.draft.from_ in (first.name, first.mdn):
            return True
        if national(first.mdn) in said or f"${{{first.name}." in repr(step.tree):
            return True
        if external_id in said:
            return True
        if result.mdn == first.mdn and set(result.states.values()) != {Consent.NONE}:
            return True
    return False


def _is_looked_at(case: Case, index: int) -> bool:
    """Whether a later step names another person with `from`, and expects their state or record."""
    drafts = [step.draft for step in case.steps[index + 1 :]]
    return any(
        draft is not None
        and draft.from_ is not None
        and not draft.expect.model_fields_set.isdisjoint(("state", "record"))
        for draft in drafts
    )
