"""Two wordings as one, word by word."""

from __future__ import annotations

import pytest

from optinsim.phone.redline import redline


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Reply Y now.", "Reply YES now.", "Reply -Y- +YES+ now."),
        ("Reply Y", "Reply Y now", "Reply Y +now+"),
        ("Reply Y now", "Reply Y", "Reply Y -now-"),
        ("one\ntwo", "one\nthree", "one\n-two- +three+"),
        ("", "Hi", "+Hi+"),
        ("Same", "Same", "Same"),
    ],
)
def test_what_stays_is_kept_and_what_went_stands_before_what_came(
    before: str, after: str, shown: str
) -> None:
    signs = {"kept": "", "removed": "-", "added": "+"}
    pieces = [
        f"{signs[fate]}{word.rstrip()}{signs[fate]}{word[len(word.rstrip()) :]}"
        for word, fate in redline(before, after)
    ]
    assert "".join(pieces) == shown
