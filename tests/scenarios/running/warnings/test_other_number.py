"""A text that was meant for another of the account's numbers draws a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scenarios.warned import ACCOUNTS, warned_in_run

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "+13035550143"
JOINED = f"{{text: LIFE, to: {OTHER}}}"
LIFE = "9c93c9ab-b58c-49d8-a8f7-4b4a26707c3d"
STOP_HERE = "{text: STOP, to: +13035550142, expect: {reading: stop, replies: []}}"
LISTED = f"{{method: GET, path: /v1/programs/{LIFE}/participants}}"
NONE = "{state: {ed1b9efb-0ccf-4ea0-9585-0d7e57f28869: none}}"


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        ([JOINED, "{text: STOP, expect: {replies: []}}"], 1),
        ([f"{{text: LIFE, expect: {NONE}}}"], 1),
        # A written number with no more than silence after it may be a slip, too.
        ([JOINED, "{text: STOP, to: +13035550142, expect: {replies: []}}"], 1),
        ([JOINED, "{text: STOP, to: +13035550142, expect: {reading: stop, callbacks: []}}"], 1),
        ([JOINED, STOP_HERE, "{wait: 1d, expect: {replies: []}}"], 1),
        (["{text: LIFE, to: +13035550142, expect: {replies: []}}"], 1),
        # The state of the program at that number was none before, too.
        ([JOINED, f"{{text: STOP, to: +13035550142, expect: {NONE}}}"], 1),
        # The scenario shows what the text has not done, or says how it is read.
        ([JOINED, STOP_HERE, f"{{wait: 1d, expect: {{state: {{{LIFE}: subscribed}}}}}}"], 0),
        ([JOINED, STOP_HERE, f"{{text: STOP, to: {OTHER}, expect: {{reading: stop}}}}"], 0),
        ([JOINED, STOP_HERE, f"{{request: {LISTED}, expect: {{response: {{status: 200}}}}}}"], 0),
        (["{text: LIFE, to: +13035550142, expect: {reading: unmatched, replies: []}}"], 0),
        ([f"{{text: LIFE, to: +13035550142, expect: {{state: {{{LIFE}: none}}}}}}"], 0),
        # It goes to where the person takes part.
        ([JOINED, f"{{text: STOP, to: {OTHER}, expect: {{callbacks: []}}}}"], 0),
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


def test_a_title_says_that_another_number_is_meant(tmp_path: Path) -> None:
    account = ACCOUNTS / "bigstate-signalvine-two-programs.yaml"
    title = "A STOP at the other number gets no answer"
    warnings = warned_in_run(tmp_path, [JOINED, STOP_HERE], account, title=title)
    assert "OPT741" not in {one.code for one in warnings}
