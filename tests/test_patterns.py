"""Regular expressions of files are Python's, and no match takes for ever."""

from __future__ import annotations

import pytest

from optinsim import patterns
from optinsim.patterns import compile_pattern, fullmatch, search

ENDLESS = "(a|aa)+[cd]"
TEXT = "a" * 100


def test_a_pattern_is_read_as_python_reads_it_today() -> None:
    assert compile_pattern("[[a]").search("[")
    for pattern in ("a" * 1001, "(", "(" * 200 + ")" * 199, r"\p{L}", "(?R)"):
        with pytest.raises(ValueError, match=r"."):
            compile_pattern(pattern)


def test_found_or_not() -> None:
    assert search(compile_pattern("Y$"), "Reply Y") is True
    assert search(compile_pattern("^Y"), "Reply Y") is False
    assert fullmatch(compile_pattern("[0-9]{5}"), "60601") is True
    assert fullmatch(compile_pattern("[0-9]{5}"), "60601 ") is False


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?:foo){e<=1}", "foo{e<=1}"),
        ("${brand}"[1:], "{brand}"),
        (r"\{e}", "{e}"),
        ("[{e}]{2}", "{}"),
        (r"\N{EN DASH}{2}", "\N{EN DASH}" * 2),
        (r"a\\{e}", "a\\{e}"),
        ("[[a]", "["),
    ],
)
def test_what_only_the_regex_package_knows_means_what_it_means_to_python(
    pattern: str, text: str
) -> None:
    compiled = compile_pattern(pattern)
    assert compiled.fullmatch(text)
    assert fullmatch(compiled, text) is True
    assert fullmatch(compiled, "fo") is False


def test_a_match_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "LONGEST_MATCH", 0.05)
    assert search(compile_pattern(ENDLESS), TEXT) is None
    assert fullmatch(compile_pattern(ENDLESS), TEXT) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:(?:a{1000}){1000}){1000}",
        "(?:(?:a?){1000,2000}){1000}",
        "(" * 90 + "a" + "+)" * 90 + "$",
        r"(a{0,30}){0,30}\1{100000000}",
        "(?:" * 99 + "a?" + "){1,}" * 99,
        "[ab]{10001}",
    ],
)
def test_a_pattern_that_would_fill_the_memory_is_refused(pattern: str) -> None:
    """The regex package writes repeats out when it compiles."""
    with pytest.raises(ValueError, match="with its repeats written out"):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["(?:[a-z]+ ){0,1000}", "a{10000}", "((a*)*)*", "x+?y*+z{,5}{}", "[(+{9999999}]+"]
)
def test_sensible_repeats_are_not_refused(pattern: str) -> None:
    assert search(compile_pattern(pattern), "z{}") in {True, False}
