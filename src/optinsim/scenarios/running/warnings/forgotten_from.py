"""Texts without `from` that are those of a stranger, after something has happened to another one.

Without `from`, a text is the first person's, or that of a person of whom the scenario says nothing
if it has no `people`. If Bob has joined by a text or a call and nothing has happened to Ann, a STOP
without `from` is answered too, and Bob stays subscribed. Knows a case, its steps' results, and
which people its requests name. Ignores a text whose step expects a `state` that a stranger has
before the text, which a check looks at. Draws no warning if any step is about the first person in
another way, or if a later one expects the `state` or `record` of the other, or asks for the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.numbers import national, without_separators
from optinsim.scenarios.reading.warnings.other_people import fits_a_stranger, said_by
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation
    from optinsim.scenarios.running.results import StepResult

_JOINED = frozenset({Consent.PENDING, Consent.SUBSCRIBED})


def forgotten_from(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such texts, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    first, meant, how = case.people.first, "", ""
    names = {member.mdn: member.name for member in case.people.members}
    has_texted = False
    found: list[tuple[int, str, str]] = []
    for i, step in enumerate(steps):
        draft = case.steps[i].draft
        if draft is None:
            continue
        if not isinstance(step.turn.command, ReceiveText):
            moved = [change.person.mdn for change in step.turn.changes]
            if moved and not meant and not has_texted:
                meant, how = moved[0] or "", "was named by a request"
        elif draft.from_ is not None:
            meant, how = step.mdn, "has texted"
        else:
            has_texted = True
            if meant and _expects_of_a_stranger(case, draft.expect):
                found.append((i, meant, how))
    if not found or _takes_part(case, steps):
        return []
    warnings: list[Problem] = []
    for i, mdn, how in found:
        if not _is_looked_at(case, i, mdn):
            other = names.get(mdn, mdn)
            warnings += warning(
                case,
                ("steps", i, "text"),
                f"{other} {how}, and this text is {first.name}'s",
                expected=f"from: {other} in this step, or from: {first.name} if that is meant",
                code=Code.OTHER_PERSON,
            )
    return warnings


def _expects_of_a_stranger(case: Case, expect: Expectation) -> bool:
    """Whether a text's step expects something, and what a stranger's text brings about."""
    given = expect.model_fields_set
    return bool(given or case.file.strict) and not ("state" in given and fits_a_stranger(expect))


def _takes_part(case: Case, steps: Sequence[StepResult]) -> bool:
    """Whether the first person has joined anything, or a step names that person."""
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
        # A stranger's STOP may lead to unsubscribed.
        if result.mdn == first.mdn and not _JOINED.isdisjoint(result.states.values()):
            return True
    return False


def _is_looked_at(case: Case, index: int, mdn: str) -> bool:
    """Whether a later step expects the state or record of another person, or asks for this one."""
    number = national(mdn)
    for step in case.steps[index + 1 :]:
        draft = step.draft
        if draft is None:
            continue
        given = draft.expect.model_fields_set
        if draft.from_ is not None and not given.isdisjoint(("state", "record")):
            return True
        if number in without_separators(said_by(draft)) and "response" in given:
            return True
    return False
