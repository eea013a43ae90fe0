"""`optinsim run`: checks its options, starts the run, writes reports and sets the exit code."""

import shlex
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from optinsim.cli.coverage import CoverageOptions, per_cent
from optinsim.cli.laws import law_options_of
from optinsim.cli.narration import Narrator, each, process_count, say
from optinsim.cli.overrides import overrides_of
from optinsim.cli.update import Update, update_files
from optinsim.report.counted import counted

if TYPE_CHECKING:
    from collections.abc import Collection

    from optinsim.scenarios.reading.case_filter import CaseFilter
    from optinsim.scenarios.reading.overrides import Overrides
    from optinsim.scenarios.running.case_run import OpenWorld
    from optinsim.scenarios.running.results import RunResult
    from optinsim.scenarios.running.shard import Shard


def run(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files and folders; default: the current folder.",
            metavar="PATHS",
            show_default=False,
        ),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print every conversation and callback.")
    ] = False,
    words: Annotated[
        list[str] | None,
        typer.Option(
            "-k",
            metavar="EXPR",
            help="Run only scenarios with these words, such as: join and not ann.",
        ),
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EXPR", help="Run only scenarios with these tags; repeated: with any of them."
        ),
    ] = None,
    stop: Annotated[
        bool,
        typer.Option("--exitfirst", "-x", help="Stop at the first scenario that does not pass."),
    ] = False,
    processes: Annotated[
        str,
        typer.Option("-n", metavar="N", help="The number of processes; auto: one per processor."),
    ] = "1",
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="K/N", help="Run shard K of N: every N-th scenario, from the K-th on."
        ),
    ] = None,
    warnings_as_errors: Annotated[
        bool, typer.Option("--warnings-as-errors", help="Exit with 2 if there is a warning.")
    ] = False,
    account: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Run all scenarios on this account instead of their own."
        ),
    ] = None,
    variables: Annotated[
        list[str] | None,
        typer.Option(
            "--var", metavar="NAME=VALUE", help="Override the value of a variable; repeatable."
        ),
    ] = None,
    connect: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Run in worlds of a running server: see optinsim serve."),
    ] = None,
    watching: Annotated[
        bool, typer.Option("--watch", help="Run scenarios again when a saved file affects them.")
    ] = False,
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write a JSON report; - for stdout."),
    ] = None,
    junit_file: Annotated[
        str | None,
        typer.Option("--junit", metavar="FILE", help="Write a JUnit report; - for stdout."),
    ] = None,
    tap_file: Annotated[
        str | None,
        typer.Option("--tap", metavar="FILE", help="Write a TAP report; - for stdout."),
    ] = None,
    html_file: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Write an HTML report; - for stdout."),
    ] = None,
    github: Annotated[
        bool | None,
        typer.Option("--github/--no-github", help="Annotate the lines of failures for GitHub."),
    ] = None,
    update: Annotated[
        Update | None,
        typer.Option(
            metavar="[=missing]",
            help="Rewrite expectations to the actual results; missing: only in steps without any.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --update: print the changes, write nothing.")
    ] = False,
    allow_dirty: Annotated[
        bool,
        typer.Option(
            "--allow-dirty", help="With --update: also change files with uncommitted changes."
        ),
    ] = False,
    laws: Annotated[
        str | None,
        typer.Option(
            metavar="PACK",
            help="The laws: us, ca, a pack or off; default: by the account's country.",
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="SEVERITY",
            help="Fail if a law of this severity or worse is broken, such as sev1.",
        ),
    ] = None,
    coverage_table: Annotated[
        bool, typer.Option("--coverage", help="Show what the scenarios do not exercise.")
    ] = False,
    coverage_json: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the coverage as JSON.")
    ] = None,
    coverage_fail_under: Annotated[
        float | None,
        typer.Option(
            metavar="N",
            min=0,
            max=100,
            callback=per_cent,
            help="Fail if the coverage is below N %.",
        ),
    ] = None,
) -> None:
    """Run scenarios.

    Exit code: 0 all passed, 1 some failed, 2 something could not be judged.
    """
    from optinsim.cli.progress import ProgressBar
    from optinsim.cli.reports import Reports
    from optinsim.report.console import ConsoleReport
    from optinsim.report.screen import Screen
    from optinsim.scenarios.reading.case_filter import CaseFilter
    from optinsim.scenarios.running.run import run as run_scenarios

    files = {
        "json": json_file,
        "junit": junit_file,
        "tap": tap_file,
        "html": html_file,
        "coverage": coverage_json,
    }
    most = process_count(processes)
    part = _shard(shard, processes, update)
    case_filter = CaseFilter(*_expressions(words or [], tag or []))
    overrides = overrides_of(account, variables)
    law_options = law_options_of(laws, fail_on)
    if update is not None:
        _refuse_beside_update(paths, overrides, connect)
    paths = paths or ["."]
    if watching:
        from optinsim.cli.watch import watch

        others = (
            stop,
            processes != "1",
            shard,
            github,
            *files.values(),
            update,
            dry_run,
            allow_dirty,
            warnings_as_errors,
            account,
            variables,
            connect,
            laws,
            fail_on,
        )
        if any(others) or coverage_table or coverage_fail_under is not None:
            say("--watch goes with -v, -k and --tag, and with no other option")
            raise typer.Exit(2)
        watch(paths, case_filter, verbose=verbose)
    reports = Reports(files, paths, github=github, stdout_is_taken=dry_run)
    coverage = CoverageOptions(
        table=coverage_table, minimum=coverage_fail_under, report=coverage_json is not None
    )
    narrator = Narrator(all_warnings=verbose or warnings_as_errors)
    with reports.github_commands_stopped():
        paths, well = update_files(
            paths, case_filter, update, dry_run=dry_run, allow_dirty=allow_dirty
        )
        screen = Screen(reports.stream)
        console = ConsoleReport(screen, verbose=verbose)
        with ProgressBar(sys.stderr) as bar:
            result = run_scenarios(
                paths,
                case_filter,
                stop_at_failure=stop,
                keep_steps=reports.keep_steps,
                see_steps=verbose,
                processes=most,
                shard=part,
                overrides=overrides,
                observer=coverage.counted,
                open_world=_worlds(connect),
                laws=law_options,
                on_case=each(bar.around(console.case), bar.count),
                on_problems=bar.around(narrator.tell),
                on_file=bar.file,
            )
        narrator.end()
        console.summary(result)
        complaints = _complaints(result, case_filter, paths, warnings_as_errors=warnings_as_errors)
        for complaint in complaints:
            say(complaint)
        judged = well and not complaints
        exit_code = coverage.end(screen, result.exit_code)
        if coverage.complaint:
            complaints.append(coverage.complaint)
        if not well:
            complaints.append("not all files could be updated: the log says why")
        if not reports.write(result, coverage.counted):
            complaints.append("a report could not be written: the log says why")
            judged = False
    judged = reports.mark_for_github(result, complaints) and judged
    raise typer.Exit(exit_code if judged else 2)


def _worlds(url: str | None) -> "OpenWorld":
    """Opens the worlds of cases: in this process, or in a server."""
    if url is None:
        from optinsim.scenarios.running.case_run import in_process

        return in_process
    from functools import partial

    from optinsim.cli.serve import check_installed

    check_installed()
    from optinsim.scenarios.running.in_server import in_server

    return partial(in_server, url)


def _complaints(
    result: "RunResult", case_filter: "CaseFilter", paths: list[str], *, warnings_as_errors: bool
) -> list[str]:
    """Why a run ends with 2 although all its cases may have passed."""
    from optinsim.scenarios.reading.expressions import parse

    found = []
    if not result.total and not result.problems:
        words = case_filter.words
        wanted = f": -k {shlex.quote(words)} selects none" if words else ""
        found.append(f"no scenario found in {' '.join(paths)}{wanted}")
    if result.shard is None or not result.total:  # other shards may have the tag
        for tag in result.tags_not_found(case_filter.tags):
            is_name = parse(tag).names == (tag,)
            unmet = (
                f"no scenario has the tag {tag}"
                if is_name
                else f"--tag {shlex.quote(tag)} selects none"
            )
            found.append(f"{unmet}{_meant(tag, result.tags)}")
    if warnings_as_errors and result.warnings:
        found.append(f"{counted(len(result.warnings), 'warning')}, taken as errors")
    return found


def _meant(expression: str, tags: "Collection[str]") -> str:
    """The tags of scenarios nearest to the unknown ones of an expression."""
    from optinsim.files.problems import nearest
    from optinsim.scenarios.reading.expressions import parse

    names = [name for name in parse(expression).names if name not in tags]
    near = [one for one in (nearest(name, sorted(tags)) for name in names) if one]
    return f"; did you mean {', '.join(map(repr, dict.fromkeys(near)))}?" if near else ""


def _expressions(words: list[str], tags: list[str]) -> tuple[str, tuple[str, ...]]:
    """The expressions of `-k` and `--tag`, checked."""
    from optinsim.scenarios.reading.expressions import ExpressionError, parse

    if len(words) > 1:
        say(f"-k is given {len(words)} times: join the words by and, or")
        raise typer.Exit(2)
    for option, texts in (("-k", words), ("--tag", tags)):
        for text in texts:
            try:
                names = parse(text).names
            except ExpressionError as error:
                say(f"{option} {error}")
                raise typer.Exit(2) from None
            if not names and option == "--tag":
                say(f"--tag {text!r} names no tag")
                raise typer.Exit(2)
    return "".join(words), tuple(tags)


def _refuse_beside_update(
    paths: list[str] | None, overrides: "Overrides", connect: str | None
) -> None:
    """Exit if --update cannot be combined with the other options."""
    if not paths:
        said = "--update writes into files: say which ones, such as . for the current folder"
    elif overrides.arguments:
        said = "--update writes what scenarios say: it does not go with --account and --var"
    elif connect is not None:
        said = "--update runs in this process: it does not go with --connect"
    else:
        return
    say(said)
    raise typer.Exit(2)


def _shard(text: str | None, processes: str, update: Update | None) -> "Shard | None":
    """The shard that `--shard` names."""
    if text is None:
        return None
    from optinsim.scenarios.running.shard import parse_shard

    shard = parse_shard(text)
    if shard is None:
        say(f"--shard {text}: not of the form K/N with K from 1 to N, such as 2/8")
        raise typer.Exit(2)
    if processes != "1" or update is not None:
        other = "-n" if processes != "1" else "--update"
        say(f"--shard does not go with {other}: a shard is run in one process, and changes no file")
        raise typer.Exit(2)
    return shard
