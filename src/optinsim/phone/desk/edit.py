"""Edits a message of the brand on the phone: asks for its words, writes them, and replays.

Knows the order of these steps and the texts for the user. Does not write files (write_back.py,
broken.py).
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from optinsim.files.accounts import load_account
from optinsim.files.problems import FileError
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.desk.broken import accept, find_broken, newly_broken
from optinsim.phone.desk.message import judge, message_of
from optinsim.phone.desk.write_back import file_of, write_words
from optinsim.phone.dialogs.broken_wording import BrokenWordingDialog
from optinsim.phone.dialogs.copy_desk import CopyDeskDialog
from optinsim.phone.session_files import find_scenarios
from optinsim.phone.timeline import Bubble

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.phone.account_actions import AccountActions
    from optinsim.phone.desk.broken import Broken
    from optinsim.phone.desk.message import DeskMessage


async def edit_message(screen: AccountActions) -> None:
    """Edit the highlighted message of the brand, or else the last one."""
    path = screen.account_path
    if path is None:
        screen.notify("The account is inside the scenario: its messages are edited there.")
        return
    bubble = _bubble(screen.query_one(ConversationView))
    if bubble is None:
        screen.notify("The brand has said nothing yet: text something first.")
        return
    message = message_of(bubble, screen.session.account)
    if message is None:
        screen.notify("These words are in no account file: a call to the API brought them.")
        return
    written = await _ask_and_write(screen, path, message)
    if written is None:
        return
    file, scenarios, before = written
    await screen.action_replay()
    _show_change(screen.query_one(ConversationView))
    broken = newly_broken(before, await asyncio.to_thread(find_broken, scenarios))
    if broken:
        await screen.ask(BrokenWordingDialog(broken, accept))
        return
    screen.notify(f"Written to {file}. No saved scenario expects the old words.", markup=False)


async def _ask_and_write(
    screen: AccountActions, path: Path, message: DeskMessage
) -> tuple[Path, list[Path], list[Broken]] | None:
    """Ask for words until they are written; the file, the scenarios, and the failures before.

    None: the user has cancelled.
    """
    account, person = screen.session.account, screen.session.current.about
    words, fault = message.words, ""
    while True:
        try:
            if load_account(path).file != account.file:
                screen.notify("The account file has changed: replay with it first (Ctrl+R).")
                return None
            where = str(file_of(path, message.place))
        except FileError as error:
            screen.notify(str(error), severity="error", markup=False)
            return None
        judged = partial(judge, account, message.place, person=person)
        answer = await screen.ask(CopyDeskDialog(message.name, where, words, judged, fault))
        if answer is None or answer == message.words:
            return None
        words = answer
        scenarios = list(find_scenarios())
        if scenarios:
            screen.notify("Looking through the saved scenarios for the old words …")
        before = await asyncio.to_thread(find_broken, scenarios)
        try:
            return write_words(path, message.place, words), scenarios, before
        except FileError as error:
            fault = str(error)


def _show_change(view: ConversationView) -> None:
    """Scroll to the first bubble with a changed text."""
    for index, item in enumerate(view.items):
        if isinstance(item, Bubble) and item.before is not None:
            view.highlight(index)
            return


def _bubble(view: ConversationView) -> Bubble | None:
    """The highlighted message of the brand, or else the last one."""
    marked = [view.items[index] for index in reversed(view.marked)]
    for item in (*marked, *reversed(view.items)):
        if isinstance(item, Bubble) and not item.is_mine:
            return item
    return None
