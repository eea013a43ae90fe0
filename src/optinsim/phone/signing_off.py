"""Writes a session as a sign-off sheet: a page, a picture, a scenario, and the sheet's small file.

Knows the files' names and the questions and texts for the user. Does not know the content of a
sheet (the package signoff).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.errors import OptinsimError
from optinsim.files.accounts import load_account
from optinsim.files.paths import SIGNOFF_SUFFIX, is_there
from optinsim.files.problems import FileError
from optinsim.files.signoffs import read_signoff
from optinsim.files.source import read_file
from optinsim.phone.dialogs.dialog import ConfirmDialog
from optinsim.phone.dialogs.save import SaveTarget
from optinsim.phone.dialogs.sign_off import SignOffDialog
from optinsim.phone.saving import (
    default_file_name,
    default_title,
    relative_path,
    save,
    write_whole,
)
from optinsim.report.screen import one_line
from optinsim.signoff.file import signoff_text
from optinsim.signoff.page import page
from optinsim.signoff.picture import picture
from optinsim.signoff.sheet import Person, make_sheet

if TYPE_CHECKING:
    from optinsim.phone.base_screen import BaseScreen
    from optinsim.phone.session import Session
    from optinsim.signoff.sheet import Sheet

FOLDER = Path("sheets")
"""The folder of the sheets, in the working folder."""


@value
class SheetPaths:
    """The files of one sheet."""

    small: Path
    """The file with the approval."""
    page: Path
    picture: Path
    scenario: Path

    @property
    def all(self) -> tuple[Path, ...]:
        """All four."""
        return self.small, self.page, self.picture, self.scenario


def sheet_paths(path: Path) -> SheetPaths:
    """The files of a sheet, from the path of one of them or from their common beginning."""
    name = path.name
    for suffix in (SIGNOFF_SUFFIX, ".yaml", ".yml", ".html", ".svg"):
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            name = name[: -len(suffix)]
            break
    name = name.rstrip(".") or name
    endings = (SIGNOFF_SUFFIX, ".html", ".svg", ".yaml")
    return SheetPaths(*(path.with_name(name + ending) for ending in endings))


async def sign_off(screen: BaseScreen, account: Path | None) -> bool:
    """Ask for a title and a name, and write the sheet; whether it was written.

    Args:
        screen: shows the dialogs and notifications, and has the session.
        account: the session's account file, if it has one.
    """
    session = screen.session
    if not session.position:
        screen.notify("There is nothing to sign off yet: text something first.")
        return False
    title = default_title(session)
    name = Path(default_file_name(title)).stem
    target = SaveTarget(title, FOLDER / f"{name}{SIGNOFF_SUFFIX}")
    while (chosen := await screen.ask(SignOffDialog(target, session))) is not None:
        target, paths = chosen, sheet_paths(chosen.path)
        there = [path for path in paths.all if is_there(path)]
        if there and not await screen.app.push_screen_wait(_overwrite_dialog(paths, there)):
            continue
        try:
            write_sheet(session, paths, account=account, title=target.title)
        except OptinsimError as error:
            screen.notify(str(error), severity="error", timeout=15, markup=False)
            continue
        said = (
            f"Written: {paths.page}. Send it to legal. When they approve, write who"
            f" and when into {paths.small.name}, and keep the files with the account."
        )
        screen.notify(said, title="Sign-off sheet", timeout=15, markup=False)
        return True
    return False


def write_sheet(session: Session, paths: SheetPaths, *, account: Path | None, title: str) -> Sheet:
    """Write the four files of a sheet, the small one last; existing ones are replaced.

    Raises:
        OptinsimError: a file was not written, and why.
    """
    if account is not None and load_account(account).digest != session.account.digest:
        message = "the account file has changed: replay with it first (Ctrl+R)"
        raise OptinsimError(message)
    saved = save(session, paths.scenario, account=account, title=title, overwrite=True)
    if account is None or not saved.passes:  # (without an account, `save` raises)
        raise OptinsimError(str(saved))
    people = [Person(one.name, one.mdn) for one in session.subscribers]
    sheet = make_sheet(title, session.account, people, session.turns, session.world.now)
    small = signoff_text(
        sheet,
        account=relative_path(account, paths.small.parent),
        scenario=paths.scenario.name,
        page=paths.page.name,
    )
    try:
        write_whole(paths.page, page(sheet, paths.small.name, paths.scenario.name), overwrite=True)
        write_whole(paths.picture, picture(sheet), overwrite=True)
        write_whole(paths.small, small, overwrite=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"the sheet cannot be written: {reason.lower()}"
        raise OptinsimError(message) from None
    return sheet


def _overwrite_dialog(paths: SheetPaths, there: list[Path]) -> ConfirmDialog:
    text = f"It replaces {', '.join(path.name for path in there)}."
    approval = _approval_in(paths.small)
    if approval:
        text = f"It is approved by {approval}; the new sheet is not.\n{text}"
    return ConfirmDialog("It is there already", one_line(text), "Overwrite", "Another name")


def _approval_in(path: Path) -> str:
    """The approval of the existing sheet: person and day; empty: it is not approved."""
    try:
        file, _ = read_signoff(read_file(path, str(path)), str(path))
    except FileError:
        return ""
    return "" if file.approved is None else f"{file.approved.by:.60} on {file.approved.on}"
