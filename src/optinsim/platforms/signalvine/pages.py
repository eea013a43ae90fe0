"""The pages of lists.

API17 shows the envelope: all five links, and offsets of 0 for a page that does not exist. Ours: a
link repeats the query, and a page has at most 500 items (V15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from optinsim.adapter import Response
from optinsim.platforms.signalvine.errors import api_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optinsim.adapter import JSON, Request

Item = TypeVar("Item")

USUAL = 25
"""API17."""
MOST = 500
"""SDK asks for so many; a client that asks for more gets so many."""
_LARGEST = 10**9


def page(request: Request, items: Sequence[Item], show: Callable[[Item], JSON]) -> Response:
    """The page of a list that the request asks for.

    Raises:
        ApiError: 400 for a count or an offset that is not valid (ours).
    """
    query = request.query
    count = min(_number(query, "count", USUAL, least=1), MOST)
    offset = _number(query, "offset", 0, least=0)
    total = len(items)
    pages = -(-total // count)
    last = max(pages - 1, 0) * count
    following = offset + count if offset + count < total else 0
    previous = max(offset - count, 0)
    offsets = {
        "self": offset,
        "first": 0,
        "prev": previous,
        "next": following,
        "last": last,
    }
    path = request.path.partition("?")[0]
    return Response(
        200,
        {
            "items": [show(item) for item in items[offset : offset + count]],
            "links": [
                {"rel": rel, "uri": _uri(path, query, start)} for rel, start in offsets.items()
            ],
            "total": total,
            "offset": offset,
            "count": count,
            "nextOffset": following,
            "prevOffset": previous,
            "lastOffset": last,
            "pages": pages,
        },
    )


def _number(query: dict[str, str], name: str, default: int, *, least: int) -> int:
    text = query.get(name, str(default))
    is_number = text.isascii() and text.isdigit() and len(text) < len(str(_LARGEST))
    if not is_number or int(text) < least:
        raise api_error(400, f"{name} must be a number of at least {least}")
    return int(text)


def _uri(path: str, query: dict[str, str], offset: int) -> str:
    """The path with the same query and another offset; without one for the first page."""
    parameters = {name: text for name, text in query.items() if name != "offset"}
    if offset:
        parameters["offset"] = str(offset)
    # (A query may hold half a surrogate pair, which no address can.)
    return f"{path}?{urlencode(parameters, errors='replace')}" if parameters else path
