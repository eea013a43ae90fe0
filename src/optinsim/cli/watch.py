"""`optinsim run --watch`: runs again the scenarios that a saved file affects, until Ctrl+C.

Knows the terminal, and how changes are noticed; scenarios/running/watch.py knows their effects.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from optinsim.cli.narration import Narrator, each, say
from optinsim.report.counted import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.files.problems import Problem
    from optinsim.report.console import ConsoleReport
    from optinsim.scenarios.reading.case_filter import CaseFilter
    from optinsim.scenarios.running.results import CaseResult
    from optinsim.scenarios.running.watch import Affected, Suite

_QUIET_MS = 5
"""Milliseconds without a further change after which the affected files run."""
_MAX_NAMED = 3
"""How many changed files are named; the others are counted."""
_MAX_OTHERS = 10
"""How many files and scenarios are listed that did not pass before and were not run now."""
_CLEAR = "\x1b[H\x1b[2J"
"""Clears a terminal."""


def watch(paths: Sequence[str], case_filter: CaseFilter, *, verbose: bool) -> None:
    """Run the scenarios, and after each change the affected ones; only Ctrl+C ends this."""
    from optinsim.report.console import ConsoleReport
    from optinsim.report.screen import Screen
    from optinsim.scenarios.running.watch import Suite

    report = ConsoleReport(Screen(sys.stdout), verbose=verbose)
    suite = Suite(paths, case_filter, see_steps=verbose)
    folder_watch = _FolderWatch(suite.folders)
    while folder_watch.folders:
        affected = suite.affected_by(folder_watch.changed)
        if suite.folders != folder_watch.folders:
            # Watch the folders before reading any file in them: no change in between is lost.
            folder_watch = folder_watch.moved(suite.folders)
            continue
        if affected is not None:
            _update(suite, report, affected, verbose=verbose)
        folder_watch.wait()
    say(f"nothing to watch: {' '.join(paths)} is not there")
    raise typer.Exit(2)


class _FolderWatch:
    """Watches some folders for changes, from now on."""

    def __init__(self, folders: set[str]) -> None:
        self.folders = folders
        self._found = _changes(folders) if folders else iter(())
        self.changed = next(self._found, set())
        """The paths of the last changes."""

    def wait(self) -> None:
        """Wait until something changes."""
        self.changed = next(found for found in self._found if found)

    def moved(self, folders: set[str]) -> _FolderWatch:
        """A watch of other folders, with the unread changes of these."""
        others = _FolderWatch(folders)
        for found in self._found:
            if not found:
                break
            others.changed |= found
        return others


def _changes(folders: set[str]) -> Iterator[set[str]]:
    """The paths of each group of changes, or an empty set after a while without any.

    Yields first when all folders are watched.
    """
    from watchfiles import watch as noticed

    try:
        for found in noticed(
            *sorted(folders),
            watch_filter=None,
            step=_QUIET_MS,
            debounce=10 * _QUIET_MS,
            rust_timeout=5 * _QUIET_MS,
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,
        ):
            yield {path for _, path in found}
    except OSError as error:
        say(f"cannot watch: {error}")
        raise typer.Exit(2) from None


def _update(suite: Suite, report: ConsoleReport, affected: Affected, *, verbose: bool) -> None:
    """Run the affected files, and print the results and those of the whole suite."""
    from optinsim.report.plain import brief
    from optinsim.report.screen import one_line
    from optinsim.scenarios.running.results import Outcome

    if sys.stdout.isatty():
        sys.stdout.write(_CLEAR)
    named = ", ".join(affected.changed[:_MAX_NAMED])
    more = len(affected.changed) - _MAX_NAMED
    if named:
        say(f"changed: {named}{f' and {more} more' if more > 0 else ''}")
    narrator = Narrator(all_warnings=verbose)

    def show(case: CaseResult) -> None:
        if verbose or case.outcome is not Outcome.PASSED:
            report.case(case)

    reported: list[Problem] = []
    suite.run(affected.files, show, each(narrator.tell, reported.extend))
    narrator.end()
    result = suite.result
    others = [
        *(brief(problems[0]) for problems in result.unread.values() if problems[0] not in reported),
        *(
            f"{case.file}:{case.line}  {case.title}"
            for case in result.cases
            if case.outcome is not Outcome.PASSED and case.file not in affected.files
        ),
    ]
    for other in others[:_MAX_OTHERS]:
        say(f"as before: {one_line(other)}")
    report.summary(result)
    sys.stdout.flush()
    say(f"{counted(len(affected.files), 'file')} run; waiting for changes, ctrl-c ends")
