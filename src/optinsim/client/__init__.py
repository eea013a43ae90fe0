"""The control API of a running server, from Python: `Client`, and `AsyncClient` for event loops.

Knows HTTP and the names of the operations (docs/server.md). Imports nothing of the server.
"""

from optinsim.client.clients import AsyncClient, Client
from optinsim.client.operations import Event, ServerError

__all__ = ["AsyncClient", "Client", "Event", "ServerError"]
