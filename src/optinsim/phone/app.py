"""The app: a frame at once, and the phone in it as soon as the account is read.

Knows what can go wrong before there is a phone. Everything else is the screen's.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.theme import ThemeProvider
from textual.widgets import Static

from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from textual.actions import ActionParseResult
    from textual.app import ComposeResult
    from textual.command import Provider
    from textual.dom import DOMNode
    from textual.screen import Screen

    from optinsim.phone.filing import Filing


class PhoneApp(App[None]):
    """`optinsim phone`."""

    CSS_PATH = "phone.tcss"
    TITLE = "optinsim"
    # (Textual's annotation of these, and ours, would differ for the type checker.)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    BINDINGS = [  # noqa: RUF012
        Binding("ctrl+c", "copy_or_quit", "Leave", show=False, priority=True),
    ]

    def __init__(self, account: Path, seed: int = 0, kept: Path | None = None) -> None:
        """The phone.

        Args:
            account: the account file.
            seed: what ids and made-up people follow from.
            kept: the folder for what was not saved; None: nothing is kept.
        """
        super().__init__()
        self._kept = kept
        self._account = account
        self._seed = seed
        self.phone: Filing | None = None
        self.failure: OptinsimError | None = None
        """Why there is nothing to play with, if there is not."""
        self._has_crashed = False

    def compose(self) -> ComposeResult:
        """What is seen until the account is read: half a second, in which nobody should wonder."""
        yield Static(f"Opening {self._account} …", id="opening", markup=False)

    def on_mount(self) -> None:
        """Leave a terminal in order when a signal asks for the end: its default leaves it as is."""
        if sys.platform == "win32":  # where a loop takes no signals
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit, None, 128 + number)

    def on_ready(self) -> None:
        """Read the account when the first frame is on the screen."""
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        # Imported here: they take longer than all that is needed for the first frame.
        from optinsim.files.accounts import load_account  # noqa: PLC0415
        from optinsim.phone.filing import Filing  # noqa: PLC0415
        from optinsim.phone.session import Session  # noqa: PLC0415

        try:
            session = Session(load_account(self._account), seed=self._seed)
        except OptinsimError as error:
            if self.is_web:  # where nobody sees what is said on leaving
                self.query_one("#opening", Static).update(str(error))
                return
            self.failure = error
            self.exit()
            return
        self.phone = Filing(self._account, session, self._kept)
        await self.push_screen(self.phone)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers: all that the phone can do, and Textual's own."""
        if self.phone is not None and screen is self.phone:
            from optinsim.phone.keys import KEYS  # noqa: PLC0415  (after the first frame)

            for key in KEYS:
                act = partial(self.phone.run_action, key.action)
                yield SystemCommand(key.title, f"{key.told} ({key.key})", act)
        for command in super().get_system_commands(screen):
            if command.title not in {"Screenshot", "Keys"}:  # Export and Help are ours
                yield command

    def action_command_palette(self) -> None:
        """Open the palette over the phone: two of them, one over a dialog, would clash."""
        if self.screen is self.phone:
            self._open_palette()

    def search_themes(self) -> None:
        """Choose among the themes, in a palette of the same kind."""
        self._open_palette([ThemeProvider], "Search for themes…")

    def _open_palette(
        self,
        providers: Sequence[type[Provider]] | None = None,
        placeholder: str = "Search for commands…",
    ) -> None:
        from optinsim.phone.palette import Palette  # noqa: PLC0415  (after the first frame)

        _ = self.push_screen(Palette(providers, placeholder=placeholder, id="--command-palette"))

    def watch_app_focus(self, focus: bool) -> None:  # noqa: FBT001  (Textual's way to call it)
        """Show the keys: a window that nobody looked at while it was opened has shown none."""
        if focus and self.phone is not None:
            self.phone.refresh_bindings()

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key, a click or the palette asks for."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except LookupError:
            # A list pages through lines that it lays out for its first frame: a key may be earlier.
            if "page_down" in str(action) or "page_up" in str(action):
                return True
            raise

    def _fatal_error(self) -> None:
        """End after a mistake of ours, in words: Textual, whose name this is, would show values."""
        from optinsim.phone.crash import note  # noqa: PLC0415  (hoped never to be needed)

        if not self._has_crashed:  # what follows from the first is no news
            self._has_crashed = True
            self.panic(Text(note(sys.exception(), self._kept)))

    async def action_copy_or_quit(self) -> None:
        """Copy what is selected; where nothing is, leave."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        else:
            await self.action_quit()


def run(account: Path, seed: int) -> None:
    """Play with an account until somebody leaves.

    Raises:
        FileError: the account cannot be used.
        SystemExit: a signal asked for the end, or it went wrong.
    """
    from platformdirs import user_state_path  # noqa: PLC0415  (of this system, and only here)

    app = PhoneApp(account, seed, user_state_path("optinsim", appauthor=False) / "phone")
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.return_code:
        sys.exit(app.return_code)
