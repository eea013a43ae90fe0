"""Faults on purpose: which deliveries and answers go wrong, by rules that say how and when.

Pure. A rule counts its deliveries or answers, so the same conversation has the same faults; a
chance follows from the seed. Does not deliver and does not answer.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

from optinsim.core.inbound import normalise
from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from optinsim.adapter import Callback, Destination, Request

CERTAIN = 1.0


@value
class Rule:
    """Which deliveries or answers go wrong, how, how often. Left-out conditions do not count."""

    of: Literal["deliveries", "answers"]
    """Of the account's callbacks, or of its API."""
    url: str | None = None
    """Deliveries: the destination's URL begins with this."""
    name: str | None = None
    """Deliveries: of callbacks with that name."""
    mdn: str | None = None
    """Deliveries: about that phone."""
    method: str | None = None
    """Answers: to calls with that method."""
    path: str | None = None
    """Answers: to calls whose path begins with this."""
    after: str | None = None
    """Only from the next text like this on, as stop words are compared: STOP."""
    nth: int = 1
    """From the n-th that meets the conditions on."""
    times: int | None = 1
    """How many go wrong; None: all."""
    chance: float = CERTAIN
    """How likely each is, by the seed."""
    twice: bool = False
    """A delivery arrives twice."""
    late: timedelta | None = None
    """A delivery is due so much later; later ones about that phone wait."""
    overtakes: bool = False
    """A delivery goes out before the previous one, if that has not gone out yet."""
    statuses: tuple[int, ...] = ()
    """Answers of this status, one after the other; a 2xx has no effect. A delivery that gets
    such an answer is not sent, and a call is not carried out."""
    is_armed: bool = False
    """Whether the text of `after` has come."""
    met: int = 0
    """How many met the conditions."""
    used: int = 0
    """How many went wrong."""


class Faults:
    """The rules of one account, in the order in which they were made."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.rules: tuple[Rule, ...] = ()

    def add(self, rule: Rule) -> None:
        """Add a rule; without `after` it counts from now on."""
        self.rules = (*self.rules, replace(rule, is_armed=rule.after is None))

    def hear(self, text: str) -> None:
        """Handle a text from a person: rules may wait for it."""
        if any(not rule.is_armed for rule in self.rules):
            heard = normalise(text)
            self.rules = tuple(
                replace(rule, is_armed=True)
                if rule.after is not None and normalise(rule.after) == heard
                else rule
                for rule in self.rules
            )

    def of_delivery(self, callback: Callback, destination: Destination) -> Rule | None:
        """The rule by which a delivery goes wrong; None: it goes out as usual."""
        return self._first(
            lambda rule: (
                rule.of == "deliveries"
                and destination.url.startswith(rule.url or "")
                and rule.name in (None, callback.name)
                and rule.mdn in (None, callback.mdn)
            )
        )

    def of_answer(self, request: Request) -> int | None:
        """The status that a call gets in place of its answer; None: it is carried out as usual."""
        rule = self._first(
            lambda rule: (
                rule.of == "answers"
                and rule.method in (None, request.method.upper())
                and request.path.startswith(rule.path or "")
            )
        )
        if rule is None or not rule.statuses:
            return None
        status = rule.statuses[(rule.used - 1) % len(rule.statuses)]
        return None if 200 <= status < 300 else status  # noqa: PLR2004  (HTTP's success)

    def _first(self, concerns: Callable[[Rule], bool]) -> Rule | None:
        """The first rule that takes effect; every rule whose conditions are met counts."""
        found = None
        rules = []
        for number, rule in enumerate(self.rules):
            counted = rule
            if rule.is_armed and concerns(rule):
                counted = replace(rule, met=rule.met + 1)
                if found is None and self._strikes(number, counted):
                    found = counted = replace(counted, used=rule.used + 1)
            rules.append(counted)
        self.rules = tuple(rules)
        return found

    def _strikes(self, number: int, rule: Rule) -> bool:
        # A rule for answers gives each call one of the statuses.
        each = max(len(rule.statuses), 1) if rule.of == "answers" else 1
        if rule.met < rule.nth or (rule.times is not None and rule.used >= rule.times * each):
            return False
        digest = blake2b(f"{self._seed}/fault/{number}/{rule.met}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) < rule.chance * 2**64
