"""The pytest plugin: scenario files become tests, and Python tests get a simulator.

Every pytest of an environment in which optinsim is installed imports this module. So it imports
no other module of optinsim until there is a scenario to collect or a fixture to make.
"""

from __future__ import annotations

import os
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from optinsim.adapter import Account
    from optinsim.pytest_server import RunningServer
    from optinsim.simulator import Simulator

_SUFFIXES = (".yaml", ".yml")
_OF_SCENARIOS = (
    "--optinsim-laws",
    "--optinsim-fail-on",
    "--optinsim-account",
    "--optinsim-var",
)
"""The options whose values are read once, before the collection."""
_MARK = "optinsim(account=…, seed=0, start=…): what optinsim_account and simulator are made of"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options."""
    group = parser.getgroup("optinsim")
    group.addoption(
        "--optinsim-warnings-as-errors",
        action="store_true",
        help="a scenario file that draws a warning cannot be collected",
    )
    group.addoption(
        "--optinsim-laws",
        metavar="PACK",
        help="the laws that judge scenarios: us, ca, a pack, off; by default the account's country",
    )
    group.addoption(
        "--optinsim-fail-on",
        metavar="SEVERITY",
        help="a scenario that breaks a law of this severity fails: sev0, sev1, sev2, info",
    )
    group.addoption(
        "--optinsim-account",
        metavar="FILE",
        help="run every scenario on this account, not its own",
    )
    group.addoption(
        "--optinsim-var",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="take this value of a var of scenarios",
    )
    parser.addini(
        "optinsim_scenarios",
        "folders whose YAML files are scenarios, from the root of the project",
        type="args",
        default=None,  # so that a configured folder differs from the default
    )
    parser.addini(
        "optinsim_account",
        "the account file of Python tests, from the root of the project",
        default="",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Add our marker, and collect the folders of scenarios, regardless of `testpaths`.

    Raises:
        UsageError: an option for scenarios cannot be used, or a folder does not exist, is empty, or
            is where pytest collects nothing; its scenarios would be left out silently.
    """
    config.addinivalue_line("markers", _MARK)
    if any(config.getoption(name) for name in _OF_SCENARIOS):
        from optinsim.pytest_items import check_options  # noqa: PLC0415  (slow: only where an option is given)

        check_options(config, _scenario_paths(config))
    folders = _folders(config)
    if config.getini("optinsim_scenarios") is not None:
        for folder in folders:
            if not folder.is_dir():
                raise pytest.UsageError(f"optinsim_scenarios: {folder} is no folder")
            from optinsim.scenarios.reading.collect import find_files  # noqa: PLC0415  (slow: only for scenarios)

            for problem in find_files([str(folder)])[1]:
                raise pytest.UsageError(
                    f"optinsim_scenarios: {problem.file} {problem.coded_message}"
                )
    here, sources = config.invocation_params.dir, pytest.Config.ArgsSource
    whole = config.args_source is sources.INVOCATION_DIR and here == config.rootpath
    if not whole and config.args_source is not sources.TESTPATHS:
        return
    known = [Path(os.path.normpath(here / name)) for name in config.args]
    for folder in filter(Path.is_dir, folders):
        above = [path for path in known if folder.is_relative_to(path)]
        if not above:
            config.args.append(str(folder))
        elif not all(_is_reached(folder, path, folders, config) for path in above):
            # pytest drops an argument that lies in another one, even if it skips that one.
            message = f"optinsim_scenarios: pytest does not come by {folder}"
            raise pytest.UsageError(f"{message}: let testpaths name it, and no folder above it")


def _is_reached(folder: Path, start: Path, folders: list[Path], config: pytest.Config) -> bool:
    """Whether pytest reaches a folder from one above it.

    pytest reaches folders of scenarios: see `pytest_ignore_collect`.
    """
    between = [path for path in folder.parents if path != start and path.is_relative_to(start)]
    return not any(
        _is_passed_by(path.name, config) and not _is_below(path, folders) for path in between
    )


def _is_passed_by(name: str, config: pytest.Config) -> bool:
    """Whether pytest skips folders of that name, such as `build`."""
    return any(fnmatch(name, pattern) for pattern in config.getini("norecursedirs"))


@pytest.hookimpl(wrapper=True)
def pytest_ignore_collect(
    collection_path: Path, config: pytest.Config
) -> Generator[None, bool | None, bool | None]:
    """Collect folders of scenarios as `optinsim run` does, with any name."""
    ignored = yield
    if not ignored or not _is_passed_by(collection_path.name, config):
        return ignored
    folders = _folders(config)
    is_hidden = collection_path.name.startswith(".") and collection_path not in folders
    if is_hidden or not _is_below(collection_path, folders):
        return ignored
    unwanted = config.getoption("ignore") or [], config.getoption("ignore_glob") or []
    here = config.invocation_params.dir
    if any(here / path == collection_path for path in unwanted[0]):
        return ignored
    return any(fnmatch(str(collection_path), str(here / pattern)) for pattern in unwanted[1])


def _folders(config: pytest.Config) -> list[Path]:
    names = config.getini("optinsim_scenarios")
    return [
        Path(os.path.normpath(config.rootpath / name))
        for name in (["scenarios"] if names is None else names)
    ]


def _scenario_paths(config: pytest.Config) -> list[str]:
    """The scenario files that the user names, or else the existing folders of scenarios."""
    named = [name.partition("::")[0] for name in config.args]
    files = [name for name in named if name.lower().endswith(_SUFFIXES)]
    if files and len(files) == len(named):
        return files
    return [*files, *map(str, filter(Path.is_dir, _folders(config)))]


def _is_below(path: Path, folders: list[Path]) -> bool:
    """Whether it is below one of the folders; another path to the same folder counts too."""
    return any(
        path.is_relative_to(folder) or path.is_relative_to(folder.resolve()) for folder in folders
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The scenarios of a file in one of the folders, or of one that the user named."""
    if not file_path.name.lower().endswith(_SUFFIXES):
        return None
    in_folder = _is_below(file_path, _folders(parent.config))
    named = parent.session.isinitpath(file_path)
    # An editor's own files are hidden, and `optinsim run` leaves them alone too.
    if not (named or (in_folder and not file_path.name.startswith("."))):
        return None
    from optinsim.pytest_items import ScenariosOfFile  # noqa: PLC0415  (slow: only for scenarios)
    from optinsim.scenarios.reading.collect import holds_no_scenario  # noqa: PLC0415  (slow)
    from optinsim.scenarios.reading.load import has_key  # noqa: PLC0415  (slow)

    if not in_folder and not has_key(file_path, "scenario"):
        return None  # YAML that is no scenario
    if holds_no_scenario(file_path) and not named:
        return None
    return ScenariosOfFile.from_parent(parent, path=file_path, may_be_account=not named)


_FINDING = "optinsim_finding"
"""See `pytest_items.FINDING`, which cannot be imported before there is a scenario."""
_MOST_FINDINGS = 10


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the first findings of the laws, after all tests; pytest-xdist's workers send theirs."""
    found = [
        f"{report.nodeid}: {text}"
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        for name, text in getattr(report, "user_properties", ())
        if name == _FINDING
    ]
    if not found:
        return
    terminalreporter.section("laws that scenarios break")
    for line in found[:_MOST_FINDINGS]:
        terminalreporter.write_line(line)
    if len(found) > _MOST_FINDINGS:
        more = len(found) - _MOST_FINDINGS
        terminalreporter.write_line(f"{more} more: optinsim run lists all")


@pytest.fixture
def optinsim_account(request: pytest.FixtureRequest) -> Account:
    """The account that the marker `optinsim` names, or the ini option `optinsim_account`."""
    from optinsim.pytest_items import account_for  # noqa: PLC0415  (slow: only for scenarios)

    return account_for(request.node)


@pytest.fixture
def simulator(request: pytest.FixtureRequest, optinsim_account: Account) -> Simulator:
    """A new simulator of `optinsim_account`, with no people."""
    from optinsim.pytest_items import simulator_for  # noqa: PLC0415  (slow: only for scenarios)

    return simulator_for(request.node, optinsim_account)


@pytest.fixture
def optinsim_server(
    request: pytest.FixtureRequest, optinsim_account: Account
) -> Generator[RunningServer]:
    """A server of `optinsim_account` on a free port, with no people and nothing to deliver."""
    from optinsim.pytest_server import server_for  # noqa: PLC0415  (only who has a server waits for it)

    with server_for(request.node, optinsim_account) as server:
        yield server
