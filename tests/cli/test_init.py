"""`optinsim init`: a project whose first run is green, and nothing overwritten."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from optinsim.cli import command_line
from optinsim.fields import to_json
from optinsim.files.source import read_file
from optinsim.platforms import platform_names
from optinsim.scaffold import PLATFORMS, project_files
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Callable


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    monkeypatch.chdir(tmp_path)

    def init(*arguments: str, typed: str = "") -> Ran:
        result = CliRunner().invoke(command_line(["init"]), ["init", *arguments], input=typed)
        return Ran(result.exit_code, result.stdout, result.stderr)

    return init


def below(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_platform_of_ours_can_begin_a_project() -> None:
    assert set(PLATFORMS) <= set(platform_names())
    ours = Path(__file__).parents[2] / "src/optinsim/platforms"
    assert {p.name for p in ours.iterdir() if (p / "__init__.py").exists()} == set(PLATFORMS)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_first_run_is_green_and_the_first_check_silent(
    init: Callable[..., Ran], platform: str
) -> None:
    ran = init("sms", "--platform", platform)
    assert ran.code == 0
    assert ran.out.splitlines() == [f"sms/{name}" for name in project_files(platform)] + [
        "sms/schema/account.schema.json",
        "sms/schema/scenario.schema.json",
    ]
    assert "optinsim run sms/scenarios" in ran.err
    result = run(["sms/scenarios"], CaseFilter())
    assert {case.outcome for case in result.cases} == {Outcome.PASSED}
    assert len({case.file for case in result.cases}) == 4
    assert all(case.expects_something for case in result.cases)
    assert check_files(["sms"]) == (5, [])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_file_names_a_schema_that_is_there_and_holds(
    init: Callable[..., Ran], platform: str
) -> None:
    init("sms", "--platform", platform)
    for path in Path("sms").rglob("*.yaml"):
        hint = path.read_text(encoding="utf-8").splitlines()[0]
        assert hint.startswith("# yaml-language-server: $schema=")
        schema = json.loads((path.parent / hint.partition("=")[2]).read_text(encoding="utf-8"))
        for document in read_file(path, str(path)):
            jsonschema.Draft202012Validator(schema).validate(to_json(document.tree))


def test_the_workflow_is_one_and_its_commands_are_ours(init: Callable[..., Ran]) -> None:
    init("sms")
    workflow = yaml.safe_load(Path("sms/.github/workflows/optinsim.yml").read_text("utf-8"))
    steps = workflow["jobs"]["scenarios"]["steps"]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("optinsim")]
    assert commands
    os.chdir("sms")
    for command in commands:
        name, *arguments = command.split()[1:]
        assert CliRunner().invoke(command_line([name]), [name, *arguments]).exit_code == 0


def test_the_workflow_installs_no_name_that_an_index_could_give_to_another(
    init: Callable[..., Ran],
) -> None:
    init("sms")
    workflow = Path("sms/.github/workflows/optinsim.yml").read_text(encoding="utf-8")
    assert re.findall(r"pip install (.*)", workflow) == ["vendor/optinsim-*.whl"]


def test_without_a_terminal_and_a_word_it_is_vibes(init: Callable[..., Ran]) -> None:
    assert init("sms").code == 0
    assert "platform: vibes\n" in Path("sms/account.yaml").read_text(encoding="utf-8")


def test_a_folder_that_has_other_files_keeps_them(init: Callable[..., Ran]) -> None:
    Path("notes.txt").write_text("mine", encoding="utf-8")
    assert init(".").code == 0
    assert below(Path())["notes.txt"] == "mine"


@pytest.mark.parametrize(
    "taken", ["account.yaml", "README.md", ".github/workflows/optinsim.yml", "scenarios/join.yaml"]
)
def test_nothing_is_overwritten_and_then_nothing_is_written(
    init: Callable[..., Ran], taken: str
) -> None:
    Path("sms", taken).parent.mkdir(parents=True)
    Path("sms", taken).write_text("mine", encoding="utf-8")
    ran = init("sms")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"sms: nothing is overwritten, and there is already: {taken}\n"
    assert below(Path("sms")) == {taken: "mine"}


def test_a_link_that_leads_nowhere_is_in_the_way_too(init: Callable[..., Ran]) -> None:
    Path("sms").mkdir()
    Path("sms/README.md").symlink_to("elsewhere.md")
    assert init("sms").err.endswith("there is already: README.md\n")
    assert [path.name for path in Path("sms").iterdir()] == ["README.md"]


def test_a_file_where_a_folder_must_be_is_in_the_way(init: Callable[..., Ran]) -> None:
    Path("sms").write_text("mine", encoding="utf-8")
    ran = init("sms")
    assert ran.code == 2
    assert "there is already: sms" in ran.err
    Path("other").mkdir()
    Path("other/scenarios").write_text("mine", encoding="utf-8")
    assert "there is already: scenarios" in init("other").err
    assert below(Path("other")) == {"scenarios": "mine"}


def test_a_folder_that_cannot_be_made_is_2(
    init: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    ran = init("sms")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "sms/account.yaml: cannot be written: Permission denied\n"


def test_another_platform_is_refused_with_those_that_are_possible(
    init: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = init("sms", "--platform", "cordail")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "no project can begin with platform 'cordail': vibes, cordial, signalvine\n"
        "did you mean 'cordial'?\n"
    )
    monkeypatch.setattr("optinsim.platforms.platform_names", lambda: ("postcard", "vibes"))
    assert "only its own pages" in init("sms", "--platform", "postcard").err
    assert init("sms", "--platform", "\x1b[2J").err.count("\n") == 1
    assert not Path("sms").exists()


@pytest.mark.parametrize(
    ("typed", "platform"), [("\n", "vibes"), (" Cordial\n", "cordial"), ("signalvine\n", "sig")]
)
def test_on_a_terminal_the_platform_is_asked_for(
    init: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, typed: str, platform: str
) -> None:
    monkeypatch.setattr("optinsim.cli.init._is_interactive", lambda: True)
    ran = init("sms", typed=typed)
    assert ran.code == 0
    assert ran.err.startswith("Platform (vibes, cordial, signalvine) [vibes]:")
    assert f"platform: {platform}" in Path("sms/account.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("typed", "ended"), [("", 130), ("fax\n", 2)])
def test_without_an_answer_nothing_is_written(
    init: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, typed: str, ended: int
) -> None:
    monkeypatch.setattr("optinsim.cli.init._is_interactive", lambda: True)
    assert init("sms", typed=typed).code == ended
    assert not Path("sms").exists()
