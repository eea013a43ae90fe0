"""A screen that nobody sees, for the apps that are measured: it takes what a terminal would get.

`TEXTUAL_DRIVER=benchmarks.peers.painter:Painter` gives it to any Textual app. With `PAINTED=TEXT`
the process ends, successfully, when a frame with that text is painted.
"""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any, ClassVar

from textual.drivers.headless_driver import HeadlessDriver

if TYPE_CHECKING:
    from textual.app import App

_SIZE = (120, 36)
_UNTIL = os.environ.get("PAINTED")


class Painter(HeadlessDriver):
    """A terminal of a size that never changes."""

    newest: ClassVar[Painter]
    """The one of the app that was started last."""

    def __init__(self, app: App[Any], **_: object) -> None:
        super().__init__(app, size=_SIZE)
        Painter.newest = self
        self.painted = asyncio.Event()
        """Set at each frame; whoever waits for the next one clears it."""

    @property
    def is_headless(self) -> bool:
        """No: then nothing would be painted."""
        return False

    def write(self, data: str) -> None:
        """A frame, or a switch of the terminal."""
        if "\x1b[" not in data or "H" not in data:
            return
        self.painted.set()
        if _UNTIL is not None and _UNTIL in data:
            os._exit(0)
