"""Operations on accounts, and on worlds that clients open."""

import json
from datetime import UTC
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from optinsim.core.numbers import parse_mdn
from optinsim.errors import CommandError
from optinsim.files.account_warnings import read_account
from optinsim.files.problems import problem_json
from optinsim.server.continuity import ContinuityError
from optinsim.server.control import shapes
from optinsim.server.control.common import IMPOSSIBLE, NOT_FOUND, PREFIX, All, Named
from optinsim.server.entry_json import account_json
from optinsim.server.hosted import Hosted, Settings

router = APIRouter(prefix=PREFIX)

_UNKNOWN_PARAMETER: dict[int | str, dict[str, Any]] = {
    422: {
        "description": "Validation Error",
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}
        },
    }
}
"""FastAPI adds this answer only to operations that have parameters."""
_UNUSABLE: dict[int | str, dict[str, Any]] = {
    **IMPOSSIBLE,
    400: {"model": shapes.Problems, "description": "The account cannot be used."},
}


@router.get("/accounts", responses=_UNKNOWN_PARAMETER)
async def list_accounts(hosting: All) -> shapes.Accounts:
    """The accounts and worlds of this server."""
    return shapes.Accounts(accounts=[account_shown(hosted) for hosted in hosting])


@router.get("/account", responses=NOT_FOUND)
async def show_account(hosted: Named) -> shapes.AccountShown:
    """One account or world, with its text. The text has no credentials."""
    hosted.catch_up()
    account = hosted.simulator.account
    return shapes.AccountShown(
        **account_shown(hosted).model_dump(),
        text=json.dumps(account_json(account), indent=2, ensure_ascii=False),
        seed=hosted.settings.seed,
    )


@router.put("/accounts/{name}", responses=_UNUSABLE)
async def reload_account(hosting: All, name: str, order: shapes.AccountText) -> shapes.Problems:
    """Replace an account's text. People, timers and registrations stay.

    The new text must have every campaign and list that people are in. To drop one, reset first.
    """
    hosted = hosting.named(name)
    account, warnings = read_account(order.text, name)
    try:
        hosted.reload(account)
    except ContinuityError as error:
        raise CommandError(f"{error}: reset first") from None
    return shapes.Problems.model_validate({"problems": [problem_json(one) for one in warnings]})


@router.post("/worlds", status_code=201, responses=_UNUSABLE)
async def open_world(hosting: All, order: shapes.World) -> shapes.Account:
    """Open a new world. Its callbacks are not delivered."""
    account, _ = read_account(order.account, "account")
    start = order.start
    if start is not None:
        if start.tzinfo is None:
            raise CommandError(f"{start} has no time zone")
        start = start.astimezone(UTC)
    settings = Settings(
        seed=order.seed,
        start=start,
        speed=0 if order.frozen else 1,
        landlines=frozenset(parse_mdn(mdn) or mdn for mdn in order.landlines),
        delivers=False,
    )
    hosted = Hosted(hosting.new_name(), account, settings, hosting.wall)
    hosting.open(hosted)
    return account_shown(hosted)


@router.delete("/worlds/{name}", status_code=204, responses=NOT_FOUND, response_class=JSONResponse)
async def close_world(hosting: All, name: str) -> None:
    """Close a world or a fork that a client opened."""
    hosting.close(name)


def account_shown(hosted: Hosted) -> shapes.Account:
    """The summary of an account or world."""
    account = hosted.simulator.account
    return shapes.Account(
        name=hosted.name,
        platform=account.file.platform,
        number=account.setup.number,
        digest=account.digest,
        now=hosted.simulator.now,
        waiting=len(hosted.outbox),
    )
