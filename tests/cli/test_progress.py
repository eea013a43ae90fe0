"""The bar of a long run, on a terminal that is drawn here as far as the bar needs one."""

from __future__ import annotations

import re
from io import StringIO

import pytest

from optinsim.cli.progress import BAR_DELAY, REFRESH_INTERVAL, ProgressBar
from optinsim.scenarios.running.results import CaseResult, Outcome


class Terminal(StringIO):
    """A stream that calls itself a terminal."""

    def isatty(self) -> bool:
        return True

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without colours, after all that was written."""
        lines, column = [""], 0
        text = re.sub(r"\x1b\[[\d;]*m", "", self.getvalue())
        for piece in re.findall(r"\x1b\[2K|\x1b\[K|\r|\n|[^\x1b\r\n]+", text):
            match piece:
                case "\n":
                    lines.append("")
                    column = 0
                case "\r":
                    column = 0
                case "\x1b[2K":
                    lines[-1] = ""
                case "\x1b[K":
                    lines[-1] = lines[-1][:column]
                case _:
                    end = column + len(piece)
                    lines[-1] = lines[-1][:column].ljust(column) + piece + lines[-1][end:]
                    column = end
        return lines


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal for both streams, eighty columns wide."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")
    return Terminal()


def case(outcome: Outcome) -> CaseResult:
    return CaseResult("T", "s.yaml", 1, outcome)


def test_a_run_that_is_soon_over_has_no_bar(terminal: Terminal) -> None:
    clock = Clock()
    with ProgressBar(terminal, clock) as bar:
        clock.now = BAR_DELAY - 0.01
        bar.file(1, 2)
        bar.count(case(Outcome.PASSED))
    assert terminal.getvalue() == ""


def test_a_long_run_shows_how_far_it_is_and_leaves_nothing(terminal: Terminal) -> None:
    clock = Clock()
    with ProgressBar(terminal, clock) as bar:
        bar.file(3, 12)
        bar.count(case(Outcome.FAILED))
        clock.now = BAR_DELAY
        bar.count(case(Outcome.PASSED))
        (line,) = terminal.lines
        assert "━" in line
        assert " 3/12 files 1 passed, 1 failed" in line
        assert len(line) < 80
        clock.now += REFRESH_INTERVAL
        bar.count(case(Outcome.ERROR))
        assert "1 passed, 1 failed, 1 not runnable" in terminal.lines[-1]
    assert terminal.lines == [""]


def test_it_is_drawn_at_most_as_often_as_the_eye_sees(terminal: Terminal) -> None:
    clock = Clock()
    with ProgressBar(terminal, clock) as bar:
        clock.now = BAR_DELAY
        bar.file(1, 9)
        drawn = terminal.getvalue()
        bar.file(2, 9)
        assert terminal.getvalue() == drawn


def test_lines_are_written_above_it(terminal: Terminal) -> None:
    clock = Clock()
    with ProgressBar(terminal, clock) as bar:

        def line(text: str) -> None:
            terminal.write(f"{text}\n")

        write = bar.around(line)
        write("before")
        clock.now = BAR_DELAY
        bar.file(1, 2)
        write("during")
        assert terminal.lines[:2] == ["before", "during"]
        assert "1/2 files" in terminal.lines[2]
    assert terminal.lines == ["before", "during", ""]


def test_an_interrupted_run_leaves_a_clean_terminal(terminal: Terminal) -> None:
    clock = Clock()

    def interrupt() -> None:
        with ProgressBar(terminal, clock) as bar:
            clock.now = BAR_DELAY
            bar.file(1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert terminal.lines == [""]


@pytest.mark.parametrize("columns", ["1", "12", "30"])
def test_it_takes_one_line_of_a_narrow_terminal(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    clock = Clock()
    with ProgressBar(terminal, clock) as bar:
        clock.now = BAR_DELAY
        bar.file(1, 2)
        assert len(terminal.lines) == 1
        assert len(terminal.lines[0]) <= max(1, int(columns) - 1)
    assert terminal.lines == [""]


def test_a_pipe_gets_no_bar() -> None:
    stream = StringIO()
    clock = Clock()
    with ProgressBar(stream, clock) as bar:
        clock.now = BAR_DELAY
        bar.file(1, 2)
    assert stream.getvalue() == ""
