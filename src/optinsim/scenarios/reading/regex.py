"""The patterns of `$regex`: found anywhere in a text, with `$` as the end of the text.

Python's own `$` also matches before a newline at the end, so that a text that ends with a newline
would meet `bye$`.
"""

from __future__ import annotations

import re

from optinsim.patterns import compile_pattern, search

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\$|.", re.DOTALL)
"""An escaped character, a set of characters, a dollar sign, or any other character."""
_BEGIN = re.compile(r"(?P<flags>\(\?[aimsx]+\))?(?:\^|\\A)?(?:\(\?:(?=\(\?!))?")
"""What may stand before a lookahead at the beginning: flags, an anchor, the group around it."""
_ANYTHING = re.compile(r"^\^?(?:(?:\.|\[\\s\\S\]|\(\?:\.\|\\n\))[*+]\??)*")
_BETWEEN = re.compile(r"\.[*+]\??|(?<!\\)[\^$]|\\[AZbB]")
_ESCAPED = re.compile(r"\\([^\w\s])")
_SPECIAL = re.compile(r"[\\.\[\](){}*+?|]")
_BY_LINES = re.compile(r"\(\?[a-zA-Z]*m")
"""The flag that makes `$` the end of a line."""


def finds(pattern: str, text: str) -> bool | None:
    """Whether the pattern is found in the text; None: looking for it takes too long.

    Raises:
        ValueError: the pattern is no regular expression.
    """
    return search(compile_pattern(whole_text(pattern)), text)


def excluded_by(pattern: str) -> list[str]:
    """The patterns that a pattern excludes at its beginning: `^(?!.*welcome)` excludes `welcome`.

    A lookahead further on belongs to what stands before it: `Reply Y(?!ES)`.
    """
    begin = _BEGIN.match(pattern)
    flags, rest = (begin["flags"] or "", pattern[begin.end() :]) if begin else ("", pattern)
    found = []
    while rest[:3] in ("(?!", "(?="):
        end = _closing(rest)
        if rest[:3] == "(?!":
            found.append(flags + _ANYTHING.sub("", rest[3:end]))
        rest = rest[end + 1 :]
    return [one for one in found if one != flags]


def _closing(pattern: str) -> int:
    """Where the group at the beginning of a pattern is closed."""
    depth = 0
    for piece in _PIECE.finditer(pattern):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if depth == 0:
            return piece.start()
    return len(pattern)


def literal_parts(pattern: str) -> list[str] | None:
    """The texts that every match of a pattern has in it; None: the pattern is no plain text.

    Besides texts it may have anchors, and `.*` between them.
    """
    parts = []
    for part in _BETWEEN.split(pattern):
        if _SPECIAL.search(_ESCAPED.sub("", part)):
            return None
        parts.append(_ESCAPED.sub(r"\1", part))
    return [part for part in parts if part]


def whole_text(pattern: str) -> str:
    """The pattern with each `$` as the end of the text, unless it has the flag `(?m)`."""
    if "$" not in pattern or _BY_LINES.search(pattern):
        return pattern
    return _PIECE.sub(lambda piece: r"\Z" if piece[0] == "$" else piece[0], pattern)
