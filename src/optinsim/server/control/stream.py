"""The live stream: the log as server-sent events, from a client's last event on."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from optinsim.server.control.common import NOT_FOUND, PREFIX, All, Named
from optinsim.server.hosted import Hosted
from optinsim.server.hosting import Hosting
from optinsim.server.log import Line
from optinsim.server.rows import line_json

HEARTBEAT = 15
"""Seconds without an event after which a comment shows that the connection lives."""

router = APIRouter(prefix=PREFIX)

_ANSWER: dict[int | str, dict[str, Any]] = {
    **NOT_FOUND,
    200: {"content": {"text/event-stream": {}}, "description": "Events, without an end."},
}


@router.get("/stream", responses=_ANSWER, response_class=StreamingResponse)
async def stream(
    hosting: All, hosted: Named, last_event_id: Annotated[int | None, Header(ge=0)] = None
) -> StreamingResponse:
    """The events from now on; with `Last-Event-ID`, the events after that one."""
    since = hosted.log.last if last_event_id is None else last_event_id
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(
        _events(hosting, hosted, since), media_type="text/event-stream", headers=headers
    )


async def _events(hosting: Hosting, hosted: Hosted, since: int) -> AsyncIterator[str]:
    written = asyncio.Event()
    with hosted.log.listening(written.set):
        yield ": optinsim\n\n"
        while not hosting.is_ending:
            written.clear()
            for line in hosted.log.after(since):
                since = line.number
                yield _event(line)
            try:
                await asyncio.wait_for(written.wait(), HEARTBEAT)
            except TimeoutError:
                yield ":\n\n"


def _event(line: Line) -> str:
    return f"id: {line.number}\nevent: {line.kind}\ndata: {json.dumps(line_json(line))}\n\n"
