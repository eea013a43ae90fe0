"""A time in the title is told if a step waits the same number of the next smaller unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

ASKED = "{text: SUMMER, expect: {state: pending}}"
PENDING = "expect: {state: pending}"


def told(folder: Path, title: str, waits: list[str], head: str = "") -> list[str]:
    steps = [ASKED, *(f"{{{wait}, {PENDING}}}" for wait in waits)]
    found = warned_in_run(folder, steps, ACCOUNTS / "acme-vibes.yaml", head, title)
    return [one.message for one in found if one.code == "OPT742"]


@pytest.mark.parametrize(
    ("title", "waits", "message"),
    [
        ("An opt-in is open for 25 hours", ["wait: 25m"], "25 hours, and a step waits 25m"),
        ("An opt-in is open for 25h", ["wait: 25m"], "25h, and a step waits 25m"),
        ("An opt-in is open for two days", ["wait: 2h"], "two days, and a step waits 2h"),
        (
            "Still open after 90 minutes",
            ["wait: 1m", "wait: 90s"],
            "90 minutes, and a step waits 1m30s",
        ),
        (
            "Still open after 20 hours",
            ["wait_until: 2026-01-05T15:20:00Z"],
            "20 hours, and a step waits 20m",
        ),
        # That time passes, or the title has the other one, too.
        ("An opt-in is open for 23 hours", ["wait: 23h"], ""),
        ("Open for 2 hours, and for 120 minutes", ["wait: 2m", "wait: 2h"], ""),
        ("Open for 20 minutes of its 20 hours", ["wait: 20m"], ""),
        # The steps wait another number, or a unit that is far from it.
        ("An opt-in is open for 24 hours", ["wait: 20m"], ""),
        ("An opt-in is open for 2 days", ["wait: 2s"], ""),
        ("An opt-in is open for a day", ["wait: 1h"], ""),
        ("The second of 24", ["wait: 24s"], ""),
        ("Room 25H", ["wait: 25m"], ""),
    ],
)
def test_the_same_number_of_another_unit(
    title: str, waits: list[str], message: str, tmp_path: Path
) -> None:
    assert told(tmp_path, title, waits) == ([f"the title names {message}"] if message else [])


def test_another_example_may_wait_that_time(tmp_path: Path) -> None:
    head = "examples:\n  - {after: 20m}\n  - {after: 20h}\n"
    waits = ["wait: '${after}'"]
    assert told(tmp_path, "Open for 20 hours", waits, head) == []
    assert told(tmp_path, "Open for 20 hours, here after ${after}", waits, head) == []
