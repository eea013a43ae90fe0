"""The screen with two conversations side by side: two futures of one, or one with two accounts.

Shows two sessions. Does not know how they begin and differ (futures.py, two_accounts.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label, Static

from optinsim.errors import CommandError
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.dialogs.dialog import CLOSES, Dialog, Field
from optinsim.phone.futures import describe, describe_outcome, outcome
from optinsim.phone.session import Session
from optinsim.phone.timeline import Bubble, Day, Note, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from optinsim.phone.futures import Outcome
    from optinsim.phone.selection import Line
    from optinsim.phone.timeline import Item
    from optinsim.simulator import Turn

_CLOCK = re.compile(r" ?[0-9]{2}:[0-9]{2} ?")
KEYS = "Enter sends, F2 F3 F4 wait, Tab goes to the other, Ctrl+K keeps this one"
KEYS_OF_BOTH = "Enter sends to both, F2 F3 F4 wait in both, Tab moves between them"


LONGEST_PAST = 100
"""The most items shown of the common past: each takes time to measure, in both columns."""


class FutureView(ConversationView):
    """A conversation whose common past is dim; ≠ marks items that the other column lacks."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {*ConversationView.COMPONENT_CLASSES, "bubble--common"}
    since = 0
    """The first turn of the future."""
    others: frozenset[str] = frozenset()
    """The texts of the other future."""

    def draw(self, index: int, width: int) -> list[Line]:
        """An item, dim or marked."""
        item, lines = self.items[index], super().draw(index, width)
        if item.turn < self.since:
            return [[(text, "bubble--common" if name else "") for text, name in x] for x in lines]
        if isinstance(item, Day) or item.text in self.others:
            return lines
        if isinstance(item, Bubble):
            return [[_marked(text, name) for text, name in line] for line in lines]
        return [[(f"{text[:-2]}≠ " if not name else text, name) for text, name in x] for x in lines]


def _marked(text: str, name: str) -> tuple[str, str]:
    """A piece of a bubble; its time with the mark in a free cell beside it."""
    if name != "bubble--time" or not _CLOCK.fullmatch(text):
        return text, name
    return (f"≠{text[1:]}" if text.endswith(" ") else f"{text}≠"), "bubble--warning"


class Future(Vertical):
    """One of the two columns."""

    def __init__(
        self,
        session: Session,
        since: int,
        title: str,
        *,
        id: str,  # noqa: A002  (Textual's name for a widget's id)
    ) -> None:
        super().__init__(id=id)
        self.session = session
        self.since = since
        self._title = title
        """The heading; empty: the steps since the future began."""
        self._timeline = Timeline(session.current.mdn, session.account.setup)

    def compose(self) -> ComposeResult:
        """The steps, their results, the conversation, and a line to type into."""
        yield Label("", classes="title", markup=False)
        yield Static("", classes="outcome", markup=False)
        yield FutureView(id=f"{self.id}-view")
        yield Field(placeholder="Text on")

    @property
    def outcome(self) -> Outcome:
        """Its results so far."""
        texts = frozenset(item.text for item in self._items if item.turn >= self.since)
        return outcome(self.session, self.since, texts)

    def show(self, other: Outcome) -> None:
        """Show the present state of the future, compared with the other."""
        self.query_one(".title", Label).update(self._title or describe(self.session, self.since))
        shown, brought = self.query_one(".outcome", Static), describe_outcome(self.outcome, other)
        shown.update(brought)
        shown.tooltip = Text(brought)  # of which two lines are seen
        view = self.query_one(FutureView)
        view.since, view.others = self.since, other.texts
        view.show(self._items)

    @property
    def _items(self) -> list[Item]:
        for turn in self.session.turns[self._timeline.turns :]:
            self._timeline.add(turn)
        items = self._timeline.items
        first = bisect_left(items, self.since, key=lambda item: item.turn) - LONGEST_PAST
        if first <= 0:
            return items
        begins = items[first]
        return [
            Note(begins.turn, begins.at, f"({first:,} more above, on the phone)"),
            *items[first:],
        ]


class TwoFuturesDialog(Dialog[Session]):
    """Two futures side by side; returns the one to keep."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "wait(1)", "An hour", priority=True),
        Binding("f3", "wait(24)", "A day", priority=True),
        Binding("f4", "wait_for_next", "Next", priority=True),
        Binding("ctrl+k", "keep", "Keep", priority=True),
        Binding("tab,shift+tab", "other", "The other", priority=True),
        Binding("up,pageup", "look", "The conversation"),
    ]

    def __init__(
        self, futures: tuple[Session, Session], since: int, accounts: tuple[str, str] | None = None
    ) -> None:
        """The screen.

        Args:
            futures: the two sessions.
            since: the number of their common steps.
            accounts: their two accounts, if these differ: then steps are played in both, and
                none is kept, since the phone has one account.
        """
        super().__init__()
        self._futures = [
            Future(session, since, title, id=f"future-{i}")
            for i, (session, title) in enumerate(zip(futures, accounts or ("", ""), strict=True))
        ]
        self._are_together = accounts is not None

    def compose(self) -> ComposeResult:
        """Two columns, and the keys."""
        with Vertical():
            with Horizontal(id="futures"):
                yield from self._futures
            keys = KEYS_OF_BOTH if self._are_together else KEYS
            yield Label(f"{keys}, {CLOSES}", classes="hint")

    def on_mount(self) -> None:
        """Show both."""
        self._show()
        self.query(Input).first().focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Text in that future."""
        if event.value and self._play(lambda session: session.text(event.value)):
            event.input.clear()

    def on_key(self, event: events.Key) -> None:
        """Type into the line of the future that has the focus in any of its widgets."""
        line = self._focused.query_one(Input)
        if event.is_printable and event.character and event.key not in self.active_bindings:
            line.insert_text_at_cursor(event.character)
            line.focus()

    def action_other(self) -> None:
        """Go to the line of the other future."""
        left, right = self._futures
        (left if self._focused is right else right).query_one(Input).focus()

    def action_look(self) -> None:
        """Go to the conversation of the future with the focus."""
        self._focused.query_one(FutureView).focus()

    def action_wait(self, hours: int) -> None:
        """Let hours pass in the future with the focus."""
        self._play(lambda session: session.wait(timedelta(hours=hours)))

    def action_wait_for_next(self) -> None:
        """Let time pass until the next timer in the future with the focus."""
        self._play(Session.wait_for_next)

    def action_keep(self) -> None:
        """Go on with the future that has the focus."""
        if not self._are_together:
            self.answer(self._focused.session)

    @property
    def _focused(self) -> Future:
        focused = self.focused
        left, right = self._futures
        return right if focused is not None and right in focused.ancestors else left

    def _play(self, play: Callable[[Session], Turn]) -> bool:
        """Play a step; False if it was refused; with two accounts, if both refused it."""
        is_played = False
        for future in self._futures if self._are_together else [self._focused]:
            try:
                play(future.session)
                is_played = True
            except CommandError as error:
                self.notify(str(error), severity="warning", markup=False)
        self._show()
        return is_played

    def _show(self) -> None:
        left, right = self._futures
        left.show(right.outcome)
        right.show(left.outcome)
