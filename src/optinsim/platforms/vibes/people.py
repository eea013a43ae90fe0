"""The person that an API call speaks of: finding them, reading their new values, storing them.

D0 is vendor-docs/000, OLD and RP the vendor's reference pages (facts/vibes.md, section 4). A value
that is given is set, `null` removes, what is omitted stays. Nothing is stored before all is checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from optinsim.core.commands import Leave, SavePerson
from optinsim.core.numbers import is_e164, parse_mdn
from optinsim.platforms.vibes.errors import (
    ApiError,
    Code,
    bad_mdn,
)
from optinsim.platforms.vibes.forms import phone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.core.people import Participant
    from optinsim.platforms.vibes.world import Call, World

LONGEST_EXTERNAL_ID = 128
"""RP-person-api."""


class Omitted(Enum):
    """A value that a body does not mention; `None` is one that it wants removed."""

    OMITTED = auto()


OMITTED = Omitted.OMITTED


@dataclass(frozen=True, slots=True)
class PersonBody:
    """What a call says about a person, each value of the right type."""

    person_key: str | None
    """A person_key or a person_id."""
    external_id: str | Omitted | None
    mdn: str | Omitted | None
    """E.164."""
    carrier_code: str | Omitted | None
    custom_fields: Mapping[str, Any] | Omitted | None

    @property
    def identifies(self) -> bool:
        """Whether it says who is meant."""
        return any(isinstance(v, str) for v in (self.person_key, self.external_id, self.mdn))


def read_person(call: Call, country: str, bad_mdn_status: int) -> PersonBody:
    """The body of a call.

    Raises:
        ApiError: 400 if it is no JSON object, else 422 for values of a wrong type, and the given
            status for a number that is not in the form of the API version.
    """
    body = read_json_object(call)
    phone = body.get("mobile_phone", OMITTED)
    mdn: str | Omitted | None = OMITTED
    carrier: str | Omitted | None = OMITTED
    if phone is None:
        mdn = carrier = None
    elif isinstance(phone, dict):
        mdn = phone.get("mdn", OMITTED)
        if mdn is not None and mdn is not OMITTED:
            mdn = read_mdn(mdn, call, country, bad_mdn_status)
        carrier = _text(phone, "carrier_code")
    elif phone is not OMITTED:
        raise _wrong_type("mobile_phone", "an object")
    fields = body.get("custom_fields", OMITTED)
    if not isinstance(fields, dict | Omitted | None):
        raise _wrong_type("custom_fields", "an object")
    person_key = body.get("person_key") or body.get("person_id")
    if not isinstance(person_key, str | None):
        raise _wrong_type("person_key", "text")
    return PersonBody(person_key, _text(body, "external_person_id"), mdn, carrier, fields)


def read_json_object(call: Call) -> dict[str, Any]:
    """The body of a call; 400 if it is no JSON object."""
    try:
        body = call.request.json()
    except ValueError:
        raise ApiError.of(400, "The body is not JSON", Code.BAD_REQUEST) from None
    if not isinstance(body, dict):
        raise ApiError.of(400, "The body is not a JSON object", Code.BAD_REQUEST)
    return body


def read_mdn(value: object, call: Call, country: str, status: int = 400) -> str:
    """The number as E.164.

    "Proper format" is a possible number, not a valid one: Vibes' own samples (+12995551234) are
    not valid.

    Raises:
        ApiError: it is not in the form of the API version.
    """
    if isinstance(value, str):
        if call.version > 1 and is_e164(value):
            mdn = parse_mdn(value, country)
        else:
            mdn = parse_mdn(value, country) if call.version == 1 and value.isdigit() else None
        if mdn is not None and phone(mdn, call.version) == value:
            return mdn
    raise bad_mdn(value, call.version, status)


def unknown_fields(world: World, body: PersonBody) -> ApiError | None:
    """422 that names each custom field which the account does not have (D0)."""
    given = body.custom_fields if isinstance(body.custom_fields, dict) else {}
    unknown = [name for name in given if name not in world.account.custom_fields]
    if not unknown:
        return None
    errors = [(f"Unknown custom field: {name}", Code.UNKNOWN_CUSTOM_FIELD) for name in unknown]
    return ApiError(422, errors)


def find_person(world: World, person_key: str) -> Participant | None:
    """The person with that person_key or, as Vibes accepts too, person_id."""
    serial = world.forms.serial(person_key)
    return None if serial is None else world.engine.people.by_serial(serial)


def save(
    world: World, body: PersonBody, participant: Participant | None, *, always: bool = False
) -> Participant:
    """Store what the body says: for that person, or for a new one.

    Where nothing changes, nothing is stored and no person_updated follows, unless `always`.
    """
    old = participant.person if participant else None
    fields = dict(old.fields) if old else {}
    if isinstance(body.custom_fields, dict):
        fields |= body.custom_fields
    elif body.custom_fields is None:
        fields = {}
    mdn = _or_old(body.mdn, old.mdn if old else None)
    if participant is not None and mdn is None:
        # Ours: consent belongs to the phone, and ends when the phone is taken off the person.
        for list_id in world.engine.setup.by_list:
            world.do(Leave(participant.person.serial, list_id))
    serial = old.serial if old else len(world.engine.people) + 1
    if body.carrier_code is not OMITTED:
        world.forms.carriers[serial] = body.carrier_code
    external_id = _or_old(body.external_id, old.external_id if old else None)
    fields = {name: value for name, value in fields.items() if value is not None}
    new = (mdn, external_id, fields)
    if old is None or always or new != (old.mdn, old.external_id, old.fields):
        world.do(SavePerson(old.serial if old else None, *new))
    return participant or world.person(serial)


def _or_old(value: str | Omitted | None, old: str | None) -> str | None:
    return old if value is OMITTED else value


def _text(body: Mapping[str, Any], key: str) -> str | Omitted | None:
    value = body.get(key, OMITTED)
    if not isinstance(value, str | Omitted | None) or (
        isinstance(value, str) and not 0 < len(value) <= LONGEST_EXTERNAL_ID
    ):
        raise _wrong_type(key, f"text of 1 to {LONGEST_EXTERNAL_ID} characters")
    return value


def _wrong_type(key: str, expected: str) -> ApiError:
    return ApiError.of(422, f"{key} must be {expected}", Code.UNPROCESSABLE)
