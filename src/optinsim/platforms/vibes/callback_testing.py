"""The test call: a made-up event that is sent to all registrations for it.

RP-test is developer-platform.vibes.com/reference/post_a-test-callback-event, OAS its form in the
OpenAPI file. The made-up values are ours. No consent and no record changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import JSON, Callback, Response
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import (
    Event,
    PersonAdded,
    PersonUpdated,
    SubscriptionAdded,
    SubscriptionRemoved,
    TextUnmatched,
    TransitionTaken,
)
from optinsim.core.people import NO_FIELDS, Person, Subscription
from optinsim.core.setup import Campaign
from optinsim.platforms.vibes.bodies import is_plain, read_object
from optinsim.platforms.vibes.callbacks import CallbackTested
from optinsim.platforms.vibes.errors import ErrorCode, api_error, not_found
from optinsim.platforms.vibes.registration_bodies import read_callback_type
from optinsim.platforms.vibes.registrations import CALLBACK_TYPES

if TYPE_CHECKING:
    from optinsim.http_api import Call
    from optinsim.platforms.vibes import Vibes
    from optinsim.platforms.vibes.formats import JSONObject

SAMPLE_CAMPAIGN, SAMPLE_KEYWORD, SAMPLE_LIST = "C1323542", "SUBSCRIBED", "1234"
"""From the samples of D2, for a callback that is about no campaign of the account."""

SCOPE_PLACES = {
    "ack_participant_added": "participant.acquisition_campaign.api_key",
    "ack_participant_changed": "participant.acquisition_campaign.api_key",
    "subscription_added": "subscription.subscription_list.id",
    "subscription_removed": "subscription.subscription_list.id",
    "unmatched_message_received": "source_code.code",
}
"""Where the call must name the campaign or list (OAS); for a number, which OAS leaves out, ours."""

OVERRIDES = {
    "participant.id": "participant.person.id",  # OAS
    "participant.person.id": "participant.person.id",  # RP-test
    "participant.mobile_phone.mdn": "participant.person.mobile_phone.mdn",
    "participant.acquisition_campaign.api_key": "participant.acquisition_campaign.id",
    "participant.acquisition_campaign.description": "participant.acquisition_campaign.description",
    "participant.acquisition_campaign.keyword": "participant.acquisition_campaign.keyword",
    "participant.subscription_list.id": "subscription_list.id",
    "subscription.person.id": "subscription.person.id",
    "person.person_id": "person.person_id",
    "person.external_person_id": "person.external_person_id",
    "person.mobile.mdn": "person.mobile_phone.mdn",
    "person.mobile.carrier_code": "person.mobile_phone.carrier_code",
    "person.custom_fields": "person.custom_fields",
    "message": "message",  # ours
}
"""The keys of the call, each with the place of its value in the callback (OAS, RP-test)."""


def test(vibes: Vibes, call: Call) -> Response:
    """POST config/callback_events/test: 201, and it is sent; 404 without a registration (OAS).

    Raises:
        ApiError: 422 if the body does not name the callback to test (ours).
    """
    body = read_object(call)
    callback_type = read_callback_type(vibes, body)
    if callback_type is None:
        message = f"callback_type must be one of: {', '.join(CALLBACK_TYPES)}"
        raise api_error(422, message, ErrorCode.UNPROCESSABLE)
    scope = _scope(callback_type, body)
    now = vibes.engine.now
    # An account without registrations emits everything, but has no endpoint to test.
    wanted = [one for one in vibes.books.registrations if one.wants(callback_type, scope, now)]
    if not wanted:
        raise not_found(f"An active callback of type {callback_type}")
    head = vibes.callback_bodies.head(callback_type, now)
    event = _made_up(vibes, callback_type, scope)
    notices = vibes.callback_bodies.notices(event)
    notice = next(notice for notice in notices if notice.callback_type == callback_type)
    for one in wanted:
        content = _overridden(notice.content(one.version), body)
        callback = Callback(head | content, one.destination, callback_type)
        vibes.engine.emit(CallbackTested(now, callback))
    message = f"A test of {callback_type} is queued"
    return Response(201, {"message": message, "event_id": head["event_id"]})


def _scope(callback_type: str, body: JSON) -> str | None:
    place = SCOPE_PLACES.get(callback_type)
    if place is None:
        return None
    scope = _at(body, place)
    if type(scope) not in (str, int):
        raise api_error(422, f"{place} must be given", ErrorCode.UNPROCESSABLE)
    return str(scope)


def _made_up(vibes: Vibes, callback_type: str, scope: str | None) -> Event:
    """An event that causes such a callback."""
    now = vibes.engine.now
    setup = vibes.engine.setup
    # The samples of D2; no person has the serial number 0.
    person = Person(0, "+12995551234", "ex123", NO_FIELDS, now, now)
    sample = Campaign(SAMPLE_CAMPAIGN, setup.number, (SAMPLE_KEYWORD,), SAMPLE_LIST, Trigger.JOIN)
    campaign = setup.by_id.get(scope or "", sample)
    expires_at = now + campaign.expires_after if campaign.expires_after else now
    keyword = next(iter(campaign.keywords), "")

    def taken(trigger: Trigger, before: Consent, after: Consent) -> TransitionTaken:
        return TransitionTaken(
            now, person, campaign, trigger, before, after, keyword, now, expires_at
        )

    joined = taken(Trigger.JOIN, Consent.NONE, Consent.PENDING)
    confirmed = taken(Trigger.CONFIRM, Consent.PENDING, Consent.SUBSCRIBED)
    subscription = Subscription(scope or "", campaign.id, now)
    ended = Subscription(scope or "", campaign.id, now, now, Trigger.STOP)
    text = "Hello, this is a test!"
    events: dict[str, Event] = {
        "ack_participant_added": joined,
        "ack_participant_changed": confirmed,
        "company_participant_added": joined,
        "company_participant_changed": confirmed,
        "subscription_added": SubscriptionAdded(now, person, subscription),
        "subscription_removed": SubscriptionRemoved(now, person, ended),
        "person_added": PersonAdded(now, person),
        "person_updated": PersonUpdated(now, person),
        "unmatched_message_received": TextUnmatched(
            now, person, "+12995551234", setup.number, text, None
        ),
    }
    return events[callback_type]


def _overridden(content: JSONObject, body: JSON) -> JSONObject:
    """The content with the values of the call; values that no callback could have are left out."""
    for place, target in OVERRIDES.items():
        value = _at(body, place)
        parent, _, key = target.rpartition(".")
        holder = _at(content, parent) if parent else content
        if value is not None and is_plain(value) and isinstance(holder, dict) and key in holder:
            holder[key] = value
    return content


def _at(value: JSON, place: str) -> JSON:
    """The value at a dotted place; None if there is no such place."""
    for key in place.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value
