"""Excluded keys that no entry of an answer, callback or record has, where another key was meant.

`{$not: {$has: {phone: …}}}` holds of every list of messages, which name no phone. Knows a case and
its steps' results. A key that an answer has further down is told by other_level.py, and one that no
body of the platform has by a check. Any other key may be one that entries have only sometimes, so
it draws no warning unless the excluded value stands at another key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.files.problems import one_of
from optinsim.scenarios.judging.expect import matches
from optinsim.scenarios.reading.operators import is_operators
from optinsim.scenarios.reading.warnings.known_keys import KeyTrees
from optinsim.scenarios.running.warnings.excluded import ABSENT, Excluded
from optinsim.scenarios.running.warnings.other_level import paths_to
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import JSON, Place
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case

_TELLING = 5
"""The letters or digits of a value that stands elsewhere by no accident."""


def other_key(case: Case, excluded: Sequence[tuple[int, Excluded]]) -> list[Problem]:
    """The warnings about such keys, without those that a comment silences.

    Args:
        case: that has passed.
        excluded: what its steps exclude.
    """
    found: list[Problem] = []
    for i, one in excluded:
        if one.is_key and one.place not in _unknown(case, i) and (told := _told(case, one)):
            message, expected = told
            found += warning(
                case,
                ("steps", i, "expect", *one.place),
                message,
                expected=expected,
                code=Code.UNKNOWN_PLATFORM_KEY,
            )
    return found


def _unknown(case: Case, index: int) -> set[Place]:
    """The places of the keys that no body of the platform has, which a check tells."""
    known, draft = case.account.known_keys, case.steps[index].draft
    if known is None or draft is None:
        return set()
    return {place for place, *_ in KeyTrees(known).unknown(draft.expect)}


def _told(case: Case, key: Excluded) -> tuple[str, str] | None:
    """What to say of a key, and what to expect in its place."""
    name, bodies = key.path[-1], key.found
    theirs = list(dict.fromkeys(own for body in bodies if isinstance(body, dict) for own in body))
    if name in theirs:
        path = next((path for body in bodies for path in _paths_of(key.item, body)), "")
        is_below = path.endswith(f".{name}") and _is_telling(key.item)
        return (f"what is excluded stands in {path:.100}, and not here", path) if is_below else None
    near = [
        own
        for own in theirs
        if folded(own) == folded(name) and own.lower() != name.lower() and own not in key.beside
    ]
    if near:
        return f"there is no {name!r:.60} here, but {near[0]!r:.60}", near[0]
    if key.item == ABSENT or is_operators(key.item):
        return None
    return _told_of_value(case, key, theirs)


def _told_of_value(case: Case, key: Excluded, theirs: list[str]) -> tuple[str, str] | None:
    """The same of a key that there is not, by the value that is excluded."""
    name, bodies = key.path[-1], key.found
    is_answer = key.place[0] == "response"
    if is_answer and any(next(paths_to(body, name), "") for body in bodies):
        return None
    paths = (path for body in bodies for path in _paths_of(key.item, body))
    if isinstance(key.item, dict):  # `{subscribeStatus: subscribed}` stands in many places
        paths = (path for path in paths if path.endswith(f".{name}"))
    if _is_telling(key.item) and (path := next(paths, "")):
        return f"there is no {name!r:.60} here, and what is excluded stands in {path:.100}", path
    # Further down in an entry, what has the number can be missing: a contact without a phone.
    is_of_entry = is_answer and key.place[-2] == "$has"
    if is_of_entry and _ends_in_number(case, key.item, key.path):
        return f"no entry of this answer has {name!r:.60}: each answer meets this", one_of(theirs)
    return None


def folded(text: str) -> str:
    """A text without what is neither a letter nor a digit, in one case."""
    return "".join(filter(str.isalnum, text)).casefold()


def _is_telling(item: Any) -> bool:
    """Whether a value, or one in it, is found elsewhere by no accident: long, and no plain word."""
    if isinstance(item, dict):
        return not is_operators(item) and any(map(_is_telling, item.values()))
    is_scalar = isinstance(item, str | int) and not str(item).isalpha()
    return is_scalar and len(folded(str(item))) >= _TELLING


def _paths_of(item: Any, body: JSON, path: str = "") -> Iterator[str]:
    """The paths below a body that lead to a value."""
    if isinstance(body, list):
        for one in body:
            yield from _paths_of(item, one, path)
    elif isinstance(body, dict):
        for key, one in body.items():
            below = f"{path}.{key}" if path else key
            if matches(item, one):
                yield below
            yield from _paths_of(item, one, below)


def _ends_in_number(case: Case, item: Any, path: tuple[str, ...]) -> bool:
    """Whether an excluded value is a person's number, which an entry always has if it can."""
    while isinstance(item, dict) and not is_operators(item) and len(item) == 1:
        ((key, item),) = item.items()
        path = (*path, key)
    known = case.account.known_keys
    numbers = () if known is None else known.values.numbers
    is_number = path[-1] in numbers or ".".join(path[-2:]) in numbers
    return is_number and isinstance(item, str)
