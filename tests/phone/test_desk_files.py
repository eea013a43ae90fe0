"""The words of a message go into the account's file, and nothing else of it changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optinsim.files.accounts import load_account
from optinsim.files.problems import FileError
from optinsim.phone.desk.broken import Broken, accept, find_broken, moved, newly_broken
from optinsim.phone.desk.write_back import file_of, write_words

if TYPE_CHECKING:
    from optinsim.adapter import Place

HEAD = """\
# Acme's account
platform: vibes
name: Acme   # the brand
number: 84237
company_key: acme
api: {username: qa, password: secret}
subscription_lists: [{id: 1234}]
campaigns:
  - acquisition_id: A1
    keywords: [SUMMER]
    subscription_list: 1234
"""
PROMPT: Place = ("campaigns", 0, "messages", "prompt")
HELP: Place = ("messages", "help")


def _account(folder: Path, rest: str, name: str = "account.yaml") -> Path:
    path = folder / name
    path.write_bytes((HEAD + rest).encode())
    return path


@pytest.mark.parametrize(
    ("place", "rest", "words", "written"),
    [
        (
            HELP,
            'messages:\n  # for help\n  help: "${brand}: old"  # short\n',
            "${brand}: “new”",
            'messages:\n  # for help\n  help: "${brand}: “new”"  # short\n',
        ),
        (
            HELP,
            "messages: {help: 'It''s old'}\n",
            "It's new",
            "messages: {help: 'It''s new'}\n",
        ),
        (
            HELP,
            "messages:\n  help: >-\n    Acme:\n    old\n# end\n",
            "Acme: new",
            "messages:\n  help: >-\n    Acme: new\n# end\n",
        ),
        (HELP, "messages:\n  help: old\n", "a\nb", 'messages:\n  help: "a\\nb"\n'),
        (
            HELP,
            "country: US\n",
            "${brand} helps",
            'country: US\nmessages: {help: "${brand} helps"}\n',
        ),
        (
            PROMPT,
            "    confirmation: double\n",
            "${brand}: Y?",
            '    confirmation: double\n    messages: {prompt: "${brand}: Y?"}\n',
        ),
    ],
)
def test_only_the_words_change_and_comments_stay(
    tmp_path: Path, place: Place, rest: str, words: str, written: str
) -> None:
    path = _account(tmp_path, rest)
    assert write_words(path, place, words) == path
    assert path.read_text(encoding="utf-8") == HEAD + written
    setup = load_account(path).setup
    said = {**setup.messages, **setup.campaigns[0].messages}[str(place[-1])]
    assert said.template == words.replace("${brand}", "Acme")


def test_a_byte_order_mark_and_the_ends_of_lines_stay(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    text = "\ufeff" + HEAD.replace("\n", "\r\n") + 'messages: {help: "old"}\r\n'
    path.write_bytes(text.encode())
    write_words(path, HELP, "new")
    assert path.read_bytes().decode() == text.replace('"old"', '"new"')


def test_words_of_a_base_are_written_there(tmp_path: Path) -> None:
    base = _account(tmp_path, 'messages: {help: "old"}\n', "base.yaml")
    path = tmp_path / "account.yaml"
    path.write_text("extends: base.yaml\nname: Other\n", encoding="utf-8")
    assert file_of(path, HELP) == base
    assert write_words(path, HELP, "new") == base
    assert 'help: "new"' in base.read_text(encoding="utf-8")
    assert load_account(path).setup.messages["help"].template == "new"


def test_a_comment_with_the_same_words_stays(
    tmp_path: Path,
) -> None:
    path = _account(tmp_path, "messages: {help: old}  # {help: old}\n")
    write_words(path, HELP, "new: one")
    assert path.read_text(encoding="utf-8").endswith(
        'messages: {help: "new: one"}  # {help: old}\n'
    )


@pytest.mark.parametrize(
    ("rest", "words", "why"),
    [
        ('messages: {help: &h "old", stop: *h}\n', "new", "alias"),
        ('messages: {help: "old"}\n', "half \ud83d", "surrogate"),
        ('messages: {help: "old"}\n', "Hi ${nobody}", "nobody"),
    ],
)
def test_what_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, rest: str, words: str, why: str
) -> None:
    path = _account(tmp_path, rest)
    before = path.read_bytes()
    with pytest.raises(FileError) as caught:
        write_words(path, HELP, words)
    assert why in str(caught.value)
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_replaced_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = _account(tmp_path, 'messages: {help: "old"}\n')
    monkeypatch.setattr("optinsim.phone.desk.write_back.replace_bytes", refuse)
    with pytest.raises(FileError, match="Permission denied"):
        write_words(path, HELP, "new")


SCENARIO = """\
scenario: Help
account: account.yaml
vars: {said: old}
steps:
  - text: HELP
    expect:
      # what help says
      replies: ["old"]
  - text: HELP
    expect: {replies: ["old"], state: pending}
  - text: HELP
    expect: {replies: ["${said}"]}
"""


def test_only_what_a_change_broke_is_listed_and_each_can_be_accepted(tmp_path: Path) -> None:
    path = _account(tmp_path, 'messages: {help: "old"}\n')
    scenario = tmp_path / "help.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    before = find_broken([scenario])
    assert [one.where for one in before] == ["steps[1].expect.state"]
    write_words(path, HELP, "new")
    broken = newly_broken(before, find_broken([scenario]))
    assert [(one.line, one.where, bool(one.why)) for one in broken] == [
        (8, "steps[0].expect.replies[0]", False),
        (10, "steps[1].expect.replies[0]", False),
        (12, "", True),
    ]
    assert accept(broken[0]) == 0
    said = scenario.read_text(encoding="utf-8")
    assert said == SCENARIO.replace('["old"]\n  - ', '["new"]\n  - ', 1)
    with pytest.raises(OSError, match="no longer"):
        accept(broken[0])


def test_what_stands_below_an_accepted_expectation_moves_with_it() -> None:
    here, there = Path("here.yaml"), Path("there.yaml")
    accepted = Broken(here, 5, "a", "b", "c")
    lines = [
        moved(Broken(path, line, "a", "b", "c"), accepted, 2).line
        for path, line in ((here, 4), (here, 6), (there, 6))
    ]
    assert lines == [4, 8, 6]


def test_a_scenario_that_is_gone_has_nothing_broken(tmp_path: Path) -> None:
    assert find_broken([tmp_path / "gone.yaml"]) == []
