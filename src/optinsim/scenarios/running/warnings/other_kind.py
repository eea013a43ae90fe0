"""Captured ids behind `$not` that are compared with an id of another kind.

A `person_key` is a UUID, and no `person_id` ever is one: `person_id: {$not: "${key}"}` holds of
every person. Nor is the id of an event ever that of a contact, though their forms are the same.
Knows what a case has captured, and the ids that its callbacks, answers and records have at a key.
Draws no warning for a key at which none has come, nor for names, numbers and times: their form
tells nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from optinsim.codes import Code
from optinsim.scenarios.reading.nested import texts_by_key
from optinsim.scenarios.reading.operators import captures
from optinsim.scenarios.reading.ordering import meets
from optinsim.scenarios.reading.warnings.impossible_values import keys_on_way
from optinsim.scenarios.reading.warnings.negated import negated
from optinsim.scenarios.running.replay import Replay
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optinsim.adapter import Place
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_WHOLE = re.compile(r"\$\{([^{}]+)\}")
_ID = re.compile(r"(?=.*[0-9])[0-9A-Za-z-]{6,}")
"""A text that looks like an id of some length: it has a digit."""
Values: TypeAlias = "dict[tuple[Any, ...], set[str]]"
"""The texts of a run, by the part of a step in which they come and the keys to them."""
_PARTS = ("state", "record", "callbacks", "response")


def other_kind(
    case: Case, steps: Sequence[StepResult], captured: Mapping[str, Any]
) -> list[Problem]:
    """The warnings about such comparisons, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
        captured: the captured values, by name.
    """
    ids = {name: text for name, text in captured.items() if _is_id(text)}
    if not ids:
        return []
    origins = {name: place for step in case.steps for place, name in captures(step.tree)}
    found: list[Problem] = []
    values: Values | None = None
    for i, step in enumerate(case.steps):
        expect = step.tree.get("expect") if isinstance(step.tree, dict) else None
        for place, key, name in _compared(expect, ("steps", i, "expect")):
            if name not in ids:
                continue
            own = next(reversed(keys_on_way(origins.get(name, ()))), "")
            told, seen = "", set(_seen(steps, key))
            if key != own and _are_ids(seen) and _form(ids[name]) not in map(_form, seen):
                told = f"never looks like {ids[name]!r:.60}, the {own} that ${{{name:.60}}} is"
            else:
                values = values or _values(case, steps)
                path = (place[3], *keys_on_way(place[4:]))
                if others := _of_another_thing(values, ids[name], path):
                    seen = others
                    told = f"never is {ids[name]!r:.60}, the {own} of something else"
            if told:
                found += warning(
                    case,
                    place,
                    f"{key} {told}: $not is met in any case",
                    expected=f"a captured {key}, such as {min(seen)!r:.60}",
                    code=Code.NOT_OF_NOTHING,
                )
    return found


def _values(case: Case, steps: Sequence[StepResult]) -> Values:
    """All texts of callbacks, answers and everybody's records in a run, by their paths."""
    found: Values = {}
    replay = Replay(case, steps)
    for records in replay.records() if replay.is_same else ():
        _collect(records, ("record",), found)
    for step in steps:
        _collect([dict(one.body) for one in step.turn.callbacks], ("callbacks",), found)
        answer = None if step.turn.response is None else step.turn.response.json
        _collect(answer, ("response", "json"), found)
    return found


def _collect(value: Any, path: tuple[Any, ...], found: Values) -> None:
    if isinstance(value, str):
        found.setdefault(path, set()).add(value)
    elif isinstance(value, list):
        for item in value:
            _collect(item, path, found)
    elif isinstance(value, dict):
        for key, item in value.items():
            _collect(item, (*path, key), found)


def _of_another_thing(values: Values, id_: str, path: tuple[Any, ...]) -> set[str]:
    """The ids that come at a path, if an id is one of several of another thing; else empty.

    Two things are different if no id at a path of one is an id at a path of the other.
    """
    there = values.get(path, set())
    own = [set_ for set_ in values.values() if id_ in set_]
    is_of_a_record = any(id_ in set_ for (part, *_), set_ in values.items() if part == "record")
    if not own or is_of_a_record or not _are_ids(there):
        return set()
    is_other = all(len(set_) > 1 and _are_ids(set_) and set_.isdisjoint(there) for set_ in own)
    return there if is_other else set()


def _are_ids(values: set[str]) -> bool:
    return bool(values) and all(map(_is_id, values))


def _compared(expect: Any, at: Place) -> Iterator[tuple[Place, str, str]]:
    """The captured values that are excluded as a whole: the place, its key, the name."""
    for part in _PARTS:
        expected = expect.get(part) if isinstance(expect, dict) else None
        for place, excluded in negated(expected, (*at, part)):
            for inner, text in _texts(excluded, place):
                name = _WHOLE.fullmatch(text)
                keys = keys_on_way(inner[len(at) + 1 :])
                if name is not None and keys:
                    yield inner, keys[-1], name[1]


def _texts(value: Any, at: Place) -> Iterator[tuple[Place, str]]:
    """The texts of a value, however deep, with their places."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, list | dict):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in ("$contains", "$regex", "$capture"):
                yield from _texts(item, (*at, key))


def _seen(steps: Sequence[StepResult], key: str) -> Iterator[str]:
    """What callbacks and answers of a run have at a key."""
    for step in steps:
        answer = None if step.turn.response is None else step.turn.response.json
        bodies = [callback.body for callback in step.turn.callbacks]
        yield from (text for name, text in texts_by_key([*bodies, answer]) if name == key)


def _is_id(value: Any) -> bool:
    """Whether a value looks like an id, and like no number or time, which have many forms."""
    is_text = isinstance(value, str) and _ID.fullmatch(value) is not None
    return is_text and meets("$gte", value, value) is None


def _form(id_: str) -> tuple[int, ...]:
    """The lengths of an id's parts."""
    return tuple(map(len, id_.split("-")))
