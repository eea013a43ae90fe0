"""More and less: instants compare as instants, numbers as numbers, and nothing else compares."""

from __future__ import annotations

from typing import Any

import pytest

from optinsim.scenarios.judging.expect import compare

SAME = [
    "2026-01-05T15:00Z",
    "2026-01-05T15:00:00Z",
    "2026-01-05T15:00:00.000Z",
    "2026-01-05T15:00:00+0000",
    "2026-01-05T15:00:00+00:00",
    "2026-01-05 15:00:00Z",
    "2026-01-05T10:00:00-05:00",
    "2026-01-06T00:00:00+0900",
]
"""One instant."""


def met(operator: str, argument: Any, actual: Any) -> bool:
    return not list(compare({operator: argument}, actual, {}))


@pytest.mark.parametrize("one", SAME)
@pytest.mark.parametrize("other", SAME)
def test_an_instant_is_itself_in_every_form(one: str, other: str) -> None:
    assert met("$gte", one, other)
    assert met("$lte", one, other)
    assert not met("$gt", one, other)
    assert not met("$lt", one, other)


@pytest.mark.parametrize(
    ("less", "more"),
    [
        *[(form, "2026-01-05T15:00:59Z") for form in SAME],
        *[("2026-01-05T14:59:59.999+00:00", form) for form in SAME],
        ("2026-01-05", "2026-01-05T15:00Z"),
        ("2026-01-05", "2026-01-06"),
        ("2026-01-05", "2026-01-05 00:00:01"),
        ("2026-01-05 09:00:00", "2026-01-05T10:00:00"),
        ("9", "18"),
        ("-18", "-9"),
        ("9.5", "10"),
        (7, 21),
        (2, 2.5),
    ],
)
def test_the_later_and_the_larger_is_more(less: Any, more: Any) -> None:
    assert met("$gt", less, more)
    assert met("$gte", less, more)
    assert met("$lt", more, less)
    assert not met("$gt", more, less)
    assert not met("$lte", less, more)


@pytest.mark.parametrize(
    ("argument", "actual"),
    [
        ("a", "b"),
        ("9", 18),
        (7, "21"),
        (0, True),
        (0, None),
        ("2026-01-05T15:00Z", "2026-01-06 15:00:00"),
        ("2026-01-05", "20260106"),
        ("2026-02-30", "2026-03-30"),
        ("2026-01-05T15:00Z", "soon"),
        ("1", []),
    ],
)
@pytest.mark.parametrize("operator", ["$gt", "$gte", "$lt", "$lte"])
def test_what_has_no_order_meets_none_and_the_message_says_why(
    operator: str, argument: Any, actual: Any
) -> None:
    for expected in ({operator: argument}, {"$not": {operator: argument}}):
        (failure,) = compare(expected, actual, {})
        assert "they cannot be compared" in failure.message
