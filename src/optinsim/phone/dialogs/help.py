"""The help dialog: what the keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import ItemGrid, Vertical, VerticalScroll
from textual.widgets import Label, Static

from optinsim.phone.dialogs.dialog import CLOSES, Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

LEFT = """\
[b]Text[/b]
 Enter     send
 ↑, ↓      texts that you sent
 ⇧Enter    new line (also Ctrl+J)
 Tab       to the tabs, and so on
[b]Time[/b]
 F2, F3    an hour, a day later
 F4, ⇧F4   to what comes, a time
 F5, F6    a step back, forward
 ⇧F5, ⇧F6  to any step, to the end
 Ctrl+G    to a branch you left
[b]People and platform[/b]
 F7        call the platform's API
 ⇧F7       try these: a checklist
 F8, F9    next subscriber, new
 ⇧F8       two futures side by side
 F10, ⇧F10 panes, two accounts"""
RIGHT = """\
[b]In a pane[/b]
 ↑, ↓      highlight; see why
 c         copy; with ⇧↑ several
 e, ⇧F2    edit the brand's text
 Enter, a  fold JSON, fold all
[b]Keep[/b]
 Ctrl+S    save as a scenario
 Ctrl+O    open a scenario
 ⇧F9       sign-off sheet
 Ctrl+L    other open sessions
 ⇧F1       other accounts
 Ctrl+E    export as text, SVG
 Ctrl+R    replay as it is now
 Ctrl+P    all commands, themes
 Ctrl+C    copy what is selected
 Ctrl+Q    leave"""
"""The help in two columns, which fit side by side on a terminal of 80 columns and 24 rows."""


class HelpDialog(Dialog[str]):
    """The keys; answers with a text to type, if any."""

    BINDINGS: ClassVar[list[BindingType]] = [("question_mark", "type_it", "Type ?")]

    def compose(self) -> ComposeResult:
        """The text, which scrolls on a small terminal."""
        with Vertical():
            yield Label("The keys", classes="title")
            with (
                VerticalScroll(can_focus=True),
                ItemGrid(min_column_width=34, stretch_height=False),
            ):
                yield Static(LEFT)
                yield Static(RIGHT)
            yield Label(f"? once more types a question mark, {CLOSES}", classes="hint")

    def on_mount(self) -> None:
        """Focus the text."""
        self.query(VerticalScroll).focus()  # it may be removed by now, if keys came fast

    def action_type_it(self) -> None:
        """Close, and type the question mark as a text."""
        self.answer("?")
