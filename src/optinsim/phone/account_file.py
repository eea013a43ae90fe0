"""The account file of the conversation, which may be edited while the phone is open.

Knows when the file was written and whether its account has changed. Does not know the
screen, nor how a conversation is replayed.

The file is polled, although `optinsim run --watch` uses watchfiles: notifications miss a write
through a symbolic link and on many network and container mounts, and stop when the file's folder is
replaced, as a checkout of another branch does. One stat call twice a second has none of this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.files.accounts import load_account
from optinsim.files.problems import FileError

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.adapter import Account

POLL_SECONDS = 0.5
"""Seconds between two checks."""


class WatchedAccountFile:
    """The account file, compared with its state at the last check."""

    def __init__(self, path: Path | None) -> None:
        """Store the file's present state.

        Args:
            path: the file; None: the account is inside a scenario, and never changes.
        """
        self.path = path
        self._stat = self._read_stat()

    def has_changed(self) -> bool:
        """Whether the file was written, replaced, deleted or restored since the last check."""
        before, self._stat = self._stat, self._read_stat()
        return self._stat != before

    def describe_change(self, current: Account) -> str:
        """A sentence about the file for the user; empty if it still has the current account.

        The text is also empty for a changed comment, and for a change that was taken back.
        """
        if self.path is None:
            return ""
        try:
            account = load_account(self.path)
        except FileError as error:
            return f"{self.path.name} cannot be used as it is now: {_first_problem(error)}"
        if account.file == current.file:
            return ""
        return f"{self.path.name} has changed: Ctrl+R replays everything with it"

    def _read_stat(self) -> tuple[int, int, int] | None:
        if self.path is None:
            return None
        try:
            found = self.path.stat()
        except (OSError, ValueError):  # ValueError: a path with a NUL in it
            return None
        # An editor that writes a new file and renames it leaves another inode.
        return found.st_mtime_ns, found.st_size, found.st_ino


def _first_problem(error: FileError) -> str:
    """The first problem of a file, in one line; Ctrl+R shows all of them."""
    first = error.problems[0]
    return f"line {first.mark.line}: {first.coded_message}" if first.mark else first.coded_message
