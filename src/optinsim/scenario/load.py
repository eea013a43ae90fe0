"""Scenario files into cases that can be run, or into everything that is wrong with them.

A case is one scenario with one of its examples. Knows files, accounts and variables. Does not run
anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from optinsim.core.values import value
from optinsim.fields import to_json
from optinsim.files.accounts import account_in, load_account
from optinsim.files.problems import FileError, Problem
from optinsim.files.source import Mapping, read_file
from optinsim.files.validate import fault_problem, validate
from optinsim.scenario.cast import Cast
from optinsim.scenario.check import Checker
from optinsim.scenario.model import Examples, People, ScenarioFile, StepFile, default_people
from optinsim.scenario.scope import Filled, Scope
from optinsim.scenario.variables import MISSING, fill
from optinsim.scenario.warn import ambiguous_contains

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from optinsim.adapter import Account, Place
    from optinsim.files.source import Document


@value
class Step:
    """One step of a case."""

    line: int
    tree: Mapping
    """As it was read, with its variables filled in."""
    file: StepFile | None
    """The same, checked; None where it waits for a captured value."""


@value
class Case:
    """One scenario with one of its examples, ready to run."""

    document: Document
    file: ScenarioFile
    example: dict[str, Any] | None
    account: Account
    cast: Cast
    steps: tuple[Step, ...]


@value
class Broken:
    """A scenario that cannot be run."""

    document: Document
    problems: tuple[Problem, ...]
    """Why."""

    @property
    def title(self) -> str:
        """What it calls itself, as far as it does."""
        title = self._value("scenario")
        return str(title) if isinstance(title, str) else ""

    @property
    def tags(self) -> tuple[str, ...] | None:
        """Its tags; None if they cannot be told."""
        tags = self._value("tags")
        if tags is None:
            return ()
        if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
            return tuple(tags)
        return None

    def _value(self, key: str) -> Any:
        tree = self.document.tree
        return tree.get(key) if isinstance(tree, dict) else None


@dataclass(slots=True)
class Loaded:
    """What a file gave."""

    entries: list[Case | Broken] = field(default_factory=list)
    """In the order of the file."""
    unreadable: list[Problem] = field(default_factory=list)
    """Why there is nothing to read, if there is not."""
    warnings: list[Problem] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong in the file, each once."""
        broken = (p for e in self.entries if isinstance(e, Broken) for p in e.problems)
        return list(dict.fromkeys((*self.unreadable, *broken)))


class Loader:
    """Reads scenario files; an account that many of them share is read once."""

    def __init__(self) -> None:
        self._accounts: dict[Path, Account | FileError] = {}

    def load(self, path: Path, shown: str, *, may_be_account: bool = False) -> Loaded:
        """The cases of a file, and what is wrong in it.

        Args:
            path: where it is.
            shown: its name in problems and reports.
            may_be_account: whether an account, found beside scenarios, is nothing to complain of.
        """
        loaded = Loaded()
        try:
            documents = read_file(path, shown)
        except FileError as error:
            loaded.unreadable += error.problems
            return loaded
        if not documents:
            loaded.unreadable.append(Problem(shown, "has no scenario"))
            return loaded
        if len(documents) == 1 and is_account(documents[0]):
            if not may_be_account:
                message = "this is an account, not a scenario"
                loaded.unreadable.append(documents[0].problem((), message))
            return loaded
        uses_variables = any("${" in line or "$capture" in line for line in documents[0].lines)
        for document in documents:
            try:
                cases = self._cases(path, document, uses_variables=uses_variables)
            except FileError as error:
                loaded.entries.append(Broken(document, error.problems))
            else:
                loaded.entries += cases
                for case in cases[:1]:
                    loaded.warnings += ambiguous_contains(case)
        return loaded

    def _cases(self, path: Path, document: Document, *, uses_variables: bool) -> list[Case]:
        """The cases of a scenario.

        Raises:
            FileError: something is wrong in it, or in its account.
        """
        tree = document.tree
        if not isinstance(tree, Mapping):
            message = "this is no scenario"
            raise FileError([document.problem((), message, expected="a mapping: scenario: …")])
        header, _ = validate(_Header, tree, document)
        if header is None:
            raise FileError(validate(ScenarioFile, tree, document)[1])
        account = self._account(path, document, header.account)
        cast = Cast(header.people, header.seed, account.setup.country)
        cases: list[Case] = []
        problems: list[Problem] = []
        # Examples are checked once, with the header, and not again for each of them.
        without_examples = Mapping()
        without_examples.marks = tree.marks
        without_examples.update((k, v) for k, v in tree.items() if k != "examples")
        for example in header.examples or (None,):
            filled = Filled(without_examples)
            if uses_variables:
                filled = Scope(document, header.vars | (example or {}), cast).fill()
            case, wrong = _case(document, filled, example, account, cast)
            problems += [p for p in (*filled.problems, *wrong) if p not in problems]
            if case is not None:
                cases.append(case)
        if problems:
            raise FileError(problems)
        return cases

    def _account(self, path: Path, document: Document, account: Any) -> Account:
        """The account of a scenario; a file's problems are its own, and told once."""
        if isinstance(account, Mapping):
            return account_in(document, ("account",))
        if not isinstance(account, str) or not account:
            message = "an account is a path or a mapping"
            raise FileError([document.problem(("account",), message)])
        file = path.parent / account
        key = file.resolve()
        if key not in self._accounts:
            try:
                self._accounts[key] = load_account(file)
            except FileError as error:
                self._accounts[key] = error
        found = self._accounts[key]
        if isinstance(found, FileError):
            message = f"account {account!r:.100} cannot be used"
            raise FileError([*found.problems, document.problem(("account",), message)])
        return found


def is_account(document: Document) -> bool:
    """Whether a document is an account, and no scenario."""
    tree = document.tree
    if not isinstance(tree, Mapping):
        return False
    return "platform" in tree and "scenario" not in tree and "steps" not in tree


class _Header(BaseModel):
    """What has to be known before the variables of a scenario can be filled in."""

    account: Any
    people: People = Field(default_factory=default_people)
    seed: int = 0
    vars: dict[str, Any] = Field(default_factory=dict)
    examples: Examples = ()


def _case(
    document: Document,
    filled: Filled,
    example: dict[str, Any] | None,
    account: Account,
    cast: Cast,
) -> tuple[Case | None, list[Problem]]:
    """The case of a filled-in scenario, and what is wrong in it."""
    file, problems = validate(ScenarioFile, filled.tree, document)
    if file is None:
        return None, problems
    checker = Checker(account, cast, file.start)
    steps = []
    for i, step in enumerate(file.steps):
        late = i in filled.late
        if late and (step.wait or step.wait_until):
            checker.now = None
        if not late:
            faults = checker.faults(step, ("steps", i))
            problems += [fault_problem(fault, document, ()) for fault in faults]
        line = document.mark(("steps", i)).line
        steps.append(Step(line, filled.tree["steps"][i], None if late else step))
    shown = None if example is None else to_json(example)
    return Case(document, file, shown, account, cast, tuple(steps)), problems


def finish(
    step: Step, index: int, case: Case, captured: dict[str, Any], now: datetime
) -> tuple[StepFile | None, list[Problem]]:
    """A step whose captured values are known by now, and what is wrong in it."""
    place: Place = ("steps", index)
    problems: list[Problem] = []

    def unknown(at: Place, name: str) -> None:
        message = f"${{{name:.60}}} was not captured"
        problems.append(case.document.problem(at, message))

    tree = fill(step.tree, lambda name: captured.get(name, MISSING), unknown, place)
    file, wrong = validate(StepFile, tree, case.document, place)
    if file is not None:
        faults = Checker(case.account, case.cast, now).faults(file, place)
        wrong = [fault_problem(fault, case.document, ()) for fault in faults]
    return file, [*problems, *wrong]
