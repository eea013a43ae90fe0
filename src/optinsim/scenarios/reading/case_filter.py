"""Which cases to run, by the words and tags of a command line.

Knows the titles and tags of cases and broken scenarios. Does not know cases that are named one by
one (selection.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.expressions import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.scenarios.reading.cases import Broken


@value
class CaseFilter:
    """Which scenarios to run, by expressions (see expressions.py); what is empty chooses all."""

    words: str = ""
    """What the file's name and the title together must hold: words, whatever their case."""
    tags: tuple[str, ...] = ()
    """What the scenario's tags must meet, one of these."""

    def takes(self, entry: Case | Broken) -> bool:
        """Whether to run an entry, or to report it as an error of the run.

        A broken scenario is left out only if its title and tags can be read and do not match. If
        its title has variables, or its title or tags cannot be read, it may have been meant.
        """
        if isinstance(entry, Case):
            return self._takes_title(entry, entry.title) and self._takes_tags(entry.file.tags)
        unsure = not entry.title or "${" in entry.title
        return (unsure or self._takes_title(entry, entry.title)) and (
            entry.tags is None or self._takes_tags(entry.tags)
        )

    def _takes_title(self, entry: Case | Broken, title: str) -> bool:
        where = f"{entry.document.file} {title}".casefold()
        return parse(self.words).holds(lambda word: word.casefold() in where)

    def _takes_tags(self, tags: Sequence[str]) -> bool:
        return not self.tags or any(parse(tag).holds(tags.__contains__) for tag in self.tags)
