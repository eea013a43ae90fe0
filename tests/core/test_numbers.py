"""Numbers: what is taken for one, in which form, and what it may import."""

from __future__ import annotations

import subprocess
import sys
import time

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers.timezone import time_zones_for_geographical_number

from optinsim.core.numbers import (
    calling_code,
    describe_mistyped,
    is_e164,
    looks_mistyped,
    mistyped_in,
    national,
    parse_mdn,
    time_zone,
)

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)

regions = st.sampled_from(REGIONS)
number_like = st.text("0123456789 ().-+", max_size=24)


def by_phonenumbers(text: str, country: str) -> str | None:
    """What phonenumbers alone makes of `text`."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@pytest.mark.parametrize(
    "text",
    [
        "+1 312 555 0123",
        "(312) 555-0123",
        "3125550123",
        "13125550123",
        "+13125550123",
        "312.555.0123",
        "1-312-555-0123",
        "+1 (312) 555-0123",
        "  +1 312 555 0123 ",
        "011 1 312 555 0123",
    ],
)
@pytest.mark.parametrize("country", ["US", "CA"])
def test_ways_to_write_a_number(text: str, country: str) -> None:
    assert parse_mdn(text, country) == "+13125550123"


def test_possible_is_enough() -> None:
    """Vendors' documents are full of numbers that nobody can have."""
    assert parse_mdn("+12995551234") == "+12995551234"
    assert parse_mdn("12225555151") == "+12225555151"


@pytest.mark.parametrize(
    ("mdn", "country", "meant"),
    [
        ("+2025550123", "US", "+12025550123"),  # of Egypt, as it stands
        ("+2035550123", "CA", "+12035550123"),
        ("+6465550123", "US", "+16465550123"),  # of New Zealand, and valid there
        ("+7911123456", "GB", "+447911123456"),
        ("+12025550123", "US", None),
        ("+442079460018", "US", None),
        ("+20225550123", "US", None),
        ("+6581234567", "US", None),  # no exchange begins with 1
        ("+2025550123", "EG", None),
        ("+33612345678", "GB", None),
        ("+33612345678", "DE", None),
        ("+2025550123", "no country", None),
    ],
)
def test_a_number_without_its_country_code_looks_mistyped(
    mdn: str, country: str, meant: str | None
) -> None:
    assert looks_mistyped(mdn, country) == meant


def test_what_is_said_of_a_mistyped_number() -> None:
    told = "+2025550123 is a number of EG (+20); did you mean +12025550123?"
    assert describe_mistyped("+2025550123", "US") == told
    assert describe_mistyped("+12025550123", "US") is None
    request = '/persons?mdn=%2B2025550123 {"mdn": "+2025550123", "other": "+12025550123", "+": 1}'
    assert mistyped_in(request, "US") == (told,)
    many = " ".join(f"+20255501{i}" for i in range(10, 99))
    assert len(mistyped_in(many, "US")) == 10


@given(number_like, regions)
def test_any_number_can_be_asked_after(text: str, country: str) -> None:
    mdn = parse_mdn(text, country)
    meant = looks_mistyped(mdn, country) if mdn else None
    assert meant is None or meant == f"+{calling_code(country)}{(mdn or '')[1:]}"


def test_numbers_of_other_countries() -> None:
    assert parse_mdn("+44 7911 123456") == "+447911123456"
    assert parse_mdn("07911 123456", "GB") == "+447911123456"
    assert parse_mdn("07911 123456") is None
    assert parse_mdn("+39 06 698 12345") == "+390669812345"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "+",
        "+1",
        "()",
        "12345",
        "52236",
        "555-0123",
        "312555012",
        "+1312555012",
        "+131255501234",
        "31255501234567",
        "+0 312 555 0123",
        "312+5550123",
        "++13125550123",
        "3125550123+",
        "3125550123x123",
        "312-555-0123 ext. 4",
        "312-555-0123;ext=4",
        "tel:+13125550123",
        "call 3125550123",
        "1-800-FLOWERS",
        "3125550123\n",
        "3125550123\x00",
        "\U0001f4de3125550123",
        "\ud83d3125550123",
        "\uff13\uff11\uff12\uff15\uff15\uff15\uff10\uff11\uff12\uff13",
        "\u0663\u0661\u0662\u0665\u0665\u0665\u0660\u0661\u0662\u0663",
        "+1312555012\u0663",
        "\uff0b13125550123",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert parse_mdn(text) is None


def test_a_country_that_is_none() -> None:
    assert parse_mdn("3125550123", "XX") is None
    assert parse_mdn("+44 7911 123456", "XX") == "+447911123456"


def test_a_number_too_long_for_e164_is_none() -> None:
    """Germany's possible numbers have up to 15 digits, without the country code."""
    assert by_phonenumbers("+49123456789012345", "DE") == "+49123456789012345"
    assert parse_mdn("+49123456789012345", "DE") is None


@pytest.mark.parametrize("piece", [" ", "1", "+", "(", "-", "x", "1 ", " +", "\ud83d"])
def test_a_hundred_thousand_characters_take_no_time(piece: str) -> None:
    start = time.perf_counter()
    assert parse_mdn(piece * 100_000) is None
    assert parse_mdn(piece * 100_000 + "x") is None
    assert not is_e164(piece * 100_000)
    # It takes less than a thousandth of that; a quadratic way takes minutes.
    assert time.perf_counter() - start < 5


@given(st.one_of(st.text(st.characters(categories=None)), number_like), regions)
@example("+11234567890", "US")
@example("+10123456789", "US")
@example("+99912345678", "US")
def test_any_text_is_a_number_or_none(text: str, country: str) -> None:
    mdn = parse_mdn(text, country)
    if mdn is not None:
        assert is_e164(mdn)
        assert mdn == by_phonenumbers(text, country)


@given(number_like, regions)
@example("+49006028", "DE")
@example("0669023653", "JE")
def test_a_parsed_number_is_the_same_number_everywhere(text: str, country: str) -> None:
    mdn = parse_mdn(text, country)
    if mdn is not None:
        assert {parse_mdn(mdn), parse_mdn(mdn, "GB"), parse_mdn(mdn, country)} == {mdn}


@pytest.mark.parametrize("country", REGIONS)
def test_every_countrys_example_is_a_number(country: str) -> None:
    number = phonenumbers.example_number(country)
    assert number is not None
    mdn = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    for how in ("INTERNATIONAL", "NATIONAL", "E164"):
        written = phonenumbers.format_number(number, getattr(phonenumbers.PhoneNumberFormat, how))
        assert parse_mdn(written, country) == mdn


@given(st.from_regex(r"\A\+1[2-9][0-9]{9}\Z"), regions)
def test_the_fast_path_says_what_phonenumbers_says(text: str, country: str) -> None:
    assert parse_mdn(text, country) == text == by_phonenumbers(text, country)


@given(st.from_regex(r"\A\+1[01][0-9]{9}\Z"))
def test_what_phonenumbers_says_where_the_fast_path_is_silent(text: str) -> None:
    """Possible by their length, the only thing that it looks at; no area code starts so."""
    assert parse_mdn(text) == by_phonenumbers(text, "US") == text


@pytest.mark.parametrize("text", ["+13125550123", "+447911123456", "+123456789012345", "+12"])
def test_e164(text: str) -> None:
    assert is_e164(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "+1",
        "13125550123",
        "+03125550123",
        "+1234567890123456",
        "+1 3125550123",
        "+13125550123\n",
        "+1312555012\u0663",
        "+1312555012\uff13",
        "+1312555012a",
    ],
)
def test_not_e164(text: str) -> None:
    assert not is_e164(text)


def test_national() -> None:
    assert national("+12995551234") == "2995551234"
    assert national("+79161234567") == "9161234567"
    assert national("+447911123456") == "7911123456"
    assert national("+3531234567") == "1234567"
    assert national("+390669812345") == "0669812345"
    assert national("+99912345678") == "99912345678"
    assert national("+2101234567") == "2101234567"


@pytest.mark.parametrize("country", REGIONS)
def test_national_agrees_with_phonenumbers(country: str) -> None:
    number = phonenumbers.example_number(country)
    assert number is not None
    mdn = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert national(mdn) == phonenumbers.national_significant_number(number)


@pytest.mark.parametrize(
    ("mdn", "zone"),
    [
        ("+13125550123", "America/Chicago"),
        ("+14155550123", "America/Los_Angeles"),
        ("+14165550123", "America/Toronto"),
        ("+18085550100", "Pacific/Honolulu"),
        ("+79161234567", "Europe/Moscow"),
        # The first of two, and of eight.
        ("+16055550100", "America/Denver"),
        ("+5215512345678", "America/Cancun"),
        # Toll-free; an area code that is not given out; a satellite; a country that is none.
        ("+18005550100", None),
        ("+12995551234", None),
        ("+881612345678", None),
        ("+99912345678", None),
        ("+2101234567", None),
    ],
)
def test_time_zones(mdn: str, zone: str | None) -> None:
    assert time_zone(mdn) == zone


# No exchange begins with 0 or 1.
@given(st.from_regex(r"\A\+1[2-9][0-9]{2}[2-9][0-9]{6}\Z"))
@example("+17755550100")
def test_the_time_zone_is_the_one_that_phonenumbers_says(mdn: str) -> None:
    zones = time_zones_for_geographical_number(phonenumbers.parse(mdn))
    assert time_zone(mdn) == (zones[0] if len(zones) < 10 else None)


def test_calling_codes() -> None:
    countries = ["US", "CA", "GB", "DE", "BS", "XX", ""]
    assert [calling_code(country) for country in countries] == ["1", "1", "44", "49", "1", "", ""]


def test_a_plain_us_number_needs_no_phonenumbers() -> None:
    code = (
        "import sys\n"
        "from optinsim.core.numbers import calling_code, is_e164, national, parse_mdn\n"
        "assert parse_mdn('+13125550123') and is_e164('+44') and national('+13125550123')\n"
        "assert parse_mdn('hello') is None and calling_code('US') == '1'\n"
        "assert 'phonenumbers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code
