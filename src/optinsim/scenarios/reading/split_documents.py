"""A long YAML file split into texts of some documents each, which can be read alone.

Knows where a document of YAML begins. Does not read YAML: the caller has to see whether the texts
together say what the whole file says.
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


def split_documents(text: str, size: int) -> Iterator[str]:
    """The documents of a text, in texts of about so many characters.

    Each begins with as many empty lines as there are lines before it in the file, so that
    positions are those of the file. Where documents depend on each other, the text stays whole.
    """
    begin = 0
    if len(text) > size and _has_independent_documents(text):
        lines = 0
        while start := _START.search(text, begin + size):
            part = text[begin : start.start()]
            yield "\n" * lines + part
            begin, lines = start.start(), lines + len(part.splitlines())
        text = "\n" * lines + text[begin:]
    yield text


def _has_independent_documents(text: str) -> bool:
    """Whether each document of a text means the same without the others.

    (Not if it has aliases: how much they repeat is limited for a whole file.)
    """
    # A directive begins a line, and may apply to documents after it.
    has_directive = text.startswith("%") or "\n%" in text
    return not (has_directive or ("*" in text and _ALIAS.search(text)))
