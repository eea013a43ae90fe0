"""`optinsim check` says when an account no longer says what a sign-off sheet shows."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from optinsim.codes import Code
from optinsim.errors import OptinsimError
from optinsim.files.accounts import load_account
from optinsim.phone.session import Session
from optinsim.phone.signing_off import sheet_paths, write_sheet
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.reading.checkup import check_files
from optinsim.scenarios.reading.collect import find_files
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run

SHOP = Path(__file__).parent.parent.parent / "docs/examples/shop/account.yaml"
SMALL = Path("sheets/summer.signoff.yaml")
ACCOUNT = Path("account.yaml")
APPROVED = "approved: {by: Dana Smith, on: 2026-01-09}"


@pytest.fixture(autouse=True)
def _sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet of a conversation, and its account, in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    shutil.copy(SHOP, ACCOUNT)
    session = Session(load_account(ACCOUNT))
    for text in ("SUMMER", "Y", "STOP"):
        session.text(text)
    session.wait(timedelta(hours=3))
    write_sheet(session, sheet_paths(Path("sheets/summer")), account=ACCOUNT, title="In and out")


def change(path: Path, before: str, after: str) -> None:
    """Edit a file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def told() -> list[str]:
    """What `optinsim check` says of the folder, the first line of each."""
    return [str(problem).partition("\n")[0] for problem in check_files(["."])[1]]


def test_a_changed_word_makes_an_approved_sheet_stale_and_the_check_fail() -> None:
    change(SMALL, "approved: null", APPROVED)
    assert told() == []
    change(ACCOUNT, "welcome to", "hello from")
    [problem] = check_files(["."])[1]
    assert problem.severity == "error"
    assert str(problem).startswith(
        "sheets/summer.signoff.yaml:32:29: SUMMER1.messages.welcome is now 'Acme: hello from Summer"
        " Sale! …', not 'Acme: welcome to Summer Sale! …'; this was approved by Dana Smith on"
        " 2026-01-09 [OPT801]\n"
    )


def test_a_changed_word_is_a_warning_while_nobody_has_approved_the_sheet() -> None:
    change(ACCOUNT, "expires_after: 24h", "expires_after: 48h")
    assert [problem.code for problem in check_files(["."])[1]] == [Code.STALE_SHEET]
    change(SMALL, "expires_after: 1d", "expires_after: 1d  # optinsim: ignore OPT802 soon")
    assert told() == []


def test_comments_layout_and_what_people_do_not_read_change_nothing() -> None:
    change(SMALL, "approved: null", APPROVED)
    change(ACCOUNT, "# the short code that people text", "# a comment")
    change(ACCOUNT, "keywords: [SUMMER, SUMR]", "keywords:\n      - SUMR\n      - SUMMER")
    change(ACCOUNT, "password: secret", "password: another")
    change(ACCOUNT, "https://crm.example.com/vibes", "https://crm.example.com/other")
    assert told() == []


def test_a_campaign_that_the_conversation_is_not_about_changes_nothing() -> None:
    campaign = "  - {acquisition_id: OTHER, keywords: [FALL], subscription_list: 1234}\n"
    change(ACCOUNT, "callbacks:      ", f"{campaign}callbacks:")
    assert check_files([str(SMALL)])[1] == []


def test_words_that_were_changed_in_the_sheet_itself_are_told() -> None:
    for path in (SMALL, ACCOUNT):
        change(path, "Acme", "Acme Inc")  # in all files at once
    [line] = told()
    assert line == (
        "sheets/summer.signoff.yaml:12:1: the words of this sheet are not those that were written"
        " [OPT803]"
    )


def test_an_account_or_a_conversation_that_is_gone_is_told() -> None:
    ACCOUNT.rename("moved.yaml")
    Path("sheets/summer.yaml").unlink()
    assert told() == [
        "sheets/summer.signoff.yaml:7:15: conversation 'summer.yaml' is not there [OPT003]",
        "sheets/summer.signoff.yaml:6:10: account '../account.yaml' cannot be used [OPT301]",
        "sheets/../account.yaml: cannot be read: no such file or directory [OPT001]",
    ]


def test_a_mistake_in_a_sheet_is_told_with_its_place() -> None:
    change(SMALL, "approved: null", "approved: {by: Dana, on: tomorrow}")
    assert told() == ["sheets/summer.signoff.yaml:5:26: on: 'tomorrow' is no day [OPT103]"]


def test_a_run_plays_the_conversation_and_leaves_the_sheet_alone() -> None:
    assert list(find_files(["sheets"])[0]) == ["sheets/summer.yaml"]
    result = run(["sheets"], CaseFilter())
    assert [case.outcome for case in result.cases] == [Outcome.PASSED]
    assert list(result.problems) == []


def test_a_sheet_is_not_written_of_an_account_that_has_changed_meanwhile() -> None:
    session = Session(load_account(ACCOUNT))
    session.text("SUMMER")
    change(ACCOUNT, "welcome to", "hello from")
    with pytest.raises(OptinsimError, match="the account file has changed"):
        write_sheet(session, sheet_paths(Path("a")), account=ACCOUNT, title="In")
    assert not list(Path().glob("a*.html"))
