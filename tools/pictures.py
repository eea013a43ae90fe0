"""The pictures of the phone in README.md and docs/: `make pictures` writes them to assets/.

Each is a short conversation, played on the real phone without a terminal. The clock is virtual and
people follow from the seed, so the same phone gives the same bytes.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from optinsim.files.accounts import load_account
from optinsim.phone.app import PhoneApp
from optinsim.phone.composer import Composer
from optinsim.phone.screenshot import screenshot
from optinsim.phone.session import Session
from optinsim.signoff.picture import picture
from optinsim.signoff.sheet import Person, make_sheet

ROOT = Path(__file__).resolve().parent.parent
ACCOUNT = ROOT / "docs/examples/shop/account.yaml"
TALK = ("SUMMER", "f2", "60614", "HELP")


@dataclass(frozen=True)
class Picture:
    """What is played, where one looks, and how large the window is."""

    name: str
    played: tuple[str, ...]
    """Texts, and keys by their names."""
    tab: str = "state"
    size: tuple[int, int] = (120, 36)
    theme: str = "textual-dark"
    typed: str = ""
    """What stands in the line below, not yet sent."""


PICTURES = (
    Picture("phone", TALK, typed="STOP"),
    Picture("phone-callbacks", TALK, tab="callbacks"),
    Picture("phone-narrow", TALK[:3], size=(80, 24)),
    Picture("phone-light", (*TALK, "STOP"), tab="why", theme="textual-light"),
)


async def take(wanted: Picture) -> str:
    """Play, and take the picture."""
    app = PhoneApp(ACCOUNT)
    app.animation_level = "none"
    async with app.run_test(size=wanted.size) as pilot:
        app.theme = wanted.theme
        while app.phone is None or not app.phone.is_running:
            await pilot.pause()
        await pilot.pause()
        composer = app.phone.query_one(Composer)
        composer.cursor_blink = False
        for played in wanted.played:
            if played.startswith("f"):
                await pilot.press(played)
            else:
                composer.load_text(played)
                await pilot.press("enter")
            await pilot.pause()
        await pilot.click(f"#--content-tab-{wanted.tab}")
        composer.focus()
        await pilot.press(*wanted.typed)
        await pilot.pause()
        return screenshot(app, title="optinsim phone")


def signed_off() -> str:
    """The picture of a sign-off sheet."""
    account = load_account(ACCOUNT)
    session = Session(account)
    for text, hours in (("SUMMER", 1), ("60614", 29), ("HELP", 0), ("Stop. Thank you!", 6)):
        session.text(text)
        if hours:
            session.wait(timedelta(hours=hours))
    people = [Person(one.name, one.mdn) for one in session.subscribers]
    title = "SUMMER asks, a ZIP code confirms, STOP ends"
    return picture(make_sheet(title, account, people, session.turns, session.world.now))


def main() -> None:
    """Write them to a folder: assets/, or another that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "assets"
    folder.mkdir(exist_ok=True)
    for wanted in PICTURES:
        drawn = asyncio.run(take(wanted))
        (folder / f"{wanted.name}.svg").write_text(drawn, encoding="utf-8")
    (folder / "sign-off.svg").write_text(signed_off(), encoding="utf-8")


if __name__ == "__main__":
    main()
