"""A whole run: files found, cases chosen and run, results handed on one by one.

Knows the order of a run and when to stop. Does not judge and does not print.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.paths import is_folder
from optinsim.files.problems import Problem
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.reading.selection import Picks
from optinsim.scenarios.running.part import Plan, Source, load_part
from optinsim.scenarios.running.results import Outcome, RunResult

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from optinsim.scenarios.reading.cases import Broken
    from optinsim.scenarios.running.part import Observer, Part
    from optinsim.scenarios.running.results import CaseResult


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

    def without(self, result: RunResult) -> list[str]:
        """The tags that nothing of a result has: whoever named one may have mistyped it."""
        found = {tag for case in result.cases for tag in case.tags}
        return [tag for tag in self.tags if tag not in found]

    def _takes_title(self, entry: Case | Broken, title: str) -> bool:
        if not self.words:
            return True
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
    see_steps: bool = True,
    processes: int = 1,
    observer: Observer | None = None,
    on_case: Callable[[CaseResult], None] = lambda _: None,
    on_problems: Callable[[Sequence[Problem]], None] = lambda _: None,
    on_file: Callable[[int, int], None] = lambda _done, _all: None,
) -> RunResult:
    """Run the scenarios of the files that the paths name or hold.

    Args:
        paths: files and folders, and cases of files.
        choice: which of their scenarios.
        stop_at_failure: leave out what comes after the first one that does not pass.
        keep_steps: whether the result keeps what every step brought about. Without it, only what
            did not pass keeps its steps: a long run would fill the memory with what nobody reads.
        see_steps: whether `on_case` reads the steps of what passed. If not, other processes need
            not send them.
        processes: how many may be at work. What comes out is the same, whatever their number.
        observer: sees every case that was run.
        on_case: gets every result as soon as there is one, in the order of the files.
        on_problems: gets what is wrong or suspicious in the files.
        on_file: gets how many files are done, and how many there are.
    """
    picks = Picks(paths)
    files, missing = find_files(picks.paths)
    plan = Plan(choice, stop_at_failure, see_steps or keep_steps, observer, picks)
    sources = [Source(file, named) for file, named in files.items()]
    reads: set[str] = set()
    accounts: set[str] = set()

    def noted(parts: Iterable[Part]) -> Iterator[Part]:
        for source, part in zip(sources, parts, strict=True):
            reads.update(part.reads)
            if part.is_account:
                accounts.add(source.file)
            yield part

    with closing(_parts(sources, plan, processes)) as parts:
        result = collect(
            noted(parts),
            plan,
            missing,
            keep_steps=keep_steps,
            on_case=on_case,
            on_problems=on_problems,
            on_part=lambda done: on_file(done, len(sources)),
        )
    result.reads = reads
    idle = list(_without_scenarios(picks.paths, files, accounts))
    result.problems += idle
    if idle:
        on_problems(idle)
    return result


def collect(  # noqa: PLR0913  (what `run` is asked)
    parts: Iterable[Part],
    plan: Plan,
    missing: Sequence[Problem] = (),
    *,
    keep_steps: bool = False,
    on_case: Callable[[CaseResult], None] = lambda _: None,
    on_problems: Callable[[Sequence[Problem]], None] = lambda _: None,
    on_part: Callable[[int], None] = lambda _: None,
) -> RunResult:
    """Run the parts in order, and hand on what they give; a problem is told once.

    Args:
        parts: of the run.
        plan: what was asked of each part.
        missing: what is wrong before there is any part.
        keep_steps: see `run`, as for what follows.
        on_case: gets the results.
        on_problems: gets the problems.
        on_part: gets how many parts are done, before the next one runs.
    """
    result = RunResult()
    known: set[Problem] = set()

    def note(problems: Sequence[Problem]) -> None:
        if not problems:
            return
        fresh = [p for p in dict.fromkeys(problems) if p not in known]
        known.update(fresh)
        result.problems += [p for p in fresh if p.severity == "error"]
        if fresh:
            on_problems(fresh)

    note(missing)
    for done, part in enumerate(parts):
        on_part(done)
        for problems in part.told:
            note(problems)
        last = result.cases[-1:]
        stopped = plan.stop_at_failure and any(c.outcome is not Outcome.PASSED for c in last)
        for ended, problems in part.results(stopped):
            note(problems)
            on_case(ended)
            forget = ended.steps and ended.outcome is Outcome.PASSED and not keep_steps
            result.cases.append(ended.bare if forget else ended)
    return result


def _without_scenarios(
    paths: Iterable[str], files: Iterable[str], accounts: set[str]
) -> Iterator[Problem]:
    """The folders in which there are accounts and nothing else.

    Somebody who names one believes that something in it is run.
    """
    for path in paths:
        if is_folder(path):
            below = [file for file in files if Path(file).is_relative_to(path)]
            if below and accounts.issuperset(below):
                yield Problem(path, "has no scenario")


def _parts(sources: Sequence[Source], plan: Plan, processes: int) -> Generator[Part]:
    """The parts of a run, in order, made by as many processes as are worth starting."""
    if processes > 1:
        from optinsim.scenarios.running.parallel import parallel_parts  # noqa: PLC0415  (rarely needed)

        yield from parallel_parts(sources, plan, processes)
        return
    loader = Loader()
    for source in sources:
        yield load_part(loader, source, plan)
