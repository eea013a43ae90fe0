"""A phone in a browser tab: its process, for the server, and the driver in the process.

Knows the protocol of textual-serve and Textual's web driver. Ends the process when the server has
ended, and the tab when the process has ended. Does not know the page.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual import messages
from textual.drivers import web_driver
from textual_serve.app_service import AppService

from optinsim.phone.input_bytes import drop_bad_bytes

EXIT_TIMEOUT = 5.0
"""Seconds until a phone that was asked to exit is killed."""


class TabService(AppService):
    """A phone's process, for the server."""

    async def run(self) -> None:
        """Exchange messages until the process ends; then close the page's WebSocket."""
        await super().run()
        await self.remote_close()

    async def stop(self) -> None:
        """Ask the process to exit, and kill it if it does not, or if the server ends first."""
        try:
            # ConnectionError: the process, or the page, has just ended by itself.
            with suppress(TimeoutError, ConnectionError):
                await asyncio.wait_for(super().stop(), EXIT_TIMEOUT)
            if self._process is not None:
                self.stdin.close()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._process.communicate(), EXIT_TIMEOUT)
        finally:
            process = self._process
            if process is not None and process.returncode is None:
                process.kill()
                await process.communicate()


class TabDriver(web_driver.WebDriver):
    """Exits when the server has ended."""

    def run_input_thread(self) -> None:
        """Read until the server closes the pipe."""
        drop_bad_bytes(web_driver)
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(messages.ExitApp())
