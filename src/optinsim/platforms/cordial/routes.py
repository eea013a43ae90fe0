"""The calls of Cordial's contacts API that we emulate, one function each.

OAS2 and D4 are in facts/cordial.md, A2 and A3. Who is let in and which call goes where is api.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.core.commands import SavePerson, Stop
from optinsim.platforms.cordial.bodies import (
    read_address,
    read_contact,
    read_email,
    read_json,
    search_channel,
)
from optinsim.platforms.cordial.errors import (
    BAD_SEARCH_FIELD,
    FOREIGN_MCID,
    NO_SUCH_CHANNEL,
    Problems,
    not_emulated,
    not_found,
    refused,
)
from optinsim.platforms.cordial.faults import EMAIL_CHANNEL
from optinsim.platforms.cordial.upsert import find, set_email_status, upsert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import JSON, Request
    from optinsim.platforms.cordial.contacts import Contact
    from optinsim.platforms.cordial.world import World

POST_SWITCHES = frozenset({"suppressTriggers", "identifyBy", "forceSubscribe"})
"""OAS2; forceSubscribe is documented for PUT alone, and taken here too (ours)."""
PUT_SWITCHES = frozenset({"suppressTriggers", "forceSubscribe"})
"""OAS2."""

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_PER_PAGE = "25"
"""Where a query does not say; ours."""
_DATES = {"createdAt": "created_at", "lastModified": "modified_at"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the API that has been let in."""

    request: Request
    path: Mapping[str, str]
    """The parts of the path that vary, by name."""


def add_contact(world: World, call: Call) -> Response:
    """POST contacts: an upsert, answered 201 whether the contact is new or not (OAS2, DEV)."""
    problems = Problems()
    body = read_contact(world, read_json(call.request), problems, switches=POST_SWITCHES)
    contact = upsert(world, body, find(world, body), problems)
    return _created(world, contact)


def listen(world: World, call: Call) -> Response:
    """The JavaScript listener's `crdl("contact", auth_data, contact_data)`, as [auth, contact].

    D4, JS2F: it identifies, updates or creates. What identifies is looked for first, and belongs to
    the contact too (ours); so that nobody is mistaken, the two may not name different addresses.
    """
    given = read_json(call.request)
    if not isinstance(given, list) or [type(part) for part in given] != [dict, dict]:
        raise refused("body", "The body must be auth_data and contact_data.")
    auth, data = given
    problems = Problems()
    channels = data.get("channels", {})
    order = []
    for key, value in auth.items():
        channel = search_channel(world, key)
        if channel is None:
            problems.add(f"auth_data.{key}", BAD_SEARCH_FIELD)
            continue
        order.append(channel)
        # What is no object is refused as part of the contact.
        if isinstance(channels, dict):
            own = channels.setdefault(channel, {})
            if isinstance(own, dict) and own.setdefault("address", value) != value:
                problems.add(f"auth_data.{key}", f"channels.{channel}.address is another")
    if not auth:
        problems.required("auth_data")
    body = read_contact(world, {**data, "channels": channels}, problems, switches=POST_SWITCHES)
    body.identify_by = (*order, *body.identify_by)
    contact = upsert(world, body, find(world, body), problems)
    return _created(world, contact)


def _created(world: World, contact: Contact) -> Response:
    """OAS2's body. What it says of a contact that was there already is not known: the same."""
    return Response(
        int(world.account.assumptions.post_answers),
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


def by_key(world: World, key: str) -> Contact | None:
    """The contact with a cID, a value of the primary key, or a secondary key (OAS2).

    Which key is primary, an account chooses: any of the two addresses is taken for it unless the
    account's assumptions say which.
    """
    name, colon, value = key.partition(":")
    channel = search_channel(world, name) if colon else None
    if channel is None:
        contact = world.contacts.by_cid(key)
        primary = world.account.assumptions.primary_key
        is_email = "@" in key
        if contact is not None or colon or primary == ("sms" if is_email else "email"):
            return contact
        channel, value = EMAIL_CHANNEL if is_email else world.account.sms_channel, key
    if channel == EMAIL_CHANNEL:
        email = read_email(value)
        return world.contacts.by_email(email) if email else None
    mdn = read_address(value)
    return world.contacts.by_address(mdn) if mdn else None


def list_contacts(world: World, call: Call) -> Response:
    """GET contacts: those that the query asks for; 404 if there are none (OAS2).

    The order is that of creation unless the query sorts; unknown parameters are passed over (ours).
    """
    query = call.request.query
    if "audience-key" in query:
        raise not_emulated("audiences")
    if query.get("return_count", "false").lower() != "false":
        raise not_emulated("return_count, whose answer no source shows")
    wanted = {name: query[name] for name in world.account.attributes if name in query}
    found = []
    for contact in _candidates(world, query.get("email")):
        fields = world.contacts.participant(contact).person.fields
        if all(str(fields.get(name)) == value for name, value in wanted.items()):
            found.append(contact)
    if "sort_by" in query:
        found.sort(key=lambda contact: _sort_key(world, contact, query["sort_by"]))
    if query.get("sort_dir") == "desc":
        found.reverse()
    size, page = (_whole(query, name, default) for name, default in _PAGING)
    found = found[(page - 1) * size : page * size]
    if not found:
        raise not_found()
    return Response(200, [world.contacts.record(contact) for contact in found])


_PAGING = (("per_page", _PER_PAGE), ("page", "1"))


def _candidates(world: World, email: str | None) -> list[Contact]:
    if email is None:
        return list(world.contacts)
    contact = world.contacts.by_email(email.lower())
    return [] if contact is None else [contact]


def _sort_key(world: World, contact: Contact, name: str) -> tuple[bool, str]:
    """By a date, the email address or an attribute; as text, and who has none first (ours)."""
    person = world.contacts.participant(contact).person
    value: JSON
    if name in _DATES:
        value = getattr(contact, _DATES[name])
    elif name in (EMAIL_CHANNEL, "channels.email.address"):
        value = person.external_id
    elif name in world.account.attributes:
        value = person.fields.get(name)
    else:
        raise refused("sort_by", BAD_SEARCH_FIELD)
    return value is not None, str(value)


def _whole(query: Mapping[str, str], name: str, default: str) -> int:
    value = query.get(name, default)
    if _NUMBER.fullmatch(value) is None:
        raise refused(name, f"The {name} must be a whole number.")
    return int(value)
