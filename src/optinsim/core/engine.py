"""The engine: a command goes in, a list of events comes out.

One engine has one world. It does no input or output, reads no clock of the machine and uses no
random numbers, so the same commands give the same events. A command that fails has changed nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, assert_never

from optinsim.core.commands import (
    Add,
    AdvanceTime,
    EngineCommand,
    Join,
    Leave,
    ReceiveText,
    SavePerson,
    Stop,
)
from optinsim.core.consent import Consent
from optinsim.core.conversation import EXPIRE, Conversation
from optinsim.core.events import PersonUpdated
from optinsim.core.people import People
from optinsim.core.questions import ASK
from optinsim.core.values import seconds_left
from optinsim.core.world import DEFAULT_START, END_OF_TIME, World
from optinsim.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from optinsim.core.events import Event
    from optinsim.core.people import Participant
    from optinsim.core.setup import Campaign, Setup
    from optinsim.core.timers import Key
    from optinsim.core.values import Canonical

T = TypeVar("T")


class Engine:
    """An account, and the world in it."""

    def __init__(
        self,
        setup: Setup,
        start: datetime = DEFAULT_START,
        seed: int = 0,
        landlines: frozenset[str] = frozenset(),
    ) -> None:
        """Start with no people.

        Args:
            setup: the account.
            start: the time on its clock.
            seed: the number from which ids are computed.
            landlines: MDNs that cannot receive texts, beside the account's own.
        """
        self.setup = setup
        self.world = World(start, seed, landlines)
        self.people = People(self.world)
        self.on_event: Callable[[Event], None] = _ignore_event
        """Called for every event, as it happens."""
        self.on_timer: Callable[[Key], None] = _refuse_timer
        """Called when a platform's timer is due."""
        self._events: list[Event] = []
        """Events of the current command."""
        self._conversation = Conversation(setup, self.world, self.people, self.emit)

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self.world.now

    @property
    def seed(self) -> int:
        """All ids are computed from it."""
        return self.world.seed

    @property
    def landlines(self) -> frozenset[str]:
        """MDNs that cannot receive texts."""
        return self.setup.landlines | self.world.landlines

    def handle(self, command: EngineCommand) -> list[Event]:
        """Carry out a command by itself; its events, in order.

        Raises:
            CommandError: it cannot be carried out; nothing was changed.
        """
        return self.as_one(lambda: self.do(command))[1]

    def as_one(self, act: Callable[[], T]) -> tuple[T, list[Event]]:
        """Run a function as one command: if it raises an exception, its changes are undone.

        Returns:
            The function's result, and the events, in order.
        """
        self.world.begin()
        events: list[Event] = []
        self._events = events
        try:
            result = act()
        except BaseException:
            self.world.roll_back()
            raise
        finally:
            self._events = []
        return result, events

    def emit(self, event: Event) -> None:
        """Append an event to the current command, and pass it on."""
        self._events.append(event)
        self.on_event(event)

    def do(self, command: EngineCommand) -> None:
        """Carry out a command within the current one.

        Raises:
            CommandError: it cannot be carried out.
        """
        conversation = self._conversation
        match command:
            case ReceiveText(mdn, text, to):
                if mdn in self.setup.landlines or mdn in self.world.landlines:
                    message = f"{mdn} is a landline, which can neither send nor receive texts"
                    raise CommandError(message)
                conversation.hear(mdn, self._number(to), text)
            case AdvanceTime(until):
                self._advance(until)
            case SavePerson():
                self._save(command)
            case Join(serial, campaign_id, keyword):
                conversation.join(*self._joining(serial, campaign_id, keyword))
            case Add(serial, campaign_id, keyword):
                conversation.add(*self._joining(serial, campaign_id, keyword))
            case Leave(serial, list_id):
                conversation.leave(self._participant(serial), list_id)
            case Stop(serial, to):
                conversation.stop(self._participant(serial), self._number(to))
            case _:
                assert_never(command)

    def canonical_state(self) -> Canonical:
        """The canonical form of the people and their timers: plain data, comparable, hashable.

        Equal for two worlds of an account in which every further command brings the same readings,
        purposes of messages, and states. Times are seconds from now; ids, and data that is only
        shown, are left out.
        """
        left, now, names = self.world.view.left, self.world.now, self.world.names
        timers = [(left(due, now), key) for due, key in self.world.timers.in_order()]
        if names is not None:
            timers = [(seconds, names.timer(key)) for seconds, key in timers]
            # The order of timers that are due at the same time counts only within one person.
            timers.sort(key=lambda one: (one[0], [part for part in one[1] if type(part) is int]))
        if left is not seconds_left:
            timers.sort()
        return self.world.canonical("core"), tuple(timers)

    def states(self, mdn: str) -> dict[str, Consent]:
        """The phone's state in every campaign, by campaign id."""
        participant = self.people.by_mdn(mdn)
        if participant is None:
            return dict.fromkeys(self.setup.by_id, Consent.NONE)
        return {campaign_id: participant.state(campaign_id) for campaign_id in self.setup.by_id}

    def expiries(self, mdn: str) -> dict[str, datetime]:
        """When the phone's pending opt-ins expire, by campaign id, if they expire."""
        participant = self.people.by_mdn(mdn)
        participations = {} if participant is None else participant.participations
        return {
            campaign_id: participation.expires_at
            for campaign_id, participation in participations.items()
            if participation.state is Consent.PENDING and participation.expires_at is not None
        }

    def expected_answers(self, mdn: str, number: str) -> tuple[str, ...]:
        """The answers that the phone's open question at a number expects, as they are written."""
        opened = self._conversation.questions.open(self.people.by_mdn(mdn), number)
        return () if opened is None else tuple(a.word for a in opened.question.answers.values())

    def _number(self, to: str | None) -> str:
        """A number of the account."""
        number = to or self.setup.number
        if number not in self.setup.by_number:
            message = f"{number} is no number of this account: text {self.setup.number}"
            raise CommandError(message)
        return number

    def _joining(
        self, serial: int, campaign_id: str, keyword: str | None
    ) -> tuple[Participant, Campaign, str]:
        """The participant, the campaign and the keyword of a join."""
        campaign = self.setup.by_id.get(campaign_id)
        if campaign is None:
            message = f"there is no campaign {campaign_id!r:.60}"
            raise CommandError(message)
        first = campaign.keywords[0] if campaign.keywords else ""
        return self._participant(serial), campaign, keyword or first

    def _save(self, command: SavePerson) -> None:
        participant = None if command.serial is None else self._participant(command.serial)
        mdn, external_id = command.mdn, command.external_id
        owners = (
            None if mdn is None else self.people.by_mdn(mdn),
            None if external_id is None else self.people.by_external_id(external_id),
        )
        serial = command.serial
        if any(owner is not None and owner.person.serial != serial for owner in owners):
            message = "another person has that phone or that external id"
            raise CommandError(message)
        if participant is None:
            self._conversation.meet(mdn, external_id, command.fields)
            return
        now = self.world.now
        person = replace(
            participant.person,
            mdn=mdn,
            external_id=external_id,
            fields=command.fields,
            updated_at=now,
        )
        self.people.put(replace(participant, person=person))
        self.emit(PersonUpdated(now, person))

    def _advance(self, until: datetime) -> None:
        """Advance the clock to `until`, and fire each timer that is due by then."""
        world = self.world
        if until < world.now:
            message = f"the clock stands at {world.now:%Y-%m-%dT%H:%M:%SZ} and cannot go back"
            raise CommandError(message)
        if until >= END_OF_TIME:
            message = f"the clock cannot go beyond {END_OF_TIME:%Y-%m-%d}"
            raise CommandError(message)
        while (timer := world.timers.take_due(until)) is not None:
            due, key = timer
            world.now = max(world.now, due)
            self._timer_due(key)
        world.now = until

    def _timer_due(self, key: Key) -> None:
        match key:
            case (kind, int(serial), str(campaign_id)) if kind == EXPIRE:
                self._conversation.expire(serial, campaign_id)
            case (kind, int(serial), str(campaign_id), str(question_id)) if kind == ASK:
                self._conversation.questions.ask(serial, campaign_id, question_id)
            case _:
                self.on_timer(key)

    def _participant(self, serial: int) -> Participant:
        participant = self.people.by_serial(serial)
        if participant is None:
            message = f"there is no person number {serial}"
            raise CommandError(message)
        return participant


def _ignore_event(_event: Event) -> None:
    """The default: no platform listens."""


def _refuse_timer(key: Key) -> None:
    raise LookupError(key)
