"""Reading a postal code: the shapes of the US and of Canada, and an account's own pattern.

Knows the characters that may be around a code and inside it: it ignores spaces, dashes and letter
case. Does not know whether a code is awaited.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

US_POSTAL_CODE = "[0-9]{5}(?:[ -]?[0-9]{4})?"
"""A ZIP code, or ZIP+4; ASCII digits only."""
NO_POSTAL_CODE = "(?!)"
"""Matches nothing."""
POSTAL_CODES = {
    "US": US_POSTAL_CODE,
    "CA": "[ABCEGHJ-NPRSTVXYabceghj-nprstvxy][0-9][A-Za-z][ -]?[0-9][A-Za-z][0-9]",
}
"""By country, in ASCII. A dash of any kind is matched as a hyphen, and white space as one space."""

_WITHIN = re.compile(r"\W*(\w(?:.*\w)?)\W*", re.DOTALL)
"""A text, with its inner part without the spaces and punctuation around."""

_SPACING = r"\s*([-\u2043\u2212]|\s)[-\u2043\u2212\s]*"
"""The separators of the parts of a postal code, once every dash is a hyphen. `re` compiles it
for the first code that has parts."""
_US_CODES = ("00501", "99950")
"""The lowest and the highest ZIP code in use."""
_LONGEST_POSTAL_CODE = 32


class PostalCode:
    """The postal code of a country or an account, compiled."""

    def __init__(self, pattern: str, fits: Callable[[str], bool | None] | None = None) -> None:
        """Compile.

        Args:
            pattern: a regular expression for the whole code.
            fits: whether a text matches it; None: matching took too long. Left out: `re` matches,
                for a pattern that cannot take long.
        """
        self._is_us = pattern == US_POSTAL_CODE
        self._is_own = pattern not in {*POSTAL_CODES.values(), NO_POSTAL_CODE}
        self._fits = fits or _matcher(pattern)

    def read(self, text: str) -> str | None:
        """The code, as typed, if the text has only the code, spaces and punctuation."""
        within = _WITHIN.fullmatch(text)
        code = within[1] if within else ""
        spaced = _spaced(code) if len(code) <= _LONGEST_POSTAL_CODE else ""
        if not spaced or not self._matches(spaced):
            return None
        is_used = not self._is_us or _US_CODES[0] <= spaced[:5] <= _US_CODES[1]
        return code if is_used else None

    def _matches(self, code: str) -> bool:
        for spelling in _spellings(code) if self._is_own else (code,):
            fits = self._fits(spelling)
            if fits is not False:
                return fits is True
        return False


def _matcher(pattern: str) -> Callable[[str], bool]:
    # By itself: a pattern may have groups and flags.
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _spaced(code: str) -> str:
    """A postal code with hyphens for dashes and single spaces; empty: digits are not all ASCII."""
    if code.isascii():
        return code if code.isalnum() else re.sub(_SPACING, _spacing, code)
    if any(c.isnumeric() and not c.isascii() for c in code):
        return ""
    kept = (
        "-" if category == "Pd" else c
        for c, category in ((c, unicodedata.category(c)) for c in code)
        if category != "Cf"
    )
    return re.sub(_SPACING, _spacing, "".join(kept))


def _spacing(found: re.Match[str]) -> str:
    return " " if found[0].isspace() else "-"


def _spellings(code: str) -> Iterator[str]:
    """The code; with at most one space or hyphen, also with one or none at any place."""
    yield code
    bare = code.replace(" ", "").replace("-", "")
    if len(bare) >= len(code) - 1:
        yield bare
        for at in range(1, len(bare)):
            for mark in " -":
                yield bare[:at] + mark + bare[at:]
