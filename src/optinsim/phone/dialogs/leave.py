"""The dialog before the user leaves an unsaved session: to quit, or for the start screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Label

from optinsim.phone.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

Leaving = Literal["leave", "save"]


class LeaveDialog(Dialog[Leaving]):
    """Leave, save first, or stay."""

    def __init__(self, unsaved: Sequence[str], *, can_save: bool, to_start: bool) -> None:
        """The dialog.

        Args:
            unsaved: the unsaved sessions, a line each.
            can_save: whether one of them can be saved as a scenario.
            to_start: whether the start screen comes next; else the phone closes.
        """
        super().__init__()
        self._unsaved, self._can_save, self._to_start = unsaved, can_save, to_start

    def compose(self) -> ComposeResult:
        """The unsaved sessions, and the buttons."""
        with Vertical():
            title = "Go to the start screen?" if self._to_start else "Leave the phone?"
            yield Label(title, classes="title")
            yield Label("\n".join(self._unsaved), markup=False)
            if not self._to_start:
                yield Label("Ctrl+C once more leaves.", classes="hint")
            with Horizontal(classes="buttons"):
                yield Button("Stay", id="stay", compact=True)
                if self._can_save:
                    yield Button("Save …", id="save", compact=True)
                go = "Go to the start" if self._to_start else "Leave"
                yield Button(go, id="leave", variant="primary", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        answers: dict[str | None, Leaving] = {"leave": "leave", "save": "save"}
        self.answer(answers.get(event.button.id))
