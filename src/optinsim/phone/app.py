"""The app: a frame at once, and the phone in it as soon as the account is read.

Knows what can go wrong before there is a phone. Everything else is the screen's.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.widgets import Static

from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.screen import Screen

    from optinsim.phone.filing import Filing

_COMMANDS = (
    ("Help", "What the keys do (F1)", "help"),
    ("An hour later", "Let time pass (F2)", "wait(1)"),
    ("A day later", "Let time pass (F3)", "wait(24)"),
    ("Next expiry", "Let time pass until something happens by itself (F4)", "wait_for_next"),
    ("Back", "To before the last step (F5)", "back"),
    ("Forward", "Play the next of the steps that lie ahead (F6)", "forward"),
    ("Branches", "Take up the steps that were left by going back (Ctrl+G)", "branch"),
    ("API call", "Add a participant, subscribe a contact, import a CSV … (F7)", "call_api"),
    ("Next subscriber", "Take up the next phone (F8)", "next_subscriber"),
    ("New subscriber", "Take up the phone of somebody made up (F9)", "add_subscriber"),
    ("Behind the screen", "Hide or show it (F10)", "behind"),
    ("Save as scenario", "A file that optinsim run passes (Ctrl+S)", "save"),
    ("Open scenario", "Play it step by step (Ctrl+O)", "open"),
    ("Export", "The conversation as text, the screen as SVG (Ctrl+E)", "export"),
    ("Replay", "With the account file as it is now (Ctrl+R)", "replay"),
)
"""What the command palette says of each of the phone's actions."""


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

    def compose(self) -> ComposeResult:
        """What is seen until the account is read: half a second, in which nobody should wonder."""
        yield Static(f"Opening {self._account} …", id="opening", markup=False)

    def on_mount(self) -> None:
        """Leave a terminal in order when a signal asks for the end: its default leaves it as is."""
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
            self.failure = error
            self.exit()
            return
        self.phone = Filing(self._account, session, self._kept)
        await self.push_screen(self.phone)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers: all that the phone can do, and Textual's own."""
        if screen is self.phone:
            for title, told, action in _COMMANDS:
                yield SystemCommand(title, told, partial(self.phone.run_action, action))
        for command in super().get_system_commands(screen):
            if command.title not in {"Screenshot", "Keys"}:  # Export and Help are ours
                yield command

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
