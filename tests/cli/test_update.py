"""`optinsim run --update`, as somebody at a shell meets it, and as somebody at a terminal does."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from typing import TYPE_CHECKING

import pytest

from optinsim.cli import main
from optinsim.cli.update import with_its_value
from optinsim.files import save
from tests.scenarios.writing.update.rewriting import ACCOUNT, PROMPT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRONG = f"""\
scenario: Somebody joins
account: {ACCOUNT}
steps:
  - text: SUMMER   # the keyword
    expect:
      reading: stop
      replies: [Hello]
      state: none   # not yet
"""
RIGHT = (
    WRONG.replace("stop", "keyword").replace("Hello", f'"{PROMPT}"').replace("none ", "pending ")
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "join.yaml"
    path.write_bytes(WRONG.encode())
    return path


Run = tuple[int, str, str]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Run]:
    """`optinsim run` in this process, in the file's folder, with nobody at a terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    def call(*arguments: str, lines: StringIO | None = None) -> Run:
        monkeypatch.setattr(sys, "argv", ["optinsim", "run", *arguments])
        nobody = TextIOWrapper(BytesIO(), encoding="utf-8")
        monkeypatch.setattr(sys, "stdin", lines or nobody)
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(str(ended.value.code or 0)), out, err

    return call


def apply(difference: str, folder: Path) -> None:
    """Apply a difference to the files of a folder."""
    subprocess.run(["git", "apply", "-"], input=difference.encode(), check=True, cwd=folder)  # noqa: S607  (where the PATH has it)


def test_expectations_are_rewritten_and_then_met(file: Path, run: Callable[..., Run]) -> None:
    code, out, err = run("--update", "join.yaml")
    assert (code, err) == (0, "join.yaml: 3 expectations updated\n")
    assert out == "PASS  join.yaml:1  Somebody joins\n1 passed, 0 failed\n"
    assert file.read_text() == RIGHT
    assert run("--update", ".") == (0, out, "")


def test_the_value_of_update_may_stand_behind_a_space(file: Path, run: Callable[..., Run]) -> None:
    assert run("--update", "missing", "join.yaml")[0] == 1
    assert file.read_text() == WRONG
    assert run("--update", "wrong", "join.yaml")[0] == 0
    assert file.read_text() == RIGHT


def test_nothing_is_written_where_a_path_is_not_there(file: Path, run: Callable[..., Run]) -> None:
    assert run("--update", "join.yaml", "msing") == (2, "", "msing: is not there [OPT003]\n")
    assert file.read_text() == WRONG


def test_a_dry_run_shows_what_would_change_and_changes_nothing(
    file: Path, run: Callable[..., Run], tmp_path: Path
) -> None:
    code, out, err = run("--update", "--dry-run", "join.yaml")
    assert code == 1
    assert file.read_text() == WRONG
    assert out.startswith("--- a/join.yaml\n+++ b/join.yaml\n@@ -3,6 +3,6 @@\n")
    assert "FAIL  join.yaml:1" in err
    apply(out, tmp_path)
    assert file.read_text() == RIGHT


@pytest.mark.parametrize(
    "text", [WRONG.removesuffix("   # not yet\n"), WRONG.replace("\n", "\r\n")]
)
def test_a_difference_can_be_applied_whatever_ends_the_lines(
    text: str, file: Path, run: Callable[..., Run], tmp_path: Path
) -> None:
    file.write_bytes(text.encode())
    apply(run("--update", "--dry-run", "join.yaml")[1], tmp_path)
    patched = file.read_bytes()
    file.write_bytes(text.encode())
    run("--update", "join.yaml")
    assert file.read_bytes() == patched


def test_only_steps_without_expectations_get_some(file: Path, run: Callable[..., Run]) -> None:
    file.write_text(f"{WRONG}  - text: Y\n")
    code, _, err = run("--update=missing", "join.yaml")
    assert (code, err) == (1, "join.yaml: 4 expectations updated\n")
    assert file.read_text().startswith(f'{WRONG}  - text: Y\n    expect:\n      reading: "yes"\n')


def test_a_file_with_uncommitted_changes_is_left_without_allow_dirty(
    file: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "why_unsaved", lambda _: "it has uncommitted changes")
    code, _, err = run("--update", "join.yaml")
    assert code == 2
    assert err == (
        "join.yaml: is left as it is: it has uncommitted changes; "
        "--allow-dirty updates it all the same\n"
    )
    assert file.read_text() == WRONG
    assert run("--update", "--dry-run", "join.yaml")[0] == 1
    assert run("--update", "--allow-dirty", "join.yaml")[0] == 0
    assert run("--update", "join.yaml")[0] == 0


def test_what_cannot_be_rewritten_is_reported_with_its_place(
    file: Path, run: Callable[..., Run]
) -> None:
    file.write_text(WRONG.replace("stop", "${word}").replace("steps", "vars: {word: no}\nsteps"))
    code, out, err = run("--update", "join.yaml")
    assert code == 1
    assert err.startswith(
        "join.yaml:7:16: steps[0].expect.reading is left as it is: "
        "it is made of a variable [OPT511]\n"
    )
    assert "2 expectations updated" in err
    assert 'reading: expected "no", got "keyword"' in out


def test_what_could_not_be_written_makes_the_exit_code_2(
    file: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(save, "replace_bytes", fail)
    code, _, err = run("--update", "join.yaml")
    assert (code, err) == (2, "join.yaml: cannot be written: Read-only file system\n")
    assert file.read_text() == WRONG


def test_a_file_that_is_given_up_stays(
    file: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optinsim.scenarios.writing.update.file.MOST_ROUNDS", 1)
    code, _, err = run("--update", "join.yaml")
    assert code == 2
    why = "what would be written is not met"
    assert err == f"join.yaml: cannot be updated, and stays as it is: {why} [OPT511]\n"
    assert file.read_text() == WRONG


def test_files_that_cannot_be_read_are_reported_once(run: Callable[..., Run], file: Path) -> None:
    file.write_bytes(b"\xff")
    (file.parent / "empty.yaml").write_bytes(b"")
    code, _, err = run("--update", ".", "/dev/null")
    assert code == 2
    assert [line.split(":")[0] for line in err.splitlines()[:2]] == [
        "empty.yaml",
        "join.yaml",
    ]


def test_only_what_is_chosen_is_updated(file: Path, run: Callable[..., Run]) -> None:
    file.write_text(f"{WRONG}---\n{WRONG.replace('Somebody', 'Nobody')}")
    assert run("--update", "join.yaml", "-k", "nobody")[0] == 0
    assert file.read_text() == f"{WRONG}---\n{RIGHT.replace('Somebody', 'Nobody')}"


def test_a_case_that_was_named_by_its_line_is_run_where_it_stands_then(
    file: Path, run: Callable[..., Run]
) -> None:
    wrong = WRONG.replace("[Hello]", "\n      - one\n      - two\n      - three")
    right = RIGHT.replace('["', '\n      - "').replace('"]', '"')
    file.write_text(f"{wrong}---\n{WRONG}---\n{wrong}")
    code, out, _ = run("--update", "join.yaml:1", "join.yaml:29")
    assert file.read_text() == f"{right}---\n{WRONG}---\n{right}"
    assert code == 0
    assert [line[:18] for line in out.splitlines()[:2]] == [
        "PASS  join.yaml:1 ",
        "PASS  join.yaml:20",
    ]


def test_a_difference_shares_standard_output_with_no_report(
    file: Path, run: Callable[..., Run]
) -> None:
    code, _, err = run("--update", "--dry-run", file.name, "--json", "-")
    assert (code, err) == (2, "two reports cannot both be written to standard output\n")


@pytest.mark.parametrize("option", ["--dry-run", "--allow-dirty"])
def test_options_of_an_update_without_one_are_a_mistake(
    option: str, run: Callable[..., Run], file: Path
) -> None:
    assert run(option, file.name) == (2, "", f"{option} is for --update\n")


def test_an_update_may_have_a_value() -> None:
    assert with_its_value(["run", "--update", "a"]) == ["run", "--update=wrong", "a"]
    assert with_its_value(["run", "--update=missing"]) == ["run", "--update=missing"]
    assert with_its_value(["run", "--", "--update"]) == ["run", "--", "--update"]


# at a terminal

ASK = "[Y]es to all [N]o to all ? "


class Terminal(StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def test_each_change_is_asked_about_at_a_terminal(
    file: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*lines: str) -> str:
        shown = Terminal()
        monkeypatch.setattr(sys, "stderr", shown)
        file.write_text(WRONG)
        run("--update", "join.yaml", lines=Terminal("".join(f"{line}\n" for line in lines)))
        return shown.getvalue()

    monkeypatch.setenv("NO_COLOR", "1")
    assert answer("y", "?", "yn", "n").count(ASK) == 5
    assert file.read_text() == WRONG.replace("stop", "keyword")
    assert "it is not found in the text" in answer("a", "r", "no", "r", "", "N")
    assert "reading: {$any: true}" in file.read_text()
    assert '[{$regex: "^Acme: reply Y' in file.read_text()
    assert "state: none" in file.read_text()
    assert "no regular expression" in answer("r", "(", "r")
    assert file.read_text() == WRONG
    assert answer("Y").count(ASK) == 1
    assert file.read_text() == RIGHT


def test_a_terminal_is_shown_a_difference_and_sent_nothing_that_it_would_obey(
    file: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setenv("NO_COLOR", "1")
    file.write_bytes(WRONG.replace("# not yet", "# \u202e").replace("\n", "\r\n").encode())
    run("--update", "--dry-run", "join.yaml")
    assert "-      state: none   # \\u202e\\u000d\n" in shown.getvalue()


PATIENCE = 30
"""Seconds until a prompt has to come; it comes at once."""
_MOMENT = 3
"""Seconds after which somebody who pressed ctrl-c, and sees nothing happen, presses it again."""
_CTRL_C = "\x03"

_IN_ITS_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that ctrl-c reaches it
from optinsim.cli import main
sys.argv = sys.argv[1:]
main()
"""


def at_a_terminal(file: Path, answers: list[tuple[str, str]], *more: str) -> tuple[int, str]:
    """Run the real program in a pseudo terminal; answer each prompt that comes with the next line.

    Returns:
        its exit code, and all that the terminal was sent.
    """
    terminal, its_end = pty.openpty()
    program = ["optinsim", "run", "--update", *more, file.name]
    outside = {"GIT_CEILING_DIRECTORIES": str(file.parents[1])}
    child = subprocess.Popen(  # noqa: S603  (this Python)
        [sys.executable, "-c", _IN_ITS_TERMINAL, *program],
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
        cwd=file.parent,
        env={**os.environ, **outside, "TERM": "xterm", "NO_COLOR": "1"},
        start_new_session=True,
    )
    os.close(its_end)
    shown, seen, answer = "", 0, ""
    while True:
        if not select.select([terminal], [], [], _MOMENT)[0]:
            # Python does not see one that comes just before it begins to wait for a line.
            if answer == _CTRL_C:
                os.write(terminal, answer.encode())
            ready, _, _ = select.select([terminal], [], [], PATIENCE)
            assert ready, f"nothing comes any more: {shown}"
        try:
            found = os.read(terminal, 65536)
        except OSError:  # the program has ended
            break
        if not found:
            break
        shown += found.decode(errors="replace")
        while answers and answers[0][0] in shown[seen:]:
            prompt, answer = answers.pop(0)
            seen = shown.index(prompt, seen) + len(prompt)
            os.write(terminal, answer.encode())
    os.close(terminal)
    code = child.wait(PATIENCE)
    assert not answers, f"never asked for: {answers}\n{shown}"
    return code, shown.replace("\r\n", "\n")


def test_each_change_is_taken_made_a_matcher_or_refused(file: Path) -> None:
    answers = [(ASK, "n\n"), (ASK, "what\n"), (ASK, "r\n"), ("another: ", "\n"), (ASK, "a\n")]
    code, shown = at_a_terminal(file, answers)
    assert code == 1
    assert "join.yaml:6:16: steps[0].expect.reading\n  - stop\n  + keyword\n  [y]es [n]o" in shown
    pattern = f"^{PROMPT.replace('.', chr(92) + '.')}$"
    assert f"  {pattern}\n" in shown
    expected = WRONG.replace("state: none", "state: {$any: true}").replace(
        "[Hello]", '[{$regex: "' + pattern.replace("\\", "\\\\") + '"}]'
    )
    assert file.read_text() == expected


def test_all_the_rest_can_be_taken_or_refused(file: Path) -> None:
    assert at_a_terminal(file, [(ASK, "y\n"), (ASK, "N\n")])[0] == 1
    assert file.read_text() == WRONG.replace("stop", "keyword")
    assert at_a_terminal(file, [(ASK, "Y\n")])[0] == 0
    assert file.read_text() == RIGHT


def test_a_pattern_has_to_be_one_and_to_be_found(file: Path) -> None:
    answers = [
        (ASK, "r\n"),
        ("another: ", "(\n"),
        ("no regular expression", ""),
        (ASK, "r\n"),
        ("another: ", "stop\n"),
        ("it is not found in the text", ""),
        (ASK, "r\n"),
        ("another: ", "\x04"),
        (ASK, "r\n"),
        ("another: ", "^key\n"),
        (ASK, "Y\n"),
    ]
    assert at_a_terminal(file, answers)[0] == 0
    assert file.read_text() == RIGHT.replace("reading: keyword", 'reading: {$regex: "^key"}')


def test_the_end_of_the_input_refuses_the_rest(file: Path) -> None:
    assert at_a_terminal(file, [(ASK, "\x04")])[0] == 1
    assert file.read_text() == WRONG


def test_ctrl_c_leaves_the_file(file: Path) -> None:
    assert at_a_terminal(file, [(ASK, "y\n"), (ASK, _CTRL_C)])[0] == 130
    assert file.read_text() == WRONG


def test_a_dry_run_asks_nothing(file: Path) -> None:
    code, shown = at_a_terminal(file, [], "--dry-run")
    assert code == 1
    assert "-      reading: stop\n" in shown
    assert "+      reading: keyword\n" in shown
    assert file.read_text() == WRONG
