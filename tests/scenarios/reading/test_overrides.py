"""`--account FILE` and `--var NAME=VALUE`: what takes the place of what scenarios say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from optinsim.cli import main
from optinsim.scenarios.reading.overrides import OverrideError, parse_overrides
from tests.scenarios.sharing import outcomes, ran, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE = """\
scenario: One
account: accounts/ca.yaml
vars: {word: nothing}
steps:
  - text: ${word}
    expect: {state: pending}
"""
OTHER = (
    "scenario: Other\naccounts: [accounts/us.yaml, accounts/ca.yaml]\nsteps:\n  - text: SUMMER\n"
)
OTHER += "    expect: {state: pending}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write(tmp_path, {"s/one.yaml": ONE.replace("accounts/", "../accounts/"), "other.yaml": OTHER})
    return tmp_path


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """The command line in this process: its exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["optinsim", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return int(str(ended.value.code or 0)), shown.out, shown.err

    return call


def test_a_var_takes_the_value_of_the_command_line() -> None:
    assert outcomes(ran("s/one.yaml")) == ["one.yaml:1 failed"]
    result = ran("s/one.yaml", overrides=parse_overrides(None, ["word=SUMMER"]))
    assert outcomes(result) == ["one.yaml:1 passed"]
    assert result.cases[0].rerun == "optinsim run s/one.yaml:1 --var word=SUMMER"


def test_a_var_of_the_project_takes_the_value_too(folder: Path) -> None:
    write(folder, {"optinsim.yaml": "vars: {word: no}\n"})
    write(folder, {"a.yaml": ONE.replace("vars: {word: nothing}\n", "")})
    result = ran("a.yaml", overrides=parse_overrides(None, ["word=SUMMER"]))
    assert outcomes(result) == ["a.yaml:1 passed"]


def test_a_value_means_what_it_means_in_a_file(folder: Path) -> None:
    text = "scenario: A\naccount: accounts/us.yaml\nvars: {n: 1}\nsteps:\n  - text: A\n"
    write(folder, {"a.yaml": f"{text}    expect: {{replies: {{$length: '${{n}}'}}}}\n"})
    # Nothing is sent to what is not understood: none is expected, as a number.
    result = ran("a.yaml", overrides=parse_overrides(None, ["n=0"]))
    assert outcomes(result) == ["a.yaml:1 passed"]


def test_an_account_takes_the_place_of_every_account() -> None:
    overrides = parse_overrides("accounts/lake.yaml", ["word=SUMMER"])
    result = ran("s/one.yaml", "other.yaml", overrides=overrides)
    assert outcomes(result) == ["one.yaml:1 passed", "other.yaml:1 passed"]
    assert {case.sharing.account for case in result.cases} == {"accounts/lake.yaml"}
    assert "cordialthreads" in str([step.states for case in result.cases for step in case.steps])
    rerun = "optinsim run other.yaml:1 --account accounts/lake.yaml --var word=SUMMER"
    assert result.cases[1].rerun == rerun


def test_what_is_expected_on_accounts_is_chosen_by_the_name_of_the_file(folder: Path) -> None:
    text = OTHER.replace("{state: pending}", "{$on: {us: {state: pending}, ca: {state: none}}}")
    write(folder, {"other.yaml": text})
    assert outcomes(ran("other.yaml", overrides=parse_overrides("accounts/ca.yaml", []))) == [
        "other.yaml:1 failed"
    ]
    assert outcomes(ran("other.yaml", overrides=parse_overrides("accounts/us.yaml", []))) == [
        "other.yaml:1 passed"
    ]


@pytest.mark.parametrize("given", [["word"], ["=x"], ["a=1", "a=2"]])
def test_a_var_that_cannot_be_read(given: list[str]) -> None:
    with pytest.raises(OverrideError):
        parse_overrides(None, given)


def test_the_command_line_is_checked_before_anything_runs(
    command: Callable[..., tuple[int, str, str]],
) -> None:
    for arguments, message in (
        (
            ["--var", "wrod=SUMMER"],
            "--var 'wrod': no scenario has such a var; did you mean 'word'?",
        ),
        (["--var", "word"], "--var 'word' is not of the form NAME=VALUE"),
        (["--account", "accounts/uk.yaml"], "accounts/uk.yaml: cannot be read"),
        (["--account", "accounts/us.yaml", "--update"], "--update writes what scenarios say"),
        (["--var", "word=SUMMER", "--watch"], "--watch goes with"),
    ):
        code, out, err = command("run", "s", "other.yaml", *arguments)
        assert (code, out) == (2, "")
        assert message in err


def test_check_takes_the_same_options(command: Callable[..., tuple[int, str, str]]) -> None:
    assert command("check", "s", "--var", "word=A", "--account", "accounts/lake.yaml")[0] == 0
    code, _, err = command("check", "s", "--var", "wrod=A")
    assert code == 2
    assert "no scenario has such a var" in err


LOST = """\
scenario: Two
account: accounts/us.yaml
vars: {word: SUMMER}
%s
steps:
  - {text: "${word}", expect: {state: pending}}
"""
IN_GROUP = """\
scenario: Group
account: accounts/us.yaml
vars: {word: STOP}
steps:
  - {use: joined, with: {word: SUMMER}}
  - {text: "${word}", expect: {state: pending}}
"""


def lost(folder: Path, text: str) -> list[str]:
    write(folder, {"optinsim.yaml": "steps: {joined: [{text: '${word}'}]}", "lost.yaml": text})
    result = ran("lost.yaml", overrides=parse_overrides(None, ["word=SUMMER"]))
    return [w.message for w in result.warnings if w.code == "OPT735"]


def test_a_var_that_the_examples_have_too_has_no_effect(folder: Path) -> None:
    examples = "examples: [{word: SUMMER}, {word: summer}]"
    message = "--var word has no effect here: the examples have their own"
    assert lost(folder, LOST % examples) == [message]
    assert lost(folder, LOST % "") == []


def test_a_var_that_a_group_is_given_has_no_effect_in_it(folder: Path) -> None:
    message = "--var word has no effect here: this group gets its own"
    assert lost(folder, IN_GROUP) == [message]


def test_a_column_that_is_no_var_is_not_meant(folder: Path) -> None:
    examples = "examples: [{word: SUMMER}]"
    text = (LOST % examples).replace("vars: {word: SUMMER}\n", "")
    write(folder, {"lost.yaml": text, "var.yaml": LOST % ""})
    result = ran("lost.yaml", "var.yaml", overrides=parse_overrides(None, ["word=SUMMER"]))
    assert result.warnings == []
