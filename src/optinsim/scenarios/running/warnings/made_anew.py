"""Calls of a case that made a new person, and were probably meant for an existing one.

A PUT with Ann's external id makes a second record if Ann came by phone. A POST with her email
address makes a second contact. Her unchanged state says nothing of such a call. A PUT with an
unknown id also makes a new person, and so does a POST whose address or id is a slip away from a
stored one. Their answers repeat what was sent. Knows a case and its steps' results. Does not know
whom a call was meant for, other than by the ids and numbers in it. Draws no warning for a mistyped
id or address that another step names too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.events import PersonAdded
from optinsim.scenarios.reading.nested import texts_by_key
from optinsim.scenarios.reading.warnings.other_people import has_word, named_in, said_by
from optinsim.scenarios.reading.warnings.slipped_numbers import says_created, says_new
from optinsim.scenarios.reading.warnings.slips import is_slipped_id
from optinsim.scenarios.running.warnings.refused import sent
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile
    from optinsim.scenarios.running.results import StepResult

_CREATED, _REFUSED = 201, 400


def made_anew(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such calls, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    found: list[Problem] = []
    known: set[str | None] = set()
    """The numbers of the people who have a record."""
    stored: set[tuple[str, str]] = set()
    """The keys and texts that calls have stored."""
    for i, step in enumerate(steps):
        added = [e.person.mdn for e in step.turn.events if isinstance(e, PersonAdded)]
        command, draft = step.turn.command, case.steps[i].draft
        if isinstance(command, Request) and draft is not None:
            told = _leaves_alone(case, step, draft, known) if None in added else None
            # A stored person's new phone also adds a person to the engine; its status is 200.
            if added and draft.expect.model_fields_set and _status(step) == _CREATED:
                told = told or _updates_nobody(command, draft)
                told = told or _is_nearly(case, i, _words_sent(command), stored)
            if told:
                key, (message, instead) = "request" if draft.request else "listener", told
                at = ("steps", i, key)
                found += warning(case, at, message, expected=instead, code=Code.OTHER_PERSON)
            if command.method != "GET" and _status(step) < _REFUSED:
                stored |= _words_sent(command)
        known.update(added)
    return found


def _leaves_alone(
    case: Case, step: StepResult, draft: StepFile, known: set[str | None]
) -> tuple[str, str] | None:
    """Message and remedy for a call without a phone that was probably meant for a known person."""
    name = _meant(case, step, draft, known)
    if not name:
        return None
    return (
        f"this call makes a new person without a phone, and leaves {name} alone",
        (
            f"a call with what the record of {name} has, such as the number; "
            "for a new person, status: 201, and state or record in another step"
        ),
    )


def _meant(case: Case, step: StepResult, draft: StepFile, known: set[str | None]) -> str:
    """The known person for whom a call was probably meant; empty if it may be for a new one."""
    members = [one for one in case.people.members if one.mdn in known]
    if not says_created(draft):
        for name in named_in(case, said_by(draft)):
            if any(one.name == name for one in members):
                return name
    if not draft.expect.model_fields_set.isdisjoint(("state", "record")):
        return next((one.name for one in members if one.mdn == step.mdn), "")
    return ""


def _updates_nobody(request: Request, draft: StepFile) -> tuple[str, str] | None:
    """Message and remedy for a PUT that has made a person, if its step does not expect 201."""
    if request.method != "PUT" or says_created(draft):
        return None
    return (
        "this call updates no person, and makes a new one",
        "the id of a person who is stored, or status: 201 if a new one is meant",
    )


def _is_nearly(
    case: Case, index: int, own: set[tuple[str, str]], stored: set[tuple[str, str]]
) -> tuple[str, str] | None:
    """Message and remedy for a call whose id or address is a slip away from a stored one."""
    draft = case.steps[index].draft
    if draft is None or says_new(case, draft):
        return None
    for key, text in sorted(own - stored):
        same = [one for other, one in sorted(stored) if other == key and _is_id(one)]
        near = [one for one in same if is_slipped_id(text, one)]
        if near and not _is_named_elsewhere(case, index, text):
            return (
                f"this call makes a new person: {text!r:.60} is nearly {near[0]!r:.60}",
                f"{near[0]:.60}, or another step that names {text:.60} too",
            )
    return None


def _is_named_elsewhere(case: Case, index: int, text: str) -> bool:
    drafts = (step.draft for i, step in enumerate(case.steps) if i != index and step.draft)
    said = " ".join(f"{said_by(draft)} {draft.expect!r}" for draft in drafts)
    return has_word(said, text)


def _status(step: StepResult) -> int:
    return _REFUSED if step.turn.response is None else step.turn.response.status


def _words_sent(request: Request) -> set[tuple[str, str]]:
    """The texts with a letter in a call, each with its key; OPT720 warns of numbers."""
    texts = texts_by_key(sent(request))
    return {(key, text) for key, text in texts if any(map(str.isalpha, text))}


def _is_id(text: str) -> bool:
    """Whether a text looks like an id or an email address, and not like a name."""
    return "@" in text or any(map(str.isdigit, text))
