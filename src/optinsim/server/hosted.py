"""An account as it is hosted: its world, its clock, its outbox, and the log of what happened.

Every change goes through `Hosted`, one after the other. Does no input or output and waits for
nothing: the machine's time is told by a function, and deliveries are attempted by delivering.py.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from optinsim.adapter import Destination, Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.server.clock import Clock
from optinsim.server.log import Line, Log
from optinsim.server.outbox import Kept, Outbox, Retries
from optinsim.server.rows import attempt_json, callback_json
from optinsim.simulator import Simulator
from optinsim.turn_json import change_json, input_json, instant, reading_json, reply_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from optinsim.adapter import Account, Callback
    from optinsim.codec import Command
    from optinsim.core.setup import Setup
    from optinsim.core.world import Snapshot
    from optinsim.server.outbox import Attempt, Delivery
    from optinsim.simulator import Turn


@value
class Settings:
    """How an account is hosted."""

    seed: int = 0
    """Its ids are computed from it."""
    start: datetime | None = None
    """The world's time at first; None: the machine's."""
    speed: float = 1.0
    """Seconds in the world for each second outside; 0: the clock is frozen."""
    landlines: frozenset[str] = frozenset()
    """MDNs that cannot receive texts, beside the account's own."""
    delivers: bool = True
    """Whether callbacks are delivered."""
    retries: Retries = field(default_factory=Retries)
    callbacks_to: str | None = None
    """The URL for callbacks that the account registers no destination for."""


@value
class Moment:
    """A hosted account at one moment: what it can go back to."""

    world: Snapshot
    outbox: Kept
    lines: tuple[Line, ...]


class Branches:
    """Counts the branches of an account's history."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        """The number of a new branch."""
        self.last += 1
        return self.last


class Hosted:
    """One account and its world."""

    def __init__(
        self,
        name: str,
        account: Account,
        settings: Settings,
        wall: Callable[[], datetime],
        branches: Branches | None = None,
    ) -> None:
        """Start with no people.

        Args:
            name: what the control API calls it.
            account: the account.
            settings: how it is hosted.
            wall: says what the machine's clock shows, in UTC.
            branches: of the account that this is a fork of.
        """
        self.name = name
        self.settings = settings
        self.wall = wall
        self.moments: dict[str, Moment] = {}
        """The checkpoints, by name."""
        self.outbox = Outbox(settings.retries)
        self.log = Log()
        self.on_change: Callable[[], None] = _ignore
        """Called after every change: something may be due."""
        self._branches = branches or Branches()
        self._open(account)

    def _open(self, account: Account) -> None:
        settings, now = self.settings, self.wall()
        start = settings.start or now
        self.clock = Clock(start, now, settings.speed)
        self.simulator = Simulator(
            account, seed=settings.seed, start=start, landlines=settings.landlines
        )

    def do(self, command: Command) -> Turn:
        """Bring the world to the present time, then carry out a command.

        Raises:
            CommandError: it is impossible; nothing but the time was changed.
        """
        self.catch_up()
        turn = self.simulator.handle(command)
        if isinstance(command, AdvanceTime):
            self._run_on(self.clock.speed)
        self._take_in(turn)
        self.on_change()
        return turn

    def catch_up(self) -> None:
        """Bring the world to the time that its clock shows."""
        now = self.clock.at(self.wall())
        if now > self.simulator.now:
            turn = self.simulator.handle(AdvanceTime(now))
            if turn.events:
                self._take_in(turn)
                self.on_change()

    def set_clock(self, to: datetime | None = None, speed: float | None = None) -> None:
        """Move the clock on, or have it run at another speed, or both.

        Raises:
            CommandError: that time is past, or no clock goes that far.
        """
        if to is not None:
            self.do(AdvanceTime(to))
        if speed is not None:
            self.catch_up()
            self._run_on(speed)
        now = self.simulator.now
        self.log.add(now, "clock", {"now": instant(now), "speed": self.clock.speed})
        self.on_change()

    def reset(self) -> None:
        """Start again with no people, no checkpoints and nothing to deliver."""
        self._open(self.simulator.account)
        self.moments.clear()
        self.outbox.restore({})
        self.log.restore(())
        self.log.add(self.simulator.now, "reset", {})
        self.on_change()

    def reload(self, account: Account) -> None:
        """Go on with another account: people, timers and registrations stay.

        Checkpoints are of the former account, and are dropped.

        Raises:
            CommandError: it is of another platform, or lacks what people may be in.
        """
        self.catch_up()
        former = self.simulator.account
        if account.platform is not former.platform:
            raise CommandError("an account keeps its platform")
        if next(self.simulator.people, None) is not None:
            _check_continuity(former.setup, account.setup)
        world = replace(self.simulator.snapshot(), account=account.digest)
        self.simulator = Simulator.of(account, world)
        self.moments.clear()
        self.log.add(self.simulator.now, "reloaded", {"digest": account.digest})
        self.on_change()

    def moment(self) -> Moment:
        """The present moment, to go back to."""
        self.catch_up()
        return Moment(self.simulator.snapshot(), self.outbox.kept(), self.log.kept())

    def rewind(self, moment: Moment) -> None:
        """Go back to a moment; the clock runs on from there, and ids are those of a new branch."""
        self._restore(moment)
        content = {"now": instant(self.simulator.now)}
        self.log.add(self.simulator.now, "rewound", content)
        self.on_change()

    def fork(self, name: str, moment: Moment, *, delivers: bool) -> Hosted:
        """Another world, which goes on from a moment of this one.

        Args:
            name: what the control API calls it.
            moment: of this account.
            delivers: whether its callbacks are delivered, those that wait at that moment too.
        """
        settings = replace(self.settings, delivers=delivers)
        fork = Hosted(name, self.simulator.account, settings, self.wall, self._branches)
        fork.clock = replace(fork.clock, speed=self.clock.speed)
        fork._restore(moment)
        return fork

    def take_due(self) -> list[Delivery]:
        """The deliveries to attempt now; the outcome of each has to be told to `note`."""
        self.catch_up()
        return self.outbox.take_due(self.simulator.now) if self.settings.delivers else []

    def note(self, number: int, attempt: Attempt) -> None:
        """Take in the outcome of an attempt at a delivery, at the world's present time."""
        self.catch_up()
        now = self.simulator.now
        delivery = self.outbox.note(number, replace(attempt, at=now))
        if delivery is not None:
            content = {"delivery": number, "state": str(delivery.state)}
            self.log.add(now, "delivery", content | attempt_json(delivery.attempts[-1]))
        self.on_change()

    @property
    def is_settled(self) -> bool:
        """Whether no delivery is due or in flight."""
        return not self.settings.delivers or self.outbox.is_settled(self.simulator.now)

    def seconds_until_due(self) -> float | None:
        """How long until something happens by itself; None: nothing will."""
        found = [self.simulator.next_due]
        if self.settings.delivers:
            found.append(self.outbox.next_due())
        due = min((instant for instant in found if instant is not None), default=None)
        return None if due is None else self.clock.seconds_until(due, self.wall())

    def _restore(self, moment: Moment) -> None:
        self.simulator.restore(moment.world)
        self.simulator.begin_branch(self._branches.next())
        self.outbox.restore(moment.outbox)
        self.log.restore(moment.lines)
        self._run_on(self.clock.speed)

    def _run_on(self, speed: float) -> None:
        """Have the clock run from the world's time, which it may be apart from by an offset."""
        self.clock = Clock(self.simulator.now, self.wall(), speed)

    def _take_in(self, turn: Turn) -> None:
        """Write what happened into the log, and have the callbacks delivered."""
        write, at = self.log.add, turn.at
        content = input_json(turn.command)
        kind = content.pop("kind")
        match turn.command:
            case ReceiveText():
                write(at, kind, {**content, "reading": turn.reading and reading_json(turn.reading)})
            case Request():
                write(at, kind, {**content, "status": turn.response and turn.response.status})
            case AdvanceTime():
                pass  # a line for every arrival would say nothing
        for change in turn.changes:
            write(change.at, "change", change_json(change))
        for reply in turn.replies:
            write(reply.at, "reply", reply_json(reply))
        for callback in turn.callbacks:
            destination = self._destination(callback)
            delivery = None
            if destination is not None and self.settings.delivers:
                delivery = self.outbox.put(callback, destination, self.simulator.now)
            write(self.simulator.now, "callback", callback_json(callback, delivery))

    def _destination(self, callback: Callback) -> Destination | None:
        if callback.destination is None and self.settings.callbacks_to is not None:
            return Destination(self.settings.callbacks_to)
        return callback.destination


def _check_continuity(former: Setup, new: Setup) -> None:
    """Check that people can stay where they are.

    Raises:
        CommandError: a campaign, its number or its list, or a question is gone.
    """
    for campaign in former.campaigns:
        other = new.by_id.get(campaign.id)
        if other is None:
            message = f"campaign {campaign.id!r:.60} is gone, and people may be in it: reset first"
            raise CommandError(message)
        questions = {question.id for question in campaign.questions}
        kept = {question.id for question in other.questions}
        if (campaign.number, campaign.list_id) != (other.number, other.list_id) or questions - kept:
            message = (
                f"campaign {campaign.id!r:.60} has another number or list, or lacks a question"
            )
            raise CommandError(f"{message}: reset first")


def _ignore() -> None:
    """The default: nothing happens by itself."""
