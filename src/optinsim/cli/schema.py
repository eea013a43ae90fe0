"""`optinsim schema`: the kind of a file in, its JSON Schema out."""

from enum import StrEnum
from typing import Annotated

import typer


class Schema(StrEnum):
    """The kinds of files that have a schema."""

    ACCOUNT = "account"
    SCENARIO = "scenario"
    PROJECT = "project"


def schema(kind: Annotated[Schema, typer.Argument(help="Of which file.")]) -> None:
    """Print a JSON Schema, for editors that complete and check while one types."""
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
    typer.echo(json.dumps(makers[kind](), indent=2, ensure_ascii=False))
