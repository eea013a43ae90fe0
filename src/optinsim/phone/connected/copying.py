"""Copies a server's conversation into this process: for a scenario, and for two futures of it.

Knows whether the copy has the same result. Does not know how it is played again (retelling.py).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from optinsim.errors import CommandError, OptinsimError
from optinsim.files.accounts import load_account
from optinsim.phone.retelling import Told, retell

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.phone.connected.session import ConnectedSession
    from optinsim.phone.session import Session
    from optinsim.simulator import Turn


def copy_of(session: ConnectedSession, account: Account) -> tuple[Session, list[int]]:
    """The same conversation in this process, and its position after each of the turns.

    Args:
        session: the server's.
        account: the same account; its credentials may differ.

    Raises:
        CommandError: there is no step, or the result differs from the server's.
    """
    if not session.turns:
        message = "nothing was done yet: text something first"
        raise CommandError(message)
    told = [Told(turn.at, turn.command, is_right=_is_right(turn)) for turn in session.turns]
    copy, positions = retell(told, account, session.subscribers, seed=session.id_seed)
    copy.current = session.current
    if _texts(copy) != _texts(session):
        message = "played again in this process, the conversation goes otherwise"
        raise CommandError(message)
    return copy, positions


def account_as_in_server(file: Path, session: ConnectedSession) -> Account:
    """The account of a file, which is also the server's.

    Raises:
        FileError: the file cannot be used.
        OptinsimError: the server has another account.
    """
    account = load_account(file)
    if account.digest != session.digest:
        message = f"{file} is not what the server has: it was edited since, or is another account"
        raise OptinsimError(message)
    return account


def _is_right(turn: Turn) -> bool:
    """Whether a request's credentials were right: a platform answers 401 only to wrong ones."""
    return turn.response is None or turn.response.status != HTTPStatus.UNAUTHORIZED


def _texts(session: Session) -> list[str]:
    return [reply.text for turn in session.turns for reply in turn.replies]
