"""The emulated calls of the Cordial API, each with the function that answers it.

OAS2: facts/cordial.md, A2. Any other call answers 501 and says so. The statuses are
those of docs/platforms/cordial.md.
"""

from __future__ import annotations

from optinsim.http_api import Endpoint
from optinsim.platforms.cordial import LISTENER, account_routes, routes, version1
from optinsim.platforms.cordial.listener import listen
from optinsim.platforms.cordial.listing import list_contacts

_ONE = "/v2/contacts/{key}"
_CHANNEL = "/v2/contacts/{key}/unsubscribe/{channel}"
_SAME_IN_BOTH_VERSIONS = (
    Endpoint("GET", "/v2/contacts", (200, 404), list_contacts),
    Endpoint("GET", _ONE, (200, 404), routes.show_contact),
    Endpoint("DELETE", _ONE, (200, 404), routes.delete_contact),
    Endpoint("PUT", _CHANNEL, (200, 404, 422), routes.unsubscribe),
)

ENDPOINTS = (
    Endpoint(LISTENER, "/contact", (201, 422), listen),
    *_SAME_IN_BOTH_VERSIONS,
    Endpoint("POST", "/v2/contacts", (201, 422), routes.add_contact),
    Endpoint("PUT", _ONE, (200, 404, 422), routes.update_contact),
    Endpoint(
        "GET", "/v2/accountcontactattributes", (200, 404, 422), account_routes.show_attributes
    ),
    Endpoint("GET", "/v2/accountlists", (200, 404), account_routes.show_lists),
    Endpoint("POST", "/v2/accountlists", (200, 422), account_routes.add_list),
    Endpoint("GET", "/v2/health", (200,), account_routes.show_health),
    *(
        version1.endpoint(one)
        for one in (
            *_SAME_IN_BOTH_VERSIONS,
            Endpoint("POST", "/v2/contacts", (200, 422), version1.add_contact),
            Endpoint("PUT", _ONE, (200, 404, 422), version1.update_contact),
        )
    ),
)
