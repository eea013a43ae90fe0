"""A key that `$not` excludes, and that the call has with another parameter only, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.platforms.signalvine.known_keys import _FULL
from tests.scenarios.warned import ACCOUNTS, VIBES, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.files.problems import Problem

VINE = ACCOUNTS / "bigstate-signalvine.yaml"
PROGRAM = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"
PERSON = "/companies/acme/mobiledb/persons/external/EX1"
PEOPLE = "people: {ann: {mdn: +13125550123, external_id: EX1}}\n"
STORED = (
    "{request: {method: POST, path: /companies/acme/mobiledb/persons, headers: {X-API-Version: 2}, "
    "json: {external_person_id: EX1, mobile_phone: {mdn: +13125550123}}}, "
    "expect: {response: {status: 201}}}"
)


def told(warnings: list[Problem]) -> list[str]:
    return [one.expected for one in warnings if "only with" in one.message]


@pytest.mark.parametrize(
    ("query", "entry", "is_told"),
    [
        ("?active=all", "{active: true}", True),
        ("", "{profile: {$has: {name: zip, value: '1'}}}", True),
        ("?type=simple", "{sentCount: {$gt: 5}}", True),
        ("?active=all&type=full", "{active: false}", False),
        ("?active=all", "{phone: '+13125550199'}", False),
        ("", "{profile: {$any: true}}", False),  # that it is not there is meant
    ],
)
def test_a_key_of_the_full_form(query: str, entry: str, *, is_told: bool, tmp_path: Path) -> None:
    path = f"/v1/programs/{PROGRAM}/participants{query}"
    step = f"{{request: {{method: GET, path: '{path}'}}, expect: {{response: %s}}}}"
    steps = ["{text: JOIN}", step % f"{{json: {{items: {{$not: {{$has: {entry}}}}}}}}}"]
    assert told(warned_in_run(tmp_path, steps, VINE)) == ["type=full in its path"] * is_told


@pytest.mark.parametrize(
    ("query", "entry", "is_told"),
    [
        ("", "{opt_out_reason: api_opt_out}", True),
        ("?active_only=true", "{opt_out_reason: user_opt_out}", True),
        ("?active_only=false", "{opt_out_reason: api_opt_out}", False),
        ("", "{subscription_list: {id: '1234'}}", False),
    ],
)
def test_a_key_of_ended_subscriptions(
    query: str, entry: str, *, is_told: bool, tmp_path: Path
) -> None:
    step = (
        f"{{request: {{method: GET, path: '{PERSON}/subscriptions{query}', "
        f"headers: {{X-API-Version: 2}}}}, "
        f"expect: {{response: {{json: {{$not: {{$has: {entry}}}}}}}}}}}"
    )
    steps = [STORED, "{text: SUMMER}", "{text: STOP, expect: {state: declined}}", step]
    found = told(warned_in_run(tmp_path, steps, VIBES, PEOPLE))
    assert found == ["active_only=false in its path"] * is_told


def test_the_keys_of_the_full_form_are_those_that_the_simple_one_lacks(tmp_path: Path) -> None:
    """Each is in the full form, and in no other: this scenario passes."""
    path = f"/v1/programs/{PROGRAM}/participants"
    kinds = (("?type=full", "{$any: true}"), ("", "{$absent: true}"))
    steps = ["{text: JOIN}"]
    for query, kind in kinds:
        keys = ", ".join(f"{key}: {kind}" for key in _FULL)
        steps.append(
            f"{{request: {{method: GET, path: '{path}{query}'}}, "
            f"expect: {{response: {{json: {{items: [{{phone: {{$any: true}}, {keys}}}]}}}}}}}}"
        )
    warned_in_run(tmp_path, steps, VINE)
