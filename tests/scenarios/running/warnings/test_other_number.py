"""A text without `to` that was meant for another of the account's numbers draws a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run

ACCOUNTS = Path(__file__).parents[4] / "scenarios/accounts"
OTHER = "+13035550143"
JOINED = f"{{text: LIFE, to: {OTHER}}}"
NONE = "{state: {ed1b9efb-0ccf-4ea0-9585-0d7e57f28869: none}}"


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([JOINED, "{text: STOP, expect: {replies: []}}"], 1),
        ([f"{{text: LIFE, expect: {NONE}}}"], 1),
        # It is said, or goes to where the person takes part.
        ([JOINED, "{text: STOP, to: +13035550142, expect: {replies: []}}"], 0),
        (["{text: LIFE, expect: {reading: unmatched}}"], 0),
        ([JOINED, "{text: JOIN}", "{text: STOP, expect: {replies: {$length: 1}}}"], 0),
        (["{text: STOP, expect: {replies: []}}"], 0),
        ([JOINED, "{text: HELP, expect: {reading: unmatched}}"], 0),
    ],
)
def test_a_text_to_the_other_number(steps: list[str], times: int, tmp_path: Path) -> None:
    account = ACCOUNTS / "bigstate-signalvine-two-programs.yaml"
    path = tmp_path / "s.yaml"
    listed = "".join(f"  - {step}\n" for step in steps)
    path.write_text(f"scenario: T\naccount: {account}\nsteps:\n{listed}", encoding="utf-8")
    result = run([str(path)], CaseFilter())
    assert [str(case.outcome) for case in result.cases] == ["passed"]
    found = [one.message for one in result.warnings if one.code == "OPT741"]
    assert found == [f"this text goes to +13035550142, and was probably meant for {OTHER}"] * times
