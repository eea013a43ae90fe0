"""Regular expressions that people write in files: compiled as Python's, matched in bounded time.

Python's `re` decides whether a text is a regular expression; the `regex` package, which has a
timeout, matches it. Patterns such as (a|aa)+b take exponential time, and a file must not stop a
run. This module does not know the purpose of a match. `regex` is imported at the first match: the
import takes 20 ms.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

LONGEST_PATTERN = 1000
"""Characters of a regular expression."""
LONGEST_MATCH = 1.0
"""Seconds of processor time, many thousand times the time of a sensible match."""
_LARGEST_PATTERN = 10_000
"""Characters and sets once repeats are expanded, as `regex` does: a{3} is three."""

_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<repeat>[*+?]|\{[0-9]*,?[0-9]*\})|.", re.DOTALL
)
# `re` reads a brace that repeats nothing as itself; to `regex`, {e<=1} allows an error.
_BRACE = re.compile(r"(\\N\{[^}]*\}|\\.)|\{(?![0-9]*,?[0-9]*\})", re.DOTALL)


def compile_pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression, as Python reads it today.

    Args:
        text: the expression.
        flags: `re.IGNORECASE`, or none; others are written in the expression, as (?s).

    Raises:
        ValueError: it is no regular expression, or too large to be matched; the text says why.
    """
    if len(text) > LONGEST_PATTERN:
        message = f"longer than {LONGEST_PATTERN} characters"
        raise ValueError(message)
    try:
        with warnings.catch_warnings():
            # Python warns of syntax that may change its meaning in a later version.
            warnings.simplefilter("ignore", FutureWarning)
            compiled = re.compile(text, flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if _written_out(text) > _LARGEST_PATTERN:
        message = f"larger than {_LARGEST_PATTERN} characters with its repeats written out"
        raise ValueError(message)
    return compiled


def search(pattern: re.Pattern[str], text: str) -> bool | None:
    """Whether the pattern is found in the text; None: the search took too long."""
    try:
        return _bounded(pattern).search(text, timeout=LONGEST_MATCH) is not None
    except (TimeoutError, MemoryError):
        return None


def fullmatch(pattern: re.Pattern[str], text: str) -> bool | None:
    """Whether the pattern matches the whole text; None: the match took too long."""
    try:
        return _bounded(pattern).fullmatch(text, timeout=LONGEST_MATCH) is not None
    except (TimeoutError, MemoryError):
        return None


@lru_cache(maxsize=256)
def _bounded(pattern: re.Pattern[str]) -> regex.Pattern[str]:
    """The pattern, compiled by the package that has a timeout."""
    import regex  # noqa: PLC0415 - slow to import, and rarely needed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        text = _BRACE.sub(lambda found: found[1] or r"\{", pattern.pattern)
        return regex.compile(text, pattern.flags & re.IGNORECASE)


def _written_out(pattern: str) -> int:
    """About how many characters and sets a pattern has once `regex` has expanded its repeats.

    x{3} becomes xxx, x{3,} and x+ become xxxx* and xx*.
    """
    sizes = [0]
    """The sizes of the groups that are open at this token, the outermost first."""
    last = 0
    """The size of the item that a repeat would repeat."""
    for token in _TOKEN.finditer(pattern):
        if repeat := token["repeat"]:
            sizes[-1] += last * (_copies(repeat) - 1)
            last *= _copies(repeat)
        elif token[0] == "(":
            sizes.append(0)
        else:
            last = sizes.pop() if token[0] == ")" and len(sizes) > 1 else 1
            sizes[-1] += last
    return sum(sizes)


def _copies(repeat: str) -> int:
    """How many copies of an item a repeat expands to."""
    if repeat[0] != "{":
        return 2 if repeat == "+" else 1
    least, comma, most = repeat[1:-1].partition(",")
    return max(int(least or 0), 1) + bool(comma and not most)
