"""The scope of a search in words: people, texts, calls, laws and bounds.

Knows what is worth a line; the JSON has all. Does not know the findings' texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.explore.summary import ended, judged, searched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.explore.exploration import Exploration
    from optinsim.explore.moves import TextMove


def sentences(result: Exploration) -> Iterator[str]:
    """The people, how much was tried, the laws, and the bounds."""
    yield _people(result)
    orders = "in every order" if result.is_complete else "as far as the search came"
    yield (
        f"{len(result.alphabet)} kinds of text, {len(result.calls)} calls of the API and the"
        f" passing of time were tried {orders}: {searched(result)}."
    )
    laws, broken = judged(result), {one.law.name for one in result.found}
    since = result.pack.since
    force = f", in force since {since:%Y-%m-%d}" if since else ""
    yield (
        f"Judged by the {len(laws)} laws of {result.pack.name} ({result.pack.country}{force}):"
        f" {len(broken) or 'none'} of them {'are' if len(broken) > 1 else 'is'} broken."
    )
    yield from _bounds(result)


def whether_all(result: Exploration) -> str:
    """Whether the search tried everything within its bounds, in a sentence or two."""
    beyond = " It did not try anything beyond them." if result.is_complete else ""
    return f"The search is {ended(result)}.{beyond}"


def alphabet(result: Exploration) -> Iterator[tuple[str, str]]:
    """The texts, the calls and what is not among them, each with its label."""
    yield "texts:", "; ".join(_named(move) for move in result.alphabet)
    if result.calls:
        yield "calls:", "; ".join(_calls(result.calls))
    for one in result.left_out:
        yield "left out:", one


def is_shortened(result: Exploration) -> bool:
    """Whether the JSON has texts that `alphabet` does not name."""
    return any(len(move.texts) > _MOST_ALIKE for move in result.alphabet)


def without_filled(calls: list[str]) -> list[str]:
    """The calls without those that are another one with the person's fields filled in."""
    plain = set(calls)
    return [one for one in calls if one.rpartition(" (")[0] not in plain]


def _people(result: Exploration) -> str:
    """Who took part, and whether more people could bring more findings."""
    if result.alone:
        return (
            f"Two people took part, {' and '.join(result.people)}; before that, one alone,"
            f" {result.alone.people[0]}, to the end: {searched(result.alone)}."
        )
    (first,) = result.people
    if not result.do_meet:
        return (
            f"One person took part, {first}. No API call links two people in this account, so one"
            " person covers all."
        )
    return (
        f"One person took part, {first}. API calls can link two people in this account: those"
        " conversations were NOT searched."
    )


def _bounds(result: Exploration) -> Iterator[str]:
    """What was not tried, and which conversations were merged."""
    bounds, are_two = result.bounds, len(result.people) > 1
    calls = f"more than {bounds.calls} import" if bounds.calls else "an import"
    yield "Beyond the bounds, and so not tried: " + "; ".join(
        [
            *(["a third person"] if are_two else []),
            f"{calls} or the like by API in a conversation",
            "callbacks that are registered or ended later than at the beginning",
            "fields of people, which all calls leave out"
            if are_two
            else "some fields of people, since calls leave out all, or fill in all",
            "moments between deadlines, but for the second before each"
            if bounds.exact_times
            else "moments between deadlines",
            "times of day.",
        ]
    )
    if not bounds.exact_times:
        yield (
            "Conversations that differ only in those fields, or in how far away deadlines are, were"
            " merged into the first of them."
        )


def _named(move: TextMove) -> str:
    """The texts of a move; of many, the first and how many more there are."""
    shown = " = ".join(move.texts[:_MOST_ALIKE])
    more = len(move.texts) - _MOST_ALIKE
    return f"{shown} = {more} more" if more > 0 else shown


_MOST_ALIKE = 4
"""Texts of one move that are shown; the JSON has all."""


def _calls(calls: set[str]) -> list[str]:
    """The calls by form, each with its choices."""
    forms: dict[str, list[str]] = {}
    for call in without_filled(sorted(calls)):
        form, _, choice = call.partition(": ")
        forms.setdefault(form, []).append(choice)
    return [
        f"{form}: {' | '.join(choices)}" if choices != [""] else form
        for form, choices in forms.items()
    ]
