"""Keys behind `$not` that a call has in its other form only, with a parameter in its query.

`{$not: {$has: {active: true}}}` holds of every list of ids. Knows which keys need which parameter.
Draws no warning for `{$any: true}`: that the key is not there is explicit then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from optinsim.scenarios.reading.operators import fits_anything, is_operators, literal_key
from optinsim.scenarios.reading.warnings.negated import negated, never
from optinsim.scenarios.reading.warnings.paths import fits, path_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optinsim.adapter import Fault, Place
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile


def of_other_form(case: Case, step: StepFile) -> Iterator[Fault]:
    """The excluded keys that a step's call has with a parameter only, with places from `expect`."""
    known, request, response = case.account.known_keys, step.request, step.expect.response
    if known is None or request is None or response is None:
        return
    for call, (parameter, value, keys) in known.requests.only_with.items():
        method, _, template = call.partition(" ")
        if request.method != method or not fits(path_of(request.path), template):
            continue
        given = parse_qs(request.path.partition("?")[2]).get(parameter, [""])[-1]
        if given.lower() == value or "${" in given:
            continue
        for at, excluded in negated(response.json_, ("response", "json")):
            for place, key in _named(excluded, at, keys):
                message = f"this call has {key!r:.60} only with {parameter}={value}"
                yield never(place, message, expected=f"{parameter}={value} in its path")


def _named(excluded: Any, at: Place, keys: Collection[str]) -> Iterator[tuple[Place, str]]:
    """The excluded keys that are among some, with their places."""
    if isinstance(excluded, list):
        for i, item in enumerate(excluded):
            yield from _named(item, (*at, i), keys)
    elif isinstance(excluded, dict):
        for key, item in excluded.items():
            is_key = not is_operators(excluded) and literal_key(key) in keys
            if not is_key:
                yield from _named(item, (*at, key), keys)
            elif not fits_anything(item) and item != {"$absent": True}:
                yield (*at, key), literal_key(key)
