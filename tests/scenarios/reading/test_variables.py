"""Filling in variables: which name wins, what is literal, and what waits for a captured value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Fault
from optinsim.fields import Plain
from optinsim.files.source import read_text
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.variables import LATER, MISSING, Budget, Filler
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
messages: {default_response: Sorry}
"""


def filled(value: Any, **names: Any) -> tuple[Any, list[str], bool]:
    """The value, the faults, and whether it waits."""
    filler = Filler(
        lambda name: names.get(name, MISSING),
        lambda name, at: Fault(at, f"no {name}", code="NO1"),
        Budget(),
    )
    return filler.fill(value, ()), [fault.message for fault in filler.faults], filler.waits


@pytest.mark.parametrize(
    ("text", "became"),
    [
        ("${x}", [1, "a"]),
        ("a ${x}", 'a [1, "a"]'),
        ("${word}!", "STOP!"),
        ("$${word}", "${word}"),
        ("$$ ${word} $", "$$ STOP $"),
        ("$${", "${"),
        ("${word}${word}", "STOPSTOP"),
        ("no variable } {", "no variable } {"),
        ("${literal}", "${word}"),
        (Plain("a${word}"), "aSTOP"),
    ],
)
def test_a_text(text: str, became: object) -> None:
    """What a variable brings in is not looked through again."""
    names = {"x": [1, "a"], "word": "STOP", "literal": "${word}"}
    assert filled(text, **names) == (became, [], False)
    assert isinstance(filled(text, **names)[0], Plain) is (type(text) is Plain)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("${y}", "no y"),
        ("a ${y}", "no y"),
        ("${}", "no "),
        ("${ x }", "no  x "),
        ("a ${x", "${ is opened and not closed"),
        ("${a{b}", "${ is opened and not closed"),
    ],
)
def test_a_text_with_a_fault_stays_as_it_is(text: str, fault: str) -> None:
    assert filled(text, x="") == (text, [fault], False)


def test_what_is_captured_later_stays_as_it_is_and_is_noted() -> None:
    assert filled("${id}", id=LATER) == ("${id}", [], True)
    assert filled("a ${id}", id=LATER) == ("a ${id}", [], True)


def test_a_tree_is_copied_only_where_it_changes() -> None:
    (document,) = read_text('a: [{b: "${x}"}, {c: d}]\ne: {f: [g]}', "a.yaml")
    tree, faults, _ = filled(document.tree, x="1")
    assert (tree, faults) == ({"a": [{"b": "1"}, {"c": "d"}], "e": {"f": ["g"]}}, [])
    assert document.tree["a"][0]["b"] == "${x}"
    assert tree["a"][1] is document.tree["a"][1]
    assert tree["e"] is document.tree["e"]
    assert tree["a"].places == document.tree["a"].places


@given(st.text())
def test_a_text_is_filled_in_once(text: str) -> None:
    """Whatever a subscriber texted and a step captured."""
    assert filled("a ${x}", x=text) == (f"a {text}", [], False)


def outcomes(folder: Path, text: str) -> tuple[list[str], list[str]]:
    (folder / "account.yaml").write_text(ACCOUNT, encoding="utf-8")
    (folder / "s.yaml").write_text(f"scenario: T\naccount: account.yaml\n{text}", encoding="utf-8")
    problems: list[str] = []
    result = run(
        [str(folder / "s.yaml")],
        CaseFilter(),
        on_problems=lambda found: problems.extend(problem.message for problem in found),
    )
    return [str(case.outcome) for case in result.cases], problems


def test_variables_are_made_of_each_other_in_any_order(tmp_path: Path) -> None:
    text = """\
vars: {text: "${word}!", word: HELLO}
examples: [{word: STOP}, {word: "${other}", other: stop}]
steps: [{text: "${text}", expect: {reading: stop}}]
"""
    assert outcomes(tmp_path, text) == (["passed", "passed"], [])


UNMATCHED = "callback_type: unmatched_message_received"


def test_a_literal_stays_one_in_a_step_that_waits(tmp_path: Path) -> None:
    text = f"""\
steps:
  - text: hello
    expect: {{callbacks: [{{{UNMATCHED}, message: {{$capture: said}}}}]}}
  - text: "$${{said}} ${{said}}"
    expect: {{callbacks: [{{{UNMATCHED}, message: "$${{said}} ${{said}}"}}]}}
"""
    assert outcomes(tmp_path, text) == (["passed"], [])


def test_a_captured_mapping_may_stand_for_one_of_the_files(tmp_path: Path) -> None:
    text = """\
steps:
  - text: hello
    expect: {callbacks: [{$capture: body}]}
  - request: {method: GET, path: /companies/optinsim, headers: "${body}"}
"""
    outcome, (_, problem, *_) = outcomes(tmp_path, text)
    assert outcome == ["error"]
    assert problem.endswith(": a mapping is not text")


def test_all_that_is_wrong_with_captured_values_is_told(tmp_path: Path) -> None:
    text = """\
steps:
  - text: hello
    expect: {callbacks: [{$capture: body}], replies: [{$capture: said}]}
  - request: {method: GET, path: "${said}", headers: "${body}"}
"""
    outcome, problems = outcomes(tmp_path, text)
    assert outcome == ["error"]
    assert any(problem.endswith(": a mapping is not text") for problem in problems)
    assert "'Sorry' is no path" in problems


def test_an_examples_name_that_is_almost_a_vars_draws_a_warning(tmp_path: Path) -> None:
    text = """\
vars: {word: help}
examples: [{wrod: stop}, {word: stop, note: for people}]
steps: [{text: "${word}", expect: {replies: {$length: 1}}}]
"""
    assert outcomes(tmp_path, text) == (
        ["passed", "passed"],
        ["${wrod} is used nowhere", "${note} is used nowhere"],
    )


def test_examples_of_which_nothing_is_used_draw_a_warning(tmp_path: Path) -> None:
    text = """\
vars: {answer: help}
examples: [{b: stop, a: x}, {b: hello, a: y}]
steps: [{text: "${answer}", expect: {replies: {$length: 1}}}]
"""
    told = ["${b} is used nowhere", "${a} is used nowhere"]
    assert outcomes(tmp_path, text) == (["passed", "passed"], told)


def test_a_number_that_looks_foreign_by_a_typing_error_draws_a_warning(tmp_path: Path) -> None:
    text = """\
people: {ann: {mdn: +2025550123}, bob: {mdn: "2025550123"}}
steps:
  - {from: +3125550123, text: hello, expect: {replies: [Sorry]}}
  - {from: ann, text: hello, expect: {replies: [Sorry]}}
  - {from: bob, text: hello, expect: {replies: [Sorry]}}
"""
    told = [
        "+2025550123 is a number of EG (+20); did you mean +12025550123?",
        "+3125550123 is a number of NL (+31); did you mean +13125550123?",
    ]
    assert outcomes(tmp_path, text) == (["passed"], told)
