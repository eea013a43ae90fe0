"""`optinsim journal export`: a server's journal in; JSON lines out, or a scenario."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from optinsim.server.journal import Journal


def journal_export(
    file: Annotated[Path, typer.Argument(help="A journal of `optinsim serve`.")],
    scenario: Annotated[
        Path | None,
        typer.Option(
            metavar="ACCOUNT", help="Write a scenario for this account file; default: JSON lines."
        ),
    ] = None,
) -> None:
    """Write a journal to stdout: each entry as a line of JSON, or the conversation as a scenario.

    The scenario leaves out steps that a rewind or a reset took back. It expects the actual results.
    """
    from optinsim.server.journal import Journal

    journal = Journal(file)
    try:
        if scenario is not None:
            sys.stdout.write(_scenario(journal, scenario))
            return
        for _, entry in journal.read():
            typer.echo(json.dumps(entry))
    finally:
        journal.abandon()


def _scenario(journal: "Journal", account_file: Path) -> str:
    from optinsim.cli.journal_scenario import journal_scenario
    from optinsim.files.accounts import load_account
    from optinsim.server.history import conversation
    from optinsim.server.restart import Replay, account_of

    account = load_account(account_file)
    replay = Replay(journal, account_of(journal))
    replay.run(journal.path.stem)  # every entry can be read
    past = conversation((entry for _, entry in journal.read()), account)
    title = f"From {journal.path.name}"
    return journal_scenario(past, replay.settings, account, account_file, title)
