"""Reads the `channels` of a call: addresses, and the requested changes of programs.

D4 is vendor-docs/004; OAS2 and IMPORT are in facts/cordial.md, A2 and A3, with our assumptions C1
and C2. Finds all errors at once; reads and changes no state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.platforms.cordial.bodies import ProgramWish
from optinsim.platforms.cordial.keys import read_address
from optinsim.platforms.cordial.records import EMAIL_CHANNEL

if TYPE_CHECKING:
    from optinsim.adapter import JSON
    from optinsim.core.setup import Campaign
    from optinsim.platforms.cordial import Cordial
    from optinsim.platforms.cordial.bodies import ContactBody
    from optinsim.platforms.cordial.errors import Problems

STATUSES_TO_ASK_FOR = ("subscribed", "unsubscribed", "none")
"""For an email channel (OAS2) and a program: only Cordial sets pendingDOI (ours)."""
_ONE_OF = f"one of {', '.join(STATUSES_TO_ASK_FOR)}"
_DATES = frozenset({"subscribedAt", "unsubscribedAt"})
"""A client may send these back as GET shows them; they are not stored (ours)."""
EMAIL_KEYS = _DATES | {"address", "subscribeStatus", "invalid"}
"""Stape's and Tealium's clients send `invalid`; it is not stored (ours)."""
SMS_KEYS = frozenset({"address", "programs", "subscribeStatus"})
PROGRAM_KEYS = _DATES | {"keyword", "subscribeStatus", "suppressDOI"}
_EXPECTED = {True: "an email address", False: "a number such as 12225555151"}


def read_channels(cordial: Cordial, body: ContactBody, channels: JSON, problems: Problems) -> None:
    """Read the `channels` of a body into `body`; errors are added to `problems`."""
    if channels is None:
        problems.required("channels")  # OAS2, for POST
        return
    if not isinstance(channels, dict):
        problems.not_valid("channels", "an object")
        return
    for channel, value in channels.items():
        place = f"channels.{channel}"
        if channel not in (cordial.account.sms_channel, EMAIL_CHANNEL):
            problems.unknown(place)
        elif not isinstance(value, dict):
            problems.not_valid(place, "an object")
        elif channel == EMAIL_CHANNEL:
            _read_email(body, value, place, problems)
        else:
            _read_sms(cordial, body, value, place, problems)


def _read_email(
    body: ContactBody, channel: dict[str, JSON], place: str, problems: Problems
) -> None:
    _refuse_other_keys(channel, EMAIL_KEYS, place, problems)
    body.email = _address(EMAIL_CHANNEL, channel, place, problems)
    if channel.get("address") in (None, ""):
        problems.required(f"{place}.address")  # OAS2
    if not isinstance(channel.get("invalid", False), bool):
        problems.not_valid(f"{place}.invalid", "true or false")
    status = channel.get("subscribeStatus")
    if status is None or status in STATUSES_TO_ASK_FOR:
        body.email_status = status
    else:
        problems.not_valid(f"{place}.subscribeStatus", _ONE_OF)


def _read_sms(
    cordial: Cordial, body: ContactBody, channel: dict[str, JSON], place: str, problems: Problems
) -> None:
    body.speaks_of_sms = True
    _refuse_other_keys(channel, SMS_KEYS, place, problems)
    body.mdn = _address(cordial.account.sms_channel, channel, place, problems)
    if channel.get("subscribeStatus") not in (None, "none"):
        # D4: a subscription needs the name of a program. Ours: ending one needs it too.
        problems.required(f"{place}.programs")
    programs = channel.get("programs", {})
    if not isinstance(programs, dict):
        problems.not_valid(f"{place}.programs", "an object")
        return
    for name, value in programs.items():
        program = cordial.engine.setup.by_id.get(name)
        if program is None:
            problems.unknown(f"{place}.programs.{name}")  # C1
        elif not isinstance(value, dict):
            problems.not_valid(f"{place}.programs.{name}", "an object")
        else:
            _read_program(body, program, value, f"{place}.programs.{name}", problems)


def _read_program(
    body: ContactBody, program: Campaign, value: dict[str, JSON], place: str, problems: Problems
) -> None:
    """The requested change of a program; subscribing needs a keyword of the program (D4, C1)."""
    _refuse_other_keys(value, PROGRAM_KEYS, place, problems)
    status, keyword = value.get("subscribeStatus"), value.get("keyword")
    suppress_doi = value.get("suppressDOI")
    if status in (None, ""):
        problems.required(f"{place}.subscribeStatus")
    elif status not in STATUSES_TO_ASK_FOR:
        problems.not_valid(f"{place}.subscribeStatus", _ONE_OF)
    if suppress_doi not in (None, "") and not isinstance(suppress_doi, bool):
        problems.not_valid(f"{place}.suppressDOI", "true or false")
    if status == "subscribed":
        if keyword in (None, ""):
            problems.required(f"{place}.keyword")
        elif not _is_keyword(keyword, program):
            problems.add(f"{place}.keyword", f"{keyword!r:.60} is no keyword of {program.id}.")
    if status in ("subscribed", "unsubscribed"):
        # IMPORT: an empty or missing suppressDOI is false.
        wish = ProgramWish(program.id, status, str(keyword), suppress_doi=suppress_doi is True)
        body.programs.append(wish)


def _is_keyword(keyword: JSON, program: Campaign) -> bool:
    """Whether it is a keyword of the program (IMPORT); the case does not count (D4: join)."""
    known = {word.casefold() for word in (*program.keywords, *program.confirming_keywords)}
    return isinstance(keyword, str) and keyword.casefold() in known


def _address(channel: str, given: dict[str, JSON], place: str, problems: Problems) -> str | None:
    """The address of a channel; None if it is missing or not valid."""
    value = given.get("address")
    if value in (None, ""):
        return None
    address = read_address(channel, value)
    if address is None:
        problems.not_valid(f"{place}.address", _EXPECTED[channel == EMAIL_CHANNEL])
    return address


def _refuse_other_keys(
    given: dict[str, JSON], known: frozenset[str], place: str, problems: Problems
) -> None:
    for key in given:
        if key not in known:
            problems.unknown(f"{place}.{key}")
