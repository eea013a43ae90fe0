"""The start screen: one list of accounts, scenarios and demos, with a heading above each group.

Knows the groups and their order. Does not know their content (cards.py and recent.py). Returns a
path.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group
from rich.padding import Padding
from rich.text import Text
from textual import work
from textual.binding import Binding
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from optinsim.phone.key_bar import KeyBar
from optinsim.phone.start.cards import Card, account_card, cards_in, demo_cards, shown_path
from optinsim.phone.start.new_account import NewAccountDialog
from optinsim.phone.start.recent import recent_accounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType


_NEW = "new"
_HEADINGS = {
    "recent": "Go on with",
    "account": "Accounts in {folder}",
    "demo": "Try a demo",
    _NEW: "Make your own",
    "scenario": "Scenarios in {folder}",
}
_WELCOME = """\
Text a brand as its subscribers do, and see what its platform answers, stores and posts.
Nothing that you do here reaches a real phone. Which account?"""


class StartScreen(Screen[Path]):
    """Returns the account file, or the scenario, to open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new_account", "New account"),
        Binding("ctrl+q", "app.quit", "Leave"),
    ]

    def __init__(self, folder: Path, state: Path | None, problem: str = "") -> None:
        """The screen.

        Args:
            folder: of the listed accounts and scenarios.
            state: the folder of recent accounts, sessions and demos; None: they are not kept.
            problem: why the last choice could not be opened; empty: there was none.
        """
        super().__init__()
        self._folder, self._state, self._problem = folder, state, problem
        self._paths: list[Path | None] = []
        """By the number of an option; None: a heading, or «a new account»."""

    def compose(self) -> ComposeResult:
        """A welcome, the list, and the keys."""
        yield Static("optinsim phone", id="start-title")
        yield Static(_WELCOME, id="start-welcome", markup=False)
        yield Static(self._problem, id="start-problem", markup=False)
        yield OptionList(id="start-list")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill the list; the user can use the screen while the files are read."""
        self.query_one("#start-problem").display = bool(self._problem)
        self.query_one(OptionList).focus()
        self._fill()

    @work
    async def _fill(self) -> None:
        with suppress(NoMatches):  # the screen was left
            options = self.query_one(OptionList)
            group = ""
            for kind, card in self._cards():
                if kind != group:
                    self._head(options, _HEADINGS[kind].format(folder=self._folder_name))
                    group = kind
                self._paths.append(None if card.is_broken or kind == _NEW else card.path)
                key = _NEW if kind == _NEW else None
                options.add_option(Option(_drawn(card), id=key, disabled=card.is_broken))
                if options.highlighted is None:
                    options.action_first()
                await asyncio.sleep(0)  # keys come first

    def _head(self, options: OptionList, words: str) -> None:
        self._paths.append(None)
        options.add_option(Option(Text(f"\n{words}", "bold"), disabled=True))

    @property
    def _folder_name(self) -> str:
        return "this folder" if self._folder == Path() else shown_path(self._folder)

    def _cards(self) -> Iterator[tuple[str, Card]]:
        """All cards with their groups, each account once; scenarios, which may be many, last."""
        known, scenarios = set(), []
        for path in recent_accounts(self._state):
            known.add(path)
            yield "recent", account_card(path, shown=shown_path(path), state=self._state)
        for kind, card in cards_in(self._folder, self._state):
            if kind == "scenario":
                scenarios.append(card)
            elif card.path.resolve() not in known:
                yield kind, card
        for card in demo_cards(self._state):
            if card.path.resolve() not in known:
                yield "demo", card
        yield _NEW, Card("A new account …  (n)", "", self._folder)
        for card in scenarios:
            yield "scenario", card

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the choice."""
        if event.option.id == _NEW:
            self.action_new_account()
        elif (path := self._paths[event.option_index]) is not None:
            _ = self.dismiss(path)

    @work
    async def action_new_account(self) -> None:
        """Ask for the values of a new account, and open it."""
        if self.app.screen is not self:
            return
        folder = self._folder if self._folder.is_dir() else Path()
        path = await self.app.push_screen_wait(NewAccountDialog(folder))
        if path is not None:
            said = f"Your account is the file {shown_path(path)}."
            # Of the app: the start screen closes now.
            self.app.notify(
                f"{said} Shift+F2 changes what the brand says.", timeout=15, markup=False
            )
            _ = self.dismiss(path)


def _drawn(card: Card) -> Group:
    """A card in two lines or more; long lines continue below their beginning."""
    title = Text(card.title, "" if card.is_broken else "bold")
    lines = [Text(line, "not bold dim") for line in filter(None, card.detail.split("\n"))]
    return Group(Padding(title, (0, 0, 0, 1)), *(Padding(line, (0, 0, 0, 3)) for line in lines))
