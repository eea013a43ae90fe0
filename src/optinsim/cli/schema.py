"""`optinsim schema`: the kind of a file, or a file, in; its JSON Schema out.

Of the server it prints the OpenAPI file of the control API.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Schema(StrEnum):
    """The kinds of files that have a schema, and the server's control API."""

    ACCOUNT = "account"
    SCENARIO = "scenario"
    PROJECT = "project"
    SIGNOFF = "signoff"
    SERVER = "server"


def schema(
    kind: Annotated[Schema | None, typer.Argument(help="The kind of file.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--for", metavar="FILE", help="The file; for an account, only its platform's keys."
        ),
    ] = None,
) -> None:
    """Print a file's JSON Schema, or the control API's OpenAPI file."""
    import json

    if (kind is None) is (file is None):
        raise typer.BadParameter("name either a kind of file, or a file with --for")
    made = _of_kind(kind) if kind is not None else _of_file(file or Path())
    typer.echo(json.dumps(made, indent=2, ensure_ascii=False))


def _of_kind(kind: Schema) -> dict[str, Any]:
    if kind is Schema.SERVER:
        from optinsim.cli.serve import check_installed

        check_installed()
        from optinsim.server.control.api import openapi

        return openapi()
    from optinsim.scenarios.reading.schema import (
        account_schema,
        project_schema,
        scenario_schema,
        signoff_schema,
    )

    makers = {
        Schema.ACCOUNT: account_schema,
        Schema.SCENARIO: scenario_schema,
        Schema.PROJECT: project_schema,
        Schema.SIGNOFF: signoff_schema,
    }
    return makers[kind]()


def _of_file(path: Path) -> dict[str, Any]:
    """The schema of one file: of an account only the keys of its platform."""
    from optinsim.files.accounts import extended
    from optinsim.files.paths import is_signoff
    from optinsim.files.source import read_file
    from optinsim.platforms import platform_names
    from optinsim.scenarios.reading.load import is_account
    from optinsim.scenarios.reading.project import PROJECT_FILE
    from optinsim.scenarios.reading.schema import account_schema

    if path.name == PROJECT_FILE:
        return _of_kind(Schema.PROJECT)
    if is_signoff(path):
        return _of_kind(Schema.SIGNOFF)
    documents = read_file(path, str(path))
    if len(documents) != 1 or not is_account(documents[0]):
        return _of_kind(Schema.SCENARIO)
    platform = str(extended(documents[0]).tree.get("platform"))
    # The schema of all platforms marks a mistyped platform.
    return account_schema(platform if platform in platform_names() else None)
