"""What is expected of a campaign that a step has left alone, and is true of another, is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

ACCOUNT = Path(__file__).parents[4] / "scenarios/accounts/acme-vibes-many.yaml"
BY_LIST = "{$has: {subscription: {subscription_list: {id: '4000'}}}}"
NEWS = ["{text: VIP}", "{text: NEWS}"]


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([*NEWS, "{text: Y, expect: {reading: yes, state: {ACQNEWS: subscribed}}}"], 1),
        ([*NEWS, "{text: Y, expect: {state: {ACQNEWS: {$not: pending}}}}"], 1),
        ([*NEWS, "{text: Y, expect: {state: {ACQNEWS: subscribed, ACQVIP: subscribed}}}"], 0),
        (["{text: NEWS}", "{text: VIP, expect: {state: {ACQNEWS: subscribed}}}"], 0),
        ([*NEWS, "{text: Y, expect: {state: {ACQLOCAL: none}}}"], 0),
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
    path = tmp_path / "s.yaml"
    listed = "".join(f"  - {step}\n" for step in steps)
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\nsteps:\n{listed}", encoding="utf-8")
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    found = [one.message for one in result.warnings if one.code == "OPT713"]
    assert found == ["this step has left ACQNEWS alone: it is ACQVIP that has changed"] * times
