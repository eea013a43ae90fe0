"""A regular expression for texts like this one: it allows any value for variable parts.

A proposal for the user. Knows the forms of times, ids and numbers.
"""

from __future__ import annotations

import re

from optinsim.patterns import LONGEST_PATTERN

_KINDS = (
    (r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\d"),
    (r"\d\d:\d\d(?::\d\d(?:\.\d+)?)?", r"\d\d:\d\d(:\d\d(\.\d+)?)?"),
    (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", r"[0-9a-f-]{36}"),
    (r"\+\d{8,15}", r"\+\d{8,15}"),
    (r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*\d)(?=[0-9A-Za-z]*[A-Za-z])[0-9A-Za-z]{12,}", "[0-9A-Za-z]+"),
    (r"\d+", r"\d+"),
)
"""Variable parts of texts, and their patterns; the first that fits is used."""
_VARYING = re.compile("|".join(f"({found})" for found, _ in _KINDS), re.IGNORECASE)
_SPECIAL = re.compile(r"[.^$*+?{}\[\]\\|()]")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def proposed_pattern(text: str) -> str:
    """A pattern that matches the whole text, or its beginning up to the longest pattern."""
    parts, at = ["^"], 0
    for match in _VARYING.finditer(text):
        parts += [*map(_escaped, text[at : match.start()]), _KINDS[(match.lastindex or 1) - 1][1]]
        at = match.end()
    parts += [*map(_escaped, text[at:]), "$"]
    while sum(map(len, parts)) > LONGEST_PATTERN:
        parts = parts[: len(parts) // 2]
    return "".join(parts)


def _escaped(character: str) -> str:
    special = _SPECIAL.fullmatch(character)
    return f"\\{character}" if special else _ESCAPES.get(character, character)
