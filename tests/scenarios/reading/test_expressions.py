"""The expressions of `--tag` and `-k`."""

from __future__ import annotations

import pytest

from optinsim.scenarios.reading.expressions import ExpressionError, parse


@pytest.mark.parametrize(
    ("text", "names", "holds"),
    [
        ("", "", True),
        ("a", "a", True),
        ("a", "b", False),
        ("not a", "b", True),
        ("not not a", "a", True),
        ("a b", "a b", True),
        ("a b", "a", False),
        ("a or b c", "a", True),
        ("a or b c", "b", False),
        ("(a or b) c", "a", False),
        ("a and not b", "a b", False),
        ("a not b", "a", True),
        ("a and not (b or c)", "a d", True),
        ("not a and b", "b", True),
        ("not (a and b)", "b", True),
        ("a:b-c@2", "a:b-c@2", True),
        ("AND", "AND", True),
    ],
)
def test_not_binds_before_and_and_before_or(text: str, names: str, *, holds: bool) -> None:
    assert parse(text).holds(names.split().__contains__) is holds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a and", "the end at column 6, expected a name, not or '('"),
        ("or a", "'or' at column 1"),
        ("a or and b", "'and' at column 6"),
        ("(a", "the end at column 3, expected ')'"),
        ("a) b", "')' at column 2, expected a name, and, or"),
        ("()", "')' at column 2"),
        ("not", "the end at column 4"),
        ("(" * 60 + "a" + ")" * 60, "at most 50 inside each other"),
        ("not " * 60 + "a", "at most 50 inside each other"),
    ],
)
def test_what_is_no_expression_is_reported_with_its_column(text: str, told: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert told in str(caught.value)
