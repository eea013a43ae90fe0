"""What is said and kept when the phone has to close by a mistake of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.phone import crash
from tests.phone.phones import Phone, play_alone

if TYPE_CHECKING:
    from pathlib import Path


def test_where_nothing_is_kept_nothing_is_promised(tmp_path: Path) -> None:
    assert (
        crash.write_crash(None, None) == "The phone made a mistake and had to close; we are sorry."
    )
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    told = crash.write_crash(RuntimeError(), taken / "phone")
    assert "for a bug report" not in told


def test_where_the_mistake_was_is_kept_without_values(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "phone"
    password = "not to be shown".upper()
    with pytest.raises(ValueError, match=password) as caught:
        int(password)
    told = crash.write_crash(caught.value, folder)
    assert told.splitlines()[-1] == str(folder / "crash.txt")
    text = (folder / "crash.txt").read_text(encoding="utf-8")
    assert "test_crash.py" in text
    assert text.endswith("ValueError\n")
    assert password not in text


def test_what_follows_from_a_mistake_is_no_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[BaseException | None] = []

    def note(error: BaseException | None, _folder: Path | None) -> str:
        noted.append(error)
        return "told"

    monkeypatch.setattr(crash, "write_crash", note)

    async def script(phone: Phone) -> None:
        def fail(what: str) -> None:
            raise KeyError(what)

        phone.screen.call_later(fail, "first")
        phone.app.call_later(fail, "second")
        await phone.settle()

    with pytest.raises(KeyError):
        play_alone(script, folder=tmp_path)
    assert len(noted) == 1
    assert isinstance(noted[0], KeyError)
