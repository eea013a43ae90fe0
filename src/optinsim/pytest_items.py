"""The test items and fixtures of the pytest plugin, imported on first use.

Knows how pytest names, marks and reports a test. Does not know how a scenario is loaded, run and
shown (the rest of optinsim).
"""

from __future__ import annotations

import gc
import json
import os
import re
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest._code.code import ReprEntryNative, ReprExceptionInfo, ReprFileLocation, ReprTraceback
from pydantic_core import PydanticCustomError

from optinsim.errors import OptinsimError
from optinsim.fields import parse_instant
from optinsim.files.accounts import load_account
from optinsim.laws.packs import LawError, law_choice, severity_named
from optinsim.report.console import ConsoleReport
from optinsim.report.plain import findings_text
from optinsim.report.screen import Screen, one_line
from optinsim.scenarios.reading.cases import Case
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.reading.load import Loader
from optinsim.scenarios.reading.overrides import Overrides, check_overrides, parse_overrides
from optinsim.scenarios.running.case_run import run_case
from optinsim.scenarios.running.laws import LawOptions, findings_of_accounts
from optinsim.scenarios.running.results import Outcome
from optinsim.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest._code.code import TerminalRepr

    from optinsim.adapter import Account
    from optinsim.files.problems import Problem
    from optinsim.scenarios.running.results import CaseResult

_LOADER = pytest.StashKey[Loader]()
_OVERRIDES = pytest.StashKey[Overrides]()
FINDING = "optinsim_finding"
"""The property of a test with a law that its scenario breaks; pytest_plugin.py prints them."""
_LAWS = pytest.StashKey[LawOptions]()
_ACCOUNTS = pytest.StashKey[dict["Path", "Account"]]()
_LONGEST_NAME = 200
_MOST_WARNINGS = 10


class ScenariosOfFile(pytest.File):
    """A scenario file."""

    def __init__(self, *, may_be_account: bool, **more: Any) -> None:
        super().__init__(**more)
        self._may_be_account = may_be_account

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each scenario and example.

        Raises:
            CollectError: the file has problems; the text lists them.
        """
        loader = self.config.stash.setdefault(_LOADER, Loader(overrides_of(self.config)))
        shown = _from_here(self.path, self.config)
        with _to_stay():
            loaded = loader.load(self.path, shown, may_be_account=self._may_be_account)
        strict = self.config.getoption("--optinsim-warnings-as-errors")
        if problems := [*loaded.problems, *(loaded.warnings if strict else ())]:
            raise self.CollectError(_problem_lines(problems))
        _warnings(self.config).found += map(str, loaded.warnings)
        cases = [entry for entry in loaded.entries if isinstance(entry, Case)]
        self._judge_accounts(cases)
        taken: dict[str, int] = {}
        for case in cases:
            name = _name(case, taken)
            # The whole name, which pytest splits as it does the names of tests that failed last.
            nodeid = f"{self.nodeid}::{name}"
            yield ScenarioTest.from_parent(self, name=name, nodeid=nodeid, case=case)

    def _judge_accounts(self, cases: list[Case]) -> None:
        """Report the laws that the accounts of the cases break, apart from any conversation.

        Raises:
            CollectError: one of them is a failure by the options.
        """
        found = findings_of_accounts(cases, laws_of(self.config))
        if failures := [one for one in found if one.is_failure]:
            raise self.CollectError(findings_text(failures))
        lines = _warnings(self.config).found
        told = (f"{one.account}: {one.text}" for one in found if one.is_told)
        lines += [line for line in told if line not in lines]


def check_options(config: pytest.Config, paths: list[str]) -> None:
    """Check that the options for scenarios can be used.

    Args:
        config: with the options.
        paths: the scenario files and their folders.

    Raises:
        UsageError: one cannot be used, or no scenario has a given var.
    """
    laws_of(config)
    try:
        check_overrides(overrides_of(config), find_files(paths)[0])
    except OptinsimError as error:
        raise pytest.UsageError(f"--optinsim-var: {error}") from None


def laws_of(config: pytest.Config) -> LawOptions:
    """The laws that the options name.

    Raises:
        UsageError: there are no such laws.
    """
    found = config.stash.get(_LAWS, None)
    if found is None:
        said = config.getoption("--optinsim-laws"), config.getoption("--optinsim-fail-on")
        try:
            found = LawOptions(law_choice(said[0]), severity_named(said[1]))
        except LawError as error:
            raise pytest.UsageError(f"--optinsim-laws, --optinsim-fail-on: {error}") from None
        config.stash[_LAWS] = found
    return found


def overrides_of(config: pytest.Config) -> Overrides:
    """The overrides of the options.

    Raises:
        UsageError: the account cannot be used, or a var is not of the form NAME=VALUE.
    """
    found = config.stash.get(_OVERRIDES, None)
    if found is None:
        account = config.getoption("--optinsim-account")
        try:
            found = parse_overrides(account, config.getoption("--optinsim-var"))
            if account is not None:
                load_account(account)
        except OptinsimError as error:
            raise pytest.UsageError(f"--optinsim-account, --optinsim-var: {error}") from None
        config.stash[_OVERRIDES] = found
    return found


def _from_here(path: Path, config: pytest.Config) -> str:
    """A file's path from the folder in which pytest was started: it can be opened, and run."""
    try:
        return os.path.relpath(path, config.invocation_params.dir)
    except ValueError:  # another drive
        return str(path)


@contextmanager
def _to_stay() -> Iterator[None]:
    """Exclude objects that are made in this context from garbage collection.

    With thousands of scenarios, repeated collections, also at pytest's end, take half the time of
    a run.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.freeze()
            gc.enable()


class Warnings:
    """Prints warnings about scenarios. They are no Python warnings, so `-W error` fails no test."""

    NAME = "optinsim-warnings"

    def __init__(self) -> None:
        self.found: list[str] = []

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the first warnings, after all tests."""
        if self.found:
            terminalreporter.section("warnings of optinsim")
            for warning in self.found[:_MOST_WARNINGS]:
                terminalreporter.write_line(warning)
            if len(self.found) > _MOST_WARNINGS:
                more = len(self.found) - _MOST_WARNINGS
                terminalreporter.write_line(f"{more} more: optinsim run -v lists all")


def _warnings(config: pytest.Config) -> Warnings:
    found: Warnings | None = config.pluginmanager.get_plugin(Warnings.NAME)
    if found is None:
        found = Warnings()
        config.pluginmanager.register(found, Warnings.NAME)
    return found


def _problem_lines(problems: list[Problem]) -> str:
    return "\n".join(map(str, problems))


def _name(case: Case, taken: dict[str, int]) -> str:
    """A unique name in the file, which stays while title and example stay.

    Args:
        case: the case to name.
        taken: the names of the earlier tests, and the last number of each.
    """
    name = one_line(case.title)
    if case.sharing.account_name is not None:
        name += f"[{one_line(case.sharing.account_name)}]"
    if case.example is not None:
        values = (v if isinstance(v, str) else json.dumps(v) for v in case.example.values())
        name += f"[{one_line('-'.join(values))}]"
    # Two colons end a name on pytest's command line.
    name = re.sub(":{2,}", ":", name[:_LONGEST_NAME])
    number = taken.get(name, 1)
    unique = name
    while unique in taken:
        number += 1
        unique = f"{name} ({number})"
    taken[name] = number
    taken.setdefault(unique, 1)
    return unique


class ScenarioTest(pytest.Item):
    """One scenario with one of its examples."""

    def __init__(self, *, case: Case, **more: Any) -> None:
        super().__init__(**more)
        self._case = case
        for tag in case.file.tags:
            marker = marker_name(tag)
            # So that --strict-markers knows it.
            self.config.addinivalue_line("markers", f"{marker}: a tag of scenarios")
            self.add_marker(marker)

    def runtest(self) -> None:
        """Run the scenario.

        Raises:
            NotPassedError: it does not pass, or draws a warning and warnings are errors.
        """
        result, problems = run_case(self._case, laws=laws_of(self.config))
        told = (f"line {one.line}: {one.text}" for one in result.told)
        self.user_properties += ((FINDING, line) for line in told)
        strict = self.config.getoption("--optinsim-warnings-as-errors")
        if result.outcome is not Outcome.PASSED or (problems and strict):
            raise NotPassedError(result, problems)
        _warnings(self.config).found += map(str, problems)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str | TerminalRepr:
        """The text of `optinsim run` about the failure, instead of our stack."""
        error = excinfo.value
        if not isinstance(error, NotPassedError):
            return super().repr_failure(excinfo, style)
        verbose = self.config.get_verbosity() > 1
        return _shown(error, verbose=verbose)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The first line of the scenario."""
        return self.path, self._case.document.start.line - 1, f"scenario: {self.name}"


class NotPassedError(Exception):
    """A scenario failed, or could not be run."""

    def __init__(self, result: CaseResult, problems: list[Problem]) -> None:
        super().__init__(result.title)
        self.result = result
        self.problems = problems


def _shown(error: NotPassedError, *, verbose: bool) -> ReprExceptionInfo:
    """The text that pytest shows about a scenario that does not pass.

    It has pytest's type, because pytest-xdist sends other types between processes with loss.
    """
    stream = StringIO()
    ConsoleReport(Screen(stream), verbose=verbose).case(error.result)
    problems = _problem_lines(error.problems)
    text = "\n".join(filter(None, (stream.getvalue().rstrip("\n"), problems)))
    failures = [failure for step in error.result.steps for failure in step.failures]
    message = problems.partition("\n")[0]
    file, line = error.result.file, error.result.line
    if failures:
        file, line = failures[0].file or file, failures[0].line
        message = one_line(f"{failures[0].path}: {failures[0].message}")
    return ReprExceptionInfo(
        ReprTraceback([ReprEntryNative([f"{text}\n"])], None, style="native"),
        # The line of pytest's short summary and its JUnit report.
        ReprFileLocation(file, line, message),
    )


_OTHERS = frozenset(
    {"and", "or", "not", "True", "False", "None", "optinsim"}
    | {"skip", "skipif", "xfail", "parametrize", "usefixtures", "filterwarnings"}
    | {"tryfirst", "trylast"}
)
"""Names of pytest's own markers, which no tag may have."""


def marker_name(tag: str) -> str:
    """The marker of a tag: a Python name without a meaning in pytest itself."""
    name = re.sub(r"\W", "_", tag)
    if tag in _OTHERS or not name.isidentifier() or name.startswith("_"):
        name = f"tag_{name}"
    return name


def account_for(node: pytest.Item) -> Account:
    """The account of a Python test, read once in a session."""
    config = node.config
    name = _marked(node).get("account") or config.getini("optinsim_account")
    if not name:
        pytest.fail(
            "no account: @pytest.mark.optinsim(account='accounts/acme.yaml'), or optinsim_account "
            "in the configuration of pytest",
            pytrace=False,
        )
    accounts = config.stash.setdefault(_ACCOUNTS, {})
    path = config.rootpath / name
    if path not in accounts:
        try:
            accounts[path] = load_account(path)
        except OptinsimError as error:
            pytest.fail(str(error), pytrace=False)
    return accounts[path]


def simulator_for(node: pytest.Item, account: Account) -> Simulator:
    """A new simulator for a Python test."""
    given = world_for(node)
    try:
        return Simulator(account, **given)
    except OptinsimError as error:
        pytest.fail(f"optinsim: start={given.get('start')!s:.60}: {error}", pytrace=False)


def world_for(node: pytest.Item) -> dict[str, Any]:
    """The `seed` and `start` of a Python test's world, if its marker has them."""
    given = {key: item for key, item in _marked(node).items() if key != "account"}
    start = given.get("start")
    if isinstance(start, str):
        try:
            given["start"] = parse_instant(start)
        except PydanticCustomError as error:
            expected = (error.context or {})["expected"]
            pytest.fail(f"optinsim: start={start!r:.60}: expected {expected}", pytrace=False)
    return given


def _marked(node: pytest.Item) -> dict[str, Any]:
    """The arguments of a test's markers; the nearest marker wins."""
    given: dict[str, Any] = {}
    for mark in node.iter_markers("optinsim"):
        if mark.args or mark.kwargs.keys() - {"account", "seed", "start"}:
            pytest.fail("optinsim takes account=, seed= and start=, and no others", pytrace=False)
        given = dict(mark.kwargs) | given
    for name, item in given.items():
        if not isinstance(item, _TAKEN[name]):
            pytest.fail(f"optinsim: {name}={item!r:.60} is no {name}", pytrace=False)
    return given


_TAKEN: dict[str, tuple[type, ...]] = {
    "account": (str, Path),
    "seed": (int,),
    "start": (str, datetime),
}
"""The arguments of the marker, with their types."""
