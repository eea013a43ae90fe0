"""The scenarios that we ship are demo and documentation: they have to pass and to be whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.files.source import read_file
from optinsim.platforms.vibes.registrations import CALLBACK_TYPES
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.project import PROJECT_FILE
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.files.problems import Problem

SCENARIOS = Path(__file__).parents[1] / "scenarios"
FILES = sorted(path for path in SCENARIOS.rglob("*") if path.is_file())
ACCOUNTS = [path for path in FILES if path.parent == SCENARIOS / "accounts"]
PROJECT_FILES = [path for path in FILES if path.name == PROJECT_FILE]
SCENARIO_FILES = [path for path in FILES if path not in (*ACCOUNTS, *PROJECT_FILES)]
VIBES_FILES = [path for path in SCENARIO_FILES if path.parent == SCENARIOS / "vibes"]


def name(path: Path) -> str:
    return str(path.relative_to(SCENARIOS))


@cache
def scenarios(path: Path) -> list[Any]:
    """The scenarios of a file as they are written."""
    return [document.tree for document in read_file(path, name(path))]


def callback_types(value: Any) -> Iterator[str]:
    """Every type that an expectation names, at whatever depth."""
    if isinstance(value, dict):
        if isinstance(value.get("callback_type"), str):
            yield value["callback_type"]
        for item in value.values():
            yield from callback_types(item)
    elif isinstance(value, list):
        for item in value:
            yield from callback_types(item)


@pytest.mark.parametrize("path", SCENARIO_FILES, ids=name)
def test_every_scenario_passes_without_a_warning(path: Path) -> None:
    told: list[Problem] = []

    result = run([str(path)], CaseFilter(), on_problems=told.extend)

    assert [str(problem) for problem in told] == []
    assert result.cases
    assert [
        (case.title, case.example, [str(f) for step in case.steps for f in step.failures])
        for case in result.cases
        if case.outcome is not Outcome.PASSED
    ] == []


@pytest.mark.parametrize("path", VIBES_FILES, ids=name)
def test_every_vibes_scenario_cites_what_it_proves(path: Path) -> None:
    assert [scenario["scenario"] for scenario in scenarios(path) if not scenario.get("cites")] == []


def test_every_callback_type_of_vibes_is_expected_somewhere() -> None:
    expected = {
        callback_type
        for path in VIBES_FILES
        for scenario in scenarios(path)
        for step in scenario["steps"]
        for callback_type in callback_types(step.get("expect", {}).get("callbacks"))
    }

    assert set(CALLBACK_TYPES) <= expected


def test_every_account_is_used() -> None:
    used = {
        (path.parent / account).resolve()
        for path in (*SCENARIO_FILES, *PROJECT_FILES)
        for scenario in scenarios(path)
        for account in (scenario.get("account"), *scenario.get("accounts", ()))
        if isinstance(account, str)
    }

    assert [name(path) for path in ACCOUNTS if path.resolve() not in used] == []


@pytest.mark.no_cover  # all scenarios once more: the first test covers what they do
def test_every_file_is_one_that_a_run_finds() -> None:
    result = run([str(SCENARIOS)], CaseFilter(words="no scenario has these words"))

    assert result.problems == []
    assert {path.suffix for path in FILES} == {".yaml"}


def test_no_two_scenarios_of_a_file_have_the_same_title() -> None:
    for path in SCENARIO_FILES:
        titles = [scenario["scenario"] for scenario in scenarios(path)]
        assert sorted(set(titles)) == sorted(titles), name(path)


@pytest.mark.no_cover  # all scenarios once more: the first test covers what they do
def test_what_a_scenario_breaks_of_the_laws_it_means_to() -> None:
    cases = run([str(SCENARIOS)], CaseFilter()).cases
    assert [(case.title, one.text) for case in cases for one in case.told] == []
