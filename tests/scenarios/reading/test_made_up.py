"""Made-up people: nobody's numbers, the same people from the same seed, and no import too many."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import phonenumbers
import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from optinsim.core.numbers import is_e164, parse_mdn
from optinsim.scenarios.reading.made_up import AREA_CODES, MadeUp, fictional_mdns, fictional_numbers

countries = st.sampled_from(sorted(AREA_CODES))


@pytest.mark.parametrize("country", ["US", "CA"])
def test_every_number_is_valid_and_nobodys(country: str) -> None:
    assert len(set(fictional_mdns(country))) == 100 * len(AREA_CODES[country])
    for mdn in fictional_mdns(country):
        assert re.fullmatch(r"\+1[2-9][0-9]{2}55501[0-9]{2}", mdn)
        assert is_e164(mdn)
        assert parse_mdn(mdn) == mdn
        number = phonenumbers.parse(mdn)
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.region_code_for_number(number) == country


def test_there_are_area_codes_enough() -> None:
    assert len(AREA_CODES["US"]) >= 50


@given(st.integers(), countries)
def test_no_two_alike_until_all_are_used_and_then_again(seed: int, country: str) -> None:
    made_up = MadeUp(seed, country)
    pool = fictional_mdns(country)
    first = [made_up.mdn() for _ in pool]
    assert sorted(first) == sorted(pool)
    assert [made_up.mdn() for _ in pool] == first


def people(made_up: MadeUp, count: int = 5) -> list[tuple[str, str, str]]:
    return [(made_up.first_name(), made_up.last_name(), made_up.zip_code()) for _ in range(count)]


@pytest.mark.parametrize("country", ["US", "CA"])
def test_the_same_seed_makes_up_the_same_people(country: str) -> None:
    one, other = MadeUp(7, country), MadeUp(7, country)
    assert [one.mdn() for _ in range(50)] == [other.mdn() for _ in range(50)]
    assert people(one) == people(other)


def test_another_seed_makes_up_others() -> None:
    seeds = [-1, 0, 1, 2]
    assert len({MadeUp(seed).mdn() for seed in seeds}) == len(seeds)
    assert len({tuple(people(MadeUp(seed))) for seed in seeds}) == len(seeds)


def test_numbers_and_names_do_not_disturb_each_other() -> None:
    alone, mixed = MadeUp(7), MadeUp(7)
    names = people(alone)
    numbers = [alone.mdn() for _ in range(10)]
    early = [mixed.mdn() for _ in range(6)]
    found = []
    for _ in names:
        found += people(mixed, 1)
        early.append(mixed.mdn())
    assert found == names
    assert early[:10] == numbers


def test_two_at_once_do_not_disturb_each_other() -> None:
    one, other = MadeUp(7), MadeUp(7)
    both = [(people(one, 1), people(other, 1), one.mdn(), other.mdn()) for _ in range(5)]
    assert all(a == b and c == d for a, b, c, d in both)


# Written down once, to notice a Python that draws other lots, or another order of the numbers.
def test_the_numbers_of_seed_1() -> None:
    made_up = MadeUp(1)
    assert [made_up.mdn() for _ in range(3)] == ["+15055550176", "+19165550185", "+13015550194"]
    made_up = MadeUp(1, "CA")
    assert [made_up.mdn() for _ in range(3)] == ["+19025550162", "+15195550171", "+19055550180"]


def test_zip_codes() -> None:
    made_up = MadeUp(3)
    for _ in range(500):
        code = made_up.zip_code()
        assert re.fullmatch("[0-9]{5}", code)
        assert 501 <= int(code) <= 99950


def test_postal_codes() -> None:
    made_up = MadeUp(3, "CA")
    for _ in range(500):
        assert re.fullmatch("[A-Z][0-9][A-Z] [0-9][A-Z][0-9]", made_up.zip_code())


def test_names_are_names() -> None:
    for country in AREA_CODES:
        made_up = MadeUp(3, country)
        assert made_up.first_name().isalpha()
        assert made_up.last_name().isalpha()


def test_every_postal_code_is_in_its_country() -> None:
    with pytest.raises(ValueError, match="US or CA, not in 'GB'"):
        MadeUp(1, "GB")


def test_the_faker_provider() -> None:
    fake = Faker("en_US")
    fake.add_provider(fictional_numbers())
    pool = fictional_mdns("US")
    assert all(fake.format("us_fictional_mdn") in pool for _ in range(100))
    one, other = MadeUp(7).faker, MadeUp(7).faker
    assert one.format("us_fictional_mdn") == other.format("us_fictional_mdn")


def test_numbers_need_neither_faker_nor_phonenumbers() -> None:
    code = (
        "import sys; from optinsim.scenarios.reading.made_up import MadeUp\n"
        "made_up = MadeUp(1); made_up.mdn()\n"
        "assert not {'faker', 'phonenumbers'} & set(sys.modules)\n"
        "made_up.first_name()\n"
        "assert 'faker' in sys.modules and 'phonenumbers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code


def test_the_seed_alone_decides_in_every_process() -> None:
    code = (
        "from optinsim.scenarios.reading.made_up import MadeUp; m = MadeUp(5)\n"
        "print([(m.mdn(), m.first_name(), m.last_name(), m.zip_code()) for _ in range(20)])"
    )
    runs = {
        subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1
