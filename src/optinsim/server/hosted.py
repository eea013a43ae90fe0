"""An account as it is hosted: its world, its clock, its outbox, and the log of what happened.

Every change goes through `Hosted`, one after the other. Does no input or output and waits for
nothing: the machine's time is told by a function, and deliveries are attempted by delivering.py.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Destination, Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.server.clock import Clock
from optinsim.server.log import Log
from optinsim.server.outbox import Outbox, Retries
from optinsim.server.rows import attempt_json, callback_json
from optinsim.simulator import Simulator
from optinsim.turn_json import change_json, input_json, instant, reading_json, reply_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from optinsim.adapter import Account, Callback
    from optinsim.codec import Command
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
    retries: Retries = field(default_factory=Retries)
    callbacks_to: str | None = None
    """The URL for callbacks that the account registers no destination for."""


class Hosted:
    """One account and its world."""

    def __init__(
        self, name: str, account: Account, settings: Settings, wall: Callable[[], datetime]
    ) -> None:
        """Start with no people.

        Args:
            name: what the control API calls it.
            account: the account.
            settings: how it is hosted.
            wall: says what the machine's clock shows, in UTC.
        """
        self.name = name
        self.settings = settings
        self.wall = wall
        start = settings.start or wall()
        self.clock = Clock(start, wall(), settings.speed)
        self.simulator = Simulator(account, seed=settings.seed, start=start)
        self.outbox = Outbox(settings.retries)
        self.log = Log()
        self.on_change: Callable[[], None] = _ignore
        """Called after every change: something may be due."""

    def do(self, command: Command) -> Turn:
        """Bring the world to the present time, then carry out a command.

        Raises:
            CommandError: it is impossible; nothing but the time was changed.
        """
        self.catch_up()
        turn = self.simulator.handle(command)
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

    def set_clock(self, to: datetime | None = None, speed: float | None = None) -> Turn | None:
        """Move the clock on, or have it run at another speed, or both.

        Returns:
            What the time brought, if the clock was moved.

        Raises:
            CommandError: that time is past, or no clock goes that far.
        """
        turn = None if to is None else self.do(AdvanceTime(to))
        self.catch_up()
        now = self.simulator.now
        self.clock = Clock(now, self.wall(), self.clock.speed if speed is None else speed)
        self.log.add(now, "clock", {"now": instant(now), "speed": self.clock.speed})
        self.on_change()
        return turn

    def take_due(self) -> list[Delivery]:
        """The deliveries to attempt now; what became of each has to be told to `note`."""
        self.catch_up()
        return self.outbox.take_due(self.simulator.now)

    def note(self, number: int, attempt: Attempt) -> None:
        """Take in what became of an attempt at a delivery.

        Its time is set to the world's.
        """
        self.catch_up()
        now = self.simulator.now
        delivery = self.outbox.note(number, replace(attempt, at=now))
        if delivery is not None:
            content = {"delivery": number, "state": str(delivery.state)}
            self.log.add(now, "delivery", content | attempt_json(delivery.attempts[-1]))
        self.on_change()

    def seconds_until_due(self) -> float | None:
        """How long until something happens by itself; None: nothing will."""
        found = [self.simulator.next_due, self.outbox.next_due()]
        due = min((instant for instant in found if instant is not None), default=None)
        return None if due is None else self.clock.seconds_until(due, self.wall())

    def _take_in(self, turn: Turn) -> None:
        """Write what happened into the log, and have the callbacks delivered."""
        write, at = self.log.add, turn.at
        match turn.command:
            case ReceiveText():
                reading = turn.reading and reading_json(turn.reading)
                write(at, "text", {**_content(turn), "reading": reading})
            case Request():
                write(
                    at,
                    "request",
                    {**_content(turn), "status": turn.response and turn.response.status},
                )
            case AdvanceTime():
                pass  # a line for every arrival would say nothing
        for change in turn.changes:
            write(change.at, "change", change_json(change))
        for reply in turn.replies:
            write(reply.at, "reply", reply_json(reply))
        for callback in turn.callbacks:
            destination = self._destination(callback)
            delivery = None
            if destination is not None:
                delivery = self.outbox.put(callback, destination, self.simulator.now)
            write(at, "callback", callback_json(callback, delivery))

    def _destination(self, callback: Callback) -> Destination | None:
        if callback.destination is None and self.settings.callbacks_to is not None:
            return Destination(self.settings.callbacks_to)
        return callback.destination


def _content(turn: Turn) -> dict[str, Any]:
    content = input_json(turn.command)
    del content["kind"]
    return content


def _ignore() -> None:
    """The default: nothing is attempted by itself."""
