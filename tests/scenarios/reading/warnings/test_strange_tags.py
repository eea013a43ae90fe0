"""Tags that are several words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.scenarios.reading.checkup import check_files

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
scenario: Help
account: {platform: vibes, name: Acme, number: 84237}
tags: %s
steps: [{text: HELP, expect: {reading: help}}]
"""


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ('["smoke, slow"]', ["[smoke, slow]"]),
        ("[smoke slow]", ["[smoke, slow]"]),
        ('["smoke,slow", ok, "a;b"]', ["[smoke, slow]", "[a, b]"]),
        ('[" smoke"]', ["[smoke]"]),
        ("[smoke, slow-ish, v2.1, ci/nightly]", []),
    ],
)
def test_a_tag_of_several_words(tags: str, expected: list[str], tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(TEXT % tags, encoding="utf-8")
    problems = check_files([str(path)])[1]
    assert [problem.expected.partition(" for")[0] for problem in problems] == expected
    assert {problem.code for problem in problems} <= {"OPT734"}
