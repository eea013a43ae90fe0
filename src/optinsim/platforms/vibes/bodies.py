"""Reads the body of an API call: JSON objects, numbers, and the values of a person.

D0 is vendor-docs/000, RP the vendor's reference pages, W its old wiki (facts/vibes.md, sections 1
and 4). Finds all errors of a body at once; reads and changes no state. The 422 for values of a
wrong type is ours.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from optinsim.core.numbers import looks_mistyped, parse_mdn
from optinsim.core.values import value
from optinsim.platforms.vibes.errors import ErrorCode, Errors, api_error
from optinsim.platforms.vibes.formats import api_version, phone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import JSON
    from optinsim.http_api import Call
    from optinsim.platforms.vibes.account import VibesAccount

LONGEST_TEXT = 128
"""Characters of an external_person_id (RP-person-api); ours for the other identifiers."""


IDENTIFIERS = ("person_key", "person_id", "external_person_id", "mobile_phone.mdn")
"""The keys by which a body identifies a person (D0)."""


class Omitted(Enum):
    """A value that a body does not mention; `None` is a value that it removes (D0)."""

    OMITTED = auto()


OMITTED = Omitted.OMITTED


@value
class PersonBody:
    """The values of a call about a person, each of the right type."""

    identifiers: frozenset[str]
    """The IDENTIFIERS that the body has, well or badly formed."""
    person_keys: tuple[str, ...]
    """The person_key and the person_id, if the body has them."""
    external_id: str | Omitted | None
    mdn: str | Omitted | None
    """E.164."""
    carrier_code: str | Omitted | None
    custom_fields: Mapping[str, JSON] | Omitted | None


def read_object(call: Call) -> dict[str, JSON]:
    """The body of a call.

    Raises:
        ApiError: 400, it is no JSON object.
    """
    try:
        body = call.request.json()
    except ValueError:
        raise api_error(400, "The body is not JSON", ErrorCode.BAD_REQUEST) from None
    if not isinstance(body, dict):
        raise api_error(400, "The body is not a JSON object", ErrorCode.BAD_REQUEST)
    return body


def read_person(
    account: VibesAccount, call: Call, errors: Errors, *, bad_mdn_status: int
) -> PersonBody:
    """The body of a call about a person; its errors are added to `errors`.

    Args:
        account: has the custom fields.
        call: has the body.
        errors: collects the errors.
        bad_mdn_status: the status for a number that is not in the form of the API version.

    Raises:
        ApiError: 400, it is no JSON object.
    """
    body = read_object(call)
    mobile_phone = body.get("mobile_phone")
    raw_mdn = mobile_phone.get("mdn") if isinstance(mobile_phone, dict) else None
    given = {key: body.get(key) for key in IDENTIFIERS} | {"mobile_phone.mdn": raw_mdn}
    mdn, carrier_code = _mobile_phone(account, call, body, errors, bad_mdn_status)
    keys = [_text(body, key, errors) for key in ("person_key", "person_id")]
    return PersonBody(
        frozenset(key for key, value in given.items() if value is not None),
        tuple(key for key in keys if isinstance(key, str)),
        _text(body, "external_person_id", errors),
        mdn,
        carrier_code,
        _custom_fields(account, body, errors),
    )


def read_mdn(value: str, version: int, country: str) -> str | None:
    """The number as E.164; None if it is not in the form of the API version (RP-versions).

    "Proper format" is a possible number, not a valid one: Vibes' own samples (+12995551234) are
    not valid.
    """
    mdn = parse_mdn(value, country)
    return mdn if phone(mdn, version) == value else None


def read_mdn_of_query(account: VibesAccount, call: Call, value: str) -> str:
    """The number of a query as E.164.

    Raises:
        ApiError: 400 if it is not in the form of the API version (OAS).
    """
    mdn = read_mdn(value, api_version(call), account.country)
    if mdn is None:
        message = bad_mdn(value, api_version(call))
        if api_version(call) > 1:
            message += "; in a query, + is written as %2B"
        raise api_error(400, message, ErrorCode.BAD_MDN)
    return mdn


def bad_mdn(value: str, version: int) -> str:
    """The message about a number that is not in the form of the API version."""
    form = "an E.164 number such as +12995551234"
    if version == 1:
        form = "10 digits (E.164 needs the header X-API-Version: 2)"
    return f"The MDN {value[:40]!r} is not in proper mobile number format: expected {form}"


def _mobile_phone(
    account: VibesAccount, call: Call, body: Mapping[str, JSON], errors: Errors, bad_status: int
) -> tuple[str | Omitted | None, str | Omitted | None]:
    """The MDN and the carrier code; a mobile_phone of null removes both (RP)."""
    mobile_phone = body.get("mobile_phone", OMITTED)
    if mobile_phone is None:
        return None, None
    if mobile_phone is OMITTED:
        return OMITTED, OMITTED
    if not isinstance(mobile_phone, dict):
        errors.add(422, "mobile_phone must be an object")
        return OMITTED, OMITTED
    mdn = mobile_phone.get("mdn", OMITTED)
    if mdn is not None and mdn is not OMITTED:
        message = (
            bad_mdn(mdn, api_version(call)) if isinstance(mdn, str) else "The MDN must be text"
        )
        mdn = _read_mdn_of_body(account, call, mdn) if isinstance(mdn, str) else None
        if mdn is None:
            errors.add(bad_status, message, ErrorCode.BAD_MDN)
    return mdn, _text(mobile_phone, "carrier_code", errors)


def _read_mdn_of_body(account: VibesAccount, call: Call, value: str) -> str | None:
    """The number as E.164; None if it is not in the form that the account takes.

    Vibes' Ruby client strips the plus in bodies, and escapes it in queries (GEM, version 2).
    """
    version, country = api_version(call), account.country
    mdn = read_mdn(value, version, country)
    if mdn is None and version > 1 and account.assumptions.accepts_mdn_without_plus:
        mdn = read_mdn(f"+{value}", version, country)
        # 3125550123 is a national number, and not +31 25550123 in the Netherlands.
        if mdn is not None and looks_mistyped(mdn, country):
            return None
    return mdn


def _custom_fields(
    account: VibesAccount, body: Mapping[str, JSON], errors: Errors
) -> Mapping[str, JSON] | Omitted | None:
    """The custom fields, which must exist (D0)."""
    fields = body.get("custom_fields", OMITTED)
    if fields is None or fields is OMITTED:
        return fields
    if not isinstance(fields, dict):
        errors.add(422, "custom_fields must be an object")
        return OMITTED
    for name, given in fields.items():
        if name not in account.custom_fields:
            errors.add(422, f"Unknown custom field: {name}", ErrorCode.UNKNOWN_CUSTOM_FIELD)
        elif not is_plain(given):
            errors.add(422, f"custom_fields.{name} must be text, an option or a list of options")
    return fields


def is_plain(value: JSON) -> bool:
    """Whether a value is text, a date, a postal code, an option, or several options (W-56688711).

    Numbers and truth values pass too (ours), and an option with any keys.
    """
    if isinstance(value, list):
        return all(_is_scalar(item) or _is_option(item) for item in value)
    return _is_scalar(value) or _is_option(value)


def _is_option(value: JSON) -> bool:
    return isinstance(value, dict) and all(_is_scalar(item) for item in value.values())


def _is_scalar(value: JSON) -> bool:
    return not isinstance(value, list | dict)


def _text(body: Mapping[str, JSON], key: str, errors: Errors) -> str | Omitted | None:
    value = body.get(key, OMITTED)
    if value is None or value is OMITTED:
        return value
    if isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT:
        return value
    errors.add(422, f"{key} must be text of 1 to {LONGEST_TEXT} characters")
    return OMITTED
