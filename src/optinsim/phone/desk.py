"""The phone with its account file and its dialogs: help, API calls, branches.

The second third of one screen, whose first is screen.py and whose last is filing.py: each adds
what the one before does not know. This one knows the account file, and none that is written.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from textual import work
from textual.widgets import TabbedContent

from optinsim.core.commands import ReceiveText
from optinsim.errors import OptinsimError
from optinsim.files.accounts import load_account
from optinsim.files.problems import FileError
from optinsim.phone.banner import Banner
from optinsim.phone.composer import Composer
from optinsim.phone.dialogs.api_call import ApiCall
from optinsim.phone.dialogs.dialog import Choice, is_on_top
from optinsim.phone.dialogs.help import Help
from optinsim.phone.screen import PhoneScreen
from optinsim.phone.watching import EVERY, Watched
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.phone.dialogs.dialog import Dialog
    from optinsim.phone.json_tree import JsonTree
    from optinsim.phone.session import Session, Step


T = TypeVar("T")


class Desk(PhoneScreen):
    """The phone, and the account file that somebody may be editing."""

    def __init__(self, account: Path, session: Session) -> None:
        super().__init__(session)
        self._account = account
        self._watched = Watched(account)

    async def on_mount(self) -> None:
        """Begin to look at the account file."""
        self.set_interval(EVERY, self._look_at_account)

    # The account file

    @property
    def account_file(self) -> Path | None:
        """The account file of what is played; None where the account stands in a scenario."""
        opened = self.session.opened
        return self._account if opened is None else opened.account

    async def show_session(self, session: Session) -> None:
        """Show this one from now on, and look at its account file."""
        await super().show_session(session)
        file = self.account_file
        if self._watched.path != file:
            self._watched = Watched(file)

    def _look_at_account(self) -> None:
        """Offer to replay where somebody has written something else into the account file."""
        file = self.account_file
        if file is None or not self._watched.has_changed():
            return
        banner = self.query_one(Banner)
        try:
            account = load_account(file)
        except FileError as error:
            banner.say(f"{file.name} cannot be used as it is now: {_in_short(error)}")
            return
        if account.file == self.session.account.file:  # another comment, or a change taken back
            banner.hush()
        else:
            banner.say(f"{file.name} has changed: Ctrl+R replays everything with it")

    async def action_replay(self) -> None:
        """Play the conversation again, with the account file as it is now."""
        before, file = self.session, self.account_file
        if file is None:
            self.notify("The account stands in the scenario: open that again (Ctrl+O).")
            return
        try:
            session = before.with_account(load_account(file))
        except OptinsimError as error:
            self.notify(
                str(error), title="The account cannot be used", severity="error", markup=False
            )
            return
        self.query_one(Banner).hush()
        await self.show_session(session)
        if session.position < before.position:
            self.notify(
                f"Step {session.position + 1} cannot be done with this account:"
                " it and what follows lie ahead.",
                severity="warning",
            )

    async def on_banner_taken(self) -> None:
        """The offer of a replay was clicked."""
        await self.action_replay()

    # Dialogs

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """What somebody answers; None if they close the dialog, or are in another one already.

        (A key may be pressed ten times before the first dialog is there to take it.)
        """
        if not is_on_top(self):
            return None
        return await asyncio.shield(self.app.push_screen(dialog, wait_for_dismiss=True))

    @work
    async def action_help(self) -> None:
        """Tell what the keys do."""
        typed = await self.ask(Help())
        if typed:
            self.query_one(Composer).insert(typed)

    @work
    async def action_call_api(self) -> None:
        """Make a call to the platform's API."""
        session = self.session
        forms = session.simulator.forms(session.current.about)
        if not forms:
            self.notify("This platform has no calls to fill in.")
            return
        request = await self.ask(ApiCall(forms))
        if request is not None and await self.play(lambda: session.play(request)):
            response = session.turns[-1].response
            status = response.status if response else None
            later = ": what it does comes later (F4)" if status == HTTPStatus.ACCEPTED else ""
            self.notify(f"Answered with status {status}{later}")
            self.query_one("#behind", TabbedContent).active = "callbacks"

    @work
    async def action_branch(self) -> None:
        """Go to what was left by going back and doing something else."""
        session = self.session
        if not session.branches:
            self.notify("There is one line of steps only: go back (F5) and text something else.")
            return
        told = [_told(branch) for branch in session.branches]
        number = await self.ask(Choice("Which steps?", told))
        if number is not None:
            session.switch(number)
            await self.show_session(session)

    def on_json_tree_copied(self, event: JsonTree.Copied) -> None:
        """A value is to be copied."""
        self.app.copy_to_clipboard(event.text)
        self.notify(f"Copied: {event.heading}", markup=False)

    async def on_composer_help_wanted(self) -> None:
        """A question mark was typed where nothing stood."""
        self.action_help()


def _in_short(error: FileError) -> str:
    """The first thing that is wrong in a file, in a line; Ctrl+R tells all of it."""
    first = error.problems[0]
    return f"line {first.mark.line}: {first.message}" if first.mark else first.message


def _told(steps: list[Step]) -> str:
    """Some steps in a line."""
    texts = [s.command.text for s in steps if isinstance(s.command, ReceiveText)]
    number = "1 step" if len(steps) == 1 else f"{len(steps)} steps"
    return one_line(f"{number}: {', '.join(texts)}")[:70]
