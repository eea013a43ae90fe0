"""The printed report of a search: warnings about the account, findings, what was searched.

Knows the order and the layout. Does not search, and judges nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.explore.exploration import Audience, by_conversation
from optinsim.explore.people import people_of
from optinsim.explore.playing import play
from optinsim.explore.saving import can_be_saved
from optinsim.explore.searched import (
    alphabet,
    is_shortened,
    sentences,
    whether_all,
    without_filled,
)
from optinsim.explore.summary import for_whom, headline, judged
from optinsim.files.problems import visible
from optinsim.report.screen import one_line
from optinsim.report.transcript import write_turn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from optinsim.explore.exploration import Exploration, Found
    from optinsim.files.problems import Problem
    from optinsim.report.screen import Screen
    from optinsim.simulator import Turn

_STYLES = {"sev0": "bold red", "sev1": "red", "sev2": "yellow", "info": "dim"}
_MOST_WORDINGS = 8
"""Texts or calls that are named beside the one of the conversation."""
_MOST_EXPLAINED = 3
"""Laws whose explanation is named at the end."""
_REMARK = "← this breaks it"


def write_exploration(
    screen: Screen,
    result: Exploration,
    account: str,
    warnings: Sequence[Problem] = (),
    given: Collection[str] = (),
) -> None:
    """Write a headline, the warnings, the findings, what was searched, and what to do next.

    Args:
        screen: where to.
        result: what was found.
        account: the account file, as the user named it.
        warnings: those about the account.
        given: the options that the user gave, of json, save and breaks: they are not proposed.
    """
    screen.paragraph(one_line(headline(result, account, len(warnings))), style="bold")
    screen.line()
    for warning in warnings:
        screen.line(str(warning))
    if warnings:
        screen.line()
    number, changes = 1, _changes(result)
    for audience in Audience:
        found = [one for one in result.found if one.audience is audience]
        if found:
            screen.line((one_line(_heading(result, audience)), "bold underline"))
            screen.line()
        for group in by_conversation(found):
            _write_group(screen, result, group, number, changes)
            number += len(group)
    if not result.found and result.is_complete:
        _write_laws(screen, result)
    _write_searched(screen, result)
    _write_next(screen, result, warnings, given)


def _heading(result: Exploration, audience: Audience) -> str:
    whom = for_whom(result, audience)
    return whom[0].upper() + whom[1:]


def _changes(result: Exploration) -> Sequence[str]:
    """What to change for each finding; a repeated change names the number of the first.

    Findings for API callers share a change only within a conversation: «this call» means its call.
    """
    first: dict[tuple[str, ...], int] = {}
    changes = []
    for number, found in enumerate(result.found, 1):
        path = found.path if found.audience is Audience.API else ()
        same = first.setdefault((found.broken.remedy, *(move.name for move in path)), number)
        again = f"the same change as {same} of {len(result.found)}"
        changes.append(found.broken.remedy if same == number else again)
    return changes


def _write_group(
    screen: Screen, result: Exploration, group: Sequence[Found], number: int, changes: Sequence[str]
) -> None:
    """Write the findings that one conversation shows, the worst first, and the conversation.

    Args:
        screen: where to.
        result: what was found.
        group: the findings.
        number: of the first of them.
        changes: what to change, for each finding of the result.
    """
    first, *others = group
    count = len(result.found)
    _write_found(screen, first, f"{number} of {count}  ", first.broken.says)
    _write_person(screen, first)
    _write_change(screen, changes[number - 1])
    _write_rest(screen, result, first)
    for at, found in enumerate(others, number + 1):
        says = f"also breaks {found.law.name} ({_severity(found)}): {found.broken.says}"
        _write_found(screen, found, f"{at} of {count}  ", says)
        if found.mdn != first.mdn:
            _write_person(screen, found)
        _write_change(screen, changes[at - 1])
    if first.path:
        turns = play(result.account, first.path)
        names = "; ".join(_names(result, turns))
        where = f" ({one_line(names)})" if names else ""
        screen.line(f"  the shortest conversation that shows it{where}:")
        for turn in turns:
            write_turn(screen, turn, bodies=False, remark=_REMARK if turn is turns[-1] else "")
    screen.line()


def _write_found(screen: Screen, found: Found, label: str, says: str) -> None:
    screen.paragraph(one_line(says), (label, _STYLES[found.law.severity]), style="bold")


def _write_change(screen: Screen, change: str) -> None:
    screen.paragraph(one_line(change), ("  change: ", "bold"))


def _write_rest(screen: Screen, result: Exploration, found: Found) -> None:
    """Write the other texts and calls with the same finding, and the law."""
    for also in _also(result, found):
        screen.paragraph(one_line(also), "  also:   ")
    law = f"{found.law.name} ({_severity(found)}): {found.law.title}"
    screen.paragraph(one_line(law), ("  law:    ", "dim"), style="dim")


def _write_person(screen: Screen, found: Found) -> None:
    if found.path and len(people_of(found.mdn)) > 1:
        screen.line("  person: ", found.mdn)


def _severity(found: Found) -> str:
    severity = found.law.severity
    return f"{severity.upper()}, {severity.meaning}"


def _also(result: Exploration, found: Found) -> Iterator[str]:
    """The other texts and calls that break the law in the same way."""
    told = found.path[-1].name if found.path else ""
    others = [one for one in without_filled([told, *found.wordings]) if one != told]
    calls = [one for one in others if one in result.calls]
    texts = [one for one in others if one not in result.calls]
    quoted = ("text", [repr(one) for one in texts]), ("call", [f"«{one}»" for one in calls])
    for noun, names in quoted:
        if names:
            more = len(names) - _MOST_WORDINGS
            shown = ", ".join(names[:_MOST_WORDINGS]) + (f" and {more} more" if more > 0 else "")
            yield f"the same with the {noun}{'' if len(names) == 1 else 's'} {shown}"


def _names(result: Exploration, turns: Sequence[Turn]) -> Iterator[str]:
    """The names of the campaigns whose ids a conversation shows: ACQ1 is Summer Sale."""
    ids = {change.campaign.id for turn in turns for change in turn.changes}
    ids |= {turn.reading.campaign or "" for turn in turns if turn.reading}
    calls = [turn.command for turn in turns if isinstance(turn.command, Request)]
    for campaign in result.account.setup.campaigns:
        name = campaign.description
        if name not in {"", campaign.id} and (
            campaign.id in ids or any(campaign.id in call.path for call in calls)
        ):
            yield f"{campaign.id} is {name}"


def _write_laws(screen: Screen, result: Exploration) -> None:
    """Write the laws that held. Only a complete search can say so."""
    screen.paragraph(
        "Within the bounds below, every conversation keeps these laws, whatever people text,"
        " whatever the API is asked to do, and however much time passes."
    )
    for law in judged(result):
        screen.paragraph(law.title, "  - ")
    screen.line()


def _write_searched(screen: Screen, result: Exploration) -> None:
    screen.line(("What was searched", "bold"))
    for sentence in sentences(result):
        screen.paragraph(one_line(sentence), "  ")
    for label, words in alphabet(result):
        screen.paragraph(visible(words), (f"  {label} ", "dim"), style="dim")
    if is_shortened(result):
        screen.paragraph(
            "Texts joined by = are read alike; --json FILE names all of them.", "  ", style="dim"
        )
    style = "bold green" if result.is_complete else "bold yellow"
    screen.paragraph(one_line(whether_all(result)), "  ", style=style)


def _write_next(
    screen: Screen, result: Exploration, warnings: Sequence[Problem], given: Collection[str]
) -> None:
    """Write the next steps, if there are any."""
    steps = list(_next(result, warnings, given))
    if not steps:
        return
    width = max(len(step) for step, _ in steps)
    screen.line()
    screen.line(("What next", "bold"))
    for step, what in steps:
        screen.paragraph(what, f"  {one_line(step):{width}}  ")


def _next(
    result: Exploration, warnings: Sequence[Problem], given: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Commands and options, and what each does."""
    laws = list(dict.fromkeys(one.law.name for one in result.found))
    for law in laws[:_MOST_EXPLAINED]:
        yield f"optinsim explain {law}", "says more about this law"
    if warnings and not laws:
        yield f"optinsim explain {warnings[0].code}", "says more about this warning"
    if "save" not in given and any(can_be_saved(one) for one in result.found):
        yield "--save DIR", "writes each conversation as a scenario"
    by_api = next((one for one in result.found if one.audience is Audience.API), None)
    if "breaks" not in given and by_api is not None:
        yield f"--breaks {by_api.law.name}", "accepts this finding: it does not fail the run"
