"""Checks whether a server could go on with a journal, and whether its snapshot agrees with it.

Performs every entry. Changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.server.entries import Entry
from optinsim.server.hosted_snapshot import snapshot_of
from optinsim.server.journal import JournalError
from optinsim.server.restart import Replay

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.server.hosted import Hosted
    from optinsim.server.journal import Journal


@value
class Checked:
    """A journal that is whole."""

    hosted: Hosted
    """The account after the last entry."""
    entries: int
    """How many there are."""
    snapshot: int | None
    """The number of the entry after which a restart begins; None: it performs all entries."""


def check(journal: Journal, account: Account) -> Checked:
    """Perform a journal, once as a whole and once from its snapshot on.

    Args:
        journal: it says why its snapshot would not be used.
        account: has the credentials.

    Raises:
        JournalError: it cannot be used, or its snapshot differs from its entries.
    """
    whole, short = Replay(journal, account), Replay(journal, account)
    name = journal.path.stem
    hosted, other = whole.run(name), short.run(name, by_snapshot=True)
    if hosted is None or other is None:
        raise JournalError(f"{journal.path} is empty: no account was started with it")
    if short.snapshot is None:
        return Checked(hosted, whole.number, None)
    at = other.simulator.now
    hosted.perform(Entry("time", at, at))  # time in which nothing happens has no entry
    if _state(hosted) != _state(other):
        message = "its snapshot says something else than its entries; optinsim journal compact"
        raise JournalError(f"{journal.path}: {message} takes it anew")
    return Checked(hosted, whole.number, short.snapshot.number)


def _state(hosted: Hosted) -> tuple[object, ...]:
    """All state except the account, which cannot be compared as a value."""
    snapshot = snapshot_of(hosted)
    return snapshot.moment, snapshot.moments, snapshot.progress
