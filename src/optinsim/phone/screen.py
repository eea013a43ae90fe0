"""The phone's screen: what one sees while playing, put together.

Knows the session that is shown. Takes the messages of the widgets, gives commands to the session,
and lets the widgets show what came of them. Dialogs and files are in desk.py and filing.py.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textual.containers import Container, Vertical
from textual.css.query import NoMatches
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Footer, TabbedContent, TabPane

from optinsim.errors import CommandError
from optinsim.phone.banner import Banner
from optinsim.phone.callbacks import Callbacks
from optinsim.phone.composer import Composer, Count
from optinsim.phone.contact import Contact
from optinsim.phone.conversation import Conversation
from optinsim.phone.quick_replies import QuickReplies, fitting
from optinsim.phone.record import Record
from optinsim.phone.state import StateView
from optinsim.phone.subscribers import Subscribers
from optinsim.phone.thread import Thread
from optinsim.phone.why import Why

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from optinsim.phone.lines import Lines
    from optinsim.phone.session import Session
    from optinsim.simulator import Turn


class PhoneScreen(Screen[None]):
    """One session, to be seen and to be played on."""

    class Played(Message):
        """The session went on, back, or somewhere else."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._thread = Thread(session.current.mdn)
        self._unread: dict[str, list[int]] = {}
        """By MDN, which turns brought texts that nobody has looked at; one for each text."""
        self._stale: set[str] = set()
        """The tabs that do not show how things stand now."""

    def compose(self) -> ComposeResult:
        """The phone, and what is behind it."""
        yield Contact()
        yield Banner()
        with Container(id="body"):
            with Vertical(id="phone"):
                yield Subscribers()
                yield Conversation(id="conversation")
                yield QuickReplies()
                count = Count()
                yield Composer(count)
                yield count
            with TabbedContent(id="behind"):
                with TabPane("State", id="state"):
                    yield StateView(id="states")
                with TabPane("Callbacks", id="callbacks"):
                    yield Callbacks(id="callback-tree")
                with TabPane("Record", id="record"):
                    yield Record(id="record-tree")
                with TabPane("Why", id="why"):
                    yield Why(id="reasons")
        yield Footer(compact=True, show_command_palette=False)

    async def on_mount(self) -> None:
        """Begin."""
        try:
            self.query_one(Composer).focus()
            await self.show_session(self.session)
        except NoMatches:
            if self.app.return_code is None:
                raise
            # Somebody left while the phone was being built.

    async def show_session(self, session: Session) -> None:
        """Show this one from now on."""
        self.session = session
        self._unread.clear()
        await self._show_all()

    # What is played

    async def play(self, do: Callable[[], Turn | None]) -> bool:
        """Do something in the session and show what came of it; False if it could not be done."""
        try:
            turn = do()
        except CommandError as error:
            self.notify(str(error), title="That cannot be done", severity="warning", markup=False)
            return False
        if turn is not None:
            for reply in turn.replies:
                if reply.mdn != self.session.current.mdn:
                    self._unread.setdefault(reply.mdn, []).append(self.session.position)
            fresh = self._thread.add(turn)
            self.query_one(Conversation).append(fresh)
            await self._follow()
        return True

    def on_key(self, event: events.Key) -> None:
        """Whoever has looked at something and types on means a text; a letter may be a key too."""
        typed = event.character or ""
        if event.is_printable and not typed.isspace() and event.key not in self.active_bindings:
            self.query_one(Composer).write(typed)

    def on_paste(self, event: events.Paste) -> None:
        """So does whoever pastes."""
        composer = self.query_one(Composer)
        if self.focused is not composer:  # which has taken it already
            composer.write(event.text)

    async def on_composer_sent(self, event: Composer.Sent) -> None:
        """A text was written."""
        if await self.play(lambda: self.session.text(event.text)):
            self.query_one(Composer).clear()

    async def on_quick_replies_chosen(self, event: QuickReplies.Chosen) -> None:
        """A text was chosen."""
        await self.play(lambda: self.session.text(event.text))
        self.query_one(Composer).focus()

    async def action_wait(self, hours: int) -> None:
        """Time passes."""
        await self.play(lambda: self.session.wait(timedelta(hours=hours)))

    async def action_wait_for_next(self) -> None:
        """Time passes until something happens by itself."""
        await self.play(self.session.wait_for_next)

    async def action_forward(self) -> None:
        """Play the next of the steps that lie ahead."""
        if self.session.is_at_end:
            self.notify("This is the end: nothing lies ahead.")
        elif await self.play(self.session.forward):
            step = self.session.steps[self.session.position - 1]
            if step.failures:
                self.notify(
                    step.failures[0].message,
                    title=f"Line {step.failures[0].line}: {step.failures[0].path}",
                    severity="error",
                    markup=False,
                )

    async def action_back(self) -> None:
        """Go back to where the last step had not been played."""
        if self.session.position == 0:
            self.notify("This is the beginning.")
            return
        self.session.go_to(self.session.position - 1)
        for turns in self._unread.values():
            turns[:] = [turn for turn in turns if turn <= self.session.position]
        await self._show_all()

    # Who plays

    async def on_subscribers_chosen(self, event: Subscribers.Chosen) -> None:
        """Another phone is taken up."""
        # (In another session by now, there may be fewer.)
        for subscriber in self.session.subscribers[event.index :][:1]:
            if subscriber is not self.session.current:
                self.session.current = subscriber
                await self._show_all()

    async def action_next_subscriber(self) -> None:
        """Take up the next phone."""
        everybody = self.session.subscribers
        at = everybody.index(self.session.current) + 1
        self.session.current = everybody[at % len(everybody)]
        await self._show_all()

    async def action_add_subscriber(self) -> None:
        """Take up the phone of somebody new."""
        try:
            self.session.current = self.session.add_subscriber()
        except CommandError as error:
            self.notify(str(error), severity="warning")
        await self._show_all()

    # What is seen

    def action_behind(self) -> None:
        """Hide or show what is behind the screen."""
        self.toggle_class("-alone")

    def on_lines_picked(self, event: Lines.Picked) -> None:
        """Something in the conversation was pointed at: say why it came."""
        if isinstance(event.lines, Conversation):
            for item in event.lines.items[event.index :][:1]:  # others may stand there by now
                self.query_one("#behind", TabbedContent).active = "why"
                self._refresh_tab("why")
                self.query_one(Why).pick(item.turn)

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Another tab is looked at."""
        self._refresh_tab(event.pane.id or "")

    async def _show_all(self) -> None:
        session = self.session
        self._unread.pop(session.current.mdn, None)
        self._thread = Thread(session.current.mdn, session.turns)
        self.query_one(Conversation).show(self._thread.items)
        await self._follow()

    async def _follow(self) -> None:
        """Let everything beside the conversation show how things stand now."""
        session = self.session
        self.query_one(Contact).follow(session)
        states = session.simulator.states(session.current.mdn)
        replies = fitting(session.account.setup, states, lambda: session.current.zip_code)
        self.query_one(QuickReplies).offer(replies)
        await self.query_one(Subscribers).follow(session, self._unread)
        self._stale = set(_TABS)
        self._refresh_tab(self.query_one("#behind", TabbedContent).active)
        self.post_message(self.Played())

    def _refresh_tab(self, name: str) -> None:
        if name not in self._stale:
            return
        self._stale.remove(name)
        self.query_one(_TABS[name]).follow(self.session)


_TABS: dict[str, type[StateView | Callbacks | Record | Why]] = {
    "state": StateView,
    "callbacks": Callbacks,
    "record": Record,
    "why": Why,
}
"""What is in each tab behind the screen; each shows the session as it stands."""
