"""Groups of steps: `- use: joined` with `with: {word: BIRCH}` inserts the steps of a group.

Using a group is the same as writing its steps in place, with the parameters filled in. Knows the
keys that may stand beside `use`, and the origin of each step of a group. Does not know other
variables: they are filled in afterwards, as in any step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.files.composed import Composed, Origin, Parts, composed, origin_of, written
from optinsim.files.problems import Problem, nearest, one_of
from optinsim.files.source import YamlMapping, YamlSequence
from optinsim.files.validate import fault_problem, rest_of, validate
from optinsim.scenarios.reading.foreign_variables import Names, foreign_in
from optinsim.scenarios.reading.model import StepFile
from optinsim.scenarios.reading.variables import MISSING, Filler, names_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import Fault, Place
    from optinsim.files.tree import Document
    from optinsim.scenarios.reading.project import Project
    from optinsim.scenarios.reading.variables import Budget

DEEPEST_GROUP = 20
"""The longest chain of groups that use each other."""
_BESIDE_USE = ("use", "with", "from")


@value
class GroupStep:
    """The origin of a step that a scenario takes from a group."""

    name: str
    """The group's name; of nested groups, the innermost."""
    file: str
    line: int


def uses_groups(document: Document) -> bool:
    """Whether a step of a scenario uses a group."""
    steps = document.tree.get("steps")
    return isinstance(steps, YamlSequence) and any(map(_uses, steps))


def group_step(document: Document, index: int) -> GroupStep | None:
    """The group of a scenario's step; None if the step stands in the scenario itself."""
    if not isinstance(document, Composed):
        return None
    place: Place = ("steps", index)
    origin = document.origin_of(place)
    if not origin.used:
        return None
    name, line = str(origin.place[1]), document.mark(place).line
    return GroupStep(name, origin.document.file, line)


@dataclass(slots=True)
class Expansion:
    """The steps of a scenario, those of the groups that it uses in place."""

    document: Document
    project: Project | None
    budget: Budget
    """How much parameters may add to the file."""
    most: Budget
    """How many steps groups may add to the file."""
    problems: list[Problem] = field(default_factory=list)
    """Problems and warnings."""
    used: set[str] = field(default_factory=set)
    """The groups that are used."""
    _parts: Parts = field(default_factory=Parts)

    def expanded(self) -> Document:
        """The document with the steps of its groups in place."""
        steps = self.document.tree["steps"]
        for i, step in enumerate(steps):
            origin = origin_of(self.document, ("steps", i))
            if _uses(step):
                self._use(step, origin, steps.places[i])
            else:
                self._parts.add(step, origin, steps.places[i])
        whole = self._parts.value(Origin(written(self.document), ("steps",)))
        return composed(self.document, {"steps": whole})

    def _use(self, step: YamlMapping, origin: Origin, position: int) -> None:
        """Add the steps of the group that a step uses."""
        found = list(_faults_of_use(step, origin, self.project))
        self.problems += found
        if found or self.project is None or self.most.is_spent:
            return
        name = str(step["use"])
        self.used.add(name)
        given = step.get("with") or YamlMapping()
        steps = self.project.groups[name]
        self.problems += _faults_of_parameters(given, names_in(steps), origin, name)
        self.problems += _faults_of_from(step, steps, origin, name)
        parameters, document = Names(given), self.project.document
        if given and parameters.may_stand_in(repr(steps).lower()):
            for fault in foreign_in(steps, ("steps", name), parameters):
                self.problems.append(fault_problem(fault, document, ()))
        mark = origin.document.mark(origin.place)
        used = (*origin.used, f"{origin.document.file}:{mark.line}")
        for i, item in enumerate(steps):
            place: Place = ("steps", name, i)
            inner: Any = self._filled(item, given, place, origin)
            inside: dict[str | int, Origin] | None = None
            document = self.project.document
            if "from" in step and "from" not in inner:
                inside = {key: Origin(document, (*place, key), None, used) for key in inner}
                inside["from"] = Origin(origin.document, (*origin.place, "from"), None, origin.used)
                inner = _with_from(inner, step["from"])
            whole = Origin(document, place, inside, used)
            if _uses(inner):
                self._use(inner, whole, position)
            elif self.most.spend(1):
                self._parts.add(inner, whole, position)
            else:
                message = f"groups add more than {self.most.most:,} steps"
                self.problems.append(
                    origin.document.problem(origin.place, message, code=Code.TOO_MUCH)
                )
                return

    def _filled(self, step: Any, given: Mapping[str, Any], at: Place, use: Origin) -> Any:
        """A step of a group with its parameters filled in."""

        def unknown(_name: str, _at: Place) -> Fault:  # a partial filler leaves unknown names
            raise AssertionError

        filler = Filler(
            lambda name: given.get(name, MISSING), unknown, self.budget, is_partial=True
        )
        filled = filler.fill(step, at)
        for fault in filler.faults:
            self.problems.append(use.document.problem(use.place, fault.message, code=fault.code))
        return filled


def _uses(step: Any) -> bool:
    return isinstance(step, YamlMapping) and "use" in step


def _with_from(step: YamlMapping, person: Any) -> YamlMapping:
    copy = YamlMapping()
    copy.update(step)
    copy["from"] = person
    copy.places = [*step.places, 0, 0]  # its origin has the position
    return copy


def _faults_of_use(step: YamlMapping, origin: Origin, project: Project | None) -> Iterator[Problem]:
    """The faults of a step that uses a group."""
    document, place = origin.document, origin.place
    _, problems = validate(StepFile, step, document, place, may_wait=True)
    yield from problems
    for key in step:
        if key not in _BESIDE_USE and key in _KEYS:
            message = f"a step that uses a group has no {key!r} of its own"
            yield document.problem(
                (*place, key), message, of_key=True, expected="with, from", code=Code.MISPLACED_USE
            )
    rest = rest_of(StepFile, step) if problems else None
    if problems and (rest is None or rest.use is None):
        return
    name, groups = str(step["use"]), project.groups if project is not None else {}
    if project is None:
        message = f"there is no group {name!r:.60}: no optinsim.yaml has been found"
        yield document.problem(
            (*place, "use"), message, expected="steps: in an optinsim.yaml", code=Code.UNKNOWN_GROUP
        )
    elif name not in groups:
        message = f"there is no group {name!r:.60} in {project.document.file}"
        yield document.problem(
            (*place, "use"),
            message,
            expected=one_of(groups),
            suggestion=nearest(name, groups),
            code=Code.UNKNOWN_GROUP,
        )


_KEYS = {field.alias or name for name, field in StepFile.model_fields.items()}


def _faults_of_parameters(
    given: Mapping[str, Any], names: set[str], origin: Origin, group: str
) -> Iterator[Problem]:
    """The parameters that a group lacks: mistyped ones are problems, others warnings."""
    missing = sorted(names - given.keys())
    for name in given:
        if name in names:
            continue
        near = nearest(name, missing)
        yield origin.document.problem(
            (*origin.place, "with", name),
            f"group {group!r:.60} does not use {name!r:.60}",
            of_key=True,
            suggestion=near,
            code=Code.UNKNOWN_PARAMETER if near else Code.UNUSED_PARAMETER,
        )


def _faults_of_from(
    step: YamlMapping, steps: YamlSequence, origin: Origin, group: str
) -> Iterator[Problem]:
    """A `from` beside `use` that has no effect, since the group's steps name their people."""
    takers = [inner for inner in steps if "from" not in inner and _is_about_a_person(inner)]
    if "from" not in step or takers:
        return
    if any(inner.get("from", step["from"]) != step["from"] for inner in steps):
        yield origin.document.problem(
            (*origin.place, "from"),
            f"from has no effect: the steps of group {group!r:.60} say who it is",
            of_key=True,
            expected=f"a group whose steps have no from, or no from beside use: {group:.60}",
            code=Code.UNUSED_PARAMETER,
        )


def _is_about_a_person(step: YamlMapping) -> bool:
    """Whether a step without `from` is about a person: it is more than a call or a wait."""
    expect = step.get("expect")
    if "text" in step or "use" in step or isinstance(expect, str):
        return True
    return isinstance(expect, dict) and not expect.keys().isdisjoint(("state", "record", "$on"))


def used_by_groups(document: Document) -> set[str]:
    """The groups of a project file that its groups use."""
    groups: Mapping[str, YamlSequence] = document.tree.get("steps", {})
    return {str(step["use"]) for steps in groups.values() for step in steps if _uses(step)}


def faults_of_groups(document: Document) -> Iterator[Problem]:
    """Groups of a project file that use missing groups, or each other in a cycle."""
    groups: Mapping[str, YamlSequence] = document.tree.get("steps", {})
    done: set[str] = set()
    for name in groups:
        yield from _faults_of_chain(document, groups, (name,), done)


def _faults_of_chain(
    document: Document,
    groups: Mapping[str, YamlSequence],
    chain: tuple[str, ...],
    done: set[str],
) -> Iterator[Problem]:
    name = chain[-1]
    if name in done:
        return
    for i, step in enumerate(groups[name]):
        place: Place = ("steps", name, i, "use")
        inner = step.get("use") if isinstance(step, YamlMapping) else None
        if not isinstance(inner, str):
            continue
        if inner not in groups:
            message = f"there is no group {inner!r:.60}"
            yield document.problem(
                place,
                message,
                expected=one_of(groups),
                suggestion=nearest(inner, groups),
                code=Code.UNKNOWN_GROUP,
            )
        elif inner in chain:
            way = " → ".join([*chain[chain.index(inner) :], inner])
            yield document.problem(
                place, f"groups use each other in a circle: {way:.300}", code=Code.CIRCULAR_GROUPS
            )
        elif len(chain) >= DEEPEST_GROUP:
            message = f"groups use each other more than {DEEPEST_GROUP} deep"
            yield document.problem(place, message, code=Code.CIRCULAR_GROUPS)
        else:
            yield from _faults_of_chain(document, groups, (*chain, inner), done)
    done.add(name)
