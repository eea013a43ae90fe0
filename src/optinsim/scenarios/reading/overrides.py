"""The overrides of a command line: `--account FILE`, `--var NAME=VALUE`.

Knows their form, and their effect on a scenario. Does not know a command line's other
options.
"""

from __future__ import annotations

from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.errors import OptinsimError
from optinsim.fields import Plain
from optinsim.files.composed import Origin, composed, origin_of
from optinsim.files.problems import FileError, nearest
from optinsim.files.source import YamlMapping, YamlSequence, read_file
from optinsim.scenarios.reading.project import find_project

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optinsim.adapter import Place
    from optinsim.files.problems import Problem
    from optinsim.files.tree import Document


class OverrideError(OptinsimError):
    """An override of the command line cannot be used."""


@value
class Overrides:
    """Values that replace those of scenarios; empty ones change nothing."""

    account: str | None = None
    """An account file, in place of every account."""
    vars: Mapping[str, str] = field(default_factory=dict)
    """Values of vars by name, for the scenarios that have such a var."""

    @property
    def arguments(self) -> list[str]:
        """The arguments of a command line with the same meaning."""
        account = [] if self.account is None else ["--account", self.account]
        return account + [
            a for name, text in self.vars.items() for a in ("--var", f"{name}={text}")
        ]

    def with_vars(self, document: Document) -> Document:
        """A scenario's document with the values of its vars."""
        variables = document.tree.get("vars")
        if not isinstance(variables, YamlMapping) or self.vars.keys().isdisjoint(variables):
            return document
        changed = YamlMapping()
        changed.update(variables)
        inside: dict[str | int, Origin] = {}
        for name in variables:
            inside[name] = origin_of(document, ("vars", name))
            if name in self.vars:
                # As if the user had typed it in the file, without quotes.
                text = self.vars[name]
                changed[name] = Plain(text) if text else text
        whole = origin_of(document, ("vars",))
        return composed(document, {"vars": (changed, Origin(whole.document, whole.place, inside))})

    def without_effect(self, document: Document) -> Iterator[Problem]:
        """The warnings about vars without effect, since another value of their name wins."""
        tree = document.tree
        variables = tree.get("vars")
        names = self.vars.keys() & (variables if isinstance(variables, YamlMapping) else {})
        if not names:
            return
        examples, steps = tree.get("examples"), tree.get("steps")
        given: list[tuple[Place, Any, str]] = [
            (("examples", i), item, "the examples have their own")
            for i, item in enumerate(examples if isinstance(examples, YamlSequence) else ())
        ]
        given += [
            (("steps", i, "with"), step.get("with"), "this group gets its own")
            for i, step in enumerate(steps if isinstance(steps, YamlSequence) else ())
            if isinstance(step, YamlMapping)
        ]
        told: set[tuple[str, str]] = set()
        for place, values, why in given:
            for name in values if isinstance(values, YamlMapping) else ():
                if name in names and (name, why) not in told:
                    told.add((name, why))
                    message = f"--var {name:.60} has no effect here: {why}"
                    yield document.problem((*place, name), message, of_key=True, code=Code.LOST_VAR)


def parse_overrides(account: str | None, given: Iterable[str]) -> Overrides:
    """The overrides of `--account` and each `--var`.

    Raises:
        OverrideError: one is not of the form NAME=VALUE, or a name is given twice.
    """
    variables: dict[str, str] = {}
    for one in given:
        name, equals, text = one.partition("=")
        if not equals or not name:
            raise OverrideError(f"--var {one!r:.100} is not of the form NAME=VALUE")
        if name in variables:
            raise OverrideError(f"--var {name!r:.60} is given twice")
        variables[name] = text
    return Overrides(account, variables)


def check_overrides(overrides: Overrides, files: Iterable[str]) -> None:
    """Check that some scenario has each var, before any scenario runs.

    Args:
        overrides: of the command line.
        files: the scenario files. Their run reports their problems.

    Raises:
        OverrideError: no scenario has such a var.
    """
    if not overrides.vars:
        return
    known = set[str]()
    for file in files:
        known.update(_vars_of(Path(file)))
    for name in overrides.vars:
        if name not in known:
            near = nearest(name, sorted(known))
            meant = f"; did you mean {near!r}?" if near else ""
            raise OverrideError(f"--var {name!r:.60}: no scenario has such a var{meant}")


def _vars_of(file: Path) -> Iterator[str]:
    """The names of the vars of a scenario file, and of its project."""
    project = find_project(file.parent)
    for path in (file, *([] if project is None else [project])):
        try:
            documents = read_file(path, str(path))
        except FileError:
            continue
        for document in documents:
            variables = document.tree.get("vars") if isinstance(document.tree, YamlMapping) else ()
            if isinstance(variables, YamlMapping):
                yield from variables
