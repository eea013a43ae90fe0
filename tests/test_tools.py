"""The scripts of tools/, where they cannot do what they are for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "tools/install-chromium"


def install(tmp_path: Path, **scripts: str) -> subprocess.CompletedProcess[str]:
    """Run the script where these programs are all there is."""
    for name, script in scripts.items():
        program = tmp_path / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    return subprocess.run(  # noqa: S603  (the script is ours)
        ["/bin/bash", str(SCRIPT)],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_chromium_that_is_there_is_left_alone(tmp_path: Path) -> None:
    done = install(tmp_path, chromium="", chromedriver="", id="exit 9")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "scripts",
    [
        {"id": "echo 1000", "apt_get": "exit 9"},
        {"id": "echo 0"},
        {"id": "echo 0", "apt_get": "echo noise; exit 9"},
    ],
)
def test_where_it_cannot_be_installed_nothing_fails(
    tmp_path: Path, scripts: dict[str, str]
) -> None:
    done = install(tmp_path, **scripts)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("its tests will be skipped.\n")


def test_where_it_can_it_is_installed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    done = install(tmp_path, id="echo 0", apt_get=f'echo "$1" >> {log}')
    assert (done.returncode, done.stderr) == (0, "")
    assert log.read_text(encoding="utf-8") == "update\ninstall\n"
