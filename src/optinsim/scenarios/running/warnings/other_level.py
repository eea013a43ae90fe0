"""Expectations of an answer's body that look a level too high, and are met by that.

`id: {$absent: true}` holds of a page, whose ids stand in `items`, and the length of the page is the
number of its keys. Knows a case and its steps' answers. A key that no answer has there is told by a
check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from optinsim.codes import Code
from optinsim.scenarios.reading.operators import is_operators, literal_key
from optinsim.scenarios.reading.warnings.known_keys import KeyTrees
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import JSON, Place
    from optinsim.codes import OfARun
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation
    from optinsim.scenarios.running.results import StepResult

Found: TypeAlias = "tuple[Place, str, str, OfARun]"
"""A place in what a step expects, a message, what to expect instead, and a code."""
_SAME_VALUE = ("$not", "$equals")
"""The operators whose argument is compared with the same value."""


def other_level(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such expectations, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    found: list[Problem] = []
    for i, step in enumerate(steps):
        draft, response = case.steps[i].draft, step.turn.response
        if draft is None or response is None or draft.expect.response is None:
            continue
        expected_json = draft.expect.response.json_
        told = list(_misplaced(expected_json, response.json, ("response", "json")))
        unknown = _unknown(case, draft.expect) if told else set()
        for place, message, expected, code in told:
            if place not in unknown:
                whole = ("steps", i, "expect", *place)
                found += warning(case, whole, message, expected=expected, code=code)
    return found


def _unknown(case: Case, expect: Expectation) -> set[Place]:
    """The places of the keys that no answer of the platform has, which a check tells."""
    known = case.account.known_keys
    return set() if known is None else {place for place, *_ in KeyTrees(known).unknown(expect)}


def _misplaced(expected: Any, actual: JSON, at: Place) -> Iterator[Found]:
    """What is expected of the wrong level."""
    if isinstance(expected, list) and isinstance(actual, list):
        for i, (wanted, found) in enumerate(zip(expected, actual, strict=False)):
            yield from _misplaced(wanted, found, (*at, i))
    elif is_operators(expected):
        yield from _by_operators(expected, actual, at)
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for key, item in expected.items():
            name = literal_key(key)
            if name in actual:
                yield from _misplaced(item, actual[name], (*at, key))
            elif path := next(paths_to(actual, name), ""):
                message = f"the answer has no {name!r:.60} here, and has it in {path:.100}"
                yield (*at, key), message, f"it in {path:.100}", Code.UNKNOWN_PLATFORM_KEY


def _by_operators(operators: dict[str, Any], actual: JSON, at: Place) -> Iterator[Found]:
    for name, argument in operators.items():
        if name in _SAME_VALUE:
            yield from _misplaced(argument, actual, (*at, name))
        elif name == "$has" and isinstance(actual, list) and actual:
            # All entries of an answer's list have one shape.
            yield from _misplaced(argument, actual[0], (*at, name))
        elif name == "$length" and isinstance(actual, dict):
            yield from _length(actual, (*at, name))


def _length(actual: dict[str, JSON], at: Place) -> Iterator[Found]:
    """A length of a mapping that has a list in it."""
    lists = [key for key, item in actual.items() if isinstance(item, list)]
    if lists:
        message = f"this counts the keys of the answer, and not what is in {lists[0]:.60}"
        yield at, message, f"{lists[0]:.60}: {{$length: …}}", Code.ANYTHING_MEETS


def paths_to(body: JSON, name: str) -> Iterator[str]:
    """The paths below a body that end in a key."""
    if isinstance(body, list):
        for item in body:
            yield from paths_to(item, name)
    elif isinstance(body, dict):
        for key, item in body.items():
            if key == name:
                yield key
            yield from (f"{key}.{path}" for path in paths_to(item, name))
