"""Lists that are not as expected: one entry too many is told as that, and not as all others."""

from __future__ import annotations

from typing import Any

import pytest

from optinsim.scenarios.judging.expect import compare
from optinsim.scenarios.reading.operators import faults


def failures(expected: Any, actual: Any) -> list[str]:
    """Paths and messages."""
    return [f"{'.'.join(map(str, f.place))}: {f.message}" for f in compare(expected, actual, {})]


A, B, C = ({"type": letter, "id": i} for i, letter in enumerate("ABC"))


@pytest.mark.parametrize(
    ("expected", "actual", "told"),
    [
        ([{"type": "A"}, {"type": "B"}], [A, B], []),
        ([{"type": "A"}, {"type": "C"}], [A, B, C], ['1: unexpected: {"type": "B", "id": 1}']),
        (
            [{"type": "A"}, {"type": "B"}, {"type": "C"}],
            [A, C],
            ['1: expected {"type": "B"}, and it did not come'],
        ),
        (
            [{"type": "A"}, {"type": "B"}],
            [A],
            ['1: expected {"type": "B"}, and nothing more came'],
        ),
        (
            [{"type": "B"}, {"type": "A"}],
            [A, B],
            ["0: expected as number 1, came as number 2: the order counts"],
        ),
        ([{"type": "A", "id": 5}, {"type": "B"}], [A, B], ["0.id: expected 5, got 0"]),
        ([{}, {"type": "X"}, {}], [A, B, C], ['1.type: expected "X", got "B"']),
        ([], [A], ['0: unexpected: {"type": "A", "id": 0}']),
        # In a list of a list, which is compared in the same way.
        ([["a", "b"]], [["a", "x", "b"]], ['0.1: unexpected: "x"']),
    ],
)
def test_what_is_reported(expected: list[Any], actual: list[Any], told: list[str]) -> None:
    assert failures(expected, actual) == told


def test_captures_belong_to_the_entry_that_stays() -> None:
    captured: dict[str, Any] = {}
    expected = [{"type": "A", "id": {"$capture": "a"}}, {"type": "B", "id": {"$capture": "b"}}]
    assert list(compare(expected, [A, B], captured)) == []
    assert captured == {"a": 0, "b": 1}


@pytest.mark.parametrize(
    "expected",
    [
        {"$absent": True, "$length": 1},
        {"$unordered": [1] * 201},
        {"$one_of": [1] * 201},
        {"$regex": "a" * 1001},
        {"$regex": "("},
    ],
)
def test_conditions_that_are_refused(expected: dict[str, Any]) -> None:
    assert len(list(faults(expected, ()))) == 1
