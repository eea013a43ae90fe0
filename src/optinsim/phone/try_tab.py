"""The tab «Try»: the trials of the account, ticked when they are played.

Shows a list of trials. Does not make them (trials.py), and does not play or save them (the screen).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from optinsim.phone.item_list import ItemList, wrap
from optinsim.phone.trials import Trial

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from optinsim.phone.selection import Line
    from optinsim.phone.session import Session
    from optinsim.phone.tries import Tries

_KEYS = "Enter plays one, a all, s saves the suite"
_BACK = "Ctrl+L: back to your conversation"


class TrialList(ItemList[Trial]):
    """The trials; the highlighted one is played next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Try"),
        Binding("a", "choose_all", "Try all", show=False),
        Binding("s", "save", "Save the suite", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("try--open", "try--held", "try--failed", "try--highlighted")
    }

    class Chosen(Message):
        """The user tries one."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class AllChosen(Message):
        """The user tries all that are left."""

    class SaveWanted(Message):
        """The user saves those that went as expected."""

    def __init__(self, tries: Tries) -> None:
        super().__init__(id="trials")
        self._tries = tries

    def follow(self) -> None:
        """Show the present trials."""
        if self.items != [*self._tries.trials]:
            self.items = [*self._tries.trials]
            self.highlighted = 0 if self.items else None
            self.scroll_home(animate=False)
        self._measure()

    def settle(self, top: int) -> None:  # noqa: ARG002  (of no interest here)
        """Keep the highlighted one in sight after a change of the size."""
        if self.highlighted is not None:
            self.highlight(self.highlighted)

    def action_choose(self) -> None:
        """Try the highlighted one, and highlight the next."""
        index = self.highlighted
        if index is not None and index < len(self.items):
            self.post_message(self.Chosen(index))
            self.highlight(min(index + 1, len(self.items) - 1))

    def action_choose_all(self) -> None:
        """Try all that are left."""
        self.post_message(self.AllChosen())

    def action_save(self) -> None:
        """Save those that went as expected."""
        self.post_message(self.SaveWanted())

    def on_click(self, event: events.Click) -> None:
        """Try the clicked one."""
        super().on_click(event)
        if (
            self.text_selection is None
            and event.y + self.scroll_offset.y < self.virtual_size.height
        ):
            self.action_choose()

    def text_of(self, index: int) -> str:
        """The trial and its result."""
        result = self._tries.results.get(index)
        mark = "·" if result is None else "✗" if result.difference else "✓"
        difference = f": {result.difference}" if result and result.difference else ""
        return f"{mark} {self.items[index].title}{difference}"

    def draw(self, index: int, width: int) -> list[Line]:
        """A line; more lines if the result needs them."""
        result = self._tries.results.get(index)
        style = "open" if result is None else "failed" if result.difference else "held"
        style = "highlighted" if index in self.marked else style
        return [[(line, f"try--{style}")] for line in wrap(self.text_of(index), width)]


class TryTab(Vertical):
    """The count of played trials, and the list."""

    def __init__(self, tries: Tries) -> None:
        super().__init__(id="tries")
        self._tries = tries

    def compose(self) -> ComposeResult:
        """The count above the list."""
        yield Static(id="tried", markup=False)
        yield TrialList(self._tries)

    def follow(self, _: Session) -> None:
        """Show the present trials."""
        self.query_one("#tried", Static).update(describe(self._tries))
        self.query_one(TrialList).follow()


def describe(tries: Tries) -> str:
    """The count of played trials, their results, and the keys."""
    if not tries.trials:
        return "No campaign has a keyword, so there is nothing to text here."
    failed = len(tries.different)
    differ = f", {failed} not as expected" if failed else ""
    back = f" · {_BACK}" if tries.results else ""
    return f"Tried {len(tries.results)} of {len(tries.trials)}{differ}\n{_KEYS}{back}"
