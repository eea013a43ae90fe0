"""Compares an expected value with an actual one.

Text and numbers are exact, mappings are subsets, lists have an exact order and length, and an
operator is another comparison. Does not know scenarios, steps or files.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optinsim.scenarios.judging.align import Alignment, align
from optinsim.scenarios.judging.failure import (
    MISSING,
    Failure,
    appearance,
    differs,
    json_in,
    kind,
    show,
    unexpected,
)
from optinsim.scenarios.reading.operators import (
    DESTINATION,
    captures,
    is_operators,
    literal_key,
)
from optinsim.scenarios.reading.ordering import ORDERINGS, meets
from optinsim.scenarios.reading.regex import finds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from optinsim.adapter import Place

Captured = dict[str, Any] | None
"""The values that $capture stores; None if only a match is tested."""


class Detailed(str):
    """A text with details that an expectation can name: a reply's sender, a URL's method.

    The details are not pickled, because only the process that ran the step compares.
    """

    __slots__ = ("details",)
    details: Callable[[], dict[str, Any]]
    """Computes them on demand: few expectations name any."""

    @classmethod
    def of(cls, text: str, details: Callable[[], dict[str, Any]]) -> Detailed:
        """A text with its details."""
        made = cls(text)
        made.details = details
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the text alone."""
        return str, (str(self),)


class Body(dict[str, Any]):
    """A callback's body, with the callback's name and destination.

    These two are not pickled, because only the process that ran the step compares.
    """

    __slots__ = ("destination", "name")

    def __init__(self, body: Mapping[str, Any], name: str = "", destination: Any = MISSING) -> None:
        super().__init__(body)
        self.name = name
        self.destination = destination

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the body alone."""
        return dict, (dict(self),)


def compare(
    expected: Any, actual: Any, captured: Captured, at: Place = (), *, exact: bool = False
) -> Iterator[Failure]:
    """All differences of `actual` from the expected value; captures go into `captured`.

    `exact` is for $equals: mappings have no other keys than the expected ones, at any depth.
    """
    # Nearly all expectations are plain and met; finding that out takes a fifth of the time.
    if not exact and _is_plainly_met(expected, actual):
        return
    if isinstance(expected, dict):
        if is_operators(expected):
            yield from _operators(expected, actual, captured, at, exact=exact)
        else:
            yield from _mapping(expected, actual, captured, at, exact=exact)
    elif isinstance(expected, list):
        yield from _list(expected, actual, captured, at, exact=exact)
    elif not same(expected, actual):
        yield differs(expected, actual, at)


def _is_plainly_met(expected: Any, actual: Any) -> bool:
    """Fast path: whether a value equals an expectation without operators. False is inconclusive."""
    # Called for every value of every expectation: a text is compared without a call.
    if type(expected) is str:
        return bool(expected == actual)
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            return False
        for key, item in expected.items():
            found = actual.get(key, MISSING)
            is_met = found == item if type(item) is str else _is_plainly_met(item, found)
            if key[:1] == "$" or not is_met:
                return False
        return True
    if isinstance(expected, list):
        is_list = isinstance(actual, (list, tuple)) and len(expected) == len(actual)
        return is_list and all(map(_is_plainly_met, expected, actual))
    return type(expected) is type(actual) and bool(expected == actual)


def same(expected: Any, actual: Any) -> bool:
    """Whether two JSON scalars are equal: 1 is 1.0 but not true, and 84237 is not "84237"."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def matches(expected: Any, actual: Any, *, exact: bool = False) -> bool:
    """Whether a value meets an expectation."""
    return next(compare(expected, actual, None, exact=exact), None) is None


def _mapping(
    expected: dict[str, Any], actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    actual = as_mapping(actual)
    if not isinstance(actual, dict):
        yield differs(expected, actual, at)
        return
    for key, item in expected.items():
        found = value_of(actual, key)
        if found is MISSING and not _may_be_absent(item):
            there = f"; there are: {', '.join(actual)}" if actual else ""
            there = there or ("; there are none" if at[-1:] == ("headers",) else "")
            message = f"{literal_key(key)!r} is missing{there}"
            if isinstance(item, dict) and "$not" in item:
                message += "; if that is meant, expect {$absent: true}"
            if key == DESTINATION:
                message = "the callback goes nowhere: the account names no destination for it"
            yield Failure((*at, key), item, found, message)
        else:
            yield from compare(item, found, captured, (*at, key), exact=exact)
    if exact:
        known = {literal_key(key) for key in expected}
        for key in [key for key in actual if key not in known]:
            yield Failure(at, MISSING, actual[key], f"unexpected key {key!r}")


def as_mapping(actual: Any) -> Any:
    """The value with which a mapping is compared: the details of a text that has some."""
    return actual.details() if isinstance(actual, Detailed) else actual


def value_of(actual: dict[str, Any], key: str) -> Any:
    """The value with which the key of an expectation is compared; `MISSING` if there is none."""
    if key == DESTINATION:
        return getattr(actual, "destination", MISSING)
    return actual.get(literal_key(key), MISSING)


def _may_be_absent(expected: Any) -> bool:
    return isinstance(expected, dict) and (
        "$absent" in expected or any(map(_may_be_absent, expected.get("$one_of", ())))
    )


def _list(
    expected: list[Any], actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    if not isinstance(actual, list | tuple):
        yield differs(expected, actual, at)
        return
    if captured is None:
        # Only a match is tested: index by index is enough.
        if len(expected) != len(actual):
            yield differs(expected, actual, at)
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
        yield unexpected(actual[j], (*at, j))


def _operators(
    operators: dict[str, Any], actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    for name, argument in operators.items():
        place = (*at, name)
        if name in ("$absent", "$one_of"):  # a missing value may meet these two
            yield from _absent_or_one_of(name, argument, actual, place, exact=exact)
        elif actual is MISSING:
            yield Failure(place, {name: argument}, actual, "is missing")
        elif name == "$equals":
            yield from compare(argument, actual, captured, place, exact=True)
        elif name in _NESTED:
            yield from _NESTED[name](argument, actual, captured, place, exact=exact)
        elif name == "$capture":
            if captured is not None:
                captured[argument] = actual
        elif name != "$any":
            yield from _condition(name, argument, actual, place)


def _absent_or_one_of(
    name: str, argument: Any, actual: Any, place: Place, *, exact: bool
) -> Iterator[Failure]:
    if name == "$absent":
        if actual is not MISSING:
            yield Failure(place, MISSING, actual, f"expected nothing, got {show(actual)}")
        return
    failures = [list(compare(item, actual, None, exact=exact)) for item in argument]
    if all(failures):
        message = f"expected one of {show(argument)}, got {show(actual)}"
        whys = (failure.undecided for found in failures for failure in found)
        yield Failure(place, {name: argument}, actual, message, next(filter(None, whys), ""))


def _has(
    expected: Any, actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    """A list with an entry that meets the expectation; captures take the first such entry."""
    if not isinstance(actual, list | tuple):
        message = f"expected a list that has {show(expected)}, got {show(actual)}"
        yield Failure(at, {"$has": expected}, actual, message, f"{kind(actual)} is no list")
        return
    why = ""
    for item in actual:
        found = list(compare(expected, item, None, exact=exact))
        if not found:
            yield from compare(expected, item, captured, at, exact=exact)
            return
        why = why or next(filter(None, map(_why, found)), "")
    message = f"expected an entry {show(expected)}, got {show(actual)}"
    yield Failure(at, {"$has": expected}, actual, f"{message} ({why})" if why else message, why)


def _not(expected: Any, actual: Any, _: Captured, at: Place, *, exact: bool) -> Iterator[Failure]:
    """A value that does not meet the expectation, and that could have met it."""
    found = list(compare(expected, actual, None, exact=exact))
    if not found:
        message = f"expected anything but {show(expected)}, got {show(actual)}"
        yield Failure(at, {"$not": expected}, actual, message)
    for failure in found:
        if failure.undecided:
            excluded, came = show(failure.expected), show(failure.actual)
            message = f"{_UNDECIDED}excluded is {excluded}, got {came} ({failure.undecided})"
            yield replace(failure, place=(*at, *failure.place), message=message)


def _why(failure: Failure) -> str:
    """Why a part of an entry cannot be compared, with its place; empty: it can be."""
    place = ".".join(map(str, failure.place))
    return f"{place}: {failure.undecided}" if place and failure.undecided else failure.undecided


def _condition(name: str, argument: Any, actual: Any, at: Place) -> Iterator[Failure]:
    """An operator that tests one value."""
    held, note = _held(name, argument, actual)
    if not held:
        message = f"{_PHRASES[name].format(show(argument))}, got {show(actual)}"
        why = note if held is None else ""
        yield Failure(at, {name: argument}, actual, f"{message} ({note})" if note else message, why)


_PHRASES = {
    "$contains": "expected text that contains {}",
    "$regex": "expected text that matches {}",
    "$length": "expected length {}",
    "$gt": "expected more than {}",
    "$lt": "expected less than {}",
    "$gte": "expected at least {}",
    "$lte": "expected at most {}",
}


def _held(name: str, argument: Any, actual: Any) -> tuple[bool | None, str]:
    """Whether an operator is met (None: undecided), and what to add to the message."""
    if name in ORDERINGS:
        held = meets(name, argument, actual)
        return held, _NOT_COMPARABLE if held is None else ""
    if name == "$length":
        if not isinstance(actual, str | list | tuple | dict):
            return None, f"{kind(actual)} has no length"
        return matches(argument, len(actual)), f"length {len(actual)}"
    if not isinstance(actual, str):
        return None, f"{kind(actual)} is no text"
    if name == "$contains":
        return _contains(argument, actual)
    held = finds(argument, actual)
    return held, "to look for it takes too long" if held is None else ""


def _contains(part: str, text: str) -> tuple[bool | None, str]:
    if part in text:
        return True, ""
    if appearance(part) in appearance(text):
        return None, _LOOKS_ALIKE
    if json_in(text) is not None and _bare(part) in _bare(text):
        return None, _WRITTEN_DIFFERENTLY
    return False, ""


def _bare(text: str) -> str:
    """A piece of JSON without its quotes and spaces."""
    return re.sub(r"[\s\"']", "", text)


_UNDECIDED = "$not proves nothing here: "
_NOT_COMPARABLE = (
    "they cannot be compared: two numbers can, two numeric texts, and two times with their zones"
)
_WRITTEN_DIFFERENTLY = "this is JSON in a text, which has it with other quotes or spaces"
_LOOKS_ALIKE = "there is text that looks alike, but its characters are others"


def _unordered(
    expected: list[Any], actual: Any, captured: Captured, at: Place, *, exact: bool
) -> Iterator[Failure]:
    """Each expectation is met by a value of its own, in any order."""
    if not isinstance(actual, list | tuple):
        yield differs(expected, actual, at)
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
            yield unexpected(found, at)
        elif any(captures(expected[owner[j]])):
            yield from compare(expected[owner[j]], found, captured, (*at, owner[j]), exact=exact)


_NESTED = {"$unordered": _unordered, "$has": _has, "$not": _not}
"""The operators that take expectations."""


def assign(fits: list[list[int]]) -> tuple[dict[int, int], list[int]]:
    """Assign a value to each expectation; also the expectations without a value.

    Taking the first value that fits is not enough: [{a: 1}, {}] has to match [{a: 1, b: 2}, {a: 1}]
    in any order of the expectations.
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
