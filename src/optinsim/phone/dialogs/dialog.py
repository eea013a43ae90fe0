"""What all dialogs have in common, and the two simplest: a question, and a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Button, Label, OptionList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

T = TypeVar("T")

CLOSES = "[@click=screen.leave]escape closes[/]."
"""The end of a hint in a dialog without buttons: a click on it closes."""


def is_on_top(screen: Screen[Any]) -> bool:
    """Whether keys go to a screen; Textual's `is_current` is true below a dialog, too."""
    return screen.app.screen_stack[-1:] == [screen]


class Dialog(ModalScreen[T | None]):
    """A box over the phone."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Close")]

    def action_leave(self) -> None:
        """Close without an answer."""
        self.answer(None)

    def answer(self, answer: T | None) -> None:
        """Close with an answer, once all that the dialog is made of is there.

        (What is taken away while it is still being put together, Textual trips over.)
        """
        self.call_later(self._close, answer)

    def _close(self, answer: T | None) -> None:
        # What is pressed while it closes is no second answer. Nobody waits for the closing: a
        # dialog that waits for its own would wait for ever.
        if is_on_top(self):
            _ = self.dismiss(answer)


class Question(Dialog[bool]):
    """Yes or no."""

    def __init__(self, title: str, text: str, yes: str, no: str) -> None:
        super().__init__()
        self._title, self._text, self._yes, self._no = title, text, yes, no

    def compose(self) -> ComposeResult:
        """The question and two buttons."""
        with Vertical():
            yield Label(self._title, classes="title", markup=False)
            yield Label(self._text, markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self._no, id="no", compact=True)
                yield Button(self._yes, id="yes", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Begin."""
        self.query_one("#yes").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answered."""
        self.answer(event.button.id == "yes")


class Choice(Dialog[int]):
    """One of several."""

    def __init__(self, title: str, choices: Sequence[str]) -> None:
        super().__init__()
        self._title, self._choices = title, choices

    def compose(self) -> ComposeResult:
        """The choices below each other."""
        with Vertical():
            yield Label(self._title, classes="title", markup=False)
            yield OptionList(*self._choices, markup=False)
            yield Label(f"Enter chooses, {CLOSES}", classes="hint")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        self.answer(event.option_index)
