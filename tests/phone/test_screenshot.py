"""Pictures of the phone: the function, and the script that draws those of README.md."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from optinsim.phone.screenshot import screenshot
from tests.phone.phones import idle, play
from tools.pictures import PICTURES, main, signed_off, take

if TYPE_CHECKING:
    from tests.phone.phones import Phone

ROOT = Path(__file__).parents[2]
NAMES = ("phone-callbacks", "phone-light", "phone-narrow", "phone", "sign-off")
ASSETS = [ROOT / f"assets/{name}.svg" for name in NAMES]


def texts(svg: str) -> str:
    """What can be read in a picture, which has to be well-formed and to need nothing."""
    assert not re.search(r"@font-face|@import|url\((?!#)|href", svg)
    drawn = ET.fromstring(svg)  # noqa: S314  (our own)
    return " ".join(drawn.itertext()).replace("\xa0", " ")


def test_a_picture_shows_the_screen_and_needs_nothing_from_anywhere() -> None:
    pictures: list[str] = []

    async def script(phone: Phone) -> None:
        await phone.text("SUMMER")
        await phone.settle()
        pictures.extend(screenshot(phone.app, title) for title in (None, "A & B"))

    play(script)
    assert "Reply Y or your ZIP code" in texts(pictures[0])
    assert "optinsim" in texts(pictures[0])
    assert "A & B" in texts(pictures[1])


@pytest.mark.no_cover  # the other tests use what is in the pictures
def test_the_script_draws_every_picture_and_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pictures.py", str(tmp_path)])
    monkeypatch.setattr("textual.app.wait_for_idle", idle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", idle)
    main()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in ASSETS)
    again = next(wanted for wanted in PICTURES if wanted.name == "phone-narrow")
    drawn = (tmp_path / "phone-narrow.svg").read_text(encoding="utf-8")
    assert asyncio.run(take(again)) == drawn


def test_the_picture_of_a_sign_off_sheet_is_current() -> None:
    assert (ROOT / "assets/sign-off.svg").read_text(encoding="utf-8") == signed_off()


@pytest.mark.parametrize("asset", ASSETS, ids=lambda path: path.name)
def test_what_the_readme_shows_is_there(asset: Path) -> None:
    assert "Acme" in texts(asset.read_text(encoding="utf-8"))
