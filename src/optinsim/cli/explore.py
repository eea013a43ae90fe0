"""`optinsim explore`: an account in, the broken laws of all its conversations out."""

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from optinsim.cli.laws import law_choice_of, laws_named, severity_of
from optinsim.cli.narration import process_count, say
from optinsim.errors import OptinsimError
from optinsim.report.counted import counted

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from optinsim.explore.workers import WorkerPool


def explore(
    account: Annotated[str, typer.Argument(help="An account file.", metavar="ACCOUNT")],
    laws: Annotated[
        str | None,
        typer.Option(metavar="PACK", help="The laws; default: those of the account's country."),
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            metavar="SEVERITY",
            help="Fail on findings of this severity or worse: sev0, sev1, sev2, info or never.",
        ),
    ] = "sev1",
    breaks: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LAW", help="A law that the vendor breaks, and that may be broken; repeatable."
        ),
    ] = None,
    states: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Stop after this many states.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(metavar="N", min=0, help="Stop after this many seconds.")
    ] = None,
    calls: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, help="The most API calls, such as imports, in one conversation."
        ),
    ] = 1,
    people: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            max=2,
            help="The number of people; default: 2 if API calls can link two people, else 1.",
        ),
    ] = None,
    exact_times: Annotated[
        bool,
        typer.Option(
            "--exact-times", help="Distinguish states by the seconds until each deadline."
        ),
    ] = False,
    processes: Annotated[
        str,
        typer.Option("-n", metavar="N", help="The number of processes; auto: one per processor."),
    ] = "1",
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="URL", help="Search on a Dask cluster, such as tcp://host:8786."
        ),
    ] = None,
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write the result as JSON; - for stdout."),
    ] = None,
    sarif_file: Annotated[
        str | None, typer.Option("--sarif", metavar="FILE", help="Write the findings as SARIF.")
    ] = None,
    html_file: Annotated[
        str | None,
        typer.Option(
            "--html", metavar="FILE", help="Write the findings as an HTML page; - for stdout."
        ),
    ] = None,
    github: Annotated[
        bool | None,
        typer.Option("--github/--no-github", help="Annotate the account file for GitHub."),
    ] = None,
    folder: Annotated[
        str | None,
        typer.Option("--save", metavar="DIR", help="Write a failing scenario for each finding."),
    ] = None,
) -> None:
    """Search all conversations of an account for one that breaks a law.

    Exit code: 0 no finding of the severity of --fail-on, 1 some.
    """
    from optinsim.cli.reports import Reports, json_text, write_report
    from optinsim.core.world import DEFAULT_START
    from optinsim.explore.exploration import Bounds
    from optinsim.explore.github import marks
    from optinsim.explore.json_form import as_json
    from optinsim.explore.page import as_html
    from optinsim.explore.report import write_exploration
    from optinsim.explore.sarif import as_sarif
    from optinsim.explore.saving import save
    from optinsim.explore.search import explore as search
    from optinsim.files.account_warnings import check_account
    from optinsim.report.github import Place
    from optinsim.report.screen import Screen

    severity, choice = severity_of(fail_on), law_choice_of(laws)
    meant = laws_named(breaks or ())
    loaded, warnings = check_account(account)
    pack = choice.pack(loaded, DEFAULT_START)
    if pack is None:
        say("--laws off: there would be nothing to search for")
        raise typer.Exit(2)
    files = {"json": json_file, "sarif": sarif_file, "html": html_file}
    reports = Reports(files, [account], github=github)
    bounds = Bounds(states, seconds, exact_times, calls, people)
    pool = _pool(processes, scheduler)
    with _Watch(is_alone=pool is None) as watch:
        result = search(loaded, pack, bounds, watch, pool)
    with reports.github_commands_stopped():
        options = {"json": json_file, "save": folder, "breaks": breaks}
        given = {name for name, value in options.items() if value}
        write_exploration(Screen(reports.stream), result, account, warnings, given)
        if folder is not None:
            saved = save(result, Path(account), Path(folder))
            for number, found, why in saved.left_out:
                say(f"no scenario for finding {number}, {found.law.name}: {why}")
            say(f"{counted(len(saved.written), 'scenario')} written to {folder}")
    well = True
    if json_file is not None:
        well = write_report(json_file, json_text(as_json(result, account, warnings)))
    if sarif_file is not None:
        well = write_report(sarif_file, json_text(as_sarif(result, account))) and well
    if html_file is not None:
        well = write_report(html_file, as_html(result, account)) and well
    if reports.is_github:
        place = Place.of(os.environ)
        reports.stream.write(marks(result, account, place, severity, meant))
    mended = meant.difference(one.law.name for one in result.found) if result.is_complete else ()
    for name in sorted(mended):
        say(f"no conversation breaks {name}: leave --breaks {name} out")
    failing = bool(mended) or any(one.fails(severity, meant) for one in result.found)
    raise typer.Exit(130 if watch.is_stopped else int(failing) if well else 2)


def _pool(processes: str, scheduler: str | None) -> "AbstractContextManager[WorkerPool] | None":
    """The workers that the options request; None: this process searches."""
    number = process_count(processes)
    if scheduler is not None:
        if number != 1:
            say("-n does not go with --cluster: the cluster has its own workers")
            raise typer.Exit(2)
        if find_spec("distributed") is None:
            from optinsim.extras import install_command

            message = f"--cluster needs Dask: {install_command('cluster')}"
            raise OptinsimError(message)
        from optinsim.explore.cluster import cluster

        return cluster(scheduler)
    if number == 1:
        return None
    from optinsim.explore.workers import processes as processes_of_this_machine

    return processes_of_this_machine(number)


class _Watch:
    """Shows the progress of the search on a terminal, and ends the search at the first Ctrl+C.

    A second one ends the program. Workers get Ctrl+C too, and end: then there is no result.
    """

    _EVERY = 5000
    """Transitions between two updates."""

    def __init__(self, *, is_alone: bool) -> None:
        self.is_stopped = False
        self._is_alone = is_alone
        self._is_shown = sys.stderr.isatty()
        self._hint = "; Ctrl+C shows what was found" if is_alone else ""
        self._next = self._EVERY
        self._before: Any = None

    def __enter__(self) -> Self:
        if self._is_alone:
            self._before = signal.signal(signal.SIGINT, self._stop)
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_alone:
            signal.signal(signal.SIGINT, self._before)
        if self._is_shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def __call__(self, states: int, transitions: int) -> bool:
        if self._is_shown and transitions >= self._next:
            self._next = transitions + self._EVERY
            told = f"{states:,} states, {transitions:,} transitions{self._hint}"
            sys.stderr.write(f"\r\x1b[2K{told}\r")
            sys.stderr.flush()
        return self.is_stopped

    def _stop(self, *_: object) -> None:
        self.is_stopped = True
        signal.signal(signal.SIGINT, self._before)
