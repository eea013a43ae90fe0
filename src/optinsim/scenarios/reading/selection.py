"""One case of a file, as it is named on a command line: `join.yaml:12`, `join.yaml:12@2`.

Knows how a case is named and found again. Does not read files and does not run anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.paths import is_file, is_there
from optinsim.files.problems import Problem
from optinsim.scenarios.reading.cases import Broken, Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NAMED = re.compile(r"(?P<file>.+):(?P<line>[0-9]{1,9})(?:@(?P<example>[0-9]{1,9}))?", re.DOTALL)


def name_of(file: str, line: int, number: int | None) -> str:
    """The name of a case: its file, its line, and with examples which of them, from 1.

    Args:
        file: the file's name.
        line: where the scenario begins.
        number: which of the examples it is, from 0; None where there are none.
    """
    # What begins with a dash would be taken for an option.
    file = f"./{file}" if file.startswith("-") else file
    return f"{file}:{line}" if number is None else f"{file}:{line}@{number + 1}"


def followed(path: str, moved: Mapping[str, Mapping[int, int]]) -> str:
    """The name that a case has once its file was rewritten.

    Args:
        path: what was named: a case, or a file or folder, which keeps its name.
        moved: for each file, where each scenario began, and where it begins now.
    """
    file, pick = _split(path)
    starts = moved.get(file)
    if pick is None or not starts:
        return path
    start = max((line for line in starts if line <= pick.line), default=min(starts))
    return name_of(file, starts[start], None if pick.example is None else pick.example - 1)


@value
class Pick:
    """One scenario of a file, or one of its examples."""

    line: int
    """Any line from the scenario's first to the last before the next one."""
    example: int | None
    """From 1; None for all of them."""


class Picks:
    """What was named on a command line: files and folders, and cases of files."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Take the names apart. What is the name of a file or folder is nothing else."""
        picks: dict[str, list[Pick] | None] = {}
        for path in paths:
            file, pick = _split(path)
            if pick is None:
                picks[file] = None  # all of it
            elif (known := picks.setdefault(file, [])) is not None:
                known.append(pick)
        self._picks = picks

    @property
    def paths(self) -> list[str]:
        """The files and folders, each once."""
        return list(self._picks)

    def of_file(self, file: str) -> list[Pick] | None:
        """The cases that were named of a file; None if all of it was."""
        return self._picks.get(file)

    def take(self, file: str, picks: list[Pick]) -> None:
        """Take other cases of a file from now on."""
        self._picks[file] = picks

    def is_some_of(self, file: str) -> bool:
        """Whether cases of the file were named, and not all of it."""
        return self._picks.get(file) is not None

    def of(
        self, file: str, entries: Sequence[Case | Broken]
    ) -> tuple[Sequence[Case | Broken], list[Problem]]:
        """Those of a file's entries that were named, and what was named and is not there."""
        picks = self._picks.get(file)
        if picks is None or not entries:
            return entries, []
        return chosen_of(file, picks, entries)


def chosen_of(
    file: str, picks: Sequence[Pick], entries: Sequence[Case | Broken]
) -> tuple[list[Case | Broken], list[Problem]]:
    """The cases among a file's entries, and what is not there."""
    problems: list[Problem] = []
    chosen: set[int] = set()
    for pick in picks:
        found, problem = _find(file, pick, entries)
        chosen.update(found)
        problems += [problem] if problem else []
    return [entry for i, entry in enumerate(entries) if i in chosen], problems


def _split(path: str) -> tuple[str, Pick | None]:
    match = _NAMED.fullmatch(path)
    if match is None or is_there(path):
        return path, None
    if not is_file(match["file"]):
        return path, None
    example = match["example"]
    return match["file"], Pick(int(match["line"]), int(example) if example else None)


def _find(
    file: str, pick: Pick, entries: Sequence[Case | Broken]
) -> tuple[list[int], Problem | None]:
    """Where among the entries the picked ones are, and why there are none if there are none."""
    lines = len(entries[0].document.lines)
    if not 1 <= pick.line <= lines:
        return [], Problem(file, f"has no line {pick.line}: it ends at {lines}")
    starts = [entry.document.start.line for entry in entries]
    # What stands before the first scenario, comments above all, is taken for a part of it.
    start = max((s for s in starts if s <= pick.line), default=starts[0])
    here = [i for i, at in enumerate(starts) if at == start]
    if pick.example is None:
        return here, None
    found = [i for i in here if _is_example(entries[i], pick.example)]
    if found:
        return found, None
    has = "none" if _example(entries[here[0]]) is None else str(len(here))
    message = f"has no example {pick.example} at line {start}: there are {has}"
    return [], Problem(file, message)


def _is_example(entry: Case | Broken, wanted: int) -> bool:
    # One that is broken is that in all of its examples.
    return isinstance(entry, Broken) or _example(entry) == wanted


def _example(entry: Case | Broken) -> int | None:
    if isinstance(entry, Case) and entry.example is not None:
        return entry.number + 1
    return None
