"""A session: the steps played on the phone, and going back and forward among them.

A session is its list of commands. Its turns are always replayed from them, so going back, branching
and trying a changed account are the same operation. Going back replays from the last kept copy of
the world. Does not know the screen.
"""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.values import value
from optinsim.core.world import DEFAULT_START
from optinsim.errors import CommandError
from optinsim.phone.world import new_world
from optinsim.scenarios.reading.made_up import AREA_CODES, MadeUp
from optinsim.scenarios.running.case_run import authenticated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.codec import Command
    from optinsim.files.problems import Problem
    from optinsim.phone.world import PhoneWorld
    from optinsim.scenarios.reading.model import Auth
    from optinsim.scenarios.running.results import StepFailure
    from optinsim.simulator import Turn


@dataclass(frozen=True, eq=False)
class Subscriber:
    """A person whose phone can be played."""

    name: str
    mdn: str
    made_up: MadeUp = field(repr=False)
    """Generates the person's other data."""
    zip: str = ""
    """The given ZIP code; empty: make one up."""

    @property
    def zip_code(self) -> str:
        """The given or the made-up ZIP code."""
        return self.about["zip"]

    @cached_property
    def about(self) -> dict[str, str]:
        """The person's data, by the field names of the platforms' forms."""
        return {
            "mdn": self.mdn,
            "first_name": self.made_up.first_name(),
            "last_name": self.made_up.last_name(),
            "zip": self.zip or self.made_up.zip_code(),
            "external_id": f"EX{self.mdn[-7:]}",
        }


@value
class OpenedScenario:
    """The scenario that a session was opened from."""

    path: Path
    number: int
    """The index of the case in the file, from 0."""
    title: str
    digest: str
    """SHA-256 of the file when it was opened."""
    account: Path | None
    """Its account file; None: the account is in the scenario itself."""
    problems: tuple[Problem, ...]
    """Why it could not be run to its end; later steps are left out."""


@value
class PlayedStep:
    """A command that was played, or that lies ahead."""

    command: Command
    mdn: str
    """The subscriber on whose phone it is played."""
    auth: Auth = None
    """How a request is authenticated; the command itself never has credentials. See `Auth`."""
    line: int | None = None
    """Its line in the scenario that it comes from."""
    failures: tuple[StepFailure, ...] | None = None
    """The scenario's failed expectations; None: the step comes from no scenario."""


@value
class StepAdded:
    """A new step was played at the session's position; see `Session.play_step`."""

    step: PlayedStep


@value
class PositionMoved:
    """The session went back or forward."""

    position: int


@value
class BranchSwitched:
    """The session switched to a branch, and had this position afterwards."""

    branch: int
    position: int


Operation = StepAdded | PositionMoved | BranchSwitched
"""A session's steps, branches and position follow from its operations."""


class Session:
    """A conversation with one account, on one or several phones."""

    place = ""
    """A word for the place of the session's world; empty: this process."""

    def __init__(
        self,
        account: Account,
        *,
        seed: int = 0,
        start: datetime = DEFAULT_START,
        landlines: frozenset[str] = frozenset(),
        subscribers: Iterable[Subscriber] = (),
    ) -> None:
        """Begin without played steps; without subscribers, one is made up."""
        self.account = account
        self.seed = seed
        self.start = start
        self.landlines = landlines
        self.subscribers: list[Subscriber] = list(subscribers)
        self.steps: list[PlayedStep] = []
        """The played steps, and those that lie ahead."""
        self.branches: list[list[PlayedStep]] = []
        """The former steps, from each time that a new step was played in the middle of them."""
        self.turns: list[Turn] = []
        """One turn for each played step."""
        self.operations: list[Operation] = []
        """All operations, in order; only appended to."""
        self.turns_before: list[Turn] = []
        """The turns with the former account, if there was one."""
        self.account_before: Account | None = None
        """The former account."""
        self.opened: OpenedScenario | None = None
        """The scenario of the first steps, if any."""
        self.world = self._new_world()
        self.kept_worlds: dict[int, PhoneWorld] = {}
        """Copies of the world after every `SPACING` steps, by position."""
        if not self.subscribers:
            self.add_subscriber("me")
        self.current = self.subscribers[0]
        """The subscriber whose phone is shown."""

    @property
    def position(self) -> int:
        """How many of the steps have been played."""
        return len(self.turns)

    @property
    def sent_texts(self) -> list[str]:
        """The texts of the current subscriber so far."""
        texts = (turn.command for turn in self.turns)
        mdn = self.current.mdn
        return [one.text for one in texts if isinstance(one, ReceiveText) and one.mdn == mdn]

    @property
    def is_at_end(self) -> bool:
        """Whether no step lies ahead."""
        return self.position == len(self.steps)

    def text(self, text: str, to: str | None = None) -> Turn:
        """The current subscriber texts, the account's own number by default.

        Raises:
            CommandError: the simulator refuses it; nothing has changed. (The same holds for all
                methods that play.)
        """
        number = to or self.account.setup.number
        return self.play(ReceiveText(self.current.mdn, text, number))

    def wait(self, duration: timedelta) -> Turn:
        """Let time pass."""
        try:
            until = self.world.now + duration
        except OverflowError:
            message = "no clock goes as far as that"
            raise CommandError(message) from None
        return self.play(AdvanceTime(until))

    def wait_for_next(self) -> Turn:
        """Let time pass until the next timer is due."""
        due = self.world.next_due
        if due is None:
            message = "nothing is waiting for its time"
            raise CommandError(message)
        return self.play(AdvanceTime(due))

    def play(self, command: Command) -> Turn:
        """Play a command of the current subscriber; see `play_step`."""
        return self.play_step(PlayedStep(command, self.current.mdn))

    def play_step(self, step: PlayedStep) -> Turn:
        """Play a new step at the current position; steps that lay ahead become a branch."""
        if not self.is_at_end and not may_branch(self.steps, self.branches):
            message = "there are too many branches: go forward to the end (F6)"
            raise CommandError(message)
        turn = self._handle(step)
        if not self.is_at_end:
            self.branches.append(self.steps[:])
            del self.steps[self.position :]
        self.steps.append(step)
        self._add_turn(turn)
        self.operations.append(StepAdded(step))
        return turn

    def forward(self) -> Turn | None:
        """Play the next of the steps that lie ahead; None: there is none."""
        if self.is_at_end:
            return None
        self.go_to(self.position + 1)
        return self.turns[-1]

    def go_to(self, position: int) -> None:
        """Go back or forward to a position, limited to the steps that there are.

        Raises:
            CommandError: a step on the way is refused; the session stays before it.
        """
        before = self.position
        try:
            self._replay(position)
        finally:
            if self.position != before:
                self.operations.append(PositionMoved(self.position))

    def switch(self, number: int) -> None:
        """Exchange the steps with those of a branch, and go back to the last step in common."""
        branch = self.branches[number]
        self.branches[number] = self.steps
        same = 0
        for ours, theirs in zip(self.steps, branch, strict=False):
            if ours != theirs:
                break
            same += 1
        self.steps = branch
        self._replay(min(same, self.position))
        self.operations.append(BranchSwitched(number, self.position))

    def unplayed(self, account: Account) -> Session:
        """A session with the same people and beginning, without played steps."""
        other = Session(
            account,
            seed=self.seed,
            start=self.start,
            landlines=self.landlines,
            subscribers=self.subscribers,
        )
        other.current = self.current
        return other

    def with_account(self, account: Account) -> Session:
        """The same session with another account, played as far as possible.

        If the account refuses a step (its number is gone), that step and later ones lie ahead.
        """
        other = self.unplayed(account)
        # The scenario's expectations were judged with the former account.
        other.steps, *other.branches = (
            [replace(step, failures=None) for step in steps]
            for steps in (self.steps, *self.branches)
        )
        with suppress(CommandError):
            other.go_to(self.position)
        other.turns_before, other.account_before = self.turns, self.account
        other.opened = self.opened
        other.operations = self.operations
        if other.position != self.position:
            other.operations.append(PositionMoved(other.position))
        return other

    def fork(self, position: int) -> Session:
        """An independent session with the same first steps.

        Raises:
            CommandError: a step is refused.
        """
        other = self.unplayed(self.account)
        other.steps = self.steps[:position]
        other.world, other.turns = copy(self.world), self.turns[:]
        other.kept_worlds = self.kept_worlds.copy()
        other.go_to(position)
        other.operations = [StepAdded(step) for step in other.steps]
        return other

    def add_subscriber(self, name: str = "", mdn: str = "") -> Subscriber:
        """Add a subscriber, made up from the seed, also the name and number if they are not given.

        Raises:
            CommandError: there are `MOST_SUBSCRIBERS` already.
        """
        if len(self.subscribers) >= MOST_SUBSCRIBERS:
            message = f"{MOST_SUBSCRIBERS} subscribers are enough for one session"
            raise CommandError(message)
        taken = {subscriber.mdn for subscriber in self.subscribers}
        numbers = MadeUp(self.seed, _made_up_country(self.account))
        mdn = mdn or next(mdn for mdn in iter(numbers.mdn, None) if mdn not in taken)
        made_up = made_up_for(self.account, self.seed, len(self.subscribers))
        names = {subscriber.name for subscriber in self.subscribers}
        while not name or name in names:
            name = made_up.first_name()
        # A new generator: the other data do not depend on whether the name was made up.
        made_up = made_up_for(self.account, self.seed, len(self.subscribers))
        self.subscribers.append(Subscriber(name, mdn, made_up))
        return self.subscribers[-1]

    def states(self) -> dict[str, dict[str, str]]:
        """The state of every subscriber (MDN) in every campaign (id)."""
        return {
            subscriber.mdn: {
                name: str(state) for name, state in self.world.states(subscriber.mdn).items()
            }
            for subscriber in self.subscribers
        }

    def _replay(self, position: int) -> None:
        if position < self.position:
            self._rewind(position)
        while self.position < min(position, len(self.steps)):
            self._add_turn(self._handle(self.steps[self.position]))

    def _rewind(self, position: int) -> None:
        """Go back to the last kept world up to a position, or else to the beginning."""
        self.kept_worlds = {at: world for at, world in self.kept_worlds.items() if at <= position}
        kept = max(self.kept_worlds, default=0)
        self.world = copy(self.kept_worlds[kept]) if kept else self._new_world()
        self.turns = self.turns[:kept]

    def _add_turn(self, turn: Turn) -> None:
        self.turns.append(turn)
        if self.position % SPACING == 0:
            self.kept_worlds[self.position] = copy(self.world)

    def _handle(self, step: PlayedStep) -> Turn:
        return self.world.handle(authenticated(self.world, step.command, step.auth))

    def _new_world(self) -> PhoneWorld:
        return new_world(self.account, self.seed, self.start, self.landlines)


def may_branch(steps: list[PlayedStep], branches: list[list[PlayedStep]]) -> bool:
    """Whether these steps may become a new branch."""
    return len(steps) + sum(map(len, branches)) <= MOST_STEPS_IN_BRANCHES


def made_up_for(account: Account, seed: int, index: int) -> MadeUp:
    """The generator of a subscriber's data, by index; a scenario has one for each person too."""
    return MadeUp(1000 * seed + index, _made_up_country(account))


def _made_up_country(account: Account) -> str:
    country = account.setup.country
    return country if country in AREA_CODES else "US"


SPACING = 100
"""Steps between two kept worlds. Going back replays fewer steps than this."""
MOST_SUBSCRIBERS = 100
"""The limit of `add_subscriber`: more tabs do not fit on a screen."""
MOST_STEPS_IN_BRANCHES = 1_000_000
"""The limit of one session, because of memory; out of reach by hand."""
