"""The base of all parts of the screen's actions: the session, and methods to show and to ask.

A part with actions of its own (steps.py, account_actions.py) is a subclass, and screen.py joins the
parts.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen

from optinsim.phone.dialogs.dialog import is_on_top

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.phone.account_file import WatchedAccountFile
    from optinsim.phone.dialogs.dialog import Dialog
    from optinsim.phone.session import Session
    from optinsim.simulator import Turn

T = TypeVar("T")


class BaseScreen(Screen[None]):
    """The screen's interface for its parts."""

    session: Session
    """The shown session."""
    _account: Path | None
    """The account file with which the phone was started; None: the account has no file here."""
    _account_file: WatchedAccountFile

    async def show_session(self, session: Session) -> None:
        """Show another session."""
        raise NotImplementedError

    async def show_current(self) -> None:
        """Show the session's present state, at another position or for another subscriber."""
        raise NotImplementedError

    async def play(self, play: Callable[[], Turn | None]) -> bool:
        """Play something in the session and show it; False, and a notification, if refused."""
        raise NotImplementedError

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """The answer to a dialog; None if it is closed, or if another dialog is open.

        (Ten presses of a key may arrive before the first dialog handles them.)
        """
        if not is_on_top(self):
            return None
        return await asyncio.shield(self.app.push_screen(dialog, wait_for_dismiss=True))
