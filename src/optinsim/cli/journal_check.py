"""`optinsim journal check`: a server's journal in; whether a server can use it out."""

from pathlib import Path
from typing import Annotated

import typer

from optinsim.cli.narration import say


def journal_check(
    file: Annotated[Path, typer.Argument(help="A journal of `optinsim serve`.")],
) -> None:
    """Check a journal by replaying every entry. Exit code: 0 usable, 2 not usable."""
    from optinsim.server.checking import check
    from optinsim.server.journal import Journal
    from optinsim.server.restart import account_of

    journal = Journal(file)
    journal.tell = say
    try:
        checked = check(journal, account_of(journal))
    finally:
        journal.abandon()
    people = sum(1 for _ in checked.hosted.simulator.people)
    found = f"{checked.entries} entries, {people} {'person' if people == 1 else 'people'}"
    say(f"{file} is whole: {found}, {len(checked.hosted.outbox)} to deliver")
    if checked.snapshot is not None:
        say(f"A restart begins with the snapshot after entry {checked.snapshot}.")
