"""MDNs: the phone numbers of people, in E.164, the only form that the program uses inside.

This module knows how people write a number that could exist, by country. It does
not know whether the number exists, whose it is, or short codes. It is the only module that
imports `phonenumbers`, and only for a number that needs it: the import takes about 40 ms,
and most runs do not need it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from optinsim.core.area_codes import zones_by_area_code

# Characters that a number is written with. `phonenumbers` alone accepts far more: words
# ("1-800-FLOWERS"), extensions, digits of any script.
_WRITTEN = re.compile(r"(?: *\+)?[0-9 ().-]+")
_LONGEST = 64
"""Longer texts cannot be a number of 15 digits, and are not passed to `phonenumbers`."""

# Possible in every country, because the plus is followed by the country code. Without `+10` and
# `+11`: no number of +1 starts so, although `phonenumbers` accepts them at present.
_PLAINLY_POSSIBLE = re.compile(r"\+1[2-9][0-9]{9}")
_EVERYWHERE = 10
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")
_TEN_DIGITS = len("+2025550123")
_IN_TEXT = re.compile(r"(?:\+|%2[Bb])([0-9]{7,15})(?![0-9])")
"""A number in E.164, in a path with its plus escaped."""
_SEPARATORS = str.maketrans("", "", " ().-")
_MOST_WARNINGS = 10


def parse_mdn(text: str, country: str = "US") -> str | None:
    """The E.164 form of a possible number; None for any other text.

    Args:
        text: The number as a person or a file writes it.
        country: The country of a number without a country code, in ISO 3166 ("US").
    """
    if _PLAINLY_POSSIBLE.fullmatch(text):
        return text
    if len(text) > _LONGEST or not _WRITTEN.fullmatch(text):
        return None
    import phonenumbers  # noqa: PLC0415 - slow to import, and rarely needed

    try:
        number = phonenumbers.parse(text, country)
        mdn = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        again = phonenumbers.parse(mdn)
    except phonenumbers.NumberParseException:
        return None
    # Not is_possible_number(), which also accepts a number that lacks its area code.
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    # Some countries' possible numbers are longer than E.164 allows. Some impossible ones lose a 0
    # each time they are read: one person would become two.
    return mdn if is_e164(mdn) and again == number else None


def is_e164(text: str) -> bool:
    """Whether `text` has the shape of E.164: a plus and up to 15 ASCII digits, no 0 in front."""
    return _E164.fullmatch(text) is not None


def national(mdn: str) -> str:
    """The digits of an E.164 number without its country code, if it has one."""
    if mdn.startswith("+1"):
        return mdn[2:]
    import phonenumbers  # noqa: PLC0415 - slow to import, and rarely needed

    # No country code is the beginning of another, so the first that fits is the right one.
    for end in (2, 3, 4):
        if int(mdn[1:end]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return mdn[end:]
    return mdn[1:]


def time_zone(mdn: str) -> str | None:
    """The IANA time zone of the number's area, or the first of several; None: any zone.

    The area is that of the number; the person may be elsewhere.
    """
    if not mdn.startswith("+1"):
        return _time_zone(mdn)
    # One look-up per exchange: the zone of a number of +1 depends on no digit after it.
    return zones_by_area_code().get(mdn[2:5]) or _time_zone(f"{mdn[:8]}0100")


@lru_cache(maxsize=1024)
def _time_zone(mdn: str) -> str | None:
    from phonenumbers import NumberParseException, parse  # noqa: PLC0415 - slow to import
    from phonenumbers.timezone import (  # noqa: PLC0415
        UNKNOWN_TIMEZONE,
        time_zones_for_geographical_number,
    )

    try:
        zones = time_zones_for_geographical_number(parse(mdn))
    except NumberParseException:
        return None
    # Toll-free numbers are in all of a country's zones at once.
    known = zones[0] != UNKNOWN_TIMEZONE and len(zones) < _EVERYWHERE
    return str(zones[0]) if known else None


def looks_mistyped(mdn: str, country: str) -> str | None:
    """The number that was probably meant, if `mdn` seems to lack its country code.

    +2025550123 is Egyptian; in a US account +12025550123 was meant. None: nothing is suspicious.

    Args:
        mdn: a number in E.164.
        country: the account's, in ISO 3166 ("US").
    """
    code = calling_code(country)
    if not code or mdn.startswith(f"+{code}") or (code == "1" and len(mdn) != _TEN_DIGITS):
        return None
    from phonenumbers import NumberParseException, is_valid_number, parse  # noqa: PLC0415 - slow

    meant = f"+{code}{mdn[1:]}"
    try:
        if not is_valid_number(parse(meant)):
            return None
        # All numbers of +1 have ten digits, and few foreign ones do. In other countries lengths
        # differ, and a number that is possible abroad is not suspicious.
        is_foreign = code != "1" and is_valid_number(parse(mdn))
    except NumberParseException:
        is_foreign = False
    return None if is_foreign else meant


def describe_mistyped(mdn: str, country: str) -> str | None:
    """The warning about a number that looks mistyped; None: nothing is suspicious."""
    meant = looks_mistyped(mdn, country)
    if meant is None:
        return None
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE  # noqa: PLC0415 - slow to import

    code = mdn[1 : len(mdn) - len(national(mdn))]
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code or 0), ("no country",))
    return f"{mdn} is a number of {regions[0]} (+{code}); did you mean {meant}?"


def without_separators(text: str) -> str:
    """A text without the separators between the digits of numbers, to search it for numbers."""
    return text.translate(_SEPARATORS)


def mdns_in(text: str) -> tuple[str, ...]:
    """The numbers in E.164 that a text names, such as a request's path, each once."""
    found = dict.fromkeys(f"+{number}" for number in _IN_TEXT.findall(text))
    return tuple(filter(is_e164, found))


def mistyped_in(text: str, country: str) -> tuple[str, ...]:
    """The warnings about numbers that look mistyped in a text, such as a request's body."""
    warnings = (describe_mistyped(mdn, country) for mdn in mdns_in(text))
    return tuple(islice(filter(None, warnings), _MOST_WARNINGS))


def calling_code(country: str) -> str:
    """The digits after the plus of a country's numbers: "1" for US and CA, "44" for GB."""
    if country in {"US", "CA"}:
        return "1"
    from phonenumbers import country_code_for_region  # noqa: PLC0415 - slow to import

    return str(country_code_for_region(country) or "")
