"""optinsim: the simulator of SMS keyword and double opt-in conversations.

For tests in Python:

    from optinsim import Simulator, load_account

    simulator = Simulator(load_account("accounts/acme-vibes.yaml"))
    turn = simulator.text("SUMMER", "+13125550123")
    assert turn.callbacks[0].body["callback_type"] == "person_added"

Importing the package imports none of its parts; a name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optinsim.adapter import Account, Callback, Request, Response
    from optinsim.client import AsyncClient, Client, ServerError
    from optinsim.core.consent import Consent
    from optinsim.errors import CommandError, OptinsimError, PlatformError
    from optinsim.files.accounts import load_account
    from optinsim.files.problems import FileError
    from optinsim.simulator import Simulator, Turn

__version__ = "0.1.0"

__all__ = [
    "Account",
    "AsyncClient",
    "Callback",
    "Client",
    "CommandError",
    "Consent",
    "FileError",
    "OptinsimError",
    "PlatformError",
    "Request",
    "Response",
    "ServerError",
    "Simulator",
    "Turn",
    "load_account",
]

_HOMES = {
    "Account": "optinsim.adapter",
    "AsyncClient": "optinsim.client",
    "Callback": "optinsim.adapter",
    "Client": "optinsim.client",
    "CommandError": "optinsim.errors",
    "Consent": "optinsim.core.consent",
    "FileError": "optinsim.files.problems",
    "OptinsimError": "optinsim.errors",
    "PlatformError": "optinsim.errors",
    "Request": "optinsim.adapter",
    "Response": "optinsim.adapter",
    "ServerError": "optinsim.client",
    "Simulator": "optinsim.simulator",
    "Turn": "optinsim.simulator",
    "load_account": "optinsim.files.accounts",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
