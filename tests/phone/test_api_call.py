"""Branches, accounts without a file, and calls to the API, as somebody at the phone meets them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.widgets import Input, Label, Select, TextArea

from optinsim.core.commands import ReceiveText
from optinsim.forms import Form, FormField
from optinsim.phone.dialogs.api_call import ApiCallDialog
from optinsim.simulator import Simulator
from tests.phone.phones import ROOT, Phone, play

if TYPE_CHECKING:
    import pytest

    from optinsim.adapter import Request

CORDIAL = ROOT / "scenarios/accounts/acme-cordial.yaml"
SIGNALVINE = ROOT / "scenarios/accounts/bigstate-signalvine.yaml"

IN_PLACE = """\
scenario: Somebody joins
account:
  platform: vibes
  name: Acme
  number: 84237
  subscription_lists: [{id: 1234, name: News}]
  campaigns: [{acquisition_id: NEWS, keywords: [NEWS], subscription_list: 1234}]
steps:
  - text: NEWS
"""


def test_an_account_that_stands_in_a_scenario_is_no_file_to_replay_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in-place.yaml").write_text(IN_PLACE, encoding="utf-8")

    async def script(phone: Phone) -> None:
        await phone.press("ctrl+o", "enter", "f6")
        phone.screen.check_account_file()
        await phone.press("ctrl+r")
        assert phone.notices[-1].startswith("The account is inside the scenario")
        assert phone.session.position == 1

    play(script)


def test_a_list_of_branches_that_is_closed_changes_nothing() -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press("f5")
        await phone.text("HELP")
        await phone.press("ctrl+g")
        assert "1 step: SUMMER" in phone.frame
        await phone.press("escape")
        assert phone.bubbles[0] == "→ HELP"

    play(script)


def test_a_platform_without_forms_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Simulator, "forms", lambda *_: ())

    async def script(phone: Phone) -> None:
        await phone.press("f7")
        assert phone.notices == ["This platform has no calls to fill in."]
        assert phone.app.screen is phone.screen

    play(script)


def test_a_call_that_lacks_something_is_not_made_and_says_what() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f7")
        phone.app.screen.query_one("#field-2", Input).value = ""
        phone.app.screen.query_one("#field-0", Input).value = ""
        await phone.click("#send")
        fault = str(phone.app.screen.query_one("#fault", Label).visual)
        assert "must be filled in" in fault
        assert fault in " ".join(phone.frame.split())
        assert phone.session.position == 0

    play(script, CORDIAL)


def test_another_call_brings_its_own_fields_and_no_old_complaint() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f7")
        screen = phone.app.screen
        screen.query_one("#field-0", Input).value = ""
        await phone.click("#send")
        screen.query_one("#form", Select).value = 1
        await phone.settle()
        assert str(screen.query_one("#fault", Label).visual) == ""
        assert "POST /v2/contacts" not in phone.frame
        await phone.press("escape")
        assert phone.session.position == 0

    play(script, CORDIAL)


def test_what_is_chosen_written_on_several_lines_and_left_blank_goes_into_the_call() -> None:
    fields = (
        FormField("box", "Box", choices={"b1": "the first", "b2": "the second"}, required=True),
        FormField("colour", "Colour", choices={"red": "red"}),
        FormField("lines", "Lines", "a\nb", multiline=True, hint="[one] below the other"),
    )
    form = Form("Put", "PUT /boxes/{box}?colour={colour}", fields, body=dict)

    async def script(phone: Phone) -> None:
        made: list[Request | None] = []
        await phone.app.push_screen(ApiCallDialog([form]), made.append)
        await phone.settle()
        assert "Lines — [one] below the other" in phone.frame
        screen = phone.app.screen
        screen.query_one("#field-0", Select).value = "b2"
        screen.query_one("#field-2", TextArea).insert("z")
        await phone.click("#send")
        [request] = made
        assert request is not None
        assert request.path == "/boxes/b2"
        assert request.json() == {"box": "b2", "lines": "za\nb"}

    play(script)


def test_a_csv_is_imported_with_as_many_people_as_it_has_lines() -> None:
    async def script(phone: Phone) -> None:
        await phone.press("f9", "f7")
        area = phone.app.screen.query_one(TextArea)
        header, mine = area.text.splitlines()[:2]
        theirs = mine.replace(phone.session.current.mdn, phone.session.subscribers[0].mdn)
        area.load_text(f"{header}\n{mine}\nX{theirs}\n")
        await phone.click("#send")
        await phone.press("f4")
        assert [list(s.values()) for s in phone.session.states().values()] == [["subscribed"]] * 2

    play(script, SIGNALVINE)


def test_a_question_mark_after_a_text_is_a_question_mark() -> None:
    async def script(phone: Phone) -> None:
        await phone.press(*"What", "question_mark", "enter")
        assert isinstance(phone.session.turns[0].command, ReceiveText)
        assert phone.bubbles == ["→ What?"]

    play(script)
