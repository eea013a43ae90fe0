"""The dialog that asks for the title and the name of a sign-off sheet."""

from __future__ import annotations

from typing import ClassVar

from optinsim.files.paths import SIGNOFF_SUFFIX
from optinsim.phone.dialogs.save import SaveDialog


class SignOffDialog(SaveDialog):
    """A title and the name of the sheet's small file."""

    HEADING: ClassVar[str] = "Write a sign-off sheet"
    HINT: ClassVar[str] = (
        "A page and a picture to be approved, the scenario that plays it again, and this small"
        " file, which says who approved it."
    )
    VERB: ClassVar[str] = "Write"
    ENDING: ClassVar[str] = SIGNOFF_SUFFIX
