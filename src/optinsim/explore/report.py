"""What a search found, told to people and to programs.

Knows how an exploration looks as text and as JSON. Does not search, and judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.explore.moves import CallMove, TextMove
from optinsim.explore.people import people_of
from optinsim.explore.playing import play
from optinsim.report.screen import one_line
from optinsim.report.transcript import write_turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.explore.exploration import Exploration, Found
    from optinsim.explore.moves import Move
    from optinsim.report.screen import Screen

VERSION = 1
"""Of the JSON."""
_STYLES = {"sev0": "bold red", "sev1": "red", "sev2": "yellow", "info": "dim"}
_MOST_WORDINGS = 8
"""Texts or calls that are named beside the one of the conversation."""


def write_exploration(screen: Screen, result: Exploration) -> None:
    """Write each finding with its shortest conversation, then what was searched."""
    count = len(result.found)
    for number, found in enumerate(result.found, 1):
        _write_found(screen, result, found, f"{number} of {count}")
    screen.line(("What was searched", "bold"))
    for line in bounds_of(result):
        screen.line("  ", one_line(line))
    what, ended = _verdict(result)
    style = "bold green" if result.is_complete else "bold yellow"
    screen.line((one_line(what), "bold"), (f"; {ended}", style))


def verdict(result: Exploration) -> str:
    """How many findings there are, what was searched, and whether that was all, in a line."""
    return "; ".join(_verdict(result))


def _verdict(result: Exploration) -> tuple[str, str]:
    count = len(result.found)
    findings = f"{count} finding{'' if count == 1 else 's'}" if count else "no finding"
    searched = f"{result.states:,} states, {result.transitions:,} transitions, depth {result.depth}"
    ended = (
        "complete within these bounds" if result.is_complete else f"NOT complete: {result.ended}"
    )
    if result.alone and not result.is_complete:
        ended += "; of one person alone, complete"
    return f"{result.account.setup.brand}: {findings} by {result.pack.name}; {searched}", ended


def bounds_of(result: Exploration) -> Iterator[str]:
    """What the search tried, and what it left out, a line each."""
    bounds = result.bounds
    yield _people(result)
    yield "texts: " + "; ".join(_named(move) for move in result.alphabet)
    if result.calls:
        yield "calls: " + "; ".join(sorted(result.calls))
    yield from (f"left out: {one}" for one in result.left_out)
    imports = f"at most {bounds.calls} import or the like by API in a conversation"
    apart = "" if bounds.exact_times else "; states that differ only in them are one"
    two = "all left out" if len(result.people) > 1 else "all left out, or all filled in"
    yield f"fields of people: two values at most, {two}{apart}"
    yield f"{imports}; callbacks are registered and ended at the beginning only"
    yield (
        "time: to each deadline, and to a second before it"
        if bounds.exact_times
        else "time: to each deadline; states with the same deadlines, in whichever order, are one"
    )


def _people(result: Exploration) -> str:
    """Who took part, and whether that was enough."""
    if result.alone:
        alone = f"{result.alone.states:,} states, {result.alone.transitions:,} transitions"
        return (
            f"two people, {' and '.join(result.people)}, who may exchange parts; before that, one"
            f" alone, {result.alone.people[0]}, to the end: {alone}"
        )
    (first,) = result.people
    if not result.do_meet:
        return f"one person, {first}: no call makes people meet here, so this covers everyone"
    return f"one person, {first}; NOT what comes of two whom calls make meet"


def _named(move: TextMove) -> str:
    """The texts of a move; of many, the first and how many more there are."""
    shown = " = ".join(move.texts[:_MOST_ALIKE])
    more = len(move.texts) - _MOST_ALIKE
    return f"{shown} = {more} more" if more > 0 else shown


_MOST_ALIKE = 4
"""Texts of one move that are shown; the JSON has all."""


def _write_found(screen: Screen, result: Exploration, found: Found, number: str) -> None:
    severity = found.law.severity
    screen.line(
        (f"{number}  ", "dim"),
        (f"{severity.upper()} ", _STYLES[severity]),
        (f"{found.law.name}: ", "bold"),
        one_line(found.broken.says),
    )
    screen.line("  law:    ", one_line(found.law.title))
    if found.path and len(people_of(found.mdn)) > 1:
        screen.line("  person: ", found.mdn)
    screen.line("  change: ", one_line(found.broken.remedy))
    last = found.path[-1].name if found.path else ""
    others = [one for one in found.wordings if one != last]
    if others:
        more = f" and {len(others) - _MOST_WORDINGS} more" if len(others) > _MOST_WORDINGS else ""
        screen.line("  also:   ", one_line("; ".join(others[:_MOST_WORDINGS]) + more))
    if found.path:
        screen.line("  the shortest conversation that shows it:")
        for turn in play(result.account, found.path):
            write_turn(screen, turn, bodies=False)
    screen.line()


def as_json(result: Exploration) -> dict[str, Any]:
    """The exploration as JSON."""
    bounds = result.bounds
    return {
        "version": VERSION,
        "account": result.account.setup.brand,
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
        "findings": [_found(found) for found in result.found],
    }


def _searched(result: Exploration) -> dict[str, Any]:
    return {
        "states": result.states,
        "transitions": result.transitions,
        "depth": result.depth,
    }


def _found(found: Found) -> dict[str, Any]:
    return {
        "law": found.law.name,
        "severity": str(found.law.severity),
        "title": found.law.title,
        "says": found.broken.says,
        "change": found.broken.remedy,
        "wordings": found.wordings,
        "times": found.times,
        "person": found.mdn if found.path else None,
        "conversation": [_move(move) for move in found.path],
    }


def _move(move: Move) -> dict[str, str]:
    if isinstance(move, TextMove):
        return {"text": move.name, "to": move.number, "from": move.mdn}
    if isinstance(move, CallMove):
        return {"call": move.name, "about": move.mdn}
    return {"wait": move.name}
