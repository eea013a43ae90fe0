"""A whole run: finds files, runs their cases, and passes the results to callbacks one by one.

Knows the order of a run and when to stop. Does not judge and does not print.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.paths import is_folder
from optinsim.files.problems import Problem, nearest
from optinsim.scenarios.reading.case_filter import Names
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.reading.overrides import Overrides, check_overrides
from optinsim.scenarios.reading.selection import CaseSelection
from optinsim.scenarios.running.case_run import in_process
from optinsim.scenarios.running.file_run import RunOptions, Source, load_file
from optinsim.scenarios.running.laws import LawOptions
from optinsim.scenarios.running.results import Outcome, RunResult
from optinsim.scenarios.running.shard import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from optinsim.scenarios.reading.case_filter import CaseFilter
    from optinsim.scenarios.running.case_run import OpenWorld
    from optinsim.scenarios.running.file_run import FileRun, Observer
    from optinsim.scenarios.running.results import CaseResult, LawFinding, Position
    from optinsim.scenarios.running.shard import Shard


def run(  # noqa: PLR0913  (what is asked of a run, by name)
    paths: Iterable[str],
    case_filter: CaseFilter,
    *,
    stop_at_failure: bool = False,
    keep_steps: bool = False,
    see_steps: bool = True,
    processes: int = 1,
    shard: Shard | None = None,
    overrides: Overrides | None = None,
    observer: Observer | None = None,
    open_world: OpenWorld = in_process,
    laws: LawOptions | None = None,
    on_case: Callable[[CaseResult], None] = lambda _: None,
    on_problems: Callable[[Sequence[Problem]], None] = lambda _: None,
    on_file: Callable[[int, int], None] = lambda _done, _all: None,
) -> RunResult:
    """Run the scenarios of the files that the paths name or contain.

    Args:
        paths: files and folders, and cases of files.
        case_filter: which of their scenarios.
        stop_at_failure: skip all cases after the first one that does not pass.
        keep_steps: whether the result keeps the steps of cases that passed. In a long run, they
            would fill the memory.
        see_steps: whether `on_case` reads the steps of cases that passed. If not, workers do not
            send them.
        processes: how many processes may run cases. The result does not depend on it.
        shard: the cases that this machine runs; needs one process, since the index of a case
            depends on all files before it.
        overrides: of the command line.
        observer: receives every case.
        open_world: opens the world of each case; pickled for other processes.
        laws: how to judge conversations by the laws; left out: by those of the accounts'
            countries, and no finding is a failure.
        on_case: gets every result as soon as it is known, in the order of the files.
        on_problems: gets the problems of the files, warnings too, each once.
        on_file: gets how many files are done, and how many there are.
    """
    selection = CaseSelection(paths)
    files, missing = find_files(selection.paths)
    options = RunOptions(
        case_filter,
        stop_at_failure,
        see_steps or keep_steps,
        observer,
        selection,
        shard,
        overrides or Overrides(),
        open_world,
        laws or LawOptions(),
    )
    if overrides is not None:
        check_overrides(overrides, files)
    sources = [Source(file, named) for file, named in files.items()]
    reads: set[str] = set()
    accounts: set[str] = set()
    names = Names()

    def noted(file_runs: Iterable[FileRun]) -> Iterator[FileRun]:
        nonlocal names
        for source, file_run in zip(sources, file_runs, strict=True):
            names |= file_run.names
            reads.update(file_run.reads)
            if file_run.is_account:
                accounts.add(source.file)
            yield file_run

    with closing(_file_runs(sources, options, processes)) as file_runs:
        result = collect(
            noted(file_runs),
            options,
            missing,
            keep_steps=keep_steps,
            on_case=on_case,
            on_problems=on_problems,
            on_file=lambda done: on_file(done, len(sources)),
        )
    result.reads, result.tags = reads, names.tags
    idle = list(_without_scenarios(selection.paths, files, accounts))
    result.problems += idle
    result.positions += [(len(sources), 0, 0)] * len(idle)
    mistyped = list(_unknown_names(case_filter, names, result))
    result.warnings += mistyped
    result.warning_positions += [(len(sources), 0, 0)] * len(mistyped)
    if idle or mistyped:
        on_problems([*idle, *mistyped])
    return result


def collect(  # noqa: PLR0913  (what `run` is asked)
    file_runs: Iterable[FileRun],
    options: RunOptions,
    missing: Sequence[Problem] = (),
    *,
    keep_steps: bool = False,
    on_case: Callable[[CaseResult], None] = lambda _: None,
    on_problems: Callable[[Sequence[Problem]], None] = lambda _: None,
    on_file: Callable[[int], None] = lambda _: None,
) -> RunResult:
    """Run the files in order, and pass on their results, and each problem once.

    Args:
        file_runs: of the run.
        options: of the run.
        missing: the problems before any file is read.
        keep_steps: see `run`, as for what follows.
        on_case: gets the results.
        on_problems: gets the problems.
        on_file: gets how many files are done, before the next one runs.
    """
    result = RunResult(shard=options.shard)
    known: set[Problem] = set()
    found: dict[tuple[str, str, str], LawFinding] = {}
    shard = options.shard or WHOLE

    def note(problems: Sequence[Problem], position: Position) -> None:
        if not problems:
            return
        fresh = [p for p in dict.fromkeys(problems) if p not in known]
        known.update(fresh)
        errors = [p for p in fresh if p.severity == "error"]
        result.problems += errors
        result.positions += [position] * len(errors)
        warnings = [p for p in fresh if p.severity == "warning"]
        result.warnings += warnings
        result.warning_positions += [position] * len(warnings)
        if fresh:
            on_problems(fresh)

    note(missing, (-1, 0, 0))
    for number, file_run in enumerate(file_runs):
        on_file(number)
        note(file_run.unreadable, (number, 0, 0))
        for place, reasons in enumerate(file_run.broken, len(result.cases)):
            note(reasons, (number, 1, shard.index(place)))
        note(file_run.warnings, (number, 0, 0))
        for finding in file_run.findings:
            found.setdefault(finding.key, finding)
        last = result.cases[-1:]
        stopped = options.stop_at_failure and any(c.outcome is not Outcome.PASSED for c in last)
        for case, problems in file_run.results(stopped):
            note(problems, (number, 2, shard.index(len(result.cases))))
            on_case(case)
            forget = case.steps and case.outcome is Outcome.PASSED and not keep_steps
            result.cases.append(case.bare if forget else case)
        result.total += file_run.count
    result.findings = [found[key] for key in sorted(found)]
    return result


def _without_scenarios(
    paths: Iterable[str], files: Iterable[str], accounts: set[str]
) -> Iterator[Problem]:
    """The folders that have only accounts.

    A user who names a folder expects a scenario in it to run.
    """
    for path in paths:
        if is_folder(path):
            below = [file for file in files if Path(file).is_relative_to(path)]
            if below and accounts.issuperset(below):
                yield Problem(path, "has no scenario", code=Code.NOTHING_IN_FILE)


def _unknown_names(case_filter: CaseFilter, names: Names, result: RunResult) -> Iterator[Problem]:
    """Names in --tag and -k that no scenario has: `not slwo` chooses the slow ones too.

    The command itself reports an expression that chooses no scenario.
    """
    if not result.total:
        return
    idle = result.tags_not_found(case_filter.tags)
    for option, text, name in case_filter.unknown(names):
        if option == "--tag" and text in idle:
            continue
        what = "has the tag" if option == "--tag" else "is named by"
        yield Problem(
            f"{option} {text!r}",
            f"no scenario {what} {name!r:.60}",
            suggestion=nearest(name, names.tags) if option == "--tag" else "",
            code=Code.UNKNOWN_NAME_CHOSEN,
        )


def _file_runs(
    sources: Sequence[Source], options: RunOptions, processes: int
) -> Generator[FileRun]:
    """The file runs of a run, in order; in other processes if several are allowed."""
    if processes > 1:
        from optinsim.scenarios.running.parallel import parallel_file_runs  # noqa: PLC0415  (rarely needed)

        yield from parallel_file_runs(sources, options, processes)
        return
    loader = Loader(options.overrides)
    before = 0
    for source in sources:
        file_run = load_file(loader, source, options, before)
        before += file_run.count
        yield file_run
