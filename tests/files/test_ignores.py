"""`# optinsim: ignore OPT702 why` silences a warning on its line, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from optinsim.codes import Code, OfARun
from optinsim.scenarios.reading.checkup import check_files

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = """\
platform: vibes
name: Acme
number: 84237
messages:
  help: For help, write to us  {help}
  stop: |  {stop}
    Acme says goodbye  {text}
"""
SCENARIO = """\
scenario: A scenario
account: {{platform: vibes, name: Acme, number: 84237}}
steps:
  - text: HELP
    expect:
      replies: [{{$contains: Acme}}]  {one}
  - text: "Hi {text}"
    expect: {{replies: [{{$regex: 'a*'}}]}}  {two}
"""


def codes(path: Path, file: str, **comments: str) -> list[str]:
    """Lines and codes of what check says."""
    names = ("help", "stop", "text", "one", "two")
    path.write_text(file.format_map(dict.fromkeys(names, "") | comments), encoding="utf-8")
    return [f"{p.mark.line if p.mark else 0} {p.code}" for p in check_files([str(path)])[1]]


@pytest.fixture
def account(tmp_path: Path) -> Path:
    return tmp_path / "acme.yaml"


def test_a_warning_of_an_account_is_silenced_on_its_line(account: Path) -> None:
    assert codes(account, ACCOUNT) == ["5 OPT601"]
    assert codes(account, ACCOUNT, help="# optinsim: ignore OPT601 it is a shared number") == []
    assert codes(account, ACCOUNT, help="# optinsim: ignore OPT602, OPT601") == ["5 OPT014"]


def test_an_ignore_that_silences_nothing_is_reported(account: Path) -> None:
    assert codes(account, ACCOUNT, stop="# optinsim: ignore OPT601") == ["5 OPT601", "6 OPT014"]
    assert codes(account, ACCOUNT, help="# optinsim: ignore") == ["5 OPT601", "5 OPT014"]


def test_a_text_that_looks_like_a_comment_is_none(account: Path) -> None:
    assert codes(account, ACCOUNT, text="# optinsim: ignore OPT601") == ["5 OPT601"]
    quoted = codes(account, SCENARIO, text="# optinsim: ignore OPT703", two="")
    assert quoted == ["6 OPT702", "8 OPT703"]


def test_warnings_of_a_scenario_are_silenced_each_on_its_line(account: Path) -> None:
    assert codes(account, SCENARIO, one="# optinsim: ignore OPT702 any will do") == ["8 OPT703"]
    assert codes(account, SCENARIO, two="# optinsim: ignore OPT703 any text") == ["6 OPT702"]


def test_an_error_cannot_be_ignored_and_hides_what_else_is_to_say(account: Path) -> None:
    wrong = SCENARIO.replace("regex", "rgex")
    assert codes(account, wrong, two="# optinsim: ignore OPT411") == ["8 OPT411"]
    told = check_files([str(account)])[1]
    assert [problem.severity for problem in told] == ["error"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("OPT101", "OPT101 is an error, and only warnings can be ignored"),
        ("OPT999", "there is no code OPT999"),
        ("OPT703", "nothing in this line draws OPT703"),
    ],
)
def test_a_warning_says_why_an_ignore_is_useless(account: Path, code: str, message: str) -> None:
    codes(account, SCENARIO, one=f"# optinsim: ignore OPT702 {code}")
    told = [problem.message for problem in check_files([str(account)])[1]]
    assert message in told


@pytest.mark.parametrize("code", get_args(OfARun))
def test_what_only_a_run_draws_can_be_ignored(account: Path, code: Code) -> None:
    assert codes(account, SCENARIO, two=f"# optinsim: ignore OPT703 {code}") == ["6 OPT702"]
