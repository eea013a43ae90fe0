"""(p) The server's journal: a restart by its snapshot, taking one, and a rewind by 10,000 commands.

An account with 10,000 subscribers and 40,000 texts. Through the snapshot, a restart takes at most
5 s; it does not depend on how many texts there were, but for SQLite's look through the file. Beside
it stands a restart that performs them all. A rewind takes at most 1 s. Taking a snapshot stands
beside performing the 10,000 texts after which the next one is taken at the earliest.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.common import Row, account, phones
from optinsim.core.commands import ReceiveText
from optinsim.server.hosted import Settings
from optinsim.server.journal import Journal, open_journal
from optinsim.server.restart import hosted_with
from optinsim.server.snapshots import EVERY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.server.hosted import Hosted

PEOPLE = 10_000
WORDS = ("SUMMER", "Y", "STOP", "SUMMER")
BACK = 10_000
_START = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)


def measure() -> Iterator[Row]:
    """Measure, in seconds of CPU time."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "acme.journal"
        hosted = texted(path)
        texts = PEOPLE * len(WORDS)
        journal_of(hosted).abandon()
        all_of_it, hosted = restarted(path)
        taking = compacted(hosted)
        by_snapshot, hosted = restarted(path)
        back = rewound(hosted)
        journal_of(hosted).abandon()
        size = path.stat().st_size / 1e6
    yield Row(
        f"a restart by the snapshot, {PEOPLE:,} subscribers",
        f"{by_snapshot:.2f} s",
        f"{texts:,} texts performed {all_of_it:.1f} s, file {size:.1f} MB",
        by_snapshot,
        at_most=5,
        unit="s",
    )
    yield Row(
        "taking a snapshot of it",
        f"{taking:.2f} s",
        f"{EVERY:,} texts performed {all_of_it / texts * EVERY:.2f} s",
        taking / (all_of_it / texts * EVERY),
    )
    yield Row(f"a rewind by {BACK:,} texts", f"{back * 1000:.0f} ms", "", back, at_most=1, unit="s")


def texted(path: Path) -> Hosted:
    """An account in which all people have joined, confirmed, stopped, and joined again."""
    hosted = opened(path)
    journal, mdns = journal_of(hosted), list(phones(PEOPLE))
    journal.snapshots = None
    for number, word in enumerate(WORDS):
        hosted.set_clock(_START + timedelta(minutes=number))
        for mdn in mdns:
            hosted.do(ReceiveText(mdn, word))
        journal.flush()
    return hosted


def opened(path: Path) -> Hosted:
    """The account that goes on with a journal, with a frozen clock."""
    return hosted_with(open_journal(path), "acme", account(), Settings(speed=0), lambda: _START)


def journal_of(hosted: Hosted) -> Journal:
    """The journal that the account has."""
    if not isinstance(hosted.journal, Journal):
        raise TypeError(hosted.journal)
    return hosted.journal


def restarted(path: Path) -> tuple[float, Hosted]:
    """What a restart takes."""
    begin = process_time()
    hosted = opened(path)
    return process_time() - begin, hosted


def compacted(hosted: Hosted) -> float:
    """What it takes to take a snapshot and to write it."""
    begin = process_time()
    journal_of(hosted).compact()
    taken = process_time() - begin
    journal_of(hosted).close()
    return taken


def rewound(hosted: Hosted) -> float:
    """What it takes to go back to a checkpoint."""
    hosted.checkpoint("before")
    for mdn in list(phones(PEOPLE))[:BACK]:
        hosted.do(ReceiveText(mdn, "Y"))
    begin = process_time()
    hosted.rewind("before")
    return process_time() - begin
