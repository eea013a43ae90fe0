"""The dialog that asks which scenario to open."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widgets import Input, Label, OptionList

from optinsim.files.paths import is_file
from optinsim.phone.dialogs.dialog import CLOSES, Dialog, Field, Options, fix_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult


class OpenDialog(Dialog[Path]):
    """A path that is typed, or chosen from the list."""

    def __init__(self, found: Sequence[Path]) -> None:
        super().__init__()
        self._found = found
        self._shown = list(found)

    def compose(self) -> ComposeResult:
        """A field and the list, which the field filters."""
        with Vertical():
            yield Label("Open a scenario", classes="title")
            yield Field(placeholder="A file, or a part of a name below")
            options = Options(*map(str, self._found), markup=False)
            fix_height(options)
            yield options
            yield Label(f"Enter opens, {CLOSES}", classes="hint")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter the list."""
        words = event.value.casefold().split()
        self._shown = [p for p in self._found if all(w in str(p).casefold() for w in words)]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(map(str, self._shown))
        fix_height(options)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the typed path, or the first one of the list."""
        typed = Path(event.value.strip())
        with suppress(RuntimeError):  # there is no such ~user
            typed = typed.expanduser()
        if event.value.strip() and (is_file(typed) or not self._shown):
            self.answer(typed)
        elif self._shown:
            self.answer(self._shown[0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen path."""
        self.answer(Path(str(event.option.prompt)))  # by its name: the list may be shorter by now
