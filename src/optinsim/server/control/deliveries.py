"""Operations on deliveries: what is on its way, and what became of it."""

import asyncio
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query

from optinsim.server.control import shapes
from optinsim.server.control.common import NOT_FOUND, Named
from optinsim.server.hosted import Hosted
from optinsim.server.rows import delivery_json

router = APIRouter()


@router.get("/deliveries", responses=NOT_FOUND)
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
            while not hosted.is_settled:
                changed.clear()
                await changed.wait()
