"""The JSON report of a search. It has everything, also what the printed report shortens.

Knows the keys. Does not search, and judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.explore.moves import CallMove, TextMove
from optinsim.explore.playing import play
from optinsim.files.problems import problem_json
from optinsim.turn_json import change_json, reply_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.explore.exploration import Exploration, Found
    from optinsim.explore.moves import Move
    from optinsim.files.problems import Problem

VERSION = 1


def as_json(
    result: Exploration, file: str | None = None, warnings: Iterable[Problem] = ()
) -> dict[str, Any]:
    """The exploration as JSON.

    Args:
        result: what was found.
        file: the account file, as the user named it; None: there is none.
        warnings: those about the account.
    """
    bounds = result.bounds
    return {
        "version": VERSION,
        "account": result.account.setup.brand,
        "file": file,
        "complete": result.is_complete,
        "ended": result.ended or None,
        **_searched(result),
        "alone": result.alone and _searched(result.alone),
        "bounds": {
            "people": len(result.people),
            "people_meet": result.do_meet,
            "calls": bounds.calls,
            "values_of_fields": 1 if len(result.people) > 1 else 2,
            "exact_times": bounds.exact_times,
            "states": bounds.states,
            "seconds": bounds.seconds,
        },
        "alphabet": {
            "texts": [
                {"texts": list(move.texts), "number": move.number} for move in result.alphabet
            ],
            "calls": sorted(result.calls),
            "left_out": list(result.left_out),
        },
        "laws": result.pack.name,
        "warnings": [problem_json(warning) for warning in warnings],
        "findings": [_found(result, found) for found in result.found],
    }


def _searched(result: Exploration) -> dict[str, Any]:
    return {
        "states": result.states,
        "transitions": result.transitions,
        "depth": result.depth,
    }


def _found(result: Exploration, found: Found) -> dict[str, Any]:
    severity = found.law.severity
    turns = play(result.account, found.path) if found.path else []
    return {
        "law": found.law.name,
        "severity": str(severity),
        "severity_means": severity.meaning,
        "for": str(found.audience),
        "title": found.law.title,
        "says": found.broken.says,
        "change": found.broken.remedy,
        "wordings": found.wordings,
        "times": found.times,
        "person": found.mdn if found.path else None,
        "conversation": [
            {
                **_move(move),
                "replies": [reply_json(reply) for reply in turn.replies],
                "changes": [change_json(change) for change in turn.changes],
            }
            for move, turn in zip(found.path, turns, strict=True)
        ],
    }


def _move(move: Move) -> dict[str, str]:
    if isinstance(move, TextMove):
        return {"text": move.name, "to": move.number, "from": move.mdn}
    if isinstance(move, CallMove):
        return {"call": move.name, "about": move.mdn}
    return {"wait": move.name}
