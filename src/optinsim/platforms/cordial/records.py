"""The formats of Cordial: statuses, times, numbers, and the record of a contact that GET shows.

D4 is vendor-docs/004, for the SMS channel; RB, for the rest, is in facts/cordial.md, A2. Decides
nothing and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.consent import Consent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from optinsim.adapter import JSON
    from optinsim.core.people import Participant
    from optinsim.platforms.cordial.contacts import Contact, Dates

STATUSES = {
    Consent.NONE: "none",
    Consent.PENDING: "pendingDOI",
    Consent.SUBSCRIBED: "subscribed",
    Consent.UNSUBSCRIBED: "unsubscribed",
}
"""D4's subscribe statuses."""

EMAIL_CHANNEL = "email"


def address(mdn: str) -> str:
    """12225555151: digits with the country code and no plus (D4)."""
    return mdn[1:]


def timestamp(at: datetime) -> str:
    """2020-04-16T20:52:21+0000 (D4, RB)."""
    return f"{at.isoformat()[:19]}+0000"


def record(
    cid: str,
    contact: Contact,
    participant: Participant,
    dates: Mapping[str, Dates],
    sms_channel: str,
) -> dict[str, JSON]:
    """The contact, with the keys of RB's sample in their order; `dates` are those of programs."""
    person = participant.person
    channels: dict[str, JSON] = {}
    if person.mdn is not None:
        programs = _programs(dates, participant)
        # D4: the status `none` stands at the level of the channel.
        state = {"programs": programs} if programs else {"subscribeStatus": "none"}
        channels[sms_channel] = {"address": address(person.mdn), **state}
    if person.external_id is not None:
        channels[EMAIL_CHANNEL] = {
            "address": person.external_id,
            "subscribeStatus": contact.email_status,
            **_shown(contact.email_dates, contact.email_status),
        }
    return {
        "_id": cid,
        "channels": channels,
        "lastModified": timestamp(contact.modified_at),
        "createdAt": timestamp(contact.created_at),
        **_lists(contact.lists),
        **person.fields,
    }


def _lists(lists: Mapping[str, datetime | None]) -> dict[str, JSON]:
    """The lists of the contact, with the dates of joining (RB); `lj` is left out (ours)."""
    dates = {name: timestamp(at) for name, at in lists.items() if at is not None}
    return {
        **({"lists": list(lists)} if lists else {}),
        **({"listJoinDate": dates} if dates else {}),
    }


def _programs(of_programs: Mapping[str, Dates], participant: Participant) -> dict[str, JSON]:
    """The programs in which the contact ever had a status, with D4's keys in their order."""
    programs: dict[str, JSON] = {}
    for name, participation in participant.participations.items():
        status = STATUSES[participation.state]
        # Ours: a value that the contact never had is left out. D4 shows no null.
        keyword = {"keyword": participation.keyword} if participation.keyword else {}
        dates = _shown(of_programs[name], status)
        programs[name] = {**keyword, **dates, "subscribeStatus": status}
    return programs


def _shown(dates: Dates | None, status: str) -> dict[str, JSON]:
    """The contact's dates; a subscriber has an empty unsubscribedAt too (D4)."""
    shown: dict[str, JSON] = {}
    if dates is None:
        return shown
    if dates.subscribed_at is not None:
        shown["subscribedAt"] = timestamp(dates.subscribed_at)
    if status == "subscribed":
        shown["unsubscribedAt"] = ""
    elif dates.unsubscribed_at is not None:
        shown["unsubscribedAt"] = timestamp(dates.unsubscribed_at)
    return shown
