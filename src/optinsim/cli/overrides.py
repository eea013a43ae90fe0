"""`--account FILE` and `--var NAME=VALUE`: options in, overrides of scenarios out."""

from typing import TYPE_CHECKING

import typer

from optinsim.cli.narration import say

if TYPE_CHECKING:
    from optinsim.scenarios.reading.overrides import Overrides


def overrides_of(account: str | None, variables: list[str] | None) -> "Overrides":
    """The overrides of the options; ends with 2 if the account or a var cannot be used."""
    from optinsim.errors import OptinsimError
    from optinsim.files.accounts import load_account
    from optinsim.scenarios.reading.overrides import parse_overrides

    try:
        overrides = parse_overrides(account, variables or ())
        if account is not None:
            load_account(account)
    except OptinsimError as error:
        say(str(error))
        raise typer.Exit(2) from None
    return overrides
