"""What dialogs have in common: their size, and their lists."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from textual._compositor import Compositor
from textual.containers import Vertical
from textual.widgets import OptionList

from optinsim.phone.dialogs.dialog import ChoiceDialog, ConfirmDialog, Field
from tests.phone.phones import Phone, play

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.widget import Widget


@pytest.mark.parametrize(("rows", "padding"), [(36, 1), (24, 0)])
def test_a_dialog_is_laid_out_for_the_terminals_height_from_the_first_time_on(
    rows: int, padding: int
) -> None:
    paddings = set[int]()
    reflow = Compositor.reflow

    def note_padding(compositor: Compositor, screen: Widget, size: Size) -> object:
        if isinstance(screen, ConfirmDialog):
            paddings.add(screen.query_one(Vertical).styles.padding.top)
        return reflow(compositor, screen, size)

    async def script(phone: Phone) -> None:
        with patch.object(Compositor, "reflow", note_padding):
            await phone.app.push_screen(ConfirmDialog("Sure?", "", "Yes", "No"))
            await phone.settle()
        assert paddings == {padding}

    play(script, size=(120, rows))


def test_a_long_list_has_half_of_the_screen_and_is_not_measured() -> None:
    async def script(phone: Phone) -> None:
        choices = [f"step {i}" for i in range(300)]
        with patch.object(OptionList, "get_content_height", return_value=1) as measured:
            await phone.app.push_screen(ChoiceDialog("Which?", choices))
            await phone.settle()
        options = phone.app.screen.query_one(OptionList)
        assert (options.outer_size.height, measured.called) == (18, False)
        await phone.press(*"step 299")
        assert options.outer_size.height == 3

    play(script)


def test_a_field_is_not_styled_before_it_is_shown() -> None:
    async def script(phone: Phone) -> None:
        with patch.object(phone.app, "update_styles") as styled:
            Field("a title", key="title")
        assert not styled.called

    play(script)
