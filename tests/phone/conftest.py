"""Closes the phone that the tests of this folder share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.phone.phones import close_shared

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def _close_shared_phone() -> Iterator[None]:
    yield
    close_shared()
