"""Questions about paths. A path that is too long, or has a NUL in it, does not exist.

`Path` raises for such a path, which a user may type. Knows too which folder must not be left, if an
agent reads in it. Does not read files.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ONLY_BELOW = ContextVar[str | None]("only_below", default=None)


@contextmanager
def only_below(folder: Path) -> Iterator[None]:
    """In here, what is not below a folder is not there, and is not read; links are followed."""
    token = _ONLY_BELOW.set(os.path.realpath(folder))
    try:
        yield
    finally:
        _ONLY_BELOW.reset(token)


def may_be_read(path: str | Path) -> bool:
    """Whether a path leads to below the folder of `only_below`, where that is in force."""
    folder = _ONLY_BELOW.get()
    if folder is None:
        return True
    try:
        return Path(os.path.realpath(path)).is_relative_to(folder)
    except ValueError:  # a path with a NUL in it
        return False


def is_there(path: str | Path) -> bool:
    """Whether there is anything at a path, behind links."""
    return may_be_read(path) and os.path.exists(path)  # noqa: PTH110  (the reason for this module)


def is_file(path: str | Path) -> bool:
    """Whether a file is there, behind links."""
    return may_be_read(path) and os.path.isfile(path)  # noqa: PTH113  (the reason for this module)


def is_folder(path: str | Path) -> bool:
    """Whether a folder is there, behind links."""
    return may_be_read(path) and os.path.isdir(path)  # noqa: PTH112  (the reason for this module)


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
