"""Reading YAML: what was typed, where it stands, and what is refused."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from optinsim.fields import Plain, to_json
from optinsim.files import reader, source
from optinsim.files.problems import FileError, Mark
from optinsim.files.source import Document, read_file, read_text
from optinsim.files.tree import DEEPEST, size

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.adapter import Place
    from optinsim.files.problems import Problem


def read(text: str) -> Document:
    (document,) = read_text(text, "a.yaml")
    return document


def refused(text: str) -> str:
    """The first line of what is said of a text."""
    with pytest.raises(FileError) as caught:
        read_text(text, "a.yaml")
    return str(caught.value).splitlines()[0]


SCALARS = """
YES NO ON Off y 02134 12:30 1_000 0x1F +13125550123 ~ 2026-01-05 1e3 = null true
12345678901234567890 é a#b x:y
""".split()  # noqa: SIM905  (read as a file says them)


@pytest.mark.parametrize("typed", [*SCALARS, "a b", "a, b"])
def test_a_scalar_is_what_was_typed(typed: str) -> None:
    tree = read(f"plain: {typed}\nquoted: '{typed}'\n{typed}: key").tree
    assert tree == {"plain": typed, "quoted": typed, typed: "key"}
    assert [type(tree[key]) for key in ("plain", "quoted")] == [Plain, str]
    assert [type(key) for key in tree] == [str, str, str]


# No sign that begins something else, and no «: », « #» or comma and bracket inside.
WORDS = st.from_regex(r"[A-Za-z0-9é_.+~=/()$][A-Za-z0-9é_.+~=/()$!?&*%@'\"|<>^-]*", fullmatch=True)


@given(WORDS)
def test_a_word_written_plain_means_its_characters(word: str) -> None:
    assert read(f"[{word}]").tree == [word]
    assert read(f"a: {word}").tree == {"a": word}
    assert read(f"{word}: a").tree == {word: "a"}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.text(st.characters(codec="ascii")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc$é", max_size=9), inner),
    max_leaves=8,
)


@given(JSON)
def test_json_is_yaml(value: Any) -> None:
    (document,) = read_text(f"- {json.dumps(value, ensure_ascii=True)}", "a.yaml")
    assert to_json(document.tree) == [value]


TREE = """\
# a comment
steps:
  - text: YES
    expect: {replies: [Hi, {$contains: "a\\tb"}]}
  -
    wait: 2h
empty:
"""


@pytest.mark.parametrize(
    ("place", "mark"),
    [
        ((), Mark(2, 1)),
        (("steps",), Mark(3, 3)),
        (("steps", 0), Mark(3, 5)),
        (("steps", 0, "text"), Mark(3, 11)),
        (("steps", 0, "expect", "replies", 1), Mark(4, 28)),
        (("steps", 0, "expect", "replies", 1, "$contains"), Mark(4, 40)),
        (("steps", 1, "wait"), Mark(6, 11)),
        (("empty",), Mark(7, 7)),
    ],
)
def test_the_position_of_a_value(place: Place, mark: Mark) -> None:
    assert read(TREE).mark(place) == mark
    assert read(TREE).has(place)


def test_the_position_of_a_key() -> None:
    assert read(TREE).mark(("steps", 0, "expect"), of_key=True) == Mark(4, 5)
    assert read(TREE).mark(("steps", 0), of_key=True) == Mark(3, 5)


@pytest.mark.parametrize(
    ("place", "mark"),
    [
        (("stps",), Mark(2, 1)),
        (("steps", 0, "wait"), Mark(3, 5)),
        (("steps", 7), Mark(3, 3)),
        (("steps", "text"), Mark(3, 3)),
        (("steps", 0, "text", "x"), Mark(3, 11)),
    ],
)
def test_what_is_missing_is_where_it_should_be(place: Place, mark: Mark) -> None:
    assert read(TREE).mark(place) == mark
    assert not read(TREE).has(place)


def test_a_problem_shows_its_line() -> None:
    problem = read(TREE).problem(("steps", 1, "wait"), "too long", code="NO1", expected="1h")
    assert str(problem) == (
        "a.yaml:6:11: too long [NO1]\n    6 |     wait: 2h\n      |           ^\n  expected 1h"
    )


def test_an_alias_is_the_value_of_its_anchor() -> None:
    document = read("a: &a {x: 1}\nb: *a\nc: &k k\n*k : 2")
    assert document.tree == {"a": {"x": "1"}, "b": {"x": "1"}, "c": "k", "k": "2"}
    assert document.mark(("b",)) == Mark(2, 4)
    assert document.mark(("b", "x")) == Mark(1, 11)


def test_empty_documents_are_left_out() -> None:
    assert read_text("", "a.yaml") == []
    assert read_text("# nothing\n---\n---\n", "a.yaml") == []
    trees = [(d.tree, d.start) for d in read_text("---\n# b\nb: 1\n---\n---\n'': 2", "a.yaml")]
    assert trees == [({"b": "1"}, Mark(3, 1)), ({"": "2"}, Mark(6, 1))]


def test_a_quoted_nothing_is_a_document() -> None:
    assert read("''").tree == ""


def test_anchors_are_those_of_their_document() -> None:
    assert refused("a: &a 1\n---\nb: *a") == (
        "a.yaml:3:4: alias *… stands before or inside its anchor [OPT009]"
    )


def test_aliases_may_repeat_what_is_small() -> None:
    tree = read("a: &a {x: 1}\nb: [" + ", ".join(["*a"] * 500) + "]").tree
    assert tree["b"] == [{"x": "1"}] * 500


def test_nested_as_deep_as_may_be() -> None:
    deepest = DEEPEST
    read("[" * deepest + "]" * deepest)
    assert "more than 50 deep" in refused("[" * (deepest + 1) + "]" * (deepest + 1))
    assert "more than 50 deep" in refused("[" * 100_000)
    assert "more than 50 deep" in refused("- " * 100_000)
    assert "more than 50 deep" in refused("{a: " * 100_000)


def test_a_faulty_document_after_a_good_one_refuses_the_file() -> None:
    assert refused("a: 1\n---\nb: [") == "a.yaml:3:5: bad YAML: the file ends too early [OPT005]"


def test_everything_that_was_wrong_before_the_end_is_reported() -> None:
    with pytest.raises(FileError) as caught:
        read_text("a: !x 1\na: 2\n[b]: c\nd: [", "a.yaml")
    assert [problem.mark for problem in caught.value.problems] == [
        Mark(1, 4),
        Mark(2, 1),
        Mark(3, 1),
        Mark(4, 5),
    ]


def test_a_tag_is_refused_on_whatever_it_stands() -> None:
    for tagged in ("!!str a", "!!map {a: b}", "!!seq [a]", "!mine {}"):
        assert "is not used here" in refused(f"a: {tagged}")


def test_a_merge_key_is_refused_also_where_any_key_may_stand() -> None:
    with pytest.raises(FileError) as caught:
        read_text("json: {<<: {a: 1}, b: 2}\nother: {'<<': 1, a: <<}\n", "x.yaml")
    assert [(one.mark, one.code) for one in caught.value.problems] == [(Mark(1, 8), "OPT101")]
    assert "unknown key '<<'" in caught.value.problems[0].message


def test_a_doubled_key_that_holds_much_is_reported_once() -> None:
    with pytest.raises(FileError) as caught:
        read_text("a: 1\na: {b: [1, {c: 2}]}\n", "a.yaml")
    assert len(caught.value.problems) == 1


def test_what_has_no_words_of_ours_is_told_in_those_of_yaml() -> None:
    assert (
        refused('a: "\\x9"')
        == "a.yaml:1:7: bad YAML: did not find expected hexdecimal number [OPT005]"
    )


def test_the_pure_reader_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read(TREE)
    monkeypatch.setattr(reader, "_Loader", yaml.SafeLoader)
    slow = read(TREE)
    assert slow.tree == fast.tree
    assert slow.mark(("steps", 1, "wait")) == Mark(6, 11)
    assert refused("é\x07").startswith("a.yaml:1:2: bad YAML")
    assert refused("a: [").startswith("a.yaml:1:")


def written(folder: Path, data: bytes) -> list[Document]:
    path = folder / "a.yaml"
    path.write_bytes(data)
    return read_file(path, "a.yaml")


def said_of(folder: Path, data: bytes) -> str:
    with pytest.raises(FileError) as caught:
        written(folder, data)
    return str(caught.value)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    for mark in (b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf"):
        (document,) = written(tmp_path, mark + b"a: 1")
        assert document.tree == {"a": "1"}
        assert said_of(tmp_path, mark + b"{").startswith("a.yaml:1:2: bad YAML")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfea\x00", "a.yaml:1:1: is not UTF-8: byte 0xff [OPT002]"),
        (b"a: 1\n\xc3\xa9\xe9: 2", "a.yaml:2:2: is not UTF-8: byte 0xe9 [OPT002]"),
        (b"a: 1\r\n\xe9: 2", "a.yaml:2:1: is not UTF-8: byte 0xe9 [OPT002]"),
        (b"\xef\xbb\xbfa: \xe9", "a.yaml:1:4: is not UTF-8: byte 0xe9 [OPT002]"),
        (b"a: \xc3", "a.yaml:1:4: is not UTF-8: byte 0xc3 [OPT002]"),
    ],
)
def test_not_utf_8(tmp_path: Path, data: bytes, said: str) -> None:
    assert said_of(tmp_path, data).splitlines()[0] == said


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "LARGEST_FILE", 1_000_000)
    assert written(tmp_path, b"a" * 1_000_000)
    assert said_of(tmp_path, b"a" * 1_000_001) == "a.yaml: is larger than 1 MB [OPT011]"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path, reason in (
        (tmp_path / "b.yaml", "no such file or directory"),
        (tmp_path, "is a directory"),
        (tmp_path / "\0.yaml", "embedded null byte"),
    ):
        with pytest.raises(FileError) as caught:
            read_file(path, "b.yaml")
        assert str(caught.value) == f"b.yaml: cannot be read: {reason} [OPT001]"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(FileError) as caught:
        read_file(tmp_path / "a.yaml", "a.yaml")
    assert str(caught.value) == "a.yaml: cannot be read: it is a pipe [OPT001]"


def test_the_size_of_a_tree_follows_its_aliases() -> None:
    (document,) = read_text("a: &a [x, yy]\nb: [*a, *a]", "a.yaml")
    inner, depth = size(document.tree["a"], {})
    assert (inner, depth) == (1 + 2 + 3, 1)
    assert size(document.tree["b"], {}) == (1 + 2 * inner, 2)
    assert size(document.tree, {}) == (1 + (1 + 1) * 2 + inner + 1 + 2 * inner, 3)


def test_aliases_are_counted_over_all_documents() -> None:
    document = f"a: &a {'x' * 100_000}\nb: [*a, *a, *a]\n"
    assert len(read_text("---\n".join([document] * 3), "a.yaml")) == 3
    with pytest.raises(FileError, match="anchor bomb"):
        read_text("---\n".join([document] * 4), "a.yaml")


@pytest.mark.no_cover  # thousands of problems, each like those of other tests
def test_only_so_many_problems_are_kept() -> None:
    with pytest.raises(FileError) as caught:
        read_text("- !t a\n" * 1000, "a.yaml")
    assert len(caught.value.problems) == 200


YAML_LIKE = st.text(st.sampled_from("ab:-?[]{},&*!|>'\"%@`#~ \n\t\r\\é\u2028\x85\ufeff\0$0"))


@given(st.text() | YAML_LIKE)
def test_no_text_raises_anything_but_a_file_error(text: str) -> None:
    with suppress(FileError):
        for document in read_text(text, "a.yaml"):
            to_json(document.tree)


BOM = "\ufeff"


@given(YAML_LIKE)
@example(BOM + "{")
def test_what_is_wrong_with_a_text_stands_inside_it(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        read_text(text, "a.yaml")
    except FileError as error:
        problems = error.problems
    for problem in problems:
        assert problem.mark is not None
        line = f"{text.lstrip(BOM)}x".splitlines()[problem.mark.line - 1]
        assert 1 <= problem.mark.column <= len(line) + 1


def test_no_bytes_raise_anything_but_a_file_error(tmp_path: Path) -> None:
    @given(st.binary() | YAML_LIKE.map(str.encode))
    def check(data: bytes) -> None:
        with suppress(FileError):
            written(tmp_path, data)

    check()


PARTS = ("? ", "[", "{", "&a ", "a: ", "'", "#", "- a\n", "---\n", "!", "a", "%", "\t", "\n", "- ")


@pytest.mark.parametrize(
    "text",
    [part * 100_000 for part in PARTS]
    + ["[" + "a, " * 70_000 + "]", "{" + "a: b, " * 50_000 + "}"],
    ids=lambda text: repr(text[:6]),
)
def test_large_nonsense_is_over_soon(text: str) -> None:
    start = time.process_time()
    with suppress(FileError):
        read_text(text, "a.yaml")
    assert time.process_time() - start < 5
