"""The emulated calls of the Vibes API, each with the function that answers it.

OAS: facts/vibes.md, sections 2 to 5. Any other call answers 501 and says so. Trailing
slashes do not count: the vendor's pages disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.http_api import Call, Endpoint
from optinsim.platforms.vibes import (
    callback_testing,
    campaigns,
    config,
    lists,
    participants,
    persons,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.adapter import Response
    from optinsim.platforms.vibes import Vibes

    Answer = Callable[[Vibes, Call], Response]

_BELOW = "/companies/{company_key}/"
_CAMPAIGNS = "campaigns/acquisition"
_PERSON = "mobiledb/persons/{person_key}"
_EXTERNAL = "mobiledb/persons/external/{external_id}"
_LISTS = "mobiledb/subscription_lists"
_CALLBACKS = "config/callbacks"

_ROUTES: tuple[tuple[str, str, tuple[int, ...], Answer], ...] = (
    ("GET", _CAMPAIGNS, (200, 404), campaigns.list_campaigns),
    ("GET", f"{_CAMPAIGNS}/{{campaign}}", (200, 404), campaigns.show_campaign),
    ("GET", f"{_CAMPAIGNS}/{{campaign}}/participants", (200, 400), participants.list_participants),
    (
        "POST",
        f"{_CAMPAIGNS}/{{campaign}}/participants",
        (201, 200, 400, 404, 409, 422),
        participants.add_participant,
    ),
    ("GET", "mobiledb/persons", (200, 400, 404), persons.search),
    ("POST", "mobiledb/persons", (201, 200, 409, 422), persons.add),
    ("GET", _EXTERNAL, (200, 404), persons.show),
    ("PUT", _EXTERNAL, (200, 201, 409, 422), persons.update),
    ("GET", f"{_EXTERNAL}/subscriptions", (200, 404), lists.list_subscriptions),
    ("GET", f"{_EXTERNAL}/subscriptions/{{list}}", (200, 404), lists.show_subscription),
    ("DELETE", f"{_EXTERNAL}/subscriptions/{{list}}", (204, 404), lists.end_subscription),
    ("GET", _PERSON, (200, 404), persons.show),
    ("PUT", _PERSON, (200, 404, 409, 422), persons.update),
    ("GET", f"{_PERSON}/subscriptions", (200, 404), lists.list_subscriptions),
    ("GET", f"{_PERSON}/subscriptions/{{list}}", (200, 404), lists.show_subscription),
    ("DELETE", f"{_PERSON}/subscriptions/{{list}}", (204, 404), lists.end_subscription),
    ("GET", _LISTS, (200,), lists.list_lists),
    ("GET", f"{_LISTS}/{{list}}", (200, 404), lists.show_list),
    ("GET", f"{_LISTS}/{{list}}/subscribers", (200, 404), lists.find_subscriber),
    ("GET", f"{_LISTS}/{{list}}/acquisition_campaigns", (200, 404), lists.list_campaigns_of_list),
    ("GET", "sourcecodes", (200,), lists.list_source_codes),
    ("GET", _CALLBACKS, (200,), config.list_registrations),
    ("POST", _CALLBACKS, (201, 409, 422), config.register),
    ("GET", f"{_CALLBACKS}/{{callback_id}}", (200, 404), config.show),
    ("PUT", f"{_CALLBACKS}/{{callback_id}}", (200, 404, 409, 422), config.change),
    ("DELETE", f"{_CALLBACKS}/{{callback_id}}", (200, 404), config.end),
    ("POST", "config/callback_events/test", (201, 404), callback_testing.test),
)
"""Method, path below the company's, the statuses of docs/platforms/vibes.md, and the function."""

ENDPOINTS = tuple(
    Endpoint(method, _BELOW + path, statuses, answer) for method, path, statuses, answer in _ROUTES
)
