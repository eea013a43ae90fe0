"""The quick replies: buttons with texts that make sense in the current states.

Knows states and the words of an account. Sends nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from textual.app import ComposeResult

    from optinsim.core.setup import Setup

MOST = 8
"""Buttons in the row."""


class QuickReplies(Horizontal):
    """A row of buttons; each sends what it says."""

    class Chosen(Message):
        """The user chose a text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[str] = []

    def compose(self) -> ComposeResult:
        """All buttons; those that are not needed are hidden."""
        for _ in range(MOST):
            yield Button("", compact=True)

    def show_texts(self, texts: list[str]) -> None:
        """Show a button for each text."""
        self._texts = texts
        for i, button in enumerate(self.query(Button)):
            button.display = i < len(texts)
            if i < len(texts):
                shown = one_line(texts[i])
                button.label = Content(
                    shown
                )  # Content: a keyword may have brackets, which are no markup
                button.styles.width = cell_len(shown) + 2

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        event.stop()
        number = list(self.query(Button)).index(event.button)
        for text in self._texts[number:][:1]:  # there may be fewer by now
            self.post_message(self.Chosen(text))


def suggestions(
    setup: Setup, states: Mapping[str, Consent], zip_code: Callable[[], str]
) -> list[str]:
    """Texts that make sense in these states, at most `MOST`.

    Args:
        setup: the account.
        states: the subscriber's state in every campaign, by id.
        zip_code: gives the subscriber's ZIP code; called only if it is needed.
    """
    return list(dict.fromkeys(_all_suggestions(setup, states, zip_code)))[:MOST]


def _all_suggestions(
    setup: Setup, states: Mapping[str, Consent], zip_code: Callable[[], str]
) -> Iterator[str]:
    pending = [c for c in setup.campaigns if states[c.id] is Consent.PENDING]
    accepted = frozenset[Kind]().union(*(campaign.accepts for campaign in pending))
    words = setup.words
    if pending:
        yield from words.yes[:1]
        yield from words.no[:1]
    if Kind.ZIP in accepted:
        yield zip_code()
    if set(states.values()) & {Consent.PENDING, Consent.SUBSCRIBED}:
        yield from words.stop[:1]
    for campaign in setup.campaigns:
        if states[campaign.id] not in {Consent.PENDING, Consent.SUBSCRIBED}:
            yield from campaign.keywords[:1]
    yield from words.start[:1]
    yield from words.help[:1]
    yield from words.stop[:1]
