"""What `make dist` builds: the same bytes each time, fit for an index, and usable from anywhere."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path

import pytest

import optinsim

ROOT = Path(__file__).resolve().parent.parent
WHEEL = f"optinsim-{optinsim.__version__}-py3-none-any.whl"
SDIST = f"optinsim-{optinsim.__version__}.tar.gz"


def python(*arguments: str, cwd: Path, at: str = sys.executable) -> str:
    """What a Python prints that knows nothing of this one's variables."""
    done = subprocess.run(  # noqa: S603  (the commands are ours)
        [at, *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "HOME": str(cwd), "NO_COLOR": "1", "PYTHONUTF8": "1"}
        | {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def build(to: Path) -> dict[str, str]:
    """Build as `make dist` does; the digest of each file."""
    python("-m", "build", "--no-isolation", "--quiet", "--outdir", str(to), cwd=ROOT)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in to.iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("dist")
    build(to)
    return to


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment with the wheel and the packages of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    at = programs / Path(sys.executable).name
    python(
        *("-m", "pip", "--python", str(at), "install", "--quiet"),
        *("--no-deps", "--no-index", str(built / WHEEL)),
        cwd=folder,
    )
    site = python(
        "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder, at=str(at)
    )
    # A path in a .pth file comes behind the environment's own packages, and the .pth files in there
    # (an editable optinsim) are not read.
    (Path(site.strip()) / "packages.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    return programs


def test_two_builds_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    first = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in built.iterdir()}
    assert set(first) == {WHEEL, SDIST}
    assert build(tmp_path / "again") == first


def test_an_index_can_show_them(built: Path) -> None:
    said = python("-m", "twine", "check", "--strict", *map(str, sorted(built.iterdir())), cwd=built)
    assert said.count("PASSED") == 2


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    newest = next(
        line
        for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("## [")
    )
    assert newest in {"## [Unreleased]", f"## [{optinsim.__version__}]"} or newest.startswith(
        f"## [{optinsim.__version__}] - "
    )


def test_the_wheel_runs_in_another_environment(installed: Path, tmp_path: Path) -> None:
    optinsim_there = str(installed / "optinsim")
    at = str(installed / Path(sys.executable).name)
    where = python("-c", "import optinsim; print(optinsim.__file__)", cwd=tmp_path, at=at)
    assert Path(where).is_relative_to(installed.parent)
    assert python("--version", cwd=tmp_path, at=optinsim_there) == (
        f"optinsim {optinsim.__version__}\n"
    )
    assert "SUMMER1: pending → subscribed" in python("demo", cwd=tmp_path, at=optinsim_there)
    assert "OPT101" in python("explain", cwd=tmp_path, at=optinsim_there)
    python("init", "texts", "--platform", "vibes", cwd=tmp_path, at=optinsim_there)
    ran = python("run", "texts/scenarios", cwd=tmp_path, at=optinsim_there)
    assert "0 failed" in ran
    assert f"optinsim {optinsim.__version__}" in python("doctor", cwd=tmp_path, at=optinsim_there)
