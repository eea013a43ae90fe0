"""Questions about paths. A path that is too long, or has a NUL in it, does not exist.

`Path` raises an exception for such a path, which a user may type. Knows also the folder that an
agent must not leave, and the file that a mistyped path may mean. Does not read files.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.files.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = (".yaml", ".yml")
"""The suffixes of accounts and scenarios, in any case."""
SIGNOFF_SUFFIX = ".signoff.yaml"
"""The suffix of sign-off sheets, in any case."""
_ONLY_BELOW = ContextVar[str | None]("only_below", default=None)


@contextmanager
def only_below(folder: Path) -> Iterator[None]:
    """In this context, only paths below a folder exist and may be read, after following links."""
    token = _ONLY_BELOW.set(os.path.realpath(folder))
    try:
        yield
    finally:
        _ONLY_BELOW.reset(token)


def may_be_read(path: str | Path) -> bool:
    """Whether a path leads below the folder of `only_below`, if that is in force."""
    folder = _ONLY_BELOW.get()
    if folder is None:
        return True
    try:
        return Path(os.path.realpath(path)).is_relative_to(folder)
    except ValueError:  # a path with a NUL in it
        return False


def is_there(path: str | Path) -> bool:
    """Whether a path exists, after following links."""
    return may_be_read(path) and os.path.exists(path)  # noqa: PTH110  (the reason for this module)


def is_file(path: str | Path) -> bool:
    """Whether it is a file, after following links."""
    return may_be_read(path) and os.path.isfile(path)  # noqa: PTH113  (the reason for this module)


def is_folder(path: str | Path) -> bool:
    """Whether it is a folder, after following links."""
    return may_be_read(path) and os.path.isdir(path)  # noqa: PTH112  (the reason for this module)


def is_signoff(path: str | Path) -> bool:
    """Whether a file is one of a sign-off sheet, by its name."""
    return Path(path).name.lower().endswith(SIGNOFF_SUFFIX)


def near_path(path: str | Path) -> str:
    """The path in the same folder that a mistyped one most likely means; empty if none is near."""
    path = Path(path)
    suffix = path.suffix.lower()
    suffixes = SUFFIXES if suffix in SUFFIXES else ("", *SUFFIXES) if not suffix else (suffix,)
    # Stems are compared: a name that only ends like another is not near.
    stems = {
        Path(name).stem: name
        for name in visible_names(path.parent)
        if Path(name).suffix.lower() in suffixes
    }
    near = stems.get(nearest(path.stem, stems))
    return str(path.with_name(near)) if near else ""


def visible_names(folder: str | Path) -> list[str]:
    """The names in a folder, hidden ones left out; none if it cannot be read."""
    if not may_be_read(folder):
        return []
    try:
        names = os.listdir(folder)  # noqa: PTH208  (the reason for this module)
    except (OSError, ValueError):  # ValueError: a path with a NUL in it
        return []
    return sorted(name for name in names if not name.startswith("."))


def names_of(path: str | Path) -> set[str]:
    """The names under which a change of a file is noticed: its real path, and that of a link to it.

    A link with a new target has changed, though no file has.
    """
    own = os.path.normpath(Path(path).absolute())
    try:
        return {os.path.realpath(path), own}
    except ValueError:  # a path with a NUL in it
        return {own}


def location_of(path: str) -> str:
    """The target of a path, equal for all its spellings: `a.yaml` and `./a.yaml` are one.

    Links to folders are followed. A link to a file counts as another file, because relative paths
    in it start from another folder.
    """
    folder, name = os.path.split(path)
    try:
        if name in ("", ".", ".."):
            return os.path.realpath(path)
        return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118  (the reason for this module)
    except ValueError:  # a path with a NUL in it
        return path
