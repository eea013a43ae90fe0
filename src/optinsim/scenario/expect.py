"""Judging: what was expected against what happened.

Text and numbers are exact, mappings are subsets, lists have an exact order and length, and an
operator says where that is not meant. Knows nothing of scenarios, steps or files.
"""

from __future__ import annotations

import json
import operator
import re
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.scenario.operators import ORDERINGS, captures, is_operators, literal_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optinsim.adapter import Place

MISSING: Any = object()
"""What is compared where a key is not there at all."""


@value
class Failure:
    """One expectation that was not met."""

    place: Place
    """Where in the expectation."""
    expected: Any
    actual: Any
    message: str
    """A sentence for people, without the place."""


def compare(
    expected: Any, actual: Any, captured: dict[str, Any], at: Place = (), *, exact: bool = False
) -> Iterator[Failure]:
    """Everything in which `actual` is not what was expected; captures go into `captured`.

    `exact` is what $equals asks for: mappings have no other keys than the expected ones.
    """
    if isinstance(expected, dict):
        if is_operators(expected):
            yield from _operators(expected, actual, captured, at)
        else:
            yield from _mapping(expected, actual, captured, at, exact=exact)
    elif isinstance(expected, list):
        yield from _list(expected, actual, captured, at, exact=exact)
    elif not same(expected, actual):
        yield _differs(expected, actual, at)


def same(expected: Any, actual: Any) -> bool:
    """Whether two JSON scalars are equal: 1 is not true, and 84237 is not "84237"."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def _differs(expected: Any, actual: Any, at: Place) -> Failure:
    message = f"expected {show(expected)}, got {show(actual)}"
    if actual is not MISSING and str(expected) == str(actual):
        kinds = {str: "text", bool: "a truth value", type(None): "null"}
        message += (
            f" (expected {kinds.get(type(expected), 'a number')}, "
            f"got {kinds.get(type(actual), 'a number')}: quotes make text)"
        )
    return Failure(at, expected, actual, message)


def show(value: Any) -> str:
    """A value as people read it in a sentence."""
    if value is MISSING:
        return "nothing"
    return json.dumps(value, ensure_ascii=False, default=str)


def _mapping(
    expected: dict[str, Any], actual: Any, captured: dict[str, Any], at: Place, *, exact: bool
) -> Iterator[Failure]:
    if not isinstance(actual, dict):
        yield _differs(expected, actual, at)
        return
    for key, item in expected.items():
        value = actual.get(literal_key(key), MISSING)
        if value is MISSING and not _wants_absence(item):
            there = f"; there are: {', '.join(actual)}" if actual else ""
            message = f"{literal_key(key)!r} is missing{there}"
            yield Failure((*at, key), item, value, message)
        else:
            yield from compare(item, value, captured, (*at, key), exact=exact)
    if exact:
        known = {literal_key(key) for key in expected}
        for key in [key for key in actual if key not in known]:
            yield Failure(at, MISSING, actual[key], f"unexpected key {key!r}")


def _wants_absence(expected: Any) -> bool:
    return isinstance(expected, dict) and "$absent" in expected


def _list(
    expected: list[Any], actual: Any, captured: dict[str, Any], at: Place, *, exact: bool
) -> Iterator[Failure]:
    if not isinstance(actual, list | tuple):
        yield _differs(expected, actual, at)
        return
    for i, (item, value) in enumerate(zip(expected, actual, strict=False)):
        yield from compare(item, value, captured, (*at, i), exact=exact)
    for i, item in enumerate(expected[len(actual) :], len(actual)):
        message = f"expected {show(item)}, and nothing more came"
        yield Failure((*at, i), item, MISSING, message)
    for value in actual[len(expected) :]:
        message = f"unexpected: {show(value)}"
        yield Failure(at, MISSING, value, message)


def _operators(
    operators: dict[str, Any], actual: Any, captured: dict[str, Any], at: Place
) -> Iterator[Failure]:
    for name, argument in operators.items():
        place = (*at, name)
        if name == "$absent":
            if actual is not MISSING:
                yield Failure(place, MISSING, actual, f"expected nothing, got {show(actual)}")
        elif actual is MISSING:
            yield Failure(place, {name: argument}, actual, "is missing")
        elif name == "$capture":
            captured[argument] = actual
        elif name == "$equals":
            yield from compare(argument, actual, captured, place, exact=True)
        elif name == "$unordered":
            yield from _unordered(argument, actual, captured, place)
        elif not _holds(name, argument, actual):
            message = f"{_PHRASES[name].format(show(argument))}, got {show(actual)}"
            yield Failure(place, {name: argument}, actual, message)


_PHRASES = {
    "$any": "expected any value",
    "$contains": "expected text that contains {}",
    "$regex": "expected text that matches {}",
    "$length": "expected length {}",
    "$one_of": "expected one of {}",
    "$gt": "expected more than {}",
    "$lt": "expected less than {}",
    "$gte": "expected at least {}",
    "$lte": "expected at most {}",
}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "$gt": operator.gt,
    "$lt": operator.lt,
    "$gte": operator.ge,
    "$lte": operator.le,
}


def _holds(name: str, argument: Any, actual: Any) -> bool:
    if name in ORDERINGS:
        numbers = _is_number(argument) and _is_number(actual)
        texts = isinstance(argument, str) and isinstance(actual, str)
        return (numbers or texts) and _ORDER[name](actual, argument)
    match name:
        case "$any":
            return True
        case "$contains":
            return isinstance(actual, str) and argument in actual
        case "$regex":
            return isinstance(actual, str) and re.search(argument, actual) is not None
        case "$length":
            return isinstance(actual, str | list | tuple | dict) and len(actual) == argument
        case _:
            return any(_matches(item, actual) for item in argument)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _matches(expected: Any, actual: Any) -> bool:
    return next(compare(expected, actual, {}), None) is None


def _unordered(
    expected: list[Any], actual: Any, captured: dict[str, Any], at: Place
) -> Iterator[Failure]:
    """Each expectation met by a value of its own, in whatever order."""
    if not isinstance(actual, list | tuple):
        yield _differs(expected, actual, at)
        return
    fits = [
        [j for j, value in enumerate(actual) if _matches(item, value)] for item in expected
    ]
    owner: dict[int, int] = {}
    """Which expectation has which value."""

    def settle(i: int, tried: set[int]) -> bool:
        for j in fits[i]:
            if j not in tried:
                tried.add(j)
                if j not in owner or settle(owner[j], tried):
                    owner[j] = i
                    return True
        return False

    for i, item in enumerate(expected):
        if not settle(i, set()):
            message = f"expected {show(item)} somewhere, and it is not there"
            yield Failure((*at, i), item, MISSING, message)
    for j, value in enumerate(actual):
        if j not in owner:
            yield Failure(at, MISSING, value, f"unexpected: {show(value)}")
        elif any(captures(expected[owner[j]])):
            yield from compare(expected[owner[j]], value, captured, (*at, owner[j]))
