"""`optinsim run`: options in, the run started, its reports written, an exit code out."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from optinsim.cli.narration import Narrator, say, write


def run(
    paths: Annotated[list[str], typer.Argument(help="Files and folders.", metavar="PATHS...")],
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
    processes: Annotated[
        str,
        typer.Option(
            "-n", metavar="N", help="Run in so many processes; auto: one for each processor."
        ),
    ] = "1",
    watching: Annotated[
        bool, typer.Option("--watch", help="Run again whatever a saved file affects.")
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
        say(f"{json_file} is a file to run: the report would take its place")
        raise typer.Exit(2)
    choice = Choice(words, tuple(tag or ()))
    if watching:
        from optinsim.cli.watch import watch

        if stop or processes != "1" or json_file is not None:
            say("--watch goes with -v, -k and --tag, and with no other option")
            raise typer.Exit(2)
        watch(paths, choice, verbose=verbose)
    narrator = Narrator()
    report = ConsoleReport(Screen(sys.stderr if json_file == "-" else sys.stdout), verbose=verbose)
    result = run_scenarios(
        paths,
        choice,
        stop_at_failure=stop,
        keep_steps=json_file is not None,
        see_steps=verbose,
        processes=_count(processes),
        on_case=report.case,
        on_problems=narrator.tell,
    )
    narrator.end()
    if not result.cases and not result.problems:
        say(f"no scenario found in {' '.join(paths)}")
    report.summary(result)
    if json_file is not None:
        import json

        from optinsim.report.json_report import run_json

        text = json.dumps(run_json(result), indent=1) + "\n"
        if json_file == "-":
            sys.stdout.write(text)
        else:
            write(Path(json_file), text)
    raise typer.Exit(result.exit_code)


def _is_file(path: str, other: str) -> bool:
    """Whether two names are names of one file."""
    return Path(path).is_file() and Path(other).is_file() and Path(path).samefile(other)


def _count(text: str) -> int:
    """How many processes `-n` asks for."""
    if text == "auto":
        from optinsim.scenario.parallel import count_processors

        return count_processors()
    if text.isascii() and text.isdigit() and len(text) <= 3 and int(text):  # noqa: PLR2004  (digits)
        return int(text)
    say(f"-n {text}: neither auto nor a number from 1 to 999")
    raise typer.Exit(2)
