"""Deadlines as an order: of several, only which comes first counts, and not in how many seconds.

Knows that the seconds of a canonical form are its only fractions. Does not know what is due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optinsim.core.values import Canonical


def with_ranks(form: Canonical) -> Canonical:
    """A canonical form with the order of its deadlines in place of their seconds."""
    seconds: set[float] = set()
    _collect(form, seconds)
    if not seconds:
        return form
    return _ranked(form, {one: rank for rank, one in enumerate(sorted(seconds), 1)})


def _collect(form: Canonical, seconds: set[float]) -> None:
    for item in form:
        if type(item) is tuple:
            _collect(item, seconds)
        elif type(item) is float and item:
            seconds.add(item)


def _ranked(form: Canonical, ranks: Mapping[float, int]) -> Canonical:
    return tuple(
        [
            _ranked(item, ranks)
            if type(item) is tuple
            else ranks.get(item, item)
            if type(item) is float
            else item
            for item in form
        ]
    )
