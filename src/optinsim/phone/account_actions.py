"""The part of the screen that follows the account file: offers a changed file, and replays with it.

Knows the texts for the user. Does not know whether the file has changed (account_file.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from optinsim.errors import OptinsimError
from optinsim.files.accounts import load_account
from optinsim.phone.banner import Banner
from optinsim.phone.base_screen import BaseScreen
from optinsim.phone.desk.edit import edit_message
from optinsim.phone.dialogs.dialog import ChoiceDialog
from optinsim.phone.dialogs.two_futures import TwoFuturesDialog
from optinsim.phone.two_accounts import describe, other_accounts, played_with

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.phone.session import Session


class AccountActions(BaseScreen):
    """The actions of a `PhoneScreen` about its session's account file."""

    @property
    def account_path(self) -> Path | None:
        """The session's account file; None: the account is inside the opened scenario."""
        opened = self.session.opened
        return self._account if opened is None else opened.account

    def check_account_file(self) -> None:
        """Offer a replay if the account file has changed."""
        if not self._account_file.has_changed():
            return
        change = self._account_file.describe_change(self.session.account)
        banner = self.query_one(Banner)
        if change:
            banner.show_message(change)
        else:
            banner.hide_message()

    async def action_replay(self) -> None:
        """Replay the session with the account file as it is now."""
        before, path = self.session, self.account_path
        if path is None:
            self.notify("The account is inside the scenario: open that again (Ctrl+O).")
            return
        try:
            session = before.with_account(load_account(path))
        except OptinsimError as error:
            self.notify(
                str(error), title="The account cannot be used", severity="error", markup=False
            )
            return
        self.query_one(Banner).hide_message()
        await self.show_session(session)
        if session.position < before.position:
            self.notify(
                f"Step {session.position + 1} cannot be done with this account:"
                " it and what follows lie ahead.",
                severity="warning",
            )

    @work
    async def action_two_accounts(self) -> None:
        """Show the same conversation with another account beside this one."""
        await self.show_two_accounts(self.session)

    async def show_two_accounts(self, session: Session) -> None:
        """Show a session, and the same with another account that the user chooses."""
        shown = self.session
        others = list(other_accounts(session, self.account_path))
        chosen = await self.ask(ChoiceDialog("Compare with", [other.title for other in others]))
        if chosen is None or self.session is not shown:
            return
        other = others[chosen]
        mine, _ = played_with(session, session.account)
        theirs, left_out = played_with(session, other.account)
        left = f", {left_out} of {session.position} steps left out" if left_out else ""
        titles = describe(session.account), other.title + left
        await self.ask(TwoFuturesDialog((mine, theirs), 0, titles))

    @work
    async def action_edit_message(self) -> None:
        """Edit the highlighted message of the brand, or the last one, in the account file."""
        await edit_message(self)

    async def on_banner_clicked(self) -> None:
        """The banner offers a replay."""
        await self.action_replay()
