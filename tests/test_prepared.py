"""What cannot be run here (workflows, an action, a container) is linted; its commands are run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
HANDED_OUT = [
    ROOT / "docs/examples/ci/github-actions.yml",
    ROOT / "src/optinsim/scaffold/common/workflow.yml",
]
"""The workflows that users copy, or get from `optinsim init`."""
SHOP = ROOT / "docs/examples/shop"


def lint(*command: str) -> None:
    """Run a linter, which finds nothing."""
    program, *arguments = command
    done = subprocess.run(  # noqa: S603  (the commands are ours)
        [str(PROGRAMS / program), *arguments],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def bash(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub runs one whose shell is bash."""
    path = {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": f"{ROOT / 'src'}"}
    return subprocess.run(  # noqa: S603
        ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=path | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


# --- Linters


def fits(schema: str, *paths: Path) -> None:
    """Run check-jsonschema in this process: its imports take longer than all that it does."""
    found = CliRunner().invoke(
        check_jsonschema.main, ["--builtin-schema", f"vendor.{schema}", *map(str, paths)]
    )
    assert found.exit_code == 0, found.output


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-workflows", HANDED_OUT),
        ("github-actions", [ROOT / "action.yml"]),
        ("gitlab-ci", [ROOT / "docs/examples/ci/gitlab-ci.yml"]),
        ("compose-spec", [ROOT / "compose.yaml"]),
    ],
)
def test_a_file_fits_the_schema_of_its_reader(schema: str, paths: list[Path]) -> None:
    assert paths
    fits(schema, *paths)


def test_workflows_and_the_action_have_no_hole_that_is_known() -> None:
    lint("zizmor", "--offline", "--no-progress", "--persona", "pedantic", ".github", "action.yml")


def test_the_workflows_that_users_copy_have_no_hole_that_is_known() -> None:
    lint("zizmor", "--offline", "--no-progress", *map(str, HANDED_OUT))


@pytest.mark.skipif(
    not (PROGRAMS / "hadolint").exists(), reason="there is no hadolint for this machine"
)
def test_the_dockerfile_has_no_fault_that_is_known() -> None:
    lint("hadolint", "Dockerfile")


def test_an_action_is_named_by_the_hash_of_its_commit() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (*WORKFLOWS, ROOT / "action.yml")]
    used = re.findall(r"uses: (\S+)(.*)", "".join(sources))
    assert len(used) > 10
    for name, comment in used:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", name)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)


# --- Workflows


def test_the_checks_run_on_every_python_and_system_that_we_name() -> None:
    jobs = read(".github/workflows/checks.yml")["jobs"]
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r"Programming Language :: Python :: (3\.\d+)", pyproject)
    assert jobs["linux"]["strategy"]["matrix"]["python"] == named
    systems = jobs["elsewhere"]["strategy"]["matrix"]["system"]
    assert [name.partition("-")[0] for name in systems] == ["macos", "windows"]


def test_a_make_target_of_a_workflow_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    sources = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    called = re.findall(r"run: make ([a-z ]+) PYTHON", sources)
    assert {word for words in called for word in words.split()} <= targets
    assert called


def test_a_release_whose_tag_is_not_the_version_ends_at_once(tmp_path: Path) -> None:
    steps = read(".github/workflows/release.yml")["jobs"]["build"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name") == "The tag is the version")
    (tmp_path / "src/optinsim").mkdir(parents=True)
    (tmp_path / "src/optinsim/__init__.py").write_text('__version__ = "1.2.3"\n')
    (tmp_path / "CHANGELOG.md").write_text("## [1.2.3] - 2026-01-05\n")
    assert bash(script, tmp_path, GITHUB_REF_NAME="v1.2.3").returncode == 0
    assert bash(script, tmp_path, GITHUB_REF_NAME="v1.2.4").returncode == 1
    (tmp_path / "CHANGELOG.md").write_text("## [Unreleased]\n")
    assert bash(script, tmp_path, GITHUB_REF_NAME="v1.2.3").returncode == 1


def test_only_what_has_to_may_write_or_sign() -> None:
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert workflow["permissions"] == {}
        for name, job in workflow["jobs"].items():
            allowed = {"build": {"id-token", "attestations"}, "publish": {"id-token"}}
            given = {what for what, how in job["permissions"].items() if how == "write"}
            assert given == (allowed.get(name, set()) if path.name == "release.yml" else set())


# --- The action


def step_of_action(name: str) -> str:
    """The script of the action's step that runs a command of optinsim."""
    (script,) = (
        step["run"]
        for step in read("action.yml")["runs"]["steps"]
        if f'"$PROGRAMS/optinsim" {name}' in step.get("run", "")
    )
    return str(script)


@pytest.fixture
def github(tmp_path: Path) -> dict[str, str]:
    """The variables of a job, and the example as its scenarios."""
    (tmp_path / "scenarios").mkdir()
    for path in SHOP.iterdir():
        (tmp_path / "scenarios" / path.name).write_bytes(path.read_bytes())
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "RUNNER_TEMP": str(tmp_path),
        "PROGRAMS": str(PROGRAMS),
    }


def test_the_action_runs_scenarios_and_marks_what_failed(
    github: dict[str, str], tmp_path: Path
) -> None:
    script = step_of_action("run")
    good = bash(script, tmp_path, **github, SCENARIOS="scenarios", SHARD="")
    assert good.returncode == 0, good.stderr
    outputs = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
    assert Path(outputs["page"]).stat().st_size
    assert json.loads(Path(outputs["report"]).read_text())["summary"]["passed"]
    path = tmp_path / "scenarios/join.yaml"
    path.write_text(path.read_text().replace("state: expired", "state: pending"))
    bad = bash(script, tmp_path, **github, SCENARIOS="scenarios", SHARD="")
    assert bad.returncode == 1
    assert "::error file=scenarios/join.yaml,line=18," in bad.stdout
    assert "join.yaml" in (tmp_path / "summary").read_text()


def test_the_action_runs_a_part_of_the_scenarios(github: dict[str, str], tmp_path: Path) -> None:
    script = step_of_action("run")
    done = bash(script, tmp_path, **github, SCENARIOS="scenarios", SHARD="1/2")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "optinsim.json").read_text())["shard"]


@pytest.mark.parametrize(("fail_on", "code"), [("sev0", 1), ("never", 0)])
def test_the_action_searches_accounts_and_writes_what_it_found(
    fail_on: str, code: int, github: dict[str, str], tmp_path: Path
) -> None:
    account = "platform: vibes\nname: Acme\nnumber: 84237\ncompany_key: acme\n"
    account += "subscription_lists: [{id: 1}]\ncampaigns:\n"
    account += (
        "  - {acquisition_id: A, keywords: [SALE], subscription_list: 1, confirmation: none}\n"
    )
    (tmp_path / "a.yaml").write_text(account)
    script = step_of_action("explore")
    done = bash(script, tmp_path, **github, ACCOUNTS="a.yaml", FAIL_ON=fail_on)
    assert done.returncode == code, done.stderr
    summary = (tmp_path / "summary").read_text()
    assert summary.startswith("### Laws: a.yaml\n\n```text\n")
    assert "api-respects-stop-and-no" in summary
    assert "\n::" in done.stdout
    assert "\n::" not in summary
    assert summary.endswith("```\n")


# --- pre-commit, GitLab, containers


def test_the_hook_looks_at_our_files_and_no_others() -> None:
    (hook,) = read(".pre-commit-hooks.yaml")
    assert hook["entry"].split()[0] == "optinsim"
    ours = (
        "optinsim.yaml",
        "texts/account.yaml",  # `optinsim init texts`
        "a/join.optinsim.yaml",
        "scenarios/a/b.yml",
        "x/accounts/acme.yaml",
    )
    others = ("docker-compose.yaml", "scenarios/a.json", "myscenarios/a.yaml", "a/optinsim.yaml.j2")
    assert [name for name in (*ours, *others) if re.search(hook["files"], name)] == [*ours]


def component() -> dict[str, Any]:
    """The job of GitLab's component, with its inputs filled in."""
    text = (ROOT / "templates/scenarios.yml").read_text(encoding="utf-8")
    spec = next(yaml.safe_load_all(text))["spec"]["inputs"]
    filled = re.sub(
        r"\$\[\[ inputs\.(\w+) \]\]",
        lambda match: str(spec[match[1]].get("default", "wheel.whl")),
        text.partition("\n---\n")[2],
    )
    found: dict[str, Any] = yaml.safe_load(filled)
    return found


def test_the_component_of_gitlab_fits_its_schema(tmp_path: Path) -> None:
    path = tmp_path / "ci.yml"
    path.write_text(yaml.safe_dump(component()), encoding="utf-8")
    fits("gitlab-ci", path)


def test_the_commands_of_gitlabs_component_are_run(github: dict[str, str], tmp_path: Path) -> None:
    assert github
    job = component()["optinsim"]
    script = "\n".join(line for line in job["script"] if line.startswith("optinsim "))
    done = bash(script, tmp_path, SCENARIOS=job["variables"]["SCENARIOS"])
    assert done.returncode == 0, done.stderr
    assert (tmp_path / job["artifacts"]["reports"]["junit"]).stat().st_size
    part = bash(script, tmp_path, SCENARIOS="scenarios", CI_NODE_INDEX="2", CI_NODE_TOTAL="2")
    assert part.returncode == 0, part.stderr


def test_the_container_starts_a_command_that_is_there() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    (command,) = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    words = json.loads(command)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "optinsim", words[0], "--help"],
        env={"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for option in (word for word in words if word.startswith("--")):
        assert option in done.stdout


def test_the_container_copies_what_its_build_may_see() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        word
        for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    assert copied
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


def test_the_devcontainer_is_json_and_its_command_is_a_target() -> None:
    text = (ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8")
    settings = json.loads(text)
    assert settings["postCreateCommand"].startswith("make check ")
    schemas = settings["customizations"]["vscode"]["settings"]["yaml.schemas"]
    assert all((ROOT / name).exists() for name in schemas)
