"""Coverage: the items that a suite has exercised, of all possible items of its accounts.

Counts the results that were expected and happened, against the possible ones of the account and its
platform. Plain values that can be pickled and merged, so that several processes can each count a
part. Does not run scenarios and does not know how coverage is shown.
"""

from __future__ import annotations

import os.path
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, Self

from optinsim.adapter import Request
from optinsim.core.events import MessageSent, TextReceived, TransitionTaken
from optinsim.core.possible import (
    possible_messages,
    possible_readings,
    possible_rows,
    possible_states,
)
from optinsim.files.composed import origin_of
from optinsim.scenarios.running.results import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.adapter import Account, Response, Route, Surface
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import CaseResult
    from optinsim.simulator import Turn

Item = tuple[str, ...]
"""Something that can be exercised, by the names of its parts."""

PARTS: Final = {
    "transitions": ("state", "trigger", "to"),
    "readings": ("reading", "rule"),
    "campaigns": ("campaign", "state"),
    "messages": ("campaign", "purpose"),
    "callbacks": ("callback",),
    "answers": ("method", "path", "status"),
}
"""The kinds of items, and the parts of each.

A campaign is exercised state by state: a person has reached the state. A message without a campaign
is the account's own.
"""


_EXPECTED_BY = {
    "transitions": "state",
    "readings": "reading",
    "campaigns": "state",
    "messages": "replies",
    "callbacks": "callbacks",
    "answers": "response",
}
"""For each kind of items, the key that a step has to expect: an unexpected result is not tested."""


@dataclass(slots=True)
class Tally:
    """The possible items of one account or of a platform, and the exercised ones."""

    platform: str
    declared: dict[str, tuple[Item, ...]]
    """By kind, in the order of the tables. A kind that is not declared is missing."""
    seen: dict[str, Counter[Item]] = field(default_factory=dict)
    """The count of each item, by kind."""

    def items(self, kind: str) -> dict[Item, int]:
        """How often each item of a kind was exercised.

        Items that are not declared, such as a callback that a scenario registers itself, come last.
        """
        seen, declared = self.seen.get(kind, Counter()), self.declared.get(kind, ())
        return {item: seen[item] for item in dict.fromkeys((*declared, *sorted(seen)))}

    def missing(self, kind: str) -> list[Item]:
        """The items that were not exercised."""
        return [item for item, count in self.items(kind).items() if not count]

    def score(self, kinds: Iterable[str] = PARTS) -> tuple[int, int]:
        """How many items of these kinds were exercised, and how many there are."""
        counts = [count for kind in kinds for count in self.items(kind).values()]
        return sum(map(bool, counts)), len(counts)

    def merge(self, other: Tally) -> None:
        """Add another tally."""
        for kind, items in other.declared.items():
            self.declared[kind] = tuple(dict.fromkeys((*self.declared.get(kind, ()), *items)))
        for kind, seen in other.seen.items():
            self.seen.setdefault(kind, Counter()).update(seen)


@dataclass(slots=True)
class Coverage:
    """The items that a suite, or a part of it, has exercised."""

    accounts: dict[str, Tally] = field(default_factory=dict)
    """By the account's file; one in place, by the file and line of its scenario's `account`."""
    cited: Counter[str] = field(default_factory=Counter)
    """How many cases cite a statement."""
    proved: Counter[str] = field(default_factory=Counter)
    """How many of them passed."""

    def see(self, case: Case, result: CaseResult) -> None:
        """Count the expected results of a case, and the statements that it cites."""
        name = _name(case)
        tally = self.accounts.get(name)
        surface = case.account.platform.surface(case.account.file)
        if tally is None:
            tally = self.accounts[name] = Tally(
                case.account.file.platform, _declared(case.account, surface)
            )
        for step in result.steps:
            for kind, item in _items(step.turn, surface):
                if _EXPECTED_BY[kind] in step.checked and not step.failures:
                    tally.seen.setdefault(kind, Counter())[item] += 1
        cites = set(result.cites)
        self.cited.update(cites)
        if result.outcome is Outcome.PASSED:
            self.proved.update(cites)

    def fresh(self) -> Self:
        """A new observer for another process."""
        return type(self)()

    def merge(self, other: Coverage) -> None:
        """Add the coverage of another part of the suite."""
        for name, tally in other.accounts.items():
            if name in self.accounts:
                self.accounts[name].merge(tally)
            else:
                self.accounts[name] = tally
        self.cited.update(other.cited)
        self.proved.update(other.proved)

    def platforms(self) -> dict[str, Tally]:
        """The tally of all accounts of a platform: an item counts if one account exercised it."""
        found: dict[str, Tally] = {}
        for _, tally in sorted(self.accounts.items()):
            found.setdefault(tally.platform, Tally(tally.platform, {})).merge(tally)
        return dict(sorted(found.items()))

    def score(self) -> tuple[int, int]:
        """How many items were exercised, and how many there are, over all platforms."""
        scores = [tally.score() for tally in self.platforms().values()]
        return sum(score[0] for score in scores), sum(score[1] for score in scores)


def _name(case: Case) -> str:
    """The name of a case's account in reports."""
    document, account = case.document, case.document.tree["account"]
    if case.sharing.account is not None:
        return case.sharing.account
    if not isinstance(account, str):
        origin = origin_of(document, ("account",))
        return f"{origin.document.file}:{document.mark(('account',)).line}"
    return os.path.normpath(os.path.join(os.path.dirname(document.file), account))  # noqa: PTH118, PTH120  (a Path cannot take a `..` away)


def _declared(account: Account, surface: Surface | None) -> dict[str, tuple[Item, ...]]:
    """All possible items of an account, by kind."""
    setup = account.setup
    rows = {row for campaign in setup.campaigns for row in possible_rows(setup, campaign)}
    declared: dict[str, tuple[Item, ...]] = {
        "transitions": tuple(
            (before.value, rule.trigger.value, rule.target.value)
            for rule in setup.table
            for before in rule.sources
            if (before, rule.trigger, rule.target) in rows
        ),
        "readings": tuple((kind.value, rule) for kind, rule in possible_readings(setup)),
        "campaigns": tuple(
            (campaign.id, state.value)
            for campaign in setup.campaigns
            for state in possible_states(setup, campaign)
        ),
        "messages": tuple((whose or "", purpose) for whose, purpose in possible_messages(setup)),
    }
    if surface is not None:
        declared["callbacks"] = tuple((name,) for name in surface.callbacks)
        declared["answers"] = tuple(
            _answer(route, status) for route in surface.routes for status in route.statuses
        )
    return declared


def _items(turn: Turn, surface: Surface | None) -> Iterator[tuple[str, Item]]:
    """The items that a turn exercised, by kind."""
    for event in turn.events:
        if isinstance(event, TransitionTaken):
            row = (event.before.value, event.trigger.value, event.after.value)
            yield "transitions", row
            if event.before is not event.after:
                yield "campaigns", (event.campaign.id, event.after.value)
        elif isinstance(event, TextReceived):
            yield "readings", (event.reading.kind.value, event.reading.rule)
        elif isinstance(event, MessageSent):
            yield "messages", (event.campaign or "", event.purpose)
    if surface is None:
        return
    for callback in turn.callbacks:
        yield "callbacks", (callback.name,)
    if isinstance(turn.command, Request) and turn.response is not None:
        route = _route(surface, turn.command, turn.response)
        if route is not None:
            yield "answers", _answer(route, turn.response.status)


def _answer(route: Route, status: int) -> Item:
    return route.method, route.path, str(status)


def _route(surface: Surface, request: Request, response: Response) -> Route | None:
    """The route that a call belongs to, if its answer is a documented one."""
    for route in surface.routes:
        if (
            response.status in route.statuses
            and route.method in {"*", request.method.upper()}
            and _pattern(route.path).fullmatch(request.route)
        ):
            return route
    return None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    """A pattern for the paths that a route's path means."""
    parts = re.split(r"\{\w+\}", path)
    return re.compile(".*" if path == "*" else "[^/]+".join(map(re.escape, parts)), re.DOTALL)
