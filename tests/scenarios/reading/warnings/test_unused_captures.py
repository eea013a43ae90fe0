"""A capture that nothing uses is told, but not one of a group: another scenario may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.scenarios.reading.checkup import check_files

if TYPE_CHECKING:
    from pathlib import Path

STEP = "{text: x, expect: {replies: {$capture: kept}}}"
PROJECT = f"account: {{platform: vibes, name: Acme, number: 84237}}\nsteps: {{group: [{STEP}]}}\n"


def warned(folder: Path, steps: str) -> list[str]:
    (folder / ".git").touch()
    (folder / "optinsim.yaml").write_text(PROJECT, encoding="utf-8")
    path = folder / "a.yaml"
    path.write_text(f"scenario: T\nstrict: true\nsteps: [{steps}]\n", encoding="utf-8")
    return [p.message for p in check_files([str(path)])[1] if "used nowhere" in p.message]


def test_a_capture_that_nothing_uses(tmp_path: Path) -> None:
    assert warned(tmp_path, STEP) == ["${kept} is used nowhere"]
    assert warned(tmp_path, f"{STEP}, {{text: a, expect: {{replies: '${{kept}}'}}}}") == []


def test_a_group_may_capture_for_another_scenario(tmp_path: Path) -> None:
    assert warned(tmp_path, "use: group") == []
