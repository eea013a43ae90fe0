"""Loads scenario files: the cases that can be run, or all problems of the files.

Knows files, and where their accounts are. Does not know how a document becomes cases (build.py).
"""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.accounts import account_in, load_account
from optinsim.files.composed import written
from optinsim.files.ignores import without_ignored
from optinsim.files.paths import is_file, is_signoff
from optinsim.files.problems import MOST_PROBLEMS, FileError, Problem, in_order
from optinsim.files.source import YamlMapping, read_file, read_text
from optinsim.scenarios.reading import unquoted
from optinsim.scenarios.reading.build import UNSURE, CaseBuilder
from optinsim.scenarios.reading.cases import Broken, Case, Sharing
from optinsim.scenarios.reading.project import OTHER_ENDING, PROJECT_FILE
from optinsim.scenarios.reading.shared import Shared
from optinsim.scenarios.reading.variables import LARGEST, Budget
from optinsim.scenarios.reading.warnings.equal_scenarios import EqualScenarios
from optinsim.scenarios.reading.warnings.known_keys import KeyTrees
from optinsim.scenarios.reading.warnings.unused_people import people_of_project
from optinsim.scenarios.reading.warnings.warn import equal_examples, suspicious, unused_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.files.source import Document
    from optinsim.scenarios.reading.overrides import Overrides
    from optinsim.scenarios.reading.per_account import OnAccount
    from optinsim.scenarios.reading.project import Project
    from optinsim.scenarios.reading.shared import Whole


MOST_STEPS = 100_000
"""The steps that the examples of one file may make."""
MOST = (LARGEST, MOST_STEPS)
"""The limits of `Loaded.spent`."""


@dataclass(slots=True)
class Loaded:
    """The content of a loaded file."""

    entries: list[Case | Broken] = field(default_factory=list)
    """In the order of the file."""
    unreadable: list[Problem] = field(default_factory=list)
    """Why the file cannot be read, if so."""
    warnings: list[Problem] = field(default_factory=list)
    warned: dict[Problem, set[int]] = field(default_factory=dict)
    """For each warning, the first lines of the scenarios that draw it: they may share a group."""
    reads: list[Path] = field(default_factory=list)
    """The account files of its scenarios, and their project file."""
    documents: int = 0
    spent: tuple[int, int] = (0, 0)
    """How much variables have added, and how many steps examples have; see `MOST`."""
    contents: frozenset[bytes] = frozenset()
    """See `EqualScenarios.contents`."""

    @property
    def problems(self) -> list[Problem]:
        """All problems of the file, each once."""
        broken = (p for e in self.entries if isinstance(e, Broken) for p in e.problems)
        return list(dict.fromkeys((*self.unreadable, *broken)))

    def warnings_of(self, entries: Sequence[Case | Broken]) -> dict[Problem, set[int]]:
        """The warnings of some entries, each with the first lines of the scenarios that draw it."""
        starts = sorted({entry.document.start.line for entry in self.entries})
        chosen = {entry.document.start.line for entry in entries}

        def drawn_by(warning: Problem) -> set[int]:
            if warning in self.warned:
                return self.warned[warning]
            line = warning.mark.line if warning.mark else 0  # of a comment
            return {max((start for start in starts if start <= line), default=0)}

        found = {warning: drawn_by(warning) for warning in self.warnings}
        return {w: begins for w, begins in found.items() if not chosen.isdisjoint(begins)}


class Loader:
    """Reads scenario files. Caches accounts and project files, which many of them share."""

    def __init__(self, overrides: Overrides | None = None) -> None:
        self.shared = Shared(overrides)
        self._accounts: dict[tuple[Path, str], Account | FileError] = {}
        """By folder, and the path from there."""
        self._keys: KeyTrees | None = None
        """The keys of the last account: most scenarios of a run have the same."""
        self._unquoted: dict[Path, list[Problem]] = {}
        """By project file, the warnings about its texts."""

    def load(self, path: Path, shown: str, *, may_be_account: bool = False) -> Loaded:
        """The cases of a file, and its problems.

        Args:
            path: its path.
            shown: its name in problems and reports.
            may_be_account: whether the file may be an account without a problem.
        """
        if path.name == PROJECT_FILE or is_signoff(path):
            kind = "sign-off sheet" if is_signoff(path) else "project file"
            message = f"is a {kind}, and holds no scenario"
            return Loaded(
                unreadable=[]
                if may_be_account
                else [Problem(shown, message, code=Code.WRONG_DOCUMENT)]
            )
        try:
            documents = read_file(path, shown)
        except FileError as error:
            return Loaded(unreadable=list(error.problems))
        return self.take(documents, path, shown, may_be_account=may_be_account)

    def take(
        self, documents: list[Document], path: Path, shown: str, *, may_be_account: bool = False
    ) -> Loaded:
        """The same as `load`, for documents that have been read."""
        if not documents:
            return Loaded(unreadable=[Problem(shown, "has no scenario", code=Code.NOTHING_IN_FILE)])
        if len(documents) == 1 and is_account(documents[0]):
            return Loaded(unreadable=[] if may_be_account else [_no_scenario(documents[0])])
        if path.name == OTHER_ENDING and not any(map(_has_steps, documents)):
            message = "is a project file with another name, and holds no scenario"
            problem = Problem(shown, message, expected=PROJECT_FILE, code=Code.WRONG_DOCUMENT)
            return Loaded(unreadable=[problem])
        return self._loaded(path.parent, documents)

    def load_text(self, path: Path, shown: str, text: str) -> Loaded:
        """The cases of some of the documents of a file.

        Args:
            path: where the file is.
            shown: its name in problems and reports.
            text: the documents, after an empty line for each line before them in the file.

        Raises:
            FileError: they cannot be read. The right message depends on the whole file.
        """
        return self._loaded(path.parent, read_text(text, shown))

    def _loaded(self, folder: Path, documents: list[Document]) -> Loaded:
        loaded = Loaded(documents=len(documents))
        reads: dict[Path, None] = {}
        equal = EqualScenarios()
        budgets = Budget(), Budget(MOST_STEPS)
        project: Project | None = None
        may_lack_quotes = any(unquoted.may_lack_quotes(one.lines) for one in documents[:1])
        for document in documents:
            if not is_scenario(document):
                loaded.entries.append(Broken(document, (_no_scenario(document),)))
                continue
            whole = self.shared.whole(document, folder, budgets)
            project = whole.project
            if may_lack_quotes:
                whole.warnings += unquoted.lacking_quotes(document)
            whole.warnings += [*self._unquoted_in(project), *equal.take(document)]
            reads.update(dict.fromkeys([project.path] if project else ()))
            reads.update(dict.fromkeys(self.shared.account_paths(whole.document, folder)))
            self._add(loaded, whole, folder, budgets)
        loaded.reads, loaded.contents = list(reads), equal.contents
        loaded.warnings = in_order(loaded.warned)
        is_whole = not any(isinstance(entry, Broken) for entry in loaded.entries)
        for first in documents[:1]:  # all have the lines of the file
            loaded.warnings = without_ignored(
                loaded.warnings, first.lines, first.file, is_whole=is_whole
            )
        if project is not None:
            # The warnings of other scenarios in their groups are not known.
            shared = project.document
            loaded.warnings = without_ignored(
                loaded.warnings, shared.lines, shared.file, is_whole=False
            )
        loaded.spent = (budgets[0].spent, budgets[1].spent)
        return loaded

    def _add(
        self, loaded: Loaded, whole: Whole, folder: Path, budgets: tuple[Budget, Budget]
    ) -> None:
        """Add the cases of a scenario to the loaded ones, or the reason why it has none."""
        problems, warnings = list(whole.problems), list(whole.warnings)
        cases: list[Case] = []
        for one in whole.accounts:
            account, found = self._account(folder, one.document)
            builder = CaseBuilder(one.document, *budgets, self._sharing(whole, one, folder))
            if whole.lacks_steps:
                builder.unjudged = UNSURE
            builder.build(account)
            problems += [*builder.problems, *found]
            cases += builder.cases
            if builder.cases and not problems:
                keys = self._known_keys(builder.cases[0].account)
                warnings += _suspicious_in_any(builder.cases, keys)
        if problems:
            shown = tuple(in_order(problems)[:MOST_PROBLEMS])
            loaded.entries.append(Broken(whole.document, shown))
            # It may be the reason for the problem; other warnings wait until the scenario can run.
            warnings = [w for w in whole.warnings if w.code == Code.MISNAMED_PROJECT]
        else:
            loaded.entries += cases
            warnings += (*equal_examples(cases), *unused_names(cases))
        for warning in warnings:
            loaded.warned.setdefault(warning, set()).add(whole.document.start.line)
        for case in cases:
            names = case.scope.used | case.scope.in_title
            self.shared.note_used(whole.project, (("vars", name) for name in names))
        if cases and whole.project is not None:
            people = people_of_project(cases)
            self.shared.note_used(whole.project, (("people", name) for name in people))

    def _unquoted_in(self, project: Project | None) -> list[Problem]:
        """The warnings about the texts of a project file, which is checked once."""
        if project is None:
            return []
        if project.path not in self._unquoted:
            document = project.document
            may_lack = unquoted.may_lack_quotes(document.lines)
            self._unquoted[project.path] = [*unquoted.lacking_quotes(document)] if may_lack else []
        return self._unquoted[project.path]

    def _sharing(self, whole: Whole, one: OnAccount, folder: Path) -> Sharing:
        document, place = one.document, ("account",)
        is_own = one.name is None and document.at(place) is written(document).at(place)
        account = document.at(place)
        path = None
        if isinstance(account, str) and not is_own:
            path = os.path.normpath(self.shared.account_folder(document, folder) / account)
        return Sharing(
            project=None if whole.project is None else whole.project.document.file,
            account=path,
            account_name=one.name,
            arguments=tuple(self.shared.overrides.arguments),
        )

    def _account(self, folder: Path, document: Document) -> tuple[Account | None, list[Problem]]:
        """The account of a scenario, or the problems that make it unusable."""
        account, place = document.tree.get("account"), ("account",)
        folder = self.shared.account_folder(document, folder)
        try:
            if isinstance(account, YamlMapping):
                return account_in(document, place, folder), []
            if not isinstance(account, str) or not account:
                message = "an account is a path or a mapping"
                missing = "account" not in document.tree  # which the model says
                return None, [] if missing else [
                    document.problem(place, message, code=Code.WRONG_VALUE)
                ]
            return self._load_account(folder, str(account)), []
        except FileError as error:
            if isinstance(account, YamlMapping):
                return None, list(error.problems)
            message = f"account {account!r:.100} cannot be used"
            return None, [
                document.problem(place, message, code=Code.UNUSABLE_ACCOUNT),
                *error.problems,
            ]

    def _known_keys(self, account: Account) -> KeyTrees | None:
        """The keys of an account's bodies, records and answers, if its platform lists them."""
        known = account.known_keys
        if known is None:
            return None
        if self._keys is None or self._keys.known is not known:
            self._keys = KeyTrees(known)
        return self._keys

    def _load_account(self, folder: Path, account: str) -> Account:
        found = self._accounts.get((folder, account))
        if found is None:
            try:
                found = load_account(folder / account)
            except FileError as error:
                found = error
            self._accounts[folder, account] = found
        if isinstance(found, FileError):
            raise found
        return found


def _suspicious_in_any(cases: Sequence[Case], keys: KeyTrees | None) -> list[Problem]:
    """The warnings about the examples of a scenario; one kind at one place is reported once."""
    found: list[Problem] = []
    for case in cases:
        told = {(warning.file, warning.mark, warning.code) for warning in found}
        found += [w for w in suspicious(case, keys) if (w.file, w.mark, w.code) not in told]
    return found


def is_account(document: Document) -> bool:
    """Whether a document is an account, and no scenario."""
    tree = document.tree
    if not isinstance(tree, YamlMapping):
        return False
    if tree.keys().isdisjoint(("platform", "extends")):
        return False
    return "scenario" not in tree and "steps" not in tree


def _has_steps(document: Document) -> bool:
    """Whether a document has a key that only scenarios have."""
    tree = document.tree
    return isinstance(tree, YamlMapping) and not tree.keys().isdisjoint(("scenario", "steps"))


def is_scenario(document: Document) -> bool:
    """Whether a document is meant to be a scenario, right or wrong."""
    return isinstance(document.tree, YamlMapping) and not is_account(document)


def has_key(path: Path, *keys: str) -> bool:
    """Whether one of these keys begins a line in the first million bytes of a file.

    For files that may be anything, and are not parsed.
    """
    try:
        if not is_file(path):  # reading a pipe might block
            return False
        with path.open("rb") as stream:
            beginning = stream.read(_KEY_SEARCH_BYTES)
    except (OSError, ValueError):  # ValueError: a path with a NUL in it
        return False
    pattern = rf"^([\"']?)(?:{'|'.join(keys)})\1[ \t]*:".encode()
    return re.search(pattern, beginning.removeprefix(BOM_UTF8), re.MULTILINE) is not None


_KEY_SEARCH_BYTES = 1_000_000
"""A file may begin with long comments."""


def _no_scenario(document: Document) -> Problem:
    if isinstance(document.tree, YamlMapping):
        return document.problem(
            (),
            "this is an account, not a scenario",
            expected="scenario: …",
            code=Code.WRONG_DOCUMENT,
        )
    return document.problem(
        (), "this is no scenario", expected="a mapping: scenario: …", code=Code.WRONG_DOCUMENT
    )
