"""`optinsim report merge`: the JSON reports of all shards in, the report of the whole run out."""

from pathlib import Path
from typing import Annotated

import typer

from optinsim.cli.narration import say


def report_merge(
    files: Annotated[
        list[str], typer.Argument(help="The JSON reports of all shards.", metavar="FILES...")
    ],
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write the merged JSON report; - for stdout."),
    ] = None,
) -> None:
    """Merge the reports of all shards into one report. The exit code is that of the whole run."""
    from optinsim.cli.reports import STDOUT, is_same_file, json_text, write_report
    from optinsim.report.merge import MergeError, exit_code, merge, read_shard, summary

    if json_file is not None and any(is_same_file(json_file, file) for file in files):
        say(f"{json_file} is one of the reports to merge: the merged one would take its place")
        raise typer.Exit(2)
    shards, faults = [], []
    for file in files:
        try:
            shards.append(read_shard(Path(file), file))
        except MergeError as error:
            faults.append(str(error))
    try:
        report = merge(shards) if not faults else {}
    except MergeError as error:
        faults.append(str(error))
        report = {}
    for fault in faults:
        say(fault)
    if faults:
        raise typer.Exit(2)
    typer.echo(summary(report), err=json_file == STDOUT)
    well = json_file is None or write_report(json_file, json_text(report))
    raise typer.Exit(exit_code(report) if well else 2)
