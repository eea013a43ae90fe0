"""What was found out about a step holds for whoever says the same, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.scenarios.reading.cases import Broken, Case
from optinsim.scenarios.reading.load import Loader

ACCOUNT = (Path(__file__).parents[3] / "docs/examples/shop/account.yaml").read_text("utf-8")
JOIN = """\
scenario: Joins
account: {}
steps:
  - text: SUMMER
    expect: {{state: {{SUMMER1: pending}}}}
"""


@pytest.fixture
def loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loader:
    monkeypatch.chdir(tmp_path)
    Path("one.yaml").write_text(ACCOUNT, "utf-8")
    Path("two.yaml").write_text(ACCOUNT.replace("SUMMER1", "SUMMER2"), "utf-8")
    return Loader()


def loaded(loader: Loader, text: str) -> Case | Broken:
    Path("s.yaml").write_text(text, "utf-8")
    [entry] = loader.load(Path("s.yaml"), "s.yaml").entries
    return entry


def told(entry: Case | Broken) -> list[str]:
    assert isinstance(entry, Broken)
    return [str(problem).splitlines()[0] for problem in entry.problems]


def test_a_step_that_stands_in_two_scenarios_is_checked_once(loader: Loader) -> None:
    first, second = (loaded(loader, JOIN.format("one.yaml")) for _ in range(2))
    assert isinstance(first, Case)
    assert isinstance(second, Case)
    assert first.steps[0].file is second.steps[0].file is not None


def test_with_another_account_it_is_checked_again(loader: Loader) -> None:
    assert isinstance(loaded(loader, JOIN.format("one.yaml")), Case)
    for _ in range(2):
        [problem] = told(loaded(loader, f"# wrong\n{JOIN.format('two.yaml')}"))
        assert problem.startswith("s.yaml:6:31: there is no campaign 'SUMMER1'")
    assert isinstance(loaded(loader, JOIN.format("one.yaml")), Case)


def test_who_texts_is_asked_each_time(loader: Loader) -> None:
    assert isinstance(loaded(loader, JOIN.format("one.yaml")), Case)
    landline = JOIN.format("one.yaml").replace("steps:", "people: {ann: {line: landline}}\nsteps:")
    assert told(loaded(loader, landline)) == ["s.yaml:5:5: ann is a landline, and cannot text"]


def test_when_a_step_is_done_counts_each_time(loader: Loader) -> None:
    late = "  - wait_until: 2026-01-06T00:00:00Z\n"
    text = JOIN.format("one.yaml")
    assert isinstance(loaded(loader, text + late), Case)
    [problem] = told(loaded(loader, f"{text}  - wait: 30d\n{late}"))
    assert problem.startswith("s.yaml:7:17: it is 2026-02-04T15:00:00Z by then")


def test_what_is_wrong_in_a_step_is_told_wherever_it_stands(loader: Loader) -> None:
    wrong = "  - text: Y\n    expect: {stat: pending}\n  - no step\n"
    for before in ("", "# a line more\n"):
        line = 7 + len(before.splitlines())
        first, second = told(loaded(loader, before + JOIN.format("one.yaml") + wrong))
        assert first.startswith(f"s.yaml:{line}:14: unknown key 'stat'")
        assert second.startswith(f"s.yaml:{line + 1}:5: steps[2]: 'no step' is no mapping")
