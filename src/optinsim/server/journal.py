"""The journal of a hosted account: a SQLite file with all arrivals from outside, in order.

Knows the file: its mode, how damage is detected, and when an entry is on disk.
Entries that arrive together are committed together. Does not know the content of an entry
(entry_json.py), when a snapshot is taken (snapshots.py), nor how a world is made (restart.py).
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from optinsim.errors import OptinsimError
from optinsim.server import snapshot_rows
from optinsim.server.entry_json import entry_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.server.entries import Entry
    from optinsim.server.snapshot_rows import StoredSnapshot
    from optinsim.server.snapshots import Packed, Snapshots

_SQLITE = b"SQLite format 3\0"
_APPLICATION = 0x4F50544A
"""The application id in the file's header: a journal of optinsim (`OPTJ`)."""
_APPLICATION_AT = 68
"""Its offset in SQLite's file format."""
_SCHEMA = f"""
PRAGMA application_id = {_APPLICATION};
CREATE TABLE entries (number INTEGER PRIMARY KEY, entry TEXT NOT NULL, seal BLOB NOT NULL);
"""
_SEAL = 16


class JournalError(OptinsimError):
    """A journal that cannot be used or written."""


class Journal:
    """An open journal. No other program can open it before it is closed."""

    def __init__(self, path: Path) -> None:
        """Open an existing journal.

        Raises:
            JournalError: it is no journal, or damaged, or in use; the file was not changed.
        """
        self.path = path
        self.account: Account
        """The account at present; set before the first `append`."""
        self.snapshots: Snapshots | None = None
        """Takes snapshots; None: no snapshots are taken."""
        self.tell: Callable[[str], None] = _ignore
        """Called with information for the user."""
        self._added = 0
        """The number of the last entry that was added."""
        self._problem = ""
        """Why the journal writes no more entries."""
        self._pending: list[str] = []
        """The entries that are not on disk yet."""
        self._commit: asyncio.Task[None] | None = None
        self._last = 0
        self._seal = b""
        _check_head(path)
        self._connection = _connect(path)
        try:
            self._check()
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise _unusable(path, error) from None

    def _check(self) -> None:
        (found,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        self._connection.execute("PRAGMA synchronous = FULL")

    def snapshot(self) -> StoredSnapshot | None:
        """The snapshot in the file, if there is one.

        Raises:
            JournalError: it is damaged.
        """
        try:
            return snapshot_rows.find(self._connection)
        except sqlite3.DatabaseError as error:
            raise _unusable(self.path, error) from None

    def read(self, after: StoredSnapshot | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
        """The entries with their numbers, each checked against its seal. `append` goes on after it.

        Args:
            after: an intact snapshot, to read only the entries after it.

        Raises:
            JournalError: it is damaged.
        """
        number, seal = (0, b"") if after is None else (after.number, after.entry_seal)
        query = "SELECT number, entry, seal FROM entries WHERE number > ? ORDER BY number"
        rows = self._connection.execute(query, (number,))
        try:
            for found, text, sealed in rows:
                number, seal = number + 1, _sealed(seal, str(text))
                if found != number or sealed != seal:
                    raise self.damaged(number, "it is not what was written")
                try:
                    entry = json.loads(text)
                except (ValueError, RecursionError):
                    entry = None
                if not isinstance(entry, dict):
                    raise self.damaged(number, "it is no JSON object")
                yield number, entry
        except sqlite3.DatabaseError as error:
            raise _unusable(self.path, error) from None
        self._last, self._seal = number, seal
        self._added = number

    def damaged(self, number: int, reason: str) -> JournalError:
        """The error for an entry that cannot be used."""
        return JournalError(f"{self.path}: entry {number} cannot be used: {reason}. {_WAY_OUT}")

    def append(self, entry: Entry, result: Any) -> None:
        """Store an entry that was performed, with its result."""
        self.add(entry_json(entry, result, self.account))
        if entry.kind == "reload":
            self.account = entry.content
        if self.snapshots is not None:
            self.snapshots.entry_added(self._added)

    def add(self, entry: dict[str, Any]) -> None:
        """Store an entry; an event loop writes it after its present turn."""
        self._pending.append(json.dumps(entry))
        self._added += 1
        self._write_soon()

    def say(self, text: str) -> None:
        """Tell the user something about the journal."""
        self.tell(f"{self.path}: {text}")

    def take_snapshots(self, snapshots: Snapshots) -> None:
        """Take snapshots from now on."""
        self.snapshots = snapshots
        snapshots.on_ready = self._write_soon

    def _write_soon(self) -> None:
        with suppress(RuntimeError):  # without an event loop, `flush` writes it
            self._begin_commit(asyncio.get_running_loop())

    async def committed(self) -> None:
        """Wait until all appended entries are on disk.

        Raises:
            JournalError: it cannot be written.
        """
        while self._commit is not None or self._pending:
            self._begin_commit(asyncio.get_running_loop())
            if self._commit is not None:
                await asyncio.shield(self._commit)
            if self._problem:
                break
        self._check_problem()

    def flush(self) -> None:
        """Write all appended entries, without an event loop.

        Raises:
            JournalError: it cannot be written.
        """
        self._write(*self._pop_pending())
        self._check_problem()

    def compact(self) -> None:
        """Replace the snapshot by a new one, and give back unused space.

        Raises:
            JournalError: there is no room to rewrite the file.
        """
        if self.snapshots is not None:
            self.snapshots.take(self._added)
        self.flush()
        try:
            self._connection.execute("VACUUM")
        except sqlite3.Error as error:
            raise JournalError(f"{self.path} cannot be written: {error}") from None

    def close(self) -> None:
        """Write the remaining entries, with a snapshot if it saves work, and close the file.

        Raises:
            JournalError: the remaining entries cannot be written.
        """
        try:
            if self.snapshots is not None:
                self.snapshots.finish(self._added)
            self.flush()
        finally:
            self._connection.close()

    def abandon(self) -> None:
        """Close the file without writing any more."""
        self._pending.clear()
        self._connection.close()

    def _begin_commit(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._commit is None and not self._problem:
            self._commit = loop.create_task(self._commit_pending())

    async def _commit_pending(self) -> None:
        """Write the entries so far; the next commit writes entries that arrive meanwhile."""
        texts, snapshot = self._pop_pending()
        try:
            await asyncio.to_thread(self._write, texts, snapshot)
        finally:
            self._commit = None
        if self._pending or (self.snapshots is not None and self.snapshots.is_ready):
            self._begin_commit(asyncio.get_running_loop())

    def _pop_pending(self) -> tuple[list[str], Packed | None]:
        """The entries to write now, and the snapshot, in this order."""
        texts, self._pending = self._pending, []
        return texts, None if self.snapshots is None else self.snapshots.pop_ready()

    def _write(self, texts: Iterable[str], snapshot: Packed | None) -> None:
        self._write_entries(texts)
        if snapshot is None or self.snapshots is None or self._problem:
            return
        number, body = snapshot
        try:
            snapshot_rows.put(self._connection, number, self.snapshots.program, body)
        except sqlite3.Error as error:
            self.snapshots.give_up(str(error))

    def _write_entries(self, texts: Iterable[str]) -> None:
        """Write entries with one commit; a no-op after a failure, because of the gap."""
        number, seal, rows = self._last, self._seal, []
        for text in texts:
            number, seal = number + 1, _sealed(seal, text)
            rows.append((number, text, seal))
        if not rows or self._problem:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT INTO entries VALUES (?, ?, ?)", rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._problem = str(error)
        else:
            self._last, self._seal = number, seal

    def _check_problem(self) -> None:
        if self._problem:
            raise JournalError(f"{self.path} cannot be written: {self._problem}")


_WAY_OUT = "It was not changed: move it away, or name another with --journal"


def open_journal(path: Path) -> Journal:
    """Open the journal of that file, or create it; its mode is 0600.

    Raises:
        JournalError: it cannot be used, and why; an existing file was not changed.
    """
    if not path.exists():
        create(path)
    return Journal(path)


def create(path: Path) -> None:
    """Create an empty journal, completely or not at all.

    Raises:
        JournalError: it cannot be created.
    """
    new = path.with_name(f"{path.name}.new")
    try:
        new.unlink(missing_ok=True)  # of a program that was killed here
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection = sqlite3.connect(new, isolation_level=None)
        try:
            connection.executescript(_SCHEMA)
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()
        os.link(new, path)  # fails if there is a file now
        new.unlink()
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise JournalError(f"{path} cannot be created: {reason.lower()}") from None


def _check_head(path: Path) -> None:
    """Check that it is a journal before SQLite, which may write, opens it."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise JournalError(f"{path} cannot be read: {reason}") from None
    application = head[_APPLICATION_AT : _APPLICATION_AT + 4]
    if not head.startswith(_SQLITE) or application != _APPLICATION.to_bytes(4):
        raise JournalError(f"{path} is no journal of optinsim. {_WAY_OUT}")


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file for this program alone."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,  # one commit at a time, each by some thread
        timeout=0,
    )
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _unusable(path, error) from None
    return connection


def _unusable(path: Path, error: sqlite3.DatabaseError) -> JournalError:
    if "locked" in str(error):
        return JournalError(f"{path} is in use: another server of this account is running")
    return JournalError(f"{path} is damaged: {error}. {_WAY_OUT}")


def _ignore(_: str) -> None:
    """The default: the user is told nothing."""


def _sealed(seal: bytes, text: str) -> bytes:
    """The seal of an entry, which follows from all entries up to it."""
    return blake2b(text.encode(), key=seal, digest_size=_SEAL).digest()
