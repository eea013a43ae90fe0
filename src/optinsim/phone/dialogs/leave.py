"""The dialog before the phone closes, where something is not saved."""

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

    def __init__(self, unsaved: Sequence[str], *, can_save: bool) -> None:
        """The dialog.

        Args:
            unsaved: what is not saved, a sentence each.
            can_save: whether one of them can be saved as a scenario.
        """
        super().__init__()
        self._unsaved, self._can_save = unsaved, can_save

    def compose(self) -> ComposeResult:
        """What is not saved, and the buttons."""
        with Vertical():
            yield Label("Leave the phone?", classes="title")
            yield Label("\n".join(self._unsaved), markup=False)
            yield Label("Ctrl+C once more leaves.", classes="hint")
            with Horizontal(classes="buttons"):
                yield Button("Stay", id="stay", compact=True)
                if self._can_save:
                    yield Button("Save …", id="save", compact=True)
                yield Button("Leave", id="leave", variant="primary", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        answers: dict[str | None, Leaving] = {"leave": "leave", "save": "save"}
        self.answer(answers.get(event.button.id))
