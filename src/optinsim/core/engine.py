"""The engine: a command goes in, what happened comes out.

One engine is one world: its people, its clock, its ids. It does no input or output, never asks the
machine for the time and draws no lots, so the same commands give the same events.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from optinsim.core.clock import DEFAULT_START, Clock
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
from optinsim.core.conversation import Conversation
from optinsim.core.events import PersonUpdated
from optinsim.core.people import People
from optinsim.errors import CommandError

if TYPE_CHECKING:
    from datetime import datetime

    from optinsim.core.events import Event
    from optinsim.core.people import Participant
    from optinsim.core.setup import Campaign, Setup


class Engine:
    """A world with one account in it."""

    def __init__(
        self,
        setup: Setup,
        start: datetime = DEFAULT_START,
        seed: int = 0,
        landlines: frozenset[str] = frozenset(),
    ) -> None:
        """A fresh world.

        Args:
            setup: the account.
            start: the time on its clock.
            seed: what its ids follow from.
            landlines: MDNs that cannot receive texts, beside the account's own.
        """
        self.setup = setup
        self.landlines = setup.landlines | landlines
        self.clock = Clock(start)
        self.people = People()
        self.seed = seed
        self._conversation = Conversation(setup, self.clock, self.people)

    def handle(self, command: EngineCommand) -> list[Event]:
        """Do what the command says; what happened, in order.

        Raises:
            CommandError: the command cannot be carried out; nothing was changed.
        """
        self.carry_out(command)
        events = self._conversation.events
        self._conversation.events = []
        return events

    def carry_out(self, command: EngineCommand) -> None:
        """Do what the command says as a part of the command in hand, which tells what happened.

        For the calls of the clock: what a platform's timer brings about is told with the rest of
        what happened while time passed.

        Raises:
            CommandError: the command cannot be carried out; nothing was changed.
        """
        conversation = self._conversation
        match command:
            case ReceiveText(mdn, text, to):
                conversation.hear(mdn, self._number(to), text)
            case AdvanceTime(until):
                self.clock.advance(until)
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

    def states(self, mdn: str) -> dict[str, Consent]:
        """Where the phone stands with every campaign, by campaign id."""
        participant = self.people.by_mdn(mdn)
        if participant is None:
            return dict.fromkeys(self.setup.by_id, Consent.NONE)
        return {campaign_id: participant.state(campaign_id) for campaign_id in self.setup.by_id}

    def expiries(self, mdn: str) -> dict[str, datetime]:
        """When each of the phone's pending opt-ins expires, by campaign id; none for ever."""
        participant = self.people.by_mdn(mdn)
        participations = {} if participant is None else participant.participations
        return {
            campaign_id: participation.expires_at
            for campaign_id, participation in participations.items()
            if participation.state is Consent.PENDING and participation.expires_at is not None
        }

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
        """Who joins what with which word."""
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
        if any(owner not in {None, participant} for owner in owners):
            message = "another person has that phone or that external id"
            raise CommandError(message)
        if participant is None:
            self._conversation.meet(mdn, external_id, command.fields)
            return
        person = replace(
            participant.person,
            mdn=mdn,
            external_id=external_id,
            fields=command.fields,
            updated_at=self.clock.now,
        )
        self.people.replace(participant, person)
        self._conversation.events.append(PersonUpdated(self.clock.now, person))

    def _participant(self, serial: int) -> Participant:
        participant = self.people.by_serial(serial)
        if participant is None:
            message = f"there is no person number {serial}"
            raise CommandError(message)
        return participant
