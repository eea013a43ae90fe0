"""`optinsim chat`: lines typed or piped in, the conversation out."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from optinsim.cli.narration import say


def chat(
    account: Annotated[Path, typer.Argument(help="An account file.")],
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print whole callbacks, not only their types.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per line.")
    ] = False,
    seed: Annotated[
        int, typer.Option(help="The number from which ids and the made-up person are derived.")
    ] = 0,
) -> None:
    """Text an account. Each line, typed or piped in, is a text; /help lists the commands."""
    from optinsim.chat import Chat, JsonLines, Transcript
    from optinsim.files.accounts import load_account
    from optinsim.report.screen import Screen

    screen = Screen(sys.stdout)
    session = Chat(
        load_account(account),
        JsonLines(screen) if as_json else Transcript(screen, bodies=verbose),
        seed=seed,
        narrate=say,
    )
    if sys.stdin.isatty():
        typer.echo(f"You are {session.mdn}. /help lists the commands, ctrl-d ends.", err=True)
    session.run(_lines())


def _lines() -> Iterator[str]:
    """The typed or piped text, line by line."""
    if not sys.stdin.isatty():
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        for line in sys.stdin:
            yield line.removesuffix("\n").removesuffix("\r")
        return
    with suppress(ImportError):  # Windows has none, and its terminal has both by itself
        import readline  # noqa: F401  (input() uses it: history and arrow keys)

    while True:
        try:
            yield input("> ")
        except EOFError:
            typer.echo("", err=True)
            return
