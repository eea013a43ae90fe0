"""Cases: what is run. A case is one scenario with one of its examples.

Plain values; how they are made stands in build.py, and how they are run in runner.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.core.values import value

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.files.problems import Problem
    from optinsim.files.tree import Document
    from optinsim.scenarios.reading.model import ScenarioHead, StepFile
    from optinsim.scenarios.reading.people import Cast
    from optinsim.scenarios.reading.scope import Scope


@value
class CaseStep:
    """One step of a case."""

    line: int
    tree: Any
    """As it stands in the file."""
    file: StepFile | None
    """With its variables filled in, and checked; None where it waits for a captured value."""
    is_plain: bool = False
    """Whether it surely has no operator, no variable and no empty mapping, as most have none."""


@value
class Case:
    """One scenario with one of its examples, ready to run."""

    document: Document
    file: ScenarioHead
    title: str
    """With its variables filled in."""
    example: dict[str, Any] | None
    """As JSON; None where the scenario has no examples."""
    number: int
    """Which of the examples it is, from 0."""
    account: Account
    cast: Cast
    scope: Scope
    steps: tuple[CaseStep, ...]

    @property
    def expects_something(self) -> bool:
        """Whether any step says what it should bring about; in a strict scenario, all do."""
        return self.file.strict or any("expect" in step.tree for step in self.steps)


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
