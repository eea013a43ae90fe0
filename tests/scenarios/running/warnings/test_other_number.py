"""A text without `to` that was meant for another of the account's numbers draws a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

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
    warnings = warned_in_run(tmp_path, steps, account)
    found = [one.message for one in warnings if one.code == "OPT741"]
    assert found == [f"this text goes to +13035550142, and was probably meant for {OTHER}"] * times
