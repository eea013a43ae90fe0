"""The dialog that asks for the values of a new account, and writes the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, Select

from optinsim.errors import OptinsimError
from optinsim.fields import is_account_number
from optinsim.files.accounts import load_account
from optinsim.files.problems import FileError
from optinsim.files.save import create_bytes
from optinsim.phone.dialogs.dialog import Dialog, Field
from optinsim.scaffold import PLATFORMS
from optinsim.scaffold.account import account_text, name_in_paths

if TYPE_CHECKING:
    from textual.app import ComposeResult

_DIFFERS = {
    "vibes": "campaigns and lists, callbacks for events",
    "cordial": "contacts, lists and programs",
    "signalvine": "programs, CSV imports, no double opt-in",
}
"""The differences of the platforms that matter for the choice; docs/platforms has all."""
_SUGGESTED = {"number": "84237", "keyword": "JOIN"}


class NewAccountDialog(Dialog[Path]):
    """Platform, brand, number, keyword; returns the written file."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def compose(self) -> ComposeResult:
        """The fields and the buttons."""
        with Vertical():
            yield Label("A new account", classes="title")
            yield Label("Platform", classes="field")
            yield Select[str](
                [(f"{name}: {_DIFFERS[name]}", name) for name in PLATFORMS],
                value=PLATFORMS[0],
                allow_blank=False,
                id="platform",
                compact=True,
            )
            yield Label("The brand that texts", classes="field")
            yield Field(placeholder="Such as Acme", key="brand")
            yield Label("The number that people text: a short code, or +1…", classes="field")
            yield Field(_SUGGESTED["number"], key="number")
            yield Label("The keyword that people text to join", classes="field")
            yield Field(_SUGGESTED["keyword"], key="keyword")
            yield Label("", classes="fault", id="fault", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Close", id="close", compact=True)
                yield Button("Make it", id="make", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Ask for the brand first."""
        self.query_one("#brand").focus()

    def on_input_submitted(self) -> None:
        """Enter makes the account."""
        self._make()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """A button was pressed."""
        if event.button.id == "make":
            self._make()
        else:
            self.answer(None)

    def _make(self) -> None:
        answers = {name: self.query_one(f"#{name}", Input).value.strip() for name in _FIELDS}
        platform = str(self.query_one("#platform", Select).value)
        missing = [name for name, answer in answers.items() if not answer]
        if missing:
            self._tell(f"Still needed: {', '.join(missing)}.")
            return
        answers["number"] = re.sub(r"[ ().-]", "", answers["number"])
        if not is_account_number(answers["number"]):
            self._tell(_NO_NUMBER)
            return
        text = account_text(platform, **answers)
        path = _unused(self._folder, answers["brand"])
        try:
            create_bytes(path, text.encode())
            load_account(path)
        except OptinsimError as error:
            path.unlink(missing_ok=True)
            self._tell(_in_words(error))
            return
        except (OSError, ValueError) as error:
            self._tell(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}")
            return
        self.answer(path)

    def _tell(self, fault: str) -> None:
        self.query_one("#fault", Label).update(fault)


_FIELDS = ("brand", "number", "keyword")
_NO_NUMBER = """\
People cannot text that number: it is a short code of 3 to 8
digits, or a full number such as +1 312 555 0123."""


def _in_words(error: OptinsimError) -> str:
    """The problem, without its place in the deleted file."""
    if not isinstance(error, FileError):
        return str(error)
    problem = error.problems[0]
    return "\n".join(
        filter(None, (problem.message, problem.expected and f"expected {problem.expected}"))
    )


def _unused(folder: Path, brand: str) -> Path:
    """A file that does not exist yet, named after the brand."""
    name = name_in_paths(brand)
    path, number = folder / f"{name}.yaml", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.yaml"
    return path
