"""The keys of a platform's bodies, records and answers, read off a sample run.

Knows engines and platforms, and no vendor: each platform provides its sample. The same code makes
the sample's bodies and all others, so the list of keys follows that code.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from optinsim.adapter import KnownKeys, Request, Response
from optinsim.core.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Generator

    from optinsim.adapter import JSON, AccountFile, Platform
    from optinsim.core.commands import EngineCommand
    from optinsim.core.events import Event

    Sample: TypeAlias = Generator[EngineCommand | Request, Response | None, None]
    """The commands of a sample run. The generator gets the response of each request."""

USUAL_HEADERS = ("Content-Type", "Content-Length", "Location", "Retry-After", "WWW-Authenticate")
"""Headers that people may well expect to be absent from an answer."""

Paths: TypeAlias = dict[str, None]
"""Paths in an order, each once."""


def keys_of(platform: type[Platform], file: AccountFile, mdn: str, sample: Sample) -> KnownKeys:
    """The keys that a sample run shows.

    Args:
        platform: the platform.
        file: the account of the sample.
        mdn: the person whose record is read after every command.
        sample: the commands.
    """
    callbacks: dict[str, Paths] = {}
    record: Paths = {}
    responses: Paths = {}
    headers: Paths = {}
    engine = Engine(platform.setup(file))
    running = platform(file, engine)

    def note(event: Event) -> None:
        for callback in running.callbacks(event):
            callbacks.setdefault(callback.name, {}).update(key_paths(callback.body))

    engine.on_event, engine.on_timer = note, running.timer_due
    command = next(sample, None)
    while command is not None:
        response = None
        if isinstance(command, Request):
            signed = running.sign(command, valid=True)
            response, _ = engine.as_one(partial(running.respond, signed))
            responses |= key_paths(response.json)
            headers |= dict.fromkeys(response.headers)
        else:
            engine.handle(command)
        record |= key_paths(running.record(mdn))
        try:
            command = sample.send(response)
        except StopIteration:
            command = None
    named = {name: tuple(paths) for name, paths in callbacks.items()}
    headers |= dict.fromkeys(USUAL_HEADERS)
    return KnownKeys(named, tuple(record), tuple(responses), response_headers=tuple(headers))


def key_paths(body: JSON) -> Paths:
    """The paths of a body's keys, in the form of `KnownKeys` and in the order of the body."""
    found: Paths = {}
    if isinstance(body, list):
        for item in body:
            found |= key_paths(item)
    elif isinstance(body, dict):
        for key, item in body.items():
            name = part_of_path(key)
            found[name] = None
            found |= dict.fromkeys(f"{name}.{path}" for path in key_paths(item))
    return found


def part_of_path(key: str) -> str:
    """A key as it stands in a path: one with a dot in it is `*`, any key."""
    return "*" if "." in key or not key else key
