"""People of a scenario whom no step is about.

What a scenario says of such a person it does not try: «Ann and Bob are asked», and only Ann texts.
Whom the project file declares is there for all scenarios: only a check of all of them can tell that
no step is about them. Knows what the steps of all its examples say. Does not know which part of a
request names whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.numbers import national, without_separators
from optinsim.files.composed import is_shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.scenarios.reading.cases import Case, CaseStep


def people_nobody_names(cases: Sequence[Case]) -> Iterator[str]:
    """The names of such people.

    Args:
        cases: one scenario with each of its examples; at least one.
    """
    people = cases[0].people
    if people.names == ("me",) or _is_draftless(cases):
        return
    left = [name for name in people.names if name != people.first.name]
    if not any(_is_about_first(step) for case in cases for step in case.steps):
        left.insert(0, people.first.name)
    if not left:
        return
    said = " ".join(str(step.tree) for step in cases[0].steps)  # the same for each example
    said += f" {cases[0].file.vars} {cases[0].file.examples}"
    digits = without_separators(said)
    for name in left:
        member = people.member(name)
        if member is None or name in said or national(member.mdn) in digits:
            continue
        if str(member.value("external_id")) not in said:
            yield name


def people_of_project(cases: Sequence[Case]) -> Iterator[str]:
    """The names of the people whom the project file declares, and whom some step is about."""
    nobody_names = set(people_nobody_names(cases))
    for name in cases[0].file.people.keys() - nobody_names:
        if is_shared(cases[0].document, ("people", name)):
            yield name


def _is_draftless(cases: Sequence[Case]) -> bool:
    """Whether some step takes its shape from a captured value."""
    return any(step.draft is None for case in cases for step in case.steps)


def _is_about_first(step: CaseStep) -> bool:
    """Whether a step without `from` concerns the first person."""
    draft = step.draft
    if draft is None or draft.from_ is not None:
        return False
    given = draft.expect.model_fields_set
    return draft.text is not None or "state" in given or "record" in given
