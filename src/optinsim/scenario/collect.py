"""Finding the YAML files below the paths that somebody named.

Knows folders and names of files. Does not read the files.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from optinsim.files.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUFFIXES = (".yaml", ".yml")


def find_files(paths: Iterable[str]) -> tuple[dict[str, bool], list[Problem]]:
    """The files that the paths name or hold, each once, in a stable order.

    Returns:
        for each file whether it was named itself, and a problem for every path that is not there.
    """
    found: dict[str, bool] = {}
    problems = []
    for path in paths:
        if os.path.isdir(path):
            for file in _below(path):
                found.setdefault(file, False)
        elif os.path.exists(path):
            found[path] = True
        else:
            problems.append(Problem(path, "is not there"))
    return found, problems


def _below(folder: str) -> Iterator[str]:
    """The YAML files of a folder and its folders, hidden ones left out, by name."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(_SUFFIXES) and not name.startswith("."):
                yield os.path.join(parent, name)
