"""The people of a scenario: the file's people, completed with made-up values.

Knows names, and the values of `${name.something}`. The platform under test knows none of these
people until they text or a request adds them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.numbers import parse_mdn
from optinsim.core.values import value
from optinsim.scenarios.reading.made_up import AREA_CODES, MadeUp
from optinsim.scenarios.reading.variables import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.scenarios.reading.model import PersonFile


@value
class ScenarioPerson:
    """One person of a scenario."""

    name: str
    mdn: str
    given: PersonFile
    made_up: MadeUp

    def value(self, attribute: str) -> Any:
        """The value of `${name.attribute}`; `MISSING` if people have no such attribute.

        The file's values win over made-up ones, and a person's own keys over `fields`.
        """
        given = self.given
        own = {"mdn": self.mdn, "zip": given.zip, "external_id": given.external_id}
        if own.get(attribute) is not None:
            return own[attribute]
        if attribute in given.fields:
            return given.fields[attribute]
        if attribute == "zip":
            return self.made_up.zip_code()
        if attribute == "external_id":
            return f"EX{self.mdn[-7:]}"
        names = {"first_name": self.made_up.first_name, "last_name": self.made_up.last_name}
        return names[attribute]() if attribute in names else MISSING

    @property
    def paths(self) -> tuple[str, ...]:
        """The names that `${…}` may have for this person."""
        return tuple(f"{self.name}.{key}" for key in dict.fromkeys((*_VALUES, *self.given.fields)))


_VALUES = ("mdn", "zip", "external_id", "first_name", "last_name")
_MADE_UP = ("zip", "first_name", "last_name")
"""Those that are drawn if the file lacks them."""
MOST_PEOPLE = 1000
"""The most people of a scenario; there are more made-up numbers."""
_NAME = re.compile(r"[^\s.${}][^.${}]{0,60}")


def faults(people: Mapping[str, PersonFile], country: str) -> Iterator[Fault]:
    """The faults of the people of a file."""
    owners: dict[str, str] = {}
    if len(people) > MOST_PEOPLE:
        yield Fault(
            ("people",),
            f"{len(people)} people are too many",
            f"at most {MOST_PEOPLE}",
            code=Code.TOO_MUCH,
        )
    for name, person in people.items():
        if not _NAME.fullmatch(name) or parse_mdn(name, country) is not None:
            expected = "a name such as ann, without dots; a number stands behind mdn"
            yield Fault(
                ("people", name),
                f"{name!r:.60} cannot be a person's name",
                expected,
                code=Code.BAD_PERSON_NAME,
            )
        if person.mdn is None:
            continue
        mdn = parse_mdn(person.mdn, country)
        place = ("people", name, "mdn")
        if mdn is None:
            message = f"mdn: {person.mdn!r:.60} is no possible phone number"
            yield Fault(
                place,
                message,
                "a possible phone number such as +13125550123",
                code=Code.IMPOSSIBLE_MDN,
            )
        elif owners.setdefault(mdn, name) != name:
            # The platform could not distinguish the two.
            yield Fault(
                place, f"{person.mdn:.60} is the number of {owners[mdn]} too", code=Code.DOUBLED_MDN
            )


class ScenarioPeople:
    """All people of a scenario, in the order of the file."""

    def __init__(self, people: Mapping[str, PersonFile], seed: int, country: str) -> None:
        """Complete the people of a file, for which `faults` has found nothing.

        Args:
            people: from the file.
            seed: made-up values are computed from it.
            country: the country of a number without a country code.
        """
        home = country if country in AREA_CODES else "US"
        numbers = MadeUp(seed, home)
        mdns = {name: parse_mdn(p.mdn, country) for name, p in people.items() if p.mdn is not None}
        taken = set(mdns.values())
        self._members: dict[str, ScenarioPerson] = {}
        self._values: dict[tuple[str, str], Any] = {}
        for i, (name, person) in enumerate(people.items()):
            mdn = mdns.get(name)
            while mdn is None:
                drawn = numbers.mdn()
                mdn = None if drawn in taken else drawn
            # Each has a separate seed, so that no name depends on the other people.
            self._members[name] = ScenarioPerson(name, mdn, person, MadeUp(1000 * seed + i, home))
        self.first = next(iter(self._members.values()))
        """The person of steps without `from`."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the file."""
        return tuple(self._members)

    @property
    def members(self) -> tuple[ScenarioPerson, ...]:
        """All people, in the order of the file."""
        return tuple(self._members.values())

    @property
    def landlines(self) -> frozenset[str]:
        """The numbers that cannot receive texts."""
        return frozenset(
            member.mdn for member in self._members.values() if member.given.line == "landline"
        )

    def member(self, name: str) -> ScenarioPerson | None:
        """The person of that name."""
        return self._members.get(name)

    def value(self, path: str) -> Any:
        """The value of `${ann.zip}`, always the same; `MISSING` if there is none."""
        name, _, attribute = path.partition(".")
        member = self._members.get(name)
        if member is None or not attribute:
            return MISSING
        key = (name, attribute)
        if key not in self._values:
            self._values[key] = member.value(attribute)
        return self._values[key]

    def made_up(self, text: str) -> str:
        """Whose made-up name or ZIP code a text is, as `ann.zip`; empty if it is none.

        Only of those that are in use: making one up would change the next one.
        """
        for (name, attribute), found in self._values.items():
            given = self._members[name].given
            is_made_up = attribute in _MADE_UP and attribute not in given.fields
            if is_made_up and found == text and (attribute != "zip" or given.zip is None):
                return f"{name}.{attribute}"
        return ""
