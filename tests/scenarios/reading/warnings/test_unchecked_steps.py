"""Steps of which nothing is expected, and what can fail them all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.codes import Code
from optinsim.scenarios.reading.checkup import check_files

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
scenario: Help
account: {platform: vibes, name: Acme, number: 84237}
steps: [%s]
"""
SAID = "{text: HELP}"
CHECKED = "{text: HELP, expect: {reading: help}}"
CALLED = "{request: {method: GET, path: /x}}"
ANYTHING = "it passes whatever happens"
SERVED = f"{ANYTHING}, unless a request is refused"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (SAID, f"nothing is expected in this scenario: {ANYTHING}"),
        (f"{SAID}, {CALLED}", f"nothing is expected in this scenario: {SERVED}"),
        (f"{CHECKED}, {CALLED}", f"nothing is expected from this step on: {SERVED}"),
        (f"{CALLED}, {CHECKED}, {SAID}", f"nothing is expected from this step on: {ANYTHING}"),
    ],
)
def test_a_request_among_unchecked_steps_can_fail_them(
    steps: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(TEXT % steps, encoding="utf-8")
    problems = check_files([str(path)])[1]
    assert [p.message for p in problems if p.code == Code.UNCHECKED_STEPS] == [told]
