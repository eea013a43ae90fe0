"""The changes of expectations that all examples of a scenario share.

A scenario with examples runs once for each, and has one text. A change is made if all examples
need it. If they differ, no change is made, and the user is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.scenarios.writing.update.changes import AddKey, Decision, Insert, Left, Move, Remove

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optinsim.adapter import Place
    from optinsim.scenarios.writing.update.changes import Change

_DEPTH = 4
"""Parts of the place of an expectation: steps, number, expect, key."""


def agreed(decisions: Sequence[Decision]) -> Decision:
    """The changes of a step that all examples need, and the rest, because they differ.

    If entries are added to a list or removed from it, all examples have to need the same changes of
    the whole expectation: a part of them would make a list that no example has.
    """
    first = decisions[0]
    left = list({repr(item): item for decision in decisions for item in decision.left}.values())
    if all(_key(decision.changes) == _key(first.changes) for decision in decisions):
        return Decision(first.changes, tuple(left))
    wanted: dict[Place, list[list[Change]]] = {}
    for number, decision in enumerate(decisions):
        for change in decision.changes:
            votes = wanted.setdefault(_about(change), [[] for _ in decisions])
            votes[number].append(change)
    changes: list[Change] = []
    for place, votes in wanted.items():
        if all(_key(vote) == _key(votes[0]) for vote in votes):
            changes += votes[0]
        elif any(isinstance(c, Insert | Remove | Move) for vote in votes for c in vote):
            left.append(Left(place, _DIFFER))
        else:
            _each(votes, changes, left)
    return Decision(tuple(changes), tuple(left))


_DIFFER = "the examples or accounts differ"


def _each(votes: list[list[Change]], changes: list[Change], left: list[Left]) -> None:
    """The changes that every example needs."""
    texts = [set(map(repr, vote)) for vote in votes]
    seen: set[object] = set()
    for vote in votes:
        for change in vote:
            if all(repr(change) in text for text in texts):
                if repr(change) not in seen:
                    changes.append(change)
            elif change.at not in seen:
                left.append(Left(change.at, _DIFFER))
                seen.add(change.at)
            seen.add(repr(change))


def _about(change: Change) -> Place:
    """The expectation of the step that a change is about."""
    at = (*change.at, change.key) if isinstance(change, AddKey) else change.at
    return at[:_DEPTH]


def _key(changes: Sequence[Change]) -> str:
    """Changes as text: to Python, 1, 1.0 and True are one value."""
    return repr(changes)
