"""The formats of Signal Vine: times, accounts, programs, participants and messages.

API17 and SDK show the items field for field (facts/signalvine.md, section B3). Decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.platforms.signalvine.profile import schema

if TYPE_CHECKING:
    from datetime import datetime

    from optinsim.adapter import JSON
    from optinsim.platforms.signalvine import SignalVine
    from optinsim.platforms.signalvine.account import Program, SignalVineAccount
    from optinsim.platforms.signalvine.log import StoredMessage
    from optinsim.platforms.signalvine.participants import Record

NOBODY = "00000000-0000-0000-0000-000000000000"
"""The related_id of a participant who is related to no other (SDK)."""

_SORT = {"first_name": -2, "last_name": -1, "active": 0, "created_at": 0, "phone": 0}
_SORT |= {"program_phone": 0, "related_id": 0}
"""The places that SDK shows; the other fields count on from 1 (ours)."""


def instant(at: datetime) -> str:
    """2016-10-04T12:00:00.000Z (API17)."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def account_item(account: SignalVineAccount) -> dict[str, JSON]:
    """The account in a list, with the keys that a public client reads."""
    return {"id": account.account_id, "name": account.name}


def program_item(account_id: str, program: Program) -> dict[str, JSON]:
    """A program in a list."""
    return {
        "id": program.id,
        "accountId": account_id,
        "name": program.name,
        "active": program.active,
    }


def simple_participant(signalvine: SignalVine, program: Program, record: Record) -> dict[str, JSON]:
    """A participant in a list; an empty customerId means that there is none (API17)."""
    return {
        "id": signalvine.books.participant_id(record),
        "customerId": record.customer_id or "",
        "programId": program.id,
        "phone": record.phone,
    }


def full_participant(signalvine: SignalVine, program: Program, record: Record) -> dict[str, JSON]:
    """A participant with the whole profile (SDK)."""
    return {
        "id": signalvine.books.participant_id(record),
        "customerId": record.customer_id or "",
        "accountId": signalvine.account.account_id,
        "programId": program.id,
        "programName": program.name,
        "programActive": program.active,
        "phone": record.phone,
        "programPhone": signalvine.program_phone(program),
        "created": instant(record.created),
        "active": signalvine.books.is_active(program.id, record),
        "groups": record.groups,
        "profile": _profile(signalvine, program, record),
        "receivedCount": signalvine.books.log.count(record.number, "received"),
        "sentCount": signalvine.books.log.count(record.number, "sent"),
        "scheduledCount": 0,  # ours: programmed messages count once they are sent
    }


def _profile(signalvine: SignalVine, program: Program, record: Record) -> list[JSON]:
    """Every field, the names of people first; a blank one has an empty value (SDK)."""
    participant_id = signalvine.books.participant_id(record)
    shown = {
        "timezone": program.timezone,  # CSVFAQ: unless the participant has one
        **record.values,
        "signalvine_id": participant_id,
        "related_id": NOBODY,
        "customer_id": record.customer_id or "",
        "phone": record.phone,
        "program_phone": signalvine.program_phone(program),
        "phone_valid": str(record.phone not in signalvine.engine.landlines).lower(),
        "active": str(signalvine.books.is_active(program.id, record)).lower(),
        "created_at": instant(record.created),
    }
    fields = sorted(
        schema(program).items(), key=lambda field: (min(_SORT.get(field[0], 0), 0), field)
    )
    return [
        {
            "name": name,
            "type": type_name,
            "updated": instant(record.updated.get(name, record.created)),
            "sort": _SORT.get(name, place),
            "value": shown.get(name, ""),
        }
        for place, (name, type_name) in enumerate(fields, -1)
    ]


def message_item(signalvine: SignalVine, message: StoredMessage) -> dict[str, JSON]:
    """A message that was sent or received (API17)."""
    record = signalvine.books.participants[message.program_id].get(message.participant)
    return {
        "id": signalvine.books.message_ids.long(message.number),
        "participantId": signalvine.books.participant_ids.long(message.participant),
        "programId": message.program_id,
        "customerId": (record and record.customer_id) or "",
        # Ours: API17's sample has the user who wrote, and no user sends these.
        "sentBy": "simulator" if message.type == "sent" else "",
        "time": instant(message.at),
        "text": message.text,
        "type": message.type,
    }
