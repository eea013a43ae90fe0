"""The people of a scenario: those that the file names, completed with made-up values.

Knows names, and what `${name.something}` stands for. The platform under test knows nothing of these
people until they text or somebody adds them by API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.scenario.made_up import AREA_CODES, MadeUp
from optinsim.scenario.variables import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.scenario.model import PersonFile


@value
class CastMember:
    """One person of a scenario."""

    name: str
    mdn: str
    given: PersonFile
    made_up: MadeUp

    def value(self, attribute: str) -> Any:
        """What `${name.attribute}` is; `MISSING` if people have no such thing."""
        given = self.given
        if attribute == "mdn":
            return self.mdn
        if attribute in given.fields:
            return given.fields[attribute]
        if attribute == "zip":
            return given.zip or self.made_up.zip_code()
        if attribute == "external_id":
            return given.external_id or f"EX{self.mdn[-7:]}"
        names = {"first_name": self.made_up.first_name, "last_name": self.made_up.last_name}
        return names[attribute]() if attribute in names else MISSING

    @property
    def paths(self) -> tuple[str, ...]:
        """What may be written in `${…}` for this person."""
        return tuple(f"{self.name}.{key}" for key in dict.fromkeys((*_VALUES, *self.given.fields)))


_VALUES = ("mdn", "zip", "external_id", "first_name", "last_name")


class Cast:
    """Everybody in a scenario, in the order of the file."""

    def __init__(self, people: Mapping[str, PersonFile], seed: int, country: str) -> None:
        country = country if country in AREA_CODES else "US"
        numbers = MadeUp(seed, country)
        taken = {person.mdn for person in people.values()}
        self._members: dict[str, CastMember] = {}
        self._values: dict[tuple[str, str], Any] = {}
        for i, (name, person) in enumerate(people.items()):
            mdn = person.mdn
            while mdn is None:
                mdn = numbers.mdn()
                if mdn in taken:
                    mdn = None
            # A stream of made-up values for each, so that nobody's name hangs on another's.
            self._members[name] = CastMember(name, mdn, person, MadeUp(1000 * seed + i, country))

    @property
    def first(self) -> CastMember:
        """Whose text it is where a step does not say."""
        return next(iter(self._members.values()))

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the file."""
        return tuple(self._members)

    @property
    def members(self) -> tuple[CastMember, ...]:
        """Everybody, in the order of the file."""
        return tuple(self._members.values())

    @property
    def landlines(self) -> frozenset[str]:
        """The numbers that cannot receive texts."""
        return frozenset(
            member.mdn for member in self._members.values() if member.given.line == "landline"
        )

    def member(self, name: str) -> CastMember | None:
        """The person of that name."""
        return self._members.get(name)

    def value(self, path: str) -> Any:
        """What `${ann.zip}` is, always the same; `MISSING` if there is no such thing."""
        name, _, attribute = path.partition(".")
        member = self._members.get(name)
        if member is None or not attribute:
            return MISSING
        key = (name, attribute)
        if key not in self._values:
            self._values[key] = member.value(attribute)
        return self._values[key]
