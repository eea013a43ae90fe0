"""The text of a sheet's small file, which is committed beside the page and the picture.

Knows its layout. Does not know the meaning of its keys, nor whether they still hold
(files/signoffs.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from optinsim.signoff.sheet import Sheet

_HEAD = """\
# A sign-off sheet: show {page} to those who approve it. Then say who did, and when:
#   approved: {{by: Dana Smith, on: 2026-01-09}}
# Commit this file. `optinsim check` says when the account no longer says what they saw.
"""


def signoff_text(sheet: Sheet, *, account: str, scenario: str, page: str) -> str:
    """The file of a sheet that is not approved yet.

    Args:
        sheet: the sheet.
        account: the account file, relative to the sheet's file.
        scenario: the scenario that plays the conversation, relative to the sheet's file.
        page: the name of the page.
    """
    tree = {
        "sheet": sheet.title,
        "approved": None,
        "account": account,
        "conversation": scenario,
        "ends_at": f"{sheet.ends:%Y-%m-%dT%H:%M:%SZ}",
        "digest": sheet.digest,
        "campaigns": list(sheet.campaigns),
        "words": sheet.words,
    }
    # Any width: a changed word is a changed line.
    text = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=1_000_000)
    return _HEAD.format(page=page) + text
