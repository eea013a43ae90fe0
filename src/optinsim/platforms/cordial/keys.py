"""The keys that find a contact: their forms and values.

OAS2, IDENT and D4 (vendor-docs/004) are in facts/cordial.md, A1.8 to A1.10. Changes nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.core.numbers import is_e164, parse_mdn
from optinsim.platforms.cordial.records import EMAIL_CHANNEL

if TYPE_CHECKING:
    from optinsim.adapter import JSON
    from optinsim.platforms.cordial import Cordial
    from optinsim.platforms.cordial.contacts import Contact

LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def search_channel(cordial: Cordial, key: JSON) -> str | None:
    """The channel that a secondary key names; None: there is no such key.

    `channels.sms.address` is OAS2's, `sms` that of D4's listener; every call accepts both.
    """
    for channel in (cordial.account.sms_channel, EMAIL_CHANNEL):
        if key in (channel, f"channels.{channel}.address"):
            return channel
    return None


def read_address(channel: str, value: JSON) -> str | None:
    """The identifying address of a channel: an MDN, or an email address; None: it is not valid.

    D4 shows numbers as digits with the country code. Ours: a plus in front is accepted, and a
    possible number is enough, because D4's own is not valid (C2). Email addresses are compared
    and kept in lower case (ours).
    """
    if not isinstance(value, str):
        return None
    if channel == EMAIL_CHANNEL:
        good = len(value) <= LONGEST_EMAIL and _EMAIL.fullmatch(value)
        return value.lower() if good else None
    mdn = value if value.startswith("+") else f"+{value}"
    return parse_mdn(mdn) if is_e164(mdn) else None


def by_value(cordial: Cordial, channel: str, address: str | None) -> Contact | None:
    """The contact that has the address on the channel."""
    if address is None:
        return None
    contacts = cordial.contacts
    return contacts.by_email(address) if channel == EMAIL_CHANNEL else contacts.by_address(address)


def by_key(cordial: Cordial, key: str) -> Contact | None:
    """The contact with a cID, a value of the primary key, or a secondary key (OAS2).

    An account chooses its primary key (IDENT). Both addresses are accepted as primary keys, unless
    the account's assumptions name one.
    """
    name, colon, value = key.partition(":")
    if colon:
        channel = search_channel(cordial, name)
        return by_value(cordial, channel, read_address(channel, value)) if channel else None
    channel = EMAIL_CHANNEL if "@" in key else cordial.account.sms_channel
    primary = cordial.account.assumptions.primary_key
    found = cordial.contacts.by_cid(key)
    if found is None and primary in ("any", "email" if channel == EMAIL_CHANNEL else "sms"):
        found = by_value(cordial, channel, read_address(channel, key))
    return found
