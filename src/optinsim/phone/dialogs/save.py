"""The dialog that asks for the path and the title of a saved scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label

from optinsim.core.values import value
from optinsim.files.paths import SUFFIXES, is_folder
from optinsim.phone.dialogs.dialog import Dialog, Field
from optinsim.phone.saving import default_file_name

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from optinsim.phone.session import Session


@value
class SaveTarget:
    """The path and the title."""

    title: str
    path: Path


class SaveDialog(Dialog[SaveTarget]):
    """A title and a file name."""

    HEADING: ClassVar[str] = "Save as a scenario"
    HINT: ClassVar[str] = (
        "Every reply, callback and state of the saved steps will be expected:"
        " optinsim run passes on it at once."
    )
    VERB: ClassVar[str] = "Save"
    """The label of the button."""
    ENDING: ClassVar[str] = ".yaml"
    """The ending of the file's name."""

    def __init__(self, target: SaveTarget, session: Session) -> None:
        """The dialog.

        Args:
            target: the first values of the fields.
            session: the session to save, up to its position.
        """
        super().__init__()
        self._target = target
        self._which = describe_saved(session)
        self._proposed = self._propose(target.title)
        """The path that follows from the title."""

    def compose(self) -> ComposeResult:
        """Two fields and the buttons."""
        with Vertical():
            yield Label(self.HEADING, classes="title")
            yield Label("What it shows, in a sentence")
            yield Field(self._target.title, key="title")
            yield Label("File")
            yield Field(str(self._target.path), key="path")
            if self._which:
                yield Label(self._which)
            yield Label(self.HINT, classes="hint")
            yield Label("", classes="fault", id="fault", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Close", id="close", compact=True)
                yield Button(self.VERB, id="save", variant="primary", compact=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        """The file's name follows the title until it is edited by hand."""
        path = self.query_one("#path", Input)
        if event.input.id == "title" and path.value == self._proposed:
            self._proposed = path.value = self._propose(event.value)

    def _propose(self, title: str) -> str:
        name = Path(default_file_name(title)).stem + self.ENDING
        return str(self._target.path.with_name(name))

    def on_input_submitted(self) -> None:
        """Enter saves."""
        self._save()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        if event.button.id == "save":
            self._save()
        else:
            self.answer(None)

    def _save(self) -> None:
        title = self.query_one("#title", Input).value.strip()
        path = self.query_one("#path", Input).value.strip()
        if not title or not path:
            self.query_one("#fault", Label).update("Both the title and the file are needed.")
            return
        try:
            file = Path(path).expanduser()
            if file.suffix.lower() not in SUFFIXES and not is_folder(file):
                file = file.with_name(f"{file.name.rstrip('.')}.yaml")
        except (RuntimeError, ValueError):  # an unknown ~user, or a path without a name in it
            self.query_one("#fault", Label).update("That is no name of a file.")
            return
        if is_folder(file):
            self.query_one("#fault", Label).update("That is a folder: name a file in it.")
            return
        self.answer(SaveTarget(title, file))


def describe_saved(session: Session) -> str:
    """The sentence that steps ahead are not saved; empty: all steps are saved."""
    if session.is_at_end:
        return ""
    here, all_of_them = session.position, len(session.steps)
    steps = "step 1" if here == 1 else f"steps 1–{here}"  # noqa: RUF001  (an en dash, as in print)
    return f"Only {steps} of {all_of_them}: what lies ahead (F6) is left out."
