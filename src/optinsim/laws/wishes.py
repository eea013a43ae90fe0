"""What a person has asked for, as a person means it, whatever the platform made of it.

Knows texts and how they were read. It is the laws' own memory of a conversation: small values, so
that a search can tell two states apart that differ in nothing else.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from optinsim.core.inbound import Kind, normalise
from optinsim.core.values import SHOWN, value
from optinsim.laws.law import compared
from optinsim.laws.stop_meaning import means_stop

if TYPE_CHECKING:
    from optinsim.core.inbound import Reading
    from optinsim.core.setup import Setup
    from optinsim.simulator import Turn


@value
class Wishes:
    """What a person has asked for last.

    Two wishes are equal if both or neither are a stop. The other fields are for messages.
    """

    stopped: bool = False
    """The person asked for no more texts, and has not asked to come back."""
    text: str = field(default="", compare=False, metadata=SHOWN)
    """The text that asked so."""
    is_read: bool = field(default=False, compare=False, metadata=SHOWN)
    """Whether the platform read it as a stop."""
    is_told: bool = field(default=False, compare=False, metadata=SHOWN)
    """Whether the platform sent a callback for it."""

    def __hash__(self) -> int:
        return hash(self.stopped)

    @property
    def whole(self) -> tuple[bool, str, bool, bool]:
        """All fields, also those that equality leaves out."""
        return self.stopped, self.text, self.is_read, self.is_told


NOTHING = Wishes()


def wishes_after(wishes: Wishes, setup: Setup, text: str, turn: Turn) -> Wishes:
    """What a person wishes after a text.

    Args:
        wishes: what the person wished before.
        setup: the account.
        text: as it was sent.
        turn: what it brought about.
    """
    reading = turn.reading
    if reading is None:
        return wishes
    kind = reading.kind
    is_read = kind is Kind.STOP
    if is_read or (kind is not Kind.KEYWORD and means_stop(text)):
        return Wishes(stopped=True, text=text, is_read=is_read, is_told=bool(turn.callbacks))
    if kind is Kind.START or (kind is Kind.KEYWORD and not _is_mere_yes(setup, reading)):
        return NOTHING
    return wishes


def _is_mere_yes(setup: Setup, reading: Reading) -> bool:
    """Whether the keyword is one only because yes words opt in: alone, it asks for nothing."""
    if reading.word is None or reading.word in setup.by_id[reading.campaign or ""].keywords:
        return False
    return normalise(reading.word) in compared(setup.words.yes)
