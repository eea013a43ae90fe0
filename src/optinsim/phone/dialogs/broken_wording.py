"""The dialog of saved scenarios that expect the old words of a message.

Knows the list and its keys. Does not write files: the caller does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Vertical
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from optinsim.phone.desk.broken import moved
from optinsim.phone.dialogs.dialog import CLOSES, Dialog
from optinsim.report.screen import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from optinsim.phone.desk.broken import Broken


class BrokenWordingDialog(Dialog[int]):
    """A list of expectations; Enter accepts one. Returns how many were accepted."""

    BINDINGS: ClassVar[list[BindingType]] = [("a", "accept_all", "Accept all")]

    def __init__(self, broken: list[Broken], accept: Callable[[Broken], int]) -> None:
        """The dialog.

        Args:
            broken: at least one.
            accept: rewrites one in its file, and returns the number of lines by which the file has
                grown. It raises OSError if it cannot.
        """
        super().__init__()
        self._broken = broken
        self._accept_one = accept
        self._accepted: set[int] = set()

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical():
            yield Label("Saved scenarios expect the old words", classes="title")
            yield OptionList(
                *(Option(self._describe(i), id=str(i)) for i in range(len(self._broken)))
            )
            yield Label("", classes="fault", markup=False)
            yield Label(f"Enter accepts the new words, a accepts all, {CLOSES}", classes="hint")

    def on_mount(self) -> None:
        """Highlight the first one."""
        self.query_one(OptionList).highlighted = 0
        self.query_one(OptionList).focus()

    def action_leave(self) -> None:
        """Close."""
        self.answer(len(self._accepted))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Accept the selected one, and go to the next."""
        self._accept(event.option_index)
        options = self.query_one(OptionList)
        options.highlighted = min(event.option_index + 1, len(self._broken) - 1)

    def action_accept_all(self) -> None:
        """Accept all that can be rewritten."""
        for index in range(len(self._broken)):
            self._accept(index)

    def _accept(self, index: int) -> None:
        broken = self._broken[index]
        if index in self._accepted or broken.why:
            return
        try:
            lines = self._accept_one(broken)
        except OSError as error:
            why = f"{broken.path} is left as it is: {error.strerror}"
            self.query_one(".fault", Label).update(one_line(why))
            return
        self._accepted.add(index)
        self._broken = [moved(other, broken, lines) for other in self._broken]
        self.query_one(OptionList).replace_option_prompt_at_index(index, self._describe(index))

    def _describe(self, index: int) -> Text:
        """The file's expectation, and the new one."""
        one = self._broken[index]
        mark = "✓ " if index in self._accepted else ""
        shown = Text(f"{mark}{one.path}:{one.line} {one.where}\n", "bold")
        if one.why:
            return shown.append(f"  by hand: {one_line(one.why)}", "not bold")
        for sign, style, words in (("-", "strike", one.before), ("+", "underline", one.after)):
            if words:
                shown.append(f"  {sign} ", "not bold").append(one_line(words), f"not bold {style}")
                shown.append("\n")
        shown.rstrip()
        return shown
