"""Questions about paths. A path that is too long, or has a NUL in it, does not exist.

`Path` raises for such a path, which a user may type. Does not read files.
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
    """The names under which a change of a file is noticed: its real path, and that of a link to it.

    A link that is made to lead elsewhere has changed, though no file has.
    """
    own = os.path.normpath(Path(path).absolute())
    try:
        return {os.path.realpath(path), own}
    except ValueError:  # a path with a NUL in it
        return {own}


def location_of(path: str) -> str:
    """Where a path leads, the same however it is written: `a.yaml` and `./a.yaml` are one.

    Links to folders are followed. A link to a file counts as another file: its relative paths lead
    elsewhere.
    """
    folder, name = os.path.split(path)
    try:
        if name in ("", ".", ".."):
            return os.path.realpath(path)
        return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118  (the reason for this module)
    except ValueError:  # a path with a NUL in it
        return path
