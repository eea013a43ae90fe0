"""`optinsim journal compact`: a server's journal in; the same entries in a smaller file."""

from pathlib import Path
from typing import Annotated

import typer

from optinsim.cli.narration import say


def journal_compact(
    file: Annotated[Path, typer.Argument(help="A journal of `optinsim serve`.")],
) -> None:
    """Replay a journal, store a snapshot after its last entry, and make the file smaller.

    No entry is removed.
    """
    from optinsim.server.journal import Journal
    from optinsim.server.restart import Replay, account_of

    before = file.stat().st_size if file.exists() else 0
    journal = Journal(file)
    journal.tell = say
    try:
        replay = Replay(journal, account_of(journal))
        hosted = replay.run(file.stem)
        if hosted is not None:
            replay.take_snapshots(hosted)
        journal.compact()
    finally:
        journal.abandon()
    after = file.stat().st_size
    kept = f"{replay.number:,} entries and a snapshot after them"
    say(f"{file} has {kept}: {before:,} bytes before, now {after:,} bytes")
