r"""Texts that YAML reads differently from what the author typed, because they lack quotes.

With `text: STOP #4711` a person texts `STOP`: a `#` after a space begins a comment. With
`text: YES\n` a person texts a backslash and an n. Knows how scalars are typed, and which values of
a scenario are texts. A comment with a space after its `#` draws no warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.fields import Plain
from optinsim.files.tree import LINE, YamlMapping, YamlSequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import Place
    from optinsim.files.problems import Problem
    from optinsim.files.tree import Document

_COMMENT = re.compile(r"[ \t](#\w.*)")
_ESCAPE = re.compile(r"\\(?:[nrt]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2})")
_SIGNS = re.compile(rf"{_COMMENT.pattern}|{_ESCAPE.pattern}")
_NO_TEXT = re.compile(r"[-+\d.,:]*|true|false|null")
"""Values beside which a comment is no part of a text."""
_KEYS = ("scenario", "vars", "examples", "steps")
_OTHER_KEYS = frozenset({
    *("from", "to", "wait", "wait_until", "use", "reading", "state"),
    *("method", "path", "headers", "auth", "status", "$capture"),
})  # fmt: skip
"""Keys of steps whose values are no texts."""
_OWN_ESCAPES = frozenset({"scenario", "body", "$regex"})
"""Keys whose backslashes have another meaning, or none."""


def may_lack_quotes(lines: Sequence[str]) -> bool:
    """Fast path: whether the documents of a file with these lines may have such texts."""
    return _SIGNS.search("\n".join(lines)) is not None


def lacking_quotes(document: Document) -> Iterator[Problem]:
    """The warnings about such texts in a scenario, or in a project file."""
    for at, text, position in _texts(document.tree, (), 0):
        if isinstance(text, Plain) and (comment := _comment_behind(text, document.lines, position)):
            yield document.problem(
                at,
                f"{comment!r:.60} is a comment, and no part of this text",
                expected=f'"{text:.60} {comment:.60}", or a space after the #',
                code=Code.SWALLOWED_TEXT,
            )
        escape = None if _OWN_ESCAPES.intersection(at) else _ESCAPE.search(text)
        if escape is not None and _is_literal(document.lines, position):
            yield document.problem(
                at,
                f"{escape[0]} stays as it is typed here",
                expected="double quotes, in which it is one character",
                code=Code.LITERAL_ESCAPE,
            )


def _texts(node: Any, at: Place, position: int) -> Iterator[tuple[Place, str, int]]:
    """The texts in a value, each with its place and position; see `LINE`."""
    if isinstance(node, YamlMapping):
        is_step = len(at) > 1 and at[0] == "steps"
        for (key, item), inner in zip(node.items(), node.places[1::2], strict=True):
            if not (key in _OTHER_KEYS if is_step else not at and key not in _KEYS):
                yield from _texts(item, (*at, key), inner)
    elif isinstance(node, YamlSequence):
        for i, (item, inner) in enumerate(zip(node, node.places, strict=True)):
            yield from _texts(item, (*at, i), inner)
    elif isinstance(node, str):
        yield at, node, position


def _comment_behind(text: str, lines: Sequence[str], position: int) -> str:
    """The comment that ends an unquoted text and looks like a part of it; else empty."""
    if _NO_TEXT.fullmatch(text):
        return ""
    words, seen = text.split(), list[str]()
    number, column = divmod(position, LINE)
    for line in lines[number:]:
        begun = line[column:]
        comment = _COMMENT.search(begun)
        seen += (begun[: comment.start()] if comment else begun).split()
        if comment is not None or len(seen) >= len(words):
            return comment[1] if comment is not None and seen == words else ""
        column = 0
    return ""


def _is_literal(lines: Sequence[str], position: int) -> bool:
    """Whether a text is outside double quotes."""
    number, column = divmod(position, LINE)
    return lines[number][column : column + 1] != '"'
