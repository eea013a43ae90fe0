"""Sessions as files, and the dialogs around them: save, open, export, restore.

Knows the questions and texts for the user. Does not know the content of the files (saving.py,
opening.py and journal.py).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.errors import OptinsimError
from optinsim.files.paths import SUFFIXES, is_there
from optinsim.phone import journal
from optinsim.phone.dialogs.dialog import ChoiceDialog, ConfirmDialog
from optinsim.phone.dialogs.open import OpenDialog
from optinsim.phone.dialogs.save import SaveDialog, SaveTarget
from optinsim.phone.open_sessions import OpenSessions
from optinsim.phone.opening import describe_case, open_scenario, scenarios_in
from optinsim.phone.saving import (
    default_file_name,
    default_title,
    save,
    transcript_of,
    write_whole,
)
from optinsim.phone.screenshot import screenshot
from optinsim.report.screen import one_line
from optinsim.scenarios.reading.load import has_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.phone.screen import PhoneScreen
    from optinsim.phone.session import Operation, Session

_MOST_FILES = 500
_MOST_FOLDERS = 2_000
"""Folders to search for scenarios: the phone may have been started in a home folder."""


class SessionFiles:
    """The files of one phone's sessions, and its dialogs about them."""

    def __init__(self, screen: PhoneScreen, account: Path | None, folder: Path | None) -> None:
        """Write no file until a step is played.

        Args:
            screen: shows the dialogs and notifications, and has the session.
            account: the account file with which the phone was started; None: keep no session.
            folder: of unsaved sessions; None: they are not kept.
        """
        self._screen = screen
        self._account = account
        self._folder = folder
        self._journals: list[tuple[list[Operation], journal.Journal]] = []
        """One for each open session, by its list of operations."""
        self._shown_problem = ""
        """The journal's problem that the user has seen; empty: none."""
        self.open_sessions = OpenSessions()

    def describe_unsaved(self, *, to_start: bool = False) -> list[str]:
        """The sessions that are not saved as scenarios, and a sentence whether they are kept.

        Empty if all are saved.

        Args:
            to_start: whether the start screen comes next; else the phone closes.
        """
        unsaved = self.open_sessions.describe_unsaved()
        if self._folder is None or self._shown_problem:
            kept = ""
        elif to_start:
            kept = ", but kept:\nthe start screen offers to go on with the account"
        else:
            kept = "; the next start offers to go on with it"
        return [f"{unsaved}{kept}.", *self.open_sessions.name_unsaved()] if unsaved else []

    def keep(self) -> None:
        """Write the played steps to the journal; if that fails, notify once."""
        if self.open_sessions.of(self._screen.session).is_trial:
            return
        kept = self._journal
        if kept is None or self._shown_problem:
            return
        kept.keep(self._screen.session)
        self._shown_problem = kept.problem
        if self._shown_problem:
            self._screen.notify(self._shown_problem, severity="warning", markup=False)

    @property
    def _journal(self) -> journal.Journal | None:
        """The journal of the shown session; None: it is not kept."""
        if self._folder is None or self._account is None:
            return None
        operations = self._screen.session.operations
        for ours, kept in self._journals:
            if ours is operations:
                return kept
        self._journals.append((operations, journal.Journal(self._folder, self._account)))
        return self._journals[-1][1]

    def close(self) -> None:
        """Close the journals: the next start, or the start screen, offers unsaved sessions."""
        unsaved = [one.session.operations for one in self.open_sessions.unsaved]
        for operations, kept in self._journals:
            if not any(operations is one for one in unsaved):
                kept.saved()
            kept.close()
        self._journals.clear()

    async def offer_unsaved(self) -> None:
        """Offer the newest unsaved session; Escape keeps it for the next start."""
        if self._folder is None or self._account is None:
            return
        for path in journal.find_unsaved(self._folder, self._account):
            session = journal.read(path, self._screen.session.account)
            if session is None:
                continue
            dialog = ConfirmDialog(
                "Not saved last time",
                f"{one_line(default_title(session))}\n{session.position} of"
                f" {len(session.steps)} steps were played. Go on with it?",
                "Go on",
                "Throw away",
            )
            answer = await self._screen.app.push_screen_wait(dialog)
            if answer:
                await self._screen.show_session(session)
                self.keep()
            is_kept = self._journal is not None and not self._journal.problem
            if answer is False or (answer and is_kept):  # kept anew, before the old one goes
                journal.delete(path)
            return

    async def save(self, account: Path | None, copy: Session | None = None) -> None:
        """Save the session as a scenario that passes.

        Args:
            account: the session's account file, if it has one.
            copy: the session to save in place of the shown one.
        """
        screen, session = self._screen, copy or self._screen.session
        if not session.position:
            screen.notify("There is nothing to save yet: text something first.")
            return
        title = default_title(session)
        target = SaveTarget(title, Path("scenarios", default_file_name(title)))
        while (answer := await self._ask_where(target)) is not None:
            target, overwrite = answer
            try:
                saved = save(
                    session,
                    target.path,
                    account=account,
                    title=target.title,
                    overwrite=overwrite,
                )
            except OptinsimError as error:
                screen.notify(str(error), severity="error", markup=False)
                continue
            screen.notify(
                str(saved),
                severity="information" if saved.passes else "error",
                timeout=10,
                markup=False,
            )
            if copy is None:
                self.note_saved()
            return

    def note_saved(self) -> None:
        """Note that the shown session was saved as a scenario."""
        session = self._screen.session
        self.open_sessions.of(session).saved = len(session.operations)
        if self._journal is not None:
            self._journal.saved()

    async def _ask_where(self, target: SaveTarget) -> tuple[SaveTarget, bool] | None:
        """Ask for the path, and whether to overwrite the file; None: the user has cancelled."""
        screen = self._screen
        while (chosen := await screen.ask(SaveDialog(target, screen.session))) is not None:
            if not is_there(chosen.path):
                return chosen, False
            dialog = ConfirmDialog(
                "It is there already", str(chosen.path), "Overwrite", "Another name"
            )
            if await screen.app.push_screen_wait(dialog):
                return chosen, True
            target = chosen
        return None

    async def open(self) -> None:
        """Open a scenario, to play it step by step."""
        screen = self._screen
        path = await screen.ask(OpenDialog(list(find_scenarios())))
        if path is None:
            return
        try:
            titles = [describe_case(case) for case in scenarios_in(path)]
            number = 0
            if len(titles) > 1:
                dialog = ChoiceDialog("Which scenario?", titles)
                chosen = await screen.app.push_screen_wait(dialog)
                if chosen is None:
                    return
                number = chosen
            session = open_scenario(path, number)
        except OptinsimError as error:
            screen.notify(
                str(error), title="It cannot be opened", severity="error", timeout=15, markup=False
            )
            return
        await screen.show_session(session)
        opened = session.opened
        if opened is not None and opened.problems:
            screen.notify(str(opened.problems[0]), severity="warning", timeout=15, markup=False)

    async def switch(self) -> None:
        """Choose one of the open sessions, and show it."""
        screen = self._screen
        listed = list(self.open_sessions.all)
        here = listed.index(self.open_sessions.of(screen.session))
        lines = self.open_sessions.describe()
        lines[here] += "  ◀ here"
        chosen = await screen.ask(ChoiceDialog("Open sessions", lines, first=here))
        if chosen is not None and chosen != here:
            await screen.show_session(listed[chosen].session)

    def export(self) -> None:
        """Write the conversation as text, and the screen as SVG, into the working folder."""
        screen = self._screen
        name = Path(default_file_name(default_title(screen.session))).stem
        try:
            text = _unused_path(name, ".txt")
            write_whole(text, transcript_of(screen.session), overwrite=False)
            drawing = _unused_path(name, ".svg")
            write_whole(drawing, screenshot(screen.app), overwrite=False)
        except (OSError, OptinsimError) as error:
            screen.notify(f"It cannot be written: {error}", severity="error", markup=False)
            return
        screen.notify(f"Written: {text} and {drawing}", timeout=10, markup=False)


def _unused_path(name: str, suffix: str) -> Path:
    """A path that does not exist: name.txt, else name-2.txt."""
    number = 1
    while (path := Path(f"{name}-{number}{suffix}" if number > 1 else name + suffix)).exists():
        number += 1
    return path


def find_scenarios() -> Iterator[Path]:
    """The scenarios in the working folder and below, up to a limit of files and of folders."""
    found = 0
    for searched, (folder, folders, files) in enumerate(os.walk(".")):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_", "node_")))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and has_key(path := Path(folder, name), "scenario"):
                yield path
                found += 1
        if found >= _MOST_FILES or searched >= _MOST_FOLDERS:
            return
