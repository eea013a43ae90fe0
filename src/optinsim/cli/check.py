"""`optinsim check`: files in, their problems and warnings out."""

import sys
from typing import Annotated

import typer

from optinsim.cli.overrides import overrides_of
from optinsim.report.counted import counted


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files and folders; default: the current folder.",
            metavar="PATHS",
            default_factory=lambda: ["."],
            show_default=False,
        ),
    ],
    warnings_as_errors: Annotated[
        bool, typer.Option("--warnings-as-errors", help="Exit with 2 if there is a warning.")
    ] = False,
    account: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Check all scenarios on this account instead of their own."
        ),
    ] = None,
    variables: Annotated[
        list[str] | None,
        typer.Option(
            "--var", metavar="NAME=VALUE", help="Override the value of a variable; repeatable."
        ),
    ] = None,
) -> None:
    """Validate accounts and scenarios without running them.

    Exit code: 0 all files can be used, 2 something is wrong.

    Warns of messages without the brand, of prompts without rates, HELP and STOP words, and of
    messages that take more than one segment.
    """
    from optinsim.report.screen import Screen
    from optinsim.scenarios.reading.checkup import check_files

    screen = Screen(sys.stdout)
    checked, problems = check_files(paths, overrides_of(account, variables))
    for problem in problems:
        screen.line(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    found = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    typer.echo(f"{counted(checked, 'file')} checked: {found}", err=True)
    is_bad = errors or not checked or (warnings_as_errors and warnings)
    raise typer.Exit(2 if is_bad else 0)
