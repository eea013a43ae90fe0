"""A whole run: files found, cases chosen and run, results handed on one by one.

Knows the order of a run and when to stop. Does not judge and does not print.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.scenario.cases import Broken, Case
from optinsim.scenario.collect import find_files
from optinsim.scenario.load import Loader
from optinsim.scenario.picks import Picks
from optinsim.scenario.results import CaseResult, Outcome, RunResult
from optinsim.scenario.runner import result_of, run_case

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

    def takes(self, entry: Case | Broken) -> bool:
        """Whether an entry is to be run, or to be an error of the run.

        A broken one is left out only if what it says of itself is plain: where its title has
        variables, or its title or tags cannot be read, nobody can say that it was not meant.
        """
        if isinstance(entry, Case):
            return self._takes_title(entry, entry.title) and self._takes_tags(entry.file.tags)
        unsure = not entry.title or "${" in entry.title
        return (unsure or self._takes_title(entry, entry.title)) and (
            entry.tags is None or self._takes_tags(entry.tags)
        )

    def _takes_title(self, entry: Case | Broken, title: str) -> bool:
        where = f"{entry.document.file} {title}".casefold()
        return all(word in where for word in self.words.casefold().split())

    def _takes_tags(self, tags: Sequence[str]) -> bool:
        return not self.tags or not set(self.tags).isdisjoint(tags)


def run(  # noqa: PLR0913  (what is asked of a run, by name)
    paths: Iterable[str],
    choice: Choice,
    *,
    stop_at_failure: bool = False,
    keep_steps: bool = False,
    on_case: Callable[[CaseResult], None] = lambda _: None,
    on_problems: Callable[[Sequence[Problem]], None] = lambda _: None,
    on_file: Callable[[int, int], None] = lambda _done, _all: None,
    observe: Callable[[Case, CaseResult], None] = lambda _case, _result: None,
) -> RunResult:
    """Run the scenarios of the files that the paths name or hold.

    Args:
        paths: files and folders, and cases of files as `picks.name_of` names them.
        choice: which of their scenarios.
        stop_at_failure: leave out what comes after the first one that does not pass.
        keep_steps: whether the result keeps what every step brought about. Without it, only what
            did not pass keeps its steps: a long run would fill the memory with what nobody reads.
        on_case: gets every result as soon as there is one, with its steps.
        on_problems: gets what is wrong or suspicious in the files.
        on_file: gets how many files are done, and how many there are.
        observe: gets every case that was run, beside its result with all its steps.
    """
    result = RunResult()
    loader = Loader()
    picks = Picks(paths)
    files, missing = find_files(picks.paths)

    def note(problems: Sequence[Problem]) -> None:
        fresh = [p for p in dict.fromkeys(problems) if p not in known]
        known.update(fresh)
        result.problems += [p for p in fresh if p.severity == "error"]
        if fresh:
            on_problems(fresh)

    known: set[Problem] = set()
    note(missing)
    for done, (file, named) in enumerate(files.items()):
        on_file(done, len(files))
        loaded = loader.load(Path(file), file, may_be_account=not named)
        entries, unknown = picks.of(file, loaded.entries)
        chosen = [entry for entry in entries if choice.takes(entry)]
        note([*loaded.unreadable, *unknown])
        note([p for entry in chosen if isinstance(entry, Broken) for p in entry.problems])
        note(loaded.warnings)
        for entry in chosen:
            if stop_at_failure and any(c.outcome is not Outcome.PASSED for c in result.cases[-1:]):
                ended = _unrun(entry, Outcome.SKIPPED)
            elif isinstance(entry, Broken):
                ended = _unrun(entry, Outcome.ERROR)
            else:
                ended, problems = run_case(entry)
                note(problems)
                observe(entry, ended)
            on_case(ended)
            forget = ended.outcome is Outcome.PASSED and not keep_steps
            result.cases.append(replace(ended, steps=()) if forget else ended)
    return result


def _unrun(entry: Case | Broken, outcome: Outcome) -> CaseResult:
    if isinstance(entry, Case):
        return result_of(entry, outcome)
    document = entry.document
    return CaseResult(
        entry.title, document.file, document.start.line, outcome, problems=entry.problems
    )
