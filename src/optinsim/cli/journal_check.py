"""`optinsim journal check`: a server's journal in; whether a server could go on with it."""

from pathlib import Path
from typing import Annotated

import typer

from optinsim.cli.narration import say


def journal_check(
    file: Annotated[Path, typer.Argument(help="A journal of `optinsim serve`.")],
) -> None:
    """Check a journal, by performing it: 0 it is whole, 2 it cannot be used."""
    from optinsim.server.journal import Journal
    from optinsim.server.restart import Replay, account_of

    journal = Journal(file)
    try:
        replay = Replay(journal, account_of(journal))
        hosted = replay.run(file.stem)
    finally:
        journal.abandon()
    if hosted is not None:
        people = sum(1 for _ in hosted.simulator.people)
        found = f"{replay.number} entries, {people} {'person' if people == 1 else 'people'}"
        say(f"{file} is whole: {found}, {len(hosted.outbox)} to deliver")
