"""The command line: options in, the right part of the program called, an exit code out.

Standard output is data, standard error is narration. What a command needs is imported when it runs.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

import optinsim
from optinsim.errors import OptinsimError
from optinsim.files.problems import Problem

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
    # A stream that the shell has closed is none at all.
    sys.stdin = sys.stdin or StringIO()
    sys.stdout = sys.stdout or StringIO()
    sys.stderr = sys.stderr or StringIO()
    for stream in (sys.stdout, sys.stderr):
        # A lone surrogate, or an emoji on an old terminal, is shown as an escape: no traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    # A short-lived process that keeps what it makes: looking for garbage every 700 objects, as
    # Python does, takes a third of the time of a run and finds none.
    gc.set_threshold(50_000, 20, 100)
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where it can still be said that it cannot be written
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not find the pipe closed again.
        sys.stdout = None
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except OptinsimError as error:
        _say(str(error))
        sys.exit(2)
    except OSError as error:
        _say(f"the output cannot be written: {error.strerror}")
        sys.stdout = None  # what it still holds cannot be written at the end either
        sys.exit(2)


def _say(text: str) -> None:
    """Tell the person at the terminal, who is never sent what a terminal would obey."""
    from optinsim.report.screen import safe

    typer.echo(safe(text), err=True)


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
        str | None,
        typer.Option("--json", metavar="FILE", help="Write a JSON report; - for stdout."),
    ] = None,
) -> None:
    """Run scenarios: 0 all passed, 1 some failed, 2 something could not be judged."""
    from optinsim.report.console import ConsoleReport
    from optinsim.report.screen import Screen
    from optinsim.scenario.run import Choice
    from optinsim.scenario.run import run as run_scenarios

    if json_file is not None and any(_is_file(path, json_file) for path in paths):
        _say(f"{json_file} is a file to run: the report would take its place")
        raise typer.Exit(2)
    narrator = _Narrator()
    report = ConsoleReport(Screen(sys.stderr if json_file == "-" else sys.stdout), verbose=verbose)
    result = run_scenarios(
        paths,
        Choice(words, tuple(tag or ())),
        stop_at_failure=stop,
        keep_steps=json_file is not None,
        on_case=report.case,
        on_problems=narrator.tell,
    )
    narrator.end()
    if not result.cases and not result.problems:
        _say(f"no scenario found in {' '.join(paths)}")
    report.summary(result)
    if json_file is not None:
        import json

        from optinsim.report.json_report import run_json

        text = json.dumps(run_json(result), indent=1) + "\n"
        if json_file == "-":
            sys.stdout.write(text)
        else:
            _write(Path(json_file), text)
    raise typer.Exit(result.exit_code)


@app.command()
def check(paths: Paths) -> None:
    """Validate accounts and scenarios without running them: 0 all usable, 2 something is wrong.

    Warns of messages without the brand, of prompts without rates, HELP and STOP words, and of
    messages that take more than one segment.
    """
    from optinsim.report.screen import Screen
    from optinsim.scenario.checkup import check_files

    screen = Screen(sys.stdout)
    checked, problems = check_files(paths)
    for problem in problems:
        screen.line(str(problem))
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    found = f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
    typer.echo(f"{_counted(checked, 'file')} checked: {found}", err=True)
    raise typer.Exit(2 if errors or not checked else 0)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


@app.command()
def chat(
    account: Annotated[Path, typer.Argument(help="An account file.")],
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print callbacks whole, not only their types.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    seed: Annotated[int, typer.Option(help="What ids and the made-up person follow from.")] = 0,
) -> None:
    """Text an account: each line, typed or piped in, is a text; /help lists the commands."""
    from optinsim.chat import Chat, JsonLines, Transcript
    from optinsim.files.accounts import load_account
    from optinsim.report.screen import Screen

    screen = Screen(sys.stdout)
    session = Chat(
        load_account(account),
        JsonLines(screen) if as_json else Transcript(screen, bodies=verbose),
        seed=seed,
        narrate=_say,
    )
    if sys.stdin.isatty():
        typer.echo(f"You are {session.mdn}. /help lists the commands, ctrl-d ends.", err=True)
    session.run(_lines())


def _lines() -> Iterator[str]:
    """What is typed or piped in, line by line."""
    if not sys.stdin.isatty():
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        for line in sys.stdin:
            yield line.removesuffix("\n").removesuffix("\r")
        return
    import readline  # noqa: F401  (importing it gives the prompt its history and its arrow keys)

    while True:
        try:
            yield input("> ")
        except EOFError:
            typer.echo("", err=True)
            return


class Schema(StrEnum):
    """The kinds of files that have a schema."""

    ACCOUNT = "account"
    SCENARIO = "scenario"


@app.command()
def schema(kind: Annotated[Schema, typer.Argument(help="Of which file.")]) -> None:
    """Print a JSON Schema, for editors that complete and check while one types."""
    import json

    from optinsim.scenario.schema import account_schema, scenario_schema

    made = account_schema() if kind is Schema.ACCOUNT else scenario_schema()
    typer.echo(json.dumps(made, indent=2, ensure_ascii=False))


def _is_file(path: str, other: str) -> bool:
    """Whether two names are names of one file."""
    return Path(path).is_file() and Path(other).is_file() and Path(path).samefile(other)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        _say(f"{path}: cannot be written: {error.strerror}")
        raise typer.Exit(2) from None


MOST_WARNINGS = 10
"""So many are shown by `run`; `check` lists them all."""


class _Narrator:
    """Says on standard error what is wrong or suspicious in the files of a run."""

    def __init__(self) -> None:
        self._warnings = 0

    def tell(self, problems: Sequence[Problem]) -> None:
        """Say all errors, and the first warnings."""
        for problem in problems:
            if problem.severity == "warning":
                self._warnings += 1
                if self._warnings > MOST_WARNINGS:
                    continue
            _say(str(problem))

    def end(self) -> None:
        """Say how many warnings were kept back."""
        if self._warnings > MOST_WARNINGS:
            more = self._warnings - MOST_WARNINGS
            typer.echo(f"{_counted(more, 'more warning')}: optinsim check lists all", err=True)
