"""The keys of the phone: one list for the key bar, the command palette and the docs.

Knows the names of actions. The screen executes them; the help dialog describes them in prose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType


@value
class Key:
    """A key and its action."""

    key: str
    action: str
    title: str
    """The name in the command palette."""
    description: str
    label: str = ""
    """The name in the key bar; empty: not in it. All of them have to fit into 80 columns."""


# No Shift+F3: terminals send the same bytes for it as for a report of the cursor's position.
KEYS = (
    Key("f1", "help", "Help", "What the keys do"),
    Key("f2", "wait(1)", "An hour later", "Let time pass", "+1h"),
    Key("f3", "wait(24)", "A day later", "Let time pass", "+1d"),
    Key("f4", "wait_for_next", "Next expiry", "Let time pass until something happens", "Expiry"),
    Key("shift+f4", "go_to_time", "Go to time", "Such as Fri 21:55"),
    Key("f5", "back", "Back", "Undo the last step", "Back"),
    Key("f6", "forward", "Forward", "Play the next of the steps that lie ahead", "Fwd"),
    Key("shift+f5", "choose_step", "Go to step", "A list of all steps"),
    Key("shift+f6", "play_to_end", "Play to the end", "All steps that lie ahead"),
    Key("f7", "call_api", "API call", "Add a participant, import a CSV, …", "API"),
    Key("shift+f7", "try_these", "Try these", "What is worth trying with this account"),
    Key("f8", "next_subscriber", "Next subscriber", "Show the next phone", "Next"),
    Key("shift+f8", "two_futures", "Two futures", "Compare: says Y, or stays silent"),
    Key("f9", "add_subscriber", "New subscriber", "A made-up person", "New"),
    Key("shift+f9", "sign_off", "Sign-off sheet", "A page to be approved by legal and product"),
    Key("f10", "behind", "Behind the screen", "Hide or show it"),
    Key("shift+f10", "two_accounts", "Two accounts", "The same with another account or version"),
    Key("ctrl+s", "save", "Save as scenario", "A file that optinsim run passes", "Save"),
    Key("ctrl+o", "open", "Open scenario", "Play it step by step"),
    Key("ctrl+l", "switch", "Open sessions", "Show another one"),
    Key("ctrl+e", "export", "Export", "The conversation as text, the screen as SVG"),
    Key("ctrl+g", "branch", "Branches", "Switch to steps that were left by going back"),
    Key("shift+f2", "edit_message", "Copy desk", "Change or edit the brand's message in its file"),
    Key("ctrl+r", "replay", "Replay", "With the account file as it is now"),
    Key("shift+f1", "start", "Start screen", "Another account, a demo, or a new account"),
    Key("ctrl+p", "app.command_palette", "All commands", "This list", "All"),
)


def bindings() -> Iterator[BindingType]:
    """The keys as Textual's bindings, with priority over the composer's keys."""
    for key in KEYS:
        yield Binding(key.key, key.action, key.label, show=bool(key.label), priority=True)
