"""The names of cases: what a report prints runs that case, and nothing else."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.selection import CaseSelection, name_after, name_of
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
subscription_lists: [{id: 1}]
campaigns:
  - {acquisition_id: A, description: A, subscription_list: 1, keywords: [SUMMER],
     confirmation: double, accepts: [yes], messages: {prompt: P, welcome: W, declined: D}}
"""
PLAIN = "scenario: Plain\naccount: account.yaml\nsteps:\n  - text: SUMMER\n"
EXAMPLES = (
    "scenario: Says ${word}\naccount: account.yaml\n"
    "examples: [{word: ONE}, {word: TWO}]\nsteps:\n  - text: ${word}\n"
)
BROKEN = "scenario: Broken\naccount: account.yaml\nexamples: [{a: 1}, {a: 2}]\nstps: []\n"
FILE = f"# About\n{PLAIN}---\n# Two\n{EXAMPLES}---\n{BROKEN}"
"""Scenarios begin in the lines 2, 8 and 14."""


class Ran(NamedTuple):
    titles: list[str]
    problems: list[str]
    reruns: list[str]


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run paths in a folder that has `s.yaml`, and say what ran."""
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text(ACCOUNT, encoding="utf-8")
    Path("s.yaml").write_text(FILE, encoding="utf-8")

    def go(*paths: str, words: str = "") -> Ran:
        result = run(paths, CaseFilter(words))
        return Ran(
            [case.title for case in result.cases],
            [f"{problem.file}: {problem.message}" for problem in result.problems],
            [case.rerun for case in result.cases],
        )

    return go


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("s.yaml:1", ["Plain"]),
        ("s.yaml:2", ["Plain"]),
        ("s.yaml:5", ["Plain"]),
        ("s.yaml:7", ["Plain"]),
        ("s.yaml:8", ["Says ONE", "Says TWO"]),
        ("s.yaml:12", ["Says ONE", "Says TWO"]),
        ("s.yaml:8@1", ["Says ONE"]),
        ("s.yaml:12@2", ["Says TWO"]),
        ("s.yaml:14", ["Broken"]),
        ("s.yaml:14@2", ["Broken"]),
    ],
)
def test_a_line_names_the_scenario_that_it_stands_in(
    go: Callable[..., Ran], path: str, titles: list[str]
) -> None:
    assert go(path).titles == titles


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("s.yaml:99", "s.yaml: has no line 99: it ends at 17"),
        ("s.yaml:0", "s.yaml: has no line 0: it ends at 17"),
        ("s.yaml:8@3", "s.yaml: has no example 3 at line 8: there are 2"),
        ("s.yaml:2@1", "s.yaml: has no example 1 at line 2: there are none"),
        ("t.yaml:2", "t.yaml:2: is not there"),
        ("s.yaml:", "s.yaml:: is not there"),
        ("s.yaml:2@", "s.yaml:2@: is not there"),
        (".:2", ".:2: is not there"),
    ],
)
def test_what_is_named_and_not_there_is_a_problem(
    go: Callable[..., Ran], path: str, said: str
) -> None:
    assert go(path) == ([], [said], [])


def test_several_names_run_in_the_order_of_the_file_and_each_case_once(
    go: Callable[..., Ran],
) -> None:
    assert go("s.yaml:8@2", "s.yaml:2", "s.yaml:9@2").titles == ["Plain", "Says TWO"]
    assert go("s.yaml:8@2", "s.yaml").titles == go("s.yaml").titles
    assert go("s.yaml", "s.yaml:8@2").titles == go("s.yaml").titles


def test_words_choose_among_what_is_named(go: Callable[..., Ran]) -> None:
    assert go("s.yaml:8", words="two").titles == ["Says TWO"]


def test_a_file_with_such_a_name_is_that_file(go: Callable[..., Ran]) -> None:
    for name in ("s.yaml:2", "s.yaml:8@1"):
        Path(name).write_text(PLAIN.replace("Plain", "Itself"), encoding="utf-8")
        assert go(name).titles == ["Itself"]
        assert go(f"{name}:1").titles == ["Itself"]


def test_a_file_that_cannot_be_read_says_why_and_no_more(go: Callable[..., Ran]) -> None:
    Path("bad.yaml").write_text("a: [", encoding="utf-8")
    assert len(go("bad.yaml:7").problems) == 1


def test_the_command_of_a_case_runs_that_case_alone(go: Callable[..., Ran]) -> None:
    for name in ("s.yaml", "it's a $file @1.yaml", "-x.yaml", "[a]:1.yaml"):
        Path(name).write_text(FILE, encoding="utf-8")
        everything = go(name)
        assert len(everything.reruns) == 4
        for title, command in zip(everything.titles, everything.reruns, strict=True):
            program, verb, path = shlex.split(command)
            assert (program, verb, path[0] == "-") == ("optinsim", "run", False)
            assert go(path).titles == [title]


def test_a_case_is_followed_to_where_its_scenario_begins_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s.yaml").write_text(FILE, encoding="utf-8")
    moved = {"s.yaml": {2: 2, 12: 15}}
    names = ["s.yaml", "s.yaml:1", "s.yaml:11", "s.yaml:12", "s.yaml:14@2", "t.yaml:3"]
    then = ["s.yaml", "s.yaml:2", "s.yaml:2", "s.yaml:15", "s.yaml:15@2", "t.yaml:3"]
    assert [name_after(name, moved) for name in names] == then
    assert name_after("s.yaml:3", {"s.yaml": {}}) == "s.yaml:3"


def test_a_name_needs_no_quotes_in_a_shell_where_the_path_needs_none() -> None:
    assert shlex.quote(name_of("a/b.yaml", 3, 1)) == "a/b.yaml:3@2"


@given(st.text(max_size=30))
def test_any_path_is_taken_apart_without_a_crash(path: str) -> None:
    assert CaseSelection([path, f"{path}:1@1"]).paths[0] == path


@pytest.mark.parametrize(
    "paths",
    [
        ["s.yaml", "./s.yaml"],
        ["./s.yaml", "s.yaml:4", "../{here}/s.yaml"],
        [".", "s.yaml"],
        ["s.yaml", "."],
        [".", "./s.yaml:4"],
        ["s.yaml:4", "."],
        [".", "../{here}"],
        ["s.yaml", "here/s.yaml"],
    ],
    ids=" ".join,
)
def test_a_path_that_is_given_twice_runs_once(
    go: Callable[..., Ran], paths: list[str], tmp_path: Path
) -> None:
    (tmp_path / "here").symlink_to(".")
    twice = go(*(path.format(here=tmp_path.name) for path in paths))
    assert twice.titles == go("s.yaml").titles


def test_cases_of_a_path_that_is_given_twice_are_joined(go: Callable[..., Ran]) -> None:
    assert go("s.yaml:2", "./s.yaml:2", "./s.yaml:12") == go("s.yaml:2", "s.yaml:12")


def test_a_link_to_a_file_is_a_file_of_its_own(go: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "link.yaml").symlink_to("s.yaml")
    assert go("s.yaml", "link.yaml").titles == 2 * go("s.yaml").titles
