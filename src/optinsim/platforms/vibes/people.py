"""Finds the person that an API call means, and stores the call's values.

D0 is vendor-docs/000, OLD and RP the vendor's reference pages (facts/vibes.md, section 4). A call
sets the values that it has, `null` removes one, an omitted one stays. Does not read bodies
(bodies.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.commands import Leave, SavePerson
from optinsim.platforms.vibes.bodies import OMITTED, read_mdn_of_query
from optinsim.platforms.vibes.errors import ErrorCode, api_error

if TYPE_CHECKING:
    from optinsim.core.people import Participant
    from optinsim.http_api import Call
    from optinsim.platforms.vibes import Vibes
    from optinsim.platforms.vibes.bodies import Omitted, PersonBody


def find_person(vibes: Vibes, person_key: str) -> Participant | None:
    """The person with that person_key or, as Vibes accepts too, person_id."""
    serial = vibes.formats.serial(person_key)
    return None if serial is None else vibes.engine.people.by_serial(serial)


def find_by_external_id(vibes: Vibes, external_id: str | Omitted | None) -> Participant | None:
    """The person with that external_person_id, if it is one."""
    return vibes.engine.people.by_external_id(external_id) if isinstance(external_id, str) else None


def find_by_mdn(vibes: Vibes, mdn: str | Omitted | None) -> Participant | None:
    """The person with that phone, if it is one."""
    return vibes.engine.people.by_mdn(mdn) if isinstance(mdn, str) else None


def search_person(vibes: Vibes, call: Call) -> Participant | None:
    """The person that the query names by mdn, person_key, person_id or external_person_id.

    Raises:
        ApiError: 400 for a bad MDN, or if the query names no person.
    """
    query = call.request.query
    if "mdn" in query:
        return find_by_mdn(vibes, read_mdn_of_query(vibes.account, call, query["mdn"]))
    if "external_person_id" in query:
        return find_by_external_id(vibes, query["external_person_id"])
    key = query.get("person_key", query.get("person_id"))
    if key is None:
        message = "One of mdn, person_key, person_id, external_person_id must be given"
        raise api_error(400, message, ErrorCode.BAD_REQUEST)
    return find_person(vibes, key)


def save(
    vibes: Vibes, body: PersonBody, participant: Participant | None, *, always: bool = False
) -> Participant:
    """Store the body's values: for that person, or for a new one.

    If no value changes, nothing is stored and no person_updated follows, unless `always`.
    """
    old = participant.person if participant else None
    mdn = _or_old(body.mdn, old.mdn if old else None)
    external_id = _or_old(body.external_id, old.external_id if old else None)
    fields = dict(old.fields) if old else {}
    if isinstance(body.custom_fields, dict):
        fields |= body.custom_fields
    elif body.custom_fields is None:
        fields = {}
    fields = {name: value for name, value in fields.items() if value is not None}
    if old is not None and mdn is None:
        # Ours: consent belongs to the phone, and ends when the phone is taken off the person.
        for list_id in vibes.engine.setup.by_list:
            vibes.engine.do(Leave(old.serial, list_id))
    serial = old.serial if old else vibes.engine.people.next_serial
    changed = _save_carrier(vibes, serial, mdn, body.carrier_code)
    if old is None:
        vibes.engine.do(SavePerson(None, mdn, external_id, fields))
    elif always or changed or (mdn, external_id, fields) != (old.mdn, old.external_id, old.fields):
        vibes.engine.do(SavePerson(serial, mdn, external_id, fields))
    return vibes.person(serial)


def _save_carrier(
    vibes: Vibes, serial: int, mdn: str | None, carrier_code: str | Omitted | None
) -> bool:
    """Store the carrier of a person's phone, which goes with the phone; whether it changed."""
    carriers = vibes.books.carriers
    if mdn is None:
        carriers.pop(serial, None)
        return False  # the phone itself changed, or there was none
    if carrier_code is OMITTED:
        return False
    assumed = vibes.account.assumptions.carrier_code
    changed = carriers.get(serial, assumed) != carrier_code
    carriers[serial] = carrier_code
    return changed


def _or_old(value: str | Omitted | None, old: str | None) -> str | None:
    return old if value is OMITTED else value
