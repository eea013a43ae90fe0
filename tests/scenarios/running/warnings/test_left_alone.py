"""What is expected of a campaign that a step has left alone, and is true of another, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = ACCOUNTS / "acme-vibes-many.yaml"
BY_LIST = "{$has: {subscription: {subscription_list: {id: '4000'}}}}"
NEWS = ["{text: VIP}", "{text: NEWS}"]


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([*NEWS, "{text: Y, expect: {reading: yes, state: {ACQNEWS: subscribed}}}"], 1),
        ([*NEWS, "{text: Y, expect: {state: {ACQNEWS: {$not: pending}}}}"], 1),
        ([*NEWS, "{text: Y, expect: {state: {ACQNEWS: subscribed, ACQVIP: subscribed}}}"], 0),
        (["{text: VIP}", "{text: Y, expect: {state: {ACQNEWS: {$not: pending}}}}"], 1),
        (["{text: NEWS}", "{text: VIP, expect: {state: {ACQNEWS: subscribed}}}"], 0),
        ([*NEWS, "{text: Y, expect: {state: {ACQLOCAL: none}}}"], 0),
        # Another warning tells of a campaign that was never joined, beside one that has ended.
        (["{text: NEWS}", "{text: STOP, expect: {state: {ACQVIP: {$not: subscribed}}}}"], 0),
        # The campaign that has changed is named, but of another person.
        (
            [
                *NEWS,
                "{text: Y, expect: {state: {ACQNEWS: subscribed}}}",
                "{text: HELP, from: bob, expect: {state: {ACQVIP: none}}}",
            ],
            1,
        ),
        # The campaign that has changed is named, too: by its list, or in a later step.
        (
            [
                *NEWS,
                f"{{text: Y, expect: {{state: {{ACQNEWS: subscribed}}, callbacks: {BY_LIST}}}}}",
            ],
            0,
        ),
        (
            [
                *NEWS,
                "{text: Y, expect: {state: {ACQNEWS: subscribed}}}",
                "{text: HELP, expect: {state: {ACQVIP: subscribed}}}",
            ],
            0,
        ),
    ],
)
def test_what_has_become_of_another_campaign(steps: list[str], times: int, tmp_path: Path) -> None:
    warnings = warned_in_run(tmp_path, steps, ACCOUNT, "people: {ann: {}, bob: {}}")
    found = [one.message for one in warnings if "has left" in one.message]
    assert found == ["this step has left ACQNEWS alone: it is ACQVIP that has changed"] * times
