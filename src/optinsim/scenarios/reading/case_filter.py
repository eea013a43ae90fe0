"""Filters the cases to run by the words and tags of a command line.

Knows the titles and tags of cases and broken scenarios. Does not know cases that the command line
names (selection.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.expressions import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.scenarios.reading.cases import Broken


@value
class Names:
    """Names of expressions that scenarios have, chosen or not."""

    tags: frozenset[str] = frozenset()
    """All tags."""
    words: frozenset[str] = frozenset()
    """The words of `CaseFilter.words` that a file's name or a title has."""

    def __or__(self, other: Names) -> Names:
        return Names(self.tags | other.tags, self.words | other.words)


@value
class CaseFilter:
    """Which scenarios to run, by expressions (see expressions.py); an empty one chooses all."""

    words: str = ""
    """Words that the file's name and the title together must have, in any case."""
    tags: tuple[str, ...] = ()
    """Expressions of which the scenario's tags must meet one."""

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

    def names_of(self, entries: Sequence[Case | Broken]) -> Names:
        """The names of some entries; an unreadable entry has all names of the expressions."""
        if not self.tags and not self.words:
            return Names()
        tags = {tag for entry in entries for tag in self._tags_of(entry)}
        words = {
            word
            for word in parse(self.words).names
            if any(self._has_word(entry, word) for entry in entries)
        }
        return Names(frozenset(tags), frozenset(words))

    def unknown(self, names: Names) -> Iterator[tuple[str, str, str]]:
        """The names that no scenario has: the option, its expression, and the name."""
        for option, texts, known in (
            ("--tag", self.tags, names.tags),
            ("-k", (self.words,), names.words),
        ):
            for text in texts:
                for name in dict.fromkeys(parse(text).names):
                    if name not in known:
                        yield option, text, name

    def _tags_of(self, entry: Case | Broken) -> Sequence[str]:
        if isinstance(entry, Case):
            return entry.file.tags
        if entry.tags is None:
            return [name for tag in self.tags for name in parse(tag).names]
        return entry.tags

    def _has_word(self, entry: Case | Broken, word: str) -> bool:
        where = f"{entry.document.file} {entry.title}".casefold()
        return word.casefold() in where or not entry.title

    def _takes_title(self, entry: Case | Broken, title: str) -> bool:
        where = f"{entry.document.file} {title}".casefold()
        return parse(self.words).holds(lambda word: word.casefold() in where)

    def _takes_tags(self, tags: Sequence[str]) -> bool:
        return not self.tags or any(parse(tag).holds(tags.__contains__) for tag in self.tags)
