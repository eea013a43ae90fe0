"""Calls that find nothing by a captured value, which is another kind of key than they take.

A `person_key` in the place of an external id is answered with 404 whatever has happened. Knows a
case, its steps' results, and the worlds between them. A value in a path is a right key if a call
with the beginning of that path finds something by it at any time of the run; one in a query is a
right one if any record had it under the parameter's name. A scenario that compares the two kinds
of key, one call beside the other, draws no warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.scenarios.reading.nested import values_by_key
from optinsim.scenarios.reading.variables import names_in
from optinsim.scenarios.reading.warnings.mistyped_requests import says_why
from optinsim.scenarios.reading.warnings.paths import fits, path_of
from optinsim.scenarios.reading.warnings.unknown_targets import expects_nothing
from optinsim.scenarios.running.replay import Replay, own_headers
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optinsim.adapter import JSON
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import StepFile
    from optinsim.scenarios.running.results import StepResult

_REFUSED = 400


def wrong_kind(
    case: Case, steps: Sequence[StepResult], captured: Mapping[str, Any]
) -> list[Problem]:
    """The warnings about such calls, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
        captured: the captured values, by name.
    """
    asked = [
        (i, name, step.draft)
        for i, step in enumerate(case.steps)
        for name in sorted(_asked_by(case, step.draft) & captured.keys())
        if step.draft is not None and not _is_compared(case, steps, i, name)
    ]
    if not asked or not (replay := Replay(case, steps)).is_same:
        return []
    found: list[Problem] = []
    for i, name, draft in asked:
        command, shown = steps[i].turn.command, f"${{{name}}}"
        if isinstance(command, Request) and (
            _is_unknown_in_path(case, replay, command, draft, shown)
            or _is_unknown_in_query(case, replay, command, draft, shown)
        ):
            found += warning(
                case,
                ("steps", i, "request", "path"),
                f"nothing is ever found by {shown:.60} here, whatever has happened: "
                f"it is {captured[name]!r:.60}",
                expected="a key of the kind that this call takes",
                code=Code.UNKNOWN_TARGET,
            )
    return found


def _asked_by(case: Case, draft: StepFile | None) -> set[str]:
    """The variables in the path of a call that finds nothing, and does not say why."""
    known = case.account.known_keys
    if draft is None or draft.request is None or not expects_nothing(draft, known):
        return set()
    if says_why(draft.expect.response, known):
        return set()
    return names_in(draft.request.path)


def _is_compared(case: Case, steps: Sequence[StepResult], index: int, name: str) -> bool:
    """Whether a call beside this one finds something by the same value, and nothing is between."""
    for way in (-1, 1):
        i = index + way
        while 0 <= i < len(steps) and _only_asks(steps[i]):
            response, draft = steps[i].turn.response, case.steps[i].draft
            is_found = response is not None and response.status < _REFUSED
            if is_found and draft and draft.request and name in names_in(draft.request.path):
                return True
            i += way
    return False


def _only_asks(step: StepResult) -> bool:
    return isinstance(step.turn.command, Request) and step.turn.command.method == "GET"


def _is_unknown_in_path(
    case: Case, replay: Replay, command: Request, draft: StepFile, shown: str
) -> bool:
    """Whether a value stands in a path, and is no key there at any time."""
    surface = case.account.platform.surface(case.account.file)
    if surface is None or draft.request is None:
        return False
    written, parts = path_of(draft.request.path).split("/"), path_of(command.path).split("/")
    if len(written) != len(parts):
        return False
    first = next((i + 1 for i, part in enumerate(written) if shown in part), len(parts) + 1)
    calls = [route.path for route in surface.routes if route.method == "GET" and route.path != "*"]
    paths = ["/".join(parts[:length]) for length in range(first, len(parts) + 1)]
    paths = [path for path in paths if any(fits(path, call) for call in calls)]
    headers = own_headers(draft)
    answers = (answer for path in paths for answer in replay.answers(path, headers))
    return bool(paths) and all(answer.status >= _REFUSED for answer in answers)


def _is_unknown_in_query(
    case: Case, replay: Replay, command: Request, draft: StepFile, shown: str
) -> bool:
    """Whether a value of a parameter is a value of that name in no record at any time."""
    known = case.account.known_keys
    if known is None or draft.request is None:
        return False
    names = {path.rpartition(".")[2] for path in known.record}
    written = parse_qsl(draft.request.path.partition("?")[2])
    for (name, text), value in zip(written, command.query.values(), strict=False):
        if shown in text and name in names:
            return not any(_has(records, name, value) for records in replay.records())
    return False


def _has(record: JSON, key: str, value: str) -> bool:
    """Whether a record has a value at a key, however deep."""
    return any(name == key and str(item) == value for name, item in values_by_key(record))
