"""The operators that an expectation may use in place of a value, and what is wrong with one.

Knows what each takes. What each means stands in expect.py. An operator that any value would meet,
or none, is refused here: whoever writes `$contains: ""` or `$one_of: []` meant something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.patterns import compile_pattern

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
OF_LISTS = ("$any", "$equals", "$unordered", "$length", "$one_of", "$capture")
"""Those that a list can meet."""
MOST_UNORDERED = 200
"""To find out which entry is which, all pairs are tried."""
ORDERINGS = frozenset({"$gt", "$lt", "$gte", "$lte"})


def is_operators(expected: Any) -> bool:
    """Whether an expectation is a mapping of operators; `$$x` is the literal key `$x`."""
    # Called for every mapping of every expectation: a loop is three times as fast as any(…).
    if isinstance(expected, dict):
        for key in expected:
            if key[:1] == "$" and key[:2] != "$$":
                return True
    return False


def literal_key(key: str) -> str:
    """The key that a plain mapping's key stands for."""
    return key[1:] if key[:2] == "$$" else key


def captures(expected: Any, at: Place = ()) -> Iterator[tuple[Place, str]]:
    """The names that an expectation captures, each with its place."""
    if isinstance(expected, dict):
        for key, item in expected.items():
            if key == "$capture" and isinstance(item, str):
                yield (*at, key), item
            else:
                yield from captures(item, (*at, key))
    elif isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from captures(item, (*at, i))


def faults(expected: Any, at: Place) -> Iterator[Fault]:
    """What is wrong with the operators of an expectation at a place."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            if isinstance(item, dict | list):
                yield from faults(item, (*at, i))
    elif is_operators(expected):
        if "$absent" in expected and len(expected) > 1:
            message = "$absent stands beside something that wants a value"
            yield Fault((*at, "$absent"), message, expected="$absent alone")
        for key, argument in expected.items():
            yield from _operator_faults(key, argument, (*at, key))
    elif isinstance(expected, dict):
        for key, item in expected.items():
            if isinstance(item, dict | list):
                yield from faults(item, (*at, key))


def _operator_faults(key: str, argument: Any, place: Place) -> Iterator[Fault]:
    if key[:1] != "$" or key[:2] == "$$":
        message = f"key {key!r} stands beside an operator"
        yield Fault(place, message, expected="operators alone, or keys alone")
    elif key not in OPERATORS:
        yield Fault(place, f"unknown operator {key!r}", got=key, names=OPERATORS)
    elif key in _EXPECTED and not _takes(key, argument):
        yield Fault(place, f"{key} cannot take {_shown(argument):.60}", expected=_EXPECTED[key])
    elif key == "$regex":
        yield from _pattern_faults(argument, place)
    elif key in _TAKE_EXPECTATIONS:
        yield from faults(argument, place)
        if key == "$one_of":
            for within, _ in captures(argument, place):
                yield Fault(within, "$capture in $one_of might capture nothing")


def _pattern_faults(pattern: str, place: Place) -> Iterator[Fault]:
    try:
        compile_pattern(pattern)
    except ValueError as error:
        yield Fault(place, f"no regular expression: {error}")


_TAKE_EXPECTATIONS = frozenset({"$unordered", "$one_of", "$equals"})
_EXPECTED = {
    "$contains": "text that is not empty",
    "$regex": "a regular expression that is not empty",
    "$any": "true",
    "$absent": "true",
    "$unordered": f"a list of at most {MOST_UNORDERED} items",
    "$length": "a whole number",
    "$one_of": f"a list that is not empty, of at most {MOST_UNORDERED} items",
    "$capture": "a name such as person_id",
    **dict.fromkeys(sorted(ORDERINGS), "a number or text"),
}


def _takes(operator: str, argument: Any) -> bool:
    match operator:
        case "$contains" | "$regex":
            return isinstance(argument, str) and argument != ""
        case "$any" | "$absent":
            return argument is True
        case "$unordered" | "$one_of":
            fewest = 1 if operator == "$one_of" else 0
            return isinstance(argument, list) and fewest <= len(argument) <= MOST_UNORDERED
        case "$length":
            return isinstance(argument, int) and not isinstance(argument, bool) and argument >= 0
        case "$capture":
            return isinstance(argument, str) and re.fullmatch(r"[A-Za-z_]\w*", argument) is not None
        case _:
            # Every text is at least the empty one.
            return (
                isinstance(argument, int | float | str)
                and not isinstance(argument, bool)
                and argument != ""
            )


def _shown(argument: Any) -> str:
    """An operator's argument as the file has it, more or less."""
    if argument is None:
        return "null"
    return str(argument).lower() if isinstance(argument, bool) else repr(argument)
