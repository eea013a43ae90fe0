"""Account files that extend others: what comes out, and in which file a problem is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.files.accounts import account_files, account_in, load_account
from optinsim.files.problems import FileError
from optinsim.files.source import read_text
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.reading.load import Loader

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.core.setup import Setup
    from optinsim.files.problems import Problem

BASE = """\
platform: vibes
name: Acme
number: 84237
subscription_lists: [{id: 1}, {id: 2}]
words: {stop: [STOP], yes: [OK]}
messages: {default_response: "Acme: pardon?", help: "Acme helps"}
campaigns:
  - {acquisition_id: A, keywords: [SUMMER], subscription_list: 1, accepts: [yes]}
  - {acquisition_id: B, keywords: [WINTER], subscription_list: 2}
"""


def made(folder: Path, text: str, **others: str) -> Setup:
    """The set-up of account.yaml beside base.yaml and other files."""
    for name, other in {"base": BASE, "account": text, **others}.items():
        (folder / f"{name}.yaml").write_text(other, encoding="utf-8")
    return load_account(folder / "account.yaml").setup


def problems(folder: Path, text: str, **others: str) -> list[Problem]:
    with pytest.raises(FileError) as caught:
        made(folder, text, **others)
    return list(caught.value.problems)


def told(folder: Path, text: str, **others: str) -> list[str]:
    """Each problem's file, line and message."""
    return [
        f"{p.file.removeprefix(f'{folder}/')}:{p.mark.line if p.mark else 0}: {p.message}"
        for p in problems(folder, text, **others)
    ]


def test_mappings_merge_and_other_values_replace(tmp_path: Path) -> None:
    setup = made(tmp_path, "extends: base.yaml\nname: Lake\nwords: {yes: [SURE, AYE]}\n")
    assert (setup.brand, setup.number) == ("Lake", "84237")
    assert (setup.words.yes, setup.words.stop) == (("SURE", "AYE"), ("STOP",))


def test_lists_merge_by_id(tmp_path: Path) -> None:
    """What has a known id is changed where it stands; what is new comes last."""
    setup = made(
        tmp_path,
        "platform: vibes\nextends: base.yaml\nsubscription_lists: [{id: 3, name: Three}]\n"
        "campaigns:\n"
        "  - {acquisition_id: C, keywords: [FALL], subscription_list: 3}\n"
        "  - {acquisition_id: A, keywords: [SUN]}\n",
    )
    assert [(c.id, c.keywords, c.list_id) for c in setup.campaigns] == [
        ("A", ("SUN",), "1"),
        ("B", ("WINTER",), "2"),
        ("C", ("FALL",), "3"),
    ]
    assert len(setup.by_id["A"].accepts) == 1


def test_lists_merge_by_name_inside_of_what_merges_by_id(tmp_path: Path) -> None:
    vine = (
        "platform: signalvine\nname: Big State\nnumber: +13035550142\n"
        "programs: [{id: p, fields: [{name: a}, {name: b}]}]\n"
    )
    text = "extends: vine.yaml\nprograms: [{id: p, fields: [{name: b, type: Date}, {name: c}]}]\n"
    made(tmp_path, text, vine=vine)
    programs = load_account(tmp_path / "account.yaml").file.model_dump()["programs"]
    assert programs[0]["fields"] == (
        {"name": "a", "type": "String"},
        {"name": "b", "type": "Date"},
        {"name": "c", "type": "String"},
    )


def test_programs_by_name_merge_as_mappings(tmp_path: Path) -> None:
    cordial = (
        "platform: cordial\nname: Acme\nnumber: 84237\n"
        "programs: {sale: {keywords: [SALE]}, news: {keywords: [NEWS]}}\n"
    )
    text = "extends: c.yaml\nprograms: {news: null, sale: {opt_in: single}}\n"
    (campaign,) = made(tmp_path, text, c=cordial).campaigns
    assert (campaign.keywords, campaign.join) == (("SALE",), "subscribe")


def test_null_takes_a_key_away(tmp_path: Path) -> None:
    setup = made(tmp_path, "extends: base.yaml\nmessages: {default_response: null}\n")
    assert list(setup.messages) == ["help", "stop"]
    assert setup.messages["help"].template == "Acme helps"


def test_null_where_nothing_is_to_be_taken_away(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "extends: base.yaml\nmessages: {default: null}\n")
    assert problem.message == "there is no 'default' to take away"
    assert problem.suggestion == "default_response"


@pytest.mark.parametrize(
    "more",
    [
        "assumptions: {carrier_code: null}",
        "campaigns: [{acquisition_id: A, messages: {declined: null}}]",
        "campaigns: [{acquisition_id: C, subscription_list: 1, messages: {declined: null}}]",
    ],
)
def test_null_in_what_the_base_does_not_have(tmp_path: Path, more: str) -> None:
    """It is never the text «null»."""
    (line,) = told(tmp_path, f"extends: base.yaml\n{more}\n")
    assert line.endswith(" to take away")


def test_an_empty_list_replaces(tmp_path: Path) -> None:
    assert made(tmp_path, "extends: base.yaml\ncampaigns: []\n").campaigns == ()


def test_an_item_that_stands_twice_stays_a_fault(tmp_path: Path) -> None:
    twice = "extends: base.yaml\ncampaigns: [{acquisition_id: A}, {acquisition_id: A}]\n"
    assert told(tmp_path, twice) == [
        "account.yaml:2: key 'subscription_list' is missing in campaigns[2]"
    ]


def test_a_problem_names_the_file_in_which_the_value_stands(tmp_path: Path) -> None:
    text = (
        "extends: base.yaml\ncolour: red\n"
        "campaigns: [{acquisition_id: B, keywords: [SUMMER], colour: red}]\n"
    )
    assert told(tmp_path, text) == [
        "account.yaml:2: unknown key 'colour'",
        "account.yaml:3: unknown key 'colour' in campaigns[1]",
    ]
    words = "extends: base.yaml\ncampaigns: [{acquisition_id: B, keywords: [SUMMER]}]\n"
    base = f"{tmp_path}/base.yaml:8:36"
    assert told(tmp_path, words) == [
        f"account.yaml:2: keyword 'SUMMER' stands twice at one number ({base})"
    ]
    broken = BASE.replace("WINTER", "WINTER, '?'")
    assert told(tmp_path, "extends: broken.yaml\n", broken=broken) == [
        "broken.yaml:9: '?' has no letter or digit, so no person can text it"
    ]


def test_what_is_missing_is_missing_in_the_file_that_extends(tmp_path: Path) -> None:
    assert told(tmp_path, "extends: base.yaml\nnumber: null\nname: x\n") == [
        "account.yaml:1: key 'number' is missing"
    ]


def test_the_path_is_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "eu").mkdir()
    made(tmp_path, "extends: base.yaml\n")
    (tmp_path / "eu/one.yaml").write_text("extends: ../account.yaml\nname: Lake\n", "utf-8")
    assert load_account(tmp_path / "eu/one.yaml").setup.brand == "Lake"


def test_circles_are_reported(tmp_path: Path) -> None:
    other = "platform: vibes\nextends: ./account.yaml\n"
    (line,) = told(tmp_path, "extends: other.yaml\n", other=other)
    assert line.startswith("other.yaml:2: an account file extends itself: ")


def test_files_extend_each_other_to_a_depth(tmp_path: Path) -> None:
    """Ten files are enough; the eleventh is refused."""
    chain = {f"a{n}": f"extends: a{n + 1}.yaml\n" for n in range(10)} | {"a10": BASE}
    made(tmp_path, "extends: a2.yaml\n", **chain)
    (line,) = told(tmp_path, "extends: a0.yaml\n", **chain)
    assert line.endswith("more than 10 account files extend each other")


def test_the_lines_of_a_file_that_extends_are_shown_as_those_of_any_account(tmp_path: Path) -> None:
    """But for what may be a credential, in the base too."""
    text = "extends: base.yaml\nname: [x]\napi: {pasword: hunter2}\n"
    found = problems(tmp_path, text)
    assert [problem.source for problem in found] == ["name: [x]", "api: {pasword: *******}"]
    base = BASE.replace("name: Acme", "name: Acme\napi: {password: [hunter2]}")
    (problem,) = problems(tmp_path, "extends: secret.yaml\n", secret=base)
    assert "hunter2" not in str(problem)


@pytest.mark.parametrize(
    "private", ["root:x:0:0:secret\n", "- secret\n", "token: secret\n", "secret: {\n", "secret\n"]
)
def test_nothing_is_shown_of_a_file_that_is_no_account(tmp_path: Path, private: str) -> None:
    found = problems(tmp_path, "extends: private.yaml\n", private=private)
    assert [problem.message for problem in found] == [
        "'private.yaml' cannot be extended",
        "is no account file",
    ]
    assert "secret" not in "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("[]", "what is extended is the path of an account file"),
        ("''", "what is extended is the path of an account file"),
        ('"a\\0b"', "what is extended is the path of an account file"),
        ("bose.yaml", "'bose.yaml' cannot be extended"),
        ("scenario.yaml", "'scenario.yaml' cannot be extended"),
    ],
)
def test_what_cannot_be_extended(tmp_path: Path, extends: str, message: str) -> None:
    scenario = "scenario: x\nsteps: []\n"
    found = problems(tmp_path, f"extends: {extends}\n", scenario=scenario)
    assert found[0].message == message
    assert found[0].suggestion == ("base.yaml" if extends == "bose.yaml" else "")


def test_the_platform_is_the_same(tmp_path: Path) -> None:
    assert told(tmp_path, "platform: cordial\nextends: base.yaml\n") == [
        "account.yaml:1: platform 'cordial' cannot extend an account of 'vibes'"
    ]


def test_an_account_inside_a_scenario_extends_too(tmp_path: Path) -> None:
    made(tmp_path, "extends: base.yaml\n")
    text = "account: {extends: base.yaml, name: Lake, messages: {help: '${x}'}}\n"
    (document,) = read_text(text, "s.yaml")
    with pytest.raises(FileError) as caught:
        account_in(document, ("account",), tmp_path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.mark and problem.mark.column) == ("s.yaml", 60)


def test_the_files_that_an_account_is_made_of(tmp_path: Path) -> None:
    """Also those that are not there, or broken: when they change, the account does."""
    made(
        tmp_path, "extends: base.yaml\n", b="extends: account.yaml\nname: [\n", c="extends: d.yaml"
    )
    names = [file.name for file in account_files(tmp_path / "account.yaml")]
    assert names == ["account.yaml", "base.yaml"]
    assert [file.name for file in account_files(tmp_path / "b.yaml")] == ["b.yaml"]
    assert [file.name for file in account_files(tmp_path / "c.yaml")] == ["c.yaml", "d.yaml"]
    assert account_files(tmp_path / "d.yaml") == (tmp_path / "d.yaml",)


def test_a_file_that_extends_is_an_account_to_every_command(tmp_path: Path) -> None:
    made(tmp_path, "extends: base.yaml\nmessages: {stop: 'Acme: reply RETURN to return'}\n")
    path = tmp_path / "account.yaml"
    assert Loader().load(path, str(path), may_be_account=True).unreadable == []
    files, found = check_files([str(path)])
    assert files == 1
    (warning,) = [p for p in found if "RETURN" in p.message]
    assert (warning.file, warning.mark and warning.mark.line) == (str(path), 2)


def test_a_scenario_is_made_of_all_files_of_its_account(tmp_path: Path) -> None:
    """So a watch runs it again when the base changes, and a report names it."""
    made(tmp_path, "extends: base.yaml\n")
    for account in ("account.yaml", "{extends: account.yaml, name: Lake}"):
        path = tmp_path / "scenario.yaml"
        text = f"scenario: x\naccount: {account}\nsteps: [{{text: SUMMER}}]\n"
        path.write_text(text, encoding="utf-8")
        loaded = Loader().load(path, str(path))
        assert loaded.problems == []
        assert [file.name for file in loaded.reads] == ["account.yaml", "base.yaml"]


def test_a_comment_silences_a_warning_in_the_file_in_which_it_stands(tmp_path: Path) -> None:
    """A comment of the base that silences nothing here may do so there: it is not judged."""
    ignore = "# optinsim: ignore OPT607 it is meant so"
    base = BASE.replace('"Acme helps"}', f'"Acme: reply NOPE to go"}} {ignore}')
    text = f"extends: noisy.yaml\nmessages:\n  help: 'Acme helps' {ignore}\n"
    made(tmp_path, text, noisy=base)
    _, found = check_files([str(tmp_path / "account.yaml")])
    assert [(p.file, p.mark and p.mark.line, p.code) for p in found] == [
        (str(tmp_path / "account.yaml"), 3, "OPT014")
    ]
    made(tmp_path, "extends: noisy.yaml\n")
    assert check_files([str(tmp_path / "account.yaml")])[1] == []
