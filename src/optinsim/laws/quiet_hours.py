"""A text that answers nothing comes between 8 a.m. and 9 p.m. where the person is.

What: a text that time alone sends comes in these hours in every time zone that the person's number
may be in. Answers to texts and to calls of the API may come at any time.

Why: a telephone solicitation outside of them is forbidden, and texts count. Whether a text is one,
and whether a person who opted in has invited it, is disputed; the platforms here do not say which
of their texts promote. So this is for information.

Source: 47 CFR 64.1200(c)(1) (P12). The place follows from the area code, as vendors do it; the
stricter hours of some states are not judged: sources differ. A search does not judge it, since it
does not tell times of day apart.

Holds: a person joins at noon, and gets a question a day later.

Breaks: a person joins at midnight, and gets a question a day later.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from optinsim.core.commands import AdvanceTime
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.laws.law import Step

SEVERITY = Severity.INFO
_FIRST, _END = 8, 21
"""Hours: from the first on, and before the end."""
_MOST_ZONES = 5
"""A number with more is toll-free, and may be anywhere."""
_UNKNOWN = "Etc/Unknown"


def of_moment(step: Step) -> Iterator[Violation]:
    """Judge a step."""
    if not step.sent or not isinstance(step.turn.command, AdvanceTime):
        return
    for sent in step.sent:
        for zone in _zones(step.mdn):
            local = sent.at.astimezone(ZoneInfo(zone))
            if not _FIRST <= local.hour < _END:
                yield Violation(
                    f"the {sent.purpose.replace('_', ' ')} comes at {local:%H:%M} in {zone}",
                    "have it sent at another time of day",
                    key=sent.purpose,
                )


@lru_cache(maxsize=1024)
def _zones(mdn: str) -> tuple[str, ...]:
    """The time zones in which a number may be; none, if that says nothing."""
    from phonenumbers import parse  # noqa: PLC0415  (only where time sends a text)
    from phonenumbers.timezone import time_zones_for_number  # noqa: PLC0415

    zones: tuple[str, ...] = time_zones_for_number(parse(mdn))
    return zones if len(zones) <= _MOST_ZONES and _UNKNOWN not in zones else ()
