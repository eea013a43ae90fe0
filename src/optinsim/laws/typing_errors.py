"""Typing errors: the word that was meant, one slip of a finger away.

Knows slips (a letter too many, too few, exchanged with its neighbour, or hit beside its key) and
the keys of a QWERTY keyboard. Does not know what words mean.
"""

from __future__ import annotations

from functools import lru_cache

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: set(
        "".join(near[max(place - 1, 0) : place + 2] for near in _ROWS[max(row - 1, 0) : row + 2])
    )
    for row, letters in enumerate(_ROWS)
    for place, letter in enumerate(letters)
}
_SHORTEST = 4
"""Letters of a word that is looked for behind a typing error."""
_LONG = 6
"""Letters of a word in which any other letter counts as a slip, not only a neighbour's."""
_VERY_LONG = 9
"""Letters of a word in which two slips are still no other word."""


class Corrector:
    """Puts the words that are looked for in the place of their typing errors."""

    def __init__(self, wanted: set[str], known: set[str]) -> None:
        """Prepare.

        Args:
            wanted: the words that are looked for.
            known: words that are what they are, and no typing error.
        """
        self._wanted = sorted(word for word in wanted if len(word) >= _SHORTEST)
        self._known = known
        self._meant = lru_cache(maxsize=4096)(self._find)

    def corrected(self, text: str) -> str:
        """The text with words of at least three letters as they were meant."""
        return " ".join(self._meant(word) for word in text.split(" "))

    def _find(self, word: str) -> str:
        if word in self._known or len(word) < _SHORTEST - 1 or not word.isalpha():
            return word
        return next((one for one in self._wanted if is_slip(word, one)), word)


def is_slip(typed: str, word: str) -> bool:
    """Whether a typed word is the other with one slip; two in a very long word."""
    if abs(len(typed) - len(word)) > 1 + (len(word) >= _VERY_LONG):
        return False
    if _one_slip(typed, word):
        return True
    return len(word) >= _VERY_LONG and typed[0] == word[0] and _distance(typed, word) <= 2  # noqa: PLR2004


def _one_slip(typed: str, word: str) -> bool:
    """One letter too many, too few, another, or two exchanged."""
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    mine, its = typed[start:], word[start:]
    if len(typed) == len(word):
        if mine[2:] == its[2:] and mine[:2] == its[:2][::-1]:
            return True
        if mine[1:] != its[1:] or not mine:
            return False
        return (len(word) >= _LONG and start > 0) or mine[0] in _NEIGHBOURS.get(its[0], ())
    if len(typed) > len(word):
        # A letter twice, or one beside it; any in a long word.
        extra = mine[0]
        beside = word[max(start - 1, 0) : start + 1]
        close = any(extra in _NEIGHBOURS.get(letter, ()) for letter in beside)
        return mine[1:] == its and (len(word) >= _LONG or close)
    return mine == its[1:] and (len(word) > _SHORTEST or start not in (0, len(word) - 1))


def _distance(one: str, other: str) -> int:
    """Letters to change, add or leave out between two words."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, wanted in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != wanted))
    return row[-1]
