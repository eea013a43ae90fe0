"""`optinsim journal show`: a server's journal in, a line for each entry out."""

from pathlib import Path
from typing import Annotated

import typer


def journal_show(
    file: Annotated[Path, typer.Argument(help="A journal of `optinsim serve`.")],
) -> None:
    """Show the entries of a journal, in order: texts, calls, time, attempts at deliveries."""
    from optinsim.server.history import line
    from optinsim.server.journal import Journal

    journal = Journal(file)
    try:
        for number, entry in journal.read():
            typer.echo(line(number, entry))
    finally:
        journal.abandon()
