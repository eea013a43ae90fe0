"""`optinsim schema`: the kind of a file in, its JSON Schema out."""

from enum import StrEnum
from typing import Annotated

import typer


class Schema(StrEnum):
    """The kinds of files that have a schema."""

    ACCOUNT = "account"
    SCENARIO = "scenario"


def schema(kind: Annotated[Schema, typer.Argument(help="Of which file.")]) -> None:
    """Print a JSON Schema, for editors that complete and check while one types."""
    import json

    from optinsim.scenarios.reading.schema import account_schema, scenario_schema

    made = account_schema() if kind is Schema.ACCOUNT else scenario_schema()
    typer.echo(json.dumps(made, indent=2, ensure_ascii=False))
