"""The JavaScript listener's `contact` call: one more way to an upsert.

D4 is vendor-docs/004; JS2F is in facts/cordial.md, A6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.platforms.cordial.errors import BAD_SEARCH_FIELD, Problems, refused
from optinsim.platforms.cordial.keys import read_address, search_channel
from optinsim.platforms.cordial.reading import POST_SWITCHES, read_contact, read_json
from optinsim.platforms.cordial.routes import created
from optinsim.platforms.cordial.upsert import find, upsert

if TYPE_CHECKING:
    from optinsim.adapter import JSON, Response
    from optinsim.http_api import Call
    from optinsim.platforms.cordial import Cordial


def listen(cordial: Cordial, call: Call) -> Response:
    """The JavaScript listener's `crdl("contact", auth_data, contact_data)`, as [auth, contact].

    D4, JS2F: the call identifies, updates or creates a contact. The identifying keys are read
    first, and are stored in the contact too (ours); the two parts may not name different addresses.
    """
    given = read_json(call.request)
    if not isinstance(given, list) or [type(part) for part in given] != [dict, dict]:
        raise refused("body", "The body must be auth_data and contact_data.")
    auth, data = given
    problems = Problems()
    if not auth:
        problems.required("auth_data")
    channels = data.setdefault("channels", {})
    order = []
    for key, value in auth.items():
        channel = search_channel(cordial, key)
        if channel is None:
            problems.add(f"auth_data.{key}", BAD_SEARCH_FIELD)
            continue
        order.append(channel)
        if not _agree(channel, value, channels):
            problems.add(f"auth_data.{key}", f"channels.{channel}.address is another")
    body = read_contact(cordial, data, problems, switches=POST_SWITCHES)
    body.identify_by = (*order, *body.identify_by)
    contact = upsert(cordial, body, find(cordial, body), problems)
    return created(cordial, contact)


def _agree(channel: str, value: JSON, channels: JSON) -> bool:
    """Whether the identifying address is the contact's; a contact without one gets it."""
    own = channels.setdefault(channel, {}) if isinstance(channels, dict) else None
    if not isinstance(own, dict):
        return True  # and is refused as a part of the contact
    address = own.setdefault("address", value)
    return read_address(channel, address) == read_address(channel, value)
