"""Ids: they follow from the seed, no two of a series are alike, and each leads back to its n."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optinsim.core.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Callable

numbers = st.integers(0, 2**48 - 1)
kinds = st.text(max_size=8)


def test_what_they_look_like() -> None:
    ids = Ids(0, "person")
    for n in (0, 1, 2, 1000, 2**48 - 1):
        assert re.fullmatch("[0-9A-F]{12}", ids.short(n))
        assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", ids.long(n))


def test_no_two_of_a_series_are_alike() -> None:
    ids = Ids(7, "event")
    assert len({ids.short(n) for n in range(20_000)}) == 20_000
    assert len({ids.long(n) for n in range(20_000)}) == 20_000


def test_neighbours_do_not_look_alike() -> None:
    ids = Ids(7, "event")
    assert len({ids.short(n)[:4] for n in range(100)}) > 95
    assert len({ids.long(n)[:4] for n in range(100)}) > 95


def test_they_follow_from_the_seed_and_the_kind_alone() -> None:
    assert Ids(7, "event").long(3) == Ids(7, "event").long(3)
    others = {Ids(7, "event"), Ids(8, "event"), Ids(-7, "event"), Ids(7, "person")}
    assert len({ids.long(3) for ids in others}) == 4
    assert len({ids.short(3) for ids in others}) == 4


# Written down once: ids stand in files that people keep.
def test_the_first_ids_of_seed_0() -> None:
    ids = Ids(0, "person")
    assert ids.short(1) == "D4798B336B47"
    assert ids.long(1) == "510f1164-c1c1-77fd-d1a3-d4798b336b47"


@given(st.integers(), kinds, numbers)
def test_an_id_leads_back_to_its_number(seed: int, kind: str, n: int) -> None:
    ids = Ids(seed, kind)
    assert ids.number(ids.short(n)) == n
    assert ids.number(ids.long(n)) == n


@given(st.one_of(st.text(st.characters(categories=None)), st.from_regex(r"[0-9a-fA-F-]{10,40}")))
@example("")
@example("-")
@example("\ud800")
@example("\x00")
@example("A" * 100_000)
@example("-" * 100_000)
def test_any_other_text_is_no_id_or_the_very_id_of_its_number(text: str) -> None:
    ids = Ids(0, "person")
    n = ids.number(text)
    assert n is None or text in {ids.short(n), ids.long(n)}


@pytest.mark.parametrize(
    "change",
    [
        str.lower,
        lambda text: f" {text}",
        lambda text: f"{text}\n",
        lambda text: f"0x{text}",
        lambda text: f"+{text}",
        lambda text: f"-{text}",
        lambda text: f"{text[:6]}_{text[6:]}",
        lambda text: f"{text[:6]}-{text[6:]}",
        lambda text: f"0{text}",
        lambda text: text[1:],
        lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text),
    ],
    ids=[
        "lower",
        "space",
        "newline",
        "hexadecimal",
        "plus",
        "minus",
        "underscore",
        "hyphen",
        "zero",
        "shorter",
        "full-width",
    ],
)
def test_only_the_exact_text_is_an_id(change: Callable[[str], str]) -> None:
    ids = Ids(0, "person")
    # A number whose ids have letters, so that their case counts.
    n = next(n for n in range(1, 100) if not ids.short(n).isdigit())
    assert ids.number(change(ids.short(n))) is None


def test_the_long_form_is_lower_case_with_its_hyphens() -> None:
    ids = Ids(0, "person")
    assert ids.number(ids.long(5).upper()) is None
    assert ids.number(ids.long(5).replace("-", "")) is None
