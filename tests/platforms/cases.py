"""What a platform brings to the contract suite: a `CASES` in tests/platforms/<name>/contract.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.adapter import Request


@dataclass(frozen=True)
class Cases:
    """The cases of one platform. Requests are not signed: the suite signs them."""

    tree: Mapping[str, Any]
    """An account file's tree, with one campaign or program."""
    broken: Mapping[str, Any]
    """Keys that make the account not hold together, in the platform's own part of it."""
    keyword: str
    """What a person texts to join."""
    confirmation: str | None
    """What confirms; None: the keyword alone subscribes."""
    good: tuple[Request, ...]
    """Calls that a fresh world answers with a 2xx, one after the other; some change something."""
    refused: tuple[Request, ...]
    """Calls that a fresh world refuses with a 4xx, beside those that are not signed."""
    not_emulated: Request
    """A call that the vendor may have and we do not."""
    unmatched: str = field(default="no word of anybody's")
    """A text that means nothing."""
