"""`optinsim import`: a log of real messages in, a scenario to review out."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from optinsim.cli.narration import counted, say


def import_log(
    log: Annotated[Path, typer.Argument(help="CSV or JSON Lines: time, from, to, text.")],
    account: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The account that the texts went to.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where; else stdout.")
    ] = None,
) -> None:
    """Turn a log of real messages into a scenario to review: 0 done, 2 the log cannot be read.

    Real numbers are replaced by made-up ones. With an account, comments say where the simulation
    says something else than the log.
    """
    from optinsim.files.accounts import load_account
    from optinsim.scenarios.writing.from_log import LogScenario
    from optinsim.scenarios.writing.message_log import read_log
    from optinsim.scenarios.writing.record import scenario_text

    if output is not None and os.path.lexists(output):
        say(f"{output} is there already, and nothing is overwritten")
        raise typer.Exit(2)
    loaded = None if account is None else load_account(account)
    messages = read_log(log, str(log), loaded.setup.country if loaded else "US")
    scenario = LogScenario(messages, str(log), loaded)
    written = scenario.written(f"Imported from {log.stem}", _seen_from(account, output))
    try:
        text = scenario_text(written)
    except ValueError as error:
        say(f"{log}: {error}")
        raise typer.Exit(2) from None
    if output is None:
        sys.stdout.write(text)
    else:
        _write(output, text)
    told = f"{counted(len(messages), 'message')}"
    if loaded is not None:
        told += f"; in {counted(scenario.differences, 'step')} the simulation says something else"
    say(told)


def _seen_from(account: Path | None, output: Path | None) -> str:
    """The account's file, as a scenario in its place names it."""
    if account is None:
        return "account.yaml"
    folder = output.parent if output is not None else Path()
    return Path(os.path.relpath(account, folder)).as_posix()


def _write(output: Path, text: str) -> None:
    from optinsim.files.save import create_bytes

    try:
        create_bytes(output, text.encode())
    except OSError as error:
        say(f"{output}: cannot be written: {error.strerror}")
        raise typer.Exit(2) from None
