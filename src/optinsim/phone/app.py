"""The app: a frame at once, and the phone in it as soon as the account is read.

Knows what can go wrong before there is a phone. Everything else is the screen's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.binding import Binding
from textual.widgets import Static

from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    from optinsim.phone.desk import Desk


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

    def __init__(self, account: Path, seed: int = 0) -> None:
        super().__init__()
        self._account = account
        self._seed = seed
        self.phone: Desk | None = None
        self.failure: OptinsimError | None = None
        """Why there is nothing to play with, if there is not."""

    def compose(self) -> ComposeResult:
        """What is seen until the account is read: half a second, in which nobody should wonder."""
        yield Static(f"Opening {self._account} …", id="opening", markup=False)

    def on_ready(self) -> None:
        """Read the account when the first frame is on the screen."""
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        # Imported here: they take longer than all that is needed for the first frame.
        from optinsim.files.accounts import load_account  # noqa: PLC0415
        from optinsim.phone.desk import Desk  # noqa: PLC0415
        from optinsim.phone.session import Session  # noqa: PLC0415

        try:
            session = Session(load_account(self._account), seed=self._seed)
        except OptinsimError as error:
            self.failure = error
            self.exit()
            return
        self.phone = Desk(self._account, session)
        await self.push_screen(self.phone)

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
    """
    app = PhoneApp(account, seed)
    app.run()
    if app.failure is not None:
        raise app.failure
