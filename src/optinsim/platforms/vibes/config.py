"""Registering callbacks, as the API does it: create, read, change, end, test.

OAS and RP are in facts/vibes.md, section 3.1. A registration in the account file takes the same way
in as one by API.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Callback, Destination, Response
from optinsim.fields import parse_instant
from optinsim.platforms.vibes.errors import ApiError, Code, not_found
from optinsim.platforms.vibes.forms import seconds
from optinsim.platforms.vibes.people import read_json_object
from optinsim.platforms.vibes.registrations import CALLBACK_TYPES, SCOPES, Registration
from optinsim.platforms.vibes.world import CallbackTested

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from optinsim.platforms.vibes.world import Call, World

LONGEST_URL = 1024
"""RP-callback-api."""
MOST_URLS = 50
"""The same callback may go to so many URLs (RP-register-for-new-callback)."""
METHODS = ("POST", "PUT")
CONTENT_TYPES = ("application/json", "text/json")


def register(world: World, call: Call) -> Response:
    """POST config/callbacks: 201 with the entity."""
    registration = add_registration(world, read_json_object(call), call.version)
    return Response(201, _entity(world, registration))


def add_registration(world: World, body: Mapping[str, Any], version: int) -> Registration:
    """Register what the body says; `callback_id`, dates of creation and `url` in it are ignored."""
    now = world.engine.clock.now
    new = Registration(
        callback_id=world.callback_ids.short(world.callback_ids.next()),
        callback_type="",
        scope=None,
        scope_object={},
        destination=None,
        version=version,
        start_date=now,
        end_date=None,
        created_at=now,
        updated_at=now,
    )
    return _save(world, new, body)


def list_registrations(world: World, call: Call) -> Response:
    """GET config/callbacks: the active and the future ones."""
    now = world.engine.clock.now
    return Response(
        200,
        [
            _entity(world, registration)
            for registration in world.registrations
            if registration.end_date is None or registration.end_date > now
        ],
    )


def show(world: World, call: Call) -> Response:
    """GET config/callbacks/{id}."""
    return Response(200, _entity(world, _wanted(world, call)))


def change(world: World, call: Call) -> Response:
    """PUT config/callbacks/{id}: what is omitted stays (ours)."""
    old = _wanted(world, call)
    now = world.engine.clock.now
    return Response(
        200, _entity(world, _save(world, replace(old, updated_at=now), read_json_object(call)))
    )


def end(world: World, call: Call) -> Response:
    """DELETE config/callbacks/{id}: it ends now, and is answered as it is then."""
    old = _wanted(world, call)
    now = world.engine.clock.now
    ended = replace(old, start_date=min(old.start_date, now), end_date=now, updated_at=now)
    world.registrations.save(ended)
    return Response(200, _entity(world, ended))


def test(world: World, call: Call) -> Response:
    """POST config/callback_events/test: 201 and the body is sent, or 404 if nobody wants it.

    That what is sent is the posted body, with a fresh event_id and event_date, is ours.
    """
    body = read_json_object(call)
    callback_type = body.get("callback_type") or body.get("event_type")
    scope = _tested_scope(callback_type, body)
    now = world.engine.clock.now
    wanted = [
        registration
        for registration in world.registrations
        if registration.wants(callback_type, scope, now)
    ]
    if not wanted:
        raise not_found(f"An active callback of type {callback_type!r:.60}")
    event_id = world.callbacks.next_event_id()
    sent = {
        **body,
        "event_id": event_id,
        "callback_type": callback_type,
        "event_type": callback_type,
        "event_date": seconds(now),
    }
    for registration in wanted:
        world.events.append(CallbackTested(now, Callback(sent, registration.destination)))
    return Response(201, {"message": "The test callback is queued", "event_id": event_id})


_TESTED_SCOPES = {
    "ack_participant_added": ("participant", "acquisition_campaign", "api_key"),
    "ack_participant_changed": ("participant", "acquisition_campaign", "api_key"),
    "subscription_added": ("subscription", "subscription_list", "id"),
    "subscription_removed": ("subscription", "subscription_list", "id"),
    "unmatched_message_received": ("source_code", "code"),
}
"""Where a test body names the campaign, list or number (OAS; the last one is ours)."""


def _tested_scope(callback_type: object, body: Mapping[str, Any]) -> str | None:
    value: Any = body
    for key in _TESTED_SCOPES.get(str(callback_type), ()):
        value = value.get(key) if isinstance(value, dict) else None
    return None if value is body else str(value)


def _save(world: World, base: Registration, body: Mapping[str, Any]) -> Registration:
    """Store `base` with what the body says.

    Raises:
        ApiError: 422 where the body is wrong; 409 for the same callback to the same URL at an
            overlapping time (the rule is RP's, the status is ours).
    """
    callback_type = body.get("callback_type") or body.get("event_type") or base.callback_type
    if callback_type not in CALLBACK_TYPES:
        raise _wrong(f"callback_type must be one of: {', '.join(CALLBACK_TYPES)}")
    scope_object = body.get(callback_type) or base.scope_object
    scope = _scope(world, callback_type, scope_object)
    destination = _destination(body.get("destination"), base.destination)
    start = _date(body, "start_date", base.start_date)
    new = replace(
        base,
        callback_type=callback_type,
        scope=scope,
        scope_object=scope_object,
        destination=destination,
        start_date=start or base.start_date,
        end_date=_date(body, "end_date", base.end_date),
    )
    registrations = world.registrations
    if registrations.clash(new) is not None:
        raise ApiError.of(409, "This callback is registered already", Code.CALLBACK_CONFLICT)
    same = [r for r in registrations if r.callback_type == callback_type and r.scope == scope]
    if len([r for r in same if r.callback_id != new.callback_id]) >= MOST_URLS:
        raise _wrong(f"A callback can be registered for at most {MOST_URLS} destinations")
    registrations.save(new)
    return new


def _scope(world: World, callback_type: str, scope_object: object) -> str | None:
    key = SCOPES.get(callback_type)
    if key is None:
        return None
    if not isinstance(scope_object, dict) or scope_object.get(key) in (None, ""):
        raise _wrong(f"{callback_type}.{key} must be given")
    setup = world.engine.setup
    known = {
        "campaign_id": set(setup.by_id),
        "list_id": {str(entry.id) for entry in world.account.subscription_lists},
        "source_code": {setup.number},
    }
    scope = str(scope_object[key])
    if scope not in known[key]:
        raise _wrong(f"{callback_type}.{key} {scope!r:.60} is unknown")
    return scope


def _destination(given: object, old: Destination | None) -> Destination:
    if given is None and old is not None:
        return old
    if not isinstance(given, dict):
        raise _wrong("destination must be given")
    base = old or Destination("")
    url = given.get("url", base.url)
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        raise _wrong("destination.url must be an https URL")
    if len(url) > LONGEST_URL:
        raise _wrong(f"destination.url must have at most {LONGEST_URL} characters")
    method = given.get("method", base.method)
    if method not in METHODS:
        raise _wrong(f"destination.method must be one of: {', '.join(METHODS)}")
    content_type = given.get("content_type", base.content_type)
    if content_type not in CONTENT_TYPES:
        raise _wrong(f"destination.content_type must be one of: {', '.join(CONTENT_TYPES)}")
    return Destination(url, method, content_type)


def _date(body: Mapping[str, Any], key: str, old: datetime | None) -> datetime | None:
    if key not in body:
        return old
    value = body[key]
    if value is None:
        return None
    try:
        return parse_instant(str(value))
    except ValueError:
        raise _wrong(f"{key} must be a time such as 2026-01-05T15:00:00Z") from None


def _wanted(world: World, call: Call) -> Registration:
    registration = world.registrations.get(call.path["callback_id"])
    if registration is None:
        raise not_found("Callback")
    return registration


def _entity(world: World, registration: Registration) -> dict[str, Any]:
    """The callback entity (RP-callback-api, W-Callback+API+Methods)."""
    kind, destination = registration.callback_type, registration.destination
    scope = {kind: registration.scope_object} if registration.scope is not None else {}
    return {
        "callback_id": registration.callback_id,
        "callback_type": kind,
        "event_type": kind,
        **scope,
        "destination": destination and {
            "url": destination.url,
            "method": destination.method,
            "content_type": destination.content_type,
        },
        "start_date": seconds(registration.start_date),
        "end_date": registration.end_date and seconds(registration.end_date),
        "url": f"{world.forms.base}/config/callbacks/{registration.callback_id}",
        "created_at": seconds(registration.created_at),
        "updated_at": seconds(registration.updated_at),
    }


def _wrong(message: str) -> ApiError:
    return ApiError.of(422, message, Code.UNPROCESSABLE)
