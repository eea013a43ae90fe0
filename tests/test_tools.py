"""The scripts of tools/."""

from __future__ import annotations

import contextlib
import json
import runpy
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optinsim.core.inbound import Kind, Lexicon, Reading
from optinsim.files.problems import Problem
from optinsim.simulator import Simulator, Turn
from tools.soak import runner
from tools.soak.__main__ import main as soak

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.soak.rounds import Round

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


def test_the_first_run_that_fails_is_the_last_and_its_seed_is_shown(
    flaky: Callable[..., tuple[int, list[str]]], capfd: pytest.CaptureFixture[str]
) -> None:
    code, options = flaky(0, 1, 0)
    assert code == 1
    assert len(options) == 2
    assert capfd.readouterr().out.endswith(f"run 2 failed: {options[1]}\n")


# A batch of each kind, however little time there is.
SHORT = ("--minutes", "0", "--processes", "1", "--seed", "7")


def test_soak_plays_each_kind_and_prints_how_many_inputs_there_were(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert soak([*SHORT]) == 0
    seed, *kinds, total = capfd.readouterr().out.splitlines()
    assert seed == "seed 7"
    counts = [int(line.split(": ")[1].split(" inputs, ")[0]) for line in kinds]
    assert [line.split(": ")[0] for line in kinds] == ["texts", "requests", "files", "logs"]
    assert all(counts)
    assert total.startswith(f"{sum(counts)} inputs, ")
    assert total.endswith(", no traceback")


def test_soak_plays_in_several_processes(capfd: pytest.CaptureFixture[str]) -> None:
    assert soak(["--minutes", "0", "--seed", "7", "--processes", "2", "--kind", "texts"]) == 0
    assert "no traceback" in capfd.readouterr().out


def test_soak_stops_at_an_exception_and_says_how_to_repeat_it(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Lexicon.read

    def planted(self: Lexicon, text: str, **more: Any) -> Reading:
        if "?" in text:
            raise KeyError("planted")
        return read(self, text, **more)

    monkeypatch.setattr(Lexicon, "read", planted)
    assert soak([*SHORT]) == 1
    out = capfd.readouterr().out
    _, failed, repeat, given, *rest = out.splitlines()
    assert failed.startswith("texts: failed after ")
    assert repeat.startswith("repeat: python -m tools.soak --kind texts --seed 7 --round ")
    assert "?" in given
    assert rest[-2] == "KeyError: 'planted'"
    again = repeat.partition("tools.soak ")[2].split()
    assert soak(again) == 1
    assert capfd.readouterr().out.splitlines()[1] == given
    monkeypatch.undo()
    assert soak(again) == 0


def test_soak_finds_a_stop_word_that_does_not_end_a_subscription(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Lexicon.read

    def deaf(self: Lexicon, text: str, **more: Any) -> Reading:
        found = read(self, text, **more)
        return Reading(Kind.UNMATCHED, "none") if found.kind is Kind.STOP else found

    monkeypatch.setattr(Lexicon, "read", deaf)
    assert soak([*SHORT, "--kind", "texts"]) == 1
    assert "AssertionError: a stop word left " in capfd.readouterr().out


def test_soak_finds_a_refused_request_that_has_changed_something(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = Simulator.handle

    def counted(self: Simulator, command: Any) -> Turn:
        turn = handle(self, command)
        if turn.response is not None:
            self._engine.world.next("planted")
        return turn

    monkeypatch.setattr(Simulator, "handle", counted)
    assert soak([*SHORT, "--kind", "requests"]) == 1
    assert " changed something" in capfd.readouterr().out


def test_soak_finds_a_credential_in_a_problem(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = Path("scenarios/accounts/acme-vibes.yaml")
    monkeypatch.setattr("tools.soak.files._files", lambda: [account])
    monkeypatch.setattr(
        Problem, "__str__", lambda problem: f"{Path(problem.file).read_text(errors='replace')}"
    )
    assert soak([*SHORT, "--kind", "files"]) == 1
    assert "AssertionError: shows a credential: " in capfd.readouterr().out


def test_soak_ends_a_round_that_may_have_no_end(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(played: Round) -> None:
        played.note("the last input")
        while True:
            with contextlib.suppress(Exception):
                json.loads("{}")

    monkeypatch.setitem(runner.KINDS, "texts", endless)
    monkeypatch.setattr(runner, "MOST_SECONDS", 0.01)
    assert soak([*SHORT, "--kind", "texts"]) == 1
    out = capfd.readouterr().out
    assert "input: 'the last input'" in out
    assert "seconds of processor time" in out
