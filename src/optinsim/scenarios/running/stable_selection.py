"""Cases that were named by a line, followed while somebody edits their file.

Knows how a scenario is known again once its lines are others. Does not notice changes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from optinsim.core.values import value
from optinsim.files.problems import Problem
from optinsim.scenarios.reading.cases import Broken, Case
from optinsim.scenarios.reading.selection import Pick, Picks, chosen_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@value
class _Place:
    """A scenario of a file."""

    line: int
    """Where it begins."""
    title: str
    """As it is written, with its variables."""
    examples: tuple[str, ...]
    """As JSON. Empty where there are none, or where nobody can tell."""


@value
class _Outline:
    """What a file held when its cases were found last."""

    lines: int
    places: list[_Place]


class FollowingPicks(Picks):
    """What was named on a command line, where a line means the scenario that it stood in at first.

    A line that means another scenario as soon as somebody writes above it would let the watch pass
    for a scenario that nobody asked for.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(paths)
        self._outlines: dict[str, _Outline] = {}

    def of(
        self, file: str, entries: Sequence[Case | Broken]
    ) -> tuple[Sequence[Case | Broken], list[Problem]]:
        """Those of a file's entries that were named, and what was named and is not there."""
        picks = self.of_file(file)
        if picks is None or not entries:
            return super().of(file, entries)
        now, before = _outline(entries), self._outlines.get(file)
        if before is None:
            self._outlines[file] = now
            return chosen_of(file, picks, entries)
        moved: list[Pick] = []
        lost: list[Problem] = []
        for pick in picks:
            found = _moved(pick, before, now)
            if found is None:
                which = "" if pick.example is None else f"example {pick.example} of "
                message = f"{which}the scenario that was in line {pick.line} is not there any more"
                lost.append(Problem(file, message))
            else:
                moved.append(found)
        if not lost:
            self.take(file, moved)
            self._outlines[file] = _kept(now, before)
        chosen, problems = chosen_of(file, moved, entries)
        return chosen, lost + problems


def _outline(entries: Sequence[Case | Broken]) -> _Outline:
    places: dict[int, _Place] = {}
    for entry in entries:
        line = entry.document.start.line
        title = Broken(entry.document, ()).title
        place = places.setdefault(line, _Place(line, title, ()))
        if isinstance(entry, Case) and entry.example is not None:
            places[line] = replace(place, examples=(*place.examples, json.dumps(entry.example)))
    return _Outline(len(entries[0].document.lines), list(places.values()))


def _moved(pick: Pick, before: _Outline, now: _Outline) -> Pick | None:
    """The same case in another outline; None if it is not there."""
    if not 1 <= pick.line <= before.lines:
        return pick  # it was no scenario's
    at = max((i for i, place in enumerate(before.places) if place.line <= pick.line), default=0)
    titles = [[place.title for place in outline.places] for outline in (before, now)]
    here = _same(*titles).get(at)
    if here is None:
        return None
    line, examples = now.places[here].line, before.places[at].examples
    if pick.example is None or not 1 <= pick.example <= len(examples):
        return Pick(line, pick.example)
    if not now.places[here].examples:
        return Pick(line, pick.example)  # it is broken now, or has lost all of them
    number = _same(examples, now.places[here].examples).get(pick.example - 1)
    return None if number is None else Pick(line, number + 1)


def _same(before: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """Which entry is which, by their numbers; one that was edited is the one at its place."""
    blocks = SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    pairs = {i: j for block in blocks if block[0] == "equal" for i, j in _in_place(block)}
    taken = set(pairs.values())
    left: dict[str, list[int]] = {}
    for j, entry in enumerate(now):
        if j not in taken:
            left.setdefault(entry, []).append(j)
    for i, entry in enumerate(before):
        if i not in pairs and left.get(entry):
            pairs[i] = left[entry].pop(0)  # it was moved
    taken = set(pairs.values())
    for block in blocks:
        if block[0] == "replace" and block[2] - block[1] == block[4] - block[3]:
            edited = {i: j for i, j in _in_place(block) if i not in pairs and j not in taken}
            pairs.update(edited)
    return pairs


def _in_place(block: tuple[str, int, int, int, int]) -> Iterable[tuple[int, int]]:
    return zip(range(block[1], block[2]), range(block[3], block[4]), strict=True)


def _kept(now: _Outline, before: _Outline) -> _Outline:
    """The outline, with the examples that a scenario had before it broke."""
    titles = [[place.title for place in outline.places] for outline in (before, now)]
    known = {to: before.places[at].examples for at, to in _same(*titles).items()}
    places = [
        replace(place, examples=place.examples or known.get(i, ()))
        for i, place in enumerate(now.places)
    ]
    return _Outline(now.lines, places)
