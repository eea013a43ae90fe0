"""A pattern for a text: what varies is left open, and the text matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.patterns import LONGEST_PATTERN, compile_pattern
from optinsim.scenarios.writing.update.patterns import proposed_pattern


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("2026-01-05T15:00:00Z", r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$"),
        ("5c9f3c45-cfa8-a1a0-9329-e2b06b1b7ebf", "^[0-9a-f-]{36}$"),
        ("E2B06B1B7EBF", "^[0-9A-Za-z]+$"),
        ("+19165550174", r"^\+\d{8,15}$"),
        ("You have 3 (three) points.", r"^You have \d+ \(three\) points\.$"),
        ("two\nlines", r"^two\nlines$"),
        ("unsubscribed", "^unsubscribed$"),
    ],
)
def test_what_looks_made_for_the_day_is_left_open(text: str, pattern: str) -> None:
    assert proposed_pattern(text) == pattern


@given(st.text() | st.text("aZ09.+-:${} \n", max_size=40) | st.text(min_size=990, max_size=2010))
def test_a_text_matches_its_pattern(text: str) -> None:
    pattern = proposed_pattern(text)
    assert len(pattern) <= LONGEST_PATTERN
    assert re.search(compile_pattern(pattern), text)
