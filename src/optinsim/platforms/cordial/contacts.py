"""The contacts of Cordial: the platform's own state.

A contact is a person of the engine, with data that the engine does not have: the cID, the email
channel, the lists. Consent belongs to the phone (ours): when a contact gets another phone, it
becomes another person of the engine, and the former person keeps the former phone with its programs
and their dates. Knows how to find a contact by its unique keys; changes no consent. D4 is
vendor-docs/004, OAS2 is in facts/cordial.md, A2.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from optinsim.core.ids import Ids
from optinsim.core.names import PERSON, Numbers, numbers
from optinsim.core.values import SHOWN, value
from optinsim.platforms.cordial.records import STATUSES, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from optinsim.adapter import JSON
    from optinsim.core.engine import Engine
    from optinsim.core.events import TransitionTaken
    from optinsim.core.people import Participant, Person
    from optinsim.core.world import Store

_PREFIX_DIGITS = 12
_CONTACT = "cordial/contact"
"""The kind of the numbers of contacts."""


@value
class Dates:
    """When a contact last subscribed and unsubscribed."""

    subscribed_at: datetime | None = None
    unsubscribed_at: datetime | None = None

    def after(self, status: str, at: datetime) -> Dates:
        """Keep and drop as D4 says: both stay after an opt-out, a new request drops the later."""
        if status == "unsubscribed":
            return Dates(self.subscribed_at, at)
        return Dates(at if status == "subscribed" else self.subscribed_at)


@value
class Contact:
    """The data of a contact beside the engine's person, at one moment."""

    number: int = field(metadata=numbers(_CONTACT))
    """Its cID is made from it; it stays when the contact gets another phone."""
    serial: int = field(metadata=numbers(PERSON))
    """The engine's person, whose phone it has."""
    created_at: datetime = field(metadata=SHOWN)
    modified_at: datetime = field(metadata=SHOWN)
    lists: Mapping[str, datetime | None] = field(default_factory=dict, metadata=SHOWN)
    """When the contact joined each of its lists; None: the list keeps no dates."""
    email_status: str = "none"
    email_dates: Dates | None = field(default=None, metadata=SHOWN)


class Contacts:
    """All contacts of one cordial."""

    def __init__(self, engine: Engine, sms_channel: str) -> None:
        self._engine = engine
        self._sms_channel = sms_channel
        self._all: Store[int, Contact] = engine.world.store(
            "cordial/contacts", numbers=Numbers(_CONTACT)
        )
        """By number."""
        self._numbers: Store[int, int] = engine.world.store(
            "cordial/contact numbers", numbers=Numbers(PERSON, _CONTACT)
        )
        """By the serial number of the person; one whose phone no contact has is not in it."""
        self._given: Store[str, int] = engine.world.store("cordial/numbers given", is_shown=True)
        """How many contacts were numbered so far."""
        self._dates: Store[int, Mapping[str, Dates]] = engine.world.store(
            "cordial/dates", is_shown=True
        )
        """The dates of programs, by the serial number of the person who has the phone."""
        self._ids = Ids(engine.seed, "cordial/contact")
        self._prefix = Ids(engine.seed, "cordial/account").short(1).lower()

    def __iter__(self) -> Iterator[Contact]:
        """In the order in which they appeared."""
        for number in sorted(self._all):
            yield self._all[number]

    def of(self, person: Person) -> Contact:
        """The contact of the person."""
        return self._all[self._numbers[person.serial]]

    def add(self, person: Person) -> Contact:
        """Make a contact for a new person; a person with a contact keeps it."""
        serial = person.serial
        if serial in self._numbers:
            return self.of(person)
        number = self._given["contacts"] = self._given.get("contacts", 0) + 1
        self._numbers[serial] = number
        now = self._engine.now
        return self.put(Contact(number, serial, now, now))

    def put(self, contact: Contact) -> Contact:
        """Add or replace a contact."""
        self._all[contact.number] = contact
        return contact

    def participant(self, contact: Contact) -> Participant:
        """The engine's side of the contact."""
        return self.by_serial(contact.serial)

    def by_serial(self, serial: int) -> Participant:
        """The engine's person of that serial number, who exists."""
        participant = self._engine.people.by_serial(serial)
        if participant is None:
            raise LookupError(serial)
        return participant

    def by_address(self, mdn: str) -> Contact | None:
        """The contact with that SMS address."""
        participant = self._engine.people.by_mdn(mdn)
        number = self._numbers.get(participant.person.serial) if participant else None
        return None if number is None else self._all[number]

    def by_email(self, email: str) -> Contact | None:
        """The contact with that email address."""
        participant = self._engine.people.by_external_id(email)
        return None if participant is None else self.of(participant.person)

    def by_cid(self, cid: str) -> Contact | None:
        """The contact with that cID."""
        number = self._ids.number(cid[_PREFIX_DIGITS:].upper())
        contact = self._all.get(number or 0)
        return contact if contact is not None and self.cid(contact) == cid else None

    def cid(self, contact: Contact) -> str:
        """The contact's id: 24 hexadecimal digits (OAS2's sample)."""
        return self._prefix + self._ids.short(contact.number).lower()

    def record(self, contact: Contact) -> dict[str, JSON]:
        """The contact as GET shows it."""
        participant = self.participant(contact)
        dates = self._dates.get(contact.serial, {})
        return record(self.cid(contact), contact, participant, dates, self._sms_channel)

    def note(self, event: TransitionTaken) -> None:
        """Store the time of a change of status."""
        serial, program = event.person.serial, event.campaign.id
        known = self._dates.get(serial, {})
        dates = known.get(program, Dates()).after(STATUSES[event.after], event.at)
        self._dates[serial] = {**known, program: dates}
        self.put(replace(self.of(event.person), modified_at=event.at))

    def move(self, contact: Contact, serial: int) -> Contact:
        """Move the contact to another person of the engine, with another phone.

        That person is new and has just got a contact, or has kept the phone of a former contact.
        """
        self._all.pop(self._numbers.get(serial, 0))
        del self._numbers[contact.serial]
        self._numbers[serial] = contact.number
        return self.put(replace(contact, serial=serial))

    def remove(self, contact: Contact) -> None:
        """Forget the contact."""
        del self._all[contact.number]
        del self._numbers[contact.serial]
