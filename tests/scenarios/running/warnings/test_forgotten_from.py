"""A text without `from` after another person's is told if a stranger's meets it as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import VIBES, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = "people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}\n"
BOB = ["{text: SUMMER, from: bob}", "{text: Y, from: bob, expect: {state: subscribed}}"]
STOP = "{text: STOP, expect: {reading: stop}}"
BOB_STAYS = "{wait: 1h, from: bob, expect: {state: subscribed}}"
ADD_ANN = (
    "{request: {method: POST, path: /companies/acme/mobiledb/persons, "
    "headers: {X-API-Version: 2}, json: {mobile_phone: {mdn: '${ann.mdn}'}}}}"
)


def told(tmp_path: Path, steps: list[str], head: str = PEOPLE) -> list[str]:
    found = warned_in_run(tmp_path, steps, VIBES, head)
    return [one.message for one in found if one.code == "OPT713"]


@pytest.mark.parametrize(
    "step",
    [
        STOP,
        "{text: STOP, expect: {reading: stop, replies: [{purpose: stop}]}}",
        "{text: STOP, expect: {callbacks: {$not: {$has: {callback_type: subscription_removed}}}}}",
        "{text: HELP, expect: {replies: {$length: 1}}}",
    ],
)
def test_the_text_of_a_stranger_after_another_persons(step: str, tmp_path: Path) -> None:
    assert told(tmp_path, [*BOB, step]) == ["bob has texted, and this text is ann's"]


def test_a_strict_scenario_expects_something_of_each_text(tmp_path: Path) -> None:
    strict = [
        "{text: HELP, from: bob, expect: {replies: {$length: 1}, callbacks: {$any: true}}}",
        "{text: HELP, expect: {replies: {$length: 1}, callbacks: {$any: true}}}",
    ]
    found = told(tmp_path, strict, f"{PEOPLE}strict: true\n")
    assert found == ["bob has texted, and this text is ann's"]


@pytest.mark.parametrize(
    ("steps", "head"),
    [
        ([*BOB, "{text: STOP, from: ann, expect: {reading: stop}}"], PEOPLE),
        ([*BOB, "{text: STOP, from: bob, expect: {reading: stop}}"], PEOPLE),
        # Ann takes part, or is named.
        (["{text: SUMMER}", *BOB, STOP], PEOPLE),
        ([*BOB, STOP, "{text: SUMMER, expect: {state: pending}}"], PEOPLE),
        ([ADD_ANN, *BOB, STOP], PEOPLE),
        ([*BOB, STOP, "{text: HELP, from: ann, expect: {reading: help}}"], PEOPLE),
        # A later step shows what has become of Bob.
        ([*BOB, STOP, BOB_STAYS], PEOPLE),
        # Nobody else has texted, or nothing is expected.
        ([STOP, *BOB], PEOPLE),
        ([*BOB, "{text: STOP}", BOB_STAYS], PEOPLE),
        ([STOP], "people: {ann: {mdn: +13125550123}}\n"),
    ],
)
def test_the_text_that_is_meant(steps: list[str], head: str, tmp_path: Path) -> None:
    assert told(tmp_path, steps, head) == []
