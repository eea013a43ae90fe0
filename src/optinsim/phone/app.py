"""The app: one screen with a session, and the dialogs and files around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from optinsim.phone.screen import PhoneScreen

if TYPE_CHECKING:
    from optinsim.phone.session import Session


class PhoneApp(App[None]):
    """`optinsim phone`."""

    CSS_PATH = "phone.tcss"
    TITLE = "optinsim"
    # (Textual's annotation of these, and ours, would differ for the type checker.)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def get_default_screen(self) -> PhoneScreen:
        """The phone."""
        return PhoneScreen(self._session)
