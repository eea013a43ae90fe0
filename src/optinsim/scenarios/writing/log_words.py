"""The words of message logs for the direction and the status of a message.

Knows words only: extend the tables when an export uses another one.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import Final

INBOUND: Final = frozenset(
    {
        *("in", "inbound", "incoming", "received", "receive", "mo", "mobile originated"),
        *("mo text", "mo binary", "mo media", "from contact", "message received"),
        *("i", "inbound message", "incoming message", "sms received", "inbound sms"),
        *("incoming sms", "reply received", "from customer"),
    }
)
OUTBOUND: Final = frozenset(
    {
        *("out", "outbound", "outgoing", "sent", "send", "mt", "mobile terminated"),
        *("mt text", "mt binary", "mt media", "to contact", "outbound api", "outbound reply"),
        *("outbound call", "o", "outbound message", "outgoing message", "sms sent"),
        *("outbound sms", "outgoing sms", "message sent", "message sending"),
        *("message delivered", "message failed", "message finalized", "to customer"),
    }
)
"""Words in a column for the direction, without case and punctuation: `outbound-api`, `MO_TEXT`."""


class Delivery(IntEnum):
    """The stage of a message; a later stage is larger."""

    WAITING = 0
    """Not sent yet when the log was made."""
    SENT = 1
    DELIVERED = 2
    """Or received from a person."""
    FAILED = 3


STATUSES: Final = {
    Delivery.WAITING: frozenset(
        {
            "queued",
            "accepted",
            "scheduled",
            "pending",
            "initializing",
            "draft",
            "queueing",
            "waiting",
        }
    ),
    Delivery.SENT: frozenset(
        {
            *("sent", "sending", "wired", "submitted", "dispatched", "buffered"),
            *("enroute", "unconfirmed"),
        }
    ),
    Delivery.DELIVERED: frozenset(
        {
            *("delivered", "received", "handled", "read", "seen", "success", "successful", "ok"),
            *("receiving", "opened"),
        }
    ),
    Delivery.FAILED: frozenset(
        {
            *("failed", "fail", "failure", "undelivered", "undeliverable", "rejected", "expired"),
            *("error", "errored", "blocked", "blacklisted", "bounced", "canceled", "cancelled"),
            *("aborted", "unsent", "filtered", "skipped", "suppressed", "dropped", "invalid"),
            *("declined", "discarded", "undeliv", "rejectd", "unreachable"),
        }
    ),
}
"""Words in a column for the status; each word of `delivery_failed` or `UNDELIVERABLE_NOT_DELIVERED`
counts, and the worst one wins. "not" and "no" negate the next word."""

NO_ERROR: Final = frozenset({"", "0", "00", "000", "0.0", "null", "none", "ok", "no error", "n/a"})
"""Words in a column for the error that mean no error."""
BLANK: Final = frozenset({"", "null", "none", "nil", "nan", "n/a", "na", "-", "undefined"})
"""Words that exports write into an empty cell."""

_YES = frozenset({"true", "yes", "y", "t", "1", "1.0"})
_NO = frozenset({"false", "no", "n", "f", "0", "0.0"})
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LONGEST = 60


@lru_cache(maxsize=1024)
def is_inbound(word: str) -> bool | None:
    """Whether a person sent the message, by its direction; None: an unknown word."""
    plain = " ".join(_words(word))
    if plain in INBOUND:
        return True
    return False if plain in OUTBOUND else None


def is_yes(word: str) -> bool | None:
    """The value of a cell for yes or no; None: neither."""
    plain = word.casefold()
    return plain in _YES if plain in _YES | _NO else None


@lru_cache(maxsize=1024)
def delivery(word: str) -> Delivery | None:
    """The stage of a status; None: an unknown word."""
    found: list[Delivery] = []
    negated = False
    for part in _words(word):
        stage = next((stage for stage, words in STATUSES.items() if part in words), None)
        if stage is not None and not (negated and stage is Delivery.FAILED):
            found.append(Delivery.FAILED if negated else stage)
        negated = part in {"not", "no"}
    return max(found, default=None)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text[:_LONGEST])]
