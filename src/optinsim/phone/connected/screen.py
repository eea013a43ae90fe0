"""The screen of a phone that is connected to a server.

Knows the differences from the phone of a local account: the actions that a server's session lacks,
and the actions on a copy of it in this process. Does not follow the server (live.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from optinsim.errors import CommandError, OptinsimError
from optinsim.phone.connected.copying import account_as_in_server, copy_of
from optinsim.phone.connected.live import LiveScreen

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.client import Client
    from optinsim.phone.connected.session import ConnectedSession
    from optinsim.phone.session import Session


class ConnectedScreen(LiveScreen):
    """One session is the server's; see `PhoneScreen`."""

    def __init__(self, client: Client, session: ConnectedSession, file: Path | None = None) -> None:
        """The phone.

        Args:
            client: of the server; closed with the phone.
            session: the server's.
            file: of its account, which saved scenarios name; None: unknown.
        """
        super().__init__(client, session)
        self._file = file

    @work
    async def action_branch(self) -> None:
        """Choose a branch."""
        if self._is_live:
            self.notify("A server that goes back keeps no branch.")
        else:
            _ = super().action_branch()

    @work
    async def action_two_futures(self) -> None:
        """Show two futures."""
        if not self._is_live:
            _ = super().action_two_futures()
            return
        position = self.highlighted_position
        if (copied := self._copy()) is not None:
            copy, positions = copied
            await self.show_futures(copy, positions[position - 1] if position else 0)

    @work
    async def action_two_accounts(self) -> None:
        """Show the same conversation with another account."""
        if not self._is_live:
            _ = super().action_two_accounts()
        elif (copied := self._copy()) is not None:
            await self.show_two_accounts(copied[0])

    def _copy(self) -> tuple[Session, list[int]] | None:
        """The conversation in this process; None, and a notification, if that is impossible."""
        try:
            return copy_of(self._connected, self._connected.account)
        except CommandError as error:
            self.notify(str(error), title="That cannot be done", severity="warning", markup=False)
            return None

    @work
    async def action_sign_off(self) -> None:
        """Write the session as a sign-off sheet."""
        if self._is_live:
            self.notify("A sheet is of a scenario: save it (Ctrl+S), open it (Ctrl+O), sign off.")
        else:
            _ = super().action_sign_off()

    @work
    async def action_edit_message(self) -> None:
        """Edit a message of the brand."""
        if self._is_live:
            self.notify("The account is the server's: its messages are edited in its file there.")
        else:
            _ = super().action_edit_message()

    async def action_replay(self) -> None:
        """Play again with the present account."""
        if self._is_live:
            await self.catch_up()
        else:
            await super().action_replay()

    @work
    async def action_save(self) -> None:
        """Save the session as a scenario."""
        if not self._is_live:
            _ = super().action_save()
        elif self._file is None:
            self.notify(
                "A scenario names the file of its account: optinsim phone FILE --connect URL."
            )
        else:
            await self._save(self._file)

    async def _save(self, file: Path) -> None:
        """Save a copy of the conversation, played with the account of a file."""
        try:
            account = account_as_in_server(file, self._connected)
            copy, _ = copy_of(self._connected, account)
        except OptinsimError as error:
            self.notify(str(error), title="It is not saved", severity="warning", markup=False)
            return
        await self._files.save(file, copy)
