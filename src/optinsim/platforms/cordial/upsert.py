"""Creates or updates a contact: finds the one that a body means, checks the body, and changes it.

D4 is vendor-docs/004; OAS2, SETSTAT and IMPORT are in facts/cordial.md, A2 and A3. All checks come
before the first command, so a refused call has changed nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.core.commands import Add, Join, Leave, SavePerson
from optinsim.core.consent import Consent
from optinsim.core.people import NO_FIELDS
from optinsim.platforms.cordial.contacts import Dates
from optinsim.platforms.cordial.errors import NO_ADDRESS
from optinsim.platforms.cordial.keys import by_value
from optinsim.platforms.cordial.records import EMAIL_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import JSON
    from optinsim.platforms.cordial import Cordial
    from optinsim.platforms.cordial.bodies import ContactBody, ProgramWish
    from optinsim.platforms.cordial.contacts import Contact
    from optinsim.platforms.cordial.errors import Problems


def find(cordial: Cordial, body: ContactBody) -> Contact | None:
    """The contact that a body means, by the first of its keys that a contact has.

    OAS2: `identifyBy` names the keys and their order; without it, email comes before SMS (ours).
    """
    addresses = _addresses(cordial, body)
    for channel in body.identify_by or addresses:
        found = by_value(cordial, channel, addresses[channel])
        if found is not None:
            return found
    return None


def upsert(
    cordial: Cordial, body: ContactBody, contact: Contact | None, problems: Problems
) -> Contact:
    """Store the body's values: in this contact, or in a new one.

    Raises:
        ApiError: 422; nothing was changed.
    """
    problems.check()
    _check(cordial, body, contact, problems)
    problems.check()
    contact = _save(cordial, body, contact)
    contact = _put_on_lists(cordial, contact, body.lists)
    if body.email_status is not None:
        contact = set_email_status(cordial, contact, body.email_status, force=body.force_subscribe)
    for wish in body.programs:
        _grant(cordial, contact, wish)
    return contact


def set_email_status(cordial: Cordial, contact: Contact, status: str, *, force: bool) -> Contact:
    """Set the status of the email channel.

    SETSTAT, OAS2: an unsubscribed address is subscribed again only with forceSubscribe. Ours:
    without it the call succeeds, and changes nothing. For SMS programs D4 does not ask for it.
    """
    barred = contact.email_status == "unsubscribed" and status == "subscribed" and not force
    if barred or status == contact.email_status:
        return contact
    now = cordial.engine.now
    dates = contact.email_dates or Dates()
    if status != "none":
        dates = dates.after(status, now)
    return cordial.contacts.put(
        replace(contact, email_status=status, email_dates=dates, modified_at=now)
    )


def _check(
    cordial: Cordial, body: ContactBody, contact: Contact | None, problems: Problems
) -> None:
    """Refuse a contact without an address, another contact's address, and adding to no array."""
    person = cordial.contacts.participant(contact).person if contact else None
    if body.speaks_of_sms and body.mdn is None and (person is None or person.mdn is None):
        problems.required(f"channels.{cordial.account.sms_channel}.address")
    elif person is None and body.mdn is None and body.email is None:
        problems.add("channels", NO_ADDRESS)
    for channel, address in _addresses(cordial, body).items():
        if by_value(cordial, channel, address) not in (None, contact):
            problems.add(f"channels.{channel}.address", "another contact has this address")
    for name in body.added:
        if not isinstance(person.fields.get(name, []) if person else [], list):
            problems.not_valid(name, "an array, to add to it")


def _addresses(cordial: Cordial, body: ContactBody) -> dict[str, str | None]:
    """The addresses that a body gives, by channel."""
    return {EMAIL_CHANNEL: body.email, cordial.account.sms_channel: body.mdn}


def _save(cordial: Cordial, body: ContactBody, contact: Contact | None) -> Contact:
    """Store the body's values of the contact itself; other values stay."""
    person = cordial.contacts.participant(contact).person if contact else None
    old = person.fields if person else NO_FIELDS
    given = {**old, **body.attributes}
    for name, added in body.added.items():
        given[name] = [*_array(old.get(name)), *added]
    fields = {k: v for k, v in given.items() if v is not None}
    if contact is None or person is None:
        return cordial.contacts.add(cordial.add(body.mdn, body.email, fields))
    mdn, email = body.mdn or person.mdn, body.email or person.external_id
    if (mdn, email, fields) == (person.mdn, person.external_id, person.fields):
        return contact
    another_phone = mdn is not None and mdn != person.mdn
    if another_phone and (person.mdn is not None or cordial.engine.people.by_mdn(mdn or "")):
        # Ours: consent belongs to the phone, so it stays with this one, and comes with the other.
        cordial.engine.do(SavePerson(person.serial, person.mdn, None, {}))
        contact = cordial.contacts.move(contact, cordial.add(mdn, email, fields).serial)
    else:
        cordial.engine.do(SavePerson(person.serial, mdn, email, fields))
    return cordial.contacts.put(replace(contact, modified_at=cordial.engine.now))


def _array(value: object) -> list[JSON]:
    """An attribute's values; empty if it has none yet."""
    return value if isinstance(value, list) else []


def _put_on_lists(cordial: Cordial, contact: Contact, wanted: Mapping[str, bool]) -> Contact:
    """Put the contact on lists, or take it off; a list that it is on already keeps its date."""
    now = cordial.engine.now
    lists = {name: at for name, at in contact.lists.items() if wanted.get(name, True)}
    for name, is_on in wanted.items():
        if is_on:
            lists.setdefault(name, now if cordial.lists.keeps_dates(name) else None)
    if lists == contact.lists:
        return contact
    return cordial.contacts.put(replace(contact, lists=lists, modified_at=now))


def _grant(cordial: Cordial, contact: Contact, wish: ProgramWish) -> None:
    """Carry out the requested change of a program."""
    serial, program = contact.serial, wish.program
    state = cordial.contacts.participant(contact).state(program)
    if wish.status == "unsubscribed":
        cordial.engine.do(Leave(serial, program))
    elif wish.suppress_doi:
        # IMPORT, as A3 reads it: no effect on an existing contact.
        cordial.engine.do(Add(serial, program, wish.keyword))
    elif state is Consent.PENDING and not cordial.account.assumptions.api_repeats_opt_in:
        return
    elif state is not Consent.SUBSCRIBED:
        cordial.engine.do(Join(serial, program, wish.keyword))
