"""The messages of an account: to participants and from them.

Keeps no messages of other people. Does not know the API that lists them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.core.world import Store, World

MessageType = Literal["sent", "received"]


@value
class StoredMessage:
    """One message of one participant."""

    number: int
    """1, 2, 3 … in the order of sending."""
    program_id: str
    participant: int
    """The number of the participant's record."""
    at: datetime
    text: str
    type: MessageType


class Log:
    """All messages, in the order of sending."""

    def __init__(self, world: World) -> None:
        self._messages: Store[int, StoredMessage] = world.store(
            "signalvine/messages", is_shown=True
        )
        self._counts: Store[tuple[int, str], int] = world.store("signalvine/counts", is_shown=True)

    def add(
        self, program_id: str, participant: int, at: datetime, text: str, kind: MessageType
    ) -> None:
        """Keep a message."""
        number = len(self._messages) + 1
        self._messages[number] = StoredMessage(number, program_id, participant, at, text, kind)
        self._counts[participant, kind] = self.count(participant, kind) + 1

    def newest_first(self) -> Iterator[StoredMessage]:
        """All messages, as API17 lists them."""
        for number in range(len(self._messages), 0, -1):
            yield self._messages[number]

    def count(self, participant: int, kind: MessageType) -> int:
        """How many messages went to a participant, or came from one."""
        return self._counts.get((participant, kind), 0)
