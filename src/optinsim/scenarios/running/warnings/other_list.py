"""Lists that a text was not stored in, and that are expected to be empty.

That the messages of program B are empty after a text says nothing of the text if the person takes
part in program A only. Knows a case, its steps' results and the worlds between them. A scenario
that also asks for the same list of A compares the two, and a title with the name of B says that B
is meant. `other_campaign` warns where a campaign has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.scenarios.reading.warnings.paths import path_of
from optinsim.scenarios.running.replay import Replay, is_found, own_headers
from optinsim.scenarios.running.warnings.other_campaign import ENDED, finds_nothing, with_name
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optinsim.core.setup import Campaign
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult


def other_list(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such lists, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    asked = list(_asked(case, steps)) if len(case.account.setup.campaigns) > 1 else []
    if not asked or not (replay := Replay(case, steps)).is_same:
        return []
    found: list[Problem] = []
    for i, texted, named, other in asked:
        draft, command = case.steps[i].draft, steps[i].turn.command
        if draft is None or not isinstance(command, Request):
            continue
        path = command.path.replace(named.id, other.id)
        answers = list(replay.answers(path, own_headers(draft)))
        if is_found(answers[i]) and answers[texted] != answers[texted + 1]:
            found += warning(
                case,
                ("steps", i, "request", "path"),
                f"this is about {with_name(named)}, and the text before is in the list of "
                f"{with_name(other)}",
                expected=f"what is found of {with_name(other)}, too",
                code=Code.OTHER_PERSON,
            )
    return found


def _asked(
    case: Case, steps: Sequence[StepResult]
) -> Iterator[tuple[int, int, Campaign, Campaign]]:
    """The steps that find nothing in the list of a campaign in which the texter has never been.

    Each with the step of the text before, that campaign, and the only one in which the texter is.
    """
    campaigns = case.account.setup.campaigns
    paths = [path for step in steps for path in _path(step)]
    texted: int | None = None
    for i, step in enumerate(steps):
        if isinstance(step.turn.command, ReceiveText):
            texted = i
        draft = case.steps[i].draft
        if texted is None or draft is None or not _path(step) or steps[texted].turn.changes:
            continue
        states = steps[texted].states
        joined = [one for one in campaigns if states[one.id] != Consent.NONE]
        named = [one for one in campaigns if one.id in _path(step)[0]]
        is_other = len(joined) == len(named) == 1 and joined != named
        if not is_other or states[joined[0].id] in ENDED:
            continue
        if (named[0].description or named[0].id) in case.title:
            continue
        is_compared = any(joined[0].id in path for path in paths)
        if not is_compared and finds_nothing(draft, case.account.known_keys):
            yield i, texted, named[0], joined[0]


def _path(step: StepResult) -> list[list[str]]:
    """The parts of the path of a GET; nothing of any other step."""
    command = step.turn.command
    if not isinstance(command, Request) or command.method != "GET":
        return []
    return [path_of(command.path).split("/")]
