"""What `${name}` stands for in one scenario, with one of its examples.

Knows where values come from: vars and examples, captures, people. How they are filled in, and what
`$${` is, stands in variables.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optinsim.files.problems import Problem, nearest, one_of
from optinsim.files.source import Mapping, Sequence
from optinsim.scenario.operators import captures
from optinsim.scenario.variables import LARGEST, LATER, TooLargeError, check_size, fill

if TYPE_CHECKING:
    from optinsim.adapter import Place
    from optinsim.files.source import Document
    from optinsim.scenario.cast import Cast


@dataclass(slots=True)
class Filled:
    """A scenario with its variables filled in."""

    tree: Mapping
    late: set[int] = field(default_factory=set)
    """The steps that wait for a captured value, by index."""
    problems: list[Problem] = field(default_factory=list)


class Scope:
    """The variables of one scenario."""

    def __init__(self, document: Document, variables: dict[str, Any], cast: Cast) -> None:
        self._document = document
        self._variables = variables
        self._cast = cast
        self._known: dict[str, Any] = {}
        self._captured: set[str] = set()
        self._waits = False
        self._problems: list[Problem] = []

    def fill(self) -> Filled:
        """Fill in the title and the steps; everything else is what variables are made of."""
        tree = self._document.tree
        filled = Filled(Mapping(), problems=self._problems)
        filled.tree.marks = tree.marks
        filled.tree.update((key, item) for key, item in tree.items() if key != "examples")
        for name, item in self._variables.items():
            self._known[name] = self._fill(item, ("vars", name))
        if "scenario" in tree:
            filled.tree["scenario"] = self._fill(tree["scenario"], ("scenario",))
        if isinstance(tree.get("steps"), Sequence):
            steps = filled.tree["steps"] = Sequence()
            steps.marks = tree["steps"].marks
            for i, step in enumerate(tree["steps"]):
                self._waits = False
                steps.append(self._fill(step, ("steps", i)))
                if self._waits:
                    filled.late.add(i)
                self._capture(step, ("steps", i, "expect"))
        return filled

    def _fill(self, item: Any, at: Place) -> Any:
        try:
            filled = fill(item, self._look_up, self._unknown, at)
            check_size(filled)
        except TooLargeError:
            message = f"variables make this larger than {LARGEST:,} characters"
            self._problems.append(self._document.problem(at, message))
            return item
        return filled

    def _look_up(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        if name in self._captured:
            self._waits = True
            return LATER
        return self._cast.value(name)

    def _capture(self, step: Any, at: Place) -> None:
        """Note what a step captures. No name is given twice: that is not how to compare values."""
        for place, name in captures(step.get("expect") if isinstance(step, dict) else None, at):
            if name in self._captured or name in self._known:
                what = "captured already" if name in self._captured else "a variable already"
                self._problems.append(
                    self._document.problem(place, f"{name!r:.60} is {what}", expected="a new name")
                )
            self._captured.add(name)

    def _unknown(self, at: Place, name: str) -> None:
        member = self._cast.member(name.partition(".")[0])
        values = (*self._variables, *sorted(self._captured))
        if member is None:
            message, names = f"there is no variable {_shown(name)}", (*values, *self._cast.names)
        elif member.name == name:
            message, names = f"{_shown(name)} is a person: say which value", member.paths
        else:
            message, names = f"{_shown(name)} is no person's value", member.paths
        near = nearest(name, names) if "." not in name else nearest(name, self._paths())
        problem = self._document.problem(at, message, expected=one_of(names), suggestion=near)
        self._problems.append(problem)

    def _paths(self) -> list[str]:
        return [path for member in self._cast.members for path in member.paths]


def _shown(name: str) -> str:
    return "${" + repr(name)[1:-1][:60] + "}"
