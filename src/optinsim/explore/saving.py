"""Counterexamples as scenario files: each fails until the account is mended.

Knows how moves are written as steps. Does not run what it writes.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from optinsim.core.commands import ReceiveText
from optinsim.explore.moves import CallMove, TimeMove
from optinsim.explore.people import NAMES, people_of
from optinsim.explore.playing import play
from optinsim.files.save import create_bytes
from optinsim.phone.turn_steps import steps_of_turn
from optinsim.scenarios.writing.record import WrittenScenario, WrittenStep, scenario_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optinsim.explore.exploration import Exploration, Found


def save(result: Exploration, account: Path, folder: Path) -> list[Path]:
    """Write a scenario for each finding that a scenario can expect the contrary of.

    Args:
        result: what was found.
        account: the account file.
        folder: where to; it is made if it is not there.

    Returns:
        The files that were written. A file that is there already is left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    named = os.path.relpath(account, folder)
    written = []
    for number, found in enumerate(result.found, 1):
        if not found.path or not _can_be_expected(found):
            continue
        path = folder / f"{number:02}-{found.law.name}.yaml"
        if not path.exists():
            text = scenario_text(_scenario(result, found, named))
            create_bytes(path, text.encode())
            written.append(path)
    return written


def _can_be_expected(found: Found) -> bool:
    """Whether a step can expect that the law is kept: of who gets what, only after the own step."""
    last, expect = found.path[-1], found.broken.expect
    is_own = isinstance(last, TimeMove) or last.mdn == found.mdn
    return bool(expect) if is_own else set(expect) == {"state"}


def _scenario(result: Exploration, found: Found, account: str) -> WrittenScenario:
    return WrittenScenario(
        title=found.law.title,
        account=account,
        people={NAMES[mdn]: {"mdn": mdn} for mdn in people_of(found.mdn)},
        steps=_steps(result, found),
        comments=(
            f"{found.law.name} ({found.law.severity}): {found.broken.says}.",
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
