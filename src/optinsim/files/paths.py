"""Questions about paths that somebody typed: one that is too long, or has a NUL, is not there.

`Path` raises for such a path. Does not read files.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def is_there(path: str | Path) -> bool:
    """Whether there is anything at a path, behind links."""
    return os.path.exists(path)  # noqa: PTH110  (the reason for this module)


def is_file(path: str | Path) -> bool:
    """Whether a file is there, behind links."""
    return os.path.isfile(path)  # noqa: PTH113  (the reason for this module)


def is_folder(path: str | Path) -> bool:
    """Whether a folder is there, behind links."""
    return os.path.isdir(path)  # noqa: PTH112  (the reason for this module)
