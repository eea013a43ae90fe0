"""One scenario on several accounts: each is a case of its own, and may expect something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.report.json_report import run_json
from optinsim.report.junit import junit_xml
from optinsim.scenarios.reading.overrides import parse_overrides
from optinsim.scenarios.running.results import Outcome
from tests.scenarios.sharing import outcomes, ran, told, write

if TYPE_CHECKING:
    from pathlib import Path

JOIN = """\
# The scenario begins in line 2.
scenario: Joins
accounts: [accounts/us.yaml, accounts/ca.yaml, accounts/lake.yaml]
examples: [{word: SUMMER}, {word: summer}]
steps:
  - text: ${word}
    expect:
      state: pending
      $on:
        us: {replies: {$length: 1}}
        lake: {reading: keyword, state: {cordialthreads: pending}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"join.yaml": JOIN})
    return tmp_path


def test_each_account_and_example_is_a_case_with_the_account_in_the_reports() -> None:
    result = ran("join.yaml")
    assert outcomes(result) == [
        f"join.yaml:2[{account}]@{n} passed" for account in ("us", "ca", "lake") for n in (1, 2)
    ]
    cases = run_json(result)["scenarios"]
    assert [case["account"] for case in cases[::2]] == [
        "accounts/us.yaml",
        "accounts/ca.yaml",
        "accounts/lake.yaml",
    ]
    assert cases[3]["rerun"] == "optinsim run 'join.yaml:2[ca]@2'"
    assert 'name="Joins [ca] {&quot;word&quot;: &quot;SUMMER&quot;}"' in junit_xml(result)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("join.yaml:2[ca]", ["join.yaml:2[ca]@1 passed", "join.yaml:2[ca]@2 passed"]),
        ("join.yaml:7[lake]@2", ["join.yaml:2[lake]@2 passed"]),
        ("join.yaml:2@1", [f"join.yaml:2[{name}]@1 passed" for name in ("us", "ca", "lake")]),
    ],
)
def test_a_case_is_selected_by_its_account(name: str, expected: list[str]) -> None:
    assert outcomes(ran(name)) == expected


def test_an_account_that_a_scenario_does_not_have_is_told_with_the_nearest() -> None:
    result = ran("join.yaml:2[lak]")
    assert told(result) == ["join.yaml:: has no account 'lak' at line 2"]
    assert result.problems[0].suggestion == "lake"
    assert result.exit_code == 2


def test_an_expectation_counts_only_on_its_account(folder: Path) -> None:
    write(folder, {"join.yaml": JOIN.replace("us: {replies: {$length: 1}}", "us: {state: none}")})
    found = [f"{case.sharing.account_name} {case.outcome}" for case in ran("join.yaml").cases]
    assert found == ["us failed"] * 2 + ["ca passed"] * 2 + ["lake passed"] * 2


def test_a_failure_on_one_account_names_the_line_under_on(folder: Path) -> None:
    write(folder, {"join.yaml": JOIN.replace("{cordialthreads: pending}", "none")})
    failed = [case for case in ran("join.yaml").cases if case.outcome is Outcome.FAILED]
    assert {case.steps[0].failures[0].line for case in failed} == {11}


@pytest.mark.parametrize(
    ("before", "after", "message", "suggestion"),
    [
        ("        lake:", "        lak:", "11: the scenario has no account 'lak'", "lake"),
        ("accounts/ca", "accounts/us", "3: two accounts are called 'us' (line 3)", ""),
        ("accounts: [", "account: x\naccounts: [", "4: a scenario has account or accounts", ""),
        ("[accounts/us.yaml, accounts/ca.yaml, accounts/lake.yaml]", "accounts/us.yaml", "3: ", ""),
        ("accounts/ca", "accounts/uk", "3: account 'accounts/uk.yaml' cannot be used", ""),
        ("us: {replies: {$length: 1}}", "us: [a]", "10: nothing is expected here", ""),
        ("us: {replies", "us: {repleis", "10: unknown key 'repleis'", "replies"),
    ],
)
def test_what_is_wrong_with_accounts(
    folder: Path, before: str, after: str, message: str, suggestion: str
) -> None:
    assert before in JOIN
    write(folder, {"join.yaml": JOIN.replace(before, after)})
    result = ran("join.yaml")
    found = [
        p for p in result.problems if f"{p.mark and p.mark.line}: {p.message}".startswith(message)
    ]
    assert found, told(result)
    assert found[0].suggestion == suggestion
    assert {case.outcome for case in result.cases} == {Outcome.ERROR}


def test_on_is_for_several_accounts(folder: Path) -> None:
    text = JOIN.replace(
        "accounts: [accounts/us.yaml, accounts/ca.yaml, accounts/lake.yaml]",
        "account: accounts/us.yaml",
    )
    write(folder, {"join.yaml": text})
    assert told(ran("join.yaml")) == ["join.yaml:9: $on is for a scenario with several accounts"]


def test_on_in_a_variable_is_a_problem_and_no_scenario_that_passes(folder: Path) -> None:
    text = "scenario: A\naccounts: [accounts/us.yaml]\nvars: {e: {$on: {us: {state: declined}}}}\n"
    write(folder, {"join.yaml": f"{text}steps:\n  - text: SUMMER\n    expect: ${{e}}\n"})
    result = ran("join.yaml")
    assert result.exit_code == 2
    assert any("$on stands in the file" in line for line in told(result))


def test_an_account_on_which_nothing_is_expected_is_named(folder: Path) -> None:
    head = "scenario: A\naccounts: [accounts/us.yaml, accounts/lake.yaml]\nsteps:\n"
    last = "  - text: HELP\n    expect: {$on: {us: {reading: help}, lake: {}}}\n"
    write(folder, {"join.yaml": f"{head}  - {{text: SUMMER, expect: {{state: pending}}}}\n{last}"})
    assert told(ran("join.yaml")) == [
        "join.yaml:5: on lake, nothing is expected from this step on: it passes whatever happens"
    ]


def test_one_that_lacks_the_same_on_each_is_not(folder: Path) -> None:
    head = "scenario: A\naccounts: [accounts/us.yaml, accounts/lake.yaml]\nsteps:\n"
    write(folder, {"join.yaml": f"{head}  - text: SUMMER\n"})
    assert told(ran("join.yaml")) == [
        "join.yaml:1: nothing is expected in this scenario: it passes whatever happens"
    ]


def test_an_account_without_an_entry_draws_the_usual_warning(folder: Path) -> None:
    steps = "steps:\n  - text: SUMMER\n    expect: {$on: {us: {state: pending}}}\n"
    head = "scenario: A\naccounts: [accounts/us.yaml, accounts/lake.yaml]\n"
    write(folder, {"join.yaml": head + steps})
    assert told(ran("join.yaml")) == [
        "join.yaml:1: on lake, nothing is expected in this scenario: it passes whatever happens",
        "join.yaml:5: nothing is said of state on lake",
    ]


def test_several_processes_run_accounts_groups_and_overrides_as_one(folder: Path) -> None:
    group = "steps:\n  joined:\n    - text: ${word}\n      expect: {state: pending}\n"
    project = f"vars: {{word: no}}\naccounts: [accounts/us.yaml, accounts/lake.yaml]\n{group}"
    one = "scenario: N{n}\nsteps:\n  - use: joined\n"
    padded = "---\n".join(one.replace("{n}", str(n)) + f"# {'x' * 1500}\n" for n in range(100))
    write(folder, {"optinsim.yaml": project, "many.yaml": padded})
    overrides = parse_overrides(None, ["word=summer"])
    alone = ran("many.yaml", overrides=overrides)
    assert len(alone.cases) == 200
    assert {case.outcome for case in alone.cases} == {Outcome.PASSED}
    both = ran("many.yaml", overrides=overrides, processes=2)
    assert run_json(both) == run_json(alone)


FREE = """\
scenario: Joins
accounts: [accounts/us.yaml, accounts/ca.yaml]
steps:
  - text: SUMMER
    expect: {%s}
"""
PROMPTED = "{state: pending, replies: {$length: 1}}"


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("$on: {us: {state: pending}}", "nothing is said of state on ca"),
        (
            "reading: keyword, $on: {us: {state: pending, replies: {$length: 1}}}",
            "nothing is said of state, replies on ca",
        ),
        ("state: pending, $on: {us: {state: pending}}", None),
        ("reading: keyword, $on: {us: {state: pending}, ca: {}}", None),
        ("$on: {us: {state: pending}, ca: {reading: keyword}}", None),
    ],
)
def test_an_account_that_is_left_out(expect: str, message: str | None, folder: Path) -> None:
    write(folder, {"free.yaml": FREE % expect})
    result = ran("free.yaml")
    assert [w.message for w in result.warnings if w.code == "OPT732"] == (
        [] if message is None else [message]
    )


@pytest.mark.parametrize(
    ("expect", "keys"),
    [
        ("state: declined, $on: {us: {state: pending}, ca: {state: pending}}", ["state"]),
        (
            f"state: none, replies: [], $on: {{us: {PROMPTED}, ca: {PROMPTED}}}",
            ["state", "replies"],
        ),
        # Some account meets it.
        ("state: pending, $on: {us: {state: pending}, ca: {}}", []),
        ("state: pending, $on: {us: {state: pending}, ca: {reading: keyword}}", []),
        ("state: pending, $on: {us: {reading: keyword}, ca: {reading: keyword}}", []),
    ],
)
def test_an_expectation_that_every_account_overrides(
    expect: str, keys: list[str], folder: Path
) -> None:
    write(folder, {"free.yaml": FREE % expect})
    found = [w.message for w in ran("free.yaml").warnings if w.code == "OPT732"]
    assert found == [
        f"this is never checked: $on says what {key} is on every account" for key in keys
    ]


def test_another_account_of_the_command_line_meets_what_the_scenarios_override(
    folder: Path,
) -> None:
    expect = "state: {cordialthreads: pending}, $on: {us: {state: pending}, ca: {state: pending}}"
    write(folder, {"free.yaml": FREE % expect})
    result = ran("free.yaml", overrides=parse_overrides("accounts/lake.yaml", []))
    assert [w.code for w in result.warnings] == []


def test_a_group_of_the_project_file_is_for_other_accounts_too(folder: Path) -> None:
    expect = "{state: declined, $on: {us: {state: pending}, ca: {state: pending}}}"
    project = f"steps:\n  joined:\n    - text: SUMMER\n      expect: {expect}\n"
    scenario = "scenario: Joins\naccounts: [accounts/us.yaml, accounts/ca.yaml]\n"
    scenario += "steps: [use: joined]"
    write(folder, {"optinsim.yaml": project, "free.yaml": scenario})
    assert [w.code for w in ran("free.yaml").warnings] == []


def test_an_account_of_the_command_line_that_is_left_out(folder: Path) -> None:
    write(folder, {"free.yaml": FREE % "$on: {us: {state: pending}, ca: {state: pending}}"})
    result = ran("free.yaml", overrides=parse_overrides("accounts/lake.yaml", []))
    found = [w.message for w in result.warnings if w.code == "OPT732"]
    assert found == ["nothing is said of state on lake"]
    result = ran("free.yaml", overrides=parse_overrides("accounts/us.yaml", []))
    assert [w.code for w in result.warnings] == []
