"""A law that a scenario means to break is told if it does not judge the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.laws.packs import LawChoice
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.laws import LawOptions
from optinsim.scenarios.running.run import run
from tests.scenarios.warned import ACCOUNTS, VIBES, scenario

if TYPE_CHECKING:
    from pathlib import Path

CANADA = ACCOUNTS / "acme-vibes-canada.yaml"
BREAKS = "breaks: [%s]\n"
LATER = "stop-is-for-all-numbers is in force from 2027-01-31, and does not judge this scenario"


def told(folder: Path, head: str, account: Path = VIBES, said: str | None = None) -> list[str]:
    path = scenario(folder, ["{text: HELP, expect: {reading: help}}"], account, head)
    result = run([str(path)], CaseFilter(), laws=LawOptions(LawChoice(said)))
    return [one.message for one in result.warnings if one.code == "OPT707"]


def test_a_law_that_comes_into_force_later(tmp_path: Path) -> None:
    assert told(tmp_path, BREAKS % "stop-is-for-all-numbers") == [LATER]


def test_a_law_of_another_country(tmp_path: Path) -> None:
    message = "quiet-hours is no law of CA, and does not judge this scenario"
    assert told(tmp_path, BREAKS % "quiet-hours", CANADA) == [message]


@pytest.mark.parametrize(
    ("name", "messages"), [("quiet-hours", []), ("stop-is-for-all-numbers", [LATER])]
)
def test_a_law_of_one_of_several_accounts(name: str, messages: list[str], tmp_path: Path) -> None:
    head = f"accounts: [{VIBES}, {CANADA}]\nbreaks: [{name}]"
    path = tmp_path / "s.yaml"
    steps = "steps: [{text: HELP, expect: {reading: help}}]"
    path.write_text(f"scenario: T\n{head}\n{steps}\n", encoding="utf-8")
    result = run([str(path)], CaseFilter(), laws=LawOptions())
    assert [one.message for one in result.warnings if one.code == "OPT707"] == messages


@pytest.mark.parametrize(
    ("head", "account", "said"),
    [
        (BREAKS % "stop-is-read", VIBES, None),
        (BREAKS % "stop-is-for-all-numbers" + "start: 2027-02-01T15:00:00Z", VIBES, None),
        (BREAKS % "stop-is-read", CANADA, None),
        # The command line says by which laws to judge, or by none.
        (BREAKS % "stop-is-for-all-numbers", VIBES, "off"),
        (BREAKS % "stop-is-for-all-numbers", VIBES, "us-2027-01-31"),
        (BREAKS % "stop-is-read", VIBES, "us-fcc-26-67"),
    ],
)
def test_a_law_that_judges_the_scenario_or_is_not_chosen(
    head: str, account: Path, said: str | None, tmp_path: Path
) -> None:
    assert told(tmp_path, head, account, said) == []
