"""A whole run: files found, cases chosen and run, results handed on one by one.

Knows the order of a run and when to stop. Does not judge and does not print.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.scenario.collect import find_files
from optinsim.scenario.load import Broken, Case, Loader
from optinsim.scenario.results import CaseResult, Outcome, RunResult
from optinsim.scenario.runner import run_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optinsim.files.problems import Problem


@value
class Choice:
    """Which scenarios to run; what is empty chooses all."""

    words: str = ""
    """Words that the file's name and the title together must hold, whatever their case."""
    tags: tuple[str, ...] = ()
    """Tags of which the scenario must have one."""

    def takes(self, case: Case) -> bool:
        """Whether the case is to be run."""
        where = f"{case.document.file} {case.file.scenario}".casefold()
        return all(word in where for word in self.words.casefold().split()) and (
            not self.tags or not set(self.tags).isdisjoint(case.file.tags)
        )


def run(
    paths: Iterable[str],
    choice: Choice,
    *,
    stop_at_failure: bool = False,
    on_case: Callable[[CaseResult], None] = lambda _: None,
    on_problems: Callable[[Sequence[Problem]], None] = lambda _: None,
) -> RunResult:
    """Run the scenarios of the files that the paths name or hold.

    Args:
        paths: files and folders.
        choice: which of their scenarios.
        stop_at_failure: leave out what comes after the first one that does not pass.
        on_case: gets every result as soon as there is one.
        on_problems: gets what is wrong or suspicious in the files.
    """
    result = RunResult()
    loader = Loader()
    files, missing = find_files(paths)

    def note(problems: Sequence[Problem]) -> None:
        fresh = [p for p in problems if p not in known]
        known.update(fresh)
        result.problems += [p for p in fresh if p.severity == "error"]
        if fresh:
            on_problems(fresh)

    known: set[Problem] = set()
    note(missing)
    for file, named in files.items():
        loaded = loader.load(Path(file), file, may_be_account=not named)
        note([*loaded.problems, *loaded.warnings])
        for entry in loaded.entries:
            if isinstance(entry, Case) and not choice.takes(entry):
                continue
            if stop_at_failure and any(c.outcome is not Outcome.PASSED for c in result.cases[-1:]):
                ended = _unrun(entry, Outcome.SKIPPED)
            elif isinstance(entry, Broken):
                ended = _unrun(entry, Outcome.ERROR)
            else:
                ended, problems = run_case(entry)
                note(problems)
            result.cases.append(ended)
            on_case(ended)
    return result


def _unrun(entry: Case | Broken, outcome: Outcome) -> CaseResult:
    document = entry.document
    if isinstance(entry, Broken):
        return CaseResult(entry.title, document.file, document.start.line, outcome)
    return CaseResult(
        entry.file.scenario, document.file, document.start.line, outcome, entry.example,
        entry.file.tags,
    )
