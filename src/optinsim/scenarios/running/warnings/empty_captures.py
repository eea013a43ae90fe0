"""Captures of a case that took an empty value, which a later step uses.

Two ids are equal if both are null, and a path that ends in an empty id is that of another call.
Knows a case and what its steps have captured. Does not know what a value is used for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.scenarios.judging.failure import is_empty, show
from optinsim.scenarios.reading.operators import captures
from optinsim.scenarios.reading.variables import names_in
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case


def empty_captures(case: Case, captured: Mapping[str, Any]) -> list[Problem]:
    """The warnings about such captures, without those that a comment silences.

    Args:
        case: that has passed.
        captured: the captured values, by name.
    """
    empty = {name: found for name, found in captured.items() if is_empty(found)}
    if not empty:
        return []
    used = {name for step in case.steps for name in names_in(step.tree)}
    found: list[Problem] = []
    for i, step in enumerate(case.steps):
        expect = step.tree.get("expect") if isinstance(step.tree, dict) else None
        for place, name in captures(expect, ("steps", i, "expect")):
            if name in empty and name in used:
                found += warning(
                    case,
                    place,
                    f"this captures {show(empty[name])}, and a later step uses ${{{name:.60}}}",
                    expected="a step before that gives it a value, or the empty value itself in "
                    "both steps, if that is meant",
                    code=Code.EMPTY_CAPTURE,
                )
    return found
