"""`optinsim schema`: the kind of a file in, its JSON Schema out; or the server's OpenAPI file."""

from enum import StrEnum
from typing import Annotated

import typer


class Schema(StrEnum):
    """The kinds of files that have a schema, and the server's control API."""

    ACCOUNT = "account"
    SCENARIO = "scenario"
    PROJECT = "project"
    SERVER = "server"


def schema(kind: Annotated[Schema, typer.Argument(help="Of which file.")]) -> None:
    """Print a JSON Schema, for editors; of `server` the OpenAPI file of its control API."""
    import json

    from optinsim.scenarios.reading.schema import (
        account_schema,
        project_schema,
        scenario_schema,
    )

    makers = {
        Schema.ACCOUNT: account_schema,
        Schema.SCENARIO: scenario_schema,
        Schema.PROJECT: project_schema,
    }
    if kind is Schema.SERVER:
        from optinsim.cli.serve import check_installed

        check_installed()
        from optinsim.server.control.api import openapi

        makers[kind] = openapi
    typer.echo(json.dumps(makers[kind](), indent=2, ensure_ascii=False))
