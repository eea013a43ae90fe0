"""Finds the YAML files below the paths of a command line.

Knows folders and names of files. Does not read the files.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.paths import (
    SUFFIXES,
    is_folder,
    is_signoff,
    is_there,
    location_of,
    may_be_read,
    near_path,
)
from optinsim.files.problems import Problem
from optinsim.scenarios.reading.project import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def find_files(
    paths: Iterable[str], *, others: bool = False
) -> tuple[dict[str, bool], list[Problem]]:
    """The files that the paths name or contain, each once, in a stable order.

    Args:
        paths: files and folders.
        others: whether to include project files and sign-off sheets, which have no scenario.

    Returns:
        for each file, by the first path that leads there, whether it was named itself; and a
        problem for every path that does not exist.
    """
    names: dict[str, str] = {}
    found: dict[str, bool] = {}
    problems: list[Problem] = []
    for path in paths:
        if is_folder(path):
            before = len(problems)
            below = list(_below(path, problems))
            if not below and len(problems) == before:
                # A user who names a folder expects a scenario in it to run.
                problems.append(Problem(path, "has no YAML file", code=Code.NO_YAML_FILE))
            for file in below:
                if holds_no_scenario(Path(file)) and not others:
                    continue
                found.setdefault(names.setdefault(location_of(file), file), False)
        elif is_there(path):
            found[names.setdefault(location_of(path), path)] = True
        else:
            near = near_path(path)
            problems.append(Problem(path, "is not there", suggestion=near, code=Code.NOT_THERE))
    return found, problems


def holds_no_scenario(path: Path) -> bool:
    """Whether it is a project file or a sign-off sheet, by its name."""
    return path.name == PROJECT_FILE or is_signoff(path)


def _below(folder: str, problems: list[Problem]) -> Iterator[str]:
    """The YAML files of a folder and its folders, hidden ones left out, by name.

    A folder that cannot be opened is a problem: otherwise a run would silently skip its scenarios.
    """

    def note(error: OSError) -> None:
        reason = (error.strerror or str(error)).lower()
        problems.append(
            Problem(str(error.filename), f"cannot be read: {reason}", code=Code.UNREADABLE_FILE)
        )

    for parent, files in walk(folder, note):
        for name in files:
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                yield str(Path(parent, name))


def walk(
    folder: str, on_error: Callable[[OSError], None] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """A folder and all below it with the names of their files, hidden folders left out, by name.

    Follows links to folders. Walks each folder once, so that links may form a cycle.
    """
    seen = {os.path.realpath(folder)}
    for parent, folders, files in os.walk(folder, onerror=on_error, followlinks=True):
        fresh = []
        for name in sorted(folders):
            real = os.path.realpath(Path(parent, name))
            if not name.startswith(".") and real not in seen and may_be_read(real):
                seen.add(real)
                fresh.append(name)
        folders[:] = fresh
        yield parent, sorted(files)
