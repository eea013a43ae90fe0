"""Clients of servers that are running, for as long as a test takes."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.server.serving import client_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from optinsim.server.hosted import Hosted
    from tests.server.serving import Calling


@pytest.fixture
def calling() -> Iterator[Calling]:
    """Starts a server of some accounts, and gives a client of it."""
    with ExitStack() as stack:

        def call(*accounts: Hosted, **options: Any) -> httpx.Client:
            return stack.enter_context(client_of(*accounts, **options))

        yield call
