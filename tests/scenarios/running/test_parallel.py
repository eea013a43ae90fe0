"""A run by several processes: not a byte of it differs from a run by one."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import (
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim import cli
from optinsim.files.problems import FileError
from optinsim.files.source import read_text
from optinsim.report.coverage import coverage_json, coverage_lines
from optinsim.report.json_report import run_json
from optinsim.scenarios.coverage import Coverage
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.split_documents import split_documents
from optinsim.scenarios.running import parallel, tasks, worker_pool
from optinsim.scenarios.running.file_run import RunOptions, Source
from optinsim.scenarios.running.run import run
from optinsim.scenarios.running.tasks import Task, run_task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import CaseResult, Outcome

P = ParamSpec("P")
T = TypeVar("T")

ROOT = Path(__file__).parents[3]
ACCOUNT = (ROOT / "docs/examples/shop/account.yaml").read_text(encoding="utf-8")
PASSES = """\
scenario: Number NUMBER
account: account.yaml
steps:
  - text: SUMMER
    expect: {state: pending, replies: [{$contains: reply Y}]}
"""
FAILS = PASSES.replace("pending", "subscribed")
WARNS = PASSES.replace("{$contains: reply Y}", "{$contains: Acme}")
BROKEN = PASSES.replace("expect:", "expects:")


class Tally:
    """An observer that counts."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def see(self, case: Case, result: CaseResult) -> None:
        assert len(result.steps) <= len(case.steps)
        self.seen.append(f"{case.title} {result.outcome}")

    def fresh(self) -> Self:
        return type(self)()

    def merge(self, other: Tally) -> None:
        self.seen += other.seen


class InProcess(Executor):
    """Another engine: runs each task at once, in this process."""

    tasks = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        InProcess.tasks += 1
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture
def small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    make_tasks_small(monkeypatch)


def make_tasks_small(patch: pytest.MonkeyPatch) -> None:
    """Even a few scenarios are worth a worker, and every task is small."""
    patch.setattr(parallel, "MIN_PARALLEL_SIZE", 0)
    patch.setattr(parallel, "MIN_TASK_SIZE", 300)
    patch.setattr(parallel, "MAX_TASK_SIZE", 300)


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch, small_tasks: None) -> None:  # noqa: ARG001  (wanted)
    """No other process is started."""
    InProcess.tasks = 0
    pool = partial(parallel.parallel_file_runs, pool=lambda _: InProcess())
    monkeypatch.setattr(parallel, "parallel_file_runs", pool)


def told(paths: list[str], processes: int, **more: Any) -> dict[str, Any]:
    """Everything that a caller learns of a run."""
    shown: list[tuple[str, Outcome, int]] = []
    problems: list[list[str]] = []
    tally = more.pop("observer", Tally())
    result = run(
        paths,
        more.pop("choice", CaseFilter()),
        processes=processes,
        observer=tally,
        on_case=lambda case: shown.append((case.title, case.outcome, len(case.steps))),
        on_problems=lambda found: problems.append([str(problem) for problem in found]),
        **more,
    )
    return {
        "shown": shown,
        "problems": problems,
        "result": json.dumps(run_json(result)),
        "code": result.exit_code,
        "seen": tally.seen,
    }


def suite(folder: Path, *files: str) -> list[str]:
    (folder / "account.yaml").write_text(ACCOUNT, encoding="utf-8")
    for i, text in enumerate(files):
        (folder / f"{i:02}.yaml").write_text(text, encoding="utf-8")
    return [str(folder)]


def copies(*scenarios: str) -> str:
    return "---\n".join(scenario.replace("NUMBER", str(i)) for i, scenario in enumerate(scenarios))


def documents(*scenarios: str) -> str:
    """With a seed of its own, each is another scenario."""
    return copies(
        *(one.replace("steps:", f"seed: {i}\nsteps:", 1) for i, one in enumerate(scenarios))
    )


MANY = [PASSES] * 10
SUITES = {
    "passing": [documents(*MANY), documents(*MANY)],
    "a failure in a long file": [documents(*MANY, FAILS, *MANY), documents(FAILS, PASSES)],
    "warnings": [documents(*MANY, WARNS, *MANY, WARNS), documents(WARNS)],
    "copies of a scenario": [copies(*MANY), documents(PASSES)],
    "broken scenarios": [documents(*MANY, BROKEN, *MANY, BROKEN, FAILS), documents(BROKEN)],
    "no YAML in the middle": [documents(*MANY) + "---\n{\n---\n" + documents(*MANY)],
    "no YAML at the end": [documents(*MANY) + "---\na: [\n"],
    "a long account": ["# An account\n" * 50 + "---\n" + ACCOUNT],
    "an account among scenarios": [documents(*MANY) + "---\n" + ACCOUNT],
    "empty documents": ["---\n" + "# nothing\n" * 50 + "---\n" + documents(*MANY) + "---\n---\n"],
    "nothing": ["# nothing\n" * 50 + "---\n" + "# nothing\n" * 50],
    "not UTF-8": [documents(*MANY) + "\udcff", documents(PASSES)],
    "Windows": [documents(*MANY, FAILS).replace("\n", "\r\n"), "\ufeff" + documents(*MANY)],
    "an alias": [
        documents(*MANY)
        + "---\n"
        + PASSES.replace("NUMBER", "&a x").replace("Number ", "")
        + "tags: [*a]\n"
    ],
    "a directive": [documents(*MANY) + "...\n%YAML 1.1\n---\n" + documents(FAILS)],
    "too many variables": [
        documents(*[f"vars: {{x: {'x' * 90_000}, y: '${{x}}'}}\n{PASSES}"] * 14)
    ],
    "missing account": [documents(*MANY).replace("account.yaml", "no.yaml"), documents(PASSES)],
}


@pytest.mark.no_cover  # many runs: the smaller tests cover what they do
@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("files", SUITES.values(), ids=SUITES)
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"keep_steps": True},
        {"stop_at_failure": True},
        {"choice": CaseFilter("number 1")},
    ],
    ids=str,
)
def test_the_report_does_not_depend_on_how_a_run_is_cut(
    tmp_path: Path, files: list[str], asked: dict[str, Any]
) -> None:
    paths = suite(tmp_path)
    for i, text in enumerate(files):
        (tmp_path / f"{i}.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))

    assert told(paths, 2, **asked) == told(paths, 1, **asked)
    assert InProcess.tasks > 1


@pytest.mark.no_cover  # a run that is cut in yet another way
@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("files", SUITES.values(), ids=SUITES)
@pytest.mark.parametrize("stop", [False, True], ids=["on", "x"])
def test_cases_that_were_named_are_the_same_however_a_run_is_cut(
    tmp_path: Path, files: list[str], *, stop: bool
) -> None:
    suite(tmp_path, documents(*MANY, FAILS, *MANY), documents(*MANY))
    (tmp_path / "odd.yaml").write_bytes(files[0].encode("utf-8", "surrogateescape"))
    names = ["odd.yaml:9", "odd.yaml:70", "00.yaml:61", "00.yaml", "01.yaml:13", "01.yaml:2@1"]
    paths = [f"{tmp_path}/{name}" for name in names]

    assert told(paths, 2, stop_at_failure=stop) == told(paths, 1, stop_at_failure=stop)
    assert InProcess.tasks > 1


@pytest.mark.no_cover  # a run that is cut in yet another way
@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("files", SUITES.values(), ids=SUITES)
@pytest.mark.parametrize("stop", [False, True], ids=["on", "x"])
def test_what_was_exercised_does_not_depend_on_how_a_run_is_cut(
    tmp_path: Path, files: list[str], *, stop: bool
) -> None:
    paths = suite(tmp_path)
    for i, text in enumerate(files):
        text = text.replace("account:", "cites: [NUMBER]\naccount:")  # noqa: PLW2901  (cited)
        (tmp_path / f"{i}.yaml").write_bytes(text.encode("utf-8", "surrogateescape"))
    counted = []
    for processes in (1, 2):
        coverage = Coverage()
        run(paths, CaseFilter(), stop_at_failure=stop, processes=processes, observer=coverage)
        counted.append((json.dumps(coverage_json(coverage)), list(coverage_lines(coverage))))

    assert counted[1] == counted[0]


@pytest.mark.usefixtures("small_tasks")
def test_several_processes_report_the_same_as_one(tmp_path: Path) -> None:
    paths = suite(tmp_path, *(text for files in list(SUITES.values())[:4] for text in files))

    assert told(paths, 3) == told(paths, 1)
    assert told(paths, 3, stop_at_failure=True) == told(paths, 1, stop_at_failure=True)


def optinsim(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "optinsim", *arguments]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.parametrize(
    "arguments",
    [
        ["-v", "--coverage", "--json", "-"],
        ["-k", "stop", "--html", "-"],
        ["-x", "--coverage-json", "-", "scenarios/vibes/expiry.yaml:1"],
    ],
    ids=" ".join,
)
def test_the_output_of_several_processes_is_that_of_one(arguments: list[str]) -> None:
    paths = ["scenarios/signalvine", "scenarios/cordial", "tests/bad"]
    one = optinsim("run", *arguments, *paths)
    several = optinsim("run", "-n", "3", *arguments, *paths)

    assert several.returncode == one.returncode == 2
    assert several.stdout == one.stdout
    assert several.stderr == one.stderr


def test_steps_that_are_not_read_are_not_sent(tmp_path: Path) -> None:
    paths = suite(tmp_path, documents(PASSES, FAILS))
    asked = told(paths, 1)["shown"]

    for see_steps, count in ((False, 0), (True, 1)):
        task = Task([Source(f"{tmp_path}/00.yaml")])
        [found] = run_task(task, RunOptions(see_steps=see_steps))
        assert found is not None
        assert [len(result.steps) for result, _ in found.results] == [count, 1]
    assert [steps for _, _, steps in asked] == [1, 1]


def test_a_short_run_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool, "ProcessPoolExecutor", None)

    assert told(suite(tmp_path, documents(PASSES)), 8)["code"] == 0


class Killer(Tally):
    """An observer that ends its process, as a crash would, when it sees a certain case."""

    def see(self, case: Case, result: CaseResult) -> None:
        super().see(case, result)
        if case.title == "kills":
            os._exit(9)


def told_of_crashes(paths: list[str], method: str) -> dict[str, Any]:
    """What a caller learns whose workers are started in this way, and are killed by some files."""
    with pytest.MonkeyPatch.context() as patch:
        make_tasks_small(patch)
        context = multiprocessing.get_context(method)
        patch.setattr(worker_pool, "start_context", lambda: context)
        return told(paths, 2, observer=Killer())


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_worker_that_crashes_is_an_error_of_the_file_alone_that_it_ran(
    tmp_path: Path, method: str
) -> None:
    kills = PASSES.replace("Number NUMBER", "kills")
    paths = suite(tmp_path, *[PASSES] * 9)
    for name in ("03.yaml", "06.yaml"):
        (tmp_path / name).write_text(kills, encoding="utf-8")
    # In a process without threads: only there workers are forked.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        found = process.submit(told_of_crashes, paths, method).result()

    crashed = "cannot be run: the process at work on it crashed or was killed [OPT502]"
    assert found["problems"] == [[f"{tmp_path}/{name}.yaml: {crashed}"] for name in ("03", "06")]
    assert len(found["shown"]) == 7
    assert found["code"] == 2


def test_an_error_of_ours_in_a_worker_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "file_run_of", None)
    suite(tmp_path, PASSES)
    task = Task([Source(f"{tmp_path}/00.yaml")])
    with pytest.raises(TypeError):
        list(parallel.run_tasks([task], RunOptions(), 1, lambda _: InProcess()))


def test_workers_are_forked_only_where_no_thread_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for threads, method in ((1, "fork"), (2, "spawn")):
        monkeypatch.setattr(threading, "active_count", lambda threads=threads: threads)
        assert worker_pool.start_context().get_start_method() == method
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert worker_pool.start_context().get_start_method() == "spawn"


@pytest.mark.usefixtures("small_tasks")
def test_a_run_may_be_started_in_another_thread(tmp_path: Path) -> None:
    paths = suite(tmp_path, documents(PASSES))
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(told, paths, 2).result() == told(paths, 1)


def test_a_worker_ends_its_task_when_the_result_is_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = multiprocessing.get_context("spawn").Event()
    monkeypatch.setattr(worker_pool, "_stop", stop)
    suite(tmp_path, PASSES)
    task = Task([Source(f"{tmp_path}/00.yaml")])
    assert len(run_task(task, RunOptions())) == 1
    stop.set()
    with pytest.raises(CancelledError):
        run_task(task, RunOptions())


def test_a_file_that_is_not_there_any_more_is_reported(tmp_path: Path) -> None:
    gone = Source(str(tmp_path / "gone.yaml"))
    with closing(parallel.parallel_file_runs([gone], RunOptions(), 2)) as file_runs:
        [file_run] = file_runs
    assert [str(problem) for problem in file_run.unreadable] == [
        f"{gone.file}: cannot be read: no such file or directory [OPT001]"
    ]


@pytest.mark.parametrize(
    ("number", "code"), [("1", 0), ("auto", 0), ("999", 0), ("0", 2), ("1000", 2), ("x", 2)]
)
def test_n_takes_a_number_or_auto(
    number: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = suite(tmp_path, documents(PASSES))
    monkeypatch.setattr(sys, "argv", ["optinsim", "run", "-n", number, *paths])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == code
    told = f"-n {number}: neither auto nor a number from 1 to 999\n" if code else ""
    assert capsys.readouterr().err == told


def test_processors_are_counted_where_the_system_has_no_affinity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    for counted, number in ((8, 8), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda counted=counted: counted)
        assert parallel.count_processors() == number


@pytest.fixture
def long_run(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run by two processes that has begun, and waits until its output is read."""
    paths = suite(tmp_path, *[documents(*[PASSES] * 400)] * 20)
    program = [sys.executable, "-m", "optinsim", "run", "-v", "-n", "2", *paths]
    with subprocess.Popen(  # noqa: S603
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"PASS")
        yield process
        process.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_ctrl_c_ends_all_processes_without_a_word(long_run: subprocess.Popen[bytes]) -> None:
    os.killpg(long_run.pid, signal.SIGINT)
    # Every process has these pipes open: they are closed when the last one has ended.
    _, errors = long_run.communicate()

    assert errors == b""
    assert long_run.returncode == 130


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_no_process_outlives_the_one_that_started_it(long_run: subprocess.Popen[bytes]) -> None:
    long_run.kill()
    long_run.communicate()

    assert long_run.returncode == -signal.SIGKILL


YAML = st.lists(
    st.sampled_from(
        [
            "---\n",
            "--- \n",
            "--- a\n",
            "---x: 1\n",
            "...\n",
            "a: 1\n",
            "- b\n",
            "t: |\n  ---\n  x\n",
            '"c\n  ---\n  d"\n',
            "\n",
            "# e\n",
            "f: 'g'\r\n",
            "%YAML 1.1\n",
            "\u2028",
            "&h i\n",
            "*h\n",
            '{"j":*h}\n',
            "[*h,*h]\n",
        ]
    ),
    max_size=12,
)


def marks(text: str) -> list[Any]:
    return [(d.tree, d.start, getattr(d.tree, "places", None)) for d in read_text(text, "x")]


@given(lines=YAML, size=st.integers(1, 40))
def test_parts_that_can_be_read_say_what_the_whole_says(lines: list[str], size: int) -> None:
    text = "".join(lines)
    try:
        found = [mark for part in split_documents(text, size) for mark in marks(part)]
    except FileError:
        return
    assert found == marks(text)
