"""YAML written is the value read back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.fields import to_json
from optinsim.files.source import read_text
from optinsim.scenarios.reading.variables import Budget, Filler
from optinsim.scenarios.writing.write import block, entry, flow, quoted, text

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["Y", "no", "02134", "12:30", "1e3", "0x1F", "~", "null", "${a}", "$${", "- a", "a: b", "a #b"]
)
NUMBERS = st.integers(-(10**18), 10**18) | st.floats(-1e90, 1e90).map(lambda x: round(x, 9))
# (Our reader takes exponents of two digits.)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def read(lines: str) -> Any:
    """What a file says, with its variables filled in, of which there are none."""
    [document] = read_text(lines, "written.yaml")
    filler = Filler(pytest.fail, lambda *_: pytest.fail("?"), Budget())
    return filler.fill(document.tree, ())


@given(value=VALUES)
def test_a_value_in_one_line_is_read_back(value: Any) -> None:
    assert to_json(read(f"a: {flow(value)}\n")) == {"a": value}


@given(value=VALUES)
def test_a_value_in_several_lines_is_read_back(value: Any) -> None:
    lines = [*entry("a", value, 0), "b:", *block([value, value], 1)]
    assert to_json(read("\n".join(lines))) == {"a": value, "b": [value, value]}


@given(value=TEXTS)
def test_a_text_is_its_characters(value: str) -> None:
    assert str(read(f"a: {text(value)}\n")["a"]) == value


@pytest.mark.parametrize("word", ["YES", "02134", "Stop. Thank you!", "60601", "it's"])
def test_words_that_people_text_need_no_quotes(word: str) -> None:
    assert text(word) == word


def test_only_an_expectation_escapes_its_keys() -> None:
    assert flow({"$x": 1, "${": 2}, expected=True) == '{$$x: 1, "$${": 2}'
    assert flow({"$x": 1}) == "{$x: 1}"


def test_half_a_pair_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        quoted("\ud800")
