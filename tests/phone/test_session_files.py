"""Saving, opening, exporting and finding again, as somebody at the phone does it."""

from __future__ import annotations

import os
import shutil
from contextlib import chdir
from pathlib import Path

import pytest
from textual.widgets import Input, Label, OptionList

from optinsim.files.accounts import load_account
from optinsim.phone import journal, session_files
from optinsim.phone.banner import Banner
from optinsim.phone.session import Session
from optinsim.scenarios.reading.case_filter import CaseFilter
from optinsim.scenarios.running.results import Outcome
from optinsim.scenarios.running.run import run
from tests.phone.phones import ROOT, VIBES, Phone, play, play_alone


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account file of one's own, in the folder that one works in."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(VIBES, tmp_path / "account.yaml"))


def leave_unsaved(folder: Path, account: Path, *texts: str, position: int | None = None) -> None:
    """Keep a session as a phone does that ends without saving."""
    session = Session(load_account(account))
    for text in texts:
        session.text(text)
    session.go_to(session.position if position is None else position)
    log = journal.Journal(folder, account)
    log.keep(session)
    log.close()


def outcomes(path: str) -> list[Outcome]:
    return [case.outcome for case in run([path], CaseFilter()).cases]


def test_what_was_played_is_saved_and_passes_at_once(account: Path) -> None:
    async def script(phone: Phone) -> None:
        for text in ("SUMMER", "Y"):
            await phone.text(text)
        await phone.press("f3")
        await phone.text("Stop. Thank you!")
        await phone.press("ctrl+s")
        assert "Save as a scenario" in phone.frame
        await phone.press("enter")
        [notice] = phone.notices
        assert notice.endswith(", and it passes")

    play(script, account)
    [saved] = Path("scenarios").iterdir()
    assert outcomes("scenarios") == [Outcome.PASSED]
    text = saved.read_text(encoding="utf-8")
    assert "# read as stop: first sentence 'STOP'" in text
    assert "account: ../account.yaml" in text


def test_a_file_that_is_there_is_overwritten_only_if_somebody_says_so(account: Path) -> None:
    Path("mine.yaml").write_text("mine", encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+s")
        phone.app.screen.query_one("#path", Input).value = "mine"
        await phone.press("enter")
        assert "It is there already" in phone.frame
        await phone.click("#no")
        assert "Save as a scenario" in phone.frame
        await phone.press("enter")
        await phone.click("#yes")

    play(script, account)
    assert outcomes("mine.yaml") == [Outcome.PASSED]


def test_nothing_is_saved_where_nothing_was_played_or_the_dialog_is_closed(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.press("ctrl+s")
        assert phone.notices == ["There is nothing to save yet: text something first."]
        await phone.text("SUMMER")
        for leave in ("escape", "#close"):
            await phone.press("ctrl+s")
            if leave == "escape":
                await phone.press("escape")
            else:
                await phone.click(leave)
        await phone.press("ctrl+s")
        phone.app.screen.query_one("#title", Input).value = ""
        await phone.click("#save")
        assert "Both the title and the file are needed" in phone.frame

    play(script, account)
    assert sorted(path.name for path in Path().iterdir()) == ["account.yaml"]


@pytest.mark.parametrize("key", ["f1", "ctrl+o", "ctrl+g"])
def test_a_dialog_without_buttons_is_closed_with_the_mouse_too(account: Path, key: str) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f5")
        await phone.text("NEWS")
        await phone.press(key)
        hint = phone.app.screen.query_one(".hint", Label)
        closes = str(hint.visual).index("escape")
        assert phone.app.screen is not phone.screen
        await phone.click(".hint", offset=(1, 0))
        assert phone.app.screen is not phone.screen
        await phone.click(".hint", offset=(closes + 1, 0))
        assert phone.app.screen is phone.screen

    play(script, account)


def test_what_cannot_be_written_is_told_and_asked_again(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+s")
        phone.app.screen.query_one("#path", Input).value = "account.yaml/x.yaml"
        await phone.press("enter")
        assert "cannot be written" in phone.notices[0]
        assert "Save as a scenario" in phone.frame

    play(script, account)


SCENARIOS = """\
scenario: Whoever says ${word}
account: account.yaml
examples: [{word: Y}, {word: N}]
steps:
  - text: SUMMER
    expect: {state: pending}
  - text: ${word}
    expect: {state: subscribed}
"""


def test_a_scenario_is_opened_and_each_step_says_whether_it_holds(account: Path) -> None:
    Path("a.yaml").write_text(SCENARIOS, encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.press("ctrl+o")
        await phone.press(*"a.yaml", "enter")
        assert "Which scenario?" in phone.frame
        await phone.press("down", "enter")
        assert "▷ F6: 1/2 me texts «SUMMER»" in phone.frame
        await phone.tab("why")
        await phone.press("f6")
        assert "✓ as the scenario expects (line 5)" in phone.frame
        await phone.press("f6")
        assert "✗ line 8: state: expected" in phone.frame
        assert phone.notices[-1] == 'expected "subscribed", got "declined"'
        await phone.press("f5")
        await phone.text("Y")
        assert phone.state == "subscribed"

    play(script, account)


def test_a_scenario_that_cannot_be_opened_is_told(account: Path) -> None:
    Path("bad.yaml").write_text(SCENARIOS.replace("text: SUMMER", "txt: SUMMER"), encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.press("ctrl+o", *"bad", "enter")
        assert "did you mean 'text'" in phone.notices[0]
        await phone.press("ctrl+o", *"nowhere.yaml", "enter")
        assert "no such file" in phone.notices[1]
        await phone.press("ctrl+o", "escape")
        await phone.press("ctrl+o", "tab", "down", "enter")
        assert len(phone.notices) == 3

    play(script, account)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("long " * 2000, "too long"),
        ("~there-is-no-such-user/a.yaml", "no such file"),
        ("a\0b", "null byte"),
    ],
    ids=["long", "user", "NUL"],
)
def test_a_text_that_can_be_no_path_does_not_end_the_phone(
    account: Path, typed: str, told: str
) -> None:
    async def script(phone: Phone) -> None:
        await phone.press("ctrl+o")
        phone.app.screen.query_one(Input).value = typed
        await phone.press("enter")
        (notice,) = phone.notices
        assert told in notice
        assert phone.app.screen is phone.screen

    play(script, account)


def test_the_conversation_is_exported_as_text_and_the_screen_as_a_picture(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+e", "ctrl+e")

    play(script, account)
    assert sorted(path.name for path in Path().iterdir()) == [
        "account.yaml",
        "summer-pending-2.svg",
        "summer-pending-2.txt",
        "summer-pending.svg",
        "summer-pending.txt",
    ]
    assert "SUMMER" in Path("summer-pending.txt").read_text(encoding="utf-8")
    assert Path("summer-pending.svg").read_text(encoding="utf-8").startswith("<svg")


def test_what_was_not_saved_is_offered_at_the_next_start(account: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    leave_unsaved(kept, account, "SUMMER", "Y", position=1)

    async def first(phone: Phone) -> None:
        assert "Not saved last time" in phone.frame
        await phone.press("escape")

    async def second(phone: Phone) -> None:
        assert "SUMMER, Y" not in phone.frame
        assert "1 of 2 steps were played" in phone.frame
        await phone.press("enter")
        assert phone.state == "pending"
        await phone.press("f6")
        assert phone.state == "subscribed"
        await phone.press("ctrl+s", "enter")

    for script in (first, second):
        play_alone(script, account, folder=kept)
    assert journal.find_unsaved(kept, account) == []


def test_what_is_thrown_away_is_not_offered_again(account: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    leave_unsaved(kept, account, "SUMMER")

    async def script(phone: Phone) -> None:
        await phone.click("#no")
        assert phone.session.position == 0

    play_alone(script, account, folder=kept)
    assert [path.name for path in kept.iterdir()] == ["recent.json"]  # the account's path only


def test_what_is_played_and_not_saved_is_kept(account: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")

    play_alone(script, account, folder=kept)
    assert len(journal.find_unsaved(kept, account)) == 1


def test_of_a_kept_future_and_its_beginning_the_future_is_offered(
    account: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("shift+f8", "ctrl+k")

    play_alone(script, account, folder=kept)
    [path] = journal.find_unsaved(kept, account)
    session = journal.read(path, load_account(account))
    assert session is not None
    assert len(session.steps) == 2


def test_a_folder_that_cannot_keep_anything_is_told_once(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.text("Y")
        [notice] = phone.notices
        assert notice.startswith("the conversation is not kept any more")
        assert phone.state == "subscribed"

    play_alone(script, account, folder=account / "no folder")


def test_an_edited_account_is_offered_and_everything_replayed_with_it(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        edited = account.read_text(encoding="utf-8").replace("name: Acme Stores", "name: Ajax")
        account.write_text(edited, encoding="utf-8")
        phone.screen.check_account_file()
        await phone.settle()
        assert "account.yaml has changed: Ctrl+R replays everything with it" in phone.frame
        await phone.click("Banner")
        assert phone.bubbles[1].startswith("Ajax: ")
        assert "has changed" not in phone.frame

    play(script, account)


def test_an_account_file_that_says_the_same_again_offers_nothing(account: Path) -> None:
    async def script(phone: Phone) -> None:
        whole = account.read_text(encoding="utf-8")
        for text, said in (
            (f"{whole}# a comment\n", None),
            (whole.replace("Acme Stores", "Ajax"), "has changed: Ctrl+R"),
            (f"{whole}campaigns: [\n", "cannot be used as it is now"),
            (whole, None),
        ):
            account.write_text(text, encoding="utf-8")
            phone.screen.check_account_file()
            await phone.settle()
            banner = phone.screen.query_one(Banner)
            assert banner.display is (said is not None)
            assert said is None or said in phone.frame

    play(script, account)


def test_an_account_file_that_is_gone_is_told(account: Path) -> None:
    async def script(phone: Phone) -> None:
        whole = account.read_text(encoding="utf-8")
        account.unlink()
        phone.screen.check_account_file()
        await phone.settle()
        assert "account.yaml cannot be used as it is now: cannot be read: no such" in phone.frame
        account.write_text(whole, encoding="utf-8")
        phone.screen.check_account_file()
        assert not phone.screen.query_one(Banner).display

    play(script, account)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("x" * 300 + ".yaml", "cannot be written: file name too long"),
        ("/", "That is a folder: name a file in it."),
        ("..", "That is a folder: name a file in it."),
        ("~nobody-of-that-name/a.yaml", "That is no name of a file."),
    ],
)
def test_a_path_that_no_file_can_have_is_told(tmp_path: Path, path: str, told: str) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+s")
        phone.app.screen.query_one("#path", Input).value = path
        await phone.click("#save")
        assert told in "\n".join([phone.frame, *phone.notices])
        assert phone.app.screen is not phone.screen

    with chdir(tmp_path):
        play(script)


def test_a_broken_account_is_told_and_the_phone_goes_on(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        account.write_text("platform: vibs\nname: [\n", encoding="utf-8")
        phone.screen.check_account_file()
        await phone.settle()
        assert (
            "⚠ account.yaml cannot be used as it is now: line 2: bad YAML: the file ends too early"
            in phone.frame.splitlines()[1]
        )
        account.write_text("platform: vibs\n", encoding="utf-8")
        await phone.press("ctrl+r")
        assert "did you mean 'vibes'" in phone.notices[0]
        await phone.text("Y")
        assert phone.state == "subscribed"

    play(script, account)


def test_steps_that_the_edited_account_cannot_do_lie_ahead(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        edited = account.read_text(encoding="utf-8").replace("84237", "84238")
        account.write_text(edited, encoding="utf-8")
        await phone.press("ctrl+r")
        assert phone.session.position == 0
        assert phone.notices[0].startswith("Step 1 cannot be done with this account")
        await phone.press("f6")
        assert phone.session.position == 0
        assert "84237" in phone.notices[1]

    play(script, account)


def test_the_palette_offers_all_that_the_phone_can_do(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.press("ctrl+p", *"a day later", "enter")
        assert f"{phone.session.world.now:%d}" == "06"

    play(script, account)


def test_a_call_that_takes_effect_later_says_so() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f7")
        await phone.click("#send")
        assert phone.state == "none"
        assert phone.notices == ["Answered with status 202: what it does comes later (F4)"]
        await phone.press("f4")
        assert phone.state == "subscribed"

    play(script, ROOT / "scenarios/accounts/bigstate-signalvine.yaml")


def test_the_api_is_called_by_a_form(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f7")
        assert "Add a participant" in phone.frame
        await phone.click("#send")
        assert phone.state == "pending"
        assert phone.notices == ["Answered with status 201"]
        assert phone.headings("#callback-tree")[0].startswith("15:00:00 answer 201 to POST /comp")
        await phone.press("f7")
        await phone.click("#close")
        await phone.press("f7")
        phone.app.screen.query_one("#field-1", Input).value = ""
        phone.app.screen.query_one("#field-1", Input).focus()
        await phone.press("enter")
        assert phone.session.position in {1, 2}

    play(script, account)


def test_the_newest_that_can_be_read_is_offered(account: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    leave_unsaved(kept, account, "SUMMER")

    async def script(phone: Phone) -> None:
        assert "1 of 1 steps" in phone.frame
        await phone.press("enter")
        assert phone.state == "pending"

    [path] = journal.find_unsaved(kept, account)
    path.with_name(path.name.replace("-0", "-1")).write_text("no journal\n", encoding="utf-8")
    play_alone(script, account, folder=kept)


def test_which_scenario_can_be_left_open_and_nothing_is_opened(account: Path) -> None:
    Path("a.yaml").write_text(SCENARIOS, encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("ctrl+o", "enter", "escape")
        assert phone.app.screen is phone.screen
        assert phone.state == "pending"
        assert phone.notices == []

    play(script, account)


def test_what_follows_a_step_that_cannot_be_run_is_left_out_and_told(account: Path) -> None:
    text = (
        "scenario: A captured value that is no name\n"
        "account: account.yaml\n"
        "steps:\n"
        "  - {text: SUMMER, expect: {replies: [{$capture: reply}]}}\n"
        '  - {text: Y, from: "${reply}"}\n'
    )
    Path("a.yaml").write_text(text, encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.press("ctrl+o", "enter")
        assert phone.notices[0].startswith("a.yaml:5:")
        assert "▷ F6: 1/1 me texts «SUMMER»  «A captured value that is no name»" in phone.frame

    play(script, account)


def test_an_export_that_cannot_be_written_is_told(
    account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        folder = Path("folder").absolute()
        folder.mkdir()
        monkeypatch.chdir(folder)
        folder.rmdir()
        await phone.press("ctrl+e")
        [notice] = phone.notices
        assert notice.startswith("It cannot be written: ")

    play(script, account)


def test_what_looks_like_a_scenario_is_offered_wherever_it_lies(account: Path) -> None:
    for name in ("b/c/x.yml", "a.yaml", ".hidden/x.yaml", "node_modules/x.yaml", "b/no.txt"):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SCENARIOS, encoding="utf-8")
    os.mkfifo("pipe.yaml")  # whoever opened it would wait for ever
    Path("gone.yaml").symlink_to("nowhere.yaml")
    Path("folder.yaml").mkdir()

    async def script(phone: Phone) -> None:
        await phone.press("ctrl+o")
        options = phone.app.screen.query_one(OptionList).options
        assert [str(option.prompt) for option in options] == ["a.yaml", "b/c/x.yml"]
        await phone.press(*"nothing like it")
        assert phone.app.screen.query_one(OptionList).option_count == 0

    play(script, account)


def test_a_file_that_one_may_not_read_is_not_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(SCENARIOS, encoding="utf-8")
    assert list(session_files.find_scenarios()) == [Path("a.yaml")]
    monkeypatch.setattr(Path, "open", refuse)
    assert list(session_files.find_scenarios()) == []


def test_in_a_folder_that_is_too_large_the_search_ends(
    account: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_files, "_MOST_FILES", 2)
    for folder in "abcd":
        Path(folder).mkdir()
        Path(folder, "x.yaml").write_text(SCENARIOS, encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.press("ctrl+o")
        assert phone.app.screen.query_one(OptionList).option_count == 2

    play(script, account)


def test_whatever_was_played_is_told_in_the_right_number(account: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.text("Y")
        await phone.press("f5", "f5")
        await phone.text("HELP")
        await phone.press("f5")
        await phone.text("STOP")
        await phone.press("ctrl+g")
        assert "2 steps: SUMMER, Y" in phone.frame
        assert "1 step: HELP" in phone.frame

    play(script, account)
