"""The emulated calls of Cordial's contacts API, one function each.

The list of contacts is in listing.py, the JavaScript listener's call in listener.py.
OAS2 and D4 are in facts/cordial.md, A2 and A3. endpoints.py knows which function answers a call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.core.commands import SavePerson, Stop
from optinsim.platforms.cordial.errors import (
    CONTACT_NOT_FOUND,
    NO_SUCH_CHANNEL,
    RECORD_NOT_FOUND,
    Problems,
    not_found,
    refused,
)
from optinsim.platforms.cordial.keys import by_key
from optinsim.platforms.cordial.reading import (
    POST_SWITCHES,
    PUT_SWITCHES,
    read_contact,
    read_json,
    with_channels,
)
from optinsim.platforms.cordial.records import EMAIL_CHANNEL
from optinsim.platforms.cordial.upsert import find, set_email_status, upsert

if TYPE_CHECKING:
    from optinsim.http_api import Call
    from optinsim.platforms.cordial import Cordial
    from optinsim.platforms.cordial.contacts import Contact


def add_contact(cordial: Cordial, call: Call) -> Response:
    """POST contacts: an upsert, answered 201 whether the contact is new or not (OAS2, DEV)."""
    problems = Problems()
    given = with_channels(cordial, read_json(call.request))
    body = read_contact(cordial, given, problems, switches=POST_SWITCHES)
    contact = upsert(cordial, body, find(cordial, body), problems)
    return created(cordial, contact)


def created(cordial: Cordial, contact: Contact) -> Response:
    """OAS2's answer, also for an existing contact: no source shows another one."""
    return Response(
        200 if cordial.account.assumptions.post_answers_200 else 201,
        {"success": True, "message": "contact created", "cID": cordial.contacts.cid(contact)},
    )


def show_contact(cordial: Cordial, call: Call) -> Response:
    """GET contacts/{key}."""
    return Response(200, cordial.contacts.record(_wanted(cordial, call)))


def update_contact(cordial: Cordial, call: Call) -> Response:
    """PUT contacts/{key}."""
    updated_contact(cordial, call)
    return _success()


def updated_contact(cordial: Cordial, call: Call) -> Contact:
    """Update the contact of the path from the body."""
    contact = _wanted(cordial, call, CONTACT_NOT_FOUND)
    problems = Problems()
    body = read_contact(cordial, read_json(call.request), problems, switches=PUT_SWITCHES)
    return upsert(cordial, body, contact, problems)


def delete_contact(cordial: Cordial, call: Call) -> Response:
    """DELETE contacts/{key}: removes all data, and sends no event (ours)."""
    contact = _wanted(cordial, call)
    cordial.engine.do(SavePerson(contact.serial, None, None, {}))
    cordial.contacts.remove(contact)
    return _success()


def unsubscribe(cordial: Cordial, call: Call) -> Response:
    """PUT contacts/{key}/unsubscribe/{channel}: all programs of the SMS channel (C19).

    An `mcID`, in the query (OAS2) or in the body (as clients send it), changes nothing: it belongs
    to a promotional message, and optinsim sends none, so it cannot check it.
    """
    contact, channel = _wanted(cordial, call), call.path["channel"]
    person = cordial.contacts.participant(contact).person
    addresses = {cordial.account.sms_channel: person.mdn, EMAIL_CHANNEL: person.external_id}
    if addresses.get(channel) is None:
        raise refused("channel", NO_SUCH_CHANNEL)
    if channel == EMAIL_CHANNEL:
        set_email_status(cordial, contact, "unsubscribed", force=False)
    else:
        cordial.engine.do(Stop(contact.serial))
    return _success()


def _success() -> Response:
    return Response(200, {"success": True})


def _wanted(cordial: Cordial, call: Call, error_key: str = RECORD_NOT_FOUND) -> Contact:
    """The contact that the path names; 404 if there is none."""
    contact = by_key(cordial, call.path["key"])
    if contact is None:
        raise not_found(error_key)
    return contact
