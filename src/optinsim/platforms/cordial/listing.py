"""GET contacts: the contacts that a query selects.

OAS2 is in facts/cordial.md, A2: it names the parameters, and says little about their effect.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.platforms.cordial.errors import (
    BAD_SEARCH_FIELD,
    not_found,
    refused,
)
from optinsim.platforms.cordial.keys import by_value, read_address, search_channel
from optinsim.platforms.cordial.records import EMAIL_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import JSON
    from optinsim.http_api import Call
    from optinsim.platforms.cordial import Cordial
    from optinsim.platforms.cordial.contacts import Contact

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_PAGING = (("per_page", "25"), ("page", "1"))
"""The parameters with their defaults, which are ours."""
_DATES = {"createdAt": "created_at", "lastModified": "modified_at"}


def list_contacts(cordial: Cordial, call: Call) -> Response:
    """GET contacts: the contacts that the query selects; 404 if there are none (OAS2).

    The order is that of creation unless the query sorts; unknown parameters are ignored (ours).
    """
    query = call.request.query
    if "audience-key" in query:
        raise cordial.not_emulated("audiences")
    if query.get("return_count", "false").lower() != "false":
        raise cordial.not_emulated("return_count, whose answer no source shows")
    wanted = {name: query[name] for name in cordial.account.attributes if name in query}
    found = []
    for contact in _candidates(cordial, query.get("email")):
        fields = cordial.contacts.participant(contact).person.fields
        if all(name in fields and str(fields[name]) == value for name, value in wanted.items()):
            found.append(contact)
    if "sort_by" in query:
        found.sort(key=lambda contact: _sort_key(cordial, contact, query["sort_by"]))
    if query.get("sort_dir") == "desc":
        found.reverse()
    size, page = (_whole(query, name, default) for name, default in _PAGING)
    found = found[(page - 1) * size : page * size]
    if not found:
        raise not_found()
    return Response(200, [cordial.contacts.record(contact) for contact in found])


def _candidates(cordial: Cordial, email: str | None) -> list[Contact]:
    if email is None:
        return list(cordial.contacts)
    contact = by_value(cordial, EMAIL_CHANNEL, read_address(EMAIL_CHANNEL, email))
    return [] if contact is None else [contact]


def _sort_key(cordial: Cordial, contact: Contact, name: str) -> tuple[bool, str]:
    """By a date, the email address or an attribute; as text, contacts without it first (ours)."""
    person = cordial.contacts.participant(contact).person
    value: JSON
    if name in _DATES:
        value = getattr(contact, _DATES[name])
    elif search_channel(cordial, name) == EMAIL_CHANNEL:
        value = person.external_id
    elif name in cordial.account.attributes:
        value = person.fields.get(name)
    else:
        raise refused("sort_by", BAD_SEARCH_FIELD)
    return value is not None, str(value)


def _whole(query: Mapping[str, str], name: str, default: str) -> int:
    value = query.get(name, default)
    if _NUMBER.fullmatch(value) is None:
        raise refused(name, f"The {name} must be a whole number.")
    return int(value)
