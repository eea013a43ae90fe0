"""The cards of the start screen: accounts and scenarios of a folder, recent accounts, demos.

Reads files. Does not know how a card is drawn.
"""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.errors import OptinsimError
from optinsim.files.accounts import load_account
from optinsim.files.paths import SUFFIXES
from optinsim.files.problems import FileError
from optinsim.files.save import create_bytes
from optinsim.phone import journal
from optinsim.phone.saving import default_title
from optinsim.report.screen import one_line
from optinsim.scaffold import PLATFORMS
from optinsim.scenarios.reading.load import has_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account

_MOST_FILES = 100
_MOST_FOLDERS = 2_000
"""Folders to search: the phone may have been started in a home folder."""
_MOST_CAMPAIGNS = 4


@value
class Card:
    """One choice."""

    title: str
    detail: str
    path: Path
    is_broken: bool = False


def cards_in(folder: Path, state: Path | None = None) -> Iterator[tuple[str, Card]]:
    """The accounts in a folder and below it, then the scenarios, each with its kind.

    Args:
        folder: their folder.
        state: see account_card.
    """
    scenarios = []
    for path in _files_in(folder):
        if has_key(path, "scenario"):
            scenarios.append(path)
        elif has_key(path, "platform"):
            yield "account", account_card(path, shown=_shown(path, folder), state=state)
    for path in scenarios:
        yield "scenario", Card(_shown(path, folder), "", path)


def account_card(path: Path, *, shown: str, state: Path | None = None) -> Card:
    """The brand, the number, the platform and the campaigns of an account file.

    Args:
        path: the file.
        shown: its name on the card.
        state: the state folder, with unsaved sessions; None: there is none.
    """
    try:
        account = load_account(path)
    except FileError as error:
        reason = one_line(error.problems[0].message)
        return Card(shown, f"cannot be used: {reason}", path, is_broken=True)
    except OptinsimError as error:
        return Card(shown, f"cannot be used: {one_line(str(error))}", path, is_broken=True)
    file = account.file
    title = one_line(f"{file.name}  {file.number} · {file.platform}")
    return Card(title, f"{_campaigns(account)}  {shown}{_unsaved(path, account, state)}", path)


def _campaigns(account: Account) -> str:
    campaigns = account.setup.campaigns
    listed = [
        one_line(f"{'/'.join(one.keywords[:1]) or one.id} {one.description or one.id}")
        for one in campaigns[:_MOST_CAMPAIGNS]
    ]
    more = [f"{len(campaigns) - _MOST_CAMPAIGNS} more"] if len(campaigns) > _MOST_CAMPAIGNS else []
    return ", ".join([*listed, *more])


def _unsaved(path: Path, account: Account, state: Path | None) -> str:
    """The unsaved session that would be offered, if there is one, and how many more are kept."""
    if state is None:
        return ""
    found = (journal.read(kept, account) for kept in journal.find_unsaved(state, path))
    sessions = [session for session in found if session is not None]
    if not sessions:
        return ""
    more = f"  ({len(sessions) - 1} more kept)" if len(sessions) > 1 else ""
    return f"\ngo on with {one_line(default_title(sessions[0]))}{more}"


def shown_path(path: Path) -> str:
    """A path in its shown form, with ~ for the home folder."""
    with suppress(RuntimeError, ValueError):  # there is no home, or it is elsewhere
        return one_line(str(Path("~") / path.relative_to(Path.home())))
    return one_line(str(path))


def _shown(path: Path, folder: Path) -> str:
    return one_line(os.path.relpath(path, folder))


def _files_in(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder and below, up to a limit of files and of folders."""
    found = 0
    for searched, (here, folders, names) in enumerate(os.walk(folder)):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_", "node_")))
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and has_key(
                path := Path(here, name), "scenario", "platform"
            ):
                yield path
                found += 1
        if found >= _MOST_FILES or searched >= _MOST_FOLDERS:
            return


def demo(platform: str, state: Path | None) -> Path:
    """The demo account of a platform, as the user's own file, which the user may change.

    Args:
        platform: one of PLATFORMS.
        state: the state folder; None: the file of the package is used.
    """
    source = Path(str(files("optinsim.scaffold"))) / platform / "account.yaml"
    if state is None:
        return source
    path = state / "demos" / f"{platform}.yaml"
    try:
        create_bytes(path, source.read_bytes())
    except FileExistsError:
        pass
    except OSError:
        return source
    return path


def demo_cards(state: Path | None) -> Iterator[Card]:
    """A demo for each platform."""
    for platform in PLATFORMS:
        yield account_card(demo(platform, state), shown="a demo to try out")
