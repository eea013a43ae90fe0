"""Which laws judge a case, and what a scenario means to break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optinsim.laws.law import Severity
from optinsim.laws.packs import LawChoice
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.running.laws import LawOptions
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run
from optinsim.scenarios.running.watch import Suite

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.scenarios.running.results import RunResult

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
company_key: acme
subscription_lists: [{id: 1, name: One}]
campaigns:
  - {acquisition_id: A, description: Sale, keywords: [SALE], subscription_list: 1, accepts: [yes]}
messages: {help: "Acme, STOP: call us"}
"""
SCENARIO = """\
scenario: Ann wants no more texts
account: account.yaml
steps:
  - text: SALE
  - text: wrong number
  - text: wrong number
"""


def ran(folder: Path, scenario: str = SCENARIO, processes: int = 1, **laws: Any) -> RunResult:
    (folder / "account.yaml").write_text(ACCOUNT, encoding="utf-8")
    (folder / "s.yaml").write_text(scenario, encoding="utf-8")
    options = LawOptions(**laws)
    return run([str(folder / "s.yaml")], CaseFilter(), laws=options, processes=processes)


def broken(result: RunResult) -> list[list[str]]:
    return [[one.law for one in case.findings] for case in result.cases]


def test_every_conversation_is_judged_and_what_is_said_twice_is_told_once(tmp_path: Path) -> None:
    result = ran(tmp_path)
    assert broken(result) == [["stop-is-read"]]
    assert [one.line for one in result.cases[0].findings] == [5]
    assert [one.law for one in result.findings] == ["texts-say-what-they-must"]
    assert (result.exit_code, result.finding_count) == (0, 2)


def test_off_means_off(tmp_path: Path) -> None:
    result = ran(tmp_path, choice=LawChoice("off"))
    assert (broken(result), result.findings) == ([[]], [])


def test_the_pack_is_that_of_the_clock_or_the_one_that_is_named(tmp_path: Path) -> None:
    # FCC 26-67 lets a sender name one way to stop: other wordings need not count.
    assert broken(ran(tmp_path, choice=LawChoice("us-fcc-26-67"))) == [[]]
    assert broken(ran(tmp_path, choice=LawChoice("us"))) == [["stop-is-read"]]


@pytest.mark.no_cover  # many scenarios, and each is the one of the other tests
def test_workers_find_the_same(tmp_path: Path) -> None:
    many = "---\n".join([SCENARIO + "#" * 1000 + "\n"] * 150)
    one, two = (ran(tmp_path, many, processes) for processes in (1, 2))
    assert one == two
    assert one.finding_count == 151


def test_an_account_is_judged_once_in_a_run(tmp_path: Path) -> None:
    assert len(ran(tmp_path, f"{SCENARIO}---\n{SCENARIO}").findings) == 1


def test_an_account_in_a_scenario_is_named_by_its_file(tmp_path: Path) -> None:
    inline = ACCOUNT.replace("\n", "\n  ").rstrip()
    scenario = SCENARIO.replace("account: account.yaml", f"account:\n  {inline}")
    (finding,) = ran(tmp_path, scenario).findings
    assert finding.account == str(tmp_path / "s.yaml")


def test_what_a_scenario_means_to_break_fails_nothing(tmp_path: Path) -> None:
    meant = SCENARIO.replace("steps:", "breaks: [stop-is-read]\nsteps:")
    result = ran(tmp_path, meant, fail_on=Severity.SEV1)
    assert (result.exit_code, result.cases[0].told) == (0, ())
    assert [one.is_meant for one in result.cases[0].findings] == [True]


def test_what_it_means_to_break_and_does_not_is_a_failure(tmp_path: Path) -> None:
    kept = "breaks: [nothing-after-stop]\nsteps:"
    result = ran(tmp_path, SCENARIO.replace("steps:", kept))
    (failure,) = result.cases[0].steps[-1].failures
    assert (failure.path, failure.line, failure.column, failure.message) == (
        "breaks[0]",
        3,
        10,
        "no step breaks nothing-after-stop",
    )
    assert result.exit_code == 1


def test_with_several_examples_or_accounts_some_may_keep_it(tmp_path: Path) -> None:
    meant = SCENARIO.replace("text: wrong number", "text: ${said}").replace(
        "steps:", "breaks: [stop-is-read]\nexamples: [{said: wrong number}, {said: hello}]\nsteps:"
    )
    assert ran(tmp_path, meant).exit_code == 0
    (tmp_path / "other.yaml").write_text(ACCOUNT, encoding="utf-8")
    several = SCENARIO.replace("account: account.yaml", "accounts: [account.yaml, other.yaml]")
    meant = several.replace("steps:", "breaks: [stop-is-read]\nsteps:")
    assert ran(tmp_path, meant).exit_code == 0


def test_what_no_example_or_account_breaks_is_a_failure_of_the_last_one(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(ACCOUNT, encoding="utf-8")
    kept = SCENARIO.replace("steps:", "breaks: [nothing-after-stop]\nsteps:")
    examples = kept.replace("steps:", "examples: [{said: hello}, {said: hi}]\nsteps:")
    examples = examples.replace("text: wrong number", "text: ${said}")
    accounts = kept.replace("account: account.yaml", "accounts: [account.yaml, other.yaml]")
    for several, what in ((examples, "example"), (accounts, "case")):
        first, last = ran(tmp_path, several).cases
        assert first.outcome is Outcome.PASSED
        (failure,) = last.steps[-1].failures
        assert (failure.path, failure.message) == (
            "breaks[0]",
            f"no {what} breaks nothing-after-stop",
        )


def test_one_example_alone_need_not_break_it(tmp_path: Path) -> None:
    kept = SCENARIO.replace(
        "steps:", "breaks: [nothing-after-stop]\nexamples: [{said: hello}, {said: hi}]\nsteps:"
    ).replace("text: wrong number", "text: ${said}")
    ran(tmp_path, kept)
    result = run([f"{tmp_path / 's.yaml'}:1@2"], CaseFilter(), laws=LawOptions())
    assert (result.total, result.exit_code) == (1, 0)


@pytest.mark.parametrize("choice", ["off", "us-fcc-26-67"])
def test_a_law_that_is_not_in_force_need_not_be_broken(tmp_path: Path, choice: str) -> None:
    meant = SCENARIO.replace("steps:", "breaks: [stop-is-read]\nsteps:")
    assert ran(tmp_path, meant, choice=LawChoice(choice)).exit_code == 0


@pytest.mark.parametrize("name", ["stop-is-reed", "messages-can-be-sent"])
def test_only_laws_that_a_step_can_break_can_be_meant(tmp_path: Path, name: str) -> None:
    (tmp_path / "account.yaml").write_text(ACCOUNT, encoding="utf-8")
    text = SCENARIO.replace("steps:", f"breaks: [{name}]\nsteps:")
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    (problem,) = Loader().load(tmp_path / "s.yaml", "s.yaml").problems
    assert problem.coded_message == f"'{name}' is no law that a step can break [OPT104]"
    assert (problem.mark and problem.mark.column, problem.suggestion) == (
        10,
        "stop-is-read" if name == "stop-is-reed" else "",
    )


def test_a_step_that_breaks_a_law_of_that_severity_ends_its_case(tmp_path: Path) -> None:
    result = ran(tmp_path, fail_on=Severity.SEV1)
    (case,) = result.cases
    assert (case.outcome, len(case.steps)) == ("failed", 2)
    assert case.rerun.endswith("s.yaml:1 --fail-on sev1")


def test_watch_mode_judges_too(tmp_path: Path) -> None:
    ran(tmp_path)
    suite = Suite([str(tmp_path)], CaseFilter())
    suite.affected_by([])
    suite.run({str(tmp_path / "s.yaml"): True})
    assert suite.result.finding_count == 2
