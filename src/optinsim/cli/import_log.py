"""`optinsim import`: a log of real messages in, a scenario to review out."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from optinsim.cli.narration import say
from optinsim.report.counted import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.files.problems import Problem


def import_log(
    log: Annotated[
        Path,
        typer.Argument(help="A CSV or JSON file with the time, from, to and text of each message."),
    ],
    account: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The account file; comments show where its replies differ from the log.",
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="time=NAME", help="The name of a column that is not recognised; repeatable."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The new scenario file; default: stdout."
        ),
    ] = None,
) -> None:
    """Turn a log of real messages into a scenario to review.

    Exit code: 0 done, 2 the log cannot be read.

    Real numbers are replaced by made-up ones. With an account, comments show where the simulation
    differs from the log. Rows that cannot be read, and messages that never arrived, are left out
    and reported.
    """
    from optinsim.files.accounts import load_account
    from optinsim.scenarios.writing.from_log import LogScenario
    from optinsim.scenarios.writing.log_columns import chosen_columns
    from optinsim.scenarios.writing.message_log import read_log
    from optinsim.scenarios.writing.record import scenario_text

    if output is not None and os.path.lexists(output):
        say(f"{output} is there already, and nothing is overwritten")
        raise typer.Exit(2)
    try:
        chosen = chosen_columns(columns or ())
    except ValueError as error:
        say(f"--columns: {error}")
        raise typer.Exit(2) from None
    loaded = None if account is None else load_account(account)
    country = loaded.setup.country if loaded else "US"
    read = read_log(log, str(log), country, chosen)
    scenario = LogScenario(read.messages, str(log), loaded)
    left_out = read.left_out + len(scenario.warnings)
    _warn([*read.warnings, *scenario.warnings])
    place = _seen_from(account, output)
    written = scenario.written(f"Imported from {log.stem}", place, read.left_out)
    try:
        text = scenario_text(written)
    except ValueError as error:
        say(f"{log}: {error}")
        raise typer.Exit(2) from None
    if output is None:
        sys.stdout.write(text)
    else:
        _write(output, text)
    counts = counted(len(read.messages) - len(scenario.warnings), "message")
    if left_out:
        counts += f"; {counted(left_out, 'row')} left out"
    if loaded is not None:
        counts += f"; in {counted(scenario.differences, 'step')} the simulation says something else"
    say(counts)


MOST_WARNINGS = 20
"""The most warnings that are printed: thousands of rows may be left out for one reason."""


def _warn(warnings: "Sequence[Problem]") -> None:
    for problem in warnings[:MOST_WARNINGS]:
        say(str(problem))
    if len(warnings) > MOST_WARNINGS:
        say(f"{counted(len(warnings) - MOST_WARNINGS, 'more warning')}")


def _seen_from(account: Path | None, output: Path | None) -> str:
    """The path of the account file, relative to the scenario's folder."""
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
