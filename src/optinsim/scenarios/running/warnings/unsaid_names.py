"""Statuses, callbacks and campaigns that the title of a case names and its run does not have.

«A second add answers 409» is green with `status: 200`, and «The Winter Sale asks» is a copy of the
scenario of the Summer Sale. Knows the statuses that calls answer, the names of the platform's
callbacks, and the account's campaigns by their ids and descriptions. Ignores what the title denies
(«no 409»), a number that counts something («400 characters»), a callback if any step expects
callbacks, and whatever another example or account may have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.inbound import normalise
from optinsim.scenarios.running.warnings.unsaid_durations import unsaid_durations
from optinsim.scenarios.running.warnings.unsaid_words import (
    answered_by,
    has_word,
    is_denied,
    is_typed,
    place_in_title,
    said_by,
)
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.core.setup import Campaign, Setup
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_STATUS = re.compile(
    r"(?<![\w.+/$#-])(?:20[0124]|40[01349]|413|422|429|50[01])(?![\w%/-]|\.\d)", re.ASCII
)
_BEFORE = re.compile(
    r"(?:^|[(«\"',:;→]|\b(?:a|an|the|answers?|answered|with|gets?|returns?|returned|status|code|HTTP|"
    r"is|are|and|or|by))\s*$"
)
"""What stands before a status, and seldom before another number."""
_BEHIND = re.compile(
    r"\s(?!(?:and|or|nor|but|as|is|are|was|has|for|when|if|to|by|with|before|after|until|at|in|on|"
    r"from|once|the|a|an|where|while|because|without|not|again|only|too|also|since|that|which|who|"
    r"unless|so|then|there|here)\b)[a-z]"
)
"""A word behind a number that is counted by it."""
_PART_OF_NAME = re.compile(r"[\W\d_]")


def unsaid_names(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such names, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    if case.sharing.account_name is not None:
        return []
    found: list[Problem] = []
    for name, why, expected in (
        *_statuses(case, steps),
        *_callbacks(case, steps),
        *_campaigns(case, steps),
        *unsaid_durations(case.title, steps),
    ):
        place = place_in_title(case, name)
        if case.example is None or place != ("scenario",):
            message = f"the title names {name}, and {why}"
            found += warning(case, place, message, expected=expected, code=Code.UNSAID_WORD)
    return found


def _statuses(case: Case, steps: Sequence[StepResult]) -> Iterator[tuple[str, str, str]]:
    """The statuses, if the calls of the case answer none of them."""
    answered = {str(one.turn.response.status) for one in steps if one.turn.response is not None}
    found = list(_STATUS.finditer(case.title))
    if not answered or any(match[0] in answered for match in found):
        return
    for status in dict.fromkeys(match[0] for match in found if _is_status(case.title, match)):
        yield status, "no call answers it", "a call that does, or the status that comes"


def _is_status(title: str, match: re.Match[str]) -> bool:
    """Whether a number of a title is a status that it says a call answers."""
    before, behind = (title, 0, match.start()), (title, match.end())
    is_free = not is_denied(title, match.start())
    return _BEFORE.search(*before) is not None and is_free and not _BEHIND.match(*behind)


def _callbacks(case: Case, steps: Sequence[StepResult]) -> Iterator[tuple[str, str, str]]:
    """The callbacks that do not come, if no step expects callbacks."""
    known = case.account.known_keys
    named = [name for name in (known.callbacks if known else ()) if has_word(case.title, name)]
    if not named or case.file.strict or any("callbacks" in repr(one.tree) for one in case.steps):
        return
    said = _said(case, steps)
    for name in named:
        if _PART_OF_NAME.search(name) and not has_word(said, name):
            yield name, "no step expects callbacks", "a step that expects the callback, or none"


def _campaigns(case: Case, steps: Sequence[StepResult]) -> Iterator[tuple[str, str, str]]:
    """The campaigns that no step is about, if the account has several."""
    setup = case.account.setup
    if len(setup.campaigns) == 1:
        return
    rest = case.title
    names = [(name, one) for one in setup.campaigns for name in _names_in(rest, one, setup)]
    named: list[tuple[str, Campaign]] = []
    for name, campaign in sorted(names, key=lambda one: -len(one[0])):
        if has_word(rest, name):
            if not is_denied(rest, rest.index(name)):
                named.append((name, campaign))
            rest = rest.replace(name, " ")
    if not named:
        return
    said = _said(case, steps)
    typed = [one.turn.command for one in steps]
    texts = " ".join(normalise(one.text) for one in typed if isinstance(one, ReceiveText))
    changed = {change.campaign.id for one in steps for change in one.turn.changes}
    for name, campaign in named:
        words = (campaign.id, campaign.list_id, campaign.description, *campaign.all_keywords)
        is_said = any(has_word(said, word) for word in words if word)
        is_texted = any(is_typed(word, texts) for word in campaign.all_keywords)
        if not is_said and not is_texted and campaign.id not in changed:
            yield (
                name,
                "no step is about it",
                "a step that is, or the campaign that steps are about",
            )


def _names_in(title: str, campaign: Campaign, setup: Setup) -> Iterator[str]:
    """What a title calls a campaign and seldom anything else: no single word in small letters."""
    for name in dict.fromkeys((campaign.description, campaign.id)):
        is_name = _PART_OF_NAME.search(name) or (name.isupper() and len(name) >= _SHORTEST)
        if name not in title or not is_name or name in setup.brand:
            continue
        if not any(name == one.description for one in setup.campaigns if one is not campaign):
            yield name


_SHORTEST = 4
"""Letters of the shortest id in capitals that counts."""


def _said(case: Case, steps: Sequence[StepResult]) -> str:
    """All that the steps send and expect, and what the platform answers and posts."""
    said = list[str]()
    for step, result in zip(case.steps, steps, strict=True):
        said += [*said_by(step, result.turn.command), *answered_by(result)]
    return " ".join(said)
