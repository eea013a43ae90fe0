"""`optinsim explore`: an account in, all of its conversations searched, what breaks a law out."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optinsim.cli.narration import counted, process_count, say
from optinsim.errors import OptinsimError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from optinsim.explore.workers import Crew


def explore(
    account: Annotated[str, typer.Argument(help="An account file.", metavar="ACCOUNT")],
    laws: Annotated[
        str | None,
        typer.Option(metavar="PACK", help="The laws; left out: those of the account's country."),
    ] = None,
    fail_on: Annotated[
        str, typer.Option(metavar="SEVERITY", help="sev0, sev1, sev2, info or never.")
    ] = "sev1",
    states: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="End after so many states.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(metavar="N", min=0, help="End after so many seconds.")
    ] = None,
    calls: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="Imports and the like by API in one conversation."),
    ] = 1,
    exact_times: Annotated[
        bool,
        typer.Option("--exact-times", help="Tell states apart by seconds until each deadline."),
    ] = False,
    processes: Annotated[
        str,
        typer.Option(
            "-n", metavar="N", help="Search in so many processes; auto: one for each processor."
        ),
    ] = "1",
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="URL", help="Search on a cluster of Dask: tcp://host:8786."
        ),
    ] = None,
    json_file: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write it as JSON; - for stdout.")
    ] = None,
    sarif_file: Annotated[
        str | None, typer.Option("--sarif", metavar="FILE", help="Write the findings as SARIF.")
    ] = None,
    folder: Annotated[
        str | None,
        typer.Option("--save", metavar="DIR", help="Write a failing scenario for each finding."),
    ] = None,
) -> None:
    """Search all conversations of an account for one that breaks a law: 0 none, 1 some."""
    from optinsim.core.world import DEFAULT_START
    from optinsim.explore.exploration import Bounds
    from optinsim.explore.report import as_json, write_exploration
    from optinsim.explore.sarif import as_sarif
    from optinsim.explore.saving import save
    from optinsim.explore.search import explore as search
    from optinsim.files.accounts import load_account
    from optinsim.laws.law import Severity
    from optinsim.laws.packs import PACKS, pack_for, pack_named
    from optinsim.report.screen import Screen

    severities = [str(severity) for severity in Severity]
    if fail_on not in {*severities, "never"}:
        say(f"--fail-on {fail_on:.40}: expected {', '.join(severities)} or never")
        raise typer.Exit(2)
    loaded = load_account(account)
    pack = pack_named(laws or "")
    if pack is None and (laws is None or laws.upper() in {one.country for one in PACKS}):
        pack = pack_for(loaded, DEFAULT_START, laws and laws.upper())
    if pack is None:
        say(f"--laws {laws:.40}: expected us, ca or {', '.join(one.name for one in PACKS)}")
        raise typer.Exit(2)
    bounds = Bounds(states, seconds, exact_times, calls)
    crew = _crew(processes, scheduler)
    result = search(loaded, pack, bounds, _Counter() if sys.stderr.isatty() else None, crew)
    if json_file == "-":
        typer.echo(json.dumps(as_json(result), indent=2))
    else:
        write_exploration(Screen(sys.stdout), result)
    if json_file is not None and json_file != "-":
        _write(json_file, as_json(result))
    if sarif_file is not None:
        _write(sarif_file, as_sarif(result, account))
    if folder is not None:
        written = save(result, Path(account), Path(folder))
        say(f"{counted(len(written), 'scenario')} written to {folder}")
    failing = severities[: severities.index(fail_on) + 1] if fail_on != "never" else []
    raise typer.Exit(int(any(found.law.severity in failing for found in result.found)))


def _crew(processes: str, scheduler: str | None) -> "AbstractContextManager[Crew] | None":
    """Who does the work; None: this process."""
    number = process_count(processes)
    if scheduler is not None:
        if number != 1:
            say("-n does not go with --cluster: the cluster has its own workers")
            raise typer.Exit(2)
        try:
            import distributed  # noqa: F401  (whether it is there)
        except ModuleNotFoundError:
            message = "--cluster needs Dask: pip install 'optinsim[cluster]'"
            raise OptinsimError(message) from None
        from optinsim.explore.cluster import cluster

        return cluster(scheduler)
    if number == 1:
        return None
    from optinsim.explore.workers import processes as processes_of_this_machine

    return processes_of_this_machine(number)


def _write(path: str, report: Any) -> None:
    Path(path).write_text(json.dumps(report, indent=2) + "\n", "utf-8")


class _Counter:
    """Shows on a terminal how far the search is."""

    _EVERY = 5000
    """Transitions between two updates."""

    def __init__(self) -> None:
        self._next = self._EVERY

    def __call__(self, states: int, transitions: int) -> None:
        if transitions >= self._next:
            self._next = transitions + self._EVERY
            sys.stderr.write(f"\r\x1b[2K{states:,} states, {transitions:,} transitions\r")
            sys.stderr.flush()
