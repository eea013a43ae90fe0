"""The command line: parses the arguments, runs a command, and returns its exit code.

Standard output is data, standard error is narration. Each command is a module in here, imported
only when it runs: other commands and their imports take no time.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from io import StringIO, TextIOWrapper
from typing import Annotated

import typer

import optinsim
from optinsim.cli.narration import say
from optinsim.errors import OptinsimError

COMMANDS = {
    "demo": "demo",
    "run": "run",
    "check": "check",
    "explore": "explore",
    "phone": "phone",
    "chat": "chat",
    "serve": "serve",
    "tail": "tail",
    "init": "init",
    "import": "import_log",
    "schema": "schema",
    "explain": "explain",
    "mcp": "mcp",
    "doctor": "doctor",
}
"""The module of each command, in the order of the help; its function has that name."""
GROUPS = {
    "report": ("Work with reports of runs.", {"merge": "report_merge"}),
    "journal": (
        "Work with journals of servers.",
        {
            "show": "journal_show",
            "check": "journal_check",
            "export": "journal_export",
            "compact": "journal_compact",
        },
    ),
}
"""For each group of commands, its help and the modules of its commands."""


def main() -> None:
    """Run the command line, and restore the terminal in every case."""
    # Python sets a stream that the shell has closed to None.
    sys.stdin = sys.stdin or StringIO()
    sys.stdout = sys.stdout or StringIO()
    sys.stderr = sys.stderr or StringIO()
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate, or an emoji on an old terminal, is shown as an escape: no traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            _run(command_line(sys.argv[1:2]), _arguments())
        finally:
            sys.stdout.flush()  # here, while an error of writing can still be reported
    except BrokenPipeError:
        # The reader of our output has ended, and the verdict is unknown: neither 0 nor 1. Python
        # must not find the pipe closed again.
        sys.stdout = None
        sys.exit(_BROKEN_PIPE)
    except KeyboardInterrupt:
        sys.exit(130)
    except OptinsimError as error:
        say(str(error))
        sys.exit(2)
    except OSError as error:
        say(f"the output cannot be written: {error.strerror}")
        sys.stdout = None  # its buffer cannot be written at the end either
        sys.exit(2)


_BROKEN_PIPE = 141
"""The exit code of a program that SIGPIPE ended, as shells have it."""


def _run(app: typer.Typer, arguments: list[str]) -> None:
    """Run a command without typer's standalone mode, which exits with 1 on a closed pipe."""
    try:
        app(arguments)
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            raise BrokenPipeError from None
        raise


def _arguments() -> list[str]:
    """The arguments after the program's name."""
    if "--update" not in sys.argv:
        return sys.argv[1:]
    from optinsim.cli.update import with_its_value

    return with_its_value(sys.argv[1:])


def command_line(wanted: Sequence[str] = ()) -> typer.Typer:
    """The command line, with only one command, or with all of them."""
    app = typer.Typer(
        name="optinsim",
        callback=_root,
        help="Rehearse SMS keyword and double opt-in conversations, and read their callbacks.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    names = COMMANDS.keys() | GROUPS.keys()
    for name in names & set(wanted) or (*COMMANDS, *GROUPS):
        if name in COMMANDS:
            _add(app, name, COMMANDS[name])
        else:
            about, commands = GROUPS[name]
            group = typer.Typer(help=about, no_args_is_help=True, rich_markup_mode=None)
            # With a callback, typer keeps a group of one command as a group.
            group.callback()(lambda: None)
            for command, module in commands.items():
                _add(group, command, module)
            app.add_typer(group, name=name)
    return app


def _add(app: typer.Typer, name: str, module: str) -> None:
    app.command(name)(getattr(import_module(f"optinsim.cli.{module}"), module))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"optinsim {optinsim.__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Rehearse SMS keyword and double opt-in conversations, and read their callbacks."""
