"""A suite that is kept up to date: what a change affects is run again, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optinsim.files import source
from optinsim.files.source import file_text
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.run import run
from optinsim.scenarios.running.watch import Suite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.files.problems import Problem

ACCOUNT = (Path(__file__).parents[3] / "docs/examples/shop/account.yaml").read_text("utf-8")
JOIN = """\
scenario: {0}
account: {1}
steps:
  - text: SUMMER
    expect: {{state: pending}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A suite of three files with two accounts, one of them outside of it."""
    monkeypatch.chdir(tmp_path)
    for name in ("suite/deep", "accounts"):
        Path(name).mkdir(parents=True)
    Path("accounts/far.yaml").write_text(ACCOUNT, "utf-8")
    Path("suite/near.yaml").write_text(ACCOUNT, "utf-8")
    Path("suite/a.yaml").write_text(JOIN.format("A", "near.yaml"), "utf-8")
    Path("suite/b.yaml").write_text(JOIN.format("B", "../accounts/far.yaml"), "utf-8")
    Path("suite/deep/c.yaml").write_text(JOIN.format("C", "../near.yaml"), "utf-8")
    return tmp_path


def fresh(*paths: str) -> Suite:
    """A suite that has been run."""
    suite = Suite(paths or ["suite"], CaseFilter())
    updated(suite)
    return suite


def updated(suite: Suite, *changed: str) -> list[str] | None:
    """The titles of what ran because of a change; None if it affects nothing."""
    affected = suite.affected_by(changed)
    if affected is None:
        return None
    ran: list[str] = []
    suite.run(affected.files, lambda case: ran.append(case.title))
    return ran


@pytest.mark.usefixtures("folder")
def test_everything_is_run_once_and_then_what_a_change_affects() -> None:
    suite = Suite(["suite"], CaseFilter())
    assert updated(suite) == ["A", "B", "C"]
    assert updated(suite) is None
    assert updated(suite, "suite/b.yaml") == ["B"]
    assert updated(suite, "suite/near.yaml") == ["A", "C"]
    assert updated(suite, "accounts/far.yaml", "suite/a.yaml") == ["A", "B"]
    assert updated(suite, "README.md", "suite/deep") is None


@pytest.mark.usefixtures("folder")
def test_what_a_change_does_not_affect_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    suite = fresh()
    read: set[str] = set()

    def note(path: Path, shown: str) -> str:
        read.add(path.name)
        return file_text(path, shown)

    monkeypatch.setattr(source, "file_text", note)
    Path("suite/b.yaml").write_text(JOIN.format("B2", "near.yaml"), "utf-8")
    assert updated(suite, "suite/b.yaml") == ["B2"]
    assert read == {"b.yaml", "near.yaml"}
    read.clear()
    assert updated(suite, "accounts/far.yaml") is None
    assert not read


def test_a_case_that_was_named_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text(ACCOUNT, "utf-8")
    both = [JOIN.format(title, "account.yaml") for title in "AB"]
    Path("a.yaml").write_text("---\n".join(both), "utf-8")
    Path("b.yaml").write_text(both[1], "utf-8")
    suite = fresh("a.yaml:7", "b.yaml")
    assert [case.title for case in suite.result.cases] == ["B", "B"]
    Path("a.yaml").write_text("---\n".join([both[0], *both]), "utf-8")
    assert updated(suite, "a.yaml") == ["B"]
    assert updated(suite, "account.yaml") == ["B", "B"]


@pytest.mark.usefixtures("folder")
def test_an_account_that_is_not_used_for_a_while_is_read_again() -> None:
    # Nobody tells of a change in a folder of which nothing is made.
    suite = fresh()
    for meanwhile in ("scenario: {", JOIN.format("B", "near.yaml")):
        Path("suite/b.yaml").write_text(meanwhile, "utf-8")
        updated(suite, "suite/b.yaml")
        assert not any(folder.endswith("accounts") for folder in suite.folders)
        Path("accounts/far.yaml").write_text(ACCOUNT.replace("SUMMER", "WINTER"), "utf-8")
        Path("suite/b.yaml").write_text(JOIN.format("B", "../accounts/far.yaml"), "utf-8")
        updated(suite, "suite/b.yaml")
        assert suite.result == run(["suite"], CaseFilter())
        assert suite.result.exit_code == 1
        Path("accounts/far.yaml").write_text(ACCOUNT, "utf-8")
        assert updated(suite, "accounts/far.yaml") == ["B"]
        assert suite.result.exit_code == 0


@pytest.mark.usefixtures("folder")
def test_a_change_of_what_an_account_extends_affects_its_scenarios() -> None:
    """Also of a base that is not there yet, or that another base took the place of."""
    Path("base.yaml").write_text(ACCOUNT, "utf-8")
    Path("accounts/far.yaml").write_text("extends: ../base.yaml\n", "utf-8")
    suite = fresh()
    assert suite.result.exit_code == 0
    Path("base.yaml").write_text(ACCOUNT.replace("SUMMER", "WINTER"), "utf-8")
    assert updated(suite, "base.yaml") == ["B"]
    assert suite.result == run(["suite"], CaseFilter())
    assert suite.result.exit_code == 1
    Path("accounts/far.yaml").write_text("extends: late.yaml\n", "utf-8")
    assert updated(suite, "accounts/far.yaml") == ["B"]
    assert updated(suite, "base.yaml") is None
    Path("accounts/late.yaml").write_text(ACCOUNT, "utf-8")
    assert updated(suite, "accounts/late.yaml") == ["B"]
    assert suite.result.exit_code == 0


@pytest.mark.usefixtures("folder")
def test_the_folders_are_those_of_what_is_to_be_run() -> None:
    suite = Suite(["suite"], CaseFilter())
    assert suite.affected_by(()) is not None
    assert {Path(folder).name for folder in suite.folders} == {"suite", "deep", "accounts"}


@pytest.mark.usefixtures("folder")
def test_what_is_taken_in_before_a_run_is_run_together() -> None:
    suite = fresh()
    suite.affected_by(["suite/b.yaml"])
    affected = suite.affected_by(["suite/a.yaml"])
    assert affected is not None
    assert affected.changed == ["suite/a.yaml", "suite/b.yaml"]
    assert list(affected.files) == ["suite/a.yaml", "suite/b.yaml"]
    suite.run(affected.files)
    assert suite.affected_by(["README.md"]) is None


@pytest.mark.usefixtures("folder")
def test_an_account_with_an_impossible_path_is_reported() -> None:
    suite = fresh()
    Path("suite/a.yaml").write_text('scenario: A\naccount: "a\\0"\nsteps: []\n', "utf-8")
    updated(suite, "suite/a.yaml")
    assert any("'a\\x00' cannot be used" in p.message for p in suite.result.problems)


@pytest.mark.usefixtures("folder")
def test_new_and_removed_files_are_noticed() -> None:
    suite = fresh()
    Path("suite/aa.yaml").write_text(JOIN.format("New", "near.yaml"), "utf-8")
    assert updated(suite, "suite/aa.yaml") == ["New"]
    Path("suite/b.yaml").unlink()
    assert updated(suite, "suite/b.yaml") == []
    assert [case.title for case in suite.result.cases] == ["A", "New", "C"]


@pytest.mark.usefixtures("folder")
def test_the_result_is_that_of_a_run_whatever_happened() -> None:
    suite = fresh()
    for name, text in (
        ("suite/near.yaml", ACCOUNT.replace("SUMMER", "WINTER")),
        ("suite/b.yaml", "scenario: {"),
        ("accounts/far.yaml", "platform: {"),
        ("suite/b.yaml", JOIN.format("B", "../accounts/far.yaml")),
        ("suite/deep/c.yaml", JOIN.format("C2", "../near.yaml")),
        ("suite/near.yaml", "platform: vibes"),
        ("suite/near.yaml", ACCOUNT),
        ("accounts/far.yaml", ACCOUNT),
    ):
        # As editors do that keep the old file until the new one is whole.
        Path("saved").write_text(text, "utf-8")
        Path("saved").replace(name)
        updated(suite, name, "saved")
        assert suite.result == run(["suite"], CaseFilter())


@pytest.mark.usefixtures("folder")
def test_a_problem_of_an_account_is_reported_once_each_time() -> None:
    suite = fresh()
    Path("suite/near.yaml").write_text("platform: vibes\n", "utf-8")
    affected = suite.affected_by(["suite/near.yaml"])
    assert affected is not None
    assert affected.changed == ["suite/near.yaml"]
    told: list[Problem] = []
    suite.run(affected.files, on_problems=told.extend)
    assert len(told) == len(set(told))
    assert "suite/near.yaml" in {problem.file for problem in told}


@pytest.mark.usefixtures("folder")
def test_an_account_that_comes_later_is_waited_for() -> None:
    Path("suite/a.yaml").write_text(JOIN.format("A", "later.yaml"), "utf-8")
    suite = fresh()
    assert suite.result.exit_code == 2
    Path("suite/later.yaml").write_text(ACCOUNT, "utf-8")
    updated(suite, "suite/later.yaml")
    assert suite.result.exit_code == 0


@pytest.mark.usefixtures("folder")
def test_a_path_that_goes_and_comes_is_reported() -> None:
    suite = fresh("suite/a.yaml", "suite/deep")
    Path("suite/a.yaml").rename("a")
    told: list[Problem] = []

    def tell(problems: Sequence[Problem]) -> None:
        told.extend(problems)

    affected = suite.affected_by(["suite/a.yaml"])
    assert affected is not None
    suite.run(affected.files, on_problems=tell)
    assert [str(problem) for problem in told] == ["suite/a.yaml: is not there [OPT003]"]
    assert suite.result.exit_code == 2
    Path("a").rename("suite/a.yaml")
    assert updated(suite, "suite/a.yaml") == ["A"]
    assert suite.result.exit_code == 0


def test_the_folders_of_everything_that_is_read_are_watched(folder: Path) -> None:
    (folder / "suite/.hidden").mkdir()
    suite = Suite(["suite", "not/there"], CaseFilter())
    assert suite.folders == {str(folder / "suite"), str(folder / "suite/deep")}
    assert fresh("suite").folders == suite.folders | {str(folder / "accounts")}
    assert fresh("accounts/far.yaml").folders == {str(folder / "accounts")}


@pytest.mark.usefixtures("folder")
def test_a_file_behind_a_link_is_the_file() -> None:
    Path("linked").symlink_to("suite")
    suite = fresh("linked")
    assert updated(suite, "suite/near.yaml") == ["A", "C"]


@pytest.mark.usefixtures("folder")
def test_a_link_and_its_file_are_each_called_by_their_name() -> None:
    Path("suite/z.yaml").symlink_to("a.yaml")
    suite = fresh("suite/a.yaml", "suite/z.yaml")
    for _ in range(2):
        assert [case.file for case in suite.result.cases] == ["suite/a.yaml", "suite/z.yaml"]
        assert updated(suite, "suite/a.yaml") == ["A", "A"]


@pytest.mark.usefixtures("folder")
def test_a_link_that_leads_elsewhere_has_changed() -> None:
    Path("mine").mkdir()
    Path("mine/a.yaml").symlink_to("../suite/a.yaml")
    Path("mine/near.yaml").symlink_to("../suite/near.yaml")
    suite = fresh("mine")
    for link, there in (("mine/a.yaml", "suite/b.yaml"), ("mine/near.yaml", "accounts/far.yaml")):
        Path("suite/b.yaml").write_text(JOIN.format("B", "near.yaml"), "utf-8")
        Path(link).unlink()
        Path(link).symlink_to(f"../{there}")
        assert updated(suite, link) == ["B"]


@pytest.mark.usefixtures("folder")
def test_folders_behind_a_link_are_watched(folder: Path) -> None:
    Path("mine").mkdir()
    Path("mine/linked").symlink_to("../suite")
    assert Suite(["mine"], CaseFilter()).folders == {
        str(folder / name) for name in ("mine", "suite", "suite/deep")
    }


def test_a_project_file_affects_the_scenarios_below_it(folder: Path) -> None:
    (folder / ".git").mkdir()
    suite = fresh()
    (folder / "suite/deep/optinsim.yaml").write_text("strict: false\n", "utf-8")
    assert updated(suite, "suite/deep/optinsim.yaml") == ["C"]  # it was made
    (folder / "suite/deep/optinsim.yaml").write_text("tags: [deep]\n", "utf-8")
    assert updated(suite, "suite/deep/optinsim.yaml") == ["C"]
    (folder / "suite/deep/optinsim.yaml").unlink()
    assert updated(suite, "suite/deep/optinsim.yaml") == ["C"]


def test_the_account_of_a_project_file_affects_its_scenarios(folder: Path) -> None:
    (folder / ".git").mkdir()
    text = JOIN.format("D", "x").replace("account: x\n", "")
    (folder / "suite/d.yaml").write_text(text, "utf-8")
    (folder / "optinsim.yaml").write_text("account: accounts/far.yaml\n", "utf-8")
    suite = fresh()
    assert updated(suite, "accounts/far.yaml") == ["B", "D"]
    assert updated(suite, "optinsim.yaml") == ["A", "B", "D", "C"]
    # From now on, another account counts.
    (folder / "optinsim.yaml").write_text("account: suite/near.yaml\n", "utf-8")
    updated(suite, "optinsim.yaml")
    assert updated(suite, "accounts/far.yaml") == ["B"]
    assert updated(suite, "suite/near.yaml") == ["A", "D", "C"]
