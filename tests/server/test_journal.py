"""The journal's file: group commit, damage, and who may open it."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING

import pytest

from optinsim.server.journal import Journal, JournalError, open_journal

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, *entries: str) -> None:
    journal = open_journal(path)
    list(journal.read())
    for entry in entries:
        journal.add({"do": entry})
    journal.close()


def in_it(path: Path) -> list[str]:
    journal = Journal(path)
    try:
        return [entry["do"] for _, entry in journal.read()]
    finally:
        journal.close()


def test_what_is_added_later_comes_after_what_was_there(tmp_path: Path) -> None:
    written(tmp_path / "j", "a", "b")
    written(tmp_path / "j", "c")
    assert in_it(tmp_path / "j") == ["a", "b", "c"]


def test_arrivals_of_one_turn_of_the_event_loop_share_a_commit(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "j")
    commits = []
    journal._connection.set_trace_callback(  # noqa: SLF001  (what it does on disk)
        lambda statement: commits.append(statement) if statement == "COMMIT" else None
    )

    async def arrive(name: str) -> None:
        journal.add({"do": name})
        await journal.committed()

    async def arrive_together() -> None:
        await asyncio.gather(*(arrive(str(number)) for number in range(50)))

    asyncio.run(arrive_together())
    assert len(commits) == 1
    asyncio.run(journal.committed())  # nothing is left
    assert len(commits) == 1
    journal.close()
    assert in_it(tmp_path / "j") == [str(number) for number in range(50)]


def test_what_arrives_during_a_commit_is_committed_next(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "j")
    commits = []

    async def arrive() -> None:
        loop, begun = asyncio.get_running_loop(), asyncio.Event()

        def trace(statement: str) -> None:
            if statement.startswith("BEGIN"):
                loop.call_soon_threadsafe(begun.set)
            elif statement == "COMMIT":
                commits.append(statement)

        journal._connection.set_trace_callback(trace)  # noqa: SLF001  (what it does on disk)
        journal.add({"do": "a"})
        await begun.wait()
        journal.add({"do": "b"})
        await journal.committed()

    asyncio.run(arrive())
    journal.abandon()
    assert len(commits) == 2
    assert in_it(tmp_path / "j") == ["a", "b"]


def test_nothing_is_acknowledged_once_the_disk_has_failed(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "j")
    journal._connection.execute("PRAGMA query_only = ON")  # noqa: SLF001  (as a full disk)

    async def arrive() -> None:
        journal.add({"do": "a"})
        await journal.committed()

    for _ in range(2):
        with pytest.raises(JournalError, match="j cannot be written: "):
            asyncio.run(arrive())
    with pytest.raises(JournalError, match="cannot be written"):
        journal.close()
    assert in_it(tmp_path / "j") == []


DAMAGE = {
    "an entry that was changed": 'UPDATE entries SET entry = \'{"do": "x"}\' WHERE number = 2',
    "an entry that is gone": "DELETE FROM entries WHERE number = 1",
    "no text": "UPDATE entries SET entry = x'ff' WHERE number = 2",
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_entry_is_refused_and_the_file_stays(tmp_path: Path, damage: str) -> None:
    written(tmp_path / "j", "a", "b", "c")
    connection = sqlite3.connect(tmp_path / "j")
    connection.execute(damage)
    connection.commit()
    connection.close()
    before = (tmp_path / "j").read_bytes()
    with pytest.raises(JournalError, match=r"entry [12] cannot be used"):
        in_it(tmp_path / "j")
    assert (tmp_path / "j").read_bytes() == before


def test_an_entry_that_is_no_object_is_refused(tmp_path: Path) -> None:
    journal = open_journal(tmp_path / "j")
    journal._pending.append("[" * 100_000)  # noqa: SLF001  (as no version of ours writes it)
    journal.close()
    with pytest.raises(JournalError, match="entry 1 cannot be used: it is no JSON object"):
        in_it(tmp_path / "j")


def test_damaged_pages_are_refused_and_the_file_stays(tmp_path: Path) -> None:
    written(tmp_path / "j", *("a" * 3000 for _ in range(20)))
    whole = (tmp_path / "j").read_bytes()
    for damaged in (
        whole[:8192] + bytes(4096) + whole[12288:],
        whole[: len(whole) // 2],
        whole[:100],
        b"no journal",
        b"",
    ):
        (tmp_path / "j").write_bytes(damaged)
        with pytest.raises(JournalError, match=r"j is (damaged|no journal)|cannot be used"):
            in_it(tmp_path / "j")
        assert (tmp_path / "j").read_bytes() == damaged


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "j")
    connection.execute("CREATE TABLE entries (number)")
    connection.close()
    with pytest.raises(JournalError, match="is no journal of optinsim"):
        open_journal(tmp_path / "j")


def test_a_journal_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="cannot be created: no such file or directory"):
        open_journal(tmp_path / "nowhere/j")
    with pytest.raises(JournalError, match="cannot be read: is a directory"):
        open_journal(tmp_path)


def test_a_program_that_was_killed_while_it_made_a_journal_leaves_nothing_in_the_way(
    tmp_path: Path,
) -> None:
    (tmp_path / "j.new").write_text("half")
    written(tmp_path / "j", "a")
    assert [path.name for path in tmp_path.iterdir()] == ["j"]
