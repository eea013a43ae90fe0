"""The quick replies: buttons with texts that make sense in the current states.

Knows states and the words of an account. Does not send texts: the screen does.
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
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from textual.app import ComposeResult

    from optinsim.core.setup import Setup

MOST = 8
"""Buttons in the row."""


class QuickReplies(Horizontal):
    """A row of buttons; each sends a text."""

    class Chosen(Message):
        """The user chose a text."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self._texts: list[str] = []
        self._labels: Mapping[str, str] = {}

    def compose(self) -> ComposeResult:
        """All buttons; those that are not needed are hidden."""
        for _ in range(MOST):
            yield Button("", compact=True)

    def on_resize(self) -> None:
        """Show as many buttons as fit into the new width."""
        self.show_texts(self._texts, self._labels)

    def show_texts(self, texts: list[str], labels: Mapping[str, str]) -> None:
        """Show a button for each text that fits; the last ones, HELP and STOP, fit first.

        Args:
            texts: what the buttons send.
            labels: of the texts whose buttons say something else than the text.
        """
        self._texts, self._labels = texts, labels
        texts = self._fitting(texts)
        for i, button in enumerate(self.query(Button)):
            button.display = i < len(texts)
            if i < len(texts):
                shown = self._label(texts[i])
                # Content: a keyword may have brackets, which are no markup
                button.label = Content(shown)
                button.styles.width = cell_len(shown) + 2

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        event.stop()
        number = list(self.query(Button)).index(event.button)
        for text in self._fitting(self._texts)[number:][:1]:  # there may be fewer by now
            self.post_message(self.Chosen(text))

    def _label(self, text: str) -> str:
        return one_line(self._labels.get(text, text))

    def _fitting(self, texts: list[str]) -> list[str]:
        """The texts whose buttons fit into the row: of too many, those in the middle are left out.

        The first ones fit the moment, and the last ones, such as HELP, fit any.
        """
        room = self.content_size.width or 10_000
        left = list(texts)
        while len(left) > 1 and sum(cell_len(self._label(text)) + 3 for text in left) > room + 1:
            del left[max(len(left) - 3, 0)]
        return left


def suggestions(
    setup: Setup,
    states: Mapping[str, Consent],
    zip_code: Callable[[], str],
    answers: Sequence[str] = (),
) -> list[str]:
    """Texts that make sense in these states, the likeliest first, at most `MOST`, with HELP.

    Args:
        setup: the account.
        states: the subscriber's state in every campaign, by id.
        zip_code: gives the subscriber's ZIP code; called only if it is needed.
        answers: those that an open question expects.
    """
    fitting = list(dict.fromkeys((*answers, *_fitting(setup, states, zip_code))))
    always = [word for word in _always(setup) if word not in fitting][:MOST]
    return fitting[: MOST - len(always)] + always


def _fitting(
    setup: Setup, states: Mapping[str, Consent], zip_code: Callable[[], str]
) -> Iterator[str]:
    """Answers to pending opt-ins, and the keywords of campaigns that can be joined."""
    pending = [c for c in setup.campaigns if states[c.id] is Consent.PENDING]
    accepted = frozenset[Kind]().union(*(campaign.accepts for campaign in pending))
    words = setup.words
    if pending:
        if Kind.YES in accepted:
            yield from words.yes[:1]
        if Kind.ZIP in accepted:
            yield zip_code()
        yield from words.no[:1]
    if {Consent.UNSUBSCRIBED, Consent.DECLINED} & set(states.values()):
        yield from words.start[:1]
    for campaign in setup.campaigns:
        if states[campaign.id] not in {Consent.PENDING, Consent.SUBSCRIBED}:
            yield from campaign.keywords[:1]


def _always(setup: Setup) -> Iterator[str]:
    """Words that make sense at any time."""
    words = setup.words
    yield from words.help[:1]
    yield from words.stop[:1]
