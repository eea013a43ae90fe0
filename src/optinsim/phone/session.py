"""A session: what was played on the phone so far, and the way back and forward through it.

A session is its list of commands; what they brought about is always replayed from them, so going
back, branching off and trying a changed account are the same thing. Knows nothing of a screen.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.core.world import DEFAULT_START
from optinsim.errors import CommandError
from optinsim.scenarios.reading.made_up import AREA_CODES, MadeUp
from optinsim.scenarios.running.case_run import authenticated
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from optinsim.adapter import Account
    from optinsim.codec import Command
    from optinsim.phone.opening import Opened
    from optinsim.scenarios.reading.model import Auth
    from optinsim.scenarios.running.results import StepFailure
    from optinsim.simulator import Turn


@dataclass(frozen=True, eq=False)
class Subscriber:
    """Somebody whose phone can be played with."""

    name: str
    mdn: str
    made_up: MadeUp = field(repr=False)
    """Where the rest that is asked of them comes from."""
    zip: str = ""
    """Where they live, if somebody said so."""

    @property
    def zip_code(self) -> str:
        """Where they live."""
        return self.about["zip"]

    @cached_property
    def about(self) -> dict[str, str]:
        """What is known of them, by the names that the platforms' forms have for it."""
        return {
            "mdn": self.mdn,
            "first_name": self.made_up.first_name(),
            "last_name": self.made_up.last_name(),
            "zip": self.zip or self.made_up.zip_code(),
            "external_id": f"EX{self.mdn[-7:]}",
        }


@value
class Step:
    """One thing that was played, or is still to be played."""

    command: Command
    mdn: str
    """Whose phone it was played on."""
    auth: Auth = None
    """What is done about a request's authentication, which is never kept in it: see `Auth`."""
    line: int | None = None
    """Where it stands in the scenario that it comes from."""
    failures: tuple[StepFailure, ...] | None = None
    """What the scenario expected in vain; None where it comes from no scenario."""


@value
class Took:
    """A new step was played where the session stood; see `Session.take`."""

    step: Step


@value
class Moved:
    """The session went back or forward."""

    position: int


@value
class Switched:
    """A branch was taken up, and the session stood there afterwards."""

    branch: int
    position: int


Operation = Took | Moved | Switched
"""What a session's steps, branches and position follow from."""


class Session:
    """A conversation with one account, on one or several phones."""

    def __init__(
        self,
        account: Account,
        *,
        seed: int = 0,
        start: datetime = DEFAULT_START,
        landlines: frozenset[str] = frozenset(),
        subscribers: Iterable[Subscriber] = (),
    ) -> None:
        """Nothing has been played yet; without subscribers, there is a made-up one."""
        self.account = account
        self.seed = seed
        self.start = start
        self.landlines = landlines
        self.subscribers: list[Subscriber] = list(subscribers)
        self.steps: list[Step] = []
        """All of them, those ahead included."""
        self.branches: list[list[Step]] = []
        """The steps of what was left by going back and doing something else."""
        self.turns: list[Turn] = []
        """What the steps up to here brought about."""
        self.operations: list[Operation] = []
        """All that was done, in order; it only ever grows."""
        self.opened: Opened | None = None
        """The scenario that the first steps come from, if they do."""
        self.simulator = self._fresh()
        if not self.subscribers:
            self.add_subscriber("me")
        self.current = self.subscribers[0]
        """Whose phone is shown."""

    @property
    def position(self) -> int:
        """How many of the steps have been played."""
        return len(self.turns)

    @property
    def is_at_end(self) -> bool:
        """Whether no step lies ahead."""
        return self.position == len(self.steps)

    def text(self, text: str, to: str | None = None) -> Turn:
        """The current subscriber texts.

        Raises:
            CommandError: they cannot; nothing changed. (So for all that is played.)
        """
        number = to or self.account.setup.number
        return self.play(ReceiveText(self.current.mdn, text, number))

    def wait(self, duration: timedelta) -> Turn:
        """Time passes."""
        try:
            until = self.simulator.now + duration
        except OverflowError:
            message = "no clock goes as far as that"
            raise CommandError(message) from None
        return self.play(AdvanceTime(until))

    def wait_for_next(self) -> Turn:
        """Time passes until something happens by itself."""
        # What is due may be nothing any more (the expiry of an opt-in that was confirmed): only a
        # trial tells.
        trial = self._fresh()
        for turn in self.turns:
            trial.handle(turn.command)
        while (due := trial.next_due) is not None:
            if trial.handle(AdvanceTime(max(due, trial.now))).events:
                return self.play(AdvanceTime(trial.now))
        message = "nothing is waiting for its time"
        raise CommandError(message)

    def play(self, command: Command) -> Turn:
        """Do something new, here; steps that lay ahead become a branch of their own."""
        return self.take(Step(command, self.current.mdn))

    def take(self, step: Step) -> Turn:
        """Play a new step; see `play`."""
        if not self.is_at_end and not may_branch(self.steps, self.branches):
            message = "there are too many branches: go forward to the end (F6)"
            raise CommandError(message)
        turn = self._do(step)
        if not self.is_at_end:
            self.branches.append(self.steps[:])
            del self.steps[self.position :]
        self.steps.append(step)
        self.turns.append(turn)
        self.operations.append(Took(step))
        return turn

    def forward(self) -> Turn | None:
        """Play the next of the steps that lie ahead; None where none does."""
        if self.is_at_end:
            return None
        self.go_to(self.position + 1)
        return self.turns[-1]

    def go_to(self, position: int) -> None:
        """Go back or forward to where so many steps have been played.

        Raises:
            CommandError: a step on the way cannot be played; the session stands before it.
        """
        before = self.position
        try:
            self._replay(position)
        finally:
            if self.position != before:
                self.operations.append(Moved(self.position))

    def switch(self, number: int) -> None:
        """Take up a branch, from where it parts from what was played now."""
        branch = self.branches[number]
        self.branches[number] = self.steps
        same = 0
        for ours, theirs in zip(self.steps, branch, strict=False):
            if ours != theirs:
                break
            same += 1
        self.steps = branch
        self._replay(min(same, self.position))
        self.operations.append(Switched(number, self.position))

    def with_account(self, account: Account) -> Session:
        """The same session with another account, played as far as it can be.

        Where a step cannot be done any more (a number is gone), it and what follows lie ahead.
        """
        other = Session(
            account,
            seed=self.seed,
            start=self.start,
            landlines=self.landlines,
            subscribers=self.subscribers,
        )
        other.current = self.current
        # What a scenario expected was judged with the account as it was.
        other.steps, *other.branches = (
            [replace(step, failures=None) for step in steps]
            for steps in (self.steps, *self.branches)
        )
        with suppress(CommandError):
            other.go_to(self.position)
        other.opened = self.opened
        other.operations = self.operations
        if other.position != self.position:
            other.operations.append(Moved(other.position))
        return other

    def add_subscriber(self, name: str = "") -> Subscriber:
        """Somebody new, made up from the seed; the name too, where none is given.

        Raises:
            CommandError: there are as many as fit.
        """
        if len(self.subscribers) >= MOST_SUBSCRIBERS:
            message = f"{MOST_SUBSCRIBERS} subscribers are enough for one session"
            raise CommandError(message)
        taken = {subscriber.mdn for subscriber in self.subscribers}
        numbers = MadeUp(self.seed, _home(self.account))
        mdn = next(mdn for mdn in iter(numbers.mdn, None) if mdn not in taken)
        made_up = made_up_for(self.account, self.seed, len(self.subscribers))
        names = {subscriber.name for subscriber in self.subscribers}
        while not name or name in names:
            name = made_up.first_name()
        # A stream that nothing has been drawn from: what is made up does not hang on the name.
        made_up = made_up_for(self.account, self.seed, len(self.subscribers))
        self.subscribers.append(Subscriber(name, mdn, made_up))
        return self.subscribers[-1]

    def states(self) -> dict[str, dict[str, str]]:
        """Where every subscriber (MDN) stands with every campaign (id)."""
        return {
            subscriber.mdn: {
                name: str(state) for name, state in self.simulator.states(subscriber.mdn).items()
            }
            for subscriber in self.subscribers
        }

    def _replay(self, position: int) -> None:
        if position < self.position:
            self.simulator = self._fresh()
            self.turns = []
        while self.position < min(position, len(self.steps)):
            self.turns.append(self._do(self.steps[self.position]))

    def _do(self, step: Step) -> Turn:
        return self.simulator.handle(authenticated(self.simulator, step.command, step.auth))

    def _fresh(self) -> Simulator:
        return Simulator(self.account, seed=self.seed, start=self.start, landlines=self.landlines)


def may_branch(steps: list[Step], branches: list[list[Step]]) -> bool:
    """Whether there is room for another branch, which would have these steps."""
    return len(steps) + sum(map(len, branches)) <= MOST_STEPS_IN_BRANCHES


def made_up_for(account: Account, seed: int, index: int) -> MadeUp:
    """What is made up for the subscriber of that index, as a scenario makes up its people."""
    return MadeUp(1000 * seed + index, _home(account))


def _home(account: Account) -> str:
    country = account.setup.country
    return country if country in AREA_CODES else "US"


MOST_SUBSCRIBERS = 100
"""Up to which somebody is added: more would not fit on any screen."""
MOST_STEPS_IN_BRANCHES = 1_000_000
"""Of one session; nobody goes back so often, and they would fill the memory."""
