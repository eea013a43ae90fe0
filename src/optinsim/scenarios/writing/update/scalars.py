"""A scalar in the style of the scalar that it replaces.

Knows quotes and blocks. A text that the style cannot hold gets double quotes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.fields import to_json
from optinsim.files.problems import FileError
from optinsim.files.source import read_text
from optinsim.scenarios.writing import write

if TYPE_CHECKING:
    from optinsim.files.layout import Node


def scalar(value: Any, style: str, indent: int, newline: str, *, as_text: bool) -> str:
    """The characters of a value.

    Args:
        value: text, a number, a truth value or null.
        style: of the former scalar: empty for an unquoted one, or one of `'`, `"`, `|`, `>`.
        indent: columns before the lines of a block.
        newline: the line end of the file.
        as_text: whether the file is read as text there, so that `02134` needs no quotes.

    Raises:
        ValueError: it has half a surrogate pair, which no file can contain.
    """
    if not isinstance(value, str):
        return write.scalar(value)
    quoted = write.quoted(value)  # first: it raises
    escaped = value.replace("${", "$${")
    if style == '"':
        return quoted
    if style == "'":
        candidate = "'" + escaped.replace("'", "''") + "'"
        return candidate if value.isprintable() else quoted
    if style in ("|", ">"):
        candidate = _block(escaped, style, indent)
        return candidate.replace("\n", newline) if _says(candidate, escaped) else quoted
    return write.text(value) if as_text else write.scalar(value)


def _block(text: str, style: str, indent: int) -> str:
    """A text as a block; folded only if folding changes nothing."""
    lines = text.removesuffix("\n").split("\n")
    style = ">" if style == ">" and len(lines) == 1 else "|"
    chomping = "" if text.endswith("\n") else "-"
    body = "\n".join(" " * indent + line if line else "" for line in lines)
    return f"{style}{chomping}\n{body}"


def _says(candidate: str, text: str) -> bool:
    """Whether a block is read as that text."""
    try:
        [document] = read_text(f"a:\n  {candidate}\nb: c\n", "block.yaml")
    except FileError:
        return False
    return bool(to_json(document.tree) == {"a": text, "b": "c"})


def block_indent(text: str, node: Node, otherwise: int) -> int:
    """The indentation of a block that is in the file."""
    for line in text[node.start : node.end].splitlines()[1:]:
        if line.strip():
            return len(line) - len(line.lstrip(" "))
    return otherwise
