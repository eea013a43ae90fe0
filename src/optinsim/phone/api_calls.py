"""Calls to the platform's API: the user fills in a call, sends it, and corrects a refused one.

Knows the order of dialog, call and answer. Does not know the fields of a call (the platform's
forms).
"""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from optinsim.phone.behind import BehindTabs
from optinsim.phone.dialogs.api_call import ApiCallDialog, RefusedCall
from optinsim.report.screen import safe

if TYPE_CHECKING:
    from optinsim.phone.screen import PhoneScreen


async def call_api(screen: PhoneScreen) -> None:
    """Ask the user for a call, and send it; the user can correct and send a refused one again."""
    session = screen.session
    forms = session.world.forms(session.current.about)
    if not forms:
        screen.notify("This platform has no calls to fill in.")
        return
    refused: RefusedCall | None = None
    while True:
        dialog = ApiCallDialog(forms, refused)
        request = await screen.ask(dialog)
        if request is None or not await screen.play(partial(session.play, request)):
            return
        screen.query_one(BehindTabs).active = "callbacks"
        response = session.turns[-1].response
        if response is None or response.status < HTTPStatus.BAD_REQUEST:
            status = response.status if response else None
            later = ": what it does comes later (F4)" if status == HTTPStatus.ACCEPTED else ""
            screen.notify(f"Answered with status {status}{later}")
            return
        body = safe(json.dumps(response.json, indent=2, ensure_ascii=False))
        answer = f"Answered with status {response.status}\n{body}"
        refused = RefusedCall(dialog.form.name, dialog.values, answer)
