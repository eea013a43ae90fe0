"""The calls about the account itself, with which most clients begin: its attributes, its lists.

OAS2 and the public clients are in facts/cordial.md, A2. Reads and changes no contact.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.platforms.cordial.errors import api_error, not_found
from optinsim.platforms.cordial.faults import RESERVED
from optinsim.platforms.cordial.reading import read_json

if TYPE_CHECKING:
    from optinsim.adapter import JSON
    from optinsim.http_api import Call
    from optinsim.platforms.cordial import Cordial
    from optinsim.platforms.cordial.account_lists import AccountList

ATTRIBUTE_TYPES = ("string", "number", "date", "geo", "array")
"""OAS2."""
_TYPE = "string"
"""The type of every attribute (ours): an account file gives no types, and any value is accepted."""
_LIST_NAME = re.compile("[A-Za-z0-9_-]{1,128}")
"""OAS2 speaks of letters, numbers and dashes; the client of Segment's makes `segment_…`."""
_BAD_LIST_NAME = (
    "Name must contain only letters, numbers, and dashes. Should not exceed 128 characters."
)
"""OAS2."""
_GROUP = "segment_group_id"
LIST_KEYS = ("name", "enhanced", _GROUP)


def show_health(cordial: Cordial, call: Call) -> Response:  # noqa: ARG001  (every endpoint takes both)
    """GET health, by which Segment's client tests its key: 200; the body is ours."""
    return Response(200, {"success": True})


def show_attributes(cordial: Cordial, call: Call) -> Response:
    """GET accountcontactattributes[?type=&indexed=]; 404 if there are none (OAS2).

    OAS2 has a list. Two clients, one of them the vendor's own for Segment, look an attribute up by
    its key: unless the account's assumptions say otherwise, the answer is an object.
    """
    query = call.request.query
    kind, indexed = query.get("type", _TYPE), query.get("indexed", "0")
    if kind not in ATTRIBUTE_TYPES:
        raise api_error(422, "invalid field type")  # OAS2
    if indexed not in ("0", "1"):
        raise api_error(422, "The indexed must be 0 or 1.")
    attributes = cordial.account.attributes
    if (kind, indexed) != (_TYPE, "0") or not attributes:
        raise not_found()
    shown = {key: {"key": key, "name": key, "type": _TYPE, "index": False} for key in attributes}
    is_list = cordial.account.assumptions.attributes_answer == "list"
    return Response(200, list(shown.values()) if is_list else shown)


def show_lists(cordial: Cordial, call: Call) -> Response:
    """GET accountlists[?name=]: all, or the one of that name; 404 if there are none (OAS2)."""
    wanted = call.request.query.get("name")
    found = [_shown(one) for one in cordial.lists if wanted in (None, one.name)]
    if not found:
        raise not_found()
    return Response(200, found)


def add_list(cordial: Cordial, call: Call) -> Response:
    """POST accountlists: a new list, whose name is a key of contacts at once (OAS2)."""
    given = read_json(call.request)
    name = _name(cordial, given)
    enhanced, group = given.get("enhanced", False), given.get(_GROUP)
    if not isinstance(enhanced, bool):
        raise api_error(422, "The enhanced must be true or false.")
    if isinstance(group, bool | float | list | dict):
        raise api_error(422, f"The {_GROUP} must be text or a whole number.")
    made = cordial.lists.make(name, enhanced=enhanced, segment_group_id=group)
    return Response(200, {"success": True, "id": made.id})


def _name(cordial: Cordial, given: JSON) -> str:
    """The name of a new list.

    Raises:
        ApiError: 422. The texts are OAS2's for a name, RB's for an unknown or missing key.
    """
    if not isinstance(given, dict):
        raise api_error(422, "The body must be a JSON object.")
    for key in given:
        if key not in LIST_KEYS:
            raise api_error(422, f"key {key} is not part of the schema for this resource")
    name = given.get("name")
    if name in (None, ""):
        raise api_error(422, "The name field is required.")
    if not isinstance(name, str) or _LIST_NAME.fullmatch(name) is None:
        raise api_error(422, _BAD_LIST_NAME)
    # OAS2 for cid; ours for every other key of a contact.
    if name.lower() in {key.lower() for key in (*RESERVED, *cordial.account.attributes)}:
        raise api_error(422, f"{name} is not allowed for list names.")
    if name in cordial.lists:
        raise api_error(422, "Name must be unique")
    return name


def _shown(one: AccountList) -> dict[str, JSON]:
    """OAS2's three keys, and the client's own segment_group_id if it sent one."""
    group = {} if one.segment_group_id is None else {_GROUP: one.segment_group_id}
    return {"id": one.id, "name": one.name, "enhanced": one.enhanced, **group}
