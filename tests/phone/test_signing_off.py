"""Shift+F9 writes the conversation as a sign-off sheet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.widgets import Input

from optinsim.phone.signing_off import sheet_paths
from optinsim.scenarios.reading.checkup import check_files
from tests.phone.phones import VIBES, Phone, play


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account file of one's own, in the folder that one works in."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copy(VIBES, tmp_path / "account.yaml"))


def test_one_key_writes_a_sheet_and_a_new_one_is_not_approved(account: Path) -> None:
    small = Path("sheets/summer.signoff.yaml")

    async def script(phone: Phone) -> None:
        await phone.press("shift+f9")
        assert phone.notices == ["There is nothing to sign off yet: text something first."]
        await phone.text("SUMMER")
        await phone.press("shift+f9")
        assert "Write a sign-off sheet" in phone.frame
        phone.app.screen.query_one("#path", Input).value = "sheets/summer"
        await phone.press("enter")
        assert phone.notices[-1] == (
            "Written: sheets/summer.html. Send it to legal. When they approve, write who"
            " and when into summer.signoff.yaml, and keep the files with the account."
        )
        assert not phone.screen._files.describe_unsaved()  # noqa: SLF001  (asked when one leaves)
        text = small.read_text(encoding="utf-8")
        approved = "approved: {by: Dana Smith, on: 2026-01-09}"
        small.write_text(text.replace("approved: null", approved), encoding="utf-8")

        await phone.text("Y")
        await phone.press("shift+f9")
        phone.app.screen.query_one("#path", Input).value = "sheets/summer"
        await phone.press("enter")
        assert "It is approved by Dana Smith on 2026-01-09; the new sheet is not." in phone.frame
        await phone.click("#yes")

    play(script, account)
    assert sorted(path.name for path in Path("sheets").iterdir()) == [
        "summer.html",
        "summer.signoff.yaml",
        "summer.svg",
        "summer.yaml",
    ]
    assert "approved: null" in small.read_text(encoding="utf-8")
    assert check_files(["."])[1] == []


@pytest.mark.parametrize(("key", "ending"), [("ctrl+s", ".yaml"), ("shift+f9", ".signoff.yaml")])
def test_the_name_of_the_file_follows_the_title_until_it_is_edited(
    key: str, ending: str, account: Path
) -> None:
    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.press(key)
        title, path = phone.app.screen.query(Input)
        title.value = "She joins."
        await phone.settle()
        assert Path(path.value).name == f"she-joins{ending}"
        path.value = "mine."
        title.value = "She leaves"
        await phone.press("enter")
        assert path.value == "mine."
        assert not Path("mine..yaml").exists()
        assert Path("mine.yaml").exists()

    play(script, account)


@pytest.mark.parametrize("typed", ["a.b", "a.b.signoff.yaml", "a.b.html", "a.b.yaml", "a.b."])
def test_the_files_of_a_sheet_have_one_name(typed: str) -> None:
    paths = sheet_paths(Path("sheets", typed))
    assert [path.name for path in paths.all] == [
        "a.b.signoff.yaml",
        "a.b.html",
        "a.b.svg",
        "a.b.yaml",
    ]
