"""Answers that find nothing of a person who never took part, after another has ended or confirmed.

That nothing is found for Ann says nothing of Bob, who was deleted or has stopped. A call that has
only stored Ann puts her on no list. Nor does it say that Bob, who has confirmed, is no longer
pending; but a title or `from` may say that it is Ann who is meant. Knows a case, its steps'
results, and which people its requests name. Draws no warning if the scenario asks the same of the
person who has ended or confirmed.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.scenarios.reading.operators import captures
from optinsim.scenarios.reading.warnings.other_people import named_in, said_by
from optinsim.scenarios.running.warnings.other_campaign import ENDED, finds_nothing
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile
    from optinsim.scenarios.running.results import StepResult


def other_answer(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such answers, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    if not any(step.draft and step.draft.request for step in case.steps):
        return []
    people = _People(case)
    found: list[tuple[int, str, str, str]] = []
    """The step, whom it asks for, who was probably meant, and what has become of them."""
    asks_confirmed = False
    for i, step in enumerate(steps):
        draft = case.steps[i].draft
        named = people.take(step, draft)
        if draft is None or draft.request is None or draft.request.method != "GET":
            continue
        if not people.ended.keys().isdisjoint(named):
            return []
        asks_confirmed = asks_confirmed or not people.confirmed.keys().isdisjoint(named)
        is_new = len(named) == 1 and people.known.isdisjoint(named)
        if not is_new or not finds_nothing(draft, case.account.known_keys):
            continue
        if people.ended:
            found.append((i, named[0], next(iter(people.ended)), "ended"))
        elif people.confirmed and not _is_meant(case, named[0], draft):
            found.append((i, named[0], next(iter(people.confirmed)), "confirmed"))
    warnings: list[Problem] = []
    for i, name, meant, how in found:
        if how == "confirmed" and asks_confirmed:
            continue
        warnings += warning(
            case,
            ("steps", i, "request"),
            f"{_before(people, name)} before: it is {meant} who has {how}",
            expected=f"what is found of {meant}, too",
            code=Code.OTHER_PERSON,
        )
    return warnings


def _before(people: _People, name: str) -> str:
    """A phrase for what has happened to a person who never took part."""
    if name in people.stored:
        return f"{name} was only stored"
    return f"nothing has happened to {name}"


def _is_meant(case: Case, name: str, draft: StepFile) -> bool:
    """Whether a step or the title says that this person, or another one, is meant."""
    words = rf"\b(?:{re.escape(name)}|only|alone|\w*other\w*|else|strangers?)\b"
    return draft.from_ is not None or re.search(words, case.title, re.IGNORECASE) is not None


class _People:
    """What has become of the people of a case, step by step."""

    def __init__(self, case: Case) -> None:
        self.known: set[str] = set()
        """The people who have been in a campaign, or whom a call has removed."""
        self.stored: set[str] = set()
        """The people whom a call has stored."""
        self.ended: dict[str, None] = {}
        """Those who have stopped, declined or expired, or were deleted."""
        self.confirmed: dict[str, None] = {}
        """Those who were asked, and have confirmed."""
        self._case = case
        self._names = {member.mdn: member.name for member in case.people.members}
        self._owners: dict[str, str] = {}
        """Of each captured value, the person of whom it is."""

    def take(self, step: StepResult, draft: StepFile | None) -> list[str]:
        """Note what a step has brought about; the people whom its request names."""
        name, states = self._names.get(step.mdn, ""), set(step.states.values())
        self.known |= {name} if states != {Consent.NONE} else set()
        self.known.update(self._names.get(one.person.mdn or "", "") for one in step.turn.changes)
        for one in step.turn.changes:
            if (one.before, one.after) == (Consent.PENDING, Consent.SUBSCRIBED):
                self.confirmed[self._names.get(one.person.mdn or "", "")] = None
        self.ended |= {} if states.isdisjoint(ENDED) else {name: None}
        named = [] if draft is None else named_in(self._case, said_by(draft), self._owners)
        if draft is None:
            return named
        for _, captured in captures(draft.expect.model_dump(by_alias=True, exclude_unset=True)):
            self._owners[captured] = named[0] if named else name
        response = step.turn.response
        if draft.request is None or response is None or draft.request.method == "GET":
            return named
        if response.status < HTTPStatus.BAD_REQUEST:
            removed = named if draft.request.method == "DELETE" else ()
            self.stored.update(named)
            self.known.update(removed)
            self.ended |= dict.fromkeys(removed)
        return named
