"""Answers that are empty only by the page or the time that the call asks for.

Behind its last page a list is empty whatever is in it, and nothing was updated after a time that
the clock has not reached. Knows a case, its steps' results, the worlds between them, and which
parameters say where a page begins, or a time. A step that expects the total too, or a scenario that
asks for another part of the same list, means it so.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.scenarios.reading.operators import is_empty_list, is_no_count, is_operators
from optinsim.scenarios.reading.warnings.unknown_targets import expects_nothing
from optinsim.scenarios.running.replay import Replay, is_found, own_headers
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.adapter import KnownKeys
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile
    from optinsim.scenarios.running.results import StepResult


def empty_pages(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such answers, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    known = case.account.known_keys
    asked = [] if known is None else list(_asked(case, steps, known))
    if not asked or not (replay := Replay(case, steps)).is_same:
        return []
    found: list[Problem] = []
    for i, draft, path, name, text in asked:
        rest = [pair for pair in parse_qsl(path.partition("?")[2]) if pair != (name, text)]
        whole = f"{path.partition('?')[0]}?{urlencode(rest)}".rstrip("?")
        if is_found(replay.answer(i, Request("GET", whole, own_headers(draft)))):
            found += warning(
                case,
                ("steps", i, "request", "path"),
                f"only with {name}={text:.60} this list is empty: it has entries",
                expected=f"the list without {name}, or what is found before, in another step",
                code=Code.ANYTHING_MEETS,
            )
    return found


def _asked(
    case: Case, steps: Sequence[StepResult], known: KnownKeys
) -> Iterator[tuple[int, StepFile, str, str, str]]:
    """The steps that may find nothing by a parameter alone, with their paths, and the parameter."""
    routes = [_route(step) for step in steps]
    for i, step in enumerate(steps):
        command, draft = step.turn.command, case.steps[i].draft
        if draft is None or not isinstance(command, Request) or routes.count(routes[i]) != 1:
            continue
        response = step.turn.response
        if not routes[i] or response is None or is_found(response):
            continue
        if not expects_nothing(draft, known) or _says_more(draft, known):
            continue
        for name, text in parse_qsl(command.path.partition("?")[2]):
            is_late = name in known.requests.times and _is_after(text, step.turn.at)
            if name in known.requests.pages or is_late:
                yield i, draft, command.path, name, text


def _route(step: StepResult) -> str:
    """The path of a GET without its query; of any other step an empty text."""
    command = step.turn.command
    return command.route if isinstance(command, Request) and command.method == "GET" else ""


def _says_more(draft: StepFile, known: KnownKeys) -> bool:
    """Whether a step expects more of a page than that it has no entries: the total."""
    body = None if draft.expect.response is None else draft.expect.response.json_
    if not isinstance(body, dict) or is_operators(body):
        return False
    return not all(
        is_empty_list(item) or (key in known.values.counts and is_no_count(item))
        for key, item in body.items()
    )


def _is_after(text: str, now: datetime) -> bool:
    try:
        at = datetime.fromisoformat(text.strip().replace(" ", "+"))
        return (at.replace(tzinfo=UTC) if at.tzinfo is None else at) > now
    except (ValueError, OverflowError):
        return False
