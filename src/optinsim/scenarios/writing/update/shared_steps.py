"""Steps that an update does not change, because several scenarios or accounts share them.

Knows the place of a case's step in the file of its scenario. Does not decide changes (decide.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.files.composed import written

if TYPE_CHECKING:
    from optinsim.scenarios.reading.cases import Case


def index_of(case: Case, index: int) -> int:
    """The index of a case's step in the file; for a step of a group, the index of its use."""
    document, file = case.document, written(case.document)
    if document is file:
        return index
    place = document.tree["steps"].places[index]
    return int(file.tree["steps"].places.index(place))


def why_shared(case: Case, index: int) -> str:
    """Why a step's expectations cannot be rewritten in the scenario's file; empty if they can."""
    group = case.steps[index].group
    if group is not None:
        place = f"{group.file}:{group.line}"
        return f"the step is of the group {group.name!r:.60} ({place}), which others may use"
    raw = written(case.document).at(("steps", index_of(case, index), "expect"))
    if isinstance(raw, dict) and "$on" in raw:
        return "the step has expectations for each account"
    return ""
