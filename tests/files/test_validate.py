"""What pydantic finds, in the words of our files. (More examples: tests/bad.)"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator

from optinsim.adapter import Fault
from optinsim.fields import Duration, Section, Text
from optinsim.files.source import Document, read_text
from optinsim.files.validate import fault_problem, model_in, path_text, rest_of, validate


class Inner(Section):
    from_: Text | None = Field(default=None, alias="from")
    size: int = 0


class Outer(Section):
    title: Annotated[Text, Field(min_length=1, max_length=20)] = "x"
    one: Inner = Inner()
    many: tuple[Inner, ...] = ()
    named: dict[Annotated[str, Field(max_length=5)], Inner] = Field(default_factory=dict)
    either: tuple[Text, ...] | Text = ()
    word: Literal["yes", "no"] = "yes"
    ratio: float = 0
    wait: Duration | None = None

    @field_validator("ratio")
    @classmethod
    def _below_ten(cls, ratio: float) -> float:
        if ratio < 10:
            return ratio
        message = "ten is enough"
        raise ValueError(message)


class Needy(Section):
    title: Text
    account: Text


def document(text: str) -> Document:
    (read,) = read_text(text, "a.yaml")
    return read


def said(text: str, model: type[Section] = Outer) -> list[str]:
    """All lines that say something, without the picture of the place and without the codes."""
    read = document(text)
    made, problems = validate(model, read.tree, read)
    assert (made is None) == bool(problems)
    told = re.sub(r" \[OPT[0-9]{3}\]$", "", "\n".join(map(str, problems)), flags=re.MULTILINE)
    lines = told.splitlines()
    return [line.removeprefix("a.yaml:").strip() for line in lines if line[6:8] != "| "]


def test_a_good_file_is_its_model() -> None:
    read = document("{title: a, many: [{from: me}], either: b, wait: 2h}")
    made, problems = validate(Outer, read.tree, read)
    assert problems == []
    assert made is not None
    assert made.many[0].from_ == "me"


def test_a_value_is_named_by_its_key_and_index() -> None:
    assert said("many: [{size: x}]") == [
        "1:15: size: 'x' is no whole number",
        "expected a whole number such as 7",
    ]
    assert said("many: [x]") == [
        "1:8: many[0]: 'x' is no mapping",
        "expected a mapping with the keys from, size",
    ]
    assert said("wait: 3 days") == [
        "1:7: wait: '3 days' is no duration",
        "expected a duration such as 90s, 15m, 24h, 3d or 1d12h",
    ]


def test_a_mapping_where_a_list_is_wanted() -> None:
    assert said("many: {a: b}") == [
        "1:7: many: a mapping is no list",
        "expected a list such as [one, two]",
    ]


def test_nothing_where_something_is_wanted() -> None:
    assert said("one:") == [
        "1:5: one: nothing stands here",
        "expected a mapping with the keys from, size",
    ]
    assert said("title: ''") == ["1:8: title: nothing stands here", "expected text"]


def test_too_much() -> None:
    assert said(f"title: {'x' * 21}") == [
        "1:8: title: 21 characters are too many",
        "expected at most 20",
    ]


def test_a_key_that_is_too_long_is_the_key_that_is_shown() -> None:
    assert said("named: {toolong: {}}") == [
        "1:9: toolong: 7 characters are too many",
        "expected at most 5",
    ]


def test_unknown_keys_know_their_neighbours_at_every_level() -> None:
    assert said("one: {form: me}\nmany: [{siz: 1}]\nnamed: {a: {frm: x}}\ntitel: x") == [
        "1:7: unknown key 'form' in one",
        "expected one of: from, size",
        "did you mean 'from'?",
        "2:9: unknown key 'siz' in many[0]",
        "expected one of: from, size",
        "did you mean 'size'?",
        "3:13: unknown key 'frm' in named.a",
        "expected one of: from, size",
        "did you mean 'from'?",
        "4:1: unknown key 'titel'",
        "expected one of: title, one, many, named, either, word, ratio, wait",
        "did you mean 'title'?",
    ]


def test_a_missing_key_that_is_there_but_mistyped_is_one_mistake() -> None:
    assert said("titel: x", Needy) == [
        "1:1: key 'account' is missing",
        "1:1: unknown key 'titel'",
        "expected one of: title, account",
        "did you mean 'title'?",
    ]


def test_one_of_several_things_is_complained_of_once() -> None:
    assert said("either: {a: b}") == [
        "1:9: either: a mapping is no list",
        "expected a list such as [one, two]",
    ]
    assert said("either: [a, [b]]") == ["1:13: either[1]: a list is not text", "expected text"]


def test_a_word_that_is_none_of_those() -> None:
    assert said("word: yess") == [
        "1:7: word: 'yess' is not known",
        "expected one of: yes, no",
        "did you mean 'yes'?",
    ]


def test_a_long_value_is_cut() -> None:
    line = said(f"word: {'x' * 99}")[0]
    assert line == f"1:7: word: '{'x' * 60}…' is not known"


def test_what_a_platform_from_elsewhere_checks_it_says_itself() -> None:
    assert said("ratio: 11") == ["1:8: ratio: ten is enough"]
    assert said("ratio: x")[0].startswith("1:8: ratio: Input should be a valid number")


def test_problems_come_in_the_order_of_the_file() -> None:
    lines = said("word: a\nmany: b\ntitle: [c]")
    assert [line[:4] for line in lines if line[0].isdigit()] == ["1:7:", "2:7:", "3:8:"]


def test_a_part_of_a_document_keeps_its_places() -> None:
    read = document("account: {titel: x}")
    made, problems = validate(Outer, read.tree["account"], read, ("account",))
    assert made is None
    assert str(problems[0]).startswith("a.yaml:1:11: unknown key 'titel' in account [OPT101]\n")


def test_paths_are_written_as_people_write_them() -> None:
    assert path_text(("steps", 2, "expect", "callbacks", 0)) == "steps[2].expect.callbacks[0]"
    assert path_text(()) == ""


def test_the_model_inside_a_type() -> None:
    assert model_in(dict[str, Inner] | None) is Inner
    assert model_in(tuple[str, ...]) is None


def test_a_fault_names_the_place_that_it_clashes_with() -> None:
    read = document("a: 1\nb: 2")
    clash = Fault(("b",), "b is a too", clashes_with=("a",), code="NO1")
    assert str(fault_problem(clash, read, ())).startswith(
        "a.yaml:2:4: b is a too (line 1, column 4)"
    )
    hidden = Fault(("b",), "b is a too", clashes_with=("c",), code="NO1")
    assert str(fault_problem(hidden, read, ())).startswith("a.yaml:2:4: b is a too (a default)")


def test_a_fault_suggests_the_nearest_name() -> None:
    read = document("a: pendin")
    fault = Fault(("a",), "not known", got="pendin", names=("none", "pending"), code="OPT601")
    problem = fault_problem(fault, read, ())
    assert (problem.expected, problem.suggestion) == ("one of: none, pending", "pending")
    assert problem.severity == "warning"


def test_the_rest_of_a_tree_has_the_places_of_the_tree() -> None:
    text = (
        "one: {from: a, size: x, sise: 1}\nmany: [{sise: 1}, {from: b}]\nword: maybe\ncolour: red"
    )
    one = Inner.model_validate({"from": "a"})
    many = Inner(), Inner.model_validate({"from": "b"})
    assert rest_of(Outer, document(text).tree) == Outer(one=one, many=many)


def test_a_list_with_an_item_at_fault_is_no_part_of_the_rest() -> None:
    assert rest_of(Outer, document("title: A\nmany: [{}, x, {from: b}]").tree) == Outer(title="A")


def test_without_a_needed_key_there_is_no_rest() -> None:
    assert rest_of(Needy, document("title: A").tree) is None
    assert rest_of(Needy, document("- A").tree) is None
