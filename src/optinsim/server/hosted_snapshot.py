"""All changing data of a hosted account as one value, and an account that goes on from it.

Knows the parts of `Hosted`. Does not know how the value is written (snapshot_json.py), nor when it
is taken (snapshots.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.server.hosted import Hosted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from optinsim.adapter import Account
    from optinsim.server.clock import Clock
    from optinsim.server.hosted import Settings
    from optinsim.server.moments import Moment


@value
class Progress:
    """The data that a rewind does not take back: the clock, and the used numbers."""

    clock: Clock
    last_branch: int
    """The number of the branch that was begun last."""
    last_delivery: int
    """The number of the delivery that was made last; a rewind may have removed the delivery."""
    ended: tuple[int, ...]
    """The numbers of the deliveries that have ended, in that order."""
    last_line: int
    """The number of the log's last line."""
    counts: Mapping[str, int]
    """How many lines of each kind were ever written."""


@value
class HostedSnapshot:
    """A hosted account at one moment: the data that a restart needs, beside the settings."""

    account: Account
    moment: Moment
    moments: Mapping[str, Moment]
    """The checkpoints, by name."""
    progress: Progress


def snapshot_of(hosted: Hosted) -> HostedSnapshot:
    """The account as it is now. Copies its dictionaries, shares its values."""
    outbox, log = hosted.outbox, hosted.log
    progress = Progress(
        hosted.clock,
        hosted.branches.last,
        outbox.last,
        outbox.ended,
        log.last,
        dict(log.counts),
    )
    moments = dict(hosted.moments)
    return HostedSnapshot(hosted.simulator.account, hosted.moment(), moments, progress)


def resumed(
    name: str, settings: Settings, wall: Callable[[], datetime], snapshot: HostedSnapshot
) -> Hosted:
    """The account as it was; no delivery is in flight.

    Raises:
        CommandError: the snapshot's world is of another account.
    """
    hosted = Hosted(name, snapshot.account, settings, wall)
    moment, progress = snapshot.moment, snapshot.progress
    hosted.simulator.restore(moment.world)
    hosted.moments.update(snapshot.moments)
    hosted.outbox.restore(moment.outbox)
    hosted.outbox.go_on(progress.last_delivery, progress.ended)
    hosted.log.restore(moment.lines)
    hosted.log.last = progress.last_line
    hosted.log.counts.update(progress.counts)
    hosted.faults.rules = moment.faults
    hosted.branches.last = progress.last_branch
    hosted.clock = progress.clock
    return hosted
