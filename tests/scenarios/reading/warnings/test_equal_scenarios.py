"""A scenario that runs as an earlier one of its file does is told: only its title was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.load import Loader

ACCOUNT = Path(__file__).parents[4] / "docs/examples/shop/account.yaml"
STOPS = f"""scenario: STOP ends a subscription
account: {ACCOUNT}
steps:
  - {{text: STOP, expect: {{reading: stop, record: {{custom_fields: {{id: "7"}}}}}}}}
"""
MESSAGE = "this scenario runs as that of line 1 does: only the title differs"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("STOP ends", "CANCEL ends", MESSAGE),
        ("STOP ends a subscription", "STOP ends it\ntags: [slow]\ncites: CTIA", MESSAGE),
        ("scenario: ", "# the same once more\nscenario: ", "this scenario is that of line 1 again"),
        # What can change the run makes it another.
        ("text: STOP", "text: CANCEL", ""),
        ("steps:", "strict: true\nsteps:", ""),
        ("steps:", "seed: 7\nsteps:", ""),
        ("steps:", "start: 2026-03-08T07:00:00Z\nsteps:", ""),
        ("steps:", "people: {bob: {}}\nsteps:", ""),
        ('id: "7"', "id: 7", ""),
    ],
)
def test_a_scenario_is_that_of_another(before: str, after: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(f"{STOPS}---\n{STOPS.replace(before, after)}", encoding="utf-8")
    loaded = Loader().load(path, "s.yaml")
    assert loaded.problems == []
    found = [one.message for one in loaded.warnings if one.code == "OPT731"]
    assert found == ([told] if told else [])


def test_the_copies_of_a_broken_scenario_are_not_told(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    broken = STOPS.replace("reading: stop", "reading: stopp")
    path.write_text(f"{broken}---\n{broken}", encoding="utf-8")
    assert Loader().load(path, "s.yaml").warnings == []


def test_each_file_is_looked_at_by_itself(tmp_path: Path) -> None:
    loader = Loader()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(STOPS, encoding="utf-8")
        found = [one.code for one in loader.load(tmp_path / name, name).warnings]
        assert "OPT731" not in found
