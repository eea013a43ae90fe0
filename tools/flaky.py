"""Runs all tests ten times in a row, each time with another seed: `make flaky`.

Two of the runs share the machine with a process that keeps a processor busy. Stops at the first
run that fails, and says its seed; pytest has named the tests by then.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNS = 10
BUSY_RUNS = (5, 10)
# Ends by itself when this program is killed.
_BUSY_LOOP = "import os; parent = os.getppid()\nwhile os.getppid() == parent: pass"


@contextmanager
def busy_processor() -> Iterator[None]:
    """Keep one processor busy."""
    with subprocess.Popen([sys.executable, "-c", _BUSY_LOOP]) as loop:  # noqa: S603  (ours)
        try:
            yield
        finally:
            loop.kill()


def run_tests(command: list[str], number: int, seed: int) -> int:
    """Run the tests once; pytest's exit code."""
    seeded = [*command, f"--hypothesis-seed={seed}"]
    if number not in BUSY_RUNS:
        return subprocess.run(seeded, check=False).returncode  # noqa: S603  (pytest)
    with busy_processor():
        return subprocess.run(seeded, check=False).returncode  # noqa: S603  (pytest)


def main(arguments: list[str]) -> int:
    """Run pytest with these arguments; 0 if every run passed."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    for number in range(1, RUNS + 1):
        seed = int.from_bytes(os.urandom(4))
        beside = ", beside a busy processor" if number in BUSY_RUNS else ""
        print(f"run {number} of {RUNS}{beside}: --hypothesis-seed={seed}", flush=True)  # noqa: T201
        if code := run_tests(command, number, seed):
            print(f"run {number} failed{beside}: --hypothesis-seed={seed}", flush=True)  # noqa: T201
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
