"""The phone in a browser on this machine, for people without a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def serve(account: Path, seed: int, port: int) -> None:
    """Serve the phone on loopback until somebody stops it."""
    raise NotImplementedError
