"""`optinsim run --watch`: saves noticed, what they affect run again, until ctrl-c.

Knows the terminal, and how changes are noticed. What a change affects, scenario/watch.py knows.
"""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from optinsim.cli.narration import Narrator, counted, each, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.files.problems import Problem
    from optinsim.report.console import ConsoleReport
    from optinsim.scenario.results import CaseResult
    from optinsim.scenario.run import Choice
    from optinsim.scenario.watch import Suite

_STEP = 10
"""Milliseconds without a further change after which what has changed is run."""
_MOST_NAMED = 3
"""Changed files that are named; of more there is only the number."""
_MOST_OTHERS = 10
"""Files and scenarios that did not pass before and were not run now, and are listed."""
_CLEAR = "\x1b[H\x1b[2J"
"""What makes a terminal empty."""


def watch(paths: Sequence[str], choice: Choice, *, verbose: bool) -> None:
    """Run the scenarios, and whatever a change affects again; only ctrl-c ends it."""
    from optinsim.report.console import ConsoleReport
    from optinsim.report.screen import Screen
    from optinsim.scenario.watch import Suite

    report = ConsoleReport(Screen(sys.stdout), verbose=verbose)
    with closing(Suite(paths, choice, see_steps=verbose)) as suite:
        folders = suite.folders
        while folders:
            # Watched before anything is read: no change in between is lost.
            for changed in _changes(folders):
                _update(suite, report, changed, verbose=verbose)
                if suite.folders != folders:
                    break  # there is a new one, or an account is elsewhere now
            folders = suite.folders
    say(f"nothing to watch: {' '.join(paths)} is not there")
    raise typer.Exit(2)


def _changes(folders: set[str]) -> Iterator[set[str]]:
    """The paths of what has changed; first, nothing, as soon as everything is watched."""
    from watchfiles import watch as noticed

    is_watching = False
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
            if found or not is_watching:
                yield {path for _, path in found}
            is_watching = True
    except OSError as error:
        say(f"cannot watch: {error}")
        raise typer.Exit(2) from None


def _update(suite: Suite, report: ConsoleReport, changed: set[str], *, verbose: bool) -> None:
    """Run what has changed, if that affects anything, and say how the suite stands."""
    from optinsim.report.plain import brief
    from optinsim.report.screen import one_line
    from optinsim.scenario.results import Outcome

    affected = suite.take(changed)
    if affected is None:
        return
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
