"""Reading what a call says about a contact: its channels, programs and attributes.

D4 is vendor-docs/004; OAS2, RB and IMPORT are in facts/cordial.md, A2 and A3, with our assumptions
C1 and C2. Finds everything that is wrong at once; looks nobody up and stores nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optinsim.core.numbers import is_e164, parse_mdn
from optinsim.platforms.cordial.errors import (
    BAD_SEARCH_FIELD,
    BAD_SUPPRESS_TRIGGERS,
    Problems,
    refused,
)
from optinsim.platforms.cordial.faults import EMAIL_CHANNEL

if TYPE_CHECKING:
    from optinsim.adapter import JSON, Request
    from optinsim.core.setup import Campaign
    from optinsim.platforms.cordial.world import World

EMAIL_STATUSES = ("subscribed", "unsubscribed", "none")
"""OAS2."""
PROGRAM_STATUSES = ("subscribed", "unsubscribed", "none")
"""What a call may ask for; pendingDOI is for Cordial alone to set (ours)."""
_PROGRAM_KEYS = frozenset(
    {"keyword", "subscribeStatus", "suppressDOI", "subscribedAt", "unsubscribedAt"}
)
"""D4 and, for suppressDOI, IMPORT. Dates are accepted and not stored (ours)."""

LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class ProgramWish:
    """What a call asks for in one program."""

    program: str
    status: str
    """subscribed or unsubscribed."""
    keyword: str
    suppress_doi: bool


@dataclass(slots=True)
class ContactBody:
    """What a call says about a contact, each value of the right type."""

    mdn: str | None = None
    """The SMS address, as E.164."""
    programs: list[ProgramWish] = field(default_factory=list)
    speaks_of_sms: bool = False
    email: str | None = None
    email_status: str | None = None
    attributes: dict[str, JSON] = field(default_factory=dict)
    identify_by: tuple[str, ...] = ()
    """The channels to look for, in this order."""
    force_subscribe: bool = False


def read_json(request: Request) -> JSON:
    """The body of a call.

    Raises:
        ApiError: 422, it is no JSON. (OAS2 knows no 400 for contacts.)
    """
    try:
        return request.json()
    except ValueError:
        raise refused("body", "The body must be JSON.") from None


def read_contact(
    world: World, given: JSON, problems: Problems, *, switches: frozenset[str]
) -> ContactBody:
    """The body of a call that speaks of a contact; what is wrong in it goes to `problems`.

    Args:
        world: whose account says what there is.
        given: the body.
        problems: where to collect what is wrong.
        switches: the keys beside channels and attributes that this call takes.
    """
    body = ContactBody()
    if not isinstance(given, dict):
        problems.not_valid("body", "a JSON object")
        return body
    for key, value in given.items():
        if key in switches:
            _read_switch(world, body, key, value, problems)
        elif key in world.account.attributes:
            _read_attribute(body, key, value, problems)
        elif key != "channels":
            problems.unknown(key)
    channels = given.get("channels")
    if channels is None:
        problems.required("channels")
    elif not isinstance(channels, dict):
        problems.not_valid("channels", "an object")
    else:
        _read_channels(world, body, channels, problems)
    return body


def search_channel(world: World, key: JSON) -> str | None:
    """The channel that a secondary key names (OAS2, and D4's listener); None: there is no such."""
    for channel in (world.account.sms_channel, EMAIL_CHANNEL):
        if key in (channel, f"channels.{channel}.address"):
            return channel
    return None


def read_address(value: str) -> str | None:
    """The number as E.164; None if it is not proper (C2).

    D4 shows digits with the country code. A plus in front is let pass (ours), and a possible number
    is enough, because D4's own is not valid.
    """
    mdn = value if value.startswith("+") else f"+{value}"
    return parse_mdn(mdn) if is_e164(mdn) else None


def read_email(value: str) -> str | None:
    """The address in lower case, as contacts are told apart by it (ours); None: it is none."""
    if len(value) <= LONGEST_EMAIL and _EMAIL.fullmatch(value):
        return value.lower()
    return None


def _read_switch(
    world: World, body: ContactBody, key: str, value: JSON, problems: Problems
) -> None:
    if key == "identifyBy":
        found = [search_channel(world, one) for one in value] if isinstance(value, list) else [None]
        body.identify_by = tuple(channel for channel in found if channel is not None)
        if None in found:
            problems.add(key, BAD_SEARCH_FIELD)
    elif key == "suppressTriggers":
        # Nothing here is triggered by a changed attribute, so there is nothing to suppress.
        if not isinstance(value, bool):
            problems.add(key, BAD_SUPPRESS_TRIGGERS)
    elif isinstance(value, bool):
        body.force_subscribe = value
    else:
        problems.not_valid(key, "true or false")


def _read_attribute(body: ContactBody, key: str, value: JSON, problems: Problems) -> None:
    """A string, a date, a number, an array or a geo object (OAS2); null removes (ours)."""
    parts = value
    if isinstance(value, dict):
        parts = list(value.values())
    elif not isinstance(value, list):
        parts = []
    if any(isinstance(part, list | dict) for part in parts):
        problems.not_valid(key, "a string, a number, an array or a geo object")
    body.attributes[key] = value


def _read_channels(
    world: World, body: ContactBody, channels: dict[str, JSON], problems: Problems
) -> None:
    for channel, value in channels.items():
        place = f"channels.{channel}"
        if channel not in (world.account.sms_channel, EMAIL_CHANNEL):
            problems.unknown(place)
        elif not isinstance(value, dict):
            problems.not_valid(place, "an object")
        elif channel == EMAIL_CHANNEL:
            _read_email_channel(body, value, place, problems)
        else:
            _read_sms_channel(world, body, value, place, problems)


def _read_email_channel(
    body: ContactBody, channel: dict[str, JSON], place: str, problems: Problems
) -> None:
    for key in channel.keys() - {"address", "subscribeStatus", "subscribedAt", "unsubscribedAt"}:
        problems.unknown(f"{place}.{key}")
    address = channel.get("address")
    if address in (None, ""):
        problems.required(f"{place}.address")  # OAS2
    else:
        body.email = read_email(address) if isinstance(address, str) else None
        if body.email is None:
            problems.not_valid(f"{place}.address", "an email address")
    status = channel.get("subscribeStatus")
    if status is None or status in EMAIL_STATUSES:
        body.email_status = status
    else:
        problems.not_valid(f"{place}.subscribeStatus", f"one of {', '.join(EMAIL_STATUSES)}")


def _read_sms_channel(
    world: World, body: ContactBody, channel: dict[str, JSON], place: str, problems: Problems
) -> None:
    body.speaks_of_sms = True
    for key in channel.keys() - {"address", "programs", "subscribeStatus"}:
        problems.unknown(f"{place}.{key}")
    address = channel.get("address")
    if address not in (None, ""):
        body.mdn = read_address(address) if isinstance(address, str) else None
        if body.mdn is None:
            problems.not_valid(f"{place}.address", "a number such as 12225555151")
    if channel.get("subscribeStatus") not in (None, "none"):
        # D4: nobody is subscribed without the name of a program; that nobody is unsubscribed
        # without it either, is ours.
        problems.required(f"{place}.programs")
    programs = channel.get("programs", {})
    if not isinstance(programs, dict):
        problems.not_valid(f"{place}.programs", "an object")
        return
    for name, value in programs.items():
        program = world.engine.setup.by_id.get(name)
        if program is None:
            problems.unknown(f"{place}.programs.{name}")  # C1
        elif not isinstance(value, dict):
            problems.not_valid(f"{place}.programs.{name}", "an object")
        else:
            _read_program(body, program, value, f"{place}.programs.{name}", problems)


def _read_program(
    body: ContactBody, program: Campaign, value: dict[str, JSON], place: str, problems: Problems
) -> None:
    """What is asked for in a program; to subscribe takes a keyword of the program's (D4, C1)."""
    for key in value.keys() - _PROGRAM_KEYS:
        problems.unknown(f"{place}.{key}")
    status, keyword = value.get("subscribeStatus"), value.get("keyword")
    suppress_doi = value.get("suppressDOI")
    if status in (None, ""):
        problems.required(f"{place}.subscribeStatus")
    elif status not in PROGRAM_STATUSES:
        problems.not_valid(f"{place}.subscribeStatus", f"one of {', '.join(PROGRAM_STATUSES)}")
    # IMPORT: empty or missing is false; and that counts only where somebody is subscribed.
    if suppress_doi not in (None, "") and not isinstance(suppress_doi, bool):
        problems.not_valid(f"{place}.suppressDOI", "true or false")
    if status == "subscribed":
        if keyword in (None, ""):
            problems.required(f"{place}.keyword")
        elif not _is_keyword(keyword, program):
            problems.add(f"{place}.keyword", f"{keyword!r:.60} is no keyword of {program.id}.")
    if status in ("subscribed", "unsubscribed"):
        body.programs.append(
            ProgramWish(program.id, status, str(keyword), suppress_doi=suppress_doi is True)
        )


def _is_keyword(keyword: JSON, program: Campaign) -> bool:
    """Whether it is a keyword of the program; the case does not count (D4's sample: join)."""
    known = {word.casefold() for word in (*program.keywords, *program.confirming_keywords)}
    return isinstance(keyword, str) and keyword.casefold() in known
