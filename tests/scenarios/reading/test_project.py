"""The project file: where it is found, what it gives to scenarios, and that it is none itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.running.results import Outcome
from tests.scenarios.sharing import PROJECT, outcomes, ran, told, write

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = """\
scenario: Joins
steps:
  - text: SUMMER
    expect: {state: pending}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An own folder, which is a repository, and a home that is elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / ".git").mkdir()


def projects(*paths: str) -> list[str | None]:
    return [case.sharing.project for case in ran(*paths).cases]


def test_the_nearest_project_file_upwards_is_used(tmp_path: Path) -> None:
    near = PROJECT.replace("accounts/us", "../accounts/us")
    write(tmp_path, {"optinsim.yaml": PROJECT, "a/b/join.yaml": PLAIN, "c/join.yaml": PLAIN})
    write(tmp_path, {"c/optinsim.yaml": near})
    assert projects("a", "c") == ["optinsim.yaml", "c/optinsim.yaml"]
    assert outcomes(ran("a", "c")) == ["join.yaml:1 passed"] * 2


def test_no_project_file_above_the_repository_is_used(tmp_path: Path) -> None:
    write(tmp_path, {"optinsim.yaml": PROJECT, "inner/.git": "gitdir: x", "inner/join.yaml": PLAIN})
    result = ran("inner/join.yaml")
    assert outcomes(result) == ["join.yaml:1 error"]
    assert told(result) == ["join.yaml:1: key 'account' is missing"]


def test_no_project_file_above_the_home_folder_is_used(tmp_path: Path) -> None:
    write(tmp_path, {"optinsim.yaml": PROJECT, "home/join.yaml": PLAIN})
    assert outcomes(ran("home/join.yaml")) == ["join.yaml:1 error"]


def test_a_project_file_in_the_home_folder_counts(tmp_path: Path) -> None:
    project = PROJECT.replace("accounts/us", "../accounts/us")
    write(tmp_path, {"home/optinsim.yaml": project, "home/a/join.yaml": PLAIN})
    assert projects("home/a/join.yaml") == ["home/optinsim.yaml"]


def test_the_same_project_file_is_used_from_any_folder_and_by_any_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"optinsim.yaml": PROJECT, "a/b/join.yaml": PLAIN})
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert projects("join.yaml") == ["../../optinsim.yaml"]
    assert projects(str(tmp_path / "a/b/join.yaml")) == [str(tmp_path / "optinsim.yaml")]


def test_the_own_keys_of_a_scenario_win(tmp_path: Path) -> None:
    own = """\
    scenario: Strict or not
    account: accounts/lake.yaml
    strict: false
    steps:
      - text: SUMMER
        expect: {state: pending}
    """
    write(tmp_path, {"optinsim.yaml": "account: accounts/us.yaml\nstrict: true\n"})
    write(tmp_path, {"own.yaml": own, "plain.yaml": PLAIN})
    result = ran("own.yaml", "plain.yaml")
    assert outcomes(result) == ["own.yaml:1 passed", "plain.yaml:1 failed"]  # strict: a reply came
    assert [case.sharing.account for case in result.cases] == [None, "accounts/us.yaml"]


def test_accounts_of_the_project_make_way_for_the_account_of_a_scenario(tmp_path: Path) -> None:
    write(tmp_path, {"optinsim.yaml": "accounts: [accounts/us.yaml, accounts/lake.yaml]\n"})
    own = PLAIN.replace("steps", "account: accounts/ca.yaml\nsteps")
    write(tmp_path, {"own.yaml": own, "plain.yaml": PLAIN})
    expected = ["own.yaml:1 passed", "plain.yaml:1[us] passed", "plain.yaml:1[lake] passed"]
    assert outcomes(ran("own.yaml", "plain.yaml")) == expected


def test_people_and_vars_merge_by_name_and_tags_add_up(tmp_path: Path) -> None:
    project = """\
    account: accounts/us.yaml
    tags: [birch, slow]
    people: {ann: {mdn: +13125550123}, bob: {mdn: +13125550124}}
    vars: {word: SUMMER, answer: N}
    """
    scenario = """\
    scenario: Everything of both
    tags: [smoke, slow]
    people: {cat: {mdn: +13125550125}, ann: {mdn: +13125550126}}
    vars: {answer: Y}
    steps:
      - text: ${word}
      - text: ${answer}
        expect: {state: subscribed}
      - text: ${word} ${ann.mdn} ${bob.mdn}
        from: bob
        expect: {state: none}
    """
    write(tmp_path, {"optinsim.yaml": project, "all.yaml": scenario})
    result = ran("all.yaml")
    assert outcomes(result) == ["all.yaml:1 passed"]
    assert result.cases[0].tags == ("birch", "slow", "smoke")
    assert [step.mdn for step in result.cases[0].steps] == ["+13125550125"] * 2 + ["+13125550124"]
    assert "+13125550126 +13125550124" in str(result.cases[0].steps[2].turn.command)


def test_a_project_file_is_never_collected(tmp_path: Path) -> None:
    write(tmp_path, {"s/optinsim.yaml": "strict: true\n", "s/a.yaml": PLAIN})
    assert list(find_files(["s"])[0]) == ["s/a.yaml"]


def test_a_project_file_that_is_named_is_told_to_hold_no_scenario(tmp_path: Path) -> None:
    write(tmp_path, {"optinsim.yaml": PROJECT})
    result = ran("optinsim.yaml")
    assert told(result) == ["optinsim.yaml:: is a project file, and holds no scenario"]
    assert result.exit_code == 2


def test_what_is_wrong_in_a_project_file_is_reported_once_for_all_its_scenarios(
    tmp_path: Path,
) -> None:
    broken = (
        "acount: accounts/us.yaml\nstrict: yes\nsteps:\n  joined:\n    - txt: A\n    - wait: x\n"
        "    - use: joind\n"
    )
    write(tmp_path, {"optinsim.yaml": broken, "a.yaml": PLAIN, "b.yaml": PLAIN})
    result = ran("a.yaml", "b.yaml")
    assert [case.outcome for case in result.cases] == [Outcome.ERROR] * 2
    assert told(result) == [
        "optinsim.yaml:1: unknown key 'acount'",
        "optinsim.yaml:2: strict: 'yes' is neither true nor false",
        "optinsim.yaml:5: unknown key 'txt' in steps.joined[0]",
        "optinsim.yaml:7: there is no group 'joind'",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("a: 1\n---\nb: 2\n", "has 2 YAML documents"),
        ("- a\n", "a list is no mapping"),
        ("scenario: X\nsteps: []\n", "this is a scenario, and optinsim.yaml says what"),
        ("platform: vibes\n", "this is an account, and optinsim.yaml says what"),
        ("steps: [{text: A}]\n", "steps: a list is no mapping"),
        ("steps: {joined: []}\n", "joined: the list is empty"),
        ("account: a.yaml\naccounts: [b.yaml]\n", "there is an account already"),
    ],
)
def test_a_file_that_is_no_project_file(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, {"optinsim.yaml": text, "a.yaml": PLAIN})
    assert any(message in line for line in told(ran("a.yaml")))
    checked, problems = check_files(["optinsim.yaml"])
    assert checked == 1
    assert any(message in problem.message for problem in problems)


def test_a_person_of_the_project_is_unused_only_if_no_scenario_is_about_them(
    tmp_path: Path,
) -> None:
    people = "{ann: {mdn: +13125550123}, bob: {mdn: +13125550145}, eve: {mdn: +13125550146}}"
    project = f"account: accounts/us.yaml\npeople: {people}\n"
    step = "steps:\n  - {text: SUMMER, from: %s, expect: {state: pending}}\n"
    files = {"ann.yaml": "scenario: A\n" + step % "ann", "bob.yaml": "scenario: B\n" + step % "bob"}
    write(tmp_path, {"optinsim.yaml": project, **files})
    assert [problem.message for problem in check_files(["."])[1]] == [
        "no scenario uses the person 'eve'"
    ]
    assert ran("ann.yaml").warnings == []
    own = files["ann.yaml"] + "people: {bob: {mdn: +13125550147}}\n"
    write(tmp_path, {"ann.yaml": own})
    assert [w.message for w in ran("ann.yaml").warnings] == [
        "no step is about 'bob' or names this person"
    ]


def test_check_tells_which_groups_and_vars_no_scenario_uses(tmp_path: Path) -> None:
    more = PROJECT.replace("{answer: Y}", "{answer: Y, spare: 1}")
    more += "  unused:\n    - text: A\n  indirect:\n    - text: Y\n  outer:\n    - use: indirect\n"
    use = "scenario: A\nsteps:\n  - use: joined\n    with: {word: SUMMER}\n  - use: outer\n"
    write(tmp_path, {"optinsim.yaml": more, "s/a.yaml": use + "    from: ann\nstrict: true\n"})
    found = [problem.message for problem in check_files(["."])[1]]
    assert [message for message in found if "no scenario uses" in message] == [
        "no scenario uses the group 'unused'",
        "no scenario uses the var 'spare'",
    ]
    # Only some of its scenarios, or none, were looked at: nothing can be said.
    assert not any("no scenario uses" in p.message for p in check_files(["s", "optinsim.yaml"])[1])


def test_a_var_of_the_project_that_one_scenario_does_not_use_is_no_warning(tmp_path: Path) -> None:
    write(tmp_path, {"optinsim.yaml": PROJECT, "a.yaml": PLAIN})
    assert told(ran("a.yaml")) == []


def test_check_looks_at_the_accounts_of_a_project(tmp_path: Path) -> None:
    write(tmp_path, {"optinsim.yaml": "accounts: [accounts/us.yaml, accounts/uk.yaml]\n"})
    found = [problem.message for problem in check_files(["optinsim.yaml"])[1]]
    assert found[0] == "account 'accounts/uk.yaml' cannot be used"
    assert len(found) == 2


def test_a_project_file_with_another_ending_is_told_and_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"optinsim.yml": PROJECT, "a/join.yaml": PLAIN})
    result = ran("a/join.yaml")
    assert [problem.message for problem in result.problems] == ["key 'account' is missing"]
    [warning] = result.warnings
    assert (warning.file, warning.code, warning.expected) == (
        "optinsim.yml",
        "OPT736",
        "optinsim.yaml",
    )


def test_a_project_file_with_another_ending_among_the_scenarios_is_one_error(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"a/optinsim.yml": "vars: {x: 1}\npeople: {ann: {}}\n", "a/join.yaml": PLAIN})
    told = [one for one in ran("a").problems if one.file == "a/optinsim.yml"]
    assert [(one.message, one.expected) for one in told] == [
        ("is a project file with another name, and holds no scenario", "optinsim.yaml")
    ]


def test_beside_or_above_the_project_file_another_ending_is_no_matter(tmp_path: Path) -> None:
    near = PROJECT.replace("accounts/us", "../accounts/us")
    write(tmp_path, {"optinsim.yml": "", "a/optinsim.yaml": near, "a/optinsim.yml": ""})
    write(tmp_path, {"a/join.yaml": PLAIN})
    assert ran("a/join.yaml").warnings == []
