"""Excluded values that are nearly one that comes at their key: `Dorm7` for the group `Dorm 7`.

A `$not` of a mistyped value is met in any case. Knows a case, its steps' results, and the values at
the keys of answers, callbacks and records. Draws no warning for a value that a step sends, or that
comes at that key at any time of the run, nor for another number or id: that may be meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.scenarios.reading.nested import values_by_key
from optinsim.scenarios.reading.ordering import meets
from optinsim.scenarios.reading.regex import finds, literal_parts
from optinsim.scenarios.reading.warnings.impossible_values import impossible
from optinsim.scenarios.reading.warnings.possible_texts import is_mark
from optinsim.scenarios.reading.warnings.slips import is_slip, is_slipped_id
from optinsim.scenarios.running.warnings.other_key import folded
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult
    from optinsim.scenarios.running.warnings.excluded import Excluded

_FEWEST = 3
"""Letters and digits of a text that is compared with others without its signs."""
_WORD = 5
"""Letters of a word in which a slip makes no other word."""
_TOKEN = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
"""A vendor's constant, such as CONTACT_NOT_FOUND."""
_TOKEN_LENGTH = 8
_TIME = re.compile(r"\d{4}-\d\d-\d\dT.*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGITS = 2


def near_values(
    case: Case, steps: Sequence[StepResult], excluded: Sequence[tuple[int, Excluded]]
) -> list[Problem]:
    """The warnings about such values, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
        excluded: what they exclude.
    """
    found: list[Problem] = []
    came = _came(steps) if excluded else {}
    for i, one in excluded:
        text = one.item
        if one.is_key or not isinstance(text, str) or "${" in text or not one.path:
            continue
        ever = (value for name, value in values_by_key([*one.ever]) if name == one.path[-1])
        seen = {*_texts(one.found), *_texts(ever), *came.get(one.path[-1], ())}
        told = _told(one, text, sorted(seen)) if seen else ""
        if told and not _is_sent(case, text) and not _is_checked(case, i, one):
            found += warning(
                case,
                ("steps", i, "expect", *one.place),
                f"{told}: $not is met in any case",
                code=Code.NOT_OF_NOTHING,
            )
    return found


def _came(steps: Sequence[StepResult]) -> dict[str, set[str]]:
    """The texts that the callbacks and answers of a run have, by their keys."""
    bodies: list[Any] = []
    for step in steps:
        bodies += [callback.body for callback in step.turn.callbacks]
        bodies += [] if step.turn.response is None else [step.turn.response.json]
    found: dict[str, set[str]] = {}
    for name, value in values_by_key(bodies):
        found.setdefault(name, set()).update(_texts([value]))
    return found


def _texts(values: Iterable[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str) and value)


def _is_sent(case: Case, text: str) -> bool:
    """Whether a step sends a text, or may do so: the exclusion says what the platform makes of it.

    A step that waits for a captured value may send anything.
    """
    drafts = [step.draft for step in case.steps]
    return any(
        one is None or text in f"{one.text} {one.request!r} {one.listener!r}" for one in drafts
    )


def _is_checked(case: Case, index: int, one: Excluded) -> bool:
    """Whether a check tells what never comes there: the platform lists the values, or it does so.

    A value that is listed may come.
    """
    known, draft = case.account.known_keys, case.steps[index].draft
    if known is not None and known.values.possible(one.path)[1] is not None:
        return True
    faults = () if draft is None else (*impossible(case, draft.expect),)
    return any(fault.place == one.place for fault in faults)


def _told(one: Excluded, text: str, seen: Sequence[str]) -> str:
    """What to say of an excluded text; empty if it comes, or is nearly none of those that do."""
    key = one.path[-1]
    if one.operator:
        return _told_of_part(one.operator, text, key, seen)
    if text.casefold() in map(str.casefold, seen):
        return ""
    if all(map(_TIME.fullmatch, seen)):
        is_other = sum(map(str.isdigit, text)) >= _DIGITS and not _DAY.fullmatch(text)
        if is_other and meets("$gte", text, seen[0]) is None:
            return f"{key} is a time such as {seen[0]!r:.60}, and never {text!r:.60}"
        return ""
    near = next((value for value in seen if _is_near(text, value)), None)
    return "" if near is None else f"{key} is {near!r:.60}, and never {text!r:.60}"


def _told_of_part(operator: str, part: str, key: str, seen: Sequence[str]) -> str:
    """The same of a part of a text."""
    if is_mark(part):
        return ""
    if operator == "$regex":
        parts = literal_parts(part) or []
        if len(parts) != 1 or any(finds(part, value) is not False for value in seen):
            return ""
        part = parts[0]
    elif any(part.casefold() in value.casefold() for value in seen):
        return ""
    short = folded(part)
    near = [value for value in seen if len(short) > _FEWEST and short in folded(value)]
    return f"{key} is {near[0]!r:.60}, and never meets {operator}: {part!r:.60}" if near else ""


def _is_near(text: str, value: str) -> bool:
    """Whether a text is another one, but for its signs or by a slip."""
    if len(folded(text)) >= _FEWEST and folded(text) == folded(value):
        return True
    if all(_TOKEN.fullmatch(one) and len(one) >= _TOKEN_LENGTH for one in (text, value)):
        return _is_part(text, value) or _is_part(value, text) or is_slip(text, value)
    if text.isalpha() and value.isalpha():
        is_other = text.casefold() in value.casefold() or value.casefold() in text.casefold()
        return not is_other and min(len(text), len(value)) >= _WORD and is_slip(text, value)
    return is_slipped_id(text, value)


def _is_part(short: str, long: str) -> bool:
    """Whether a constant is the beginning or end of another."""
    return long.startswith(f"{short}_") or long.endswith(f"_{short}")
