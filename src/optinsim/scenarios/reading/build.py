"""Builds the cases of a document, or finds all its problems.

Knows the order: the people, the variables, and then step by step. Does not read files and does not
run cases.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.fields import to_json
from optinsim.files.problems import MOST_PROBLEMS, in_order
from optinsim.files.tree import LINE, YamlMapping, YamlSequence, mentions, size
from optinsim.files.validate import fault_problem, has_variable, rest_of, validate
from optinsim.scenarios.reading.cases import Case, CaseStep, Sharing
from optinsim.scenarios.reading.check import Checker
from optinsim.scenarios.reading.foreign_variables import has_signs
from optinsim.scenarios.reading.groups import group_step
from optinsim.scenarios.reading.model import ScenarioHead, StepFile
from optinsim.scenarios.reading.people import MOST_PEOPLE, ScenarioPeople
from optinsim.scenarios.reading.people import faults as faults_of_people
from optinsim.scenarios.reading.scope import Scope
from optinsim.scenarios.reading.variables import as_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from optinsim.adapter import Account, Place
    from optinsim.files.problems import Problem
    from optinsim.files.tree import Document
    from optinsim.scenarios.reading.variables import Budget

UNSURE = frozenset({Code.UNKNOWN_VARIABLE, Code.TIME_GOES_BACK, Code.END_OF_TIME})
"""Faults that a missing step, `vars`, `examples` or `start` can cause."""
_WITHOUT_PEOPLE = UNSURE | {Code.UNKNOWN_PERSON, Code.LANDLINE_TEXTS}
"""Those that missing people can cause, too."""


@dataclass(slots=True)
class CaseBuilder:
    """Builds the cases of one document."""

    document: Document
    budget: Budget
    """How much variables may still add to the file."""
    steps: Budget
    """How many steps the examples of the file may still make."""
    sharing: Sharing = field(default_factory=Sharing)
    cases: list[Case] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """The problems; with any problem, no case can be run."""
    unjudged: frozenset[Code] = frozenset()
    """The faults that are not told, since other problems may be their reason."""

    def build(self, account: Account | None) -> None:
        """Build the cases. `account` is the document's account; None if it cannot be used."""
        document = self.document
        head, self.problems = validate(ScenarioHead, document.tree, document)
        self._note(_misplaced_variables(document))
        if head is None:
            head = rest_of(ScenarioHead, {"scenario": "untitled", **document.tree})
            self.unjudged |= UNSURE
            if head is not None and list(head.people) != list(document.tree.get("people", ())):
                self.unjudged |= _WITHOUT_PEOPLE
        if head is not None and head.breaks:
            self._note(_unknown_laws(head.breaks))
        if head is None or account is None:
            self._check_shapes()
            return
        self._note(faults_of_people(head.people, account.setup.country))
        if len(head.people) > MOST_PEOPLE:
            return
        people = ScenarioPeople(head.people, head.seed, account.setup.country)
        variables: dict[str, tuple[Any, Place]] = {
            name: (item, ("vars", name)) for name, item in head.vars.items()
        }
        steps = document.tree["steps"]
        # A large step counts as several.
        amount = max(len(steps), size(steps, {})[0] // 50) if head.examples else 0
        # If earlier scenarios have spent it, each variable of this one gets its own problem.
        was_spent = self.budget.is_spent
        for i, example in enumerate(head.examples or ({},)):
            if i and not self.steps.spend(amount):
                message = f"the examples make more than {self.steps.most:,} steps"
                self._note([Fault(("examples", i), message, code=Code.TOO_MUCH)])
                return
            if len(self.problems) >= MOST_PROBLEMS or (self.budget.is_spent and not was_spent):
                return
            own = {name: (item, ("examples", i, name)) for name, item in example.items()}
            scope = Scope(variables | own, people, self.budget)
            self._note(scope.faults)
            self._case(head, account, people, scope, i)

    def _note(self, faults: Iterable[Fault]) -> None:
        self.problems += [
            fault_problem(fault, self.document, ())
            for fault in faults
            if fault.code not in self.unjudged
        ]

    def _check_shapes(self) -> None:
        """Check the shape of the steps; names cannot be checked without an account."""
        steps = self.document.tree.get("steps")
        for i, step in enumerate(steps if isinstance(steps, YamlSequence) else ()):
            place = ("steps", i)
            self.problems += validate(StepFile, step, self.document, place, may_wait=True)[1]

    def _case(
        self,
        head: ScenarioHead,
        account: Account,
        people: ScenarioPeople,
        scope: Scope,
        number: int,
    ) -> None:
        document = self.document
        checker = Checker(account, people, head.start)
        trees, steps = document.tree["steps"], []
        scope.steps = trees
        for i, tree in enumerate(trees):
            if len(self.problems) >= MOST_PROBLEMS:
                return
            place: Place = ("steps", i)
            shown = repr(tree)  # far faster to search than the tree, see tree.mentions
            draft, waits = self._step(tree, place, scope, checker, shown)
            file = None if waits else draft
            line, group = trees.places[i] // LINE + 1, group_step(document, i)
            steps.append(
                CaseStep(line, tree, file, draft, _is_plain(shown), has_signs(shown), group)
            )
            if "$capture" in shown:
                # What a mistyped `expect` captures is known to later steps.
                is_mistyped = draft is None and bool(self.problems)
                self._note(scope.capture(tree, place, anywhere=is_mistyped))
        example = to_json(head.examples[number]) if head.examples else None
        title = self._title(head, scope)
        self.cases.append(
            Case(
                document=document,
                file=head,
                title=title,
                example=example,
                number=number,
                account=account,
                people=people,
                scope=scope,
                steps=tuple(steps),
                sharing=self.sharing,
            )
        )

    def _title(self, head: ScenarioHead, scope: Scope) -> str:
        if "${" not in head.scenario:
            return head.scenario
        filler = scope.filler({}, self.budget, is_title=True)
        title = filler.fill(head.scenario, ("scenario",))
        self._note(filler.faults)
        return as_text(title)

    def _step(
        self, tree: Any, at: Place, scope: Scope, checker: Checker, shown: str
    ) -> tuple[StepFile | None, bool]:
        """A step with its variables filled in, and whether it has to wait for a captured value.

        The other values of such a step are checked. `shown` is the repr of the tree.
        """
        document = self.document
        waits = False
        if "${" in shown:
            filler = scope.filler(scope.captured, self.budget)
            tree = filler.fill(tree, at)
            waits = filler.waits
            self._note(filler.faults)
            # What an unknown variable stands for cannot be checked either.
            waits = filler.waits or bool(filler.faults)
        file, problems = validate(StepFile, tree, document, at, may_wait=waits)
        self.problems += problems
        faults = (
            checker.faults(file, at, is_plain=_is_plain(shown))
            if file
            else checker.faults_of_rest(tree, at)
        )
        for fault in faults:
            if not (waits and has_variable(document.at(fault.place))):
                self._note([fault])
        return file, waits


def _is_plain(shown: str) -> bool:
    """See `CaseStep.is_plain`; `shown` is the repr of the step's tree."""
    return "$" not in shown and "{}" not in shown


def finish(
    case: Case, index: int, captured: dict[str, Any], budget: Budget, now: datetime
) -> tuple[StepFile | None, list[Problem]]:
    """A step that waited for captured values, with the values filled in, and its problems.

    Args:
        case: has the step.
        index: the step's.
        captured: the values by name.
        budget: how much they may add to the file's content.
        now: the time on the clock.
    """
    document, place = case.document, ("steps", index)
    filler = case.scope.filler(captured, budget)
    tree = filler.fill(case.steps[index].tree, place)
    faults = filler.faults
    file: StepFile | None = None
    problems: list[Problem] = []
    if not faults:
        file, problems = validate(StepFile, tree, document, place)
        checker = Checker(case.account, case.people, now)
        found = checker.faults(file, place) if file else checker.faults_of_rest(tree, place)
        faults = list(found)
    return file, in_order([*problems, *(fault_problem(fault, document, ()) for fault in faults)])


def _unknown_laws(names: Iterable[str]) -> Iterator[Fault]:
    """Names that are no law that judges the steps of a conversation."""
    from optinsim.laws.packs import laws_of_steps  # noqa: PLC0415  (few scenarios name a law)

    known = laws_of_steps()
    for i, name in enumerate(names):
        if name not in known:
            yield Fault(
                ("breaks", i),
                f"{name!r:.60} is no law that a step can break",
                got=name,
                names=known,
                code=Code.UNKNOWN_WORD,
            )


def _misplaced_variables(document: Document) -> Iterator[Fault]:
    """Variables outside of the title and the steps, where they are not filled in."""
    for key in ("tags", "cites", "start", "seed", "people", "account"):
        tree = document.tree.get(key, "")
        # The messages of an account within a scenario have other names.
        if tree and mentions(tree, "${") and (key != "account" or isinstance(tree, str)):
            for place in _texts_with_variables(tree, (key,)):
                message = "variables are filled in in the title and the steps, not here"
                yield Fault(
                    place, message, expected="the value itself", code=Code.MISPLACED_VARIABLE
                )


def _texts_with_variables(tree: Any, at: Place) -> Iterator[Place]:
    if has_variable(tree):
        yield at
    elif isinstance(tree, YamlMapping):
        for key, item in tree.items():
            yield from _texts_with_variables(item, (*at, key))
    elif isinstance(tree, YamlSequence):
        for i, item in enumerate(tree):
            yield from _texts_with_variables(item, (*at, i))
