"""Messages: a template with ${name} places, filled for good or for each text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.core.messages import Message


def test_names_are_filled() -> None:
    message = Message("Hi ${first_name}, ${first_name}: ${offer} from ${brand}")
    assert message.names == {"first_name", "offer", "brand"}
    filled = message.fill(
        {"first_name": "Ann", "offer": "2 for 1", "brand": "Acme", "zip": "60601"}
    )
    assert filled == "Hi Ann, Ann: 2 for 1 from Acme"


def test_a_name_that_is_not_known_is_empty() -> None:
    assert Message("Hi ${first_name}!").fill({}) == "Hi !"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Ann", "Ann"),
        ("", ""),
        (7, "7"),
        (0, "0"),
        (2.5, "2.5"),
        (None, ""),
        (True, ""),
        (False, ""),
        (["Ann"], ""),
        ({"a": 1}, ""),
    ],
)
def test_text_and_numbers_are_shown_and_nothing_else(value: object, shown: str) -> None:
    assert Message("<${x}>").fill({"x": value}) == f"<{shown}>"


@given(st.text("ab ", max_size=3), st.text("ab ", max_size=3))
def test_a_gap_is_a_name_without_a_visible_value(first: str, second: str) -> None:
    message, known = Message("<${x}>${y}|${x}"), {"x": first, "y": second}
    text = message.fill(known)
    expected = [(1, "x"), (2 + len(first), "y"), (3 + len(first) + len(second), "x")]
    empty = [place for place in expected if not known[place[1]].strip()]
    assert list(message.gaps(known)) == empty
    assert all(text[at:].startswith(known[name]) for at, name in message.gaps(known))


def test_a_value_is_not_read_as_a_template() -> None:
    assert Message("${a}").fill({"a": "${b}", "b": "!"}) == "${b}"


@pytest.mark.parametrize("text", ["", "no names", "$5", "${", "$ {a}", "${a", "${a{b}", "{a}"])
def test_what_is_no_place_stays(text: str) -> None:
    message = Message(text)
    assert not message.names
    assert message.fill({"a": "!", "": "!"}) == text


def test_names_that_are_known_are_filled_for_good() -> None:
    message = Message("${brand}: hi ${first_name}").with_known({"brand": "Acme"})
    assert message.names == {"first_name"}
    assert message.template == "Acme: hi ${first_name}"
    assert message.fill({"first_name": "Ann", "brand": "Other"}) == "Acme: hi Ann"


def test_where_nothing_is_known_the_message_is_the_same() -> None:
    message = Message("hi ${first_name}")
    assert message.with_known({"brand": "Acme"}) is message


@given(st.text(st.characters(categories=None)), st.dictionaries(st.text(), st.text()))
def test_any_text_can_be_a_message(text: str, known: dict[str, str]) -> None:
    message = Message(text)
    assert message.template == text
    assert message.names or message.fill(known) == text


@given(st.lists(st.sampled_from(["${a}", "${b}", "a", "\ud800", "\n"])), st.text("a$b {}"))
def test_filled_at_once_or_in_two_steps_the_text_is_the_same(pieces: list[str], value: str) -> None:
    message = Message("".join(pieces))
    assert message.with_known({"b": "B"}).fill({"a": value}) == message.fill({"a": value, "b": "B"})
