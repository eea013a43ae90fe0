"""How a problem is printed, in which order, and which name is the nearest."""

from __future__ import annotations

import pytest

from optinsim.codes import Code
from optinsim.files.problems import Mark, Problem, in_order, nearest, one_of

NO = "NO1"
"""A code of another's, which is an error."""
STEPS = ("text", "from", "wait", "wait_until")


@pytest.mark.parametrize(
    ("word", "names", "near"),
    [
        ("txt", STEPS, "text"),
        ("wait_untl", STEPS, "wait_until"),
        ("TEXT", STEPS, "text"),
        ("nothing like it", STEPS, ""),
        ("", STEPS, ""),
        ("a", (), ""),
        ("acq1", ("ACQ1", "ACQ2"), "ACQ1"),
        ("an.mdn", ("ann", "bob"), "ann.mdn"),
        ("ann.mnd", ("ann.mdn", "ann.zip"), "ann.mdn"),
        ("x.mdn", ("ann", "bob"), ""),
        (".", ("ann",), ""),
        ("text" * 10_000, STEPS, ""),
    ],
)
def test_the_nearest_name(word: str, names: tuple[str, ...], near: str) -> None:
    assert nearest(word, names) == near


def test_what_to_expect() -> None:
    assert one_of(["a", "b"]) == "one of: a, b"
    assert one_of(["a"]) == "a"
    assert one_of([]) == ""


def test_a_problem_of_a_file() -> None:
    assert str(Problem("a.yaml", "is larger than 50 MB", code=NO)) == (
        "a.yaml: is larger than 50 MB [NO1]"
    )


def test_a_problem_in_an_empty_line_shows_none() -> None:
    assert str(Problem("a.yaml", "no", Mark(1, 1), "  ", code=NO)) == "a.yaml:1:1: no [NO1]"


def test_a_masked_line_says_why_it_is_masked() -> None:
    masked = Problem("a.yaml", "no", Mark(1, 1), "adress: *", code=NO, is_masked=True)
    assert str(masked).splitlines()[1:] == [
        "    1 | adress: *",
        "      | ^ (* hides what may be a credential)",
    ]


def test_a_line_that_is_masked_outside_of_what_is_shown_says_nothing_of_it() -> None:
    line = f"a: *, {' ' * 200}b: c"
    masked = Problem("a.yaml", "no", Mark(1, 200), line, code=NO, is_masked=True)
    assert str(masked).endswith("^")


def test_a_warning_says_so() -> None:
    warning = Problem("a.yaml", "too long", Mark(1, 1), code=Code.LONG_MESSAGE)
    assert str(warning) == "a.yaml:1:1: warning: too long [OPT602]"


def test_the_only_right_name_is_said_once() -> None:
    assert str(Problem("a.yaml", "no", expected="me", suggestion="me", code=NO)) == (
        "a.yaml: no [NO1]\n  did you mean 'me'?"
    )


def test_of_a_long_line_stands_what_is_around_the_place() -> None:
    line = "a" * 500 + "X" + "b" * 500
    shown = str(Problem("a.yaml", "no", Mark(1, 501), line, code=NO)).splitlines()
    assert len(shown[1]) < 140
    assert shown[1][shown[2].index("^")] == "X"


def test_what_cannot_be_printed_is_shown_as_a_space() -> None:
    shown = str(Problem("a.yaml", "no", Mark(1, 3), "\tx\x1b[31m", code=NO)).splitlines()
    assert shown[1:] == ["    1 |  x [31m", "      |   ^"]


def test_problems_stand_in_the_order_of_their_lines_and_files() -> None:
    of_file = Problem("b.yaml", "all of it", code=NO)
    problems = [
        Problem("b.yaml", "third", Mark(9, 1), code=NO),
        Problem("a.yaml", "fourth", Mark(1, 1), code=NO),
        Problem("b.yaml", "second", Mark(2, 7), code=NO),
        Problem("b.yaml", "first", Mark(2, 3), code=NO),
        of_file,
        of_file,
    ]
    told = [problem.message for problem in in_order(problems)]
    assert told == ["all of it", "first", "second", "third", "fourth"]


def test_nothing_in_a_problem_moves_the_cursor() -> None:
    problem = Problem(
        "a\x1b[2J.yaml", "b\n\u202ec", Mark(1, 1), "\x1b[2Jd", "e\x07\U000e0001", "f", code=NO
    )
    assert str(problem).splitlines() == [
        "a\\u001b[2J.yaml:1:1: b\\u000a\\u202ec [NO1]",
        "    1 |  [2Jd",
        "      | ^",
        "  expected e\\u0007\\U000e0001",
        "  did you mean 'f'?",
    ]


def test_of_many_names_the_first_are_listed() -> None:
    listed = one_of(f"n{i}" for i in range(100))
    assert listed.startswith("one of: n0, n1, ")
    assert listed.endswith(", n29, … (100 in all)")
