"""Scenarios of one file that run as an earlier scenario of it does, whatever their titles say.

«CANCEL ends a subscription» is a copy of «STOP ends a subscription» with a new title. Knows
scenarios as they are written. `tags` and `cites` do not distinguish two scenarios; every key that
can change the run does.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code

if TYPE_CHECKING:
    from optinsim.files.problems import Problem
    from optinsim.files.tree import Document

_OF_THE_REPORT = frozenset({"scenario", "tags", "cites"})


class EqualScenarios:
    """The scenarios of a file so far."""

    def __init__(self) -> None:
        self._first: dict[bytes, Document] = {}
        """For each content, the first scenario that has it."""

    @property
    def contents(self) -> frozenset[bytes]:
        """A digest of each scenario without title, tags and cites; equal scenarios share it."""
        return frozenset(self._first)

    def take(self, document: Document) -> list[Problem]:
        """Add the next scenario; warn about it if an earlier one is equal."""
        tree = document.tree
        content = sorted((key, item) for key, item in tree.items() if key not in _OF_THE_REPORT)
        digest = blake2b(repr(content).encode(errors="replace"), digest_size=16).digest()
        first = self._first.setdefault(digest, document)
        if first is document or not _has_same_quotes(dict(content), first.tree):
            return []
        line = first.start.line
        message = f"this scenario is that of line {line} again"
        if tree.get("scenario") != first.tree.get("scenario"):
            message = f"this scenario runs as that of line {line} does: only the title differs"
        return [
            document.problem(
                ("scenario",),
                message,
                expected="steps that do what the title says, or one scenario for both",
                code=Code.EQUAL_EXAMPLES,
            )
        ]


def _has_same_quotes(one: Any, other: Any) -> bool:
    """Whether two equal values have the same quotes: the ids 1234 and "1234" are different."""
    if isinstance(one, dict):
        return all(_has_same_quotes(item, other[key]) for key, item in one.items())
    if isinstance(one, list):
        return all(map(_has_same_quotes, one, other))
    return type(one) is type(other)
