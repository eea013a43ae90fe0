"""Operations on time: the clock, checkpoints, rewinds and forks."""

from typing import Annotated

from fastapi import APIRouter, Query

from optinsim.errors import CommandError
from optinsim.server.control import shapes
from optinsim.server.control.common import (
    IMPOSSIBLE,
    NOT_FOUND,
    PREFIX,
    All,
    Named,
    NotFoundError,
    duration_of,
)
from optinsim.server.control.worlds import account_shown
from optinsim.server.differences import differences
from optinsim.server.hosted import Hosted
from optinsim.server.moments import Moment

router = APIRouter(prefix=PREFIX)

MOST_UPCOMING = 10


@router.get("/clock", responses=NOT_FOUND)
async def show_clock(hosted: Named) -> shapes.ClockShown:
    """The time of the world, and the speed of its clock."""
    hosted.catch_up()
    return _clock(hosted)


@router.post("/clock", responses=IMPOSSIBLE)
async def set_clock(hosted: Named, order: shapes.ClockOrder) -> shapes.ClockShown:
    """Move the clock forward, by a duration or to a time, and set its speed from then on."""
    hosted.catch_up()
    to = order.to
    if to is not None and to.tzinfo is None:
        raise CommandError(f"{to} has no time zone")
    if order.advance is not None:
        if to is not None:
            raise CommandError("say either `advance` or `to`")
        try:
            to = hosted.simulator.now + duration_of(order.advance)
        except OverflowError:
            raise CommandError(f"no clock goes as far as {order.advance} from now") from None
    hosted.set_clock(to, order.speed)
    return _clock(hosted)


@router.post("/reset", responses=NOT_FOUND)
async def reset(hosted: Named) -> shapes.ClockShown:
    """Start again with no people, no checkpoints and no deliveries."""
    hosted.reset()
    return _clock(hosted)


@router.get("/checkpoints", responses=NOT_FOUND)
async def list_checkpoints(hosted: Named) -> shapes.Checkpoints:
    """The checkpoints, in the order of naming."""
    return _checkpoints(hosted)


@router.post("/checkpoints", status_code=201, responses=IMPOSSIBLE)
async def name_checkpoint(hosted: Named, checkpoint: shapes.Checkpoint) -> shapes.Checkpoints:
    """Name the present moment. A name that exists moves to this moment."""
    hosted.checkpoint(checkpoint.name)
    return _checkpoints(hosted)


@router.delete("/checkpoints/{name}", responses=NOT_FOUND)
async def drop_checkpoint(hosted: Named, name: str) -> shapes.Checkpoints:
    """Delete a checkpoint."""
    _moment(hosted, name)
    hosted.forget(name)
    return _checkpoints(hosted)


@router.post("/rewind", responses=IMPOSSIBLE)
async def rewind(hosted: Named, order: shapes.Rewind) -> shapes.ClockShown:
    """Restore a checkpoint: people, timers, registrations and undelivered callbacks.

    The clock goes on from that moment. New ids are those of a new branch, so that no receiver
    takes a new event for one that it has seen.
    """
    _moment(hosted, order.to)
    hosted.rewind(order.to)
    return _clock(hosted)


@router.post("/fork", status_code=201, responses=IMPOSSIBLE)
async def fork(hosting: All, hosted: Named, order: shapes.Fork) -> shapes.Account:
    """Open a new world that goes on from a checkpoint, or from now."""
    if order.at is not None:
        _moment(hosted, order.at)
    name = hosting.checked_name(order.name or hosting.new_name())
    forked = hosted.fork(name, order.at, delivers=order.delivers)
    hosting.open(forked)
    return account_shown(forked)


@router.get("/differences", responses=IMPOSSIBLE)
async def show_differences(
    hosted: Named,
    from_: Annotated[str, Query(alias="from", description="The name of a checkpoint.")],
    to: Annotated[str | None, Query(description="The name of a checkpoint; default: now.")] = None,
) -> shapes.Differences:
    """The differences between two moments: states, records and deliveries."""
    before = _moment(hosted, from_)
    hosted.catch_up()
    after = hosted.moment() if to is None else _moment(hosted, to)
    found = differences(hosted.simulator.account, before, after)
    return shapes.Differences.model_validate(found)


def _clock(hosted: Hosted) -> shapes.ClockShown:
    return shapes.ClockShown(
        now=hosted.simulator.now,
        speed=hosted.clock.speed,
        next_due=hosted.simulator.next_due,
        upcoming=hosted.simulator.upcoming(MOST_UPCOMING),
    )


def _checkpoints(hosted: Hosted) -> shapes.Checkpoints:
    return shapes.Checkpoints(
        checkpoints=[
            shapes.CheckpointShown(
                name=name,
                now=moment.world.now,
                turn=moment.turns[-1].number if moment.turns else 0,
            )
            for name, moment in hosted.moments.items()
        ]
    )


def _moment(hosted: Hosted, name: str) -> Moment:
    if name not in hosted.moments:
        names = ", ".join(hosted.moments) or "none"
        raise NotFoundError(f"there is no checkpoint {name!r:.110}: there are {names:.1000}")
    return hosted.moments[name]
