"""The messages of an account: what participants were sent, and what they sent.

Only those of participants are kept. Knows nothing of the API that lists them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MessageType = Literal["sent", "received"]


@value
class StoredMessage:
    """One message of one participant."""

    number: int
    """1, 2, 3 … in the order in which they went."""
    program_id: str
    participant: int
    """The number of the participant's record."""
    at: datetime
    text: str
    type: MessageType


class Log:
    """All messages, in the order in which they went."""

    def __init__(self) -> None:
        self._messages: list[StoredMessage] = []
        self._counts: Counter[tuple[int, str]] = Counter()

    def add(
        self, program_id: str, participant: int, at: datetime, text: str, kind: MessageType
    ) -> None:
        """Keep a message."""
        number = len(self._messages) + 1
        self._messages.append(StoredMessage(number, program_id, participant, at, text, kind))
        self._counts[participant, kind] += 1

    def newest_first(self) -> Iterator[StoredMessage]:
        """All messages, as API17 lists them."""
        return reversed(self._messages)

    def count(self, participant: int, kind: MessageType) -> int:
        """How many a participant was sent, or has sent."""
        return self._counts[participant, kind]
