"""Broken input: what can be joined is joined, the rest is dropped, and the phone goes on."""

from __future__ import annotations

import codecs
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.phone.input_bytes import SurrogateJoiner, drop_bad_bytes

ANY = st.text(st.characters(codec="utf-8"))
HALVES = st.text(st.characters(categories=["Cs"]))


@pytest.mark.parametrize(
    ("sent", "joined"),
    [
        (["hi"], "hi"),
        (["", ""], ""),
        (["\ud83d\ude00"], "😀"),
        (["a\ud83d", "\ude00b"], "a😀b"),
        (["\ud83d", "", "\ude00"], "😀"),
        (["\ud83d", "x"], "x"),
        (["\ude00x"], "x"),
        (["\ud83d\ud83d", "\ude00"], "😀"),
    ],
)
def test_halves_of_a_pair_are_joined_and_others_are_dropped(sent: list[str], joined: str) -> None:
    joiner = SurrogateJoiner()
    assert "".join(map(joiner.join, sent)) == joined


@given(st.lists(st.one_of(ANY, HALVES)))
def test_whatever_arrives_can_be_encoded(sent: list[str]) -> None:
    joiner = SurrogateJoiner()
    for text in sent:
        joiner.join(text).encode()


@given(ANY, st.integers(0, 50))
def test_a_text_that_was_cut_anywhere_is_whole_again(text: str, at: int) -> None:
    units = text.encode("utf-16-le")
    parts = units[: 2 * at], units[2 * at :]
    joiner = SurrogateJoiner()
    sent = [joiner.join(part.decode("utf-16-le", "surrogatepass")) for part in parts]
    assert "".join(sent) == text


def test_bytes_that_are_no_utf_8_are_dropped() -> None:
    driver = types.ModuleType("driver")
    driver.getincrementaldecoder = codecs.getincrementaldecoder  # type: ignore[attr-defined]
    drop_bad_bytes(driver)
    decode = driver.getincrementaldecoder("utf-8")().decode
    assert [decode(sent) for sent in (b"a\xffb", b"\xc3", b"\xa9", b"\xe2\x82", b"c")] == [
        *("ab", "", "é", "", "c"),
    ]
