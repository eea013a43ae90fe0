"""Reading one text, in few words, for the tests that do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.inbound import Kind, Lexicon, Reading
from tests.core.worlds import WORDS

if TYPE_CHECKING:
    from optinsim.core.inbound import Words

KEYWORDS = {"SUMMER": "ACQ1", "SUMMER SALE": "ACQ2", "ÉTÉ": "ACQ3"}
UNMATCHED = Reading(Kind.UNMATCHED, "none")
BELL, SIGN, THUMB = "\N{BELL}", "\N{OCTAGONAL SIGN}", "\N{THUMBS UP SIGN}"
APOSTROPHE, OPEN, CLOSE = "\u2019", "\u201c", "\u201d"


def read(
    text: str, words: Words = WORDS, *, pending: bool = True, zip_awaited: bool = True
) -> Reading:
    return Lexicon(words, KEYWORDS).read(text, pending=pending, zip_awaited=zip_awaited)


def wide(text: str) -> str:
    """The text in full-width characters."""
    return "".join(chr(ord(c) + 0xFEE0) for c in text)
