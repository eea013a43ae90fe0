"""The journal: unsaved sessions on disk, which survive a crash of the phone or of the machine.

One file for each running phone, in a given folder. It is JSON Lines: the first line describes the
session, each other line an operation. A line is appended by a single write as soon as the operation
happens, and never changed, so a killed phone leaves at worst an incomplete last line. A running
phone locks its file, if the system has such locks: two phones with one account have two files, and
neither offers the other's.

Never writes credentials. Does not write the steps of an opened scenario either: it reads them
from that file again, if the file is unchanged. Does not know the format of a line
(journal_lines.py).
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from optinsim.errors import CommandError, OptinsimError
from optinsim.phone import journal_lines
from optinsim.phone.session import StepAdded

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.phone.session import Operation, Session

if sys.platform != "win32":
    import fcntl

LARGEST = 50_000_000
"""The most bytes of a journal."""
_SUFFIX = ".jsonl"
_UNREADABLE_SUFFIX = ".unreadable"
_MOST_FILES = 1000
"""The most journals of one account at a time."""


class Journal:
    """The journal of one phone. It never raises an OSError: see `problem`."""

    def __init__(self, folder: Path, account: Path) -> None:
        """Write no file until a step is played.

        Args:
            folder: of all journals; created if it is missing.
            account: the account file with which the phone was started.
        """
        self.problem = ""
        """Why the journal writes no more; empty: it writes every operation."""
        self.path: Path | None = None
        """The file; None before the first write."""
        self._folder = folder
        self._account = account
        self._begin([])

    def _begin(self, operations: list[Operation]) -> None:
        """Start for the session with this list of operations."""
        self.path = None
        self._file: int | None = None
        self._operations = operations
        self._written = 0  # of the operations
        self._subscribers = 0
        self._current = 0
        self._size = 0
        self._is_saved = True

    def keep(self, session: Session) -> None:
        """Write the new operations; called after each operation.

        Another session begins a file of its own, with all of its operations. (A session
        replayed with another account is the same session.)
        """
        if session.operations is not self._operations:
            self.close()
            self._begin(session.operations)
        news = session.operations[self._written :]
        is_played = any(isinstance(one, StepAdded) for one in news)
        if is_played:
            self._is_saved = False
        if self._file is not None or is_played:
            self._write(lambda: self._lines(session))

    def saved(self) -> None:
        """Write that the session was saved, so that its operations so far are not offered again."""
        self._is_saved = True
        if self._file is not None:
            self._write(lambda: [journal_lines.SAVED])

    def close(self) -> None:
        """Close the file; delete it if everything in it was saved."""
        if self._file is not None:
            os.close(self._file)
        self._file = None
        if self._is_saved and self.path is not None:
            delete(self.path)

    def _lines(self, session: Session) -> list[str]:
        """The new lines, in an order that can be read back."""
        lines = []
        if self._file is None:
            lines.append(journal_lines.head(session, self._account))
            self._subscribers = len(session.subscribers)
        lines += map(journal_lines.subscriber, session.subscribers[self._subscribers :])
        self._subscribers = len(session.subscribers)
        lines += map(journal_lines.operation, session.operations[self._written :])
        self._written = len(session.operations)
        current = session.subscribers.index(session.current)
        if current != self._current:
            lines.append(journal_lines.current(current))
            self._current = current
        return lines

    def _write(self, lines: Callable[[], list[str]]) -> None:
        """Write lines with one call; a no-op after a failure."""
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


def find_unsaved(folder: Path, account: Path) -> list[Path]:
    """The journals of an account whose phones have ended, newest first."""
    found = []
    with suppress(OSError):
        for path in folder.glob(f"{_name(account)}-*{_SUFFIX}"):
            with suppress(OSError):
                if path.is_file() and not path.is_symlink() and not _is_locked(path):
                    found.append((path.stat().st_mtime_ns, path))
    return [path for _, path in sorted(found, reverse=True)]


def read(path: Path, account: Account) -> Session | None:
    """The session of a journal, at its last position; None: it has no unsaved operation.

    The session is replayed with the given account. A step that is refused now lies ahead, with all
    later ones. An incomplete last line is ignored.

    A journal without unsaved operations is deleted. An unreadable one (not a journal, another
    version, a changed scenario) is renamed, and never read again.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST)
        session = journal_lines.session_of(data, account) if data else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, OptinsimError):
        with suppress(OSError):
            path.replace(path.with_suffix(_UNREADABLE_SUFFIX))
        return None
    if session is None and data:  # an empty file may belong to a phone that has just created it
        delete(path)
    return session


def delete(path: Path) -> None:
    """Delete a journal, if it exists."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _new_file(folder: Path, account: Path) -> tuple[Path, int]:
    """Create a file for this phone only. Its mode is 0600: texts may hold personal data."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(_MOST_FILES):
        path = folder / f"{_name(account)}-{number}{_SUFFIX}"
        with suppress(FileExistsError):
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            _lock(file, wait=True)  # `find_unsaved` may hold the lock for a moment
            return path, file
    message = f"{folder} has {_MOST_FILES} conversations of this account already"
    raise OSError(message)


def _name(account: Path) -> str:
    """A name that is the same for every path to the same account file."""
    return sha256(os.fsencode(account.resolve())).hexdigest()[:32]


def _lock(file: int, *, wait: bool) -> bool:
    """Lock a file until it is closed; False if another process has the lock."""
    if sys.platform == "win32":
        return True  # no flock; an open file cannot be deleted there, which is enough
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
