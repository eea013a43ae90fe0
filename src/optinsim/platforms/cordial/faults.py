"""The faults of a Cordial account in its channel, attributes, lists and programs.

files/faults.py finds the faults of every platform's accounts (words, keywords, messages).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.platforms.cordial.records import EMAIL_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Place
    from optinsim.platforms.cordial.account import CordialAccount

RESERVED = (
    "channels",
    "suppressTriggers",
    "identifyBy",
    "forceSubscribe",
    "_id",
    "cID",
    "createdAt",
    "lastModified",
    "lists",
    "lj",
    "listJoinDate",
)
"""The keys of a contact that are no attributes and no lists (OAS2 and RB in facts/cordial.md, A2).
"""


def faults(account: CordialAccount) -> Iterator[Fault]:
    """The faults of the channel, the attributes, lists and programs."""
    if account.sms_channel == EMAIL_CHANNEL or set(account.sms_channel) & set(".:/"):
        message = f"the SMS channel cannot have the key {account.sms_channel!r}"
        yield Fault(
            ("sms_channel",),
            message,
            expected="a key such as sms, without . : and /",
            code=Code.BAD_CHANNEL_KEY,
        )
    for key, kind in (("attributes", "attribute"), ("lists", "list")):
        for i, name in enumerate(getattr(account, key)):
            if name in RESERVED:
                yield Fault(
                    (key, i),
                    f"{name!r} is a key of every contact, and no {kind}",
                    code=Code.RESERVED_ATTRIBUTE,
                )
    places: dict[str, Place] = dict(account.field_places())
    for i, name in enumerate(account.lists):
        first = places.setdefault(name, ("lists", i))
        if first != ("lists", i):
            message = f"list {name!r} stands twice"
            yield Fault(("lists", i), message, clashes_with=first, code=Code.DOUBLED_ID)
