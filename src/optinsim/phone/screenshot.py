"""A screenshot of the phone as SVG, without references to the network.

Knows Rich's SVG. Does not know the content of the screen, nor the file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

_FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
_FETCHED_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def screenshot(app: App[Any], title: str | None = None) -> str:
    """The screen as SVG; the same screen gives the same text.

    Args:
        app: the app, which is running.
        title: the window's title; None: the app's own.
    """
    # (Rich's SVG loads its font from the network.)
    drawn = _FETCHED_FONT.sub("", app.export_screenshot(title=title))
    return drawn.replace("font-family: Fira Code, monospace;", f"font-family: {_FONTS};")
