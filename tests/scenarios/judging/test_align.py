"""Two lists laid beside each other: what came, what did not, what came at another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.scenarios.judging import align as module
from optinsim.scenarios.judging.align import Alignment, align

if TYPE_CHECKING:
    from collections.abc import Sequence


def aligned(expected: Sequence[str], actual: Sequence[str]) -> Alignment:
    """`*` stands for an expectation that anything meets."""
    return align(expected, actual, lambda i, j: expected[i] in ("*", actual[j]))


@pytest.mark.parametrize(
    ("expected", "actual", "alignment"),
    [
        ("", "", Alignment()),
        ("abc", "abc", Alignment(same=[(0, 0), (1, 1), (2, 2)])),
        ("abc", "ac", Alignment(same=[(0, 0), (2, 1)], missing=[1])),
        ("ac", "abc", Alignment(same=[(0, 0), (1, 2)], unexpected=[1])),
        ("abc", "axc", Alignment(same=[(0, 0), (2, 2)], differing=[(1, 1)])),
        ("ab", "ba", Alignment(same=[(1, 0)], moved=[(0, 1)])),
        ("a", "xyz", Alignment(differing=[(0, 0)], unexpected=[1, 2])),
        ("aab", "ab", Alignment(same=[(0, 0), (2, 1)], missing=[1])),
        # What anything meets stays where it is, and the others keep their places.
        ("*x*", "abc", Alignment(same=[(0, 0), (2, 2)], differing=[(1, 1)])),
    ],
)
def test_what_two_lists_have_in_common(expected: str, actual: str, alignment: Alignment) -> None:
    assert aligned(expected, actual) == alignment


@given(st.text("ab*", max_size=6), st.text("abc", max_size=6))
def test_every_entry_stands_in_one_place(expected: str, actual: str) -> None:
    found = aligned(expected, actual)
    pairs = [*found.same, *found.moved, *found.differing]
    assert sorted([*(i for i, _ in pairs), *found.missing]) == list(range(len(expected)))
    assert sorted([*(j for _, j in pairs), *found.unexpected]) == list(range(len(actual)))
    assert all(expected[i] in ("*", actual[j]) for i, j in (*found.same, *found.moved))
    assert found.same == sorted(found.same)


def test_long_lists_are_laid_beside_each_other_as_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_MOST_PAIRS", 3)
    assert aligned("ab", "ba") == Alignment(differing=[(0, 0), (1, 1)])
