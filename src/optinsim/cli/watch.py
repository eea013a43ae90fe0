"""`optinsim run --watch`: saves noticed, what they affect run again, until ctrl-c.

Knows the terminal, and how changes are noticed; scenarios/running/watch.py knows what one affects.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from optinsim.cli.narration import Narrator, counted, each, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.files.problems import Problem
    from optinsim.report.console import ConsoleReport
    from optinsim.scenarios.reading.case_filter import CaseFilter
    from optinsim.scenarios.running.results import CaseResult
    from optinsim.scenarios.running.watch import Affected, Suite

_STEP = 5
"""Milliseconds without a further change after which what has changed is run."""
_MOST_NAMED = 3
"""Changed files that are named; of more there is only the number."""
_MOST_OTHERS = 10
"""Files and scenarios that did not pass before and were not run now, and are listed."""
_CLEAR = "\x1b[H\x1b[2J"
"""What makes a terminal empty."""


def watch(paths: Sequence[str], case_filter: CaseFilter, *, verbose: bool) -> None:
    """Run the scenarios, and whatever a change affects again; only ctrl-c ends it."""
    from optinsim.report.console import ConsoleReport
    from optinsim.report.screen import Screen
    from optinsim.scenarios.running.watch import Suite

    report = ConsoleReport(Screen(sys.stdout), verbose=verbose)
    suite = Suite(paths, case_filter, see_steps=verbose)
    notices = _Notices(suite.folders)
    while notices.folders:
        affected = suite.take(notices.changed)
        if suite.folders != notices.folders:
            # Watched before anything in them is read: no change in between is lost.
            notices = notices.moved(suite.folders)
            continue
        if affected is not None:
            _update(suite, report, affected, verbose=verbose)
        notices.wait()
    say(f"nothing to watch: {' '.join(paths)} is not there")
    raise typer.Exit(2)


class _Notices:
    """What changes in some folders, from now on."""

    def __init__(self, folders: set[str]) -> None:
        self.folders = folders
        self._found = _changes(folders) if folders else iter(())
        self.changed = next(self._found, set())
        """The paths that have changed, and that nobody was told of before."""

    def wait(self) -> None:
        """Wait until something changes."""
        self.changed = next(found for found in self._found if found)

    def moved(self, folders: set[str]) -> _Notices:
        """The same of other folders, with what nobody was told of yet."""
        others = _Notices(folders)
        for found in self._found:
            if not found:
                break
            others.changed |= found
        return others


def _changes(folders: set[str]) -> Iterator[set[str]]:
    """The paths of what has changed, and every now and then nothing.

    First as soon as everything is watched.
    """
    from watchfiles import watch as noticed

    try:
        for found in noticed(
            *sorted(folders),
            watch_filter=None,
            step=_STEP,
            debounce=10 * _STEP,
            rust_timeout=5 * _STEP,
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,
        ):
            yield {path for _, path in found}
    except OSError as error:
        say(f"cannot watch: {error}")
        raise typer.Exit(2) from None


def _update(suite: Suite, report: ConsoleReport, affected: Affected, *, verbose: bool) -> None:
    """Run what a change affects, and say how the suite stands."""
    from optinsim.report.plain import brief
    from optinsim.report.screen import one_line
    from optinsim.scenarios.running.results import Outcome

    if sys.stdout.isatty():
        sys.stdout.write(_CLEAR)
    named = ", ".join(affected.changed[:_MOST_NAMED])
    more = len(affected.changed) - _MOST_NAMED
    if named:
        say(f"changed: {named}{f' and {more} more' if more > 0 else ''}")
    narrator = Narrator()

    def show(case: CaseResult) -> None:
        if verbose or case.outcome is not Outcome.PASSED:
            report.case(case)

    told: list[Problem] = []
    suite.run(affected.files, show, each(narrator.tell, told.extend))
    narrator.end()
    result = suite.result
    others = [
        *(brief(problems[0]) for problems in result.unread.values() if problems[0] not in told),
        *(
            f"{case.file}:{case.line}  {case.title}"
            for case in result.cases
            if case.outcome is not Outcome.PASSED and case.file not in affected.files
        ),
    ]
    for other in others[:_MOST_OTHERS]:
        say(f"as before: {one_line(other)}")
    report.summary(result)
    sys.stdout.flush()
    say(f"{counted(len(affected.files), 'file')} run; waiting for changes, ctrl-c ends")
