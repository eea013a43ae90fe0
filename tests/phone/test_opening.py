"""A scenario that is opened on the phone can be stepped through, and does what it does when run."""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.adapter import Request
from optinsim.files.problems import FileError
from optinsim.phone.opening import open_scenario, scenarios_in

ROOT = Path(__file__).parent.parent.parent
ACCOUNT = ROOT / "scenarios" / "accounts" / "acme-vibes.yaml"
SHOP = """\
scenario: A keyword asks, «${word}» confirms
account: ACCOUNT
seed: 7
start: 2026-02-01T09:00:00Z
people:
  ann: {mdn: +13125550123, zip: "02134"}
  bob: {line: landline}
examples:
  - {word: Y}
  - {word: yes}
steps:
  - text: SUMMER
    expect: {state: subscribed, replies: []}
  - text: ${word}
    expect: {state: subscribed}
  - text: HELP
    from: +13125550199
  - request: {method: GET, path: /companies/acme/mobiledb/persons}
    expect: {response: {status: 418}}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "opened.yaml"
    file.write_text(text.replace("ACCOUNT", str(ACCOUNT)), encoding="utf-8")
    return file


def test_all_scenarios_of_a_file_are_listed_each_with_its_examples(tmp_path: Path) -> None:
    file = written(tmp_path, f"{SHOP}---\nscenario: Two\naccount: ACCOUNT\nsteps: [{{text: A}}]\n")
    listed = [(case.title, case.example) for case in scenarios_in(file)]
    assert listed == [
        ("A keyword asks, «Y» confirms", {"word": "Y"}),
        ("A keyword asks, «yes» confirms", {"word": "yes"}),
        ("Two", None),
    ]


def test_each_step_says_where_it_stands_and_what_it_expected_in_vain(tmp_path: Path) -> None:
    session = open_scenario(written(tmp_path, SHOP), 1)
    assert [step.line for step in session.steps] == [12, 14, 16, 18]
    failed = [[f.path for f in step.failures or ()] for step in session.steps]
    assert failed == [["replies[0]", "state"], [], [], ["response.status"]]
    request = session.steps[3].command
    assert isinstance(request, Request)
    assert request.header("Authorization") == ""


def test_the_people_and_the_world_are_those_of_the_file(tmp_path: Path) -> None:
    session = open_scenario(written(tmp_path, SHOP))
    people = [(one.name, one.mdn) for one in session.subscribers]
    assert [name for name, _ in people] == ["ann", "bob", "+13125550199"]
    assert people[0][1] == "+13125550123"
    assert session.subscribers[0].zip_code == "02134"
    assert session.subscribers[1].zip_code.isdigit()
    assert session.landlines == {people[1][1]}
    assert (session.seed, f"{session.start:%Y-%m-%d}") == (7, "2026-02-01")
    assert session.current is session.subscribers[0]


def test_a_session_knows_where_it_was_opened_from(tmp_path: Path) -> None:
    file = written(tmp_path, SHOP)
    opened = open_scenario(file, 1).opened
    assert opened is not None
    assert (opened.path, opened.number, opened.account) == (file, 1, ACCOUNT)
    assert (opened.title, opened.problems) == ("A keyword asks, «yes» confirms", ())


def test_an_account_in_place_is_in_no_file(tmp_path: Path) -> None:
    account = "{platform: vibes, name: A, number: 84237, company_key: a}"
    text = f"scenario: One\naccount: {account}\nsteps: [{{text: HELP}}]\n"
    session = open_scenario(written(tmp_path, text))
    assert session.opened is not None
    assert session.opened.account is None
    session.go_to(1)
    assert len(session.turns[0].replies) == 1


def test_what_follows_a_step_that_cannot_be_done_is_left_out_and_told(tmp_path: Path) -> None:
    text = """\
scenario: A captured value that is no name
account: ACCOUNT
steps:
  - text: SUMMER
    expect: {replies: [{$capture: reply}]}
  - text: Y
    from: ${reply}
  - text: STOP
"""
    session = open_scenario(written(tmp_path, text))
    assert len(session.steps) == 1
    assert session.opened is not None
    assert "there is no person" in str(session.opened.problems[0])


def test_a_bad_file_is_refused_with_all_that_is_wrong_in_it(tmp_path: Path) -> None:
    file = written(tmp_path, f"{SHOP}  - {{txt: A}}\n  - {{text: A, to: 1}}\n")
    for call in (scenarios_in, open_scenario):
        with pytest.raises(FileError) as raised:
            call(file)
        assert len(raised.value.problems) == 2
    with pytest.raises(FileError, match="cannot be read"):
        open_scenario(tmp_path / "none.yaml")


@pytest.mark.parametrize("number", [-1, 2])
def test_a_file_has_no_more_scenarios_than_it_has(number: int, tmp_path: Path) -> None:
    file = written(tmp_path, SHOP)
    with pytest.raises(FileError, match="has no scenario"):
        open_scenario(file, number)
