"""The calls of Cordial's contacts API that we emulate, one function each.

The list of all is in listing.py, the JavaScript listener's call in listener.py.
OAS2 and D4 are in facts/cordial.md, A2 and A3. Who is let in and which call goes where is api.py's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.core.commands import SavePerson, Stop
from optinsim.platforms.cordial.errors import (
    FOREIGN_MCID,
    NO_SUCH_CHANNEL,
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
)
from optinsim.platforms.cordial.records import EMAIL_CHANNEL
from optinsim.platforms.cordial.upsert import find, set_email_status, upsert

if TYPE_CHECKING:
    from optinsim.platforms.cordial.contacts import Contact
    from optinsim.platforms.cordial.world import Call, World


def add_contact(world: World, call: Call) -> Response:
    """POST contacts: an upsert, answered 201 whether the contact is new or not (OAS2, DEV)."""
    problems = Problems()
    body = read_contact(world, read_json(call.request), problems, switches=POST_SWITCHES)
    contact = upsert(world, body, find(world, body), problems)
    return created(world, contact)


def created(world: World, contact: Contact) -> Response:
    """OAS2's answer. What it says of a contact that was there already is not known: the same."""
    return Response(
        200 if world.account.assumptions.post_answers_200 else 201,
        {"success": True, "message": "contact created", "cID": world.contacts.cid(contact)},
    )


def show_contact(world: World, call: Call) -> Response:
    """GET contacts/{key}."""
    return Response(200, world.contacts.record(_wanted(world, call)))


def update_contact(world: World, call: Call) -> Response:
    """PUT contacts/{key}."""
    contact = _wanted(world, call)
    problems = Problems()
    body = read_contact(world, read_json(call.request), problems, switches=PUT_SWITCHES)
    upsert(world, body, contact, problems)
    return _success()


def delete_contact(world: World, call: Call) -> Response:
    """DELETE contacts/{key}: nothing is left, and nobody is told (ours)."""
    contact = _wanted(world, call)
    world.do(SavePerson(contact.serial, None, None, {}))
    world.contacts.remove(contact)
    return _success()


def unsubscribe(world: World, call: Call) -> Response:
    """PUT contacts/{key}/unsubscribe/{channel}: all programs of the SMS channel (C19)."""
    contact, channel = _wanted(world, call), call.path["channel"]
    person = world.contacts.participant(contact).person
    addresses = {world.account.sms_channel: person.mdn, EMAIL_CHANNEL: person.external_id}
    if addresses.get(channel) is None:
        raise refused("channel", NO_SUCH_CHANNEL)
    if "mcID" in call.request.query:
        # An mcID comes with a promotional message, and optinsim sends none.
        raise refused("mcID", FOREIGN_MCID)
    if channel == EMAIL_CHANNEL:
        set_email_status(world, contact, "unsubscribed", force=False)
    else:
        world.do(Stop(contact.serial))
    return _success()


def _success() -> Response:
    return Response(200, {"success": True})


def _wanted(world: World, call: Call) -> Contact:
    """The contact that the path names; 404 if there is none."""
    contact = by_key(world, call.path["key"])
    if contact is None:
        raise not_found()
    return contact
