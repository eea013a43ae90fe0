"""The values of `${name}` in one scenario, with one of its examples.

Knows the sources of values: an example, which wins over vars of the same name; vars, which may
refer to each other in any order; captures; people. Does not know how they are filled in
(variables.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.scenarios.reading.operators import captures
from optinsim.scenarios.reading.variables import LATER, Filler

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optinsim.adapter import Place
    from optinsim.scenarios.reading.people import ScenarioPeople
    from optinsim.scenarios.reading.variables import Budget

_LONGEST_CHAIN = 20
"""The longest chain of variables that refer to each other."""


class Scope:
    """The variables of one scenario, with one of its examples."""

    def __init__(
        self, variables: Mapping[str, tuple[Any, Place]], people: ScenarioPeople, budget: Budget
    ) -> None:
        """Store the names, and fill in the variables that refer to others.

        Args:
            variables: for each name, its value in vars or the example, and its place.
            people: the scenario's.
            budget: how much may be filled in.
        """
        self._variables = variables
        self._people = people
        self._filled: dict[str, Any] = {}
        self._chain: list[str] = []
        """The variables that are being filled in, each for the one before."""
        self._used: set[str] = set()
        """The variables that a step names."""
        self.in_title: set[str] = set()
        """The variables that the title names."""
        self._made_of: dict[str, set[str]] = {}
        """For each variable, the variables that it names."""
        self.captured: dict[str, Any] = {}
        """For every name that a step so far captures, `LATER`."""
        self.used_captures: set[str] = set()
        """The captured names that a later step uses."""
        self.steps: Sequence[Any] = ()
        """The steps as the file has them, to find the step that captures a name."""
        self.faults: list[Fault] = []
        """The faults of the variables themselves."""
        for name, (_, place) in variables.items():
            if not name or not set("${}.").isdisjoint(name):
                message = f"{name!r:.60} cannot be the name of a variable"
                expected = "a name such as code, without $ { } and dots"
                self.faults.append(
                    Fault(place, message, expected=expected, code=Code.BAD_VARIABLE_NAME)
                )
            self._variable(name, budget)

    def filler(
        self, captured: Mapping[str, Any], budget: Budget, *, is_title: bool = False
    ) -> Filler:
        """A filler for these names and the captured ones.

        Args:
            captured: the captured values by name.
            budget: how much may be filled in.
            is_title: whether it is for the title, whose variables do not count as used.
        """

        def look_up(name: str) -> Any:
            if name in self._variables:
                if self._chain:
                    self._made_of.setdefault(self._chain[-1], set()).add(name)
                else:
                    (self.in_title if is_title else self._used).add(name)
                return self._variable(name, budget)
            if name in captured:
                self.used_captures.add(name)
                return captured[name]
            return self._people.value(name)

        return Filler(look_up, self._unknown, budget)

    @property
    def used(self) -> set[str]:
        """The variables that a step uses, directly or through other variables."""
        found: set[str] = set()
        new = set(self._used)
        while new:
            found |= new
            new = {name for one in new for name in self._made_of.get(one, ())} - found
        return found

    def capture(self, step: Any, at: Place, *, anywhere: bool) -> Iterator[Fault]:
        """Store the names that a step captures. A repeated name is a fault: it is not compared.

        Args:
            step: as the file has it.
            at: its place.
            anywhere: whether to look outside of `expect`, too.
        """
        expect = step.get("expect") if isinstance(step, dict) else None
        found = captures(step, at) if anywhere else captures(expect, (*at, "expect"))
        for place, name in found:
            if name in self.captured or name in self._variables:
                what = "captured already" if name in self.captured else "a variable already"
                yield Fault(
                    place,
                    f"{name!r:.60} is {what}",
                    expected="a new name",
                    code=Code.DOUBLED_VARIABLE,
                )
            self.captured[name] = LATER

    def _variable(self, name: str, budget: Budget) -> Any:
        """A variable's value, which may refer to other variables."""
        if name in self._filled:
            return self._filled[name]
        value, place = self._variables[name]
        if name in self._chain or len(self._chain) >= _LONGEST_CHAIN:
            chain = " of ".join(f"${{{n:.20}}}" for n in [*self._chain, name][:4])
            self.faults.append(
                Fault(
                    place,
                    f"variables are made of each other: {chain} …",
                    code=Code.CIRCULAR_VARIABLES,
                )
            )
            return ""
        self._chain.append(name)
        filler = self.filler({}, budget)
        self._filled[name] = filler.fill(value, place)
        self._chain.pop()
        self.faults += filler.faults
        return self._filled[name]

    def _unknown(self, name: str, at: Place) -> Fault:
        """The fault of an unknown name."""
        shown = "${" + repr(name)[1:-1][:60] + "}"
        member = self._people.member(name.partition(".")[0])
        captured_at = self._captured_at(name)
        if captured_at is not None:
            return Fault(
                at,
                f"{shown} is not captured yet",
                expected="a later step than the one that captures it",
                clashes_with=captured_at,
                code=Code.UNKNOWN_VARIABLE,
            )
        if member is None and "." in name:
            paths = tuple(path for known in self._people.members for path in known.paths)
            return Fault(
                at,
                f"there is no variable {shown}",
                got=name,
                names=paths,
                code=Code.UNKNOWN_VARIABLE,
            )
        if member is None:
            people = [path for known in self._people.members for path in known.paths]
            names = (*self._variables, *sorted(self.captured), *people)
            return Fault(
                at,
                f"there is no variable {shown}",
                got=name,
                names=names,
                code=Code.UNKNOWN_VARIABLE,
            )
        if member.name == name:
            return Fault(
                at,
                f"{shown} is a person: say which value",
                got=name,
                names=member.paths,
                code=Code.UNKNOWN_VARIABLE,
            )
        return Fault(
            at,
            f"{shown} is no person's value",
            got=name,
            names=member.paths,
            code=Code.UNKNOWN_VARIABLE,
        )

    def _captured_at(self, name: str) -> Place | None:
        """Where a step captures that name; None: no step does."""
        for i, step in enumerate(self.steps):
            expect = step.get("expect") if isinstance(step, dict) else None
            for place, captured in captures(expect, ("steps", i, "expect")):
                if captured == name:
                    return place
        return None
