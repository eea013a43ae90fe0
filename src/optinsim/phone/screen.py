"""The phone's screen: its panes, its keys, and the played session.

Turns keys and the widgets' messages into calls of the session, and lets the panes show the result.
Does not know dialogs about files (session_files.py), nor whether the account file has changed
(account_file.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import work
from textual.containers import Container
from textual.css.query import NoMatches
from textual.message import Message

from optinsim.errors import CommandError
from optinsim.phone.account_file import POLL_SECONDS, WatchedAccountFile
from optinsim.phone.api_calls import call_api
from optinsim.phone.banner import Banner
from optinsim.phone.behind import BehindTabs
from optinsim.phone.composer import Composer
from optinsim.phone.conversation_pane import ConversationPane
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.dialogs.dialog import is_on_top
from optinsim.phone.dialogs.help import HelpDialog
from optinsim.phone.dialogs.leave import LeaveDialog
from optinsim.phone.header import PhoneHeader
from optinsim.phone.key_bar import KeyBar
from optinsim.phone.keys import bindings
from optinsim.phone.session_files import SessionFiles
from optinsim.phone.signing_off import sign_off
from optinsim.phone.time_actions import TimeActions
from optinsim.phone.time_ribbon import TimeRibbon
from optinsim.phone.try_actions import TryActions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from optinsim.phone.item_list import ItemList
    from optinsim.phone.quick_replies import QuickReplies
    from optinsim.phone.session import Session
    from optinsim.phone.subscriber_tabs import SubscriberTabs
    from optinsim.simulator import Turn

T = TypeVar("T")


class PhoneScreen(TimeActions, TryActions):
    """One session at a time, shown and played."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    class Played(Message):
        """The session, or the position in it, has changed."""

    class Closed(Message):
        """The user goes to the start screen."""

    def __init__(self, account: Path | None, session: Session, folder: Path | None = None) -> None:
        """The phone.

        Args:
            account: the account file; None: the account is in no file here.
            session: the first session.
            folder: of unsaved sessions; None: they are not kept.
        """
        super().__init__()
        self.session = session
        self._account = account
        self._account_file = WatchedAccountFile(account)
        self._files = SessionFiles(self, account, folder)
        self._is_leaving = False
        """Whether the question before leaving is open."""

    def compose(self) -> ComposeResult:
        """The phone, and the tabs."""
        yield PhoneHeader()
        yield Banner()
        yield TimeRibbon()
        with Container(id="body"):
            yield ConversationPane()
            yield BehindTabs(self.session)
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the session, and offer an unsaved one."""
        try:
            self.query_one(Composer).focus()
            await self.show_session(self.session)
        except NoMatches:
            if self.app.return_code is None:
                raise
            return  # the user left while the widgets were being built
        self.set_interval(POLL_SECONDS, self.check_account_file)
        self._offer_unsaved()

    def on_phone_screen_closed(self) -> None:
        """Write the played steps to disk, before the start screen reads them."""
        self._files.close()

    def on_unmount(self) -> None:
        """The phone closes."""
        self._files.close()

    async def show_session(self, session: Session) -> None:
        """Show another session, and poll its account file."""
        composer, sessions = self.query_one(Composer), self._files.open_sessions
        if composer.text:
            sessions.of(self.session).draft = composer.text
        sessions.leave(self.session)
        self.session = session
        shown = sessions.of(session)
        composer.show_draft(shown.draft)
        shown.draft = ""
        path = self.account_path
        if self._account_file.path != path:
            self._account_file = WatchedAccountFile(path)
        await self.query_one(ConversationPane).show_session(session)
        self._follow()

    async def show_trial(self, session: Session) -> None:
        """Show a session of a trial, which need not be saved."""
        self._files.open_sessions.of(session).trial_operations = len(session.operations)
        await self.show_session(session)

    # --- Playing

    async def play(self, play: Callable[[], Turn | None]) -> bool:
        """Play something in the session and show it; False, and a notification, if refused."""
        try:
            turn = play()
        except CommandError as error:
            self.notify(str(error), title="That cannot be done", severity="warning", markup=False)
            return False
        if turn is not None:
            await self.query_one(ConversationPane).append([turn], self.session)
            self._follow()
        return True

    def on_key(self, event: events.Key) -> None:
        """Type into the composer, wherever the focus is; a letter may be a key of the focus too."""
        composer = self.query_one(Composer)
        if event.key == "enter" and self.focused is composer:
            # The key was for the widget that had the focus before the letters came.
            event.stop()
            composer.send()
            return
        typed = event.character or ""
        # A space is for the focus, unless letters before it have just moved the focus.
        is_text = self.focused is composer or not typed.isspace()
        if event.is_printable and is_text and event.key not in self.active_bindings:
            composer.write(typed)

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the composer, wherever the focus is."""
        composer = self.query_one(Composer)
        if self.focused is not composer:  # which has taken it already
            composer.write(event.text)

    async def on_composer_sent(self, event: Composer.Sent) -> None:
        """The user sent a text."""
        is_played = await self.play(lambda: self.session.text(event.text))
        composer = self.query_one(Composer)
        if not is_played and not composer.text:
            composer.show_draft(event.text)

    async def on_quick_replies_chosen(self, event: QuickReplies.Chosen) -> None:
        """The user chose a quick reply."""
        await self.play(lambda: self.session.text(event.text))
        self.query_one(Composer).focus()

    async def action_wait(self, hours: int) -> None:
        """Let hours pass."""
        await self.play(lambda: self.session.wait(timedelta(hours=hours)))

    async def action_wait_for_next(self) -> None:
        """Let time pass until the next timer is due."""
        await self.play(self.session.wait_for_next)

    @work
    async def action_call_api(self) -> None:
        """Make a call to the platform's API."""
        await call_api(self)

    # --- Subscribers

    async def on_subscriber_tabs_chosen(self, event: SubscriberTabs.Chosen) -> None:
        """Show another subscriber's phone."""
        # (The session may be another one by now, with fewer subscribers.)
        for subscriber in self.session.subscribers[event.index :][:1]:
            if subscriber is not self.session.current:
                self.session.current = subscriber
                await self.show_current()

    async def action_next_subscriber(self) -> None:
        """Show the next subscriber's phone."""
        subscribers = self.session.subscribers
        index = subscribers.index(self.session.current) + 1
        self.session.current = subscribers[index % len(subscribers)]
        await self.show_current()

    async def action_add_subscriber(self) -> None:
        """Add a subscriber, and show their phone."""
        try:
            self.session.current = self.session.add_subscriber()
        except CommandError as error:
            self.notify(str(error), severity="warning")
        await self.show_current()

    # --- Dialogs

    @work
    async def action_leave(self) -> None:
        """Close the phone; ask first if a session is not saved, and only once."""
        if self._is_leaving or await self._may_leave():
            self.app.exit()

    @work
    async def action_start(self) -> None:
        """Go to the start screen; ask first if a session is not saved."""
        if is_on_top(self) and await self._may_leave(to_start=True):
            self.post_message(self.Closed())

    async def _may_leave(self, *, to_start: bool = False) -> bool:
        """Whether the user leaves unsaved sessions; the user may save instead, and stay."""
        unsaved = self._files.describe_unsaved(to_start=to_start)
        can_save = bool(unsaved)
        drafts = [one.draft for one in self._files.open_sessions.all]
        if any([self.query_one(Composer).text, *drafts]):
            unsaved = [*unsaved, "A text is written and not sent."]
        if not unsaved:
            return True
        self._is_leaving = True
        dialog = LeaveDialog(unsaved, can_save=can_save, to_start=to_start)
        answer = await self.app.push_screen_wait(dialog)
        self._is_leaving = False
        if answer == "save":
            await self._files.save(self.account_path)
        return answer == "leave"

    @work
    async def action_help(self) -> None:
        """Show the help about the keys."""
        typed = await self.ask(HelpDialog())
        if typed:
            self.query_one(Composer).insert(typed)

    async def on_composer_help_wanted(self) -> None:
        """A question mark was typed into the empty composer."""
        self.action_help()

    @work
    async def _offer_unsaved(self) -> None:
        await self._files.offer_unsaved()

    @work
    async def action_save(self) -> None:
        """Save the session as a scenario."""
        await self._files.save(self.account_path)

    @work
    async def action_sign_off(self) -> None:
        """Write the session as a sign-off sheet."""
        if await sign_off(self, self.account_path):
            self._files.note_saved()

    @work
    async def action_open(self) -> None:
        """Open a scenario."""
        await self._files.open()

    @work
    async def action_switch(self) -> None:
        """Show another of the open sessions."""
        await self._files.switch()

    def action_export(self) -> None:
        """Export the conversation and the screen."""
        self._files.export()

    # --- Showing

    def action_behind(self) -> None:
        """Hide or show the tabs behind the screen."""
        self.toggle_class("-alone")

    def on_item_list_highlighted(self, event: ItemList.Highlighted) -> None:
        """Open «Why» for the highlighted item of the conversation."""
        if isinstance(event.item_list, ConversationView):
            # (The list may be a shorter one by now.)
            for item in event.item_list.items[event.index :][:1]:
                self.query_one(BehindTabs).explain(item.turn)

    def on_item_list_copied(self, event: ItemList.Copied) -> None:
        """Copy items to the clipboard."""
        self.app.copy_to_clipboard(event.text)
        self.notify(f"Copied: {event.what}", markup=False)

    def on_phone_screen_played(self) -> None:
        """Keep the played steps."""
        self._files.keep()

    async def show_current(self) -> None:
        """Show the session's present state, at another position or for another subscriber."""
        await self.query_one(ConversationPane).show_current(self.session)
        self._follow()

    def _follow(self) -> None:
        """Show the session's present state beside the conversation."""
        self.query_one(PhoneHeader).follow(self.session)
        self.query_one(TimeRibbon).follow(self.session)
        self.query_one(BehindTabs).follow(self.session)
        self.post_message(self.Played())
