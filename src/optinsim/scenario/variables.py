"""Filling in `${name}`: vars, examples, captures and people.

A value that is exactly `${name}` becomes the variable's value whole; inside longer text it becomes
its characters. `$${` is a literal `${`. This module does not know what a scenario is.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from optinsim.fields import Plain
from optinsim.files.source import Mapping, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.adapter import Place

_PLACE = re.compile(r"\$?\$\{([^{}]*)\}|\$\$\{")
_WHOLE = re.compile(r"\$\{([^{}]*)\}")

MISSING: Any = object()
"""What a scope answers for a name that it does not know."""
LATER: Any = object()
"""What a scope answers for a name that a step captures when it runs."""


LARGEST = 1_000_000
"""Characters and values: nothing that variables make is larger."""


class TooLargeError(ValueError):
    """Variables made of variables have grown beyond what anybody means."""


def check_size(value: Any) -> None:
    """Refuse a value that repeats others until it is too large to be used.

    Raises:
        TooLargeError: it is.
    """
    size = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        size += len(item) + 1 if isinstance(item, str) else 1
        if size > LARGEST:
            raise TooLargeError
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item


def fill(
    value: Any,
    look_up: Callable[[str], Any],
    unknown: Callable[[Place, str], None],
    at: Place = (),
) -> Any:
    """The value with its variables filled in.

    Args:
        value: text, or a tree of mappings and lists.
        look_up: the value of a name, or `MISSING`, or `LATER`.
        unknown: called with the place and the name of every variable that is missing.
        at: the place of the value, for `unknown`.

    Raises:
        TooLargeError: a text would be longer than `LARGEST`.
    """
    if isinstance(value, str):
        return _fill_text(value, look_up, unknown, at) if "${" in value else value
    if isinstance(value, Mapping):
        filled = Mapping()
        filled.marks = value.marks
        for key, item in value.items():
            filled[key] = fill(item, look_up, unknown, (*at, key))
        return filled
    if isinstance(value, Sequence):
        items = Sequence()
        items.marks = value.marks
        items += [fill(item, look_up, unknown, (*at, i)) for i, item in enumerate(value)]
        return items
    return value


def _fill_text(
    text: str,
    look_up: Callable[[str], Any],
    unknown: Callable[[Place, str], None],
    at: Place,
) -> Any:
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        value = look_up(whole[1])
        if value is MISSING:
            unknown(at, whole[1])
        return text if value is MISSING or value is LATER else value

    length = 0

    def replacement(match: re.Match[str]) -> str:
        nonlocal length
        if match[0].startswith("$$"):
            return match[0] if later else match[0][1:]
        value = look_up(match[1])
        if value is MISSING:
            unknown(at, match[1])
            return match[0]
        if value is LATER:
            return match[0]
        part = as_text(value)
        length += len(part)
        if length > LARGEST:
            raise TooLargeError
        return part

    # A text that waits for a capture is filled in twice: its literals are unescaped the last time.
    later = any(look_up(name) is LATER for name in _WHOLE.findall(text))
    return (
        Plain(_PLACE.sub(replacement, text))
        if isinstance(text, Plain)
        else _PLACE.sub(replacement, text)
    )


def as_text(value: Any) -> str:
    """A variable's value inside longer text: JSON, but for text itself."""
    return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
