"""The lines of a text in a picture, by the widths of letters in a usual sans serif font.

The font of the viewer is unknown, so widths are estimates, on the wide side. Does not know
pictures.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from optinsim.report.screen import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

_WIDTHS = (("ijl.,:;'|!`", 0.31), ('ftrI()[]{}/-" ', 0.39), ("mwMW@%&", 0.95))
_BY_LETTER = {letter: width for letters, width in _WIDTHS for letter in letters}
_CAPITAL, _OTHER, _WIDE = 0.71, 0.61, 1.35
"""Widths in parts of the letters' size; emoji and East Asian letters are wide."""
_BOLD = 1.13
"""How much wider bold letters are."""
_WORD = re.compile(r"\s*\S+|\s+$")


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in letters of a size, in the size's unit."""
    return size * sum(map(_width, text)) * (_BOLD if bold else 1)


def lines_of(text: str, width: float, size: float) -> list[str]:
    """The lines of a text, broken between words before a line becomes too wide; at least one."""
    return [line for given in safe(text).split("\n") for line in _broken(given, width / size)]


def _broken(text: str, room: float) -> Iterator[str]:
    line, used = "", 0.0
    for word in _WORD.findall(text):
        taken = sum(map(_width, word))
        if used + taken <= room:
            line, used = line + word, used + taken
            continue
        if line:
            yield line
        line, used = "", 0.0
        for letter in word.lstrip():  # a word may be wider than a line
            if line and used + _width(letter) > room:
                yield line
                line, used = "", 0.0
            line, used = line + letter, used + _width(letter)
    yield line


def _width(letter: str) -> float:
    found = _BY_LETTER.get(letter)
    if found is not None:
        return found
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() else _OTHER
