"""Cases, as plain values. A case is one scenario with one of its examples.

build.py builds them, and running/case_run.py runs them.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from optinsim.core.values import value

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.files.problems import Problem
    from optinsim.files.tree import Document
    from optinsim.scenarios.reading.groups import GroupStep
    from optinsim.scenarios.reading.model import ScenarioHead, StepFile
    from optinsim.scenarios.reading.people import ScenarioPeople
    from optinsim.scenarios.reading.scope import Scope


@value
class Sharing:
    """The values that a case takes from outside its scenario."""

    project: str | None = None
    """The project file."""
    account: str | None = None
    """The account file, if the scenario does not name it as its `account`."""
    account_name: str | None = None
    """The account's name, if the scenario has several."""
    arguments: tuple[str, ...] = ()
    """The arguments of the command line that override the scenario."""


@value
class CaseStep:
    """One step of a case."""

    line: int
    """Its line in the scenario's file; for a step of a group, the line of the group's use."""
    tree: Any
    """The step as the file has it."""
    file: StepFile | None
    """The step with its variables filled in, checked; None if it waits for a captured value."""
    draft: StepFile | None = None
    """The same as `file`; a step that waits has `${name}` for captured values. None: its shape
    depends on them."""
    is_plain: bool = False
    """Whether it certainly has no operator, no variable and no empty mapping."""
    has_signs: bool = True
    """Whether a text in it may have a variable, in our form or another tool's."""
    group: GroupStep | None = None
    """Where it was written, if it is from a group."""


@value
class Case:
    """One scenario with one of its examples, ready to run."""

    document: Document
    file: ScenarioHead
    title: str
    """With its variables filled in."""
    example: dict[str, Any] | None
    """As JSON; None if the scenario has no examples."""
    number: int
    """The index of the example, from 0."""
    account: Account
    people: ScenarioPeople
    scope: Scope
    steps: tuple[CaseStep, ...]
    sharing: Sharing = field(default_factory=Sharing)

    @property
    def expects_something(self) -> bool:
        """Whether any step has an expectation; in a strict scenario, all have."""
        return self.file.strict or any("expect" in step.tree for step in self.steps)


@value
class Broken:
    """A scenario that cannot be run."""

    document: Document
    problems: tuple[Problem, ...]
    """Why."""

    @property
    def title(self) -> str:
        """Its title as written; empty if that cannot be read."""
        title = self._value("scenario")
        return str(title) if isinstance(title, str) else ""

    @property
    def tags(self) -> tuple[str, ...] | None:
        """Its tags; None if they cannot be read."""
        tags = self._value("tags")
        if tags is None:
            return ()
        if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
            return tuple(tags)
        return None

    def _value(self, key: str) -> Any:
        tree = self.document.tree
        return tree.get(key) if isinstance(tree, dict) else None
