"""Writes lines to a stream: in colour on a terminal, else plain.

Knows rich and the conventions about colour (a terminal only, NO_COLOR). Does not know the meaning
of the lines.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import textwrap
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

_UNSAFE = r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
"""Control characters, and characters that change the direction of writing; without newlines. `re`
compiles it for the first text that has one."""

Part = str | tuple[str, str]
"""Text, or text with a rich style."""


def safe(text: str) -> str:
    """The text with control characters escaped as in JSON."""
    if text.isprintable():
        return text  # fast path: nearly every line
    return re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", text)


def one_line(text: str) -> str:
    """The text in one line: unprintable characters escaped, and cut if it is long."""
    shown = text[:_LONGEST]
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)
    return shown if len(text) <= _LONGEST else f"{shown}… ({len(text)} characters)"


_LONGEST = 2000
"""Characters of a text on one line."""


_WIDEST = 100
_NARROWEST = 20
"""Columns of a paragraph."""


class Screen:
    """An output stream. No text that is written to it can move the cursor."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._console: Console | None = None
        if stream.isatty() and not os.environ.get("NO_COLOR"):
            from rich.console import Console  # noqa: PLC0415  (slow to import, and rarely needed)

            self._console = Console(file=stream, highlight=False, soft_wrap=True)

    def line(self, *parts: Part) -> None:
        """Write one line."""
        if self._console is None:
            text = "".join([p if isinstance(p, str) else p[0] for p in parts])
            self._stream.write(safe(text) + "\n")
            return
        from rich.text import Text  # noqa: PLC0415

        assembled = Text.assemble(
            *(safe(p) if isinstance(p, str) else (safe(p[0]), p[1]) for p in parts)
        )
        self._console.print(assembled)

    def paragraph(self, text: str, label: Part = "", *, style: str = "") -> None:
        """Write text as a wrapped paragraph with a hanging indent.

        Args:
            text: without line breaks.
            label: stands before the text; the lines after the first are indented by its width.
            style: the text's.
        """
        shown, label_style = (label, "") if isinstance(label, str) else label
        for line in textwrap.wrap(
            text,
            max(self.width - len(shown), _NARROWEST),
            break_long_words=False,
            break_on_hyphens=False,
        ):
            self.line((shown, label_style), (line, style))
            shown = " " * len(shown)

    @property
    def width(self) -> int:
        """The width of a paragraph in columns: the terminal's, at most `_WIDEST`."""
        if not self._stream.isatty():
            return _WIDEST
        return min(shutil.get_terminal_size((_WIDEST, 0)).columns, _WIDEST)

    def json(self, value: Any, indent: str) -> None:
        """Write a JSON value over several lines, each indented."""
        text = safe(json.dumps(value, indent=2, ensure_ascii=False))
        text = "\n".join(indent + line for line in text.splitlines())
        if self._console is None:
            self._stream.write(text + "\n")
            return
        from rich.highlighter import JSONHighlighter  # noqa: PLC0415

        self._console.print(JSONHighlighter()(text))
