"""`optinsim run --watch`, as somebody sees it who saves files."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from optinsim import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
ACCOUNT = (ROOT / "docs/examples/shop/account.yaml").read_text("utf-8")
JOIN = """\
scenario: Ann joins
account: account.yaml
steps:
  - text: SUMMER
    expect: {state: pending}
"""
WAITING = re.compile(r"(\d+) files? run; waiting for changes, ctrl-c ends\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("suite").mkdir()
    Path("suite/account.yaml").write_text(ACCOUNT, "utf-8")
    Path("suite/join.yaml").write_text(JOIN, "utf-8")
    return tmp_path


Script = "Callable[[list[Callable[[], set[str]]]], int]"


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[..., int]:  # noqa: ARG001  (where it runs)
    """Watch while something happens: each happening says which paths have changed."""

    def watch(happenings: list[Callable[[], set[str]]], *arguments: str) -> int:
        left = iter(happenings)

        def noticed(*folders: str, **_: Any) -> Iterator[set[tuple[int, str]]]:
            assert folders
            yield set()
            for happening in left:
                yield {(1, str(Path(name).absolute())) for name in happening()}
                yield set()
            raise KeyboardInterrupt

        monkeypatch.setattr("watchfiles.watch", noticed)
        monkeypatch.setattr(sys, "argv", ["optinsim", "run", "--watch", "suite", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(str(ended.value.code))

    return watch


def saved(name: str, text: str) -> Callable[[], set[str]]:
    def save() -> set[str]:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, "utf-8")
        return {name}

    return save


def test_what_does_not_pass_is_shown_and_the_rest_is_counted(
    watch: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    fails = JOIN.replace("pending", "none").replace("Ann", "Bob")
    happenings = [saved("suite/bob.yaml", fails), saved("suite/join.yaml", JOIN)]
    assert watch(happenings) == 130
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "1 passed, 0 failed"
    assert "PASS" not in out
    assert out.count("FAIL  suite/bob.yaml:1  Bob joins") == 1
    assert out.splitlines()[-1] == "1 passed, 1 failed"
    assert err.splitlines() == [
        "2 files run; waiting for changes, ctrl-c ends",
        "changed: suite/bob.yaml",
        "1 file run; waiting for changes, ctrl-c ends",
        "changed: suite/join.yaml",
        "as before: suite/bob.yaml:1  Bob joins",
        "1 file run; waiting for changes, ctrl-c ends",
    ]


def test_a_file_that_is_broken_while_it_is_typed_is_reported(
    watch: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    happenings = [saved("suite/join.yaml", "scenario: {"), saved("suite/join.yaml", JOIN)]
    assert watch(happenings, "-v") == 130
    out, err = capsys.readouterr()
    assert out.count("PASS  suite/join.yaml:1") == 2
    assert "suite/join.yaml:1:12: bad YAML" in err
    assert "0 passed, 0 failed, 1 not readable" in out
    assert out.splitlines()[-1] == "1 passed, 0 failed"


def test_a_file_that_cannot_be_read_is_named_as_long_as_it_cannot(
    watch: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    happenings = [saved("suite/bad.yaml", "a: ["), saved("suite/join.yaml", JOIN)]
    watch([*happenings, saved("suite/bad.yaml", "a: [")])
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "1 passed, 0 failed, 1 not readable"
    told = "suite/bad.yaml:1: bad YAML: the file ends too early [OPT005]"
    assert [line for line in err.splitlines() if "as before" in line] == [f"as before: {told}"]


def test_many_changes_at_once_are_counted_and_others_are_nothing(
    watch: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    def save() -> set[str]:
        names = [f"suite/{letter}.yaml" for letter in "abcde"]
        return set().union(*(saved(name, JOIN)() for name in names))

    assert watch([saved("suite/notes.txt", ""), save]) == 130
    err = capsys.readouterr().err
    assert "changed: suite/a.yaml, suite/b.yaml, suite/c.yaml and 2 more\n5 files run" in err
    assert "notes" not in err


def test_a_new_folder_is_watched_too(
    watch: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    def new() -> set[str]:
        saved("suite/new/account.yaml", ACCOUNT)()
        saved("suite/new/join.yaml", JOIN)()
        return {"suite/new"}

    assert watch([new]) == 130
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed"


def test_what_is_saved_while_another_folder_comes_is_not_lost(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def event(name: str) -> set[tuple[int, str]]:
        return {(1, str(folder / name))}

    def noticed(*folders: str, **_: Any) -> Iterator[set[tuple[int, str]]]:
        yield set()
        if str(folder / "suite/new") in folders:
            raise KeyboardInterrupt
        Path("suite/new").mkdir()
        yield event("suite/new")
        # Somebody saves before the new folder is watched too.
        saved("suite/join.yaml", JOIN.replace("pending", "none"))()
        yield event("suite/join.yaml")
        yield set()

    monkeypatch.setattr("watchfiles.watch", noticed)
    monkeypatch.setattr(sys, "argv", ["optinsim", "run", "--watch", "suite"])
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_a_terminal_is_made_empty_before_each_run(
    watch: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert watch([saved("suite/join.yaml", JOIN)]) == 130
    assert capsys.readouterr().out == "\x1b[H\x1b[2J1 passed, 0 failed\n" * 2


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("option", ["-x", "-n2", "--json=x.json"])
def test_what_makes_no_sense_with_it_is_refused(option: str) -> None:
    ended = start(option, "suite")
    assert (
        ended.communicate()[1] == "--watch goes with -v, -k and --tag, and with no other option\n"
    )
    assert ended.returncode == 2


@pytest.mark.usefixtures("folder")
def test_where_nothing_is_there_nothing_is_watched() -> None:
    ended = start("not/there")
    assert ended.communicate()[1] == "nothing to watch: not/there is not there\n"
    assert ended.returncode == 2


def test_what_cannot_be_watched_is_reported(
    watch: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> set[str]:
        raise OSError("too many watches")

    assert watch([fail]) == 2
    assert capsys.readouterr().err.endswith("cannot watch: too many watches\n")


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "optinsim", "run", "--watch", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.usefixtures("folder")
def test_a_save_is_noticed_however_the_editor_saves() -> None:
    with start("suite") as process:
        assert process.stdout is not None
        assert process.stderr is not None

        def next_run() -> str:
            told = ""
            while not WAITING.search(told):
                line = process.stderr.readline()  # type: ignore[union-attr]  # see above
                assert line, told
                told += line
            return told + process.stdout.readline()  # type: ignore[union-attr]  # the same

        assert next_run().endswith("1 passed, 0 failed\n")
        Path("suite/bob.yaml").write_text(JOIN, "utf-8")
        assert next_run().endswith("2 passed, 0 failed\n")
        Path("suite/.bob.swp").write_text(JOIN.replace("pending", "none"), "utf-8")
        Path("suite/.bob.swp").replace("suite/bob.yaml")
        assert next_run().startswith("changed: suite/bob.yaml\n")
        while process.stdout.readline() != "1 passed, 1 failed\n":
            pass
        Path("suite/bob.yaml").unlink()
        assert next_run().endswith("1 passed, 0 failed\n")
        process.send_signal(signal.SIGINT)
        assert process.communicate() == ("", "")
        assert process.returncode == 130
