"""Loads scenario files: the cases that can be run, or everything that is wrong with them.

Knows files, and where their accounts are. How a document becomes cases is build.py's.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.files.accounts import account_files, account_in, load_account
from optinsim.files.ignores import without_ignored
from optinsim.files.problems import MOST_PROBLEMS, FileError, Problem, in_order
from optinsim.files.source import YamlMapping, read_file, read_text
from optinsim.scenarios.reading.build import CaseBuilder
from optinsim.scenarios.reading.cases import Broken, Case
from optinsim.scenarios.reading.variables import LARGEST, Budget
from optinsim.scenarios.reading.warn import suspicious, unused_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from optinsim.adapter import Account
    from optinsim.files.source import Document


MOST_STEPS = 100_000
"""The steps that the examples of one file may make."""
MOST = (LARGEST, MOST_STEPS)
"""The limits of `Loaded.spent`."""


@dataclass(slots=True)
class Loaded:
    """What was loaded from a file."""

    entries: list[Case | Broken] = field(default_factory=list)
    """In the order of the file."""
    unreadable: list[Problem] = field(default_factory=list)
    """Why nothing of it can be read, if so."""
    warnings: list[Problem] = field(default_factory=list)
    reads: list[Path] = field(default_factory=list)
    """The account files of its scenarios."""
    documents: int = 0
    spent: tuple[int, int] = (0, 0)
    """How much variables have added, and how many steps examples; see `MOST`."""

    @property
    def problems(self) -> list[Problem]:
        """All problems of the file, each once."""
        broken = (p for e in self.entries if isinstance(e, Broken) for p in e.problems)
        return list(dict.fromkeys((*self.unreadable, *broken)))

    def warnings_of(self, entries: Sequence[Case | Broken]) -> list[Problem]:
        """The warnings of some of the entries."""
        starts = sorted({entry.document.start.line for entry in self.entries})
        chosen = {entry.document.start.line for entry in entries}

        def start(warning: Problem) -> int:
            line = warning.mark.line if warning.mark else 0
            return max((start for start in starts if start <= line), default=0)

        return [warning for warning in self.warnings if start(warning) in chosen]


class Loader:
    """Reads scenario files. Caches accounts, which many of them share."""

    def __init__(self) -> None:
        self._accounts: dict[tuple[Path, str], Account | FileError] = {}
        """By folder, and the path from there."""

    def load(self, path: Path, shown: str, *, may_be_account: bool = False) -> Loaded:
        """The cases of a file, and what is wrong in it.

        Args:
            path: where it is.
            shown: its name in problems and reports.
            may_be_account: whether it is no problem if the file is an account.
        """
        try:
            documents = read_file(path, shown)
        except FileError as error:
            return Loaded(unreadable=list(error.problems))
        return self.take(documents, path, shown, may_be_account=may_be_account)

    def take(
        self, documents: list[Document], path: Path, shown: str, *, may_be_account: bool = False
    ) -> Loaded:
        """What `load` returns, for documents that have been read."""
        if not documents:
            return Loaded(unreadable=[Problem(shown, "has no scenario", code=Code.NOTHING_IN_FILE)])
        if len(documents) == 1 and is_account(documents[0]):
            return Loaded(unreadable=[] if may_be_account else [_no_scenario(documents[0])])
        return self._loaded(path.parent, documents)

    def load_text(self, path: Path, shown: str, text: str) -> Loaded:
        """The cases of some of the documents of a file.

        Args:
            path: where the file is.
            shown: its name in problems and reports.
            text: the documents, behind as many empty lines as stand before them in the file.

        Raises:
            FileError: they cannot be read. The right message depends on the whole file.
        """
        return self._loaded(path.parent, read_text(text, shown))

    def _loaded(self, folder: Path, documents: list[Document]) -> Loaded:
        loaded = Loaded(documents=len(documents))
        accounts: dict[str, None] = {}
        budget, steps = Budget(), Budget(MOST_STEPS)
        for document in documents:
            if not is_scenario(document):
                loaded.entries.append(Broken(document, (_no_scenario(document),)))
                continue
            accounts.update(dict.fromkeys(account_file(document)))
            account, problems = self._account(folder, document)
            builder = CaseBuilder(document, budget, steps)
            builder.build(account)
            problems = [*builder.problems, *problems]
            if problems:
                loaded.entries.append(Broken(document, tuple(in_order(problems)[:MOST_PROBLEMS])))
            else:
                loaded.entries += builder.cases
                loaded.warnings += [*suspicious(builder.cases[0]), *unused_names(builder.cases)]
        files = (account_files(folder / account) for account in accounts)
        loaded.reads = list(dict.fromkeys(chain.from_iterable(files)))
        is_whole = not any(isinstance(entry, Broken) for entry in loaded.entries)
        for first in documents[:1]:  # all have the lines of the file
            loaded.warnings = without_ignored(
                in_order(loaded.warnings), first.lines, first.file, is_whole=is_whole
            )
        loaded.spent = (budget.spent, steps.spent)
        return loaded

    def _account(self, folder: Path, document: Document) -> tuple[Account | None, list[Problem]]:
        """The account of a scenario, and the problems because of which it cannot be used."""
        account, place = document.tree.get("account"), ("account",)
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


def account_file(document: Document) -> list[str]:
    """The file of a scenario's account, or the one that it extends, from its folder, if any."""
    account = document.tree.get("account") if is_scenario(document) else None
    if isinstance(account, YamlMapping):
        account = account.get("extends")
    return [str(account)] if isinstance(account, str) and account else []


def is_account(document: Document) -> bool:
    """Whether a document is an account, and no scenario."""
    tree = document.tree
    if not isinstance(tree, YamlMapping):
        return False
    if tree.keys().isdisjoint(("platform", "extends")):
        return False
    return "scenario" not in tree and "steps" not in tree


def is_scenario(document: Document) -> bool:
    """Whether a document is meant to be a scenario, right or wrong."""
    return isinstance(document.tree, YamlMapping) and not is_account(document)


def has_key(path: Path, *keys: str) -> bool:
    """Whether one of these keys begins a line in the first million bytes of a file.

    For files that may be anything, and are not parsed.
    """
    try:
        if not path.is_file():  # reading a pipe might block
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
