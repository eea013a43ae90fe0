"""The operators that an expectation may use in place of a value, and what is wrong with one.

Knows what each takes. What each means stands in expect.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Place

OPERATORS = (
    "$contains",
    "$regex",
    "$any",
    "$absent",
    "$equals",
    "$unordered",
    "$length",
    "$one_of",
    "$capture",
    "$gt",
    "$lt",
    "$gte",
    "$lte",
)
ORDERINGS = frozenset({"$gt", "$lt", "$gte", "$lte"})


def is_operators(expected: Any) -> bool:
    """Whether an expectation is a mapping of operators; `$$x` is the literal key `$x`."""
    return isinstance(expected, dict) and any(_is_operator(key) for key in expected)


def literal_key(key: str) -> str:
    """The key that a plain mapping's key stands for."""
    return key[1:] if key.startswith("$$") else key


def _is_operator(key: str) -> bool:
    return key.startswith("$") and not key.startswith("$$")


def captures(expected: Any) -> Iterator[str]:
    """The names that an expectation captures."""
    if isinstance(expected, dict):
        for key, item in expected.items():
            if key == "$capture" and isinstance(item, str):
                yield item
            else:
                yield from captures(item)
    elif isinstance(expected, list):
        for item in expected:
            yield from captures(item)


def faults(expected: Any, at: Place) -> Iterator[Fault]:
    """What is wrong with the operators of an expectation at a place."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from faults(item, (*at, i))
        return
    if not isinstance(expected, dict):
        return
    if not is_operators(expected):
        for key, item in expected.items():
            yield from faults(item, (*at, key))
        return
    for key, argument in expected.items():
        place = (*at, key)
        if not _is_operator(key):
            message = f"key {key!r} stands beside an operator"
            yield Fault(place, message, expected="operators alone, or keys alone")
        elif key not in OPERATORS:
            yield Fault(place, f"unknown operator {key!r}", got=key, names=OPERATORS)
        else:
            yield from _argument_faults(key, argument, place)


def _argument_faults(operator: str, argument: Any, place: Place) -> Iterator[Fault]:
    expected = _EXPECTED.get(operator)
    if expected is not None and not _takes(operator, argument):
        yield Fault(place, f"{operator} cannot take {argument!r:.60}", expected=expected)
    elif operator == "$regex":
        try:
            re.compile(argument)
        except (re.error, OverflowError, RecursionError) as error:
            yield Fault(place, f"no regular expression: {error}")
    elif operator in ("$unordered", "$one_of", "$equals"):
        yield from faults(argument, place)


_EXPECTED = {
    "$contains": "text",
    "$regex": "a regular expression",
    "$any": "true",
    "$absent": "true",
    "$unordered": "a list",
    "$length": "a whole number",
    "$one_of": "a list",
    "$capture": "a name such as person_id",
    **dict.fromkeys(sorted(ORDERINGS), "a number or text"),
}


def _takes(operator: str, argument: Any) -> bool:
    match operator:
        case "$contains" | "$regex":
            return isinstance(argument, str)
        case "$any" | "$absent":
            return argument is True
        case "$unordered" | "$one_of":
            return isinstance(argument, list)
        case "$length":
            return isinstance(argument, int) and not isinstance(argument, bool) and argument >= 0
        case "$capture":
            return isinstance(argument, str) and re.fullmatch(r"[A-Za-z_]\w*", argument) is not None
        case _:
            return isinstance(argument, int | float | str) and not isinstance(argument, bool)
