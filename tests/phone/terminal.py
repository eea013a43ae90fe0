"""A program in a pseudo terminal, which is what it sees of a real one, without anybody's screen."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import termios
from time import monotonic
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_PATIENCE = 60
"""Seconds that anything may take."""
# Makes the terminal the one that controls the program: it is told of new sizes, and of the end.
_IN_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
_MODE = re.compile(rb"\x1b\[\?([\d;]+)([hl])")
_KITTY = re.compile(rb"\x1b\[([<>])\d*u")

ALTERNATE, CURSOR, WRAP = 1049, 25, 7
MOUSE = (1000, 1002, 1003, 1006, 1015, 1016)
FOCUS, PASTE, RESIZE = 1004, 2004, 2048


class Terminal:
    """A pseudo terminal with one program in it."""

    def __init__(
        self,
        words: Sequence[str],
        home: Path,
        size: tuple[int, int] = (100, 30),
        *,
        controls: bool = True,
    ) -> None:
        """Start a program of this Python; all that it keeps, it keeps in a home of its own.

        Args:
            words: what follows `python`.
            home: its home.
            size: columns and rows.
            controls: whether the program gets the signals of the terminal.
        """
        self.written = b""
        """All that the program has written."""
        self._seen = 0
        self._master, self._slave = os.openpty()
        self.before = termios.tcgetattr(self._slave)
        self.resize(*size)
        self.program = subprocess.Popen(  # noqa: S603  (our own program)
            [*([sys.executable, "-c", _IN_TERMINAL] if controls else []), sys.executable, *words],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            start_new_session=True,
            env=_environment(home),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.program.kill()
        self.program.wait()
        self.hang_up()

    def type(self, text: str) -> None:
        """Press keys."""
        self.type_bytes(text.encode())

    def type_bytes(self, sent: bytes) -> None:
        """Press keys, as a terminal sends them."""
        os.write(self._master, sent)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window larger or smaller."""
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)

    def expect(self, text: str) -> None:
        """Wait until the program writes a text, after what was waited for last."""
        end = monotonic() + _PATIENCE
        while (at := self.written.find(text.encode(), self._seen)) < 0:
            assert monotonic() < end, f"{text!r} was not written: {self.written[self._seen :]!r}"
            assert self._read() or self.program.poll() is None, f"ended: {self.written!r}"
        self._seen = at + len(text.encode())

    def end(self) -> int:
        """Wait for the program's end, and take its exit code."""
        end = monotonic() + _PATIENCE
        while self.program.poll() is None:
            assert monotonic() < end, f"it did not end: {self.written[-2000:]!r}"
            self._read()
        while self._read():
            pass
        assert self.program.returncode is not None
        return self.program.returncode

    def hang_up(self) -> None:
        """Close the window, whatever is in it."""
        for end in {self._master, self._slave}:
            if end >= 0:
                os.close(end)
        self._master = self._slave = -1

    def modes(self) -> Mapping[int, bool]:
        """What the program switched on (True) or off last, by the number of the private mode."""
        return {
            int(number): switch == b"h"
            for numbers, switch in _MODE.findall(self.written)
            for number in numbers.split(b";")
        }

    def assert_clean(self) -> None:
        """The terminal is as it was before the program came."""
        modes = self.modes()
        assert modes[ALTERNATE] is False
        assert modes[CURSOR] is True
        assert modes.get(WRAP, True) is True
        for mode in (*MOUSE, FOCUS, PASTE, RESIZE):
            assert modes.get(mode, False) is False, mode
        keyboards = list(_KITTY.findall(self.written))
        assert keyboards.count(b"<") == keyboards.count(b">")
        assert termios.tcgetattr(self._slave) == self.before

    def _read(self) -> bool:
        """Take what the program wrote, and wait a moment if it is nothing."""
        if not select.select([self._master], [], [], 0.05)[0]:
            return False
        self.written += os.read(self._master, 65_536)
        return True


def _environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    return {**kept, "HOME": str(home), "TERM": "xterm-256color", "PYTHONUTF8": "1"}
