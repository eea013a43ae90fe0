"""The patterns of `$regex`: found anywhere in a text, with `$` as the end of the text.

Python's own `$` also matches before a newline at the end, so that a text that ends with a newline
would meet `bye$`.
"""

from __future__ import annotations

import re

from optinsim.patterns import compile_pattern, search

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\$|.", re.DOTALL)
"""An escaped character, a set of characters, a dollar sign, or any other character."""
_BY_LINES = re.compile(r"\(\?[a-zA-Z]*m")
"""The flag that makes `$` the end of a line."""


def finds(pattern: str, text: str) -> bool | None:
    """Whether the pattern is found in the text; None: looking for it takes too long.

    Raises:
        ValueError: the pattern is no regular expression.
    """
    return search(compile_pattern(whole_text(pattern)), text)


def whole_text(pattern: str) -> str:
    """The pattern with each `$` as the end of the text, unless it has the flag `(?m)`."""
    if "$" not in pattern or _BY_LINES.search(pattern):
        return pattern
    return _PIECE.sub(lambda piece: r"\Z" if piece[0] == "$" else piece[0], pattern)
