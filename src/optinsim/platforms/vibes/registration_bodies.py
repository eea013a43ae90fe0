"""Reads the body of a call about a registered callback.

OAS, RP and D2 are in facts/vibes.md, section 3.1. Ours: a wrong registration is refused with 422,
and a value that a PUT omits stays. Stores nothing (config.py does).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from optinsim.adapter import JSON, Destination
from optinsim.fields import parse_instant
from optinsim.platforms.vibes.errors import ErrorCode, Errors, api_error
from optinsim.platforms.vibes.registrations import (
    CALLBACK_TYPES,
    LONGEST_URL,
    MOST_URLS,
    OTHER_TYPES,
    SCOPES,
    ContentType,
    Method,
    Registration,
    is_url,
    overlap,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from optinsim.platforms.vibes import Vibes


def read_callback_type(vibes: Vibes, body: Mapping[str, JSON]) -> str | None:
    """The type, under its name or under the deprecated one (RP); None: it is none of Vibes' types.

    Raises:
        ApiError: 501, for a type of Vibes' that we do not emulate.
    """
    kind = body.get("callback_type", body.get("event_type"))
    if kind in OTHER_TYPES:
        raise vibes.not_emulated(f"{kind} callbacks")
    return kind if isinstance(kind, str) and kind in CALLBACK_TYPES else None


def read_registration(vibes: Vibes, base: Registration, body: Mapping[str, JSON]) -> Registration:
    """`base` with what the body says.

    Raises:
        ApiError: 422 for all errors in it; 409 for the same callback to the same URL at an
            overlapping time (the rule is RP's, the status is ours).
    """
    errors = Errors()
    kind: str | None = base.callback_type
    if not kind or "callback_type" in body or "event_type" in body:
        kind = read_callback_type(vibes, body)
    if kind is None:
        errors.add(422, f"callback_type must be one of: {', '.join(CALLBACK_TYPES)}")
    else:
        base = _with_scope(vibes, replace(base, callback_type=kind), body, errors)
    start_date = _date(body, "start_date", base.start_date, errors) or base.start_date
    end_date = _date(body, "end_date", base.end_date, errors)
    dates_given = "start_date" in body or "end_date" in body
    if dates_given and end_date is not None and end_date <= start_date:
        errors.add(422, "end_date must be after start_date")
    destination = _destination(body, base.destination, errors)
    errors.check()
    new = replace(base, destination=destination, start_date=start_date, end_date=end_date)
    _check_rivals(vibes, new)
    return new


def _check_rivals(vibes: Vibes, new: Registration) -> None:
    rivals = vibes.books.registrations.rivals(new, vibes.engine.now)
    for old in rivals:
        if old.destination.url == new.destination.url and overlap(
            (old.start_date, old.end_date), (new.start_date, new.end_date)
        ):
            callback_id = vibes.books.registrations.callback_id(old)
            message = f"The callback {callback_id} has the same type, scope and URL"
            raise api_error(409, message, ErrorCode.CALLBACK_CONFLICT)
    if len(rivals) >= MOST_URLS:
        message = f"A callback can have at most {MOST_URLS} destinations"
        raise api_error(422, message, ErrorCode.UNPROCESSABLE)


def _with_scope(
    vibes: Vibes, base: Registration, body: Mapping[str, JSON], errors: Errors
) -> Registration:
    """`base` with the campaign, list or number that the type's own object names."""
    kind = base.callback_type
    key = SCOPES.get(kind)
    if key is None:
        return replace(base, scope=None, country_code=None)
    if kind not in body and base.scope in _known(vibes, key):
        return base  # a PUT that leaves it
    given = body.get(kind)
    given = given if isinstance(given, dict) else {}
    scope = given.get(key)
    if type(scope) is int:  # the ids of lists are numbers in some bodies (D2)
        scope = str(scope)
    if not isinstance(scope, str):
        errors.add(422, f"{kind}.{key} must be given")
    elif scope not in _known(vibes, key):
        errors.add(422, f"{kind}.{key} {scope[:60]!r} is unknown")
    else:
        country_code = given.get("country_code")
        country_code = country_code if isinstance(country_code, str) else None
        return replace(base, scope=scope, country_code=country_code)
    return base


def _known(vibes: Vibes, key: str) -> set[str]:
    setup = vibes.engine.setup
    if key == "campaign_id":
        return set(setup.by_id)
    if key == "list_id":
        return {str(entry.id) for entry in vibes.account.subscription_lists}
    return {setup.number}


def _destination(body: Mapping[str, JSON], old: Destination, errors: Errors) -> Destination:
    given = body.get("destination", {})
    if not isinstance(given, dict):
        errors.add(422, "destination must be an object")
        return old
    url = given.get("url", old.url)
    if not isinstance(url, str) or not is_url(url):
        errors.add(422, "destination.url must be given, such as https://example.com/callbacks")
    elif len(url) > LONGEST_URL:
        errors.add(422, f"destination.url must have at most {LONGEST_URL} characters")
    method = given.get("method", old.method)
    content_type = given.get("content_type", old.content_type)
    for key, value, allowed in (
        ("method", method, get_args(Method)),
        ("content_type", content_type, get_args(ContentType)),
    ):
        if value not in allowed:
            errors.add(422, f"destination.{key} must be one of: {', '.join(allowed)}")
    return Destination(url, method, content_type)


def _date(
    body: Mapping[str, JSON], key: str, old: datetime | None, errors: Errors
) -> datetime | None:
    """A time, or a day, which is its first moment in UTC; left blank, None (OAS)."""
    if key not in body:
        return old
    value = body[key]
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            return parse_instant(value if "T" in value else f"{value}T00:00Z")
        except ValueError:
            pass
    errors.add(422, f"{key} must be a time such as 2026-01-05T15:00Z, or a day")
    return old
