"""Two accounts: one conversation with another version of the account, or another platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime
from optinsim.files.accounts import load_account
from optinsim.phone.dialogs.two_futures import FutureView
from optinsim.phone.futures import describe_outcome, outcome
from optinsim.phone.two_accounts import describe, other_accounts, played_with
from tests.phone.phones import ROOT, VIBES, Phone, play
from tests.phone.played import participant, session

if TYPE_CHECKING:
    from pathlib import Path

CORDIAL = ROOT / "src/optinsim/scaffold/cordial/account.yaml"


def test_texts_to_the_number_go_to_the_other_accounts_number() -> None:
    other, left_out = played_with(session("SUMMER", "STOP"), load_account(CORDIAL))
    assert left_out == 0
    number = other.account.setup.number
    assert [turn.command.to for turn in other.turns] == [number, number]  # type: ignore[union-attr]


def test_a_call_of_the_api_is_left_out_on_another_platform_only() -> None:
    played = session("SUMMER", "Y")
    played.play(participant("+13125550123"))
    played.play(AdvanceTime(played.world.now.replace(hour=23)))
    other, left_out = played_with(played, load_account(CORDIAL))
    assert (other.position, left_out) == (3, 1)
    same, left_out = played_with(played, played.account)
    assert (same.position, left_out) == (4, 0)
    assert [turn.replies for turn in same.turns] == [turn.replies for turn in played.turns]


def test_the_same_state_of_two_platforms_is_no_difference() -> None:
    mine = session("SUMMER", "Y", "STOP")
    other, _ = played_with(mine, load_account(CORDIAL))
    none = frozenset[str]()
    shown = describe_outcome(outcome(mine, 0, none), outcome(other, 0, none))
    assert shown.startswith("unsubscribed · callbacks: ≠ ")


def test_the_choice_begins_with_other_versions_of_the_account(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_bytes(VIBES.read_bytes())
    (tmp_path / "broken.yaml").write_text("platform: vibes\n")
    (tmp_path / "lake.yaml").write_bytes(CORDIAL.read_bytes())
    before = session("SUMMER")
    changed = VIBES.read_text(encoding="utf-8").replace("Summer Sale", "Winter Sale")
    path.write_text(changed, encoding="utf-8")
    now = [other.title for other in other_accounts(before, path)]
    assert now[0] == "shop.yaml as it is now"
    assert now[1].endswith("lake.yaml")
    assert [title.endswith("a demo") for title in now[2:]] == [True, True]
    after = before.with_account(load_account(path))
    first, *others = other_accounts(after, path)
    assert (first.title, first.account) == ("this account before the change", before.account)
    assert [other.title for other in others] == now[1:]


def test_both_are_shown_and_played_on_together(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_bytes(VIBES.read_bytes())

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        changed = path.read_text(encoding="utf-8").replace("Summer Sale", "Winter Sale")
        path.write_text(changed, encoding="utf-8")
        await phone.press("shift+f10", "enter")
        left, right = phone.app.screen.query(FutureView)
        assert describe(phone.session.account) in phone.frame
        assert "shop.yaml as it is now" in phone.frame
        assert any("Summer Sale texts" in item.text for item in left.items)
        assert any("Winter Sale texts" in item.text for item in right.items)
        await phone.press(*"STOP", "enter", "f3")
        for view in (left, right):
            texts = [item.text for item in view.items]
            assert "STOP" in texts
            assert "1 d passes" in texts
        await phone.press("f4")
        assert phone.notices[-2:] == ["nothing is waiting for its time"] * 2
        await phone.press("ctrl+k", "escape")
        assert phone.session.position == 1

    play(script, account=path)
