"""Registering callbacks by API: create, list, show, change, end.

OAS, RP and W are in facts/vibes.md, section 3.1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from optinsim.adapter import Destination, Response
from optinsim.platforms.vibes.bodies import read_object
from optinsim.platforms.vibes.errors import not_found
from optinsim.platforms.vibes.formats import minutes
from optinsim.platforms.vibes.registration_bodies import read_registration
from optinsim.platforms.vibes.registrations import SCOPES, Registration

if TYPE_CHECKING:
    from optinsim.platforms.vibes.formats import JSONObject
    from optinsim.platforms.vibes.world import Call, World


def register(world: World, call: Call) -> Response:
    """POST config/callbacks: 201 with the entity.

    `callback_id`, `created_at`, `updated_at` and `url` in the body are ignored (RP).
    """
    now = world.engine.now
    blank = Registration(
        number=0,
        callback_type="",
        scope=None,
        country_code=None,
        destination=Destination(""),
        version=call.version,
        start_date=now,
        end_date=None,
        created_at=now,
        updated_at=now,
    )
    new = read_registration(world, blank, read_object(call))
    new = replace(new, number=world.next_registration())
    world.registrations.save(new)
    return Response(201, _entity(world, new))


def list_registrations(world: World, _call: Call) -> Response:
    """GET config/callbacks: the active and the future ones (OAS)."""
    now = world.engine.now
    return Response(
        200, [_entity(world, one) for one in world.registrations if not one.is_over(now)]
    )


def show(world: World, call: Call) -> Response:
    """GET config/callbacks/{id}: ended ones too (ours)."""
    return Response(200, _entity(world, _wanted(world, call)))


def change(world: World, call: Call) -> Response:
    """PUT config/callbacks/{id}; the call's version is the callback's from now on (RP)."""
    old = _wanted(world, call)
    base = replace(old, updated_at=world.engine.now, version=call.version)
    new = read_registration(world, base, read_object(call))
    world.registrations.save(new)
    return Response(200, _entity(world, new))


def end(world: World, call: Call) -> Response:
    """DELETE config/callbacks/{id}: it ends now, and is answered as it is then (RP)."""
    old = _wanted(world, call)
    now = world.engine.now
    if not old.is_over(now):
        old = replace(old, start_date=min(old.start_date, now), end_date=now, updated_at=now)
        world.registrations.save(old)
    return Response(200, _entity(world, old))


def _wanted(world: World, call: Call) -> Registration:
    registration = world.registrations.get(world.registration_number(call.path["callback_id"]))
    if registration is None:
        raise not_found("Callback")
    return registration


def _entity(world: World, registration: Registration) -> JSONObject:
    """The callback entity (RP-callback-api, W-Callback+API+Methods)."""
    kind, destination = registration.callback_type, registration.destination
    scope: JSONObject = {}
    if registration.scope is not None:
        scope = {kind: {SCOPES[kind]: registration.scope}}
        if registration.country_code is not None:
            scope[kind]["country_code"] = registration.country_code
    return {
        "callback_id": world.callback_id(registration),
        "callback_type": kind,
        "event_type": kind,
        **scope,
        "destination": {
            "url": destination.url,
            "method": destination.method,
            "content_type": destination.content_type,
        },
        "start_date": minutes(registration.start_date),
        "end_date": registration.end_date and minutes(registration.end_date),
        "url": f"{world.forms.base}/config/callbacks/{world.callback_id(registration)}",
        "created_at": minutes(registration.created_at),
        "updated_at": minutes(registration.updated_at),
    }
