"""One conversation with two accounts: another version of the account, or another platform.

Knows the accounts to compare with, and how to play steps with another account. Does not know the
screen.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.errors import CommandError, OptinsimError
from optinsim.files.accounts import load_account
from optinsim.phone.start.cards import cards_in, demo
from optinsim.report.screen import one_line
from optinsim.scaffold import PLATFORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.phone.session import PlayedStep, Session


@value
class OtherAccount:
    """An account to compare with."""

    title: str
    """Its title, in the list and above its column."""
    account: Account


def other_accounts(session: Session, path: Path | None) -> Iterator[OtherAccount]:
    """The accounts to compare a session with: the account's other versions come first.

    Args:
        session: the session.
        path: its account file; None: the account is inside a scenario.
    """
    ours = session.account
    if session.account_before is not None:
        yield OtherAccount("this account before the change", session.account_before)
    if path is not None:
        now = _loaded(path)
        if now is not None and now.file != ours.file:
            yield OtherAccount(one_line(f"{path.name} as it is now"), now)
    folder = Path() if path is None else path.parent
    for kind, card in cards_in(folder):
        if kind == "account" and not card.is_broken and not _is_same(card.path, path):
            account = _loaded(card.path)
            if account is not None:
                yield OtherAccount(one_line(f"{describe(account)}  {card.path.name}"), account)
    for platform in PLATFORMS:
        if platform != ours.file.platform:
            account = load_account(demo(platform, None))
            yield OtherAccount(one_line(f"{describe(account)}  a demo"), account)


def describe(account: Account) -> str:
    """The brand, the number and the platform."""
    file = account.file
    return one_line(f"{file.name}  {file.number} · {file.platform}")


def played_with(session: Session, account: Account) -> tuple[Session, int]:
    """The session's steps played with another account; how many of them were left out.

    Texts to the one account's number go to the other's. A call of the API goes to the
    same platform only. A step that the other account refuses is left out.
    """
    other = session.unplayed(account)
    left_out = 0
    for step in session.steps[: session.position]:
        try:
            other.play_step(_translated(step, session.account, account))
        except CommandError:
            left_out += 1
    return other, left_out


def _translated(step: PlayedStep, ours: Account, theirs: Account) -> PlayedStep:
    """A step for another account.

    Raises:
        CommandError: it cannot be played there.
    """
    match step.command:
        case ReceiveText(mdn, text, to):
            number = theirs.setup.number if to == ours.setup.number else to
            return replace(step, command=ReceiveText(mdn, text, number), failures=None)
        case AdvanceTime():
            return replace(step, failures=None)
        case _ if ours.file.platform == theirs.file.platform:
            return replace(step, failures=None)
    message = "it is a call of another platform's API"
    raise CommandError(message)


def _loaded(path: Path) -> Account | None:
    """The account in a file; None if it cannot be used."""
    try:
        return load_account(path)
    except OptinsimError:
        return None


def _is_same(path: Path, other: Path | None) -> bool:
    return other is not None and path.resolve() == other.resolve()
