"""People, and where each stands with the campaigns.

Knows who is who by MDN, by external id and by serial number. Does not decide anything: consent.py
says what may move, conversation.py moves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from optinsim.core.consent import Trigger
    from optinsim.core.questions import Question
    from optinsim.core.setup import Campaign

NO_FIELDS: Mapping[str, object] = MappingProxyType({})


@value
class Person:
    """Who somebody is, at one moment. A change makes a new one, so an event can keep the old."""

    serial: int
    """1, 2, 3 … in the order in which people appeared."""
    mdn: str | None
    """The one active phone, E.164."""
    external_id: str | None
    """The brand's own key for the person."""
    fields: Mapping[str, object]
    """What the brand stores about the person: JSON values by field name."""
    created_at: datetime
    updated_at: datetime


@dataclass(slots=True, eq=False)
class Participation:
    """One person in one campaign. `state` is moved by the consent machine alone."""

    campaign: Campaign
    state: Consent = Consent.NONE
    keyword: str = ""
    """The word that started it, as the account writes it."""
    joined_at: datetime | None = None
    expires_at: datetime | None = None
    """When a pending participation ends by itself; None: never."""
    prompted: int = 0
    """Grows with every prompt: the largest of a person's is the newest."""
    question: Question | None = None
    """What the person was asked last and has not answered yet."""


@value
class Subscription:
    """One stay on a subscription list; who leaves and comes back has two."""

    list_id: str
    campaign: Campaign
    """The campaign through which the person came."""
    opt_in_at: datetime
    opt_out_at: datetime | None = None
    ended_by: Trigger | None = None


@dataclass(slots=True, eq=False)
class Participant:
    """A person with all participations and subscriptions, the ended ones included."""

    person: Person
    participations: dict[str, Participation] = field(default_factory=dict)
    """By campaign id."""
    subscriptions: list[Subscription] = field(default_factory=list)
    """In the order of opting in."""
    stopped: tuple[Participation, ...] = ()
    """What the last stop at each number ended: what a start word brings back there."""

    def state(self, campaign_id: str) -> Consent:
        """Where the person stands with the campaign."""
        participation = self.participations.get(campaign_id)
        return Consent.NONE if participation is None else participation.state

    def subscription(self, list_id: str) -> Subscription | None:
        """The active subscription to the list."""
        for subscription in self.subscriptions:
            if subscription.list_id == list_id and subscription.opt_out_at is None:
                return subscription
        return None


class People:
    """Everybody whom the platform has a record of."""

    def __init__(self) -> None:
        self._all: list[Participant] = []
        self._by_mdn: dict[str, Participant] = {}
        self._by_external_id: dict[str, Participant] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Participant]:
        return iter(self._all)

    def by_serial(self, serial: int) -> Participant | None:
        """The person who appeared as the `serial`-th, counting from 1."""
        return self._all[serial - 1] if 0 < serial <= len(self._all) else None

    def by_mdn(self, mdn: str) -> Participant | None:
        """The person whose active phone it is."""
        return self._by_mdn.get(mdn)

    def by_external_id(self, external_id: str) -> Participant | None:
        """The person with the brand's own key."""
        return self._by_external_id.get(external_id)

    def add(self, person: Person) -> Participant:
        """Take in a new person, whose serial number is the next one."""
        participant = Participant(person)
        self._all.append(participant)
        self._index(participant)
        return participant

    def replace(self, participant: Participant, person: Person) -> None:
        """Let the participant be `person` from now on."""
        old = participant.person
        if old.mdn is not None:
            del self._by_mdn[old.mdn]
        if old.external_id is not None:
            del self._by_external_id[old.external_id]
        participant.person = person
        self._index(participant)

    def _index(self, participant: Participant) -> None:
        person = participant.person
        if person.mdn is not None:
            self._by_mdn[person.mdn] = participant
        if person.external_id is not None:
            self._by_external_id[person.external_id] = participant
