"""Judging: what was expected against what happened.

Text and numbers are exact, mappings are subsets, lists have an exact order and length, and an
operator says where that is not meant. Knows nothing of scenarios, steps or files.
"""

from __future__ import annotations

import json
import operator
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.patterns import compile_pattern
from optinsim.scenarios.judging.align import Alignment, align
from optinsim.scenarios.judging.patterns import search
from optinsim.scenarios.reading.operators import ORDERINGS, captures, is_operators, literal_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optinsim.adapter import Place

Captured = dict[str, Any] | None
"""What $capture keeps; None where it is only asked whether a value fits."""


class _Nothing(Enum):
    MISSING = "missing"


MISSING: Any = _Nothing.MISSING
"""What is compared where a key is not there at all. (A name of an enumeration, and no plain object:
it has to be the same one when a result comes from another process.)"""

_LONGEST = 200
"""Characters of a value in a sentence: whoever wants all of it reads the difference."""


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
    expected: Any, actual: Any, captured: Captured, at: Place = (), *, exact: bool = False
) -> Iterator[Failure]:
    """Everything in which `actual` is not what was expected; captures go into `captured`.

    `exact` is what $equals asks for: mappings have no other keys than the expected ones, however
    deep they are.
    """
    if isinstance(expected, dict):
        if is_operators(expected):
            yield from _operators(expected, actual, captured, at, exact=exact)
        else:
            yield from _mapping(expected, actual, captured, at, exact=exact)
    elif isinstance(expected, list):
        yield from _list(expected, actual, captured, at, exact=exact)
    elif not same(expected, actual):
        yield _differs(expected, actual, at)


def agrees(expected: Any, actual: Any) -> bool:
    """Whether a value is plainly what was expected, as nearly all are.

    If not, that says nothing yet: there may be operators, or a difference. `compare` knows, and
    takes five times as long.
    """
    # Asked of every value of every expectation: a text is compared without a call.
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return False
        for key, item in expected.items():
            found = actual.get(key, MISSING)
            if key[:1] == "$" or (found != item if type(item) is str else not agrees(item, found)):
                return False
        return True
    if isinstance(expected, list):
        if not isinstance(actual, list | tuple) or len(expected) != len(actual):
            return False
        return all(map(agrees, expected, actual))
    return type(expected) is type(actual) and bool(expected == actual)


def same(expected: Any, actual: Any) -> bool:
    """Whether two JSON scalars are equal: 1 is 1.0 but not true, and 84237 is not "84237"."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def _differs(expected: Any, actual: Any, at: Place) -> Failure:
    message = f"expected {show(expected)}, got {show(actual)}"
    if actual is not MISSING and _characters(expected) == _characters(actual):
        message += f" (expected {_kind(expected)}, got {_kind(actual)}: quotes make text)"
    return Failure(at, expected, actual, message)


def _characters(scalar: Any) -> str:
    """What somebody types for a scalar who forgets that quotes count."""
    return scalar if isinstance(scalar, str) else show(scalar)


def _kind(scalar: Any) -> str:
    kinds = {str: "text", bool: "a truth value", type(None): "null"}
    return kinds.get(type(scalar), "a number")


def show(value: Any) -> str:
    """A value as people read it in a sentence; a very long one is cut."""
    if value is MISSING:
        return "nothing"
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def _mapping(
    expected: dict[str, Any], actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    if not isinstance(actual, dict):
        yield _differs(expected, actual, at)
        return
    for key, item in expected.items():
        found = actual.get(literal_key(key), MISSING)
        if found is MISSING and not _may_be_absent(item):
            there = f"; there are: {', '.join(actual)}" if actual else ""
            message = f"{literal_key(key)!r} is missing{there}"
            yield Failure((*at, key), item, found, message)
        else:
            yield from compare(item, found, captured, (*at, key), exact=exact)
    if exact:
        known = {literal_key(key) for key in expected}
        for key in [key for key in actual if key not in known]:
            yield Failure(at, MISSING, actual[key], f"unexpected key {key!r}")


def _may_be_absent(expected: Any) -> bool:
    return isinstance(expected, dict) and (
        "$absent" in expected or any(map(_may_be_absent, expected.get("$one_of", ())))
    )


def _list(
    expected: list[Any], actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    if not isinstance(actual, list | tuple):
        yield _differs(expected, actual, at)
        return
    if captured is None:
        # What differs, nobody will read: entry by entry is enough.
        if len(expected) != len(actual):
            yield _differs(expected, actual, at)
        pairs = [(i, i) for i in range(min(len(expected), len(actual)))]
        found = Alignment(same=pairs)
    else:
        found = align(expected, actual, lambda i, j: matches(expected[i], actual[j], exact=exact))
    for i, j in (*found.same, *found.differing):
        yield from compare(expected[i], actual[j], captured, (*at, i), exact=exact)
    for i, j in found.moved:
        message = f"expected as number {i + 1}, came as number {j + 1}: the order counts"
        yield Failure((*at, i), expected[i], actual[j], message)
    for i in found.missing:
        why = "it did not come" if i < len(actual) else "nothing more came"
        message = f"expected {show(expected[i])}, and {why}"
        yield Failure((*at, i), expected[i], MISSING, message)
    for j in found.unexpected:
        yield _unexpected(actual[j], (*at, j))


def _unexpected(found: Any, at: Place) -> Failure:
    return Failure(at, MISSING, found, f"unexpected: {show(found)}")


def _operators(
    operators: dict[str, Any], actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    for name, argument in operators.items():
        place = (*at, name)
        if name in ("$absent", "$one_of"):  # the two that a missing value may meet
            yield from _absent_or_one_of(name, argument, actual, place, exact=exact)
        elif actual is MISSING:
            yield Failure(place, {name: argument}, actual, "is missing")
        elif name == "$equals":
            yield from compare(argument, actual, captured, place, exact=True)
        elif name == "$unordered":
            yield from _unordered(argument, actual, captured, place, exact=exact)
        elif name == "$capture":
            if captured is not None:
                captured[argument] = actual
        elif name != "$any" and not (held := _holds(name, argument, actual)):
            failure = _not_held(name, argument, actual, place)
            slow = "; to look for it takes too long" if held is None else ""
            yield replace(failure, message=failure.message + slow)


def _absent_or_one_of(
    name: str, argument: Any, actual: Any, place: Place, *, exact: bool
) -> Iterator[Failure]:
    if name == "$absent":
        if actual is not MISSING:
            yield Failure(place, MISSING, actual, f"expected nothing, got {show(actual)}")
    elif not any(matches(item, actual, exact=exact) for item in argument):
        yield _not_held(name, argument, actual, place)


def _not_held(name: str, argument: Any, actual: Any, place: Place) -> Failure:
    message = f"{_PHRASES[name].format(show(argument))}, got {show(actual)}"
    return Failure(place, {name: argument}, actual, message)


_PHRASES = {
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


def _holds(name: str, argument: Any, actual: Any) -> bool | None:
    """Whether an operator is met; None if that cannot be said in a sensible time."""
    if name in ORDERINGS:
        numbers = _is_number(argument) and _is_number(actual)
        texts = isinstance(argument, str) and isinstance(actual, str)
        return (numbers or texts) and _ORDER[name](actual, argument)
    match name:
        case "$contains":
            return isinstance(actual, str) and argument in actual
        case "$regex":
            return isinstance(actual, str) and search(compile_pattern(argument), actual)
        case _:  # $length; the checker has let no other operator through
            return isinstance(actual, str | list | tuple | dict) and len(actual) == argument


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def matches(expected: Any, actual: Any, *, exact: bool = False) -> bool:
    """Whether a value is what was expected."""
    return next(compare(expected, actual, None, exact=exact), None) is None


def _unordered(
    expected: list[Any], actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    """Each expectation met by a value of its own, in whatever order."""
    if not isinstance(actual, list | tuple):
        yield _differs(expected, actual, at)
        return
    fits = [
        [j for j, found in enumerate(actual) if matches(item, found, exact=exact)]
        for item in expected
    ]
    owner, unmet = assign(fits)
    for i in unmet:
        message = f"expected {show(expected[i])} somewhere, and it is not there"
        yield Failure((*at, i), expected[i], MISSING, message)
    for j, found in enumerate(actual):
        if j not in owner:
            yield _unexpected(found, at)
        elif any(captures(expected[owner[j]])):
            yield from compare(expected[owner[j]], found, captured, (*at, owner[j]), exact=exact)


def assign(fits: list[list[int]]) -> tuple[dict[int, int], list[int]]:
    """Which expectation has which value, and the expectations that are left without one.

    The first value that fits is not good enough: [{a: 1}, {}] has to match [{a: 1, b: 2}, {a: 1}]
    whichever expectation chooses first.
    """
    owner: dict[int, int] = {}

    def settle(i: int, tried: set[int]) -> bool:
        for j in fits[i]:
            if j not in tried:
                tried.add(j)
                if j not in owner or settle(owner[j], tried):
                    owner[j] = i
                    return True
        return False

    return owner, [i for i in range(len(fits)) if not settle(i, set())]
