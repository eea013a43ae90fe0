"""What a search is asked for, and what it answers: bounds, findings, and how much was searched.

Knows no way of searching, and not how an answer is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from optinsim.explore.moves import CallMove, TimeMove
from optinsim.laws.law import Reach

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from optinsim.adapter import Account
    from optinsim.explore.moves import Move, TextMove
    from optinsim.laws.law import Law, Severity, Violation
    from optinsim.laws.packs import Pack


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a search ends that would have no end by itself, or not soon enough."""

    states: int | None = None
    """How many states of each search; None: all."""
    seconds: float | None = None
    """How long in all; None: until all is found."""
    exact_times: bool = False
    """Whether states that differ only in when, or in which order, things fall due are two.

    If not, one of them stands for all: fewer states, and no second before a deadline.
    """
    calls: int = 1
    """How many calls in one conversation that change the platform's own books, such as imports.

    Without a bound, each is a new state. Those that decide callbacks only are not counted: they are
    made at the beginning.
    """
    people: int | None = None
    """How many people take part, 1 or 2; None: two where they meet, see `people_meet`."""


class Audience(StrEnum):
    """Who can mend what a finding is about, in the order in which findings are told."""

    ACCOUNT = "account"
    """The author of the account file."""
    API = "api"
    """The callers of the vendor's API."""
    VENDOR = "vendor"
    """The vendor. The user can only ask."""


@dataclass(slots=True)
class Found:
    """A law that is broken, where first, and how often."""

    law: Law
    broken: Violation
    mdn: str
    """In whose conversation, if it is in one."""
    path: tuple[Move, ...]
    """The shortest conversation that shows it; empty: the account alone does."""
    wordings: list[str]
    """The texts with which it is broken, where texts differ."""
    times: int = 1

    @property
    def audience(self) -> Audience:
        """Who can mend it.

        The vendor, if an assumption about the vendor breaks the law. The callers of the API, if the
        last act was a call: time that passes after it only carries it out, such as an import. Else
        the author of the account.
        """
        if self.broken.reach is Reach.NONE:
            return Audience.VENDOR
        acts = [move for move in self.path if not isinstance(move, TimeMove)]
        return Audience.API if acts and isinstance(acts[-1], CallMove) else Audience.ACCOUNT

    def fails(self, severity: Severity | None, meant: Collection[str]) -> bool:
        """Whether it counts as a failure.

        Args:
            severity: the mildest that does; None: none does.
            meant: the names of the laws that may be broken.
        """
        law = self.law
        return (
            severity is not None and law.name not in meant and law.severity.is_as_bad_as(severity)
        )


def by_conversation(found: Iterable[Found]) -> list[list[Found]]:
    """Group the findings that one conversation shows, in the order of each group's first finding.

    A group has one audience. A finding about the account alone, without a conversation, is a group.
    """
    groups: list[list[Found]] = []
    for one in found:
        for group in groups:
            if one.path and (group[0].path, group[0].audience) == (one.path, one.audience):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


@dataclass(slots=True)
class Exploration:
    """What was searched, and what was found."""

    account: Account
    pack: Pack
    bounds: Bounds
    people: tuple[str, ...]
    """The numbers of those who take part."""
    alphabet: tuple[TextMove, ...]
    """The texts of one of them."""
    states: int = 0
    transitions: int = 0
    depth: int = 0
    seconds: float = 0.0
    ended: str = ""
    """Why it ended before everything was found; empty: it did not."""
    left_out: tuple[str, ...] = ()
    """What the alphabet lacks, a phrase each."""
    calls: set[str] = field(default_factory=set)
    """The names of the calls that were made."""
    found: list[Found] = field(default_factory=list)
    alone: Exploration | None = None
    """Of two people: the search of one that went before, whose findings are among these."""
    do_meet: bool = False
    """Whether two people meet: else one person's search says all."""

    @property
    def is_complete(self) -> bool:
        """Whether everything within the bounds was searched."""
        return not self.ended
