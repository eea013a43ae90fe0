"""Writing lines to a stream: in colour on a terminal, as they are everywhere else.

Knows rich and the conventions about colour (a terminal only, NO_COLOR). Does not know what it
writes.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

Part = str | tuple[str, str]
"""Text, or text with a rich style."""


class Screen:
    """A stream that people or programs read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._console: Console | None = None
        if stream.isatty() and not os.environ.get("NO_COLOR"):
            from rich.console import Console  # noqa: PLC0415  (slow to import, and rarely needed)

            self._console = Console(file=stream, highlight=False, soft_wrap=True)

    def line(self, *parts: Part) -> None:
        """Write one line."""
        if self._console is None:
            self._stream.write("".join(p if isinstance(p, str) else p[0] for p in parts) + "\n")
            return
        from rich.text import Text  # noqa: PLC0415

        self._console.print(Text.assemble(*parts))

    def json(self, value: Any, indent: str) -> None:
        """Write a JSON value over several lines, each indented."""
        text = json.dumps(value, indent=2, ensure_ascii=False)
        text = "\n".join(indent + line for line in text.splitlines())
        if self._console is None:
            self._stream.write(text + "\n")
            return
        from rich.highlighter import JSONHighlighter  # noqa: PLC0415

        self._console.print(JSONHighlighter()(text))
