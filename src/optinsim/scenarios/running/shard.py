"""A shard: the part of a run that one of several machines takes.

Knows numbers only. The machines do not communicate; report/merge.py merges their reports.
"""

from __future__ import annotations

import re

from optinsim.core.values import value

_SHARD = re.compile(r"([0-9]{1,4})/([0-9]{1,4})", re.ASCII)


@value
class Shard:
    """Every case whose index in the whole run, from 0, leaves `number - 1` when divided by `of`."""

    number: int
    """From 1 to `of`."""
    of: int
    """How many shards there are."""

    def has(self, index: int) -> bool:
        """Whether the case with this index is one of the shard's."""
        return index % self.of == self.number - 1

    def index(self, place: int) -> int:
        """The index in the whole run of the shard's case at a place among its own, from 0."""
        return place * self.of + self.number - 1

    def share(self, cases: int) -> int:
        """How many of so many cases are the shard's."""
        return len(range(self.number - 1, cases, self.of))


WHOLE = Shard(1, 1)
"""The shard of a run that has all cases."""


def parse_shard(text: str) -> Shard | None:
    """The shard that a text such as 2/8 names; None if it names none."""
    match = _SHARD.fullmatch(text)
    if match is None:
        return None
    shard = Shard(int(match[1]), int(match[2]))
    return shard if 1 <= shard.number <= shard.of else None
