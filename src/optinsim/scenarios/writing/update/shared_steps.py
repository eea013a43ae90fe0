"""Steps that an update leaves alone, since not only one scenario on one account is tried by them.

Knows where a step of a case stands in the file of its scenario. Does not know what becomes of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.files.composed import written

if TYPE_CHECKING:
    from optinsim.scenarios.reading.cases import Case


def index_of(case: Case, index: int) -> int:
    """Which step of the file a step of a case is; of one from a group, the one that uses it."""
    document, file = case.document, written(case.document)
    if document is file:
        return index
    place = document.tree["steps"].places[index]
    return int(file.tree["steps"].places.index(place))


def why_shared(case: Case, index: int) -> str:
    """Why what a step expects cannot be rewritten in the file of the scenario; empty if it can."""
    group = case.steps[index].group
    if group is not None:
        place = f"{group.file}:{group.line}"
        return f"the step is of the group {group.name!r:.60} ({place}), which others may use"
    raw = written(case.document).at(("steps", index_of(case, index), "expect"))
    if isinstance(raw, dict) and "$on" in raw:
        return "the step has expectations for each account"
    return ""
