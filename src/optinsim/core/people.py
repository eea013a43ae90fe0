"""People, and the state of each in every campaign.

Finds people by MDN, external id and serial number. All data is plain values in the world's
stores: a change replaces a value. Decides nothing: consent.py says which transitions are legal,
conversation.py makes them.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.names import PERSON, Numbers, numbers
from optinsim.core.values import ORDER, SET, SHOWN, STORED, value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from optinsim.core.consent import Trigger
    from optinsim.core.world import Store, World

NO_FIELDS: Mapping[str, object] = {}


@value
class Person:
    """A person's record at one moment."""

    serial: int = field(metadata=numbers(PERSON))
    """1, 2, 3 … in the order in which people appeared."""
    mdn: str | None
    """The one active phone, E.164."""
    external_id: str | None
    """The brand's own key for the person."""
    fields: Mapping[str, object] = field(metadata=STORED)
    """What the brand stores about the person: JSON values by field name."""
    created_at: datetime = field(metadata=SHOWN)
    updated_at: datetime = field(metadata=SHOWN)


@value
class Participation:
    """One person in one campaign, at one moment."""

    state: Consent = Consent.NONE
    keyword: str = field(default="", metadata=SHOWN)
    """The word that started it, as the account writes it."""
    joined_at: datetime | None = field(default=None, metadata=SHOWN)
    """None: it follows another campaign of the same list."""
    expires_at: datetime | None = None
    """When it expires while it is pending; None: never."""
    prompted: int = field(default=0, metadata=ORDER)
    """While pending, grows with every prompt: the largest of a person's is the newest."""
    follows: bool = False
    """Whether it follows another campaign of the same list: a start word does not bring it back.
    """
    question: str | None = None
    """The id of the question that the person was asked last and has not answered yet."""


NO_PARTICIPATION = Participation()


@value
class Subscription:
    """One stay on a subscription list; a person who leaves and comes back has two."""

    list_id: str
    campaign: str = field(metadata=SHOWN)
    """The id of the campaign through which the person came."""
    opt_in_at: datetime = field(metadata=SHOWN)
    opt_out_at: datetime | None = field(default=None, metadata=SHOWN)
    ended_by: Trigger | None = field(default=None, metadata=SHOWN)


@value
class Stopped:
    """A participation that a stop has ended, and that a start word begins again."""

    campaign: str
    """The campaign's id."""
    keyword: str = field(metadata=SHOWN)
    """The word that started it."""


@value
class Participant:
    """A person with all participations and the active subscriptions."""

    person: Person
    participations: Mapping[str, Participation]
    """By campaign id. Not to be changed: a change makes a new participant."""
    subscriptions: tuple[Subscription, ...] = field(default=(), metadata=SET)
    """In the order of opting in; a tuple, because a million people have one each."""
    stopped: tuple[Stopped, ...] = ()
    """The participations that the last stop at each number ended, for start words."""

    def with_participation(self, campaign_id: str, new: Participation) -> Participant:
        """The same person, with this participation in a campaign."""
        participations = {**self.participations, campaign_id: new}
        return Participant(self.person, participations, self.subscriptions, self.stopped)

    def with_subscriptions(self, subscriptions: tuple[Subscription, ...]) -> Participant:
        """The same person, with these active subscriptions."""
        return Participant(self.person, self.participations, subscriptions, self.stopped)

    def state(self, campaign_id: str) -> Consent:
        """The person's state in the campaign."""
        participation = self.participations.get(campaign_id)
        return Consent.NONE if participation is None else participation.state

    def subscription(self, list_id: str) -> Subscription | None:
        """The active subscription to the list."""
        for subscription in self.subscriptions:
            if subscription.list_id == list_id:
                return subscription
        return None


class People:
    """All people of whom the platform has a record."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._all: Store[int, Participant] = world.store("core/people", numbers=Numbers(PERSON))
        # Two indexes, derived from the people, for look-ups in constant time.
        self._by_mdn: Store[str, int] = world.store("people/by mdn")
        self._by_external_id: Store[str, int] = world.store("people/by external id")

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Participant]:
        """In the order in which they appeared."""
        for serial in sorted(self._all):
            yield self._all[serial]

    @property
    def next_serial(self) -> int:
        """The serial number of the next new person."""
        return self._world.in_branch(len(self._all) + 1)

    def by_serial(self, serial: int) -> Participant | None:
        """The person with that serial number."""
        return self._all.get(serial)

    def by_mdn(self, mdn: str) -> Participant | None:
        """The person whose active phone it is."""
        serial = self._by_mdn.get(mdn)
        return None if serial is None else self._all[serial]

    def by_external_id(self, external_id: str) -> Participant | None:
        """The person with the brand's own key."""
        serial = self._by_external_id.get(external_id)
        return None if serial is None else self._all[serial]

    def put(self, participant: Participant) -> Participant:
        """Add a person, or replace the one with that serial number."""
        person = participant.person
        old = self._all.get(person.serial)
        if old is None or old.person is not person:
            self._index(old.person if old else None, person)
        self._all[person.serial] = participant
        return participant

    def _index(self, old: Person | None, new: Person) -> None:
        if old is None or old.mdn != new.mdn:
            if old is not None and old.mdn is not None:
                del self._by_mdn[old.mdn]
            if new.mdn is not None:
                self._by_mdn[new.mdn] = new.serial
        if old is None or old.external_id != new.external_id:
            if old is not None and old.external_id is not None:
                del self._by_external_id[old.external_id]
            if new.external_id is not None:
                self._by_external_id[new.external_id] = new.serial
