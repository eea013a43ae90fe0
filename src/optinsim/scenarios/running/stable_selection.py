"""Stable selection: a case that is named by a line stays selected while its file is edited.

Knows how a scenario is recognised after its lines have moved. Does not notice changes.
"""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.files.problems import Problem
from optinsim.scenarios.reading.cases import Broken, Case
from optinsim.scenarios.reading.selection import CaseSelection, NamedCase, find_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@value
class _Place:
    """A scenario of a file."""

    line: int
    """Where it begins."""
    title: str
    """As written, with its variables."""
    examples: tuple[str, ...]
    """As JSON. Empty if there are none, or if they cannot be read."""


@value
class _Outline:
    """The scenarios of a file when its cases were found last."""

    lines: int
    places: list[_Place]


class StableSelection(CaseSelection):
    """A case selection in which a line always means the scenario that it was in at first.

    Otherwise, a line would mean another scenario as soon as the user inserts lines above it, and
    the watch would run a scenario that the user did not name.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(paths)
        self._outlines: dict[str, _Outline] = {}

    def select(
        self, file: str, entries: Sequence[Case | Broken]
    ) -> tuple[Sequence[Case | Broken], list[Problem]]:
        """The named entries of a file, and a problem for each name without an entry."""
        cases = self.cases_of(file)
        if cases is None or not entries:
            return super().select(file, entries)
        now, before = _outline(entries), self._outlines.get(file)
        if before is None:
            self._outlines[file] = now
            return find_cases(file, cases, entries)
        moved: list[NamedCase] = []
        lost: list[Problem] = []
        for case in cases:
            found = _moved(case, before, now)
            if found is None:
                which = "" if case.example is None else f"example {case.example} of "
                message = f"{which}the scenario that was in line {case.line} is not there any more"
                lost.append(Problem(file, message, code=Code.UNKNOWN_CASE))
            else:
                moved.append(found)
        if not lost:
            self.replace_cases(file, moved)
            self._outlines[file] = _kept(now, before)
        chosen, problems = find_cases(file, moved, entries)
        return chosen, lost + problems


def _outline(entries: Sequence[Case | Broken]) -> _Outline:
    places: dict[int, _Place] = {}
    for entry in entries:
        line = entry.document.start.line
        title = Broken(entry.document, ()).title
        place = places.setdefault(line, _Place(line, title, ()))
        # On several accounts, the examples are the same.
        is_new = isinstance(entry, Case) and entry.number == len(place.examples)
        if is_new and isinstance(entry, Case) and entry.example is not None:
            places[line] = replace(place, examples=(*place.examples, json.dumps(entry.example)))
    return _Outline(len(entries[0].document.lines), list(places.values()))


def _moved(case: NamedCase, before: _Outline, now: _Outline) -> NamedCase | None:
    """The same case in the present outline; None if it is gone."""
    if not 1 <= case.line <= before.lines:
        return case  # there was no scenario in that line
    at = max((i for i, place in enumerate(before.places) if place.line <= case.line), default=0)
    titles = [[place.title for place in outline.places] for outline in (before, now)]
    here = _same(*titles).get(at)
    if here is None:
        return None
    line, examples = now.places[here].line, before.places[at].examples
    if case.example is None or not 1 <= case.example <= len(examples):
        return replace(case, line=line)
    if not now.places[here].examples:
        return replace(case, line=line)  # it is broken now, or has lost all of them
    number = _same(examples, now.places[here].examples).get(case.example - 1)
    return None if number is None else replace(case, line=line, example=number + 1)


def _same(before: Sequence[str], now: Sequence[str]) -> dict[int, int]:
    """For each former entry, by its index, the index of the same entry now.

    An entry that was edited is recognised by its place among the others.
    """
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
    """The present outline, with the examples that a broken scenario had before it broke."""
    titles = [[place.title for place in outline.places] for outline in (before, now)]
    known = {to: before.places[at].examples for at, to in _same(*titles).items()}
    places = [
        replace(place, examples=place.examples or known.get(i, ()))
        for i, place in enumerate(now.places)
    ]
    return _Outline(now.lines, places)
