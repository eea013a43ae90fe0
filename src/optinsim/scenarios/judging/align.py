"""Aligns the expected entries of a list with the actual ones, as a diff does.

So a failure names one unexpected text, and not a difference of every later text. Knows lists,
and whether two entries fit; does not know their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MOST_PAIRS = 2500
"""Longer lists are compared index by index, because comparing every pair takes too long."""

Pair = tuple[int, int]
"""The indexes of an expected and of an actual entry."""


@dataclass(slots=True)
class Alignment:
    """The pairs and differences of two lists; every entry is in one of these."""

    same: list[Pair] = field(default_factory=list)
    """They fit, in the same order on both sides."""
    moved: list[Pair] = field(default_factory=list)
    """They fit, in another order."""
    differing: list[Pair] = field(default_factory=list)
    """They are at the same place and do not fit."""
    missing: list[int] = field(default_factory=list)
    """Expected, without an actual entry."""
    unexpected: list[int] = field(default_factory=list)
    """Actual, without an expected entry."""


def align(
    expected: Sequence[object],
    actual: Sequence[object],
    fits: Callable[[int, int], bool],
) -> Alignment:
    """Align two lists.

    Args:
        expected: the expected entries.
        actual: the actual entries.
        fits: whether two entries fit, by their indexes.
    """
    alignment = Alignment()
    rows, columns = len(expected), len(actual)
    if rows == columns and all(fits(i, i) for i in range(rows)):
        alignment.same = [(i, i) for i in range(rows)]
        return alignment
    if rows * columns > _MOST_PAIRS:
        _pair_up(alignment, range(rows), range(columns))
        return alignment
    matrix = [[fits(i, j) for j in range(columns)] for i in range(rows)]
    alignment.same = _longest_common(matrix, columns)
    if rows == columns:
        in_place = [(i, i) for i in range(rows) if matrix[i][i]]
        # An entry that fits everything would misalign the others.
        if len(in_place) == len(alignment.same):
            alignment.same = in_place
    taken_rows, taken_columns = ({pair[side] for pair in alignment.same} for side in (0, 1))
    for i in range(rows):
        for j in range(columns):
            if matrix[i][j] and i not in taken_rows and j not in taken_columns:
                alignment.moved.append((i, j))
                taken_rows.add(i)
                taken_columns.add(j)
    last = (-1, -1)
    for end in (*alignment.same, (rows, columns)):
        _pair_up(
            alignment,
            [i for i in range(last[0] + 1, end[0]) if i not in taken_rows],
            [j for j in range(last[1] + 1, end[1]) if j not in taken_columns],
        )
        last = end
    return alignment


def _pair_up(alignment: Alignment, rows: Sequence[int], columns: Sequence[int]) -> None:
    """Pair the entries between two fitting pairs, while both lists have some."""
    both = min(len(rows), len(columns))
    alignment.differing += zip(rows, columns, strict=False)
    alignment.missing += rows[both:]
    alignment.unexpected += columns[both:]


def _longest_common(matrix: list[list[bool]], columns: int) -> list[Pair]:
    """The longest list of pairs that fit and are in the same order on both sides."""
    rows = len(matrix)
    lengths = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            longer = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = max(longer, lengths[i + 1][j + 1] + 1) if matrix[i][j] else longer
    pairs = []
    i = j = 0
    while i < rows and j < columns:
        if matrix[i][j] and lengths[i][j] == lengths[i + 1][j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
