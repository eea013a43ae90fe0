"""The files for build servers, tried as far as there is no build server: their commands are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/examples/ci"


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def commands(name: str) -> str:
    """What the file has a shell do."""
    if name == "Jenkinsfile":
        (script,) = re.findall(r"sh '''\n(.*?)'''", read(name), re.DOTALL)
        return dedent(script)
    (job,) = (j for j in jobs(yaml.safe_load(read(name))) if isinstance(j, dict))
    lines = job.get("script") or [step["run"] for step in job["steps"] if "run" in step]
    return "".join(f"{line}\n" for line in lines)


def jobs(file: dict[str, Any]) -> list[Any]:
    return list(file.get("jobs", file).values())


def written(name: str) -> list[str]:
    """The files that the build server is told to keep."""
    return sorted(set(re.findall(r"optinsim\.(?:xml|html)", read(name))))


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
@pytest.mark.parametrize("good", [True, False])
def test_the_commands_of_a_file_are_run(name: str, good: bool, tmp_path: Path) -> None:  # noqa: FBT001
    shutil.copytree(ROOT / "docs/examples/shop", tmp_path / "scenarios")
    if not good:
        path = tmp_path / "scenarios/join.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("state: expired", "state: pending"), encoding="utf-8")
    script = commands(name)
    # To install is pip's affair; what is installed here is what is tried.
    tried = [line for line in script.splitlines() if line.startswith("optinsim ")]
    others = set(script.splitlines()) - set(tried)
    assert others <= {
        'python -m pip install "$OPTINSIM"',
        "python -m venv .venv",
        ". .venv/bin/activate",
    }
    environment = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    if name.startswith("github"):
        environment |= {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": "page.md"}

    done = subprocess.run(  # noqa: S603  (the commands are ours)
        ["/bin/sh", "-ec", "\n".join(tried)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )

    assert done.returncode == (0 if good else 1), done.stderr
    for file in written(name):
        assert (tmp_path / file).stat().st_size
    if "optinsim.xml" in written(name):
        root = ET.parse(tmp_path / "optinsim.xml").getroot()  # noqa: S314  (it is ours)
        assert root.attrib["failures"] == ("0" if good else "1")
    if name.startswith("github"):
        assert ("::error file=scenarios/join.yaml,line=18," in done.stdout) is not good
        assert (tmp_path / "page.md").exists()


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_a_file_stands_in_the_page_as_it_is(name: str) -> None:
    assert f"{read(name)}```\n" in (ROOT / "docs/ci.md").read_text(encoding="utf-8")


def test_the_file_for_github_looks_like_one() -> None:
    file = yaml.safe_load(read("github-actions.yml"))
    assert file[True] == ["push", "pull_request"]  # YAML 1.1 has `on` for a truth value
    for step in file["jobs"]["scenarios"]["steps"]:
        assert ("run" in step) is not ("uses" in step)


def test_the_file_for_gitlab_looks_like_one() -> None:
    job = yaml.safe_load(read("gitlab-ci.yml"))["scenarios"]
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"] == {"junit": "optinsim.xml"}


def test_the_file_for_jenkins_closes_what_it_opens() -> None:
    text = read("Jenkinsfile")
    assert text.count("{") == text.count("}") == 9
    assert text.startswith("pipeline {")
