"""(o) The laws that judge every conversation: at most 1.1 of the time of a run without them.

The thousand scenarios of (b), each run a whole process: with the laws of the account's country, as
they are by default, and with `--laws off`.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.common import ACCOUNT_FILE, Row, best, process_seconds
from benchmarks.suite import SCENARIOS, scenarios_text

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 7
RUN = ("optinsim", "run", "conversations.yaml")


def measure() -> Iterator[Row]:
    """Measure both, in turns."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, SCENARIOS)
        seconds = best(
            {
                "laws": partial(process_seconds, *RUN, folder=folder),
                "off": partial(process_seconds, *RUN, "--laws", "off", folder=folder),
            },
            ROUNDS,
        )
    yield Row(
        f"{SCENARIOS:,} scenarios judged by the laws, cold",
        f"{seconds['laws']:.2f} s",
        f"--laws off {seconds['off']:.2f} s",
        seconds["laws"] / seconds["off"],
        1.1,
    )


def write(folder: Path, count: int) -> None:
    """Write so many scenarios, and their account."""
    shutil.copy(ACCOUNT_FILE, folder)
    (folder / "conversations.yaml").write_text(scenarios_text(count), encoding="utf-8")
