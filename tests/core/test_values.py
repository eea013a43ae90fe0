"""Values: what `value` makes of a class."""

from __future__ import annotations

from dataclasses import field
from typing import Any

import pytest

from optinsim.core.values import value


@value
class Point:
    x: int
    y: int = 0
    note: str = field(default="", compare=False)


@value
class Corner(Point):
    hidden: str = field(default="", repr=False)


@value
class Nothing:
    pass


@pytest.mark.parametrize(
    ("other", "equal"),
    [
        (Point(1, 2), True),
        (Point(1, 2, "seen"), True),
        (Point(2, 1), False),
        (Corner(1, 2), False),
        ((1, 2), False),
        (None, False),
    ],
    ids=str,
)
def test_values_of_one_class_are_equal_if_their_compared_fields_are(
    other: Any, *, equal: bool
) -> None:
    assert (Point(1, 2) == other) is equal
    assert (other == Point(1, 2)) is equal
    assert (Point(1, 2) != other) is not equal


def test_values_without_fields_are_equal() -> None:
    assert Nothing() == Nothing()
    assert Nothing() != object()


def test_a_value_shows_its_fields_by_name() -> None:
    assert repr(Point(1, note="a")) == "Point(x=1, y=0, note='a')"
    assert repr(Corner(1, hidden="h")) == "Corner(x=1, y=0, note='')"


def test_a_value_cannot_be_hashed_and_has_no_other_attributes() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Point(1))
    with pytest.raises(AttributeError):
        Point(1).z = 2  # type: ignore[attr-defined]
