"""A phone in a tab of a browser: its process, as the server sees it, and its driver inside.

Knows what textual-serve and Textual's driver for the web do for each other, and sees to it that
neither outlives the other. Knows no page.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual import messages
from textual.drivers.web_driver import WebDriver
from textual_serve.app_service import AppService

PATIENCE = 5.0
"""Seconds that a phone has to leave by itself."""


class TabService(AppService):
    """A phone's process, for the server."""

    async def run(self) -> None:
        """Let them talk, until the process ends; the page is told that there is nobody any more."""
        await super().run()
        await self.remote_close()

    async def stop(self) -> None:
        """Ask it to leave; end it if it does not."""
        with suppress(TimeoutError):
            await asyncio.wait_for(super().stop(), PATIENCE)
        process = self._process
        if process is None:
            return
        self.stdin.close()
        try:
            await asyncio.wait_for(process.communicate(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.communicate()


class TabDriver(WebDriver):
    """Leaves when there is no server any more."""

    def run_input_thread(self) -> None:
        """Read until the server closes its end."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(messages.ExitApp())
