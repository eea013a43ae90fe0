"""Bodies of requests in quotes: `json: '{"mobile_phone": {}}'` sends one text, which is refused.

Knows JSON. Does not know what a call reads.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import JSON


def quoted_body(call: Mapping[str, JSON]) -> Iterator[Fault]:
    """A mapping or list in quotes behind `json`, with its place in the request."""
    text = call.get("json")
    if not isinstance(text, str):
        return
    try:
        is_body = isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return
    if is_body:
        yield Fault(
            ("json",),
            "this is sent as one text, which no call reads: the body stands in quotes",
            expected="the same without the quotes; or body, for a text that is sent as it is",
            code=Code.UNREAD_BODY,
        )
