"""What was played and not saved, kept so that it is found again whatever ended the phone.

One file for each phone that runs, in a folder that is given: JSON Lines, of which the first says
whose session it is and each other one thing that was done. A line is written as soon as it is done,
by a single call, and nothing is ever changed; so of a phone that was killed at worst the last line
is torn. While a phone runs its file is locked, where the system has such locks: two phones with one
account have two files, and neither takes the other's for one that was left behind.

No credentials are kept. The steps of a scenario that was opened are not written: they stand in that
file, and are opened again as long as it is as it was. What the lines look like, entries.py knows.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from optinsim.errors import CommandError, OptinsimError
from optinsim.phone import entries
from optinsim.phone.session import Took

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.phone.session import Operation, Session

if sys.platform != "win32":
    import fcntl

LARGEST = 50_000_000
"""Bytes of a journal; what is played after that is not kept."""
_SUFFIX = ".jsonl"
_SET_ASIDE = ".unreadable"
_MOST_FILES = 1000
"""Of one account at a time."""


class Journal:
    """The journal of one phone. It never raises for what a disk does: see `problem`."""

    def __init__(self, folder: Path, account: Path) -> None:
        """Nothing is written until something was played.

        Args:
            folder: where journals are; made if it is missing.
            account: the account file that the phone was started with.
        """
        self.problem = ""
        """Why nothing is kept any more; empty: all is kept."""
        self.path: Path | None = None
        """The file, once there is one."""
        self._folder = folder
        self._account = account
        self._begin([])

    def _begin(self, operations: list[Operation]) -> None:
        """Nothing is kept yet of the session that these are the operations of."""
        self.path = None
        self._file: int | None = None
        self._operations = operations
        self._kept = 0
        self._subscribers = 0
        self._current = 0
        self._size = 0
        self._is_saved = True

    def keep(self, session: Session) -> None:
        """Write what was done since the last time; call it after everything that is done.

        Where it is another session than the last time, a journal of its own begins, with all that
        was done in it. (A session with another account is the same one.)
        """
        if session.operations is not self._operations:
            self.close()
            self._begin(session.operations)
        news = session.operations[self._kept :]
        is_played = any(isinstance(one, Took) for one in news)
        if is_played:
            self._is_saved = False
        if self._file is not None or is_played:
            self._write(lambda: self._lines(session))

    def saved(self) -> None:
        """The session was saved: what was played so far needs not be offered again."""
        self._is_saved = True
        if self._file is not None:
            self._write(lambda: [entries.SAVED])

    def close(self) -> None:
        """The session ends; what was played and not saved stays, to be offered at a next start."""
        if self._file is not None:
            os.close(self._file)
        self._file = None
        if self._is_saved and self.path is not None:
            forget(self.path)

    def _lines(self, session: Session) -> list[str]:
        """What is new, in an order that can be read back."""
        lines = []
        if self._file is None:
            lines.append(entries.head(session, self._account))
            self._subscribers = len(session.subscribers)
        lines += map(entries.subscriber, session.subscribers[self._subscribers :])
        self._subscribers = len(session.subscribers)
        lines += map(entries.operation, session.operations[self._kept :])
        self._kept = len(session.operations)
        current = session.subscribers.index(session.current)
        if current != self._current:
            lines.append(entries.current(current))
            self._current = current
        return lines

    def _write(self, lines: Callable[[], list[str]]) -> None:
        """Write lines with one call; after the first that cannot be written, none."""
        if self.problem:
            return
        try:
            data = "".join(f"{line}\n" for line in lines()).encode()
            if data:
                self._write_bytes(data)
        except (OSError, CommandError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.problem = f"the conversation is not kept any more: {reason.lower()}"

    def _write_bytes(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > LARGEST:
            message = f"it takes more than {LARGEST // 1_000_000} MB"
            raise OSError(message)
        if self._file is None:
            self.path, self._file = _new_file(self._folder, self._account)
        if os.write(self._file, data) < len(data):
            message = "no space left"
            raise OSError(message)


def left_behind(folder: Path, account: Path) -> list[Path]:
    """The journals of phones with that account that run no more, the newest first."""
    found = []
    with suppress(OSError):
        for path in folder.glob(f"{_name(account)}-*{_SUFFIX}"):
            with suppress(OSError):
                if path.is_file() and not path.is_symlink() and not _is_locked(path):
                    found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]


def read(path: Path, account: Account) -> Session | None:
    """The session of a journal, as it stood; None where it holds nothing to offer.

    It is played with the account as that is now. A step that cannot be done any more lies ahead,
    with what follows it. A last line that is torn is left out.

    A journal with nothing unsaved in it is deleted; one that cannot be read (not ours, of another
    version, its scenario has changed) is set aside under another name, and never read again.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST)
        session = entries.session_of(data, account) if data else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, OptinsimError):
        with suppress(OSError):
            path.replace(path.with_suffix(_SET_ASIDE))
        return None
    if session is None and data:  # one without any data may have been begun just now
        forget(path)
    return session


def forget(path: Path) -> None:
    """Delete a journal that was left behind, because it is not wanted or is kept elsewhere."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _new_file(folder: Path, account: Path) -> tuple[Path, int]:
    """A file that nobody else has, nor can read: conversations may hold personal data."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(_MOST_FILES):
        path = folder / f"{_name(account)}-{number}{_SUFFIX}"
        with suppress(FileExistsError):
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            _lock(file, wait=True)  # for whoever looks whether it is locked
            return path, file
    message = f"{folder} has {_MOST_FILES} conversations of this account already"
    raise OSError(message)


def _name(account: Path) -> str:
    """The same for each path to the same file."""
    return sha256(os.fsencode(account.resolve())).hexdigest()[:32]


def _lock(file: int, *, wait: bool) -> bool:
    """Lock a file until it is closed; whether that could be done, or there are no such locks."""
    if sys.platform == "win32":
        return True  # a file that is open cannot be deleted there, which is enough
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_locked(path: Path) -> bool:
    file = os.open(path, os.O_RDONLY)
    try:
        return not _lock(file, wait=False)
    finally:
        os.close(file)
