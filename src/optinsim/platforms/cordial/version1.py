"""The contacts API of version 1: the differences of its answers from those of version 2.

RB, a Ruby client's recordings of 2018 and 2019, is in facts/cordial.md, A0 and A2. Everything that
RB does not show is as in version 2 (ours).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.adapter import NOT_EMULATED, Response
from optinsim.http_api import ApiError
from optinsim.platforms.cordial import routes

if TYPE_CHECKING:
    from optinsim.http_api import Call, Endpoint
    from optinsim.platforms.cordial import Cordial


def add_contact(cordial: Cordial, call: Call) -> Response:
    """POST contacts: 200 (RB)."""
    return replace(routes.add_contact(cordial, call), status=200)


def update_contact(cordial: Cordial, call: Call) -> Response:
    """PUT contacts/{key}: `message` and `cID` (RB; the recording may be edited by hand)."""
    cid = cordial.contacts.cid(routes.updated_contact(cordial, call))
    return Response(200, {"success": True, "message": "contact updated", "cID": cid})


def endpoint(one: Endpoint) -> Endpoint:
    """The call under /v1 instead of /v2. RB: neither a 404 nor a 422 has an `errorKey`."""

    def answer(cordial: Cordial, call: Call) -> Response:
        try:
            return one.answer(cordial, call)
        except ApiError as error:
            if error.status == NOT_EMULATED:
                raise
            body = {key: item for key, item in error.body.items() if key != "errorKey"}
            raise ApiError(error.status, body) from None

    return replace(one, path=one.path.replace("/v2/", "/v1/", 1), answer=answer)
