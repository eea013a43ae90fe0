"""What the steps of a run exclude, each beside what came in its place.

Knows `$not`, `$absent` and the operators that lead to a value. Does not know what is suspicious.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from optinsim.scenarios.judging.expect import matches
from optinsim.scenarios.reading.operators import DESTINATION, is_operators, literal_key
from optinsim.scenarios.running.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import JSON, Place
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation
    from optinsim.scenarios.running.results import StepResult
    from optinsim.simulator import Turn

_ENTRIES = ("$has", "$unordered")
_SAME_VALUE = ("$not", "$equals")
_PARTS = ("$contains", "$regex")
_SIGNS = ("$not", "$absent", "${")
"""What a step has in it that excludes something; a variable can bring a `$not`."""
ABSENT = {"$absent": True}


@dataclass(frozen=True)
class Excluded:
    """A key or a value that a step excludes."""

    place: Place
    """Its place, from `expect` on."""
    path: tuple[str, ...]
    """The keys that lead to it, from the body on."""
    item: Any
    """The value that is excluded; of a key, what is excluded there."""
    found: tuple[JSON, ...]
    """What came: of a key, the mappings that could have it; of a value, the values there."""
    is_key: bool = False
    """Whether it is about a key: one that none of `found` has, or one with a text."""
    beside: tuple[str, ...] = ()
    """The keys that are expected or excluded beside a key."""
    ever: tuple[JSON, ...] = ()
    """The records of the person at all times of the run, if it is excluded from a record."""
    operator: str = ""
    """The operator of a part of a text: `$contains` or `$regex`."""


def excluded_of(case: Case, steps: Sequence[StepResult]) -> list[tuple[int, Excluded]]:
    """What the steps of a case exclude of answers, callbacks and records, by the step's index."""
    found: list[tuple[int, Excluded]] = []
    replay: Replay | None = None
    for i, step in enumerate(steps):
        draft, shown = case.steps[i].draft, repr(case.steps[i].tree)
        if draft is None or not any(sign in shown for sign in _SIGNS):
            continue
        found += [(i, one) for one in _of_turn(draft.expect, step.turn)]
        if isinstance(draft.expect.record, dict):
            replay = replay or Replay(case, steps)
            if replay.is_same:
                ever = tuple(replay.record(step.mdn))
                of_record = _walk(
                    draft.expect.record, ever[i + 1 : i + 2], ("record",), (), is_negated=False
                )
                found += [(i, replace(one, ever=ever)) for one in of_record]
    return found


def _of_turn(expect: Expectation, turn: Turn) -> Iterator[Excluded]:
    """What is excluded of an answer and of callbacks."""
    if expect.response is not None and turn.response is not None:
        json, headers = turn.response.json, dict(turn.response.headers)
        sides: list[tuple[Any, JSON, str]] = [
            (expect.response.json_, json, "json"),
            (expect.response.headers, headers, "headers"),
        ]
        for expected, actual, key in sides:
            yield from _walk(expected, (actual,), ("response", key), (), is_negated=False)
    bodies: JSON = [dict(callback.body) for callback in turn.callbacks]
    yield from _walk(expect.callbacks, (bodies,), ("callbacks",), (), is_negated=False)


def _walk(
    expected: Any, found: tuple[JSON, ...], at: Place, path: tuple[str, ...], *, is_negated: bool
) -> Iterator[Excluded]:
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            entries = tuple(one[i] for one in found if isinstance(one, list) and len(one) > i)
            yield from _walk(item, entries, (*at, i), path, is_negated=is_negated)
    elif is_operators(expected):
        yield from _by_operators(expected, found, at, path, is_negated=is_negated)
    elif isinstance(expected, dict):
        for key, item in expected.items():
            if key == DESTINATION:
                continue
            others = {name: one for name, one in expected.items() if name not in (key, DESTINATION)}
            name, place = literal_key(key), (*at, key)
            bodies = tuple(one for one in found if isinstance(one, dict))
            if is_negated and others:
                bodies = tuple(one for one in bodies if matches(others, one))
            inner = tuple(one[name] for one in bodies if name in one)
            is_missing = bodies and not inner and (is_negated or item == ABSENT)
            if is_missing or (inner and is_negated and isinstance(item, str)):
                beside = tuple(map(literal_key, others))
                yield Excluded(place, (*path, name), item, bodies, is_key=True, beside=beside)
            yield from _walk(item, inner, place, (*path, name), is_negated=is_negated)
    elif is_negated and expected is not None:
        yield Excluded(at, path, expected, found)


def _by_operators(
    operators: dict[str, Any],
    found: tuple[JSON, ...],
    at: Place,
    path: tuple[str, ...],
    *,
    is_negated: bool,
) -> Iterator[Excluded]:
    for name, argument in operators.items():
        place = (*at, name)
        if name == "$has":
            yield from _walk(argument, _entries(found), place, path, is_negated=is_negated)
        elif name == "$unordered" and isinstance(argument, list):
            for i, item in enumerate(argument):
                entries = _entries(found)
                yield from _walk(item, entries, (*place, i), path, is_negated=is_negated)
        elif name == "$one_of" and is_negated:
            for i, item in enumerate(argument):
                yield from _walk(item, found, (*place, i), path, is_negated=True)
        elif name in _SAME_VALUE:
            is_other = is_negated != (name == "$not")
            yield from _walk(argument, found, place, path, is_negated=is_other)
        elif name in _PARTS and is_negated:
            yield Excluded(place, path, argument, found, operator=name)


def _entries(found: tuple[JSON, ...]) -> tuple[JSON, ...]:
    return tuple(entry for one in found if isinstance(one, list) for entry in one)
