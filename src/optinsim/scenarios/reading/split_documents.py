"""Splits a long YAML file into texts of some documents each, which can be read separately.

Knows where a document of YAML begins. Does not read YAML: the caller has to check whether the
texts together have the same content as the whole file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIAS = re.compile(r"\*(?<![^\s\[{,:?\ufeff]\*)[^\s*]")
"""A possible alias. (The pattern begins with a literal character, which makes the search fast.)"""
_START = re.compile(r"^---(?=[ \t\r\n])", re.MULTILINE)
"""The beginning of a document. No text, quoted or not, may have this in the first column."""


def split_documents(text: str, size: int) -> Iterator[str]:
    """The documents of a text, in texts of about so many characters.

    Each begins with as many empty lines as there are lines before it in the file, so that
    positions are those of the file. If documents depend on each other, the text stays whole.
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
