"""The calls of the Cordial API that are emulated: which function answers which call.

OAS2: facts/cordial.md, A2. A call that is not in here answers 501 and says so. The statuses are
those of docs/platforms/cordial.md.
"""

from __future__ import annotations

from optinsim.http_api import Endpoint
from optinsim.platforms.cordial import LISTENER, routes
from optinsim.platforms.cordial.listener import listen
from optinsim.platforms.cordial.listing import list_contacts

ENDPOINTS = (
    Endpoint(LISTENER, "/contact", (201, 422), listen),
    Endpoint("GET", "/v2/contacts", (200, 404), list_contacts),
    Endpoint("POST", "/v2/contacts", (201, 422), routes.add_contact),
    Endpoint("GET", "/v2/contacts/{key}", (200, 404), routes.show_contact),
    Endpoint("PUT", "/v2/contacts/{key}", (200, 404, 422), routes.update_contact),
    Endpoint("DELETE", "/v2/contacts/{key}", (200, 404), routes.delete_contact),
    Endpoint(
        "PUT", "/v2/contacts/{key}/unsubscribe/{channel}", (200, 404, 422), routes.unsubscribe
    ),
)
