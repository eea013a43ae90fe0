"""Watch mode: finds which scenario files a change affects, and keeps the result of every file.

Knows the files of which each scenario file consists. Every run reads its files
again, so that its result is that of `optinsim run`. Does not know how changes are noticed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.paths import names_of
from optinsim.scenarios.reading.collect import find_files, walk
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.reading.shared import Shared
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
    """The effect of a change."""

    changed: list[str]
    """The changed files that the suite reads."""
    files: dict[str, bool]
    """The scenario files to run again, in order, each with whether the command line names it."""


@dataclass(slots=True)
class _ScenarioFile:
    """A scenario file of the suite, and its last result."""

    result: RunResult = field(default_factory=RunResult)
    reads: set[str] = field(default_factory=set)
    """The names of all files of which it consists, including itself; see `names_of`."""


class Suite:
    """The scenario files below some paths, and the last result of each."""

    def __init__(
        self, paths: Sequence[str], case_filter: CaseFilter, *, see_steps: bool = True
    ) -> None:
        """Make a suite without results yet; see `run.run` for `see_steps`."""
        self._options = RunOptions(
            case_filter, see_steps=see_steps, selection=StableSelection(paths)
        )
        self._files: dict[str, _ScenarioFile] = {}
        self._missing: list[Problem] = []
        self._written: set[str] = set()
        """The real paths of the changed files since the last run."""
        self._due: set[str] = set()
        """The scenario files to run next."""

    @property
    def result(self) -> RunResult:
        """The results of all files, in their order."""
        results = [file.result for file in self._files.values()]
        problems = [*self._missing, *(problem for one in results for problem in one.problems)]
        cases = [case for one in results for case in one.cases]
        warnings = [warning for one in results for warning in one.warnings]
        findings = {found.key: found for one in results for found in one.findings}
        return RunResult(
            cases,
            list(dict.fromkeys(problems)),
            warnings,
            findings=[findings[key] for key in sorted(findings)],
        )

    @property
    def folders(self) -> set[str]:
        """The existing folders in which a change may affect the suite."""
        found: set[str] = set()
        for path in self._options.selection.paths:
            if Path(path).is_dir():
                found.update(os.path.realpath(folder) for folder, _ in walk(path))
            else:
                found.add(str(Path(os.path.realpath(path)).parent))
        found.update(map(os.path.dirname, self._known))
        return {folder for folder in found if Path(folder).is_dir()}

    def affected_by(self, changed: Iterable[str]) -> Affected | None:
        """The effect of files that were written, created or removed; None if they have none.

        Changes of earlier calls count until the next run. Afterwards, `folders` are those of the
        files to run, before any account of theirs has been read.
        """
        real = {name for path in changed for name in names_of(path)}
        files, missing = find_files(self._options.selection.paths)
        before, known = self._files, self._known
        has_other_files = before.keys() != files.keys() or missing != self._missing
        self._files = {file: before.get(file) or _ScenarioFile() for file in files}
        self._missing = missing
        for file, file_state in self._files.items():
            # An account or project file that has changed may name other files than before.
            if file not in before or not real.isdisjoint({*file_state.reads, *names_of(file)}):
                file_state.reads = _reads(file)
                self._due.add(file)
        self._due &= files.keys()
        self._written |= {os.path.realpath(name) for name in real & (known | self._known)}
        if not self._due and not has_other_files:
            return None
        again = {file: named for file, named in files.items() if file in self._due}
        return Affected(sorted(map(os.path.relpath, self._written)), again)

    @property
    def _known(self) -> set[str]:
        """The names of all files that the suite reads."""
        return {name for file_state in self._files.values() for name in file_state.reads}

    def run(
        self,
        files: Mapping[str, bool],
        on_case: Callable[[CaseResult], None] = lambda _: None,
        on_problems: Callable[[Sequence[Problem]], None] = lambda _: None,
    ) -> None:
        """Run some of the files; `result` then includes their results.

        Args:
            files: those of `affected_by`.
            on_case: gets every result as soon as it is known.
            on_problems: gets the problems and warnings of these files, each once.
        """
        reported: dict[Problem, None] = {}

        def report(problems: Sequence[Problem]) -> None:
            # A problem of an account is reported once, even if several files use the account.
            on_problems([problem for problem in problems if problem not in reported])
            reported.update(dict.fromkeys(problems))

        report(self._missing)
        loader = Loader()  # of this run: no account that was read before can be stale
        for file, named in files.items():
            file_run = load_file(loader, Source(file, named), self._options)
            file_state = self._files[file]
            file_state.result = collect(
                [file_run], self._options, on_case=on_case, on_problems=report
            )
        self._written.clear()
        self._due.clear()


def _reads(file: str) -> set[str]:
    """The names of the files of which a scenario file consists, including itself."""
    paths = (Path(file), *Shared().files_of(Path(file)))
    return {name for path in paths for name in names_of(path)}
