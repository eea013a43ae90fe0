"""The screen as a picture that needs nothing from anywhere: an SVG in fonts of this machine.

Knows what Rich draws. Does not know what is on the screen, nor where the picture goes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

_FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
_FETCHED_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def picture(app: App[Any], title: str | None = None) -> str:
    """What is on the screen now, as SVG; the same screen gives the same text.

    Args:
        app: the app, which is running.
        title: what stands above; None: the app's own.
    """
    # (Rich's SVG would fetch its font from a host on the network.)
    drawn = _FETCHED_FONT.sub("", app.export_screenshot(title=title))
    return drawn.replace("font-family: Fira Code, monospace;", f"font-family: {_FONTS};")
