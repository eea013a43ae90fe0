"""External ids of people by which nothing is found, since no step has given them to the platform.

`people` says what the brand calls Ann; the platform hears of it only by a call. A 404 or `[]` for
her external id then holds also while she is subscribed. Knows the people of a scenario and what its
steps send. The first step may ask for a stranger, and so may a step about who has not taken part.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.scenarios.reading.warnings.other_people import has_word, named_in, said_by
from optinsim.scenarios.reading.warnings.unknown_targets import expects_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.people import ScenarioPerson

_ONLY_ASK = ("GET", "HEAD", "DELETE")


def unstored_ids(case: Case) -> Iterator[Fault]:
    """The steps that ask for such an id and expect nothing, with places from the steps on."""
    known = case.account.known_keys
    for i, step in enumerate(case.steps):
        draft = step.draft
        if i == 0 or draft is None or draft.request is None or not expects_nothing(draft, known):
            continue
        for member in case.people.members:
            id_ = member.given.external_id
            if not id_ or not _asks_by(draft.request.path, id_) or _is_stored(case, id_):
                continue
            if _takes_part(case, i, member):
                yield Fault(
                    (i, "request", "path"),
                    f"no step stores the external id {id_!r:.60} of {member.name}: nothing is "
                    "found by it, whatever has happened",
                    expected="a key that the platform has, or a call that stores this one",
                    code=Code.UNKNOWN_TARGET,
                )


def _asks_by(path: str, id_: str) -> bool:
    """Whether a path has an external id where it belongs: `external/EX1`, `external_person_id=EX1`.

    That it stands where another key belongs is told elsewhere.
    """
    return re.search(rf"external\w*[/=]{re.escape(id_)}(?!\w)", unquote(path)) is not None


def _is_stored(case: Case, id_: str) -> bool:
    """Whether a call may give the id to the platform; one that waits for a value may do so."""
    for step in case.steps:
        draft = step.draft
        if draft is None:
            return True
        is_change = draft.request is not None and draft.request.method not in _ONLY_ASK
        if (is_change or draft.listener is not None) and has_word(said_by(draft), id_):
            return True
    return False


def _takes_part(case: Case, index: int, member: ScenarioPerson) -> bool:
    """Whether a step before is about a person: a text of theirs, or a call that may change them."""
    for step in case.steps[:index]:
        draft = step.draft
        if draft is None:
            continue
        if draft.text is not None and (draft.from_ or case.people.first.name) == member.name:
            return True
        only_asks = draft.request is not None and draft.request.method in _ONLY_ASK
        if not only_asks and member.name in named_in(case, said_by(draft)):
            return True
    return False
