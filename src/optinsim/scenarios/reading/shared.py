"""Completes each scenario with the data that scenarios share: project file, groups, command line.

Caches project files. Knows in which order a scenario is completed, and the files of which it
consists. Does not read accounts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.accounts import account_files
from optinsim.files.composed import origin_of
from optinsim.files.problems import FileError, Problem
from optinsim.files.source import YamlMapping, read_file
from optinsim.scenarios.reading.groups import Expansion, uses_groups
from optinsim.scenarios.reading.overrides import Overrides
from optinsim.scenarios.reading.per_account import OnAccount, on_accounts
from optinsim.scenarios.reading.project import (
    PROJECT_FILE,
    Project,
    completed,
    find_project,
    load_project,
    misnamed_project,
    project_files,
    shown_as,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from optinsim.files.tree import Document
    from optinsim.scenarios.reading.variables import Budget

Budgets = tuple["Budget", "Budget"]
"""How much variables may add to a file, and how many steps."""


@dataclass(slots=True)
class Whole:
    """A scenario completed with its shared data."""

    document: Document
    project: Project | None
    accounts: list[OnAccount]
    """The scenario on each of its accounts."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    lacks_steps: bool = False
    """Whether a group cannot be used as the scenario says, so that steps or words are missing."""


class Shared:
    """The shared data of the scenarios of a run."""

    def __init__(self, overrides: Overrides | None = None) -> None:
        self.overrides = overrides or Overrides()
        self._files_of_accounts: dict[tuple[Path, str], list[Path]] = {}
        """By folder, and the path from there."""
        self._projects: dict[Path, Project | FileError | None] = {}
        """By the folder of scenarios."""
        self._misnamed: dict[Path, list[Problem]] = {}
        """By the folder of scenarios, the warning about a project file with another name."""
        self.used: dict[Path, set[tuple[str, str]]] = {}
        """By project file, the items that scenarios have used so far; see `unused_in_project`."""

    def whole(self, document: Document, folder: Path, budgets: Budgets) -> Whole:
        """A scenario of a folder with its shared data, and the problems of that data."""
        project, unusable = self._project(folder, document.file)
        if unusable:
            # If a part of a scenario is missing, other faults found would be wrong.
            return Whole(document, None, [], list(unusable))
        found: list[Problem] = [*self._misnamed[folder]]
        if project is not None:
            document = completed(document, project)
        document = self.overrides.with_vars(document)
        found += self.overrides.without_effect(document)
        lacks_steps = False
        if uses_groups(document):
            expansion = Expansion(document, project, *budgets)
            document = expansion.expanded()
            found += expansion.problems
            lacks_steps = any(p.severity == "error" for p in expansion.problems)
            self.note_used(project, (("steps", name) for name in expansion.used))
        accounts, of_accounts = on_accounts(document, self.overrides.account)
        found += of_accounts
        problems = [p for p in found if p.severity == "error"]
        if problems and (not document.tree.get("steps") or budgets[1].is_spent):
            accounts = []  # no step is left, or too many to look at
        warnings = [p for p in found if p.severity == "warning"]
        return Whole(document, project, accounts, problems, warnings, lacks_steps)

    def note_used(self, project: Project | None, names: Iterable[tuple[str, str]]) -> None:
        """Note that a scenario has used an item of a project; see `unused_in_project`."""
        if project is not None:
            self.used.setdefault(project.path, set()).update(names)

    def account_folder(self, document: Document, folder: Path, key: str = "account") -> Path:
        """The folder to which the path of a scenario's account is relative."""
        if self.overrides.account is not None:
            return Path()
        project = self._project(folder, document.file)[0]
        is_shared = project is not None and origin_of(document, (key,)).document is project.document
        return project.path.parent if project is not None and is_shared else folder

    def account_paths(self, document: Document, folder: Path) -> list[Path]:
        """The account files that a completed scenario names, and those that they extend."""
        account, accounts = document.tree.get("account"), document.tree.get("accounts")
        if isinstance(account, YamlMapping):
            account = account.get("extends")
        names = [account, *(accounts if isinstance(accounts, list) else ())]
        if self.overrides.account is not None:
            names = [self.overrides.account]
        folder = self.account_folder(document, folder, "accounts" if accounts else "account")
        paths = [name for name in names if isinstance(name, str) and name]
        return [file for path in paths for file in self._account_files(folder, path)]

    def _account_files(self, folder: Path, path: str) -> list[Path]:
        """An account file and those that it extends, cached."""
        key = (folder, path)
        if key not in self._files_of_accounts:
            self._files_of_accounts[key] = list(account_files(folder / path))
        return self._files_of_accounts[key]

    def files_of(self, path: Path) -> list[Path]:
        """The project and account files of a scenario file, existing or not.

        With the paths where a new project file would be used.
        """
        found: dict[Path, None] = dict.fromkeys(project_files(path.parent))
        try:
            documents = read_file(path, str(path))
        except FileError:
            documents = []
        project = self._project(path.parent, str(path))[0]
        for document in documents:
            if isinstance(document.tree, YamlMapping):
                whole = document if project is None else completed(document, project)
                found.update(dict.fromkeys(self.account_paths(whole, path.parent)))
        return list(found)

    def _project(self, folder: Path, file: str) -> tuple[Project | None, Sequence[Problem]]:
        """The project of a folder of scenarios, or the reason why it cannot be used.

        `file` is the name of a scenario file in reports: the project file's name has the same form.
        """
        if folder not in self._projects:
            path, other = find_project(folder), misnamed_project(folder)
            self._misnamed[folder] = [_misnamed(shown_as(other, file))] if other else []
            try:
                self._projects[folder] = (
                    None if path is None else load_project(path, shown_as(path, file))
                )
            except FileError as error:
                self._projects[folder] = error
        found = self._projects[folder]
        return (None, found.problems) if isinstance(found, FileError) else (found, ())


def _misnamed(file: str) -> Problem:
    message = "is not read: the name of a project file is another"
    return Problem(file, message, expected=PROJECT_FILE, code=Code.MISNAMED_PROJECT)
