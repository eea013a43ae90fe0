"""The rows of a log as messages: in the order of time, one entry a message.

Knows that some exports are written newest first, and have a row for every status of a message.
Does not read cells.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.scenarios.writing.log_words import Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime


@value
class LoggedMessage:
    """One message of a log."""

    line: int
    at: datetime
    """In UTC."""
    has_zone: bool
    """False if the log does not name its time zone: UTC was taken."""
    sender: str
    """E.164, a short code, or a sender's name; empty: the brand's number, which the log lacks."""
    to: str
    """The same."""
    text: str
    inbound: bool | None = None
    """Whether a person sent it; None: the log does not say."""


@value
class Entry:
    """A row with a message."""

    message: LoggedMessage
    id: str = ""
    """The id of the message; empty: the log has none."""
    delivery: Delivery | None = None
    status: str = ""
    """As written."""


_STATUSES_WITHIN = timedelta(minutes=5)
"""Rows without ids that differ only in their status are one message if they are this near."""


def in_order(entries: Sequence[Entry]) -> tuple[list[Entry], Entry | None]:
    """The entries in the order of time, and the first whose place among others is a guess.

    Entries of one moment keep the order of the log, or the reverse if it is written newest
    first. The place is a guess if no other times decide which.
    """
    steps = [(a.message.at, b.message.at) for a, b in pairwise(entries)]
    forth = sum(before < after for before, after in steps)
    back = sum(before > after for before, after in steps)
    oldest_first = entries if back <= forth else list(reversed(entries))
    ordered = sorted(oldest_first, key=lambda entry: entry.message.at)
    doubtful = None
    if back == forth or min(back, forth):
        doubtful = _first_tie(ordered)
    return ordered, doubtful


def _first_tie(ordered: Iterable[Entry]) -> Entry | None:
    """The first entry with the moment and the numbers of another, but another text."""
    for _, group in groupby(ordered, key=lambda entry: entry.message.at):
        first: dict[frozenset[str], LoggedMessage] = {}
        for entry in group:
            message = entry.message
            other = first.setdefault(frozenset((message.sender, message.to)), message)
            if (other.sender, other.text) != (message.sender, message.text):
                return entry
    return None


def one_per_message(
    entries: Iterable[Entry], contradicted: Callable[[Entry], None]
) -> tuple[list[Entry], int]:
    """Each message once, at its first time and with its last status; and how many rows were merged.

    Args:
        entries: in the order of time.
        contradicted: called with each entry that has another message's id and another text.
    """
    kept: list[Entry] = []
    by_id: dict[tuple[str, str, str], int] = {}
    by_text: dict[tuple[str, str], dict[str, int]] = {}
    merged = 0
    for entry in entries:
        message = entry.message
        by_text.pop((message.to, message.sender), None)  # what follows is another answer
        if entry.id:
            place = by_id.setdefault((entry.id, message.sender, message.to), len(kept))
        else:
            places = by_text.setdefault((message.sender, message.to), {})
            place = places.get(message.text, len(kept))
            if place < len(kept) and not _next_status(kept[place], entry):
                place = len(kept)
            places[message.text] = place
        if place == len(kept):
            kept.append(entry)
            continue
        before = kept[place]
        if message.text and before.message.text and message.text != before.message.text:
            contradicted(entry)
            continue
        merged += 1
        first = before.message
        if not first.text:
            first = replace(first, text=message.text)
        # A missing status is the lowest.
        last = max(before, entry, key=lambda one: -1 if one.delivery is None else one.delivery)
        kept[place] = Entry(first, entry.id, last.delivery, last.status)
    return kept, merged


def _next_status(before: Entry, entry: Entry) -> bool:
    """Whether a row without an id has a later status of the same message."""
    if before.delivery is None or entry.delivery is None:
        return False
    near = entry.message.at - before.message.at <= _STATUSES_WITHIN
    return near and before.delivery <= Delivery.SENT and before.delivery < entry.delivery
