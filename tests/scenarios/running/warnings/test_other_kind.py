"""A captured id that `$not` compares with a key whose ids have another form is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = "people: {ann: {mdn: +13125550123, external_id: EX1}, bob: {mdn: +13125550124}}\n"


@pytest.mark.parametrize(
    ("captured", "expect", "is_told"),
    [
        ("person_key: {$capture: id}", "record: {person_id: {$not: '${id}'}}", True),
        ("person_key: {$capture: id}", "record: {$not: {person_id: '${id}'}}", True),
        (
            "person_key: {$capture: id}",
            "callbacks: {$not: {$has: {person: {person_id: '${id}'}}}}",
            True,
        ),
        ("person_key: {$capture: id}", "record: {person_key: {$not: '${id}'}}", False),
        ("person_id: {$capture: id}", "record: {person_id: {$not: '${id}'}}", False),
        # The same form under another name, and what is no id.
        (
            "person_id: {$capture: id}",
            "callbacks: {$not: {$has: {participant: {person: {id: '${id}'}}}}}",
            False,
        ),
        ("timezone: {$capture: id}", "record: {person_id: {$not: '${id}'}}", False),
        (
            "mobile_phone: {mdn: {$capture: id}}",
            "record: {person_id: {$not: '${id}'}}",
            False,
        ),
    ],
)
def test_an_id_of_another_form(
    captured: str, expect: str, *, is_told: bool, tmp_path: Path
) -> None:
    steps = [
        f"{{text: SUMMER, from: ann, expect: {{record: {{{captured}}}}}}}",
        f"{{text: SUMMER, from: bob, expect: {{{expect}}}}}",
    ]
    found = [one for one in warned_in_run(tmp_path, steps, head=PEOPLE) if one.code == "OPT711"]
    assert ["never looks like" in one.message for one in found] == [True] * is_told
