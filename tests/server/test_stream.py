"""The live stream survives reconnecting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.server.serving import ANN, client_of, hosted

if TYPE_CHECKING:
    from collections.abc import Iterator


def events(lines: Iterator[str]) -> Iterator[tuple[int, str, Any]]:
    """The events of a stream: number, kind and content."""
    number, kind = 0, ""
    for line in lines:
        name, _, value = line.partition(": ")
        match name:
            case "id":
                number = int(value)
            case "event":
                kind = value
            case "data":
                yield number, kind, json.loads(value)["content"]
            case _:
                pass  # a comment, or the end of an event


def test_a_client_that_comes_again_misses_nothing() -> None:
    with client_of(hosted()) as http:

        def text(what: str) -> None:
            http.post("/_sim/texts", json={"from": ANN, "text": what})

        with http.stream("GET", "/_sim/stream") as stream:
            lines = stream.iter_lines()
            assert next(lines) == ": optinsim"  # it listens
            text("SUMMER")
            found = events(lines)
            seen = [next(found), next(found), next(found)]
        assert [kind for _, kind, _ in seen] == ["text", "change", "reply"]
        assert seen[0][2]["text"] == "SUMMER"
        text("Y")
        last = seen[1][0]
        with http.stream("GET", "/_sim/stream", headers={"Last-Event-ID": str(last)}) as stream:
            found = events(stream.iter_lines())
            again = [next(found) for _ in range(3)]
        assert again[0] == seen[2]
        assert [kind for _, kind, _ in again] == ["reply", "callback", "callback"]
