"""Operations on deliveries, and on faults on purpose."""

import asyncio
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query

from optinsim.errors import CommandError
from optinsim.fields import format_duration
from optinsim.server.control import delivery_shapes as shapes
from optinsim.server.control.common import (
    IMPOSSIBLE,
    NOT_FOUND,
    PREFIX,
    Named,
    NotFoundError,
    duration_of,
)
from optinsim.server.faults import Rule
from optinsim.server.hosted import Hosted
from optinsim.server.outbox import State
from optinsim.server.rows import delivery_json

MOST_FAULTS = 100

router = APIRouter(prefix=PREFIX)


@router.get("/deliveries", responses=NOT_FOUND)
async def list_deliveries(
    hosted: Named, wanted: Annotated[shapes.DeliveriesWanted, Query()]
) -> shapes.Deliveries:
    """The waiting and the ended deliveries, with every attempt."""
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


@router.post("/deliveries/{number}/resend", responses=NOT_FOUND)
async def resend(hosted: Named, number: int) -> shapes.Resent:
    """Deliver a callback again, as a new delivery with the same body."""
    if hosted.outbox.get(number) is None:
        raise NotFoundError(f"there is no delivery {number}")
    hosted.resend((number,))
    return shapes.Resent(resent=[number])


@router.post("/deliveries/resend", responses=NOT_FOUND)
async def resend_all(
    hosted: Named,
    state: Annotated[State, Query(description="Only deliveries in this state.")] = State.FAILED,
) -> shapes.Resent:
    """Deliver again all callbacks whose deliveries are in a state."""
    numbers = tuple(one.number for one in hosted.outbox if one.state is state)
    hosted.resend(numbers)
    return shapes.Resent(resent=list(numbers))


@router.get("/faults", responses=NOT_FOUND)
async def list_faults(hosted: Named) -> shapes.Faults:
    """The rules of faults on purpose, and how often each has taken effect."""
    return _faults(hosted)


@router.post("/faults", status_code=201, responses=IMPOSSIBLE)
async def add_fault(hosted: Named, fault: shapes.FaultOrder) -> shapes.Faults:
    """Add a rule that makes deliveries or answers of the vendor's API go wrong."""
    given = fault.model_dump(exclude={"late"})
    late = None if fault.late is None else duration_of(fault.late)
    if len(hosted.faults.rules) >= MOST_FAULTS:
        raise CommandError(f"there are {MOST_FAULTS} faults already")
    hosted.fault(Rule(**given | {"statuses": tuple(fault.statuses), "late": late}))
    return _faults(hosted)


@router.delete("/faults", responses=NOT_FOUND)
async def drop_faults(hosted: Named) -> shapes.Faults:
    """Remove all rules of faults on purpose."""
    hosted.fault(None)
    return _faults(hosted)


def _faults(hosted: Hosted) -> shapes.Faults:
    return shapes.Faults(
        faults=[
            shapes.Fault(
                **{
                    **{name: getattr(rule, name) for name in shapes.FaultOrder.model_fields},
                    "late": None if rule.late is None else format_duration(rule.late),
                    "met": rule.met,
                    "used": rule.used,
                }
            )
            for rule in hosted.faults.rules
        ]
    )


async def _settled(hosted: Hosted, seconds: float) -> None:
    """Wait until no delivery is due or in flight, at most this many seconds."""
    changed = asyncio.Event()
    with suppress(TimeoutError), hosted.log.listening(changed.set):
        async with asyncio.timeout(seconds):
            while not hosted.is_settled:
                changed.clear()
                await changed.wait()
