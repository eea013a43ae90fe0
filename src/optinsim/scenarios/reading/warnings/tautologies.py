"""Conditions that every value meets that can stand there: both truth values, a count of 0 or more.

Knows operators, and the names of keys that count something. A choice between a value and all
others says nothing either, nor does a var that stands for any value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.scenarios.reading.operators import fits_anything
from optinsim.scenarios.reading.variables import names_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import JSON, Place
    from optinsim.scenarios.reading.cases import Case

_AT_LEAST = {"$gte": 0, "$gt": -1}
"""What a count always is, by the operator."""
_SEGMENTS = {"$gte": 1, "$gt": 0}
"""The same of the segments of a message."""


def tautologies(case: Case) -> Iterator[Fault]:
    """The conditions of a case that are always met, with places in it."""
    for i, step in enumerate(case.steps):
        if step.draft is None or step.is_plain:
            continue
        expect, at = step.draft.expect, ("steps", i, "expect")
        for part in ("replies", "callbacks", "record"):
            yield from _always_met(getattr(expect, part), (*at, part))
        if expect.response is not None:
            yield from _always_met(expect.response.json_, (*at, "response", "json"))
    for name, value in case.file.vars.items():
        # A name such as `anything` says what it stands for.
        if not fits_anything(value) or name.lower().startswith("any"):
            continue
        if any(name in names_in(step.tree) for step in case.steps):
            yield Fault(
                ("vars", name),
                f"every value meets ${{{name:.60}}}: it checks nothing",
                expected="what has to come",
                code=Code.ANYTHING_MEETS,
            )


def _always_met(expected: Any, at: Place) -> Iterator[Fault]:
    """The conditions at any depth that are always met; behind `$not`, they are never."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from _always_met(item, (*at, i))
    elif isinstance(expected, dict):
        for key, item in expected.items():
            what = _what_meets(key, item)
            if what:
                yield Fault(
                    (*at, key),
                    f"{what} meets this: it checks nothing",
                    expected="what has to come",
                    code=Code.ANYTHING_MEETS,
                )
            elif key != "$not":
                yield from _always_met(item, (*at, key))


def _what_meets(key: str, condition: Any) -> str:
    """What all meets a condition of a key; empty if it checks something."""
    if key == "$one_of" and isinstance(condition, list):
        if any(choice is True for choice in condition) and any(one is False for one in condition):
            return "every truth value"
        excluded = [one["$not"] for one in condition if _is_negation(one)]
        return "every value" if any(one in condition for one in excluded) else ""
    if key.lower().endswith(("count", "total")):
        return "every count" if _is_one_of(condition, _AT_LEAST) else ""
    if key == "segments":
        limits = (_AT_LEAST, _SEGMENTS)
        return "every message" if any(_is_one_of(condition, one) for one in limits) else ""
    return ""


def _is_negation(choice: Any) -> bool:
    return isinstance(choice, dict) and choice.keys() == {"$not"}


def _is_one_of(condition: Any, limits: dict[str, JSON]) -> bool:
    """Whether a condition is one of these limits, and nothing else."""
    return isinstance(condition, dict) and any(condition == {one: limits[one]} for one in limits)
