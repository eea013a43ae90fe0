"""The snapshot of a journal: a cache, stored in a table of the journal's file.

Knows the table, and whether the snapshot is intact: its seal follows from that of the
entry after which it was taken. Does not know the content of a snapshot (snapshot_json.py).
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    import sqlite3

_CREATE = """
CREATE TABLE IF NOT EXISTS snapshots
(number INTEGER PRIMARY KEY, program TEXT NOT NULL, body BLOB NOT NULL, seal BLOB NOT NULL)
"""
_FIND = """
SELECT snapshots.number, program, body, snapshots.seal, entries.seal
FROM snapshots LEFT JOIN entries ON entries.number = snapshots.number
ORDER BY snapshots.number DESC LIMIT 1
"""
_SEAL = 16


@value
class StoredSnapshot:
    """A stored snapshot."""

    number: int
    """The number of the entry after which it was taken."""
    entry_seal: bytes
    """The seal of that entry."""
    program: str
    """The program that took it."""
    body: bytes
    is_whole: bool
    """Whether it is intact, and was taken after that entry."""


def find(connection: sqlite3.Connection) -> StoredSnapshot | None:
    """The snapshot of a journal, if there is one."""
    there = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'snapshots'").fetchone()
    row = connection.execute(_FIND).fetchone() if there else None
    if row is None:
        return None
    number, program, body, seal, entry_seal = row
    whole = (
        isinstance(program, str)
        and isinstance(body, bytes)
        and isinstance(entry_seal, bytes)
        and seal == _sealed(entry_seal, number, program, body)
    )
    return StoredSnapshot(number, entry_seal, program, body, is_whole=whole)


def put(connection: sqlite3.Connection, number: int, program: str, body: bytes) -> None:
    """Replace the former snapshot by this one, with one commit.

    Args:
        connection: to the journal's file.
        number: of the entry after which it was taken, which is in the file.
        program: the program that took it.
        body: the snapshot.

    Raises:
        sqlite3.Error: it cannot be written; the former one is still there.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_CREATE)
        connection.execute("DELETE FROM snapshots")
        query = "SELECT seal FROM entries WHERE number = ?"
        (entry_seal,) = connection.execute(query, (number,)).fetchone()
        seal = _sealed(entry_seal, number, program, body)
        row = (number, program, body, seal)
        connection.execute("INSERT INTO snapshots VALUES (?, ?, ?, ?)", row)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _sealed(entry_seal: bytes, number: int, program: str, body: bytes) -> bytes:
    head = f"{number} {program} ".encode()
    return blake2b(head + body, key=entry_seal, digest_size=_SEAL).digest()
