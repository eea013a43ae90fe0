"""A wait until the time that it is already is told: nothing can have changed by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

START = "2026-01-05T15:00:00Z"
UNTIL = "{wait_until: '%s', expect: {state: pending}}"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([UNTIL % START], [START]),
        ([UNTIL % "2026-01-05T16:00:00+01:00"], [START]),
        (["{wait: 1h}", UNTIL % "2026-01-05T16:00:00Z"], ["2026-01-05T16:00:00Z"]),
        ([UNTIL % "2026-01-06T15:00:00Z"] * 2, ["2026-01-06T15:00:00Z"]),
        # Time passes, or it is said that none does.
        ([UNTIL % "2026-01-05T15:00:01Z"], []),
        (["{wait: 0s, expect: {state: pending}}"], []),
        # A column of examples may begin with the start; a captured wait can be any.
        ([UNTIL % "${until}"], []),
        (
            [
                "{text: HELP, expect: {replies: [{$capture: time}]}}",
                "{wait: '${time}'}",
                UNTIL % START,
            ],
            [],
        ),
    ],
)
def test_a_wait_of_no_time(steps: list[str], told: list[str], tmp_path: Path) -> None:
    head = f"start: {START}\n"
    if "${until}" in steps[0]:
        head += f"examples: [{{until: '{START}'}}, {{until: '2026-01-06T14:59:59Z'}}]\n"
    warnings = warned_on_reading(tmp_path, ["{text: SUMMER}", *steps], head=head)
    found = [one.message for one in warnings if one.code == "OPT744"]
    assert found == [f"it is {time} already: no time passes" for time in told]
