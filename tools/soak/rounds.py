"""What a kind of input has to play a round: a generator, a place to write, and the input noted.

Knows where the repository's files are. Does not know what is done with them.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

ROOT = Path(__file__).parents[2]
COPIED = ("scenarios", "tests/cases", "tests/bad", "docs/examples")


@dataclass(frozen=True)
class Round:
    """One round of a kind."""

    chance: Random
    note: Callable[[object], None]
    """Takes every input, before it is tried."""
    folder: str
    """Where files may be written; deleted at the end."""

    @property
    def copies(self) -> Path:
        """A folder with a copy of the folders in `COPIED`, this process's own."""
        return _copies(self.folder)


@cache
def _copies(folder: str) -> Path:
    own = Path(tempfile.mkdtemp(dir=folder))
    for name in COPIED:
        shutil.copytree(ROOT / name, own / name)
    return own
