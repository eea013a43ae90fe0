"""The books that Cordial keeps of its contacts.

A contact is a person of the engine's, with what the engine has no place for: the cID, the dates of
its programs, its email channel. Knows how to find a contact by what is unique to it; changes
nobody's consent. D4 is vendor-docs/004, OAS2 is in facts/cordial.md, A2.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optinsim.core.ids import Ids
from optinsim.platforms.cordial.records import STATUSES, record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.adapter import JSON
    from optinsim.core.engine import Engine
    from optinsim.core.events import TransitionTaken
    from optinsim.core.people import Participant, Person

_PREFIX_DIGITS = 12


@dataclass(slots=True)
class Dates:
    """When somebody came and went, last."""

    subscribed_at: datetime | None = None
    unsubscribed_at: datetime | None = None

    def note(self, status: str, at: datetime) -> None:
        """Keep and drop as D4 says: both stay after an opt-out, a new request drops the later."""
        if status == "unsubscribed":
            self.unsubscribed_at = at
            return
        self.unsubscribed_at = None
        if status == "subscribed":
            self.subscribed_at = at


@dataclass(slots=True, eq=False)
class Contact:
    """What Cordial knows of a contact beside the engine's person."""

    number: int
    """What its cID is made from; it stays when the contact gets another phone."""
    serial: int
    """The engine's person."""
    created_at: datetime
    modified_at: datetime
    programs: dict[str, Dates] = field(default_factory=dict)
    email_status: str = "none"
    email_dates: Dates | None = None


class Contacts:
    """All contacts of one world."""

    def __init__(self, engine: Engine, sms_channel: str) -> None:
        self._engine = engine
        self._sms_channel = sms_channel
        self._by_serial: dict[int, Contact] = {}
        """By the serial of their person, and by that of their first if they got another phone."""
        self._ids = Ids(engine.seed, "cordial/contact")
        self._prefix = Ids(engine.seed, "cordial/account").short(1).lower()

    def __iter__(self) -> Iterator[Contact]:
        """In the order in which they appeared."""
        for serial, contact in self._by_serial.items():
            if contact.number == serial:
                yield contact

    def of(self, person: Person) -> Contact:
        """The contact that the person is."""
        serial = person.serial
        contact = self._by_serial.get(serial)
        if contact is None:
            contact = Contact(serial, serial, person.created_at, person.updated_at)
            self._by_serial[serial] = contact
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
        return None if participant is None else self.of(participant.person)

    def by_email(self, email: str) -> Contact | None:
        """The contact with that email address."""
        participant = self._engine.people.by_external_id(email)
        return None if participant is None else self.of(participant.person)

    def by_cid(self, cid: str) -> Contact | None:
        """The contact with that cID."""
        number = self._ids.number(cid[_PREFIX_DIGITS:].upper())
        contact = self._by_serial.get(number or 0)
        return contact if contact is not None and self.cid(contact) == cid else None

    def cid(self, contact: Contact) -> str:
        """The contact's id: 24 hexadecimal digits (OAS2's sample)."""
        return self._prefix + self._ids.short(contact.number).lower()

    def record(self, contact: Contact) -> dict[str, JSON]:
        """The contact as GET shows it."""
        participant = self.participant(contact)
        return record(self.cid(contact), contact, participant, self._sms_channel)

    def note(self, event: TransitionTaken) -> None:
        """Write down when somebody's status changed."""
        contact = self.of(event.person)
        contact.modified_at = event.at
        dates = contact.programs.setdefault(event.campaign.id, Dates())
        dates.note(STATUSES[event.after], event.at)

    def move(self, contact: Contact, serial: int) -> None:
        """Let the contact be another person of the engine's, with another phone.

        Ours: consent belongs to the phone, so the new one starts without any program.
        """
        if contact.serial != contact.number:
            del self._by_serial[contact.serial]
        contact.serial = serial
        contact.programs = {}
        self._by_serial[serial] = contact

    def remove(self, contact: Contact) -> None:
        """Forget the contact."""
        for serial in {contact.number, contact.serial}:
            del self._by_serial[serial]
