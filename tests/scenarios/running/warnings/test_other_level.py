"""What is expected of an answer a level too high draws a warning, because the answer meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = ACCOUNTS / "bigstate-signalvine.yaml"
PATH = "/v1/programs/ed1b9efb-0ccf-4ea0-9585-0d7e57f28869/participants"


@pytest.mark.parametrize(
    ("json", "code"),
    [
        ("{id: {$absent: true}}", "OPT706"),
        ("{$not: {id: x}}", "OPT706"),
        ("{items: [{value: {$absent: true}}]}", "OPT706"),
        ("{items: {$not: {$has: {value: Art}}}}", "OPT706"),
        ("{$length: {$gte: 1}}", "OPT707"),
        # The key is nowhere, or a check tells it; and what is meant stands where it is.
        ("{error: {$absent: true}}", ""),
        ("{profile: {$absent: true}}", "OPT706"),
        ("{items: [{id: {$any: true}}]}", ""),
        ("{items: {$length: 1}}", ""),
    ],
)
def test_a_level_too_high(json: str, code: str, tmp_path: Path) -> None:
    get = f"request: {{method: GET, path: '{PATH}?type=full'}}"
    steps = ["text: JOIN", f"{{{get}, expect: {{response: {{json: {json}}}}}}}"]
    warnings = warned_in_run(tmp_path, steps, ACCOUNT)
    assert [one.code for one in warnings] == ([code] if code else [])
