"""Reading what a call says about a contact: its switches and attributes; channels.py has the rest.

OAS2 and RB are in facts/cordial.md, A2. Finds everything that is wrong at once; looks nobody up and
stores nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.platforms.cordial.bodies import ContactBody
from optinsim.platforms.cordial.channels import read_channels
from optinsim.platforms.cordial.errors import BAD_SEARCH_FIELD, BAD_SUPPRESS_TRIGGERS, refused
from optinsim.platforms.cordial.keys import search_channel

if TYPE_CHECKING:
    from optinsim.adapter import JSON, Request
    from optinsim.platforms.cordial import Cordial
    from optinsim.platforms.cordial.errors import Problems

POST_SWITCHES = frozenset({"suppressTriggers", "identifyBy", "forceSubscribe"})
"""OAS2; forceSubscribe is documented for PUT alone, and taken here too (ours)."""
PUT_SWITCHES = frozenset({"suppressTriggers", "forceSubscribe"})
"""OAS2."""


def read_json(request: Request) -> JSON:
    """The body of a call.

    Raises:
        ApiError: 422, it is no JSON. (OAS2 knows no 400 for contacts.)
    """
    try:
        return request.json()
    except ValueError:
        raise refused("body", "The body must be JSON.") from None


def read_contact(
    cordial: Cordial, given: JSON, problems: Problems, *, switches: frozenset[str]
) -> ContactBody:
    """The body of a call that speaks of a contact; what is wrong in it goes to `problems`.

    Args:
        cordial: whose account says what there is.
        given: the body.
        problems: where to collect what is wrong.
        switches: the keys beside channels and attributes that this call takes.
    """
    body = ContactBody()
    if not isinstance(given, dict):
        problems.not_valid("body", "a JSON object")
        return body
    for key, value in given.items():
        if key in switches:
            _read_switch(cordial, body, key, value, problems)
        elif key in cordial.account.attributes:
            _read_attribute(body, key, value, problems)
        elif key != "channels":
            problems.unknown(key)
    read_channels(cordial, body, given.get("channels"), problems)
    return body


def _read_switch(
    cordial: Cordial, body: ContactBody, key: str, value: JSON, problems: Problems
) -> None:
    if key == "identifyBy":
        found = (
            [search_channel(cordial, one) for one in value] if isinstance(value, list) else [None]
        )
        body.identify_by = tuple(channel for channel in found if channel is not None)
        if None in found:
            problems.add(key, BAD_SEARCH_FIELD)
    elif key == "suppressTriggers":
        # Nothing here is triggered by a changed attribute, so there is nothing to suppress.
        if not isinstance(value, bool):
            problems.add(key, BAD_SUPPRESS_TRIGGERS)
    elif isinstance(value, bool):
        body.force_subscribe = value
    else:
        problems.not_valid(key, "true or false")


def _read_attribute(body: ContactBody, key: str, value: JSON, problems: Problems) -> None:
    """A string, a date, a number, an array or a geo object (OAS2); null removes (ours)."""
    parts = value
    if isinstance(value, dict):
        parts = list(value.values())
    elif not isinstance(value, list):
        parts = []
    if any(isinstance(part, list | dict) for part in parts):
        problems.not_valid(key, "a string, a number, an array or a geo object")
    body.attributes[key] = value
