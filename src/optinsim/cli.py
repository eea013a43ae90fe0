"""The command line: options in, the right part of the program called, an exit code out.

Standard output is data, standard error is narration. What a command needs is imported when it runs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

import optinsim
from optinsim.errors import FileError, OptinsimError

app = typer.Typer(
    name="optinsim",
    help="Rehearse SMS keyword and double opt-in conversations, and read the callbacks.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Paths = Annotated[list[str], typer.Argument(help="Files and folders.", metavar="PATHS...")]


def main() -> None:
    """Run the command line, and leave the terminal in order whatever happens."""
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate, or an emoji on an old terminal, is shown as an escape: no traceback.
        stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not find the pipe closed again.
        sys.stdout = None
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except OptinsimError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"optinsim {optinsim.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which it is.")
    ] = False,
) -> None:
    """Rehearse SMS keyword and double opt-in conversations, and read the callbacks."""


@app.command()
def run(
    paths: Paths,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print every conversation and callback.")
    ] = False,
    words: Annotated[
        str, typer.Option("-k", metavar="WORDS", help="Only scenarios with these words.")
    ] = "",
    tag: Annotated[
        list[str] | None, typer.Option(help="Only scenarios with this tag; may be repeated.")
    ] = None,
    stop: Annotated[
        bool, typer.Option("--exitfirst", "-x", help="Stop at the first that does not pass.")
    ] = False,
    json_file: Annotated[
        str, typer.Option("--json", metavar="FILE", help="Write a JSON report; - for stdout.")
    ] = "",
) -> None:
    """Run scenarios: 0 all passed, 1 some failed, 2 something could not be judged."""
    from optinsim.report.console import ConsoleReport
    from optinsim.report.screen import Screen
    from optinsim.scenario.run import Choice
    from optinsim.scenario.run import run as run_scenarios

    report = ConsoleReport(Screen(sys.stderr if json_file == "-" else sys.stdout), verbose=verbose)
    result = run_scenarios(
        paths,
        Choice(words, tuple(tag or ())),
        stop_at_failure=stop,
        on_case=report.case,
        on_problems=_narrate,
    )
    if not result.cases and not result.problems:
        typer.echo(f"no scenario found in {' '.join(paths)}", err=True)
    report.summary(result)
    if json_file:
        import json

        from optinsim.report.json_report import run_json

        text = json.dumps(run_json(result), indent=1) + "\n"
        if json_file == "-":
            sys.stdout.write(text)
        else:
            Path(json_file).write_text(text, encoding="utf-8")
    raise typer.Exit(result.exit_code)


def _narrate(problems: object) -> None:
    for problem in problems:
        typer.echo(str(problem), err=True)
