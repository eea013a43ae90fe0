"""The lists of stop_wording.txt: headings with lines, in a small language of brackets.

Knows the language, and what of a line a regular expression needs. Does not know what the lists are
for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from optinsim.core.inbound import without_accents

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping


class WordingLists:
    """Lists of words and phrases by their headings."""

    def __init__(self, source: str) -> None:
        """Read the text of the file, whose head explains the language."""
        self._lists: dict[str, list[str]] = {}
        current: list[str] = []
        for line in source.splitlines():
            stripped = line.strip()
            heading = _HEADING.fullmatch(stripped) if stripped.startswith("[") else None
            if heading:
                current = self._lists.setdefault(heading[1], [])
            elif stripped and not stripped.startswith("#"):
                current.append(without_accents(stripped.casefold()))
        self._by_first_word = cache(self._indexed)

    def words(self, *names: str) -> set[str]:
        """The words in the lines of some lists, or of all."""
        found = set[str]()
        for name in names or self._lists:
            for line in self._lists[name]:
                found.update((line,) if line.isalpha() else _WORD.findall(_NAME.sub("", line)))
        return found

    def either(self, *names: str) -> str:
        """A pattern for any line of the lists, with a space at its end; the longest first."""
        lines = [line for name in names for line in self._lists[name]]
        return "|".join(self.pattern(line) for line in sorted(lines, key=len, reverse=True))

    def pattern(self, line: str) -> str:
        """A pattern for what a line stands for, with a space after each word."""
        made = ""
        for part in _PART.findall(line):
            if part[0] == "{":
                made += f"(?:{self.either(part[1:-1])})"
            else:
                made += _SYNTAX.get(part, f"{part} ")
        return made

    def beginning_with(self, word: str, name: str) -> Iterable[str]:
        """The lines of a list that may begin with a word, the longest first."""
        return self._by_first_word(name).get(word, ())

    def may_begin(self, words: Collection[str], *names: str) -> bool:
        """Whether any of the words may begin a line of one of the lists."""
        return not all(self._by_first_word(name).keys().isdisjoint(words) for name in names)

    def _indexed(self, name: str) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in sorted(self._lists[name], key=len, reverse=True):
            for word in self._first_words(line):
                found.setdefault(word, []).append(line)
        return found

    def _first_words(self, line: str) -> set[str]:
        return self._begun(iter(_PART.findall(line)))[0]

    def _begun(self, parts: Iterator[str]) -> tuple[set[str], bool]:
        """The first words up to a closing bracket, and whether nothing at all may stand there."""
        found: set[str] = set()
        is_first, may_be_empty = True, False
        for part in parts:
            if part in ")]":
                break
            if part == "/":
                may_be_empty, is_first = may_be_empty or is_first, True
            elif part in "([":
                inner, is_empty = self._begun(parts)
                if is_first:
                    found |= inner
                    is_first = is_empty or part == "["
            elif is_first:
                is_list = part[0] == "{"
                lines = self._lists[part[1:-1]] if is_list else ()
                found |= set[str]().union(*map(self._first_words, lines)) if is_list else {part}
                is_first = False
        return found, may_be_empty or is_first


_HEADING = re.compile(r"\[([a-z:, ]+)\]")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\{[^}]*\}")
_PART = re.compile(r"\{[^}]*\}|[()\[\]/]|[^\s()\[\]/{}]+")
_SYNTAX = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "/": "|"}
