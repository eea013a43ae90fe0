"""The dialog of the copy desk: the words of one message, and the text that people would get.

Knows what it shows while the user types. Does not judge the words (desk/message.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Label, Static, TextArea

from optinsim.phone.dialogs.dialog import CLOSES, Dialog
from optinsim.report.screen import one_line, safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from optinsim.phone.desk.message import Judgement, Reader

LONGEST = 10_000
"""Characters of a message: over sixty segments."""


class DeskText(TextArea):
    """The words. Enter accepts them."""

    class Accepted(Message):
        """The user accepts the words."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Accepted())
        elif event.key in {"shift+enter", "ctrl+j"}:
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            await super()._on_key(event)


class CopyDeskDialog(Dialog[str]):
    """One message; returns its new words."""

    def __init__(
        self, title: str, where: str, words: str, judge: Callable[[str], Judgement], fault: str = ""
    ) -> None:
        """The dialog.

        Args:
            title: the message's name.
            where: the file that has its words.
            words: the present ones, with `${brand}` and other names.
            judge: judges words.
            fault: why the words could not be written; empty: they were not written yet.
        """
        super().__init__()
        self._title, self._where, self._words = title, where, words
        self._judge, self._fault = judge, fault

    def compose(self) -> ComposeResult:
        """The words, and the judgement of them."""
        with Vertical():
            yield Label(f"{one_line(self._title)}  ({one_line(self._where)})", markup=False)
            yield DeskText(
                self._words, soft_wrap=True, tab_behavior="focus", compact=True, id="words"
            )
            yield Label(safe(self._fault), classes="fault", markup=False)
            with VerticalScroll(id="judgement", can_focus=True):
                yield Static(id="readers")
            hint = f"Enter writes it into the file, Shift+Enter begins a line, {CLOSES}"
            yield Label(hint, classes="hint")

    def on_mount(self) -> None:
        """Begin at the end of the words."""
        words = self.query_one(DeskText)
        words.move_cursor(words.document.end)
        words.focus()
        self.query_one(".fault").display = bool(self._fault)
        self._show()

    def on_text_area_changed(self) -> None:
        """Judge the typed words."""
        self._show()

    def on_desk_text_accepted(self) -> None:
        """Return the words."""
        words = self.query_one(DeskText).text
        if len(words) > LONGEST:
            self.notify(f"A message has at most {LONGEST:,} characters.", severity="warning")
        elif not words.strip():
            self.notify("A message without words cannot be sent.", severity="warning")
        else:
            self.answer(words)

    def _show(self) -> None:
        judgement = self._judge(self.query_one(DeskText).text[:LONGEST])
        shown = Text()
        for sentence in judgement.lacks:
            shown.append(f"✗ {safe(sentence)}\n", "bold")
        if not judgement.lacks:
            shown.append("✓ It says what it has to say.\n")
        for reader in judgement.readers:
            _add(shown, reader)
        self.query_one("#readers", Static).update(shown)


def _add(shown: Text, reader: Reader) -> None:
    """Add the message as a person gets it."""
    shown.append(f"{one_line(reader.who)} reads", "bold")
    shown.append(f"  {reader.cost.line}\n", "bold" if reader.cost.is_much else "dim")
    end = 0
    for at, name in reader.gaps:
        shown.append(f"  {safe(reader.text[:at])}" if not end else safe(reader.text[end:at]))
        shown.append(f"[no {one_line(name)}]", "reverse")
        end = at
    rest = safe(reader.text[end:])
    shown.append(f"{rest}\n" if reader.gaps else f"  {rest}\n")
