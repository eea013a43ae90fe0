"""Made-up people: numbers, names and ZIP codes, always the same ones from the same seed.

All numbers are 555-0100 to 555-0199 in a real area code: these are reserved for
fiction, so they pass every check and belong to no person. The module does not know campaigns
or conversations. It is the only one that uses random numbers and Faker, which it imports for the
first name or ZIP code; numbers need no library.
"""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faker import Faker
    from faker.providers import BaseProvider

AREA_CODES: Final = {
    "US": (
        # Eastern
        *("201", "202", "203", "207", "212", "215", "216", "301", "302", "304", "305", "313"),
        *("317", "401", "404", "410", "412", "502", "513", "603", "614", "617", "704", "802"),
        *("803", "804", "919"),
        # Central
        *("205", "210", "214", "312", "314", "316", "402", "405", "414", "504", "512", "515"),
        *("601", "605", "612", "615", "701", "713", "816", "901"),
        # Mountain, Pacific, Alaska, Hawaii
        *("208", "303", "307", "406", "505", "602", "801"),
        *("206", "213", "310", "415", "503", "619", "702", "916"),
        *("907", "808"),
    ),
    "CA": (
        *("204", "250", "306", "403", "416", "418", "506", "514", "519", "604", "613", "705"),
        *("709", "780", "807", "819", "867", "902", "905"),
    ),
}

_STRIDE = 1009
"""A prime number that does not divide the length of any list of numbers."""
_LINES = 100
"""The fictional numbers of an area code: 555-0100 to 555-0199."""


def fictional_mdns(country: str) -> list[str]:
    """Every number that made-up people of `country` can have, in order."""
    return [_fictional_mdn(country, i) for i in range(_LINES * len(AREA_CODES[country]))]


def _fictional_mdn(country: str, index: int) -> str:
    """The number at an index of `fictional_mdns`, without making the others."""
    area, line = divmod(index, _LINES)
    return f"+1{AREA_CODES[country][area]}55501{line:02}"


@cache
def fictional_numbers() -> type[BaseProvider]:
    """`FictionalNumbers`, for any Faker: `fake.add_provider(fictional_numbers())`."""
    # The class is made in here because its base is Faker's.
    from faker.providers import BaseProvider  # noqa: PLC0415 - slow to import, and rarely needed

    mdns = fictional_mdns("US")

    class FictionalNumbers(BaseProvider):
        """Phone numbers that belong to no person."""

        def us_fictional_mdn(self) -> str:
            """A US number reserved for fiction, in E.164; the same one may come twice."""
            return self.random_element(mdns)

    return FictionalNumbers


class MadeUp:
    """The people of one seed.

    The first number, and the names and ZIP codes in the order of calls, come from different random
    streams. So numbers do not depend on how many names were made, nor the reverse.
    """

    def __init__(self, seed: int, country: str = "US") -> None:
        if country not in AREA_CODES:
            message = f"made-up people live in {' or '.join(AREA_CODES)}, not in {country!r}"
            raise ValueError(message)
        self._seed = seed
        self._country = country
        self._mdns = self._drawn_mdns()

    def mdn(self) -> str:
        """The next number, in E.164; after the last one, the first again."""
        return next(self._mdns)

    def first_name(self) -> str:
        """A first name."""
        return self.faker.first_name()

    def last_name(self) -> str:
        """A last name."""
        return self.faker.last_name()

    def zip_code(self) -> str:
        """Five digits, 00501 to 99950; in Canada a postal code such as K1A 0B1."""
        code = self.faker.postcode()
        # Faker leaves out the space in every second postal code.
        return f"{code[:3]} {code[-3:]}" if self._country == "CA" else code

    @cached_property
    def faker(self) -> Faker:
        """The Faker that names and ZIP codes come from; it has `us_fictional_mdn()` too."""
        from faker import Faker  # noqa: PLC0415 - slow to import, and rarely needed

        faker = Faker(f"en_{self._country}")
        faker.add_provider(fictional_numbers())
        faker.seed_instance(f"{self._seed} people")
        return faker

    def _drawn_mdns(self) -> Iterator[str]:
        count = _LINES * len(AREA_CODES[self._country])
        # From a random start in steps coprime to the length: each number once, without
        # shuffling all of them for the one or two that a scenario needs.
        first = _drawn(f"{self._seed} mdns", count)
        for i in range(count):
            yield _fictional_mdn(self._country, (first + i * _STRIDE) % count)
        yield from self._drawn_mdns()


@lru_cache(maxsize=1000)
def _drawn(seed: str, below: int) -> int:
    """A random number from 0, always the same for one seed."""
    # Seeded with a text, because Random takes -1 and 1 for the same number.
    return Random(seed).randrange(below)
