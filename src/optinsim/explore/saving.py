"""Counterexamples as scenario files: each fails until the account is mended.

Knows how moves are written as steps. Does not run what it writes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from optinsim.core.commands import ReceiveText
from optinsim.core.values import value
from optinsim.explore.moves import CallMove, TimeMove
from optinsim.explore.people import NAMES, people_of
from optinsim.explore.playing import play, said
from optinsim.files.save import create_bytes
from optinsim.phone.turn_steps import steps_of_turn
from optinsim.scenarios.writing.record import WrittenScenario, WrittenStep, scenario_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from optinsim.explore.exploration import Exploration, Found


@value
class Saved:
    """The written scenarios, and the findings without one."""

    written: Sequence[Path]
    """The files."""
    left_out: Sequence[tuple[int, Found, str]]
    """Each finding without a scenario, with its number and the reason."""


def save(result: Exploration, account: Path, folder: Path) -> Saved:
    """Write a scenario for each finding whose contrary a step can expect.

    Args:
        result: what was found.
        account: the account file.
        folder: where to; it is made if it is not there.

    Returns:
        What was written, and what was not. An existing file is not overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    named = os.path.relpath(account, folder)
    written, left_out = [], []
    titles: list[str] = []
    for number, found in enumerate(result.found, 1):
        path = folder / f"{number:02}-{found.law.name}.yaml"
        why = _why_not(found)
        if not why:
            titles.append(_title(found, titles))
            if path.exists():
                why = f"{path} is there already"
        if why:
            left_out.append((number, found, why))
            continue
        text = scenario_text(_scenario(result, found, named, titles[-1]))
        create_bytes(path, text.encode())
        written.append(path)
    return Saved(written, left_out)


def can_be_saved(found: Found) -> bool:
    """Whether a step can expect the contrary of a finding."""
    return not _why_not(found)


def _why_not(found: Found) -> str:
    """Why no step can expect the contrary of a finding; empty if one can.

    A step can expect replies and callbacks only for its own person.
    """
    if not found.path:
        return "it is about the account, not about a conversation"
    last, expect = found.path[-1], found.broken.expect
    is_own = isinstance(last, TimeMove) or last.mdn == found.mdn
    if expect if is_own else set(expect) == {"state"}:
        return ""
    return "no step can expect its contrary"


def _title(found: Found, others: Sequence[str]) -> str:
    """The law, and the conversation: a title that no other scenario has."""
    title = f"{found.law.title.removesuffix('.')}: {' / '.join(said(found.path))}"
    return title if title not in others else f"{title} ({others.count(title) + 1})"


def _scenario(result: Exploration, found: Found, account: str, title: str) -> WrittenScenario:
    severity = found.law.severity
    return WrittenScenario(
        title=title,
        account=account,
        people={NAMES[mdn]: {"mdn": mdn} for mdn in people_of(found.mdn)},
        steps=_steps(result, found),
        comments=(
            f"{found.law.name} ({severity}, {severity.meaning}): {found.broken.says}.",
            f"To mend it: {found.broken.remedy}.",
        ),
    )


def _steps(result: Exploration, found: Found) -> Iterator[WrittenStep]:
    number = result.account.setup.number
    turns = play(result.account, found.path)
    people = {mdn: NAMES[mdn] for mdn in people_of(found.mdn)}
    for move, turn in zip(found.path, turns, strict=True):
        command = move.request if isinstance(move, CallMove) else turn.command
        if isinstance(command, ReceiveText) and command.to == number:
            command = ReceiveText(command.mdn, command.text)
        mdn = found.mdn if isinstance(move, TimeMove) else move.mdn
        step = next(iter(steps_of_turn(turn, command, mdn, {mdn: {"": ""}}, people)))
        is_last = turn is turns[-1]
        expect = found.broken.expect if is_last and mdn == found.mdn else {}
        yield WrittenStep(step.stimulus, expect, step.comments)
        if is_last and mdn != found.mdn:
            stimulus = {"wait": "0s", "from": people[found.mdn]}
            yield WrittenStep(stimulus, found.broken.expect)
