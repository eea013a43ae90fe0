"""Names that only the title uses, and examples that say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.scenarios.reading.checkup import check_files

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = "account: {platform: vibes, name: Acme, number: 84237}\n"
STEP = 'steps: [{text: "%s", expect: {reading: %s}}]\n'


def told(folder: Path, text: str) -> list[str]:
    path = folder / "s.yaml"
    path.write_text(f"scenario: «${{word}}» is read\n{ACCOUNT}{text}", encoding="utf-8")
    return [problem.message for problem in check_files([str(path)])[1]]


@pytest.mark.parametrize(
    "names", ["vars: {word: STOP}\n", "examples: [{word: STOP}, {word: HELP}]\n"]
)
def test_a_name_that_only_the_title_uses(names: str, tmp_path: Path) -> None:
    message = "${word} is used in the title, and in no step"
    assert told(tmp_path, names + STEP % ("word", "unmatched")) == [message]


def test_a_column_of_the_title_is_a_label_where_steps_use_another(tmp_path: Path) -> None:
    examples = "examples: [{word: a stop word, text: STOP}, {word: another, text: END}]\n"
    assert told(tmp_path, examples + STEP % ("${text}", "stop")) == []
    assert len(told(tmp_path, examples + STEP % ("STOP", "stop"))) == 2


def test_a_var_of_the_title_may_be_used_by_way_of_another(tmp_path: Path) -> None:
    names = 'vars: {word: STOP, said: "${word}!"}\n'
    assert told(tmp_path, names + STEP % ("${said}", "stop")) == []


def test_a_shared_var_that_only_titles_name_is_used(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "optinsim.yaml").write_text("vars: {word: STOP}\n", encoding="utf-8")
    text = f"scenario: «${{word}}» is read\n{ACCOUNT}{STEP % ('STOP', 'stop')}"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    assert check_files([str(tmp_path)])[1] == []


def test_an_example_that_says_what_an_earlier_one_says(tmp_path: Path) -> None:
    examples = "examples:\n  - {word: STOP, a: 1}\n  - {word: END, a: 1}\n  - {a: 1, word: STOP}\n"
    message = "this example is that of line 4 again"
    assert told(tmp_path, examples + STEP % ("${word}${a}", "unmatched")) == [message]


@pytest.mark.parametrize(
    ("examples", "text", "lines"),
    [
        ("[{word: STOP, is: stop},\n{word: Stop!, is: stop}]", "STOP", [3]),
        ("[{word: STOP, is: stop},\n{word: Stop!, is: stop}]", "${word}", []),
        ("[{word: STOP, is: stop},\n{word: HELP, is: help}]", "${is}", []),
    ],
)
def test_examples_of_which_only_the_title_differs(
    examples: str, text: str, lines: list[int], tmp_path: Path
) -> None:
    message = "this example runs as that of line %d does: only the title differs"
    found = told(tmp_path, f"examples: {examples}\n" + STEP % (text, '"${is}"'))
    assert found == [message % line for line in lines]


def test_an_example_that_differs_on_one_account_is_another_run(tmp_path: Path) -> None:
    for name in ("us", "ca"):
        account = f"platform: vibes\nname: {name}\nnumber: 84237\n"
        (tmp_path / f"{name}.yaml").write_text(account, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(
        """\
scenario: «${word}» is help to ${who}
accounts: [us.yaml, ca.yaml]
examples: [{word: HELP, who: stop}, {word: HELP, who: yes}]
steps:
  - text: ${word}
    expect: {record: null, $on: {us: {reading: {$one_of: [help, "${who}"]}}, ca: {}}}
""",
        encoding="utf-8",
    )
    assert check_files([str(tmp_path / "s.yaml")])[1] == []
