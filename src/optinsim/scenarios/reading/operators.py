"""The operators that an expectation may use in place of a value, and their faults.

Knows the argument of each. Does not know what each means (judging/expect.py). Refuses an operator
that any value would meet, or none: `$contains: ""` and `$one_of: []` must be mistakes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.files.problems import one_of
from optinsim.patterns import compile_pattern
from optinsim.scenarios.reading.ordering import ORDERINGS, is_number, meets

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
    "$has",
    "$not",
    "$capture",
    "$gt",
    "$lt",
    "$gte",
    "$lte",
)
OF_LISTS = ("$any", "$equals", "$unordered", "$length", "$one_of", "$has", "$not", "$capture")
"""The operators that a list can meet."""
DESTINATION = "$destination"
"""In an entry of `callbacks`, the key of the callback's destination; no operator."""
MOST_UNORDERED = 200
"""The longest list: all pairs of entries are compared."""


def is_operators(expected: Any) -> bool:
    """Whether an expectation is a mapping of operators; `$$x` is the literal key `$x`."""
    # Called for every mapping of every expectation: a loop is three times as fast as any(…).
    if isinstance(expected, dict):
        for key in expected:
            if key[:1] == "$" and key[:2] != "$$" and key != DESTINATION:
                return True
    return False


def fits_anything(expected: Any) -> bool:
    """Whether every present value meets an expectation, so that it checks nothing."""
    if not is_operators(expected):
        return False
    return all(
        key == "$any"
        or (key == "$one_of" and isinstance(argument, list) and any(map(fits_anything, argument)))
        or (key == "$equals" and fits_anything(argument))
        or (key == "$not" and argument == {"$absent": True})
        for key, argument in expected.items()
    )


def is_empty_list(expected: Any) -> bool:
    """Whether a list meets an expectation if it is empty, or has no entry that it excludes."""
    if not isinstance(expected, dict):
        return bool(expected == [])
    excluded = expected.get("$not")
    if isinstance(excluded, dict) and "$has" in excluded:
        return True
    is_whole = any(expected.get(name) == [] for name in ("$equals", "$unordered"))
    return is_whole or ("$length" in expected and is_no_count(expected["$length"]))


def is_no_count(expected: Any) -> bool:
    """Whether a count of 0 meets an expectation, and a count of 1 does not: `{$lt: 1}`."""
    return _fits_count(expected, 0) and not _fits_count(expected, 1)


def _fits_count(expected: Any, count: int) -> bool:
    if not is_operators(expected):
        return is_number(expected) and bool(expected == count)
    for key, argument in expected.items():
        fits = True
        if key in ORDERINGS:
            fits = meets(key, argument, count) is True
        elif key == "$one_of":
            fits = any(_fits_count(item, count) for item in argument)
        elif key in ("$not", "$equals"):
            fits = _fits_count(argument, count) is (key == "$equals")
        if not fits:
            return False
    return True


def literal_key(key: str) -> str:
    """The literal key that a plain mapping's key means."""
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
    """The faults of the operators of an expectation at a place."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from faults(item, (*at, i))
    elif is_operators(expected):
        if "$absent" in expected and len(expected) > 1:
            message = "$absent stands beside something that wants a value"
            yield Fault(
                (*at, "$absent"), message, expected="$absent alone", code=Code.CONTRADICTION
            )
        elif "$absent" in expected and _is_entry(at):
            yield Fault(
                (*at, "$absent"),
                "an entry of a list is never absent",
                expected="$absent behind a key, or {$not: {$has: …}}",
                code=Code.IMPOSSIBLE_CONDITION,
            )
        for key, argument in expected.items():
            yield from _operator_faults(key, argument, (*at, key))
    elif isinstance(expected, dict):
        for key, item in expected.items():
            if key == DESTINATION:
                yield from _destination_faults(item, (*at, key))
            else:
                yield from faults(item, (*at, key))


def _is_entry(at: Place) -> bool:
    """Whether an expectation at a place is about an entry of a list."""
    *before, last = ("", *at)
    return last == "$has" or (isinstance(last, int) and before[-1] != "$one_of")


def _destination_faults(expected: Any, at: Place) -> Iterator[Fault]:
    in_entry = at[3:4] == ("callbacks",) and all(
        isinstance(part, int) or part[:1] == "$" for part in at[4:]
    )
    if not in_entry or not any(isinstance(part, int) or part == "$has" for part in at[4:]):
        yield Fault(
            at,
            f"{DESTINATION} stands in an entry of callbacks, and nowhere else",
            code=Code.MISPLACED_OPERATOR,
        )
    if isinstance(expected, dict) and not is_operators(expected):
        for key in expected.keys() - set(_DESTINATION):
            message = f"a destination has no {key!r:.60}"
            yield Fault(
                (*at, key),
                message,
                got=key,
                names=_DESTINATION,
                of_key=True,
                code=Code.UNKNOWN_KEY,
            )
    if isinstance(expected, dict):
        yield from faults(expected, at)
    elif not isinstance(expected, str):
        yield Fault(
            at,
            "a destination is a URL or a mapping",
            expected=one_of(_DESTINATION),
            code=Code.WRONG_VALUE,
        )


_DESTINATION = ("url", "method", "content_type")


def _operator_faults(key: str, argument: Any, place: Place) -> Iterator[Fault]:
    if key[:1] != "$" or key[:2] == "$$" or key == DESTINATION:
        message = f"key {key!r} stands beside an operator"
        yield Fault(
            place,
            message,
            expected="operators alone, or keys alone",
            of_key=True,
            code=Code.OPERATOR_BESIDE_KEY,
        )
    elif key[:2] == "${":
        message = "variables are filled in in values, not in keys"
        yield Fault(
            place, message, expected="the key itself", of_key=True, code=Code.MISPLACED_VARIABLE
        )
    elif key not in OPERATORS:
        yield Fault(
            place,
            f"unknown operator {key!r}",
            got=key,
            names=OPERATORS,
            of_key=True,
            code=Code.UNKNOWN_OPERATOR,
        )
    elif key in _EXPECTED and not _takes(key, argument):
        yield Fault(
            place,
            f"{key} cannot take {_shown(argument):.60}",
            expected=_EXPECTED[key],
            code=Code.BAD_ARGUMENT,
        )
    elif key == "$regex":
        yield from _pattern_faults(argument, place)
    elif key in _TAKE_EXPECTATIONS:
        yield from faults(argument, place)
        if key in ("$one_of", "$not"):
            for within, _ in captures(argument, place):
                yield Fault(
                    within, f"$capture in {key} might capture nothing", code=Code.CAPTURE_OF_NOTHING
                )
        if key == "$not" and fits_anything(argument):
            yield Fault(
                place,
                "nothing can meet this",
                expected="$absent: true for no value",
                code=Code.IMPOSSIBLE_CONDITION,
            )


def _pattern_faults(pattern: str, place: Place) -> Iterator[Fault]:
    try:
        compile_pattern(pattern)
    except ValueError as error:
        yield Fault(place, f"no regular expression: {error}", code=Code.BAD_PATTERN)


_TAKE_EXPECTATIONS = frozenset({"$unordered", "$one_of", "$equals", "$has", "$not"})
_EXPECTED = {
    "$contains": "text that is not empty",
    "$regex": "a regular expression that is not empty",
    "$any": "true",
    "$absent": "true",
    "$unordered": f"a list of at most {MOST_UNORDERED} items",
    "$length": "a whole number, or an operator such as {$gte: 2}",
    "$one_of": f"a list that is not empty, of at most {MOST_UNORDERED} items",
    "$capture": "a name such as person_id",
    **dict.fromkeys(ORDERINGS, "a number, or a time such as 2026-01-05T15:00:00Z"),
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
            return _is_length(argument)
        case "$capture":
            return isinstance(argument, str) and re.fullmatch(r"[A-Za-z_]\w*", argument) is not None
        case _:
            return is_number(argument) or (isinstance(argument, str) and argument != "")


def _is_length(argument: Any) -> bool:
    """Whether it can be met by a length: a whole number, or operators that compare with some."""
    if isinstance(argument, list):
        return all(map(_is_length, argument))
    if isinstance(argument, dict):
        known = {*ORDERINGS, "$one_of", "$not"}
        is_known = bool(argument) and known >= argument.keys()
        # Every length is at least 0.
        return is_known and argument != {"$gte": 0} and all(map(_is_length, argument.values()))
    return isinstance(argument, int) and not isinstance(argument, bool) and argument >= 0


def _shown(argument: Any) -> str:
    """An operator's argument, approximately as the file has it."""
    if argument is None:
        return "null"
    return str(argument).lower() if isinstance(argument, bool) else repr(argument)
