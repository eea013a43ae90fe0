"""Writes a scenario file: its head, then each step with its stimulus and expectations.

Knows the keys of the format and their layout. Does not know the source of the steps: a
session of the phone, or a log of real messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.core.values import value
from optinsim.core.world import DEFAULT_START
from optinsim.scenarios.writing import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime


@value
class WrittenStep:
    """One step of the future file."""

    stimulus: Mapping[str, Any]
    """The stimulus: `text`, `from`, `to`, `wait`, `wait_until`, `request` or `listener`."""
    expect: Mapping[str, Any]
    """The expected results; empty: the step has no `expect`."""
    comments: tuple[str, ...] = ()
    """Comments of the step, a line each."""


@value
class WrittenScenario:
    """A scenario of the future file."""

    title: str
    account: str
    """The path of the account file from the scenario's folder."""
    people: Mapping[str, Mapping[str, str]]
    """By name: `mdn` and their other keys. The first one is the default sender."""
    steps: Iterable[WrittenStep]
    seed: int = 0
    start: datetime = DEFAULT_START
    comments: tuple[str, ...] = ()
    """Comments at the top of the file, a line each."""


_TEXTS = frozenset({"text", "from", "to", "wait", "wait_until"})
"""The keys whose values are read as text, character by character."""


def scenario_text(scenario: WrittenScenario) -> str:
    """The file.

    Raises:
        ValueError: a text in it cannot be written to a file (half a surrogate pair).
    """
    return "".join(f"{line}\n" for line in _lines(scenario))


def _lines(scenario: WrittenScenario) -> Iterator[str]:
    yield from map(_comment, scenario.comments)
    yield f"scenario: {write.text(scenario.title)}"
    yield f"account: {write.text(scenario.account)}"
    if scenario.start != DEFAULT_START:
        yield f"start: {scenario.start:%Y-%m-%dT%H:%M:%SZ}"
    if scenario.seed:
        yield f"seed: {scenario.seed}"
    yield "people:"
    for name, person in scenario.people.items():
        yield from write.entry(write.key(name), dict(person), 2)
    yield "steps:"
    for step in scenario.steps:
        yield from _step(step)


def _step(step: WrittenStep) -> Iterator[str]:
    bullet = "  - "
    for name, given in step.stimulus.items():
        if name in _TEXTS:
            yield f"{bullet}{name}: {write.text(given)}"
        else:
            first, *rest = write.entry(name, given, 4)
            yield bullet + first.lstrip()
            yield from rest
        bullet = "    "
    for line in step.comments:
        yield f"    {_comment(line)}"
    if step.expect:
        yield "    expect:"
        for name, expected in step.expect.items():
            yield from write.entry(name, expected, 6, expected=True)


def _comment(line: str) -> str:
    """A comment; characters that would end its line become spaces."""
    shown = "".join(c if c.isprintable() else " " for c in line)
    return f"# {shown}".rstrip()
