"""A hosted account: its world, its clock, its outbox, and its log.

Every change goes through `Hosted`, one after the other. Does no input or output and never waits:
a function gives the machine's time, and delivering.py attempts the deliveries.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Destination, Request, Response
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.files.credentials import account_secrets, without_secrets
from optinsim.server.clock import Clock
from optinsim.server.continuity import check_continuity
from optinsim.server.entries import Entry, NoJournal, Recorder
from optinsim.server.faults import Faults
from optinsim.server.log import Log
from optinsim.server.moments import Branches, Moment
from optinsim.server.outbox import Outbox, Retries
from optinsim.server.rows import attempt_json, callback_json
from optinsim.server.turns import Turns
from optinsim.simulator import Simulator, Turn
from optinsim.turn_json import change_json, input_json, instant, reading_json, reply_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from optinsim.adapter import Account, Callback
    from optinsim.codec import Command
    from optinsim.server.faults import Rule
    from optinsim.server.outbox import Attempt, Delivery


MOST_CHECKPOINTS = 1000


@value
class Settings:
    """How an account is hosted."""

    seed: int = 0
    """The number from which ids are computed."""
    start: datetime | None = None
    """The first time of the world; None: the machine's time."""
    speed: float = 1.0
    """Seconds in the world for each second outside; 0: the clock is frozen."""
    landlines: frozenset[str] = frozenset()
    """MDNs that cannot receive texts, beside the account's own."""
    delivers: bool = True
    """Whether callbacks are delivered."""
    retries: Retries = field(default_factory=Retries)
    callbacks_to: str | None = None
    """The URL for callbacks without a registered destination."""


class Hosted:
    """One account and its world."""

    def __init__(
        self,
        name: str,
        account: Account,
        settings: Settings,
        wall: Callable[[], datetime],
    ) -> None:
        """Start with no people.

        Args:
            name: its name in the control API.
            account: the account.
            settings: how it is hosted.
            wall: gives the machine's time, in UTC.
        """
        self.name = name
        self.settings = settings
        self.wall = wall
        self.moments: dict[str, Moment] = {}
        """The checkpoints, by name."""
        self.outbox = Outbox(settings.retries, account.platform.deliveries_a_second)
        self.log = Log()
        self.turns = Turns()
        self.faults = Faults(settings.seed)
        self.on_change: Callable[[], None] = _ignore
        """Called after every change: a timer or a delivery may be due."""
        self.branches = Branches()
        self._performers: dict[str, Callable[[Entry], Any]] = {
            "command": self._command,
            "time": self._time,
            "clock": self._clock,
            "attempt": self._attempt,
            "checkpoint": self._checkpoint,
            "forget": self._forget,
            "rewind": self._rewind,
            "fork": self._fork,
            "fault": self._fault,
            "resend": self._resend,
            "reset": self._reset,
            "reload": self._reload,
        }
        """The method that performs each kind of entry."""
        self.journal: Recorder = NoJournal()
        self.opened = wall()
        self._open(account, self.opened)

    def _open(self, account: Account, now: datetime) -> None:
        self._secrets = account_secrets(account.file)
        settings = self.settings
        start = settings.start or now
        self.clock = Clock(start, now, settings.speed)
        self.simulator = Simulator(
            account, seed=settings.seed, start=start, landlines=settings.landlines
        )

    def do(self, command: Command) -> Turn:
        """Bring the world to the present time, then carry out a command.

        Raises:
            CommandError: it is impossible; only the time was changed.
        """
        turn: Turn = self._enter("command", command)
        return turn

    def catch_up(self) -> None:
        """Bring the world to the time that its clock shows."""
        wall = self.wall()
        at = self.clock.at(wall)
        if at > self.simulator.now and self._pass_time(at):
            self.journal.append(Entry("time", at, wall), None)
            self.on_change()

    def set_clock(self, to: datetime | None = None, speed: float | None = None) -> None:
        """Move the clock on, or have it run at another speed, or both.

        Raises:
            CommandError: that time is past, or beyond the last time of a clock.
        """
        self._enter("clock", (to, speed))

    def reset(self) -> None:
        """Start again with no people, no checkpoints and nothing to deliver."""
        self._enter("reset")

    def reload(self, account: Account) -> None:
        """Go on with another account: people, timers and registrations stay.

        Checkpoints are of the former account, and are dropped.

        Raises:
            CommandError: it is of another platform, or people cannot keep their states in it.
        """
        self._enter("reload", account)

    def checkpoint(self, name: str) -> None:
        """Name the present moment; a name that exists already moves here.

        Raises:
            CommandError: there are too many.
        """
        self._enter("checkpoint", name)

    def forget(self, name: str) -> None:
        """Forget a named moment."""
        self._enter("forget", name)

    def rewind(self, name: str) -> None:
        """Go back to a checkpoint; the clock runs on from there, and ids are of a new branch."""
        self._enter("rewind", name)

    def fork(self, name: str, checkpoint: str | None, *, delivers: bool) -> Hosted:
        """Another world, which goes on from a moment of this one; it has no journal.

        Args:
            name: its name in the control API.
            checkpoint: the moment; None: now.
            delivers: whether its callbacks are delivered, also those that wait at that moment.
        """
        self.catch_up()
        moment = self.moment() if checkpoint is None else self.moments[checkpoint]
        settings = replace(self.settings, delivers=delivers)
        fork = Hosted(name, self.simulator.account, settings, self.wall)
        fork.clock = replace(fork.clock, speed=self.clock.speed)
        branch: int = self._enter("fork")
        fork._restore(moment, branch, self.wall())
        fork.branches = self.branches
        return fork

    def fault(self, rule: Rule | None) -> None:
        """Add a fault on purpose; None: drop all faults."""
        self._enter("fault", rule)

    def resend(self, numbers: tuple[int, ...]) -> None:
        """Deliver these callbacks once more, as new deliveries."""
        self._enter("resend", numbers)

    def moment(self) -> Moment:
        """The present moment."""
        return Moment(
            self.simulator.snapshot(),
            self.outbox.kept(),
            self.log.kept(),
            self.faults.rules,
            self.turns.kept(),
        )

    def take_due(self) -> list[Delivery]:
        """The deliveries to attempt now; the caller passes the outcome of each to `note`."""
        self.catch_up()
        return self.outbox.take_due(self.simulator.now) if self.settings.delivers else []

    def note(self, number: int, attempt: Attempt) -> None:
        """Record the outcome of an attempt at a delivery, at the world's present time."""
        self._enter("attempt", (number, attempt))

    @property
    def is_settled(self) -> bool:
        """Whether no delivery is due or in flight."""
        return not self.settings.delivers or self.outbox.is_settled(self.simulator.now)

    def seconds_until_due(self) -> float | None:
        """The seconds until the next timer or delivery is due; None: none will be."""
        found = [self.simulator.next_due]
        if self.settings.delivers:
            found.append(self.outbox.next_due())
        due = min((instant for instant in found if instant is not None), default=None)
        return None if due is None else self.clock.seconds_until(due, self.wall())

    # --- Entries

    def _enter(self, kind: str, content: Any = None) -> Any:
        """Perform and record an arrival from outside, now."""
        wall = self.wall()
        entry = Entry(kind, max(self.clock.at(wall), self.simulator.now), wall, content)
        try:
            result = self.perform(entry)
        except CommandError:
            self.journal.append(Entry("time", entry.at, wall), None)
            raise
        self.journal.append(entry, result)
        self.on_change()
        return result

    def perform(self, entry: Entry) -> Any:
        """Move the world to the entry's time, and perform it; a replay calls this too.

        Raises:
            CommandError: it is impossible; only the time was changed.
        """
        self._pass_time(entry.at)
        return self._performers[entry.kind](entry)

    def _pass_time(self, at: datetime) -> bool:
        """Move the world to a time; whether anything happened on the way."""
        if at <= self.simulator.now:
            return False
        turn = self.simulator.handle(AdvanceTime(at))
        if turn.events:
            self._take_in(turn)
        return bool(turn.events)

    def _command(self, entry: Entry) -> Turn:
        if isinstance(entry.content, Request):
            status = self.faults.of_answer(entry.content)
            if status is not None:
                response = Response(status, {"error": "optinsim: a fault on purpose"})
                turn = Turn(entry.content, self.simulator.now, (), (), response)
                self._take_in(turn)
                return turn
        turn = self.simulator.handle(entry.content)
        self._take_in(turn)
        if isinstance(entry.content, AdvanceTime):
            self._move_clock(entry.wall)
        return turn

    def _clock(self, entry: Entry) -> None:
        to, speed = entry.content
        if to is not None:
            self._take_in(self.simulator.handle(AdvanceTime(to)))
        self._move_clock(entry.wall, speed)

    def _reset(self, entry: Entry) -> None:
        self._open(self.simulator.account, entry.wall)
        self.moments.clear()
        self.outbox.restore({})
        self.log.restore(())
        self.turns.restore(())
        self.faults.rules = ()
        self.log.add(self.simulator.now, "reset", {})

    def _reload(self, entry: Entry) -> None:
        account, former = entry.content, self.simulator.account
        if account.platform is not former.platform:
            raise CommandError("an account keeps its platform")
        if next(self.simulator.people, None) is not None:
            check_continuity(former.setup, account.setup)
        world = replace(self.simulator.snapshot(), account=account.digest)
        self.simulator = Simulator.of(account, world)
        self._secrets = account_secrets(account.file)
        self.moments.clear()
        self.log.add(self.simulator.now, "reloaded", {"digest": account.digest})

    def _checkpoint(self, entry: Entry) -> None:
        name = entry.content
        if len(self.moments) >= MOST_CHECKPOINTS and name not in self.moments:
            raise CommandError(f"there are {MOST_CHECKPOINTS} checkpoints already")
        self.moments.pop(name, None)
        self.moments[name] = self.moment()

    def _forget(self, entry: Entry) -> None:
        del self.moments[entry.content]

    def _rewind(self, entry: Entry) -> None:
        self._restore(self.moments[entry.content], self.branches.next(), entry.wall)
        content = {"now": instant(self.simulator.now)}
        self.log.add(self.simulator.now, "rewound", content)

    def _fork(self, _: Entry) -> int:
        return self.branches.next()

    def _fault(self, entry: Entry) -> None:
        if entry.content is None:
            self.faults.rules = ()
        else:
            self.faults.add(entry.content)

    def _resend(self, entry: Entry) -> None:
        for number in entry.content:
            self.outbox.resend(number, self.simulator.now)

    def _attempt(self, entry: Entry) -> None:
        number, attempt = entry.content
        delivery = self.outbox.note(number, replace(attempt, at=self.simulator.now))
        if delivery is not None:
            content = {"delivery": number, "state": str(delivery.state)}
            told = attempt_json(delivery.attempts[-1])
            self.log.add(self.simulator.now, "delivery", content | told)

    def _time(self, _: Entry) -> None:
        """Perform an entry that only moves the time."""

    def _restore(self, moment: Moment, branch: int, wall: datetime) -> None:
        self.simulator.restore(moment.world)
        self.simulator.begin_branch(branch)
        self.outbox.restore(moment.outbox)
        self.log.restore(moment.lines)
        self.turns.restore(moment.turns)
        self.faults.rules = moment.faults
        self._run_on(wall)

    def _run_on(self, wall: datetime, speed: float | None = None) -> None:
        """Restart the clock at the world's time, paired with the machine's."""
        self.clock = Clock(self.simulator.now, wall, self.clock.speed if speed is None else speed)

    def _move_clock(self, wall: datetime, speed: float | None = None) -> None:
        self._run_on(wall, speed)
        now = self.simulator.now
        self.log.add(now, "clock", {"now": instant(now), "speed": self.clock.speed})

    def _take_in(self, turn: Turn) -> None:
        """Log the turn, and put its callbacks into the outbox."""
        self.turns.add(turn)
        write, at = self.log.add, turn.at
        content = {
            key: without_secrets(text, self._secrets) if isinstance(text, str) else text
            for key, text in input_json(turn.command).items()
        }
        kind = content.pop("kind")
        match turn.command:
            case ReceiveText():
                self.faults.hear(turn.command.text)
                write(at, kind, {**content, "reading": turn.reading and reading_json(turn.reading)})
            case Request():
                write(at, kind, {**content, "status": turn.response and turn.response.status})
            case AdvanceTime():
                pass  # a line for every arrival would be noise
        for change in turn.changes:
            write(change.at, "change", change_json(change))
        for reply in turn.replies:
            write(reply.at, "reply", reply_json(reply))
        for callback in turn.callbacks:
            destination = self._destination(callback)
            delivery = None
            if destination is not None and self.settings.delivers:
                fault = self.faults.of_delivery(callback, destination)
                delivery = self.outbox.put(callback, destination, self.simulator.now, fault)
            write(self.simulator.now, "callback", callback_json(callback, delivery))

    def _destination(self, callback: Callback) -> Destination | None:
        if callback.destination is None and self.settings.callbacks_to is not None:
            return Destination(self.settings.callbacks_to)
        return callback.destination


def _ignore() -> None:
    """The default: no deliverer runs."""
