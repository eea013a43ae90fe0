"""Calls of a case that were accepted and came to nothing, while no step asks what came of them.

An import that is answered with 202 is carried out later: a scenario that expects nothing more
passes, though no participant is there, and what its own step expects of a person is what was there
before. A text of that person right after it is a stranger's. Knows a case and its steps' results,
and that 202 means «later» (RFC 9110). Does not know which calls a platform carries out later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Request
from optinsim.codes import Code
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.consent import Consent
from optinsim.core.events import Noted
from optinsim.core.inbound import Kind
from optinsim.scenarios.judging.expect import matches
from optinsim.scenarios.reading.operators import fits_anything, is_empty_list, is_operators
from optinsim.scenarios.reading.warnings.other_people import named_in, said_by
from optinsim.scenarios.reading.warnings.paths import fits
from optinsim.scenarios.reading.warnings.too_easy import fits_all
from optinsim.scenarios.running.warnings.loose_state import by_campaign, changed_by
from optinsim.scenarios.running.warnings.warning import warning

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from optinsim.adapter import Place, Response, Unsettled
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation, ResponseExpectation
    from optinsim.scenarios.running.results import StepResult

_ACCEPTED = 202
_NOT_READ = (None, Kind.UNMATCHED)
_ABOUT = ("state", "record")
"""What a step expects of a person."""


def unasked(
    case: Case, steps: Sequence[StepResult], unsettled: Sequence[Unsettled]
) -> list[Problem]:
    """The warnings about such calls, without those that a comment silences.

    Args:
        case: that has passed.
        steps: their results, all of them.
        unsettled: the calls of the case that have failed, changed nothing or are not carried out.
    """
    found: list[Problem] = []
    for place, message, expected in (
        *_unasked(case, steps, unsettled),
        *_too_early(case, steps),
        *_texts_too_early(case, steps),
    ):
        found += warning(case, place, message, expected=expected, code=Code.UNASKED_RESULT)
    return found


def _unasked(
    case: Case, steps: Sequence[StepResult], unsettled: Sequence[Unsettled]
) -> Iterator[tuple[Place, str, str]]:
    """Calls that came to nothing, and that no step asks for."""
    for call in unsettled:
        accepted = _accepted_by(steps, call)
        if not any(_asks(case, steps, i, call) for i in range(accepted + 1, len(steps))):
            wanted = "a step that gets the Location of its answer after that, and expects "
            wanted += call.enough
            if not call.is_in_result:
                what = "state" if call.is_in_state else "record"
                wanted = f"a step that expects the {what} of a person: the result does not tell it"
            message = f"no step asks what came of this call: {call.text}"
            if any(_asks_early(case, steps, i, call) for i in range(accepted + 1, len(steps))):
                message = f"a step asks too early what came of this call: {call.text}"
            yield ("steps", accepted), message, wanted


def _asks(case: Case, steps: Sequence[StepResult], index: int, call: Unsettled) -> bool:
    """Whether a step asks what came of a call when it is there, and expects what tells it."""
    step, expect = steps[index], _expected(case, index)
    command = step.turn.command
    if expect is None:
        return False
    is_of_call = isinstance(command, Request) and command.route == call.path
    if not call.is_in_result:
        json_given = expect.response is not None and "json_" in expect.response.model_fields_set
        says = "record" in expect.model_fields_set or (json_given and not is_of_call)
        says = says or (call.is_in_state and "state" in expect.model_fields_set)
        return says and _end_of(step) >= call.since
    if not is_of_call:
        return (
            call.may_be_meant
            and not _is_blind(case, step, expect, call)
            and _says_more(case, steps, index, call)
        )
    return step.turn.at >= call.since and _asks_for(case, expect.response, step, call)


def _asks_early(case: Case, steps: Sequence[StepResult], index: int, call: Unsettled) -> bool:
    """Whether a step expects something of the result of a call before it is there."""
    command, expect = steps[index].turn.command, _expected(case, index)
    if not isinstance(command, Request) or command.route != call.path or expect is None:
        return False
    is_early = not call.is_carried_out or steps[index].turn.at < call.since
    given = () if expect.response is None else expect.response.model_fields_set
    return is_early and "json_" in given


def _asks_for(
    case: Case, expected: ResponseExpectation | None, step: StepResult, call: Unsettled
) -> bool:
    """Whether what a step expects of the result of a call tells what came of it."""
    if expected is None or "json_" not in expected.model_fields_set:
        return False
    if call.good:
        return not _is_met_by_good(expected.json_, step.turn.response, call)
    known = case.account.known_keys
    samples = {} if known is None else known.values.samples
    return not call.keys or _says(expected.json_, call.keys, samples)


def _is_met_by_good(expected: Any, response: Response | None, call: Unsettled) -> bool:
    """Whether what a step expects at the keys of a result would be met if all were well, too."""
    body = {} if response is None or not isinstance(response.json, dict) else response.json
    good = {key: item for key, item in body.items() if key not in call.keys} | dict(call.good)
    if isinstance(expected, dict) and not is_operators(expected):
        expected = {key: item for key, item in expected.items() if key in call.keys}
    return matches(expected, good)


def _is_blind(case: Case, step: StepResult, expect: Expectation, call: Unsettled) -> bool:
    """Whether a step asks for the result of another call, or for a number that does not tell."""
    command, surface = step.turn.command, case.account.platform.surface(case.account.file)
    if not isinstance(command, Request) or surface is None or expect.response is None:
        return False
    if not expect.model_fields_set.isdisjoint(_ABOUT):
        return False
    calls = [route.path for route in surface.routes if fits(call.path, route.path)]
    if any(fits(command.route, one) for one in calls):
        return True
    if not set(command.path.partition("?")[2].split("&")) & set(call.blind_with):
        return False
    said = list(_values(expect.response.json_))
    return bool(said) and all(isinstance(one, int) and not isinstance(one, bool) for one in said)


def _values(expected: Any) -> Iterator[Any]:
    """The values of an expectation that are no mappings and no lists, however deep."""
    if isinstance(expected, dict):
        expected = list(expected.values())
    if isinstance(expected, list):
        for item in expected:
            yield from _values(item)
    else:
        yield expected


def _end_of(step: StepResult) -> datetime:
    """When a step is over: a wait takes time."""
    command = step.turn.command
    return command.until if isinstance(command, AdvanceTime) else step.turn.at


def _says_more(case: Case, steps: Sequence[StepResult], index: int, call: Unsettled) -> bool:
    """Whether a step expects more than a state from before a call that changed no person.

    A `state` counts as more if it has changed since the call, or if it is `none`. It also counts if
    the call names its person and `subscribed`, the usual result of a call, does not meet it.
    """
    step, expect, accepted = steps[index], _expected(case, index), _accepted_by(steps, call)
    if expect is None:
        return False
    given = expect.model_fields_set - _idle(case, step, expect, call)
    if given != {"state"}:
        return bool(given)
    since = [one for one in steps[accepted + 1 : index + 1] if one.mdn == step.mdn]
    wanted = [state for _, _, state in by_campaign(expect.state, list(step.states))]
    if any(map(changed_by, since)) or all(state == Consent.NONE for state in wanted):
        return True
    draft = case.steps[accepted].draft
    is_named = draft is not None and _name_of(case, step.mdn) in named_in(case, said_by(draft))
    return is_named and not any(matches(state, str(Consent.SUBSCRIBED)) for state in wanted)


def _idle(case: Case, step: StepResult, expect: Expectation, call: Unsettled) -> set[str]:
    """The keys by which a step expects that nothing comes after a call that was to end something.

    A wait until a question is due, or a text, may show whether a person takes part. The silence
    after the text of a person who still takes part does not, nor that it is not understood.
    """
    if not call.is_to_end:
        return set()
    if isinstance(step.turn.command, ReceiveText):
        takes_part = Consent.SUBSCRIBED in step.before.values()
        is_idle = takes_part and "replies" in _silent(expect) and expect.reading in _NOT_READ
        return {*_silent(expect), "reading"} if is_idle else set()
    asked = (question.after for one in case.account.setup.campaigns for question in one.questions)
    if any(call.since + after <= _end_of(step) for after in asked):
        return set()
    return _silent(expect)


def _silent(expect: Expectation) -> set[str]:
    """The keys by which a step expects that nothing comes."""
    keys = expect.model_fields_set & {"replies", "callbacks"}
    return {key for key in keys if is_empty_list(getattr(expect, key))}


def _says(expected: Any, keys: Sequence[str], samples: Mapping[str, Collection[str]]) -> bool:
    """Whether an expectation of JSON says something of one of these keys."""
    if isinstance(expected, list):
        return any(_says(item, keys, samples) for item in expected)
    if not isinstance(expected, dict):
        return False
    return any(
        not (fits_anything(item) or fits_all(item, samples.get(key, ())))
        if key in keys
        else _says(item, keys, samples)
        for key, item in expected.items()
    )


def _too_early(case: Case, steps: Sequence[StepResult]) -> Iterator[tuple[Place, str, str]]:
    """What a call is expected to do to a person before it is carried out, and later never again."""
    for i in reversed(range(len(steps))):
        expect = _expected(case, i)
        about = [] if expect is None else [key for key in _ABOUT if key in expect.model_fields_set]
        if about and _is_accepted(steps[i]):
            yield (
                ("steps", i, "expect", about[0]),
                "this call was accepted, and is carried out later: this was so before it",
                f"{about[0]} in a step after a wait",
            )
        if about:
            return


def _texts_too_early(case: Case, steps: Sequence[StepResult]) -> Iterator[tuple[Place, str, str]]:
    """The texts of a person right after a call that is about them and is not carried out yet.

    A step in between that waits, or asks for the call, says that this is meant.
    """
    about: set[str] = set()
    """The people whom the calls name that are not carried out."""
    for i, step in enumerate(steps):
        draft = case.steps[i].draft
        is_text = isinstance(step.turn.command, ReceiveText)
        if is_text and (name := _name_of(case, step.mdn)) in about:
            yield (
                ("steps", i, "text"),
                f"the call that was accepted before is not carried out yet, and is about {name}",
                "a wait between the two, also a short one if that is meant",
            )
        if _is_accepted(step) and draft is not None:
            about.update(named_in(case, said_by(draft)))
        elif not is_text:
            about.clear()


def _name_of(case: Case, mdn: str) -> str:
    return next((one.name for one in case.people.members if one.mdn == mdn), "")


def _is_accepted(step: StepResult) -> bool:
    """Whether a step's call was accepted, and not carried out at once."""
    response = step.turn.response
    return (
        response is not None
        and response.status == _ACCEPTED
        and not any(isinstance(event, Noted) for event in step.turn.events)
    )


def _expected(case: Case, index: int) -> Expectation | None:
    draft = case.steps[index].draft
    return None if draft is None else draft.expect


def _accepted_by(steps: Sequence[StepResult], call: Unsettled) -> int:
    """The index of the step whose answer says where to ask."""
    return next(
        i
        for i, step in enumerate(steps)
        if step.turn.response is not None and call.path in step.turn.response.headers.values()
    )
