"""Questions about paths. One that somebody typed and that is too long, or has a NUL, is not there.

`Path` raises for such a path. Does not read files.
"""

from __future__ import annotations

import os
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


def names_of(path: str | Path) -> set[str]:
    """What a file may be called when it changes: by its real path, and as a link to it.

    A link that is made to lead elsewhere has changed, though no file has.
    """
    own = os.path.normpath(Path(path).absolute())
    try:
        return {os.path.realpath(path), own}
    except ValueError:  # a path with a NUL in it
        return {own}
