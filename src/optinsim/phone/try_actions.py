"""The part of the screen that plays trials, and saves them as a suite.

Knows the questions and texts for the user. Does not know the trials (trials.py).
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from optinsim.errors import OptinsimError
from optinsim.phone.account_actions import AccountActions
from optinsim.phone.behind import BehindTabs
from optinsim.phone.dialogs.dialog import ConfirmDialog
from optinsim.phone.saving import default_file_name, save
from optinsim.phone.try_tab import TrialList

if TYPE_CHECKING:
    from optinsim.phone.session import Session
    from optinsim.phone.tries import Tries

SUITE = Path("scenarios", "try-these")
"""The folder of a suite, in the working folder."""
_FRAME = 20
"""Turns of the event loop after which a notification is drawn."""


class TryActions(AccountActions):
    """The actions of a `PhoneScreen` about trials."""

    async def show_trial(self, session: Session) -> None:
        """Show a session of a trial, which need not be saved."""
        raise NotImplementedError

    def action_try_these(self) -> None:
        """Open the list of trials."""
        self.set_class(self.has_class("-tiny"), "-alone")  # there it takes the whole screen
        self.query_one(BehindTabs).open_trials()

    async def on_trial_list_chosen(self, event: TrialList.Chosen) -> None:
        """Try one, and show it."""
        behind = self.query_one(BehindTabs)
        if event.index < len(behind.tries.trials):  # the account may have changed
            await self.show_trial(behind.tries.play(event.index, self.session).session)

    def on_trial_list_all_chosen(self) -> None:
        """Play all trials that are left; the conversation stays."""
        behind = self.query_one(BehindTabs)
        for index in behind.tries.untried:
            behind.tries.play(index, self.session)
        behind.follow(self.session)
        for index in behind.tries.different[:1]:
            self.query_one(TrialList).highlight(index)

    @work
    async def on_trial_list_save_wanted(self) -> None:
        """Save the trials that went as expected, after a question."""
        tries, account = self.query_one(BehindTabs).tries, self.account_path
        if not tries.as_expected:
            self.notify("Nothing to save yet: no trial has gone as expected.")
            return
        there = sum(path.exists() for path in _suite(tries).values())
        are_there = "1 file that is there" if there == 1 else f"{there} files that are there"
        replaced = (
            f"The expectations of {are_there} are replaced by what the account does now.\n"
            if there
            else ""
        )
        text = (
            f"One scenario for each, in {SUITE}.\n{replaced}"
            f"Left out: {len(tries.untried)} not tried, {len(tries.different)} not as expected."
        )
        title = f"Save {len(tries.as_expected)} of {len(tries.trials)} trials as a suite?"
        dialog = ConfirmDialog(title, text, "Save", "Close")
        if await self.ask(dialog):
            self.notify("Saving …")
            said, is_well = await save_suite(tries, account)
            self.notify(
                said,
                severity="information" if is_well else "error",
                timeout=10,
                markup=False,
            )


async def save_suite(tries: Tries, account: Path | None) -> tuple[str, bool]:
    """Write a scenario for each trial that went as expected; the message, and whether all pass.

    The screen is drawn in between: each scenario takes a moment, since it is run once.
    """
    saved = 0
    suite = [
        (tries.results[index].session, tries.trials[index].title, path)
        for index, path in _suite(tries).items()
    ]  # (the account may be another before all are saved)
    try:
        for session, title, path in suite:
            for _ in range(_FRAME):
                await asyncio.sleep(0)
            result = save(session, path, account=account, title=title, overwrite=True)
            if not result.passes:
                return str(result), False
            saved += 1
    except OptinsimError as error:
        return f"{saved} were saved, then: {error}", False
    are = "1 scenario is" if saved == 1 else f"{saved} scenarios are"
    return f"{are} in {SUITE}, and optinsim run passes", True


def _suite(tries: Tries) -> dict[int, Path]:
    """The file of each trial that went as expected, by index."""
    files: dict[int, Path] = {}
    for index in tries.as_expected:
        path = SUITE / default_file_name(tries.trials[index].title)
        number = 1
        while path in files.values():
            number += 1
            path = SUITE / default_file_name(f"{tries.trials[index].title} {number}")
        files[index] = path
    return files
