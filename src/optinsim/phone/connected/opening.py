"""Opens the phone of a running server.

Knows how long the phone waits for an answer. Does not know the screen (screen.py).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from optinsim.client import Client
from optinsim.phone.connected.copying import account_as_in_server
from optinsim.phone.connected.screen import ConnectedScreen
from optinsim.phone.connected.session import session_of

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.phone.server_account import ServerAccount

PATIENCE = 10.0
"""Seconds that an answer may take, because keys wait for it."""


async def connected_screen(server: ServerAccount, file: Path | None, seed: int) -> ConnectedScreen:
    """The screen of the phone of an account of a server.

    Args:
        server: its URL, and the account.
        file: the account's file, if known.
        seed: of made-up people.

    Raises:
        OptinsimError: the server does not answer or has no such account, or this version cannot
            read the account, or it differs from the file.
    """
    client = Client(server.url, account=server.account, timeout=PATIENCE)
    try:
        session = await asyncio.to_thread(session_of, client, seed)
        if file is not None:
            _ = account_as_in_server(file, session)
    except BaseException:
        client.close()
        raise
    return ConnectedScreen(client, session, file)
