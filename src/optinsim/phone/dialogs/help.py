"""The help dialog: what the keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll
from textual.widgets import Label, Static

from optinsim.phone.dialogs.dialog import CLOSES, Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

TEXT = """\
[b]Text[/b]
  Enter         send what is written
  Shift+Enter   a new line in the text (also Ctrl+J)
  Tab           to the tabs, the conversation, the quick replies
[b]Time[/b]
  F2, F3        an hour later, a day later
  F4            until an opt-in expires, or a message falls due
  F5, F6        back to before the last step, and forward again;
                text something else there, and a branch begins
  Ctrl+G        to the branch that was left
[b]People and platform[/b]
  F7            call the platform's API: add a person, import a CSV
  F8, F9        the next subscriber, a new one
[b]Behind the screen[/b]
  F10           hide or show it
  Up, Down      in the conversation: highlight a text to see why
  Enter, c, a   in Callbacks and Record: fold, copy, fold all
[b]Keep[/b]
  Ctrl+S        save as a scenario, which optinsim run passes
  Ctrl+O        open a scenario; F6 plays it step by step
  Ctrl+E        export the conversation as text, the screen as SVG
  Ctrl+R        play it again with the account file as it is now
  Ctrl+P        all commands, and the themes, light and dark
  Ctrl+Q        leave (also Ctrl+C); what is not saved is offered
                at the next start"""
"""The help, in 68 columns: the width of a dialog on a terminal of 80 columns."""


class HelpDialog(Dialog[str]):
    """The keys; answers with a text to type, if any."""

    BINDINGS: ClassVar[list[BindingType]] = [("question_mark", "type_it", "Type ?")]

    def compose(self) -> ComposeResult:
        """The text, which scrolls on a small terminal."""
        with Vertical():
            yield Label("The keys", classes="title")
            with VerticalScroll(can_focus=True):
                yield Static(TEXT)
            yield Label(f"? once more types a question mark, {CLOSES}", classes="hint")

    def on_mount(self) -> None:
        """Focus the text."""
        self.query(VerticalScroll).focus()  # it may be removed by now, if keys came fast

    def action_type_it(self) -> None:
        """Close, and type the question mark as a text."""
        self.answer("?")
