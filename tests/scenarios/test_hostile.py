"""Small files that would make a large run, or never end: each is a problem, and soon."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from optinsim.scenarios.reading import load
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.variables import Budget, Filler
from optinsim.scenarios.running.run import run

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
messages: {default_response: Sorry}
"""


def told(folder: Path, text: str) -> list[str]:
    """The first lines of what is wrong in a scenario, which is never run."""
    (folder / "account.yaml").write_text(ACCOUNT, encoding="utf-8")
    (folder / "s.yaml").write_text(text, encoding="utf-8")
    problems: list[str] = []
    result = run(
        [str(folder / "s.yaml")],
        CaseFilter(),
        on_problems=lambda found: problems.extend(problem.message for problem in found),
    )
    assert result.exit_code == 2
    return problems


def scenario(head: str, steps: str = '[{text: "${v0}"}]', account: str = "account.yaml") -> str:
    return f"scenario: T\naccount: {account}\n{head}\nsteps: {steps}\n"


def many(count: int, each: str) -> str:
    """Variables v0, v1 and so on, each made of the next."""
    made = [f"v{i}: {each.replace('NEXT', f'${{v{i + 1}}}')}" for i in range(count)]
    return "vars: {" + ", ".join([*made, f"v{count}: [x, x, x, x]"]) + "}"


TOO_MUCH = "variables make this larger than 1,000,000 characters"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (scenario(many(15, '"NEXTNEXTNEXTNEXT"')), TOO_MUCH),
        (scenario(many(15, '["NEXT", "NEXT", "NEXT", "NEXT"]')), TOO_MUCH),
        (
            scenario(many(10, '[[[[[["NEXT"]]]]]]')),
            "with ${v3}, collections are nested more than 50 deep",
        ),
        (
            scenario(many(1000, '"NEXT"')),
            "variables are made of each other: ${v0} of ${v1} of ${v2} of ${v3} …",
        ),
        (
            scenario('vars: {v0: "${v1}", v1: "${v0}"}'),
            "variables are made of each other: ${v0} of ${v1} of ${v0} …",
        ),
        (
            scenario(
                "people: {" + ", ".join(f"p{i}: {{}}" for i in range(1001)) + "}", "[text: a]"
            ),
            "1001 people are too many",
        ),
        (
            scenario(
                "examples: [" + ", ".join(["{}"] * 5000) + "]",
                "[" + ", ".join(["{wait: 1s}"] * 200) + "]",
            ),
            "the examples make more than 1,000 steps",
        ),
        (
            scenario("", "[" + ", ".join(["{wait: 36500d}"] * 200) + "]"),
            "no clock goes as far as the year 9000",
        ),
    ],
    ids=["text", "tree", "depth", "chain", "circle", "people", "examples", "calendar"],
)
def test_a_small_file_that_would_be_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    monkeypatch.setattr(load, "MOST_STEPS", 1000)  # not 100,000, which takes seconds
    assert message in told(tmp_path, text)


@pytest.mark.no_cover  # thousands of problems, each like those of other tests
def test_so_many_problems_and_no_more(tmp_path: Path) -> None:
    keys = ", ".join(f"k{i}: 1" for i in range(5000))
    assert len(told(tmp_path, scenario("", f"[{{text: a, {keys}}}]"))) == 200
    steps = ", ".join(["{text: a, from: nobody}"] * 300)
    assert len(told(tmp_path, scenario("", f"[{steps}]"))) == 200


def test_captured_values_add_only_so_much(tmp_path: Path) -> None:
    """Each text is twice as long as the one before, which the callback tells."""
    step = (
        '- {text: "TEXT", expect: {callbacks: [{callback_type: unmatched_message_received, '
        "message: {$capture: mNEXT}}]}}\n"
    )
    texts = ["x" * 100, *(f"${{m{i}}}${{m{i}}}" for i in range(20))]
    steps = "".join(
        step.replace("TEXT", text).replace("NEXT", str(i)) for i, text in enumerate(texts)
    )
    steps += "- {text: '${m20}', expect: {reading: unmatched}}\n"
    assert told(tmp_path, scenario("", f"\n{steps}")) == [TOO_MUCH.replace("1,000,", "200,")]


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ('"a\\0b"', "cannot be read: embedded null byte"),
        ("loop.yaml", "cannot be read: too many levels of symbolic links"),
        ("pipe.yaml", "cannot be read: it is a pipe"),
        ("/", "cannot be read: is a directory"),
        ("a" * 1000, "cannot be read: file name too long"),
    ],
)
def test_an_account_where_none_can_be(tmp_path: Path, account: str, reason: str) -> None:
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    assert told(tmp_path, scenario("", "[text: a]", account))[1] == reason


def test_a_budget_is_spent_once() -> None:
    budget = Budget(3)
    filler = Filler(lambda _: "ab", lambda name, at: pytest.fail(f"{name} {at}"), budget)
    assert filler.fill("${x}", ()) == "ab"
    assert filler.fill("${x}", ()) == "${x}"
    assert filler.fill("a ${x}", ()) == "a ${x}"
    assert [fault.message for fault in filler.faults] == [TOO_MUCH.replace("1,000,000", "3")]
