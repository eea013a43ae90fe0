"""Reading a ZIP code, or whatever a country has in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optinsim import patterns
from optinsim.adapter import AccountFile
from optinsim.core.inbound import Kind, Reading, StopMatch, Words
from optinsim.core.postal_codes import NO_POSTAL_CODE, POSTAL_CODES
from tests.core.reading import THUMB, UNMATCHED, read, wide
from tests.core.worlds import WORDS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("60601", "60601"),
        (" 60601-1234.", "60601-1234"),
        ("60601!", "60601"),
        ("(60601)", "60601"),
        (f"60601 {THUMB}", "60601"),
        ("\n60601\n", "60601"),
        ("60601\u200b", "60601"),
        ("00501", "00501"),
        ("99950", "99950"),
        ("99950-9999", "99950-9999"),
        ("02139", "02139"),
        ("60601 1234", "60601 1234"),
        ("606011234", "606011234"),
        ("60601 - 1234", "60601 - 1234"),
        ("60601\u00a0\u00a01234", "60601\u00a0\u00a01234"),
        ("60601\u20131234?", "60601\u20131234"),
        ("60601\u22121234", "60601\u22121234"),
        ("60601\u200b-1234", "60601\u200b-1234"),
    ],
)
def test_five_digits_or_nine_are_a_zip_code(text: str, code: str) -> None:
    assert read(text) == Reading(Kind.ZIP, "postal_code", code)


@pytest.mark.parametrize(
    "text",
    [
        *("00500", "00000", "99951", "99999", "00500-1234", "6060", "606011", "60601-123"),
        *(
            "60601-12345",
            "60601.1234",
            "60601_1234",
            "606 011234",
            "6060l",
            "O2139",
            "60601 Chicago",
        ),
        *("zip 60601", "60,601", "60601 60602", "60 601", "_60601_", "60601th", "x60601"),
        # Digits, but not ASCII: full-width, Arabic-Indic, superscript, and one among others.
        *(wide("60601"), "\u0666\u0660\u0666\u0660\u0661", "\u2076\u2070\u2076\u2070\u00b9"),
        *("6060\u0661", "60601-123\uff14"),
    ],
)
def test_nothing_else_is_a_zip_code(text: str) -> None:
    assert read(text) == UNMATCHED


def test_a_zip_code_counts_only_where_one_is_awaited() -> None:
    assert read("60601", zip_awaited=False) == UNMATCHED


def test_what_stands_around_a_zip_code_may_be_long() -> None:
    assert read(f"{' ' * 50_000}60601{'.' * 50_000}") == Reading(Kind.ZIP, "postal_code", "60601")


@pytest.mark.parametrize(
    "text",
    ["K1A 0B1", "k1a0b1", "K1A-0B1", " H0h 0h0. ", "V6B  4Y8", "V6B\u00a04Y8", "s7w \u2014 0a1"],
)
def test_a_canadian_postal_code(text: str) -> None:
    words = replace(WORDS, postal_code=POSTAL_CODES["CA"])
    assert read(text, words) == Reading(Kind.ZIP, "postal_code", text.strip(" ."))


@pytest.mark.parametrize(
    "text", ["60601", "K1A", "K1A 0B", "K1A 0B12", "1KA 0B1", "D1A 1A1", "K1A_0B1", wide("K1A0B1")]
)
def test_what_is_no_canadian_postal_code(text: str) -> None:
    assert read(text, replace(WORDS, postal_code=POSTAL_CODES["CA"])) == UNMATCHED


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("[0-9]{4} ?[A-Z]{2}", "1012 AB", "10123 AB"),
        ("[0-9]{5}", "00001", "0000"),
        # Each of these fails inside a larger expression.
        ("(?i)[a-z]{2}[0-9]", "aB1", "aB12"),
        ("[0-9]{4}|[0-9]{6}", "123456", "12345"),
        (r"([0-9])\1", "77", "78"),
        (r"(?P<area>[A-Z])-(?P=area)", "B-B", "B-C"),
    ],
)
def test_an_account_may_bring_its_own_pattern(pattern: str, good: str, bad: str) -> None:
    words = replace(WORDS, postal_code=pattern)
    assert read(f" {good}.", words) == Reading(Kind.ZIP, "postal_code", good)
    assert read(bad, words) == UNMATCHED


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (
            "[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}",
            ["sw1a 1aa", "SW1A1AA", "Sw1A\u00a01aA", "m1-1ae"],
        ),
        ("[0-9]{3}-[0-9]{4}", ["100-0001", "1000001", "100 0001", "100\u20130001"]),
        ("[0-9]{4}[A-Z]{2}", ["1012AB", "1012 ab", "1012  Ab"]),
    ],
)
def test_spaces_dashes_and_case_do_not_count_in_a_pattern_of_an_account(
    pattern: str, texts: list[str]
) -> None:
    words = own_words(pattern)
    for text in texts:
        assert read(text, words) == Reading(Kind.ZIP, "postal_code", text)
    for text in (
        "s w 1 a 1 a a",
        "sw1a 1aaa",
        "",
        "yes",
        "\u0661\u0660\u0660-0001",
        wide("1012AB"),
    ):
        assert read(text, words).kind is not Kind.ZIP


def test_a_pattern_that_would_take_for_ever_matches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patterns, "LONGEST_MATCH", 0.05)
    assert read("a" * 31, own_words("(a|aa)+[cd]")) == UNMATCHED


def own_words(pattern: str) -> Words:
    account = AccountFile(platform="x", name="x", number="84237", postal_code=pattern)
    return account.engine_words(StopMatch.EXACT)


def test_no_postal_code_is_longer_than_32_characters() -> None:
    words = replace(WORDS, postal_code="[0-9]+")
    assert read("1" * 32, words).kind is Kind.ZIP
    assert read("1" * 33, words) == UNMATCHED


@pytest.mark.parametrize("text", ["", " ", "60601", "K1A 0B1", "x"])
def test_where_the_postal_code_is_not_known_none_counts(text: str) -> None:
    assert read(text, replace(WORDS, postal_code=NO_POSTAL_CODE)) == UNMATCHED
