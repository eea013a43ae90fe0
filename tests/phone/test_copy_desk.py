"""The copy desk: a message of the brand edited on the phone, and what follows from that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from optinsim.files.accounts import load_account
from optinsim.phone.conversation_view import ConversationView
from optinsim.phone.desk.message import judge, message_of
from optinsim.phone.dialogs.broken_wording import BrokenWordingDialog
from optinsim.phone.dialogs.copy_desk import CopyDeskDialog, DeskText
from optinsim.phone.opening import open_scenario
from optinsim.phone.session import Session
from optinsim.phone.timeline import Bubble, Timeline
from tests.phone.phones import ROOT, VIBES, Phone, play

if TYPE_CHECKING:
    from collections.abc import Callable

CORDIAL = ROOT / "scenarios/accounts/acme-cordial.yaml"
SIGNALVINE = ROOT / "scenarios/accounts/bigstate-signalvine.yaml"
PERSON = {"first_name": "Ann"}
SCENARIO = """\
scenario: Ann asks for help
account: account.yaml
steps:
  - text: HELP
    expect:
      replies:
        - "Acme Stores: help at help@acme.example. Msg & data rates may apply. Reply STOP to
          cancel."
"""


def bubbles_of(path: Path, *texts: str) -> list[Bubble]:
    """What the brand says to the texts."""
    session = Session(load_account(path))
    for text in texts:
        session.text(text)
    items = Timeline(session.current.mdn, session.account.setup, session.turns).items
    return [item for item in items if isinstance(item, Bubble) and not item.is_mine]


# --- The message


@pytest.mark.parametrize(
    ("text", "name", "begins"),
    [
        ("SUMMER", "The prompt of Summer Sale", "${brand}: Reply Y"),
        ("HELP", "The help of Acme Stores", "${brand}: help at"),
    ],
)
def test_a_bubble_leads_to_the_words_of_the_file(text: str, name: str, begins: str) -> None:
    [bubble] = bubbles_of(VIBES, text)
    message = message_of(bubble, load_account(VIBES))
    assert message is not None
    assert message.name == name
    assert message.words.startswith(begins)


def test_a_message_that_no_file_says_begins_with_the_one_that_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    text = VIBES.read_text(encoding="utf-8")
    path.write_text("\n".join(x for x in text.splitlines() if "prompt:" not in x), encoding="utf-8")
    [bubble] = bubbles_of(path, "SUMMER")
    message = message_of(bubble, load_account(path))
    assert message is not None
    assert message.words == bubble.text


def test_words_of_another_account_are_no_message_of_this_one() -> None:
    [bubble] = bubbles_of(VIBES, "SUMMER")
    assert message_of(bubble, load_account(SIGNALVINE)) is None


def lacks_of(text: str, words: str) -> tuple[str, ...]:
    """What is said of other words for the message that answers a text."""
    [bubble] = bubbles_of(VIBES, text)
    account = load_account(VIBES)
    message = message_of(bubble, account)
    assert message is not None
    return judge(account, message.place, words, PERSON).lacks


@pytest.mark.parametrize(
    ("text", "words", "lacking"),
    [
        ("SUMMER", "Hi", ["name the brand", "the rates", "get help", "how to stop"]),
        ("SUMMER", "${brand}: Y? ${nobody}", ["nobody", "the rates", "get help", "how to stop"]),
        ("HELP", "Write to us.", ["the brand and a phone number"]),
        ("HELP", "", ["help is empty: a text with ${brand}"]),
        (
            "SUMMER",
            "${brand}: Hi ${first_name}, say Y. Msg & data rates may apply. HELP helps, STOP ends",
            ["reads badly without a first_name"],
        ),
    ],
)
def test_what_a_message_lacks_is_said(text: str, words: str, lacking: list[str]) -> None:
    lacks = lacks_of(text, words)
    assert len(lacks) == len(lacking)
    for sentence, part in zip(lacks, lacking, strict=True):
        assert part in sentence


def test_a_message_without_a_persons_data_reads_the_same_to_everybody() -> None:
    [bubble] = bubbles_of(VIBES, "SUMMER")
    account = load_account(VIBES)
    message = message_of(bubble, account)
    assert message is not None
    [reader] = judge(account, message.place, message.words, PERSON).readers
    assert (reader.who, reader.text, reader.cost.line) == (
        "Everybody",
        bubble.text,
        "GSM-7 · 1 segment",
    )


def test_three_people_read_a_message_with_a_name_one_of_them_without_one() -> None:
    [bubble] = bubbles_of(VIBES, "HELP")
    account = load_account(VIBES)
    message = message_of(bubble, account)
    assert message is not None
    readers = judge(account, message.place, "Hi ${first_name} ${zip_code}", PERSON).readers
    assert [(one.who, one.text, [name for _, name in one.gaps]) for one in readers] == [
        ("Ann", "Hi Ann (zip_code)", []),
        ("Maximiliana-Josephine", "Hi Maximiliana-Josephine (zip_code)", []),
        ("Somebody without a first name", "Hi  ", ["first_name", "zip_code"]),
    ]


@pytest.mark.parametrize("path", [SIGNALVINE, CORDIAL], ids=["signalvine", "cordial"])
def test_a_message_of_a_program_is_found_and_judged(path: Path) -> None:
    account = load_account(path)
    [bubble, *_] = bubbles_of(path, account.setup.campaigns[0].keywords[0])
    message = message_of(bubble, account)
    assert message is not None
    [reader] = judge(account, message.place, "Hi from ${brand}", PERSON).readers
    assert reader.text == f"Hi from {account.setup.brand}"


# --- On the phone


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an account and a scenario that passes."""
    account = VIBES.read_text(encoding="utf-8")
    (tmp_path / "account.yaml").write_text(account, encoding="utf-8")
    (tmp_path / "help.yaml").write_text(SCENARIO, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def until(phone: Phone, is_so: Callable[[], bool]) -> None:
    """Wait for what another thread brings."""
    while not is_so():  # as long as a test may take
        await phone.pilot.pause()
    await phone.settle()


def desk(phone: Phone) -> CopyDeskDialog:
    """The open copy desk."""
    assert isinstance(phone.app.screen, CopyDeskDialog)
    return phone.app.screen


async def write(phone: Phone, words: str) -> None:
    """Give the message of the open copy desk other words."""
    desk(phone).query_one(DeskText).load_text(words)
    await phone.press("enter")


def test_a_message_is_edited_where_it_is_read_and_what_it_broke_is_accepted(folder: Path) -> None:
    account = folder / "account.yaml"
    before = account.read_text(encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.text("HELP")
        await phone.press("shift+f2")
        assert "The help of Acme Stores  (account.yaml)" in phone.frame
        assert "✓ It says what it has to say." in phone.frame
        assert "Everybody reads  GSM-7 · 1 segment" in phone.frame
        await write(phone, "${brand}: write to help@acme.example — STOP stops.")
        await until(phone, lambda: isinstance(phone.app.screen, BrokenWordingDialog))
        assert phone.bubbles[-1] == "Acme Stores: write to help@acme.example — STOP stops."
        assert "help.yaml:7 steps[0].expect.replies[0]" in phone.frame
        await phone.press("enter")
        assert "✓ help.yaml:7" in phone.frame
        await phone.press("escape")
        assert phone.app.screen is phone.screen

    play(script, Path("account.yaml"))
    new = before.replace(
        "help at help@acme.example. Msg & data rates may apply. Reply STOP to cancel.",
        "write to help@acme.example — STOP stops.",
    )
    assert account.read_text(encoding="utf-8") == new
    said = (folder / "help.yaml").read_text(encoding="utf-8")
    assert "Acme Stores: write to help@acme.example — STOP stops." in said


def test_e_edits_the_highlighted_message_and_marks_what_changed(folder: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.text("Y")
        view = phone.screen.query_one(ConversationView)
        view.focus()
        prompt = next(i for i, item in enumerate(view.items) if item.text.startswith("Acme"))
        view.highlight(prompt)
        await phone.press("e")
        assert "The prompt of Summer Sale" in phone.frame
        words = desk(phone).query_one(DeskText).text
        await write(phone, words.replace("Reply Y", "Say Y"))
        await until(phone, lambda: bool(phone.notices))
        assert phone.notices == [
            "Written to account.yaml. No saved scenario expects the old words."
        ]
        items = [item for item in view.items if isinstance(item, Bubble) and not item.is_mine]
        assert [item.before is not None for item in items] == [True, False]
        assert view.highlighted == prompt
        drawn = [piece for line in view.draw(prompt, 70) for piece in line]
        marked = {
            name: text for text, name in drawn if name in {"bubble--added", "bubble--removed"}
        }
        assert {name: text.strip() for name, text in marked.items()} == {
            "bubble--removed": "Reply",
            "bubble--added": "Say",
        }

    (folder / "help.yaml").unlink()
    play(script, Path("account.yaml"))


def test_a_accepts_all_and_what_cannot_be_written_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = (
        SCENARIO.replace("steps:", "vars: {said: x}\nsteps:") + SCENARIO.partition("steps:\n")[2]
    )
    by_hand = '  - text: HELP\n    expect: {replies: [{$contains: "help at ${brand}"}]}\n'
    by_hand = by_hand.replace("${brand}", "${said}")
    (folder / "help.yaml").write_text(
        twice.replace("{said: x}", '{said: "help@"}') + by_hand, encoding="utf-8"
    )

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    async def script(phone: Phone) -> None:
        await phone.text("HELP")
        await phone.press("shift+f2")
        await write(phone, "${brand}: call +13125550123. STOP stops.")
        await until(phone, lambda: isinstance(phone.app.screen, BrokenWordingDialog))
        assert "by hand: " in phone.frame
        with monkeypatch.context() as patched:
            patched.setattr("optinsim.phone.desk.broken.replace_bytes", refuse)
            await phone.press("enter")
        assert "help.yaml is left as it is: Permission denied" in phone.frame
        await phone.press("a")
        assert phone.frame.count("✓ help.yaml") == 2

    play(script, Path("account.yaml"))
    assert (folder / "help.yaml").read_text(encoding="utf-8").count("call +13125550123") == 2


def test_words_that_the_account_could_not_be_used_with_stay_in_the_desk(folder: Path) -> None:
    before = (folder / "account.yaml").read_bytes()

    async def script(phone: Phone) -> None:
        await phone.text("HELP")
        await phone.press("shift+f2")
        await write(phone, "${brand}: ${nobody}")
        await until(phone, lambda: "account.yaml:" in phone.frame)
        assert desk(phone).query_one(DeskText).text == "${brand}: ${nobody}"
        await write(phone, "  ")
        await write(phone, "x" * 10_001)
        assert [notice[:20] for notice in phone.notices] == [
            "Looking through the ",
            "A message without wo",
            "A message has at mos",
        ]

    play(script, Path("account.yaml"))
    assert (folder / "account.yaml").read_bytes() == before


def test_shift_enter_begins_a_line_and_letters_are_judged_as_they_come(folder: Path) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("HELP")
        await phone.press("shift+f2")
        await phone.press("shift+enter")
        desk(phone).query_one(DeskText).insert("…")
        await phone.settle()
        assert desk(phone).query_one(DeskText).text.endswith("cancel.\n…")
        assert "U+2026" in phone.frame
        desk(phone).query_one(DeskText).load_text("${brand} ${first_name}!")
        await phone.settle()
        assert "Somebody without a first name reads" in phone.frame
        assert "[no first_name]!" in phone.frame
        await phone.press("escape")
        assert phone.app.screen is phone.screen

    play(script, folder / "account.yaml")


def test_where_nothing_can_be_edited_the_phone_says_why(folder: Path) -> None:
    account = folder / "account.yaml"

    async def script(phone: Phone) -> None:
        await phone.press("shift+f2")
        await phone.text("HELP")
        with patch("optinsim.phone.desk.edit.message_of", return_value=None):
            await phone.press("shift+f2")
        account.write_text(
            account.read_text(encoding="utf-8").replace("help at", "ask"), encoding="utf-8"
        )
        await phone.press("shift+f2")
        account.write_text("platform: nothing\n", encoding="utf-8")
        await phone.press("shift+f2")
        assert [notice.partition(":")[0] for notice in phone.notices] == [
            "The brand has said nothing yet",
            "These words are in no account file",
            "The account file has changed",
            str(account),
        ]

    play(script, account)


def test_a_message_of_a_scenarios_own_account_is_edited_there(folder: Path) -> None:
    own = VIBES.read_text(encoding="utf-8").replace("\n", "\n  ")
    path = folder / "own.yaml"
    path.write_text(f"scenario: Own\naccount:\n  {own}\nsteps:\n  - text: HELP\n", encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.screen.show_session(open_scenario(path))
        await phone.press("shift+f2")
        assert phone.notices == [
            "The account is inside the scenario: its messages are edited there."
        ]

    play(script, folder / "account.yaml")
