"""The current subscriber's phone: the subscribers' tabs, the conversation, and the composer.

Knows which messages of the other subscribers are unread. Plays nothing: the screen does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from optinsim.phone.composer import Composer, SegmentCounter
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.invitation import invite
from optinsim.phone.next_step import NextStep
from optinsim.phone.quick_replies import QuickReplies, suggestions
from optinsim.phone.subscriber_tabs import SubscriberTabs
from optinsim.phone.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from optinsim.phone.session import Session
    from optinsim.simulator import Turn


class ConversationPane(Vertical):
    """One subscriber's phone at a time, of all subscribers of a session."""

    def __init__(self) -> None:
        super().__init__(id="phone")
        self._timeline: Timeline | None = None
        self._unread: dict[str, list[int]] = {}
        """By MDN, the turn of each text that arrived while another phone was shown."""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield SubscriberTabs()
        yield ConversationView(id="conversation")
        yield NextStep()
        yield QuickReplies()
        counter = SegmentCounter()
        yield Composer(counter)
        yield counter

    async def show_session(self, session: Session) -> None:
        """Show another session, in which every text counts as read."""
        self.query_one(Composer).sent_before = lambda: session.sent_texts
        self._unread.clear()
        await self.show_current(session)

    async def show_current(self, session: Session) -> None:
        """Show the session's current subscriber, whose texts are read by that."""
        for turns in self._unread.values():  # the session may have gone back to before some texts
            turns[:] = [turn for turn in turns if turn <= session.position]
        self._unread.pop(session.current.mdn, None)
        self._timeline = Timeline(
            *(session.current.mdn, session.account.setup, session.turns),
            before=session.turns_before,
        )
        view = self.query_one(ConversationView)
        view.invitation = [*invite(session)]
        view.show(self._timeline.items)
        await self.follow(session)

    async def append(
        self, turns: Sequence[Turn], session: Session, *, by_others: bool = False
    ) -> None:
        """Show the results of the session's last turns; if others played them, do not scroll."""
        for position, turn in enumerate(turns, session.position - len(turns) + 1):
            for reply in turn.replies:
                if reply.mdn != session.current.mdn:
                    self._unread.setdefault(reply.mdn, []).append(position)
        if self._timeline is not None:
            items = [item for turn in turns for item in self._timeline.add(turn)]
            self.query_one(ConversationView).append(items, to_end=not by_others)
        await self.follow(session)

    async def follow(self, session: Session) -> None:
        """Show the present states and quick replies of the session."""
        states = session.world.states(session.current.mdn)
        replies = suggestions(
            session.account.setup,
            states,
            lambda: session.current.zip_code,
            session.world.expected_answers(session.current.mdn),
        )
        # The prompt rarely says ZIP code: without the word, the button is an unexplained number.
        numbers = filter(str.isdigit, replies)
        labels = {one: f"ZIP {one}" for one in numbers if one == session.current.zip_code}
        self.query_one(QuickReplies).show_texts(replies, labels)
        self.query_one(NextStep).follow(session)
        await self.query_one(SubscriberTabs).follow(session, self._unread)
