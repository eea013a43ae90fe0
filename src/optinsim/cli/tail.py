"""`optinsim tail`: a running server in, the conversations and deliveries out as they happen."""

import json
from typing import Annotated

import typer

from optinsim.cli.serve import check_installed


def tail(
    url: Annotated[str, typer.Argument(help="The server, such as http://127.0.0.1:8000.")],
    account: Annotated[
        str | None, typer.Option(help="The account or world; default: the only account.")
    ] = None,
    after: Annotated[
        int | None, typer.Option(help="Begin after the event with this number.", metavar="NUMBER")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object per line.")
    ] = False,
) -> None:
    """Show the events of a running server. Ends with Ctrl-C, or with the server."""
    check_installed()
    from dataclasses import asdict

    from optinsim.client import Client
    from optinsim.client.event_lines import event_line
    from optinsim.report.screen import safe

    with Client(url, account=account) as client, client.events(after) as events:
        for event in events:
            typer.echo(json.dumps(asdict(event)) if as_json else safe(event_line(event)))
