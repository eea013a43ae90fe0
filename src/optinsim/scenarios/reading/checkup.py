"""Checks accounts, scenarios and sign-off sheets without running them.

Knows the kinds of files. Leaves the checks to other modules.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.account_warnings import checked_account
from optinsim.files.accounts import account_in, load_account
from optinsim.files.paths import is_signoff
from optinsim.files.problems import FileError
from optinsim.files.signoffs import check_signoff
from optinsim.files.source import read_file
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.reading.load import Loader, is_account
from optinsim.scenarios.reading.overrides import check_overrides
from optinsim.scenarios.reading.project import PROJECT_FILE, project_in, unused_in_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.overrides import Overrides
    from optinsim.scenarios.reading.project import Project


def check_files(
    paths: Iterable[str], overrides: Overrides | None = None
) -> tuple[int, list[Problem]]:
    """How many files were checked, and their problems and warnings, each once.

    Raises:
        OverrideError: an override of the command line cannot be used.
    """
    files, problems = find_files(paths, others=True)
    if overrides is not None:
        check_overrides(overrides, files)
    loader = Loader(overrides)
    for file in files:
        problems += _check_file(file, loader)
    for file, is_named in files.items():
        # The check has not seen all scenarios of a project file that is named itself.
        if Path(file).name == PROJECT_FILE and not is_named:
            problems += unused_in_project(file, loader.shared.used)
    return len(files), list(dict.fromkeys(problems))


def _check_file(file: str, loader: Loader) -> Iterator[Problem]:
    try:
        documents = read_file(Path(file), file)
        if Path(file).name == PROJECT_FILE:
            yield from _check_project(project_in(documents, Path(file), file))
            return
        if is_signoff(file):
            yield from check_signoff(documents, Path(file), file)
            return
        if len(documents) == 1 and is_account(documents[0]):
            yield from checked_account(documents[0])[1]
            return
    except FileError as error:
        yield from error.problems
        return
    loaded = loader.take(documents, Path(file), file)
    yield from loaded.problems
    yield from loaded.warnings


def _check_project(project: Project) -> Iterator[Problem]:
    """The problems of the accounts of a project file that has none itself."""
    document, tree = project.document, project.document.tree
    places: list[tuple[str | int, ...]] = [("account",)]
    if "accounts" in tree:
        places = [("accounts", i) for i in range(len(tree["accounts"]))]
    for place in places:
        account = document.at(place)
        try:
            if isinstance(account, dict):
                account_in(document, place, project.path.parent)
            elif isinstance(account, str):
                load_account(project.path.parent / account)
        except FileError as error:
            if isinstance(account, str):
                message = f"account {account!r:.100} cannot be used"
                yield document.problem(place, message, code=Code.UNUSABLE_ACCOUNT)
            yield from error.problems
