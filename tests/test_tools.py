"""The scripts of tools/."""

from __future__ import annotations

import runpy
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TOOLS = Path(__file__).parent.parent / "tools"


def install(tmp_path: Path, **scripts: str) -> subprocess.CompletedProcess[str]:
    """Run the script where these programs are all there is."""
    for name, script in scripts.items():
        program = tmp_path / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
    return subprocess.run(  # noqa: S603  (the script is ours)
        ["/bin/sh", str(TOOLS / "install-chromium")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_chromium_that_is_there_is_left_alone(tmp_path: Path) -> None:
    done = install(tmp_path, chromium="", id="exit 9")
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


@pytest.fixture
def flaky(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, list[str]]]:
    """Run `make flaky` with these exit codes of pytest: its own, and the seeds that pytest got."""

    def flaky(*codes: int) -> tuple[int, list[str]]:
        options: list[str] = []

        def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            options.append(command[-1])
            return subprocess.CompletedProcess(command, codes[len(options) - 1])

        monkeypatch.setattr(subprocess, "run", run)
        return runpy.run_path(str(TOOLS / "flaky.py"))["main"]([]), options

    return flaky


def test_all_tests_are_run_ten_times_with_ten_seeds_and_twice_beside_a_busy_processor(
    flaky: Callable[..., tuple[int, list[str]]], capfd: pytest.CaptureFixture[str]
) -> None:
    code, options = flaky(*[0] * 10)
    assert code == 0
    assert len(set(options)) == 10
    lines = capfd.readouterr().out.splitlines()
    assert [line.split(": ")[1] for line in lines] == options
    assert sum("beside a busy processor" in line for line in lines) == 2


def test_the_first_run_that_fails_is_the_last_and_its_seed_is_told(
    flaky: Callable[..., tuple[int, list[str]]], capfd: pytest.CaptureFixture[str]
) -> None:
    code, options = flaky(0, 1, 0)
    assert code == 1
    assert len(options) == 2
    assert capfd.readouterr().out.endswith(f"run 2 failed: {options[1]}\n")
