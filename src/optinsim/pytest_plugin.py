"""The pytest plugin: scenario files become tests, and Python tests get a simulator.

Every pytest of an environment in which optinsim is installed imports this module. So it imports
nothing of the rest until there is a scenario to collect or a fixture to make.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.simulator import Simulator

_SUFFIXES = (".yaml", ".yml")
_MARK = "optinsim(account=…, seed=0, start=…): what optinsim_account and simulator are made of"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know our ini options."""
    parser.addini(
        "optinsim_scenarios",
        "folders whose YAML files are scenarios, from the root of the project",
        type="args",
        default=None,  # so that a folder that somebody has named is told from ours
    )
    parser.addini(
        "optinsim_account",
        "the account file of Python tests, from the root of the project",
        default="",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Know our marker, and look where scenarios are, whatever `testpaths` says of Python tests.

    Raises:
        UsageError: a folder is named and not there; its scenarios would be left out in silence.
    """
    config.addinivalue_line("markers", _MARK)
    folders = _folders(config)
    if config.getini("optinsim_scenarios") is not None:
        for folder in folders:
            if not folder.is_dir():
                raise pytest.UsageError(f"optinsim_scenarios: {folder} is no folder")
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        known = [config.invocation_params.dir / name for name in config.args]
        config.args += [
            str(folder)
            for folder in folders
            if folder.is_dir() and not any(folder.is_relative_to(path) for path in known)
        ]


def _folders(config: pytest.Config) -> list[Path]:
    names = config.getini("optinsim_scenarios")
    return [config.rootpath / name for name in (["scenarios"] if names is None else names)]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The scenarios of a file in one of the folders, or of one that somebody named."""
    if not file_path.name.lower().endswith(_SUFFIXES):
        return None
    # A folder that somebody named by another way is the same folder.
    in_folder = any(
        file_path.is_relative_to(folder) or file_path.is_relative_to(folder.resolve())
        for folder in _folders(parent.config)
    )
    named = parent.session.isinitpath(file_path)
    # An editor's own files are hidden, and `optinsim run` leaves them alone too.
    if not (named or (in_folder and not file_path.name.startswith("."))):
        return None
    from optinsim.pytest_items import ScenariosOfFile  # noqa: PLC0415  (when needed)
    from optinsim.scenario.load import has_key  # noqa: PLC0415  (the same)

    if not in_folder and not has_key(file_path, "scenario"):
        return None  # somebody else's YAML
    return ScenariosOfFile.from_parent(parent, path=file_path, may_be_account=not named)


@pytest.fixture
def optinsim_account(request: pytest.FixtureRequest) -> Account:
    """The account that the marker `optinsim` names, or the ini option `optinsim_account`."""
    from optinsim.pytest_items import account_for  # noqa: PLC0415  (when needed)

    return account_for(request.node)


@pytest.fixture
def simulator(request: pytest.FixtureRequest, optinsim_account: Account) -> Simulator:
    """A fresh world of `optinsim_account`: nobody has texted yet."""
    from optinsim.pytest_items import simulator_for  # noqa: PLC0415  (when needed)

    return simulator_for(request.node, optinsim_account)
