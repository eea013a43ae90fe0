"""The base of all dialogs, and the two simplest: confirm, and choose one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen, Screen
from textual.widgets import Button, Input, Label, OptionList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Click, Key

T = TypeVar("T")

CLOSES = "[@click=screen.leave]escape closes[/]."
"""The end of the hint in a dialog without buttons; a click on it closes the dialog."""


def is_on_top(screen: Screen[Any]) -> bool:
    """Whether a screen receives the keys; Textual's `is_current` is true below a dialog, too."""
    return screen.app.screen_stack[-1:] == [screen]


class Dialog(ModalScreen[T | None]):
    """A box over the phone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "Close"),
        # With priority: otherwise keys that arrive in one burst are typed before the focus moves.
        Binding("tab", "app.focus_next", "Next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", "Previous", show=False, priority=True),
    ]

    def on_mount(self) -> None:
        """Set the classes for the terminal's size before the first frame.

        (Textual sets them after it, and then lays out and draws a second time.)
        """
        width, height = self.app.size
        for breakpoints, cells in (
            (self.app.HORIZONTAL_BREAKPOINTS, width),
            (self.app.VERTICAL_BREAKPOINTS, height),
        ):
            _, name = max(one for one in breakpoints or () if one[0] <= cells)
            self.add_class(name, update=False)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.answer(None)

    def answer(self, answer: T | None) -> None:
        """Close with an answer, once all widgets of the dialog are mounted.

        (Textual raises if a screen is removed while it is being mounted.)
        """
        self.call_later(self._close, answer)

    def _close(self, answer: T | None) -> None:
        # Ignore a second answer while it closes. Do not await the closing: a dialog that awaits
        # its own closing deadlocks.
        if is_on_top(self):
            _ = self.dismiss(answer)


class Field(Input):
    """A line to fill in.

    Textual's validation is off. No field has validators, and a valid one would be styled again
    before it is shown.
    """

    def __init__(self, value: str = "", *, placeholder: str = "", key: str | None = None) -> None:
        """Make a field.

        Args:
            value: the text in it.
            placeholder: shown while it is empty.
            key: its id in the dialog.
        """
        super().__init__(value, placeholder, id=key, validate_on=())


_LONG = 200
"""Options of a list that fills the height it may have on every terminal."""


def ignore_late_click(options: OptionList, event: Click) -> None:
    """Ignore a click on an option that is not in the list any more."""
    if event.style.meta.get("option", -1) >= options.option_count:
        event.stop()
        event.prevent_default()


class Options(OptionList):
    """A list that may become shorter while a click on it is on its way."""

    def on_click(self, event: Click) -> None:
        """Ignore a click on what is gone."""
        ignore_late_click(self, event)


def fix_height(options: OptionList) -> None:
    """Give a long list a fixed height: for an automatic one, Textual wraps every option twice."""
    options.set_class(options.option_count > _LONG, "-long")


class ConfirmDialog(Dialog[bool]):
    """Yes or no."""

    def __init__(self, title: str, text: str, yes: str, no: str) -> None:
        super().__init__()
        self._title, self._text, self._yes, self._no = title, text, yes, no

    def compose(self) -> ComposeResult:
        """The text and two buttons."""
        with Vertical():
            yield Label(self._title, classes="title", markup=False)
            yield Label(self._text, markup=False)
            with Horizontal(classes="buttons"):
                yield Button(self._no, id="no", compact=True)
                yield Button(self._yes, id="yes", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Focus the button for yes."""
        self.query_one("#yes").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer yes or no."""
        self.answer(event.button.id == "yes")


class ChoiceDialog(Dialog[int]):
    """A choice of several; returns its index. Typing filters the list."""

    def __init__(self, title: str, choices: Sequence[str], first: int = 0) -> None:
        """The dialog.

        Args:
            title: the question.
            choices: at least one.
            first: the index of the choice that is highlighted at first.
        """
        super().__init__()
        self._title, self._choices, self._first = title, choices, first
        self._typed = ""
        self._shown = list(range(len(choices)))

    def compose(self) -> ComposeResult:
        """The list of choices."""
        with Vertical():
            yield Label(self._title, classes="title", markup=False)
            options = Options(*self._choices, markup=False)
            fix_height(options)
            yield options
            yield Label(f"Enter chooses, typing searches, {CLOSES}", classes="hint")

    def on_mount(self) -> None:
        """Highlight the first choice."""
        self.query_one(OptionList).highlighted = self._first

    def on_key(self, event: Key) -> None:
        """Search for the typed text."""
        if event.key == "backspace":
            self._search(self._typed[:-1])
        elif event.is_printable and event.character:
            self._search(self._typed + event.character)

    def _search(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [
            i
            for i, choice in enumerate(self._choices)
            if all(word in choice.casefold() for word in words)
        ]
        if not found:
            return  # a letter that no choice has is ignored
        self._typed, self._shown = typed, found
        shown = f"{self._title}  {typed}" if typed else self._title
        self.query_one(".title", Label).update(shown)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([self._choices[i] for i in found])
        fix_height(options)
        options.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the choice."""
        # (The list may be a shorter one by now.)
        for choice in self._shown[event.option_index :][:1]:
            self.answer(choice)
