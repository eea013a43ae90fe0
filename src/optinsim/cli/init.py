"""`optinsim init`: a folder in, a project out whose first run is green."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from optinsim.cli.narration import say
from optinsim.report.counted import counted


def init(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="The folder of the project; created if it does not exist."
        ),
    ],
    platform: Annotated[
        str | None,
        typer.Option(
            help="vibes, cordial or signalvine; default: a prompt on a terminal, else vibes."
        ),
    ] = None,
) -> None:
    """Create a project with an account and scenarios.

    It also has a workflow file for GitHub Actions, and JSON Schemas for the editor. Existing files
    are never overwritten.
    """
    from optinsim.files.save import create_bytes
    from optinsim.report.screen import safe
    from optinsim.scaffold import PLATFORMS, project_files
    from optinsim.scenarios.reading.schema import account_schema, scenario_schema

    chosen = platform or _ask(PLATFORMS)
    if chosen not in PLATFORMS:
        _refuse(chosen, PLATFORMS)
    schemas = {"account": account_schema(), "scenario": scenario_schema()}
    texts = project_files(chosen) | {
        f"schema/{kind}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for kind, schema in schemas.items()
    }
    in_the_way = list(_in_the_way(folder, texts))
    if in_the_way:
        say(f"{folder}: nothing is overwritten, and there is already: {', '.join(in_the_way)}")
        raise typer.Exit(2)
    for name, text in texts.items():
        path = folder / name
        try:
            create_bytes(path, text.encode())
        except OSError as error:
            say(f"{path}: cannot be written: {error.strerror}")
            raise typer.Exit(2) from None
        typer.echo(safe(str(path)))
    typer.echo(f"{counted(len(texts), 'file')} for {chosen}. Now try:", err=True)
    say(f"  optinsim run {folder / 'scenarios'}\n  optinsim check {folder}")


def _in_the_way(folder: Path, names: Iterable[str]) -> Iterator[str]:
    """The files that exist already, and files in place of a needed folder."""
    if os.path.lexists(folder) and not folder.is_dir():
        yield str(folder)
    for name in names:
        path = folder / name
        if os.path.lexists(path):
            yield name
        elif os.path.lexists(path.parent) and not path.parent.is_dir():
            yield str(Path(name).parent)


def _ask(platforms: tuple[str, ...]) -> str:
    """The platform that the user chooses at the prompt; without a terminal, the first one."""
    if not _is_interactive():
        return platforms[0]
    question = f"Platform ({', '.join(platforms)})"
    try:
        answer = typer.prompt(question, default=platforms[0], err=True)
    except typer.Abort:  # ctrl-c, or the end of input
        raise typer.Exit(130) from None
    return str(answer).strip().lower()


def _is_interactive() -> bool:
    """Whether the user can see a prompt and answer it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _refuse(name: str, possible: tuple[str, ...]) -> None:
    """End with 2: no project can begin with that platform."""
    from optinsim.files.problems import nearest
    from optinsim.platforms import platform_names

    say(f"no project can begin with platform {name!r:.60}: {', '.join(possible)}")
    if name in platform_names():
        say("it is installed, but only its own pages say what its account file holds")
    elif meant := nearest(name, possible):
        say(f"did you mean {meant!r}?")
    raise typer.Exit(2)
