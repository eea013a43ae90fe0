"""A condition that is always met is told; one that something fails is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_on_reading

if TYPE_CHECKING:
    from pathlib import Path

VINE = ACCOUNTS / "bigstate-signalvine.yaml"


@pytest.mark.parametrize(
    ("expect", "what"),
    [
        ("record: {active: {$one_of: [true, false]}}", "every truth value"),
        ("record: {active: {$one_of: [true, false, null]}}", "every truth value"),
        ("record: {sentCount: {$gte: 0}}", "every count"),
        ("record: {sentCount: {$gt: -1}}", "every count"),
        ("replies: {$one_of: [[], {$not: []}]}", "every value"),
        ("record: {phone: {$one_of: ['1', '2', {$not: '2'}]}}", "every value"),
        ("replies: [{segments: {$gte: 1}}]", "every message"),
        ("replies: [{segments: {$gt: 0}}]", "every message"),
        # Something fails each of these.
        ("record: {active: {$one_of: [true, null]}}", ""),
        ("record: {sentCount: {$gte: 1}}", ""),
        ("record: {sentCount: {$gte: 0, $lt: 5}}", ""),
        ("record: {sort: {$gte: 0}}", ""),
        ("replies: {$length: {$gte: 1}}", ""),
        ("record: {groups: {$length: {$lte: 99}}}", ""),
        ("replies: {$one_of: [[], {$not: {$has: a}}]}", ""),
        ("replies: [{segments: {$gt: 1}}]", ""),
        ("record: {$not: {sentCount: {$gt: 0}}}", ""),
    ],
)
def test_what_is_always_met(expect: str, what: str, tmp_path: Path) -> None:
    steps = [f"{{text: JOIN, expect: {{{expect}}}}}"]
    found = [one.message for one in warned_on_reading(tmp_path, steps, VINE)]
    told = [one.partition(" meets this")[0] for one in found if "meets this: it che" in one]
    assert told == [what][: bool(what)]


@pytest.mark.parametrize(("total", "is_told"), [("{$gte: 0}", True), ("{$gte: 1}", False)])
def test_a_total_of_nothing_or_more_is_always_met(
    total: str, *, is_told: bool, tmp_path: Path
) -> None:
    expect = f"response: {{json: {{total: {total}}}}}"
    steps = [f"{{request: {{method: GET, path: /v1/a}}, expect: {{{expect}}}}}"]
    found = [one.code for one in warned_on_reading(tmp_path, steps, VINE)]
    assert ("OPT707" in found) == is_told


@pytest.mark.parametrize(
    ("var", "is_told"),
    [
        ("welcome: {$any: true}", True),
        ("welcome: {$one_of: [a, {$any: true}]}", True),
        ("welcome: {$contains: TXT}", False),
        ("anything: {$any: true}", False),
    ],
)
def test_a_var_that_stands_for_any_value(var: str, *, is_told: bool, tmp_path: Path) -> None:
    name = var.partition(":")[0]
    steps = [f"{{text: JOIN, expect: {{replies: ['${{{name}}}']}}}}"]
    found = warned_on_reading(tmp_path, steps, VINE, f"vars: {{{var}}}")
    assert any(f"meets ${{{name}}}" in one.message for one in found) is is_told
