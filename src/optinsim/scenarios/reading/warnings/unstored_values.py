"""Values of people that `$not` excludes, and that no step has sent to the platform.

`people` gives Ann a name. The platform learns it only from a call or a text, so a record without
that name shows nothing. The loader makes up the names and ZIP codes that the file lacks. Knows the
people of a scenario and the data that its steps send. Draws no warning for a field that is expected
to be null or absent: that is explicit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.scenarios.reading.warnings.impossible_values import keys_on_way
from optinsim.scenarios.reading.warnings.negated import negated, never
from optinsim.scenarios.reading.warnings.other_people import said_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Fault, Place
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation


def unstored_values(case: Case, expect: Expectation) -> Iterator[Fault]:
    """The values that a step excludes and no step sends, with places from `expect` on."""
    parts: list[tuple[Place, Any]] = [
        (("callbacks",), expect.callbacks),
        (("record",), expect.record),
    ]
    if expect.response is not None:
        parts.append((("response", "json"), expect.response.json_))
    for place, expected in parts:
        for at, excluded in negated(expected, place):
            for inner, text in _texts(excluded, at):
                whose = _whose(case, next(reversed(keys_on_way(inner[len(place) :])), ""), text)
                if whose and not _is_sent(case, text):
                    message = f"no step sends {text!r:.60}, the {whose}"
                    instead = "null or $absent: true, if nothing is stored; or a step that sends it"
                    yield never(inner, message, expected=instead)


def _texts(excluded: Any, at: Place) -> Iterator[tuple[Place, str]]:
    """The texts at any depth of an excluded value, with their places."""
    if isinstance(excluded, dict):
        for key, item in excluded.items():
            if key not in ("$regex", "$capture"):
                yield from _texts(item, (*at, key))
    elif isinstance(excluded, list):
        for i, item in enumerate(excluded):
            yield from _texts(item, (*at, i))
    elif isinstance(excluded, str):
        yield at, excluded


def _whose(case: Case, key: str, text: str) -> str:
    """Which value of which person a text at a key is; empty if it is no person's value."""
    for member in case.people.members:
        if text == member.value("external_id"):
            return f"external_id of {member.name}"
        own = {"zip": member.given.zip, **member.given.fields}
        if key in own and text == str(own[key]):
            return f"{key} of {member.name}"
    name, _, attribute = case.people.made_up(text).partition(".")
    return f"{attribute} of {name}, made up" if name else ""


def _is_sent(case: Case, text: str) -> bool:
    """Whether a step may send a text; a step that waits for a captured value may."""
    drafts = [step.draft for step in case.steps]
    return any(one is None or text in f"{one.text} {said_by(one)}" for one in drafts)
