"""A long file cut into pieces that can be read on their own.

Knows where a document of YAML begins. Does not read YAML: whoever puts the pieces together sees
whether they said what the whole file says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIAS = re.compile(r"\*(?<![^\s\[{,:?\ufeff]\*)[^\s*]")
"""What may be an alias. (It begins with a plain character, for which a text is searched fast.)"""
_START = re.compile(r"^---(?=[ \t\r\n])", re.MULTILINE)
"""Where a document begins. In the first column, no text, quoted or not, may hold this line."""


def pieces(text: str, size: int) -> Iterator[str]:
    """The documents of a text, in pieces of about that many characters.

    Before each piece stand as many empty lines as before its documents in the text, so that
    positions are those of the file. A text that had better not be cut is one piece.
    """
    begin = 0
    if len(text) > size and _has_independent_documents(text):
        lines = 0
        while start := _START.search(text, begin + size):
            piece = text[begin : start.start()]
            yield "\n" * lines + piece
            begin, lines = start.start(), lines + len(piece.splitlines())
        text = "\n" * lines + text[begin:]
    yield text


def _has_independent_documents(text: str) -> bool:
    """Whether each document of a text surely means the same without the others.

    What aliases repeat is counted over a file.
    """
    # A directive begins a line, and may apply to documents after it.
    has_directive = text.startswith("%") or "\n%" in text
    return not (has_directive or ("*" in text and _ALIAS.search(text)))
