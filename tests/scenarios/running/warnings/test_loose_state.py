"""A state that a step leaves alone, and that is expected so widely that this meets it, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

ANN_AND_BOB = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}\n"
SUBSCRIBED = ["{text: SUMMER}", "{text: Y}"]
BOB_IS_SUBSCRIBED = ["{text: SUMMER, from: bob}", "{text: Y, from: bob}"]
PUT = (
    "{request: {method: PUT, path: /v2/contacts/13125550123, json: {first_name: Ann}},"
    " expect: {%s}}"
)
GET = "{request: {method: GET, path: /companies/acme/config/callbacks}, expect: {%s}}"
DELETE = "{request: {method: DELETE, path: /companies/acme/config/callbacks/1}, expect: {%s}}"


def told(folder: Path, account: str, steps: list[str]) -> list[str]:
    warnings = warned_in_run(folder, steps, ACCOUNTS / f"{account}.yaml", ANN_AND_BOB)
    return [one.message.partition(" before")[0] for one in warnings if one.code == "OPT743"]


@pytest.mark.parametrize(
    ("step", "was"),
    [
        # Cordial passes a NO over, and no opt-in of Cordial's expires.
        ("{text: 'NO', expect: {reading: no, state: {$not: subscribed}}}", "pending"),
        ("{text: 'NO', expect: {state: {$one_of: [pending, declined]}}}", "pending"),
        ("{text: 'NO', expect: {state: {cordialthreads: {$not: none}}}}", "pending"),
        ("{wait: 2d, expect: {state: {$not: subscribed}}}", "pending"),
        ("{wait: 2d, expect: {state: {$one_of: [pending, expired]}}}", "pending"),
        ("{wait: 2d, from: bob, expect: {state: {$not: unsubscribed}}}", "none"),
        (PUT % "response: {status: 200}, state: {$not: subscribed}", "pending"),
        # The word itself, or a choice that only one state meets.
        ("{text: 'NO', expect: {reading: no, state: pending}}", ""),
        ("{text: 'NO', expect: {state: {$one_of: [pending]}}}", ""),
        (PUT % "response: {status: 200}, state: pending", ""),
        # What the step could have brought about is excluded.
        ("{text: 'NO', expect: {state: {$not: declined}}}", ""),
        ("{wait: 30d, expect: {state: {$not: expired}}}", ""),
        # The step changes the state, or is not meant to.
        ("{text: 'YES', expect: {state: {$not: pending}}}", ""),
        ("{text: HELP, expect: {state: {$not: subscribed}}}", ""),
    ],
)
def test_a_state_that_is_what_it_was(step: str, was: str, tmp_path: Path) -> None:
    found = told(tmp_path, "acme-cordial", ["{text: JOIN, from: ann}", step])
    assert found == ([f"cordialthreads was {was}"] if was else [])


@pytest.mark.parametrize(
    ("before", "step", "was"),
    [
        ([], "{text: STOP, expect: {reading: stop, state: {$not: subscribed}}}", "none"),
        (BOB_IS_SUBSCRIBED, "{text: STOP, expect: {state: {$not: subscribed}}}", "none"),
        (SUBSCRIBED, "{text: STOP, expect: {state: {$not: subscribed}}}", ""),
        # A wait looks at what the stop has done, and not at what was before all steps.
        ([*SUBSCRIBED, "{text: STOP}"], "{wait: 1h, expect: {state: {$not: subscribed}}}", ""),
        (
            [*SUBSCRIBED, "{text: STOP}", "{text: HELP}"],
            "{wait: 1h, expect: {state: {$not: subscribed}}}",
            "",
        ),
        (
            [*BOB_IS_SUBSCRIBED, "{text: STOP, from: bob}"],
            "{wait: 1h, from: ann, expect: {state: {$not: subscribed}}}",
            "none",
        ),
        (SUBSCRIBED, "{wait: 1h, expect: {state: {$not: none}}}", "subscribed"),
        # A captured value can be any.
        (
            ["{text: HELP, expect: {replies: [{$capture: word}]}}"],
            "{text: STOP, expect: {state: {$not: {$contains: '${word}'}}}}",
            "",
        ),
        # A call that asks changes nothing, nor does one that is refused.
        (["{text: SUMMER}"], GET % "state: {$not: subscribed}", ""),
        (["{text: SUMMER}"], DELETE % "response: {status: 404}, state: {$not: subscribed}", ""),
    ],
)
def test_what_a_state_would_have_shown(
    before: list[str], step: str, was: str, tmp_path: Path
) -> None:
    assert told(tmp_path, "acme-vibes", [*before, step]) == ([f"ACQ1234 was {was}"] if was else [])


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("{ACQNEWS: unsubscribed, ACQVIP: {$not: subscribed}}", ["ACQVIP was none"]),
        ("{ACQNEWS: unsubscribed, ACQVIP: {$one_of: [none, declined]}}", []),
        ("{ACQNEWS: unsubscribed, ACQVIP: none}", []),
        ("{ACQNEWS: {$not: subscribed}}", []),
    ],
)
def test_a_campaign_that_was_never_joined_beside_one_that_has_changed(
    state: str, found: list[str], tmp_path: Path
) -> None:
    steps = ["{text: NEWS}", f"{{text: STOP, expect: {{state: {state}}}}}"]
    assert told(tmp_path, "acme-vibes-many", steps) == found
