"""Saving, opening, exporting, and finding again what was not saved: the dialogs around the files.

What stands in the files, saving.py, opening.py and journal.py know.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work

from optinsim.errors import OptinsimError
from optinsim.files.paths import is_there
from optinsim.phone import journal
from optinsim.phone.desk import Desk
from optinsim.phone.dialogs.dialog import Choice, Question
from optinsim.phone.dialogs.open import Open
from optinsim.phone.dialogs.save import Save, Target
from optinsim.phone.keys import bindings
from optinsim.phone.opening import open_scenario, scenarios_in
from optinsim.phone.picture import picture
from optinsim.phone.saving import (
    default_file_name,
    default_title,
    save,
    transcript_of,
    write_whole,
)
from optinsim.report.screen import one_line
from optinsim.scenarios.reading.collect import SUFFIXES
from optinsim.scenarios.reading.load import has_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import BindingType

    from optinsim.phone.session import Session
    from optinsim.scenarios.reading.cases import Case

_MOST_FILES = 500
_MOST_FOLDERS = 2_000
"""Looked into for scenarios: somebody may have started the phone in a home folder."""


class Filing(Desk):
    """The phone with the files that are kept."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    def __init__(self, account: Path, session: Session, kept: Path | None) -> None:
        """The phone.

        Args:
            account: the account file.
            session: what is played.
            kept: the folder for what was not saved; None: nothing is kept.
        """
        super().__init__(account, session)
        self._kept = kept
        self._complaint = ""
        """What the journal complains of, once somebody was told."""
        self._journal = None if kept is None else journal.Journal(kept, account)

    async def on_mount(self) -> None:
        """Begin, and offer what was left behind."""
        self._offer()

    def on_unmount(self) -> None:
        """The phone is closed: what was not saved waits for the next start."""
        if self._journal is not None:
            self._journal.close()

    def on_phone_screen_played(self) -> None:
        """Keep what was done."""
        if self._journal is None or self._complaint == self._journal.problem != "":
            return
        self._journal.keep(self.session)
        self._complaint = self._journal.problem
        if self._complaint:
            self.notify(self._complaint, severity="warning", markup=False)

    @work
    async def _offer(self) -> None:
        """Offer the newest session that was left behind; escape leaves it for the next start."""
        if self._kept is None:
            return
        for path in journal.left_behind(self._kept, self._account):
            session = journal.read(path, self.session.account)
            if session is None:
                continue
            question = Question(
                "Not saved last time",
                f"{one_line(default_title(session))}\n{session.position} of"
                f" {len(session.steps)} steps were played. Go on with it?",
                "Go on",
                "Throw away",
            )
            answer = await self.app.push_screen_wait(question)
            if answer:
                await self.show_session(session)
                self.on_phone_screen_played()
            is_kept = self._journal is not None and not self._journal.problem
            if answer is False or (answer and is_kept):  # kept anew, before the old one goes
                journal.forget(path)
            return

    @work
    async def action_save(self) -> None:
        """Save the session as a scenario that passes."""
        if not self.session.position:
            self.notify("There is nothing to save yet: text something first.")
            return
        title = default_title(self.session)
        target = Target(title, Path("scenarios", default_file_name(title)))
        while (asked := await self._where(target)) is not None:
            target, overwrite = asked
            try:
                saved = save(
                    self.session,
                    target.path,
                    account=self.account_file,
                    title=target.title,
                    overwrite=overwrite,
                )
            except OptinsimError as error:
                self.notify(str(error), severity="error", markup=False)
                continue
            self.notify(
                str(saved),
                severity="information" if saved.passes else "error",
                timeout=10,
                markup=False,
            )
            if self._journal is not None:
                self._journal.saved()
            return

    async def _where(self, target: Target) -> tuple[Target, bool] | None:
        """Ask where to save, and whether over the file that is there; None: nowhere."""
        while (chosen := await self.ask(Save(target))) is not None:
            if not is_there(chosen.path):
                return chosen, False
            over = Question("It is there already", str(chosen.path), "Overwrite", "Another name")
            if await self.app.push_screen_wait(over):
                return chosen, True
            target = chosen
        return None

    @work
    async def action_open(self) -> None:
        """Open a scenario, to play it step by step."""
        path = await self.ask(Open(list(_scenario_files())))
        if path is None:
            return
        try:
            titles = [_shown(case) for case in scenarios_in(path)]
            number = 0
            if len(titles) > 1:
                chosen = await self.app.push_screen_wait(Choice("Which scenario?", titles))
                if chosen is None:
                    return
                number = chosen
            session = open_scenario(path, number)
        except OptinsimError as error:
            self.notify(
                str(error), title="It cannot be opened", severity="error", timeout=15, markup=False
            )
            return
        await self.show_session(session)
        opened = session.opened
        if opened is not None and opened.problems:
            self.notify(str(opened.problems[0]), severity="warning", timeout=15, markup=False)
        ahead = len(session.steps)
        self.notify(
            "1 step lies ahead: F6 plays it."
            if ahead == 1
            else f"{ahead} steps lie ahead: F6 plays the next one."
        )

    def action_export(self) -> None:
        """Write the conversation as text, and the screen as a picture."""
        name = Path(default_file_name(default_title(self.session))).stem
        try:
            text = _free(name, ".txt")
            write_whole(text, transcript_of(self.session), overwrite=False)
            drawing = _free(name, ".svg")
            write_whole(drawing, picture(self.app), overwrite=False)
        except (OSError, OptinsimError) as error:
            self.notify(f"It cannot be written: {error}", severity="error", markup=False)
            return
        self.notify(f"Written: {text} and {drawing}", timeout=10, markup=False)


def _shown(case: Case) -> str:
    """A case in a list to choose from."""
    example = "" if case.example is None else f" {json.dumps(case.example, ensure_ascii=False)}"
    return one_line(f"{case.title}{example}")


def _free(name: str, suffix: str) -> Path:
    """A file that is not there yet: name.txt, else name-2.txt."""
    number = 1
    while (path := Path(f"{name}-{number}{suffix}" if number > 1 else name + suffix)).exists():
        number += 1
    return path


def _scenario_files() -> Iterator[Path]:
    """The scenarios of the working folder and the folders in it, as far as one looks."""
    found = 0
    for looked_into, (folder, folders, files) in enumerate(os.walk(".")):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_", "node_")))
        for name in sorted(files):
            if name.lower().endswith(SUFFIXES) and has_key(path := Path(folder, name), "scenario"):
                yield path
                found += 1
        if found >= _MOST_FILES or looked_into >= _MOST_FOLDERS:
            return
