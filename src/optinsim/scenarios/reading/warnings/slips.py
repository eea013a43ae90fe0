"""Slips of the finger: whether a word is another that was mistyped.

Knows letters, and not what words mean. (laws/typing_errors.py knows keyboards too: it judges what a
person meant.)
"""

from __future__ import annotations

_SHORTEST = 3
"""Of shorter words, any short text is one slip away."""
_MOST_SLIPS = 2
_LOOKS_LIKE = str.maketrans("oils", "0115")
_LONG = 6
"""Letters of a word in which two slips are still no other word."""


def is_slip(typed: str, word: str) -> bool:
    """Whether one letter is left out, added, replaced, or has changed places with the next one.

    In a long word, two may.
    """
    if len(word) < _SHORTEST or typed == word:
        return False
    return _distance(typed, word) <= (
        _MOST_SLIPS if len(word) >= _LONG and len(typed) >= _LONG - 1 else 1
    )


def is_swapped(typed: str, word: str) -> bool:
    """Whether two adjacent characters are swapped."""
    return len(typed) == len(word) and any(
        typed[:i] + typed[i + 1] + typed[i] + typed[i + 2 :] == word != typed
        for i in range(len(typed) - 1)
    )


def lacks_one(typed: str, word: str) -> bool:
    """Whether one text is the other without one of its characters."""
    short, long = sorted((typed, word), key=len)
    return len(long) - len(short) == 1 and any(
        long[:i] + long[i + 1 :] == short for i in range(len(long))
    )


def is_slipped_id(typed: str, known: str) -> bool:
    """Whether an id or email address is probably a mistyped known one.

    Two adjacent characters are swapped, a letter replaces the digit that looks like it, or the
    domain of an address is a slip away. `EX1` and `EX2`, or `ann@` and `dan@`, are two people.
    """
    typed, known = typed.casefold(), known.casefold()
    if typed == known or len(known) < _SHORTEST:
        return False
    if is_swapped(typed, known) or typed.translate(_LOOKS_LIKE) == known.translate(_LOOKS_LIKE):
        return True
    (own, _, domain), (name, at, other) = typed.partition("@"), known.partition("@")
    return bool(at) and own == name and is_slip(domain, other)


def _distance(one: str, other: str) -> int:
    """The slips between two words, up to one more than count."""
    if abs(len(one) - len(other)) > _MOST_SLIPS:
        return _MOST_SLIPS + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            is_swapped = i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]
            row.append(min(cost, before[j - 2] + 1) if is_swapped else cost)
        before, last = last, row
    return last[-1]
