"""What stands in nested values is found however deep, in mappings and lists."""

from __future__ import annotations

from optinsim.scenarios.reading.nested import keys_and_values, texts_by_key

NESTED = {"id": 7, "people": [{"name": "Ann"}, "Bob", ["Cy"]], "none": None}


def test_each_text_has_the_last_key_above_it() -> None:
    assert list(texts_by_key(NESTED)) == [("name", "Ann"), ("people", "Bob"), ("people", "Cy")]
    assert list(texts_by_key("Ann")) == [("", "Ann")]


def test_keys_and_values_come_in_their_order() -> None:
    expected = ["id", 7, "people", "name", "Ann", "Bob", "Cy", "none", None]
    assert list(keys_and_values(NESTED)) == expected
    assert list(keys_and_values(("Ann", 7))) == ["Ann", 7]
