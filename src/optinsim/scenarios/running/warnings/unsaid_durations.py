"""Times that the title of a case names where its steps wait the same number of a smaller unit.

«An opt-in is open for 25 hours» is green with `wait: 25m`. Knows how long the steps of a case wait.
A title may name a time for another reason, so only this slip is told: the steps all together do not
last that long, and one waits as many hours for days, minutes for hours or seconds for minutes.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.core.commands import AdvanceTime
from optinsim.fields import format_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.scenarios.running.results import StepResult

_WORDS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_NUMBERS = {word: i for i, word in enumerate(_WORDS, start=2)}
_UNITS = {
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_SMALLER = {"d": "h", "h": "m", "m": "s"}
_TIME = re.compile(
    rf"\b(?:([1-9]\d{{0,3}})([dhms])|([1-9]\d{{0,3}}|{'|'.join(_WORDS)})[ -]"
    r"(day|hour|hr|minute|min|second|sec)s?)\b"
)


def unsaid_durations(title: str, steps: Sequence[StepResult]) -> Iterator[tuple[str, str, str]]:
    """For each such time, the words of the title, what the steps do, and what is expected."""
    waits = [
        one.turn.command.until - one.turn.at
        for one in steps
        if isinstance(one.turn.command, AdvanceTime)
    ]
    named = {match[0]: _amount(match) for match in _TIME.finditer(title)}
    for text, (number, unit) in named.items():
        smaller = _SMALLER.get(unit, "")
        if number == 1 or not smaller or (number, smaller) in named.values():
            continue
        slip = number * _UNITS[smaller]
        if slip in waits and sum(waits, timedelta()) < number * _UNITS[unit]:
            shown = format_duration(slip)
            yield text, f"a step waits {shown}", f"wait: {number}{unit}, or a title with {shown}"


def _amount(match: re.Match[str]) -> tuple[int, str]:
    number = match[1] or match[3]
    return _NUMBERS.get(number) or int(number), (match[2] or match[4])[0]
