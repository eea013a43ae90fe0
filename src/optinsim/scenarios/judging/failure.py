"""A failure: one expectation that was not met, as a sentence for people.

Knows how to show values and differences that are hard to see: quotes, characters that look alike.
"""

from __future__ import annotations

import json
import re
import unicodedata
from enum import Enum
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.scenarios.reading.operators import OPERATORS
from optinsim.scenarios.reading.ordering import meets, rounded

if TYPE_CHECKING:
    from optinsim.adapter import Place


class _Nothing(Enum):
    MISSING = "missing"


MISSING: Any = _Nothing.MISSING
"""The value of a missing key. (A member of an enumeration, not a plain object: it stays identical
when another process pickles it.)"""

_LONGEST = 200
"""Characters of a value in a sentence; the difference below it shows the rest."""

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PHONE = re.compile("[+]?[0-9() .-]+")
_NO_DIGIT = re.compile("[^0-9]")
_NATIONAL = 10
"""Digits of a North American number without its country code."""
_CODE = 3
"""Digits of the longest country code."""


@value
class Failure:
    """One expectation that was not met."""

    place: Place
    """The place within the expectation."""
    expected: Any
    actual: Any
    message: str
    """A sentence for people, without the place."""
    undecided: str = ""
    """Why the two cannot be compared; empty: they can be. If not, `$not` does not hold either."""


def differs(expected: Any, actual: Any, at: Place) -> Failure:
    """The failure of two values that are not equal."""
    why = _why_not_comparable(expected, actual)
    message = f"expected {show(expected)}, got {show(actual)}"
    return Failure(at, expected, actual, f"{message} ({why})" if why else message, why)


def _why_not_comparable(expected: Any, actual: Any) -> str:
    """Why two values that are not equal may still mean the same; empty: they do not."""
    if isinstance(expected, str) and isinstance(actual, str):
        return _hidden_difference(expected, actual) or _same_in_another_form(expected, actual)
    if lacks_dollar := _lacks_dollar(expected):
        return f"did you mean '${lacks_dollar}'?"
    if actual is not MISSING and _characters(expected) == _characters(actual):
        return f"{kind(expected)} and {kind(actual)}: quotes make text"
    if _are_of_other_kinds(expected, actual):
        return f"{kind(expected)} and {kind(actual)}"
    return "both are empty" if is_empty(expected) and is_empty(actual) else ""


def is_empty(value: Any) -> bool:
    """Whether a value is empty: null, or an empty text, list or mapping."""
    return value is None or value in ("", [], (), {})


def _lacks_dollar(expected: Any) -> str:
    """The key of a mapping that would be an operator with a `$`; empty if there is none."""
    keys = expected.keys() if isinstance(expected, dict) else ()
    return next((key for key in keys if f"${key}" in OPERATORS), "")


def _are_of_other_kinds(expected: Any, actual: Any) -> bool:
    """Whether the two are of different kinds: text and number, list and mapping; not null."""
    differ = kind(expected) != kind(actual)
    return differ and None not in (expected, actual) and actual is not MISSING


def _same_in_another_form(expected: str, actual: str) -> str:
    """Why two texts are one value, written differently; empty if they are not."""
    if meets("$gte", expected, actual) and meets("$lte", expected, actual):
        return "the same time or number in another form"
    if _is_one_phone(expected, actual):
        return "the same phone number in another form"
    if expected.casefold() == actual.casefold():
        return "only the case of letters differs"
    if _DAY.fullmatch(expected) and actual.startswith(f"{expected}T"):
        return "a time of that day"
    return rounded(expected, actual) or _as_json(expected, actual)


def _as_json(expected: str, actual: str) -> str:
    """The sentence for a text with JSON that looks like the expected value; empty: it differs."""
    found, wanted = json_in(actual), json_in(expected)
    if found is None:
        return ""
    if wanted is None:
        return "this is JSON in a text"
    return "the same JSON, written differently" if wanted == found else ""


def json_in(text: str) -> Any:
    """The JSON mapping or list in a text; None if there is none."""
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_one_phone(expected: str, actual: str) -> bool:
    """Whether both are phone numbers, and one is the other without its country code."""
    if not (_PHONE.fullmatch(expected) and _PHONE.fullmatch(actual)):
        return False
    short, long = sorted((_NO_DIGIT.sub("", text) for text in (expected, actual)), key=len)
    return len(short) >= _NATIONAL and len(long) - len(short) <= _CODE and long.endswith(short)


def unexpected(found: Any, at: Place) -> Failure:
    """The failure of a value that was not expected."""
    return Failure(at, MISSING, found, f"unexpected: {show(found)}")


def show(value: Any) -> str:
    """A value as a sentence shows it; a very long one is cut."""
    if value is MISSING:
        return "nothing"
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def appearance(text: str) -> str:
    """A text in a form that is equal for texts that look alike.

    Composed and decomposed letters are equal, and so are all kinds of spaces; characters without
    a width are left out.
    """
    if text.isascii():
        return text
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", visible)


def _hidden_difference(expected: str, actual: str) -> str:
    """The characters that differ, if the two texts look alike; else empty."""
    if appearance(expected) != appearance(actual):
        return ""
    pairs = enumerate(zip_longest(expected, actual), 1)
    number, (wanted, found) = next((i, pair) for i, pair in pairs if pair[0] != pair[1])
    return f"they look alike; character {number}: {_character(wanted)} and {_character(found)}"


def _character(character: str | None) -> str:
    if character is None:
        return "the end"
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()


def _characters(scalar: Any) -> str:
    """The characters of a scalar, as people type it without quotes."""
    return scalar if isinstance(scalar, str) else show(scalar)


def kind(value: Any) -> str:
    """The kind of a JSON value, as a sentence names it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else "a number"
