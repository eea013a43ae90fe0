"""What a step excludes is told if it came in the step before, where it was not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, VIBES, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

CORDIAL = ACCOUNTS / "acme-cordial.yaml"
VINE = ACCOUNTS / "bigstate-signalvine.yaml"
JOINED = ["{text: SUMMER, expect: {state: pending}}", "{text: Y, expect: {state: subscribed}}"]
REMOVED = "callbacks: {$not: {$has: {callback_type: subscription_removed}}}"
GET = (
    "{request: {method: GET, path: /companies/acme/mobiledb/persons?mdn=%%2B13125550123, "
    "headers: {X-API-Version: 2}}, expect: {response: {status: 200}, %s}}"
)
QUICK = """
  platform: signalvine
  name: Acme
  number: "84237"
  programs:
    - {id: P1, keywords: [JOIN], questions: [{id: q, after: 5m, text: Come?, answers: [{word: A}]}]}
"""


def told(
    folder: Path,
    steps: list[str],
    account: Path | str = VIBES,
    head: str = "people: {ann: {mdn: +13125550123}}",
) -> list[tuple[str, str]]:
    found = warned_in_run(folder, steps, account, head)
    texts = [one.message for one in found if "nothing can come" in one.message]
    parts = [text.rpartition(": ")[2].partition(" came with ") for text in texts]
    return [(name, step) for name, _, step in parts]


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        (["{text: STOP}", f"{{wait: 1m, expect: {{{REMOVED}}}}}"], ["subscription_removed"]),
        (["{text: STOP}", f"{{wait: 0s, expect: {{{REMOVED}}}}}"], ["subscription_removed"]),
        (["{text: STOP}", "{wait: 1m, expect: {replies: []}}"], ["stop"]),
        (
            ["{text: STOP}", "{wait: 1m, expect: {replies: {$length: 0}, state: unsubscribed}}"],
            ["stop"],
        ),
        (
            [
                "{text: STOP, expect: {state: unsubscribed}}",
                f"{{wait: 1m, expect: {{{REMOVED}, replies: []}}}}",
            ],
            ["subscription_removed"],
        ),
        (["{text: STOP}", "{wait: 10s}", "{wait: 1m, expect: {replies: []}}"], ["stop"]),
        (["{text: STOP}", *["{wait: 1m, expect: {replies: []}}"] * 2], ["stop"]),
        (["{text: STOP}", GET % REMOVED], ["subscription_removed"]),
        (["{text: STOP}", GET % "replies: []"], ["stop"]),
        # The step of the STOP says what it brings: the wait is about what comes after it.
        (
            ["{text: STOP, expect: {replies: {$length: 1}}}", "{wait: 1m, expect: {replies: []}}"],
            [],
        ),
        (
            [
                "{text: STOP, expect: {replies: {$length: 1}}}",
                "{wait: 1m, expect: {replies: [], callbacks: []}}",
            ],
            [],
        ),
        # It says something else of the STOP: a wait or a GET may bring nothing more.
        (["{text: STOP, expect: {state: unsubscribed}}", "{wait: 1m, expect: {replies: []}}"], []),
        (["{text: STOP, expect: {state: unsubscribed}}", GET % "replies: [], callbacks: []"], []),
        # It has not brought what is excluded.
        (["{text: STOP}", "{wait: 1m, expect: {replies: {$not: {$has: {purpose: help}}}}}"], []),
        # A long wait is about what may come later, and so is what comes after it.
        (["{text: STOP}", "{wait: 1h, expect: {replies: []}}"], []),
        (["{text: STOP}", "{wait: 1h}", "{wait: 0s, expect: {replies: []}}"], []),
        # A text may bring nothing itself.
        (["{text: STOP}", f"{{text: STOP, expect: {{{REMOVED}}}}}"], []),
        (["{text: STOP}", f"{{text: HELP, expect: {{reading: help, {REMOVED}}}}}"], []),
        # The last step before that did something did not bring it.
        (["{text: STOP}", "{text: HELP}", GET % REMOVED], []),
    ],
)
def test_what_a_stop_has_brought(steps: list[str], names: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, [*JOINED, *steps]) == [(name, "'STOP'") for name in names]


@pytest.mark.parametrize(
    ("account", "steps", "names"),
    [
        (CORDIAL, ["{text: JOIN}", "{wait: 1m, expect: {replies: []}}"], [("opt_in", "'JOIN'")]),
        (VINE, ["{text: JOIN}", "{wait: 1m, expect: {replies: []}}"], [("joined", "'JOIN'")]),
    ],
)
def test_what_a_keyword_has_brought(
    account: Path, steps: list[str], names: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert told(tmp_path, steps, account) == names


@pytest.mark.parametrize(
    "steps",
    [
        # The question is due soon, or was until the STOP.
        ["{text: JOIN}", "{wait: 4m, expect: {replies: []}}"],
        ["{text: JOIN}", "{text: STOP}", "{wait: 5m, expect: {replies: []}}"],
    ],
)
def test_a_wait_is_about_a_timer_that_is_near(steps: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, steps, QUICK) == []


def test_what_the_steps_of_a_strict_scenario_bring_is_looked_at(tmp_path: Path) -> None:
    steps = [
        "{text: HELP, expect: {replies: {$length: 1}, callbacks: {$length: 0}}}",
        "{wait: 1m, expect: {callbacks: []}}",
    ]
    assert told(tmp_path, steps, head="strict: true") == []


@pytest.mark.parametrize(
    ("expect", "times"),
    [("replies: []", 0), ("replies: {$not: {$has: {purpose: prompt}}}", 1)],
)
def test_a_wait_may_be_the_silence_before_a_later_one(
    expect: str, times: int, tmp_path: Path
) -> None:
    steps = ["{text: SUMMER}", f"{{wait: 5m, expect: {{{expect}}}}}"]
    assert len(told(tmp_path, [*steps, "{wait: 1d, expect: {state: expired}}"])) == times
    assert len(told(tmp_path, [*steps, "{text: HELP, expect: {state: pending}}"])) == 1
