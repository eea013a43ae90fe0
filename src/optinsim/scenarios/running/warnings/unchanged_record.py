"""Calls of a case that ask for what only a record shows, succeed, and leave the record as it was.

Cordial answers 200 to a call that takes a contact off a list which the contact was never on. It
also answers 200 to one that subscribes an address that has unsubscribed, and leaves it so. Knows a
case, its steps' results, the worlds between them, and which keys of a body ask for what. No
`state` shows the lists and the address of a person, so only a record does, or a later answer.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.scenarios.reading.nested import texts_by_key
from optinsim.scenarios.reading.warnings.known_keys import KeyTrees
from optinsim.scenarios.reading.warnings.other_people import named_in, said_by
from optinsim.scenarios.running.replay import Replay, own_headers
from optinsim.scenarios.running.warnings.refused import sent
from optinsim.scenarios.running.warnings.unchanged import words_of_states
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from optinsim.adapter import JSON, KnownKeys
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.running.results import StepResult

_REFUSED = 400


def unchanged_record(case: Case, steps: Sequence[StepResult]) -> list[Problem]:
    """The warnings about such calls, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
    """
    found: list[Problem] = []
    replay = cache(partial(Replay, case, steps))  # made once, and for few cases
    asked: list[Any] = []
    """The records that this step and later ones expect."""
    for i in reversed(range(len(steps))):
        draft, turn = case.steps[i].draft, steps[i].turn
        if draft is None:
            break
        asked += [draft.expect.record] if "record" in draft.expect.model_fields_set else []
        is_done = turn.response is not None and turn.response.status < _REFUSED
        if isinstance(turn.command, Request) and is_done and not turn.events:
            for message in _told(case, steps, replay, i, asked):
                found += warning(
                    case,
                    ("steps", i, "request" if draft.listener is None else "listener"),
                    message,
                    expected="the record, in this step or a later one",
                    code=Code.UNASKED_RESULT,
                )
        response = draft.expect.response
        if response is not None and "json_" in response.model_fields_set:
            break
    return found


def _told(
    case: Case,
    steps: Sequence[StepResult],
    replayed: Callable[[], Replay],
    index: int,
    asked: Sequence[Any],
) -> Iterator[str]:
    """What to say of a call that has left the record of its person as it was."""
    command, draft = steps[index].turn.command, case.steps[index].draft
    known = case.account.known_keys
    if not isinstance(command, Request) or draft is None or known is None:
        return
    body = sent(command)
    parts = [one for one in (body if isinstance(body, list) else [body]) if isinstance(one, dict)]
    words = [
        (path, word)
        for part in (parts if not asked else ())
        for path, word in words_of_states(part, known.requests.states)
        if not case.account.setup.by_id.keys() & set(path)  # `unchanged` tells of campaigns
    ]
    left: list[str] = []
    if known.requests.lists and not any(_shows(one, known.requests.lists_in) for one in asked):
        left = [name for part in parts for name in _lists_left(command, part, known)]
    if not (words or left) or not (replay := replayed()).is_same:
        return
    records = _records(case, replay, index, command)
    if not records or records[index] is None or records[index] != records[index + 1]:
        return
    for path, word in words:
        status = _at(records[index], path)
        if status not in (None, word):
            key = ".".join(path)
            yield f"the call asks for {key}: {word} and changes nothing: that is {status}"
    been_on = {name for one in records[: index + 1] for name in _lists(one, known)}
    for name in left:
        if name not in been_on:
            yield f"the call asks for {name}: false and changes nothing: the person was never on it"


def _lists_left(request: Request, body: dict[str, JSON], known: KnownKeys) -> Iterator[str]:
    """The lists off which a call takes a person; none if it asks for something else, too.

    A call that also stores values may send all lists that the brand has.
    """
    tree = KeyTrees(known).of_request(request.method, request.path)
    if tree is None or any(words_of_states(body, known.requests.states)):
        return
    left = []
    for key, item in body.items():
        # The name of a list that a call has made is read by no call before.
        is_list = key in known.requests.lists or key not in tree
        if is_list and item is False:
            left.append(key)
        elif is_list or not isinstance(item, bool | dict | list):
            return
    yield from left


def _shows(expected: Any, key: str) -> bool:
    """Whether an expected record says which lists a person is on, and not only one that is not."""
    if not isinstance(expected, dict) or key not in expected:
        return not isinstance(expected, dict) or "$equals" in expected
    item = expected[key]
    return not (isinstance(item, dict) and item.keys() <= {"$not", "$any"})


def _lists(record: JSON, known: KnownKeys) -> Iterator[str]:
    """The lists that a record shows."""
    shown = record.get(known.requests.lists_in) if isinstance(record, dict) else None
    if isinstance(shown, list):
        yield from (name for name in shown if isinstance(name, str))


def _records(case: Case, replay: Replay, index: int, request: Request) -> list[JSON]:
    """The records of the person whom a call is about, in each of the worlds; empty if unknown."""
    draft = case.steps[index].draft
    if draft is None:
        return []
    paths: list[str] = []
    if request.method == "PUT":
        paths = [request.route]
    elif request.method == "POST":
        texts = [text for _, text in texts_by_key(sent(request))]
        paths = [f"{request.route}/{quote(text, safe='')}" for text in texts]
    for path in paths:
        answers = list(replay.answers(path, own_headers(draft)))
        if answers[index].status < _REFUSED:
            return [one.json if one.status < _REFUSED else None for one in answers]
    named = set(named_in(case, said_by(draft)))
    members = [one for one in case.people.members if one.name in named]
    return list(replay.record(members[0].mdn)) if len(members) == 1 else []


def _at(record: JSON, path: Sequence[str]) -> JSON:
    """The value of a record at a path; None if there is none."""
    for key in path:
        record = record.get(key) if isinstance(record, dict) else None
    return record
