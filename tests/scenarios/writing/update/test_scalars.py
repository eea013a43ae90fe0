"""A value in the style of what stood there is read back as itself."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optinsim.fields import to_json
from optinsim.files.source import read_text
from optinsim.scenarios.reading.variables import Budget, Filler
from optinsim.scenarios.writing.update.scalars import scalar

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text(
    " \n\r\t-#:'\"a${>|", max_size=12
)


@example("", "|")
@example("\n", ">")
@example(" a\nb\n", "|")
@example("a\n\n", "|")
@given(TEXTS, st.sampled_from(["", "'", '"', "|", ">"]))
def test_a_text_in_any_style_is_read_back(value: str, style: str) -> None:
    for newline in ("\n", "\r\n"):
        for as_text in (True, False):
            written = scalar(value, style, 4, newline, as_text=as_text)
            [document] = read_text(f"a:\n  - {written}{newline}  - b{newline}", "x")
            filler = Filler(pytest.fail, lambda *_: pytest.fail("?"), Budget())
            [first, last] = filler.fill(document.tree["a"], ())
            assert (str(first), last) == (value, "b")
            if not as_text:
                assert to_json(first) == value


def test_styles_stay_where_they_can() -> None:
    def written(value: object, style: str) -> str:
        return scalar(value, style, 2, "\n", as_text=False)

    assert written("it's", "'") == "'it''s'"
    assert written("a\nb", "'") == '"a\\nb"'
    assert written("a\n\nb\n", "|") == "|\n  a\n\n  b"
    assert written("a b", ">") == ">-\n  a b"
    assert written("a\nb", ">") == "|-\n  a\n  b"
    assert written(1, "'") == "1"
    assert written("1", "") == '"1"'
