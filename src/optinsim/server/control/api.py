"""The operations of the control API, as a FastAPI application.

Knows how an operation is asked for and answered. What it does is done by hosted.py.
"""

# FastAPI reads the annotations when the program runs: what they name is imported then.
import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse

import optinsim
from optinsim.core.commands import ReceiveText
from optinsim.core.numbers import parse_mdn
from optinsim.errors import CommandError
from optinsim.fields import parse_duration
from optinsim.server.control import shapes
from optinsim.server.hosted import Hosted
from optinsim.server.hosting import Hosting, UnknownWorldError
from optinsim.server.rows import delivery_json
from optinsim.turn_json import turn_json

router = APIRouter(prefix="/_sim")


def _named(
    request: Request,
    account: Annotated[
        str | None, Query(description="The account's name; left out: the only one.")
    ] = None,
) -> Hosted:
    hosting: Hosting = request.app.state.hosting
    return hosting.named(account)


Named = Annotated[Hosted, Depends(_named)]
_REFUSED: dict[int | str, dict[str, Any]] = {
    404: {"model": shapes.Refusal, "description": "There is no such account, or no such thing."},
    409: {"model": shapes.Refusal, "description": "Impossible; nothing was changed."},
}


@router.post("/texts", responses=_REFUSED)
async def send_text(hosted: Named, text: shapes.Text) -> shapes.Turn:
    """A person texts the account, as from a handset."""
    country = hosted.simulator.account.setup.country
    mdn = parse_mdn(text.from_, country)
    if mdn is None:
        raise CommandError(f"{text.from_!r:.60} is no possible phone number")
    to = text.to or hosted.simulator.account.setup.number
    turn = hosted.do(ReceiveText(mdn, text.text, to))
    return shapes.Turn.model_validate(turn_json(turn))


@router.get("/clock", responses=_REFUSED)
async def show_clock(hosted: Named) -> shapes.ClockShown:
    """What the time is in the world."""
    hosted.catch_up()
    return _clock(hosted)


@router.post("/clock", responses=_REFUSED)
async def set_clock(hosted: Named, order: shapes.ClockOrder) -> shapes.ClockShown:
    """Move the clock on, by a duration or to a time, and set how fast it runs from then on."""
    hosted.catch_up()
    to = order.to
    if order.advance is not None:
        if to is not None:
            raise CommandError("say either `advance` or `to`")
        to = hosted.simulator.now + _duration(order.advance)
    hosted.set_clock(to, order.speed)
    return _clock(hosted)


@router.get("/deliveries", responses=_REFUSED)
async def list_deliveries(
    hosted: Named, wanted: Annotated[shapes.DeliveriesWanted, Query()]
) -> shapes.Deliveries:
    """The callbacks on their way and those that have ended, with every attempt."""
    await _settled(hosted, wanted.wait)
    found = [
        delivery
        for delivery in hosted.outbox
        if delivery.number > wanted.after
        and wanted.state in (None, delivery.state)
        and wanted.mdn in (None, delivery.callback.mdn)
    ]
    page = found[: wanted.limit]
    return shapes.Deliveries(
        deliveries=[shapes.Delivery.model_validate(delivery_json(one)) for one in page],
        next=page[-1].number if len(found) > wanted.limit else None,
    )


async def _settled(hosted: Hosted, seconds: float) -> None:
    """Wait until no delivery is due or in flight, at most so many seconds."""
    changed = asyncio.Event()
    with suppress(TimeoutError), hosted.log.listening(changed.set):
        async with asyncio.timeout(seconds):
            while not hosted.outbox.is_settled(hosted.simulator.now):
                changed.clear()
                await changed.wait()


def _clock(hosted: Hosted) -> shapes.ClockShown:
    return shapes.ClockShown(
        now=hosted.simulator.now,
        speed=hosted.clock.speed,
        next_due=hosted.simulator.next_due,
    )


def _duration(text: str) -> timedelta:
    try:
        return parse_duration(text)
    except ValueError:
        raise CommandError(f"{text!r} is no duration such as 90s, 15m, 24h or 1d12h") from None


def make_api(hosting: Hosting) -> FastAPI:
    """The control API of a server's accounts."""
    api = FastAPI(
        title="optinsim's control API",
        version=optinsim.__version__,
        description="Rehearse with a running server: text it, move its clock, read what it sent.",
        openapi_url="/_sim/openapi.json",
        docs_url=None,  # they load their scripts from the internet
        redoc_url=None,
    )
    api.state.hosting = hosting
    api.include_router(router)
    api.add_exception_handler(CommandError, _refuse(409))
    api.add_exception_handler(UnknownWorldError, _refuse(404))
    return api


def _refuse(status: int) -> Any:
    async def refuse(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status)

    return refuse
