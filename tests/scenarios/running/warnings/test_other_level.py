"""What is expected of an answer a level too high draws a warning, because the answer meets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

ACCOUNT = Path(__file__).parents[4] / "scenarios/accounts/bigstate-signalvine.yaml"
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
    path = tmp_path / "s.yaml"
    get = f"request: {{method: GET, path: '{PATH}?type=full'}}"
    steps = f"steps:\n  - text: JOIN\n  - {get}\n    expect: {{response: {{json: {json}}}}}\n"
    path.write_text(f"scenario: T\naccount: {ACCOUNT}\n{steps}", encoding="utf-8")
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    assert [one.code for one in result.warnings] == ([code] if code else [])
