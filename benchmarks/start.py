"""(c) The start: `optinsim run` of one small scenario, at most 1.6 times five imports.

Ours: a whole process that runs one scenario of 4 texts, with everything in it expected. Theirs:
`python -c "import yaml, transitions, phonenumbers, pydantic, typer"`, the libraries
that a run uses.

Fair, because both are started by the same Python, and find their modules compiled already.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.common import Row, best, process_seconds
from benchmarks.suite import COMMANDS, write

if TYPE_CHECKING:
    from collections.abc import Iterator

IMPORTS = "import yaml, transitions, phonenumbers, pydantic, typer"
ROUNDS = 20


def measure() -> Iterator[Row]:
    """Measure, for a whole process."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, 1)
        seconds = best(
            {
                "ours": lambda: process_seconds(*COMMANDS["optinsim"], folder=folder),
                "imports": lambda: process_seconds("python", "-c", IMPORTS, folder=folder),
            },
            ROUNDS,
        )
    yield Row(
        "optinsim run of one small scenario",
        f"{1000 * seconds['ours']:.0f} ms",
        f"five imports {1000 * seconds['imports']:.0f} ms",
        seconds["ours"] / seconds["imports"],
        at_most=1.6,
    )
