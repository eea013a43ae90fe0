"""Reads the body of a call about a contact: its switches and attributes; channels.py the rest.

OAS2, RB and the bodies of public clients are in facts/cordial.md, A2. Finds all errors at once;
reads and changes no state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.platforms.cordial.bodies import ContactBody
from optinsim.platforms.cordial.channels import read_channels
from optinsim.platforms.cordial.errors import BAD_SEARCH_FIELD, BAD_SUPPRESS_TRIGGERS, refused
from optinsim.platforms.cordial.keys import search_channel
from optinsim.platforms.cordial.records import EMAIL_CHANNEL

if TYPE_CHECKING:
    from optinsim.adapter import JSON, Request
    from optinsim.platforms.cordial import Cordial
    from optinsim.platforms.cordial.errors import Problems

POST_SWITCHES = frozenset({"suppressTriggers", "identifyBy", "forceSubscribe", "request_source"})
"""OAS2; forceSubscribe is documented for PUT alone, and accepted here too (ours).

An older client of Segment's sends `request_source`; it changes nothing (ours)."""
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
    """The body of a call about a contact; its errors are added to `problems`.

    Args:
        cordial: has the account, with its attributes, lists and programs.
        given: the body.
        problems: collects the errors.
        switches: the keys beside channels and attributes that this call accepts.
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
        elif key in cordial.lists:
            _read_list(body, key, value, problems)
        elif key != "channels":
            problems.unknown(key)
    # Clients of the vendor's own (for Magento) and Stape's send a PUT without channels.
    if "channels" in given or switches is not PUT_SWITCHES:
        read_channels(cordial, body, given.get("channels"), problems)
    return body


def with_channels(cordial: Cordial, given: JSON) -> JSON:
    """A POST's body with the email address where OAS2 has it.

    An older client of Segment's sends `email` and no channels.
    """
    if (
        not isinstance(given, dict)
        or "channels" in given
        or EMAIL_CHANNEL not in given
        or EMAIL_CHANNEL in cordial.account.attributes
    ):
        return given
    rest = {key: value for key, value in given.items() if key != EMAIL_CHANNEL}
    return {**rest, "channels": {EMAIL_CHANNEL: {"address": given[EMAIL_CHANNEL]}}}


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
        # No attribute triggers anything here, so there is nothing to suppress.
        if not isinstance(value, bool):
            problems.add(key, BAD_SUPPRESS_TRIGGERS)
    elif key == "request_source":
        return
    elif isinstance(value, bool):
        body.force_subscribe = value
    else:
        problems.not_valid(key, "true or false")


def _read_attribute(body: ContactBody, key: str, value: JSON, problems: Problems) -> None:
    """A string, a date, a number, an array or a geo object (OAS2); null removes (ours).

    `{"add": […]}` appends to an array: the vendor's client for Magento, and Tealium's.
    """
    parts = value
    if isinstance(value, dict) and list(value) == ["add"] and isinstance(value["add"], list):
        parts = body.added[key] = value["add"]
    elif isinstance(value, dict):
        parts = list(value.values())
    elif not isinstance(value, list):
        parts = []
    if any(isinstance(part, list | dict) for part in parts):
        problems.not_valid(key, "a string, a number, an array or a geo object")
    if key not in body.added:
        body.attributes[key] = value


def _read_list(body: ContactBody, key: str, value: JSON, problems: Problems) -> None:
    """Onto the list, or off it (OAS2: list_name)."""
    if isinstance(value, bool):
        body.lists[key] = value
    else:
        problems.not_valid(key, "true or false")
