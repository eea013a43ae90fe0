"""What a search found, summed up: how much, and for whom.

Knows the words for it, which all reports have in common. Does not know how a finding is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.explore.exploration import Audience
from optinsim.http_api import HttpPlatform
from optinsim.report.counted import counted

if TYPE_CHECKING:
    from optinsim.adapter import Account
    from optinsim.explore.exploration import Exploration
    from optinsim.laws.law import Law


def headline(result: Exploration, account: str, warnings: int = 0) -> str:
    """The account, and how many warnings and findings there are, in one or two sentences.

    Args:
        result: what was found.
        account: the account file, as the user named it.
        warnings: how many there are about the account.
    """
    about = f"{counted(warnings, 'warning')} about the account, and " if warnings else ""
    told = f"{result.account.setup.brand} ({account}): {about}{_findings(result)}."
    return told if result.is_complete else f"{told} The search is {ended(result)}."


def verdict(result: Exploration) -> str:
    """How many findings there are, what was searched, and whether that was all, in a line."""
    brand, laws = result.account.setup.brand, result.pack.name
    return f"{brand}: {_findings(result)}; by {laws}; {searched(result)}; {ended(result)}"


def searched(result: Exploration) -> str:
    """How much was searched."""
    return f"{result.states:,} states, {result.transitions:,} transitions, depth {result.depth}"


def ended(result: Exploration) -> str:
    """Whether the search is complete, and why it is not."""
    if result.is_complete:
        return "complete within these bounds"
    alone = "; of one person alone, complete" if result.alone else ""
    return f"NOT complete: {result.ended}{alone}"


def for_whom(result: Exploration, audience: Audience) -> str:
    """What a group of findings is for, as a phrase."""
    if audience is Audience.ACCOUNT:
        return "to change in the account"
    if audience is Audience.VENDOR:
        return "to ask the vendor about"
    return f"for callers of the {_vendor(result.account)} API"


def judged(result: Exploration) -> list[Law]:
    """The laws that the search judged by: all but those about a moment, which need a run."""
    return [
        law
        for law in result.pack.laws
        if (law.of_step or law.of_account or law.of_all)
        and (law.applies is None or law.applies(result.account))
    ]


def _findings(result: Exploration) -> str:
    """How many there are, and for whom."""
    audiences = [one.audience for one in result.found]
    parts = [(audiences.count(one), for_whom(result, one)) for one in Audience]
    counts = [f"{count} {whom}" for count, whom in parts if count]
    total = counted(len(audiences), "finding")
    if len(counts) > 1:
        return f"{total}: {', '.join(counts)}"
    if not counts:
        return "no findings" if result.is_complete else "no findings so far"
    every = "all " if len(audiences) > 1 else ""
    return f"{total}, {every}{for_whom(result, audiences[0])}"


def _vendor(account: Account) -> str:
    platform = account.platform
    return platform.vendor if issubclass(platform, HttpPlatform) else account.file.platform
