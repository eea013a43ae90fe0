"""Watch mode: finds which scenario files a change affects, and keeps the result of every file.

Knows which files each scenario file is made of. Every run reads its files
afresh, so that its result is that of `optinsim run`. Does not know how changes are noticed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.paths import names_of
from optinsim.files.problems import FileError
from optinsim.files.source import read_file
from optinsim.scenarios.reading.collect import find_files, walk
from optinsim.scenarios.reading.load import Loader, account_file
from optinsim.scenarios.running.file_run import RunOptions, Source, load_file
from optinsim.scenarios.running.results import RunResult
from optinsim.scenarios.running.run import collect
from optinsim.scenarios.running.stable_selection import StableSelection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.case_filter import CaseFilter
    from optinsim.scenarios.running.results import CaseResult


@value
class Affected:
    """What a change affects."""

    changed: list[str]
    """The files that have changed, as far as the suite has anything to do with them."""
    files: dict[str, bool]
    """The scenario files to run again, in their order, each with whether somebody named it."""


@dataclass(slots=True)
class _Kept:
    """What is known of a scenario file."""

    result: RunResult = field(default_factory=RunResult)
    reads: set[str] = field(default_factory=set)
    """The names of all files that it is made of, its own among them; see `names_of`."""


class Suite:
    """The scenario files below some paths, and what came of them last; to be closed."""

    def __init__(
        self, paths: Sequence[str], case_filter: CaseFilter, *, see_steps: bool = True
    ) -> None:
        """A suite of which nothing has been run; see `run.run` for `see_steps`."""
        self._options = RunOptions(
            case_filter, see_steps=see_steps, selection=StableSelection(paths)
        )
        self._kept: dict[str, _Kept] = {}
        self._missing: list[Problem] = []
        self._written: set[str] = set()
        """The real paths of what was written since the last run."""
        self._due: set[str] = set()
        """The scenario files that are to be run."""

    @property
    def result(self) -> RunResult:
        """What came of all files, in their order."""
        kept = [one.result for one in self._kept.values()]
        problems = [*self._missing, *(problem for one in kept for problem in one.problems)]
        cases = [case for one in kept for case in one.cases]
        return RunResult(cases, list(dict.fromkeys(problems)))

    @property
    def folders(self) -> set[str]:
        """The folders in which a change may affect the suite, as far as they are there."""
        found: set[str] = set()
        for path in self._options.selection.paths:
            if Path(path).is_dir():
                found.update(os.path.realpath(folder) for folder, _ in walk(path))
            else:
                found.add(str(Path(os.path.realpath(path)).parent))
        found.update(map(os.path.dirname, self._known))
        return {folder for folder in found if Path(folder).is_dir()}

    def take(self, changed: Iterable[str]) -> Affected | None:
        """Take in that files were written, made or removed.

        What this and all calls since the last run affect; None if that is nothing. `folders` are
        those of what is to be run, before any account of it has been read.
        """
        real = {name for path in changed for name in names_of(path)}
        files, missing = find_files(self._options.selection.paths)
        before, known = self._kept, self._known
        is_news = before.keys() != files.keys() or missing != self._missing
        self._kept = {file: before.get(file) or _Kept() for file in files}
        self._missing = missing
        for file, kept in self._kept.items():
            if file not in before or not real.isdisjoint(names_of(file)):
                kept.reads = _reads(file)
                self._due.add(file)
            elif not real.isdisjoint(kept.reads):
                self._due.add(file)
        self._due &= files.keys()
        self._written |= {os.path.realpath(name) for name in real & (known | self._known)}
        if not self._due and not is_news:
            return None
        again = {file: named for file, named in files.items() if file in self._due}
        return Affected(sorted(map(os.path.relpath, self._written)), again)

    @property
    def _known(self) -> set[str]:
        """The names of all files of which anything is made."""
        return {name for kept in self._kept.values() for name in kept.reads}

    def run(
        self,
        files: Mapping[str, bool],
        on_case: Callable[[CaseResult], None] = lambda _: None,
        on_problems: Callable[[Sequence[Problem]], None] = lambda _: None,
    ) -> None:
        """Run some of the files; what came of them is in `result`.

        Args:
            files: which, as `take` says.
            on_case: gets every result as soon as there is one.
            on_problems: gets what is wrong or suspicious in these files, each problem once.
        """
        told: dict[Problem, None] = {}

        def tell(problems: Sequence[Problem]) -> None:
            # What is wrong with an account is told once, however many files have it.
            on_problems([problem for problem in problems if problem not in told])
            told.update(dict.fromkeys(problems))

        tell(self._missing)
        loader = Loader()  # of this run: no account that was read before can be stale
        for file, named in files.items():
            file_run = load_file(loader, Source(file, named), self._options)
            kept = self._kept[file]
            kept.result = collect([file_run], self._options, on_case=on_case, on_problems=tell)
        self._written.clear()
        self._due.clear()


def _reads(file: str) -> set[str]:
    """The names of the files of which a scenario file is made, itself among them."""
    try:
        documents = read_file(Path(file), file)
    except FileError:
        documents = []
    accounts = {account for document in documents for account in account_file(document)}
    paths: tuple[str | Path, ...] = (file, *(Path(file).parent / account for account in accounts))
    return {name for path in paths for name in names_of(path)}
