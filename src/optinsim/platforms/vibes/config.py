"""Registering callbacks by API: create, list, show, change, end.

OAS, RP and W are in facts/vibes.md, section 3.1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.adapter import Destination, Response
from optinsim.platforms.vibes.bodies import read_object
from optinsim.platforms.vibes.errors import not_found
from optinsim.platforms.vibes.formats import api_version, minutes
from optinsim.platforms.vibes.registration_bodies import read_registration
from optinsim.platforms.vibes.registrations import SCOPES, Registration

if TYPE_CHECKING:
    from optinsim.http_api import Call
    from optinsim.platforms.vibes import Vibes
    from optinsim.platforms.vibes.formats import JSONObject


def register(vibes: Vibes, call: Call) -> Response:
    """POST config/callbacks: 201 with the entity.

    `callback_id`, `created_at`, `updated_at` and `url` in the body are ignored (RP).
    """
    now = vibes.engine.now
    blank = Registration(
        number=0,
        callback_type="",
        scope=None,
        country_code=None,
        destination=Destination(""),
        version=api_version(call),
        start_date=now,
        end_date=None,
        created_at=now,
        updated_at=now,
    )
    new = read_registration(vibes, blank, read_object(call))
    new = replace(new, number=vibes.books.registrations.next_number())
    vibes.books.registrations.save(new)
    return Response(201, _entity(vibes, new))


def list_registrations(vibes: Vibes, _call: Call) -> Response:
    """GET config/callbacks: the active and the future ones (OAS)."""
    now = vibes.engine.now
    return Response(
        200, [_entity(vibes, one) for one in vibes.books.registrations if not one.is_over(now)]
    )


def show(vibes: Vibes, call: Call) -> Response:
    """GET config/callbacks/{id}: ended ones too (ours)."""
    return Response(200, _entity(vibes, _wanted(vibes, call)))


def change(vibes: Vibes, call: Call) -> Response:
    """PUT config/callbacks/{id}; from now on, the callback has the call's API version (RP)."""
    old = _wanted(vibes, call)
    base = replace(old, updated_at=vibes.engine.now, version=api_version(call))
    new = read_registration(vibes, base, read_object(call))
    vibes.books.registrations.save(new)
    return Response(200, _entity(vibes, new))


def end(vibes: Vibes, call: Call) -> Response:
    """DELETE config/callbacks/{id}: ends the registration now, and answers with it (RP)."""
    old = _wanted(vibes, call)
    now = vibes.engine.now
    if not old.is_over(now):
        old = replace(old, start_date=min(old.start_date, now), end_date=now, updated_at=now)
        vibes.books.registrations.save(old)
    return Response(200, _entity(vibes, old))


def _wanted(vibes: Vibes, call: Call) -> Registration:
    registration = vibes.books.registrations.find(call.path["callback_id"])
    if registration is None:
        raise not_found("Callback")
    return registration


def _entity(vibes: Vibes, registration: Registration) -> JSONObject:
    """The callback entity (RP-callback-api, W-Callback+API+Methods).

    `end_date` is left out if there is none: OAS types it as text.
    """
    callback_id = vibes.books.registrations.callback_id(registration)
    kind, destination = registration.callback_type, registration.destination
    scope: JSONObject = {}
    if registration.scope is not None:
        scope = {kind: {SCOPES[kind]: registration.scope}}
        if registration.country_code is not None:
            scope[kind]["country_code"] = registration.country_code
    end_date = registration.end_date
    return {
        "callback_id": callback_id,
        "callback_type": kind,
        "event_type": kind,
        **scope,
        "destination": {
            "url": destination.url,
            "method": destination.method,
            "content_type": destination.content_type,
        },
        "start_date": minutes(registration.start_date),
        **({} if end_date is None else {"end_date": minutes(end_date)}),
        "url": f"{vibes.formats.base}/config/callbacks/{callback_id}",
        "created_at": minutes(registration.created_at),
        "updated_at": minutes(registration.updated_at),
    }
