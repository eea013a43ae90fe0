"""(l) `optinsim run --watch` over 1,000 scenarios: at most 200 ms from a save to its result.

A hundred files of ten scenarios, of 4 texts each, with one account. Measured is the wall clock from
the moment before a file is written to the last line about it, in a pipe: for a scenario file, which
affects its ten scenarios, and for the account, which affects all thousand.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.common import ACCOUNT_FILE, Row, best
from benchmarks.suite import scenarios_text

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = 100
SCENARIOS_EACH = 10
ROUNDS = 10


def measure() -> Iterator[Row]:
    """Measure, from save to result."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, FILES)
        seconds = watch(folder, ("000.yaml", ACCOUNT_FILE.name), ROUNDS)
    for what, affected in (("000.yaml", SCENARIOS_EACH), (ACCOUNT_FILE.name, 1000)):
        yield Row(
            f"a save that affects {affected:,} of 1,000 scenarios, wall clock",
            f"{1000 * seconds[what]:.0f} ms",
            "",
            1000 * seconds[what],
            at_most=200,
            unit="ms",
        )


def write(folder: Path, files: int) -> None:
    """Write the suite."""
    shutil.copy(ACCOUNT_FILE, folder)
    for i in range(files):
        (folder / f"{i:03}.yaml").write_text(scenarios_text(SCENARIOS_EACH), encoding="utf-8")


def watch(folder: Path, names: tuple[str, ...], rounds: int) -> dict[str, float]:
    """The least that a save of each file took until its result was there.

    Raises:
        RuntimeError: the watch ended.
    """
    program = [sys.executable, "-m", "optinsim", "run", "--watch", str(folder)]
    with subprocess.Popen(  # noqa: S603 - our own program
        program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _await_result(process)
            return best({name: partial(_save, process, folder / name) for name in names}, rounds)
        finally:
            process.kill()


def _save(process: subprocess.Popen[str], file: Path) -> float:
    text = file.read_text(encoding="utf-8")
    started = perf_counter()
    file.write_text(text, encoding="utf-8")
    _await_result(process)
    return perf_counter() - started


def _await_result(process: subprocess.Popen[str]) -> None:
    for line in process.stderr or ():
        if "waiting for changes" in line:
            return
    message = f"the watch ended with {process.wait()}"
    raise RuntimeError(message)
