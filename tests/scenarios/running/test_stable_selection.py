"""A case that was named by a line stays that case while its file is edited."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.watch import Suite

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT = (Path(__file__).parents[3] / "docs/examples/shop/account.yaml").read_text("utf-8")
Watched = "Callable[..., list[list[str]]]"


def one(title: str, *words: str) -> str:
    """A scenario of four lines, and one more with examples."""
    examples = f"examples: [{', '.join(f'{{word: {word}}}' for word in words)}]\n" if words else ""
    text = "${word}" if words else "SUMMER"
    return f"scenario: {title}\naccount: account.yaml\n{examples}steps:\n  - text: {text}\n"


def many(*scenarios: str) -> str:
    return "---\n".join(scenarios)


ANN, BOB, CARL = one("Ann"), one("Bob"), one("Carl")
BOB_SAYS = one("Bob says ${word}", "ONE", "TWO", "THREE")


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """What is run, or told, each time a file is saved whose cases were named."""
    monkeypatch.chdir(tmp_path)
    Path("account.yaml").write_text(ACCOUNT, "utf-8")

    def watched(name: str, *saves: str) -> list[list[str]]:
        Path("s.yaml").write_text(saves[0], "utf-8")
        suite = Suite([name], CaseFilter())
        found = []
        for save in saves:
            Path("s.yaml").write_text(save, "utf-8")
            affected = suite.affected_by(["s.yaml"])
            assert affected is not None
            suite.run(affected.files)
            problems = [problem.message for problem in suite.result.problems]
            found.append([case.title for case in suite.result.cases] + problems)
            assert bool(problems) == (suite.result.exit_code != 0)
        return found

    return watched


@pytest.mark.parametrize(
    "now",
    [
        "# a line above\n" * 9 + many(ANN, BOB),
        many(CARL, ANN, CARL, BOB, CARL),
        many(BOB, ANN),
        many(ANN, BOB.replace("SUMMER", "STOP")),
        BOB,
    ],
)
def test_a_case_is_found_again_wherever_it_stands(
    watched: Callable[..., list[list[str]]], now: str
) -> None:
    first = many(ANN, BOB)
    assert watched("s.yaml:6", first, now, first) == [["Bob"]] * 3


def test_one_whose_title_is_edited_is_the_one_at_its_place(
    watched: Callable[..., list[list[str]]],
) -> None:
    saves = many(ANN, BOB, CARL), many(ANN, one("Rob"), CARL), many(ANN, ANN, one("Rob"))
    assert watched("s.yaml:6", *saves) == [["Bob"], ["Rob"], ["Rob"]]


def test_one_that_is_gone_is_reported_until_it_is_back(
    watched: Callable[..., list[list[str]]],
) -> None:
    saves = many(ANN, BOB), ANN, "{", many(CARL, ANN, BOB)
    gone = "the scenario that was in line 6 is not there any more"
    _, at_once, broken, back = watched("s.yaml:6", *saves)
    assert at_once == [gone]
    assert "bad YAML" in broken[0]
    assert back == ["Bob"]


def test_one_that_breaks_stays_what_it_was(watched: Callable[..., list[list[str]]]) -> None:
    first = many(ANN, BOB_SAYS)
    broken = "\n" + first.replace("steps:\n  - text: ${", "step:\n  - text: ${")
    found = watched("s.yaml:7@2", first, broken, broken, f"\n{first}")
    assert found[0] == found[3] == ["Bob says TWO"]
    assert found[1][0] == found[2][0] == "Bob says ${word}"
    assert "unknown key 'step'" in " ".join(found[1])


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (one("Bob says ${word}", "ZERO", "ONE", "TWO"), "Bob says TWO"),
        (one("Bob says ${word}", "TWO"), "Bob says TWO"),
        (one("Bob says ${word}", "ONE", "2", "THREE"), "Bob says 2"),
        (
            one("Bob says ${word}", "ONE"),
            "example 2 of the scenario that was in line 6 is not there any more",
        ),
        (one("Rob"), "example 2 of the scenario that was in line 6 is not there any more"),
    ],
)
def test_an_example_is_followed_too(
    watched: Callable[..., list[list[str]]], now: str, said: str
) -> None:
    saves = many(ANN, BOB_SAYS, CARL), many(CARL, ANN, now)
    assert watched("s.yaml:6@2", *saves) == [["Bob says TWO"], [said]]


def test_all_examples_are_those_that_there_are_now(
    watched: Callable[..., list[list[str]]],
) -> None:
    saves = BOB_SAYS, many(ANN, one("Bob says ${word}", "ONE", "FOUR"))
    assert watched("s.yaml:1", *saves)[1] == ["Bob says ONE", "Bob says FOUR"]


def test_a_line_that_is_not_there_is_waited_for(watched: Callable[..., list[list[str]]]) -> None:
    gone = "has no line 99: it ends at 4"
    longer = "\n" * 98 + ANN
    assert watched("s.yaml:99", ANN, longer) == [[gone], ["Ann"]]
