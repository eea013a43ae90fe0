"""Finds the faults in a step of the right shape: names, times and operators.

Knows the account and the people. A step that waits for a captured value is checked when it runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.core.numbers import parse_mdn
from optinsim.core.world import END_OF_TIME
from optinsim.fields import parse_duration, parse_instant
from optinsim.files.problems import one_of
from optinsim.files.validate import rest_of
from optinsim.scenarios.reading import operators, replies
from optinsim.scenarios.reading.model import STIMULI, StepFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from optinsim.adapter import Account, Place
    from optinsim.fields import Section
    from optinsim.scenarios.reading.model import Expectation, RequestFile
    from optinsim.scenarios.reading.people import ScenarioPeople


_KINDS, _STATES = tuple(Kind), tuple(Consent)
_OF_WHAT_IS_LACKING = frozenset(
    {
        Code.NO_STIMULUS,
        Code.MISPLACED_USE,
        Code.MISPLACED_TO,
        Code.MISPLACED_EXPECTATION,
        Code.NOTHING_EXPECTED,
        Code.LANDLINE_TEXTS,
    }
)
"""Faults that a mistyped key can cause: `txt: Y` is no text, and `frm: ann` leaves the first person
to text."""


@dataclass(slots=True)
class Checker:
    """Checks the steps of one case, in their order."""

    account: Account
    people: ScenarioPeople
    now: datetime | None
    """The time on the clock before the next step; None if it is no longer known."""

    def faults(self, step: StepFile, at: Place, *, is_plain: bool = False) -> Iterator[Fault]:
        """The faults of the next step; `is_plain`: see `cases.CaseStep`."""
        fields = step.model_fields_set
        given = [name for name in STIMULI if name in fields]
        if not given:
            message = "this step does nothing"
            yield Fault(
                at, message, expected=f"one of: {', '.join(STIMULI)}", code=Code.NO_STIMULUS
            )
        for extra in given[1:]:
            yield Fault(
                (*at, extra),
                f"a step does one thing, and this has {given[0]} too",
                code=Code.TWO_STIMULI,
            )
        yield from _nothing(step, at)
        yield from _unresolved(step, at)
        if step.request is not None:
            yield from _request(step.request, (*at, "request"))
        if step.listener is not None and not self.account.platform.has_listener:
            yield Fault(
                (*at, "listener"), "the account's platform has no listener", code=Code.NO_LISTENER
            )
        yield from self._to(step, at)
        yield from self._expectation(step, (*at, "expect"))
        if not is_plain:
            yield from _operators(step.expect, (*at, "expect"))
        yield from self._people(step, at)
        yield from self._time(step, at)

    def faults_of_rest(self, tree: Any, at: Place) -> Iterator[Fault]:
        """The faults of the next step, whose shape is wrong, apart from those of its shape."""
        rest = rest_of(StepFile, tree)
        if rest is not None:
            for fault in self.faults(rest, at):
                if fault.code not in _OF_WHAT_IS_LACKING:
                    yield fault
        if rest is None or rest.model_fields_set.isdisjoint(STIMULI):
            self.now = None

    def _people(self, step: StepFile, at: Place) -> Iterator[Fault]:
        name = step.from_
        place = at if name is None else (*at, "from")
        member = self.people.first if name is None else self.people.member(name)
        if member is None and parse_mdn(name or "", self.account.setup.country) is None:
            message = f"there is no person {name!r:.60}"
            yield Fault(
                place, message, got=name or "", names=self.people.names, code=Code.UNKNOWN_PERSON
            )
        elif member is not None and step.text is not None and member.given.line == "landline":
            yield Fault(
                place, f"{member.name} is a landline, and cannot text", code=Code.LANDLINE_TEXTS
            )
        if step.expect.replies:
            there = (*at, "expect", "replies")
            yield from replies.faults(step.expect.replies, there, self.account, self.people)

    def _to(self, step: StepFile, at: Place) -> Iterator[Fault]:
        if step.to is not None:
            numbers = tuple(self.account.setup.by_number)
            if step.text is None:
                yield Fault((*at, "to"), "only a text is sent to a number", code=Code.MISPLACED_TO)
            elif step.to not in numbers:
                yield Fault(
                    (*at, "to"),
                    f"{step.to!r:.40} is no number of this account",
                    got=step.to,
                    names=numbers,
                    code=Code.UNKNOWN_NUMBER,
                )

    def _time(self, step: StepFile, at: Place) -> Iterator[Fault]:
        """Durations and times, and that time does not go back."""
        kind = "wait" if step.wait is not None else "wait_until"
        text = step.wait if step.wait is not None else step.wait_until
        if text is None:
            return
        before, self.now = self.now, None
        try:
            if kind == "wait_until":
                until: datetime | None = parse_instant(text)
            else:
                passed = parse_duration(text)
                until = None if before is None else before + passed
        except ValueError as error:
            expected = str(getattr(error, "context", {}).get("expected", ""))
            noun = "duration" if kind == "wait" else "time"
            yield Fault(
                (*at, kind),
                f"{kind}: {text!r:.60} is no {noun}",
                expected=expected,
                code=Code.BAD_TIME,
            )
            return
        self.now = until
        if until is None or before is None:
            return
        if until < before:
            message = f"it is {before:%Y-%m-%dT%H:%M:%SZ} by then, and time does not go back"
            yield Fault((*at, kind), message, code=Code.TIME_GOES_BACK)
        elif until >= END_OF_TIME:
            yield Fault(
                (*at, kind),
                f"no clock goes as far as the year {END_OF_TIME.year}",
                code=Code.END_OF_TIME,
            )
            self.now = None

    def _expectation(self, step: StepFile, at: Place) -> Iterator[Fault]:
        expected = step.expect
        given = expected.model_fields_set
        if "reading" in given:
            yield from _words(expected.reading, (*at, "reading"), _KINDS)
            if step.text is None:
                yield Fault(
                    (*at, "reading"), "only a text is read", code=Code.MISPLACED_EXPECTATION
                )
        for key in ("replies", "callbacks"):
            if key in given:
                yield from _listing(key, getattr(expected, key), (*at, key))
        yield from _empty(step, at)
        if "state" in given:
            yield from self._state(expected.state, (*at, "state"))
        if "response" in given and step.request is None and step.listener is None:
            yield Fault(
                (*at, "response"),
                "only a request or a listener's call has a response",
                code=Code.MISPLACED_EXPECTATION,
            )

    def _state(self, expected: Any, at: Place) -> Iterator[Fault]:
        campaigns, word = tuple(self.account.setup.by_id), self.account.setup.campaign_word
        states = _STATES
        if isinstance(expected, dict) and not operators.is_operators(expected):
            if not expected:
                yield Fault(
                    at,
                    "no state is expected here",
                    expected=one_of(states),
                    code=Code.NOTHING_EXPECTED,
                )
            for campaign, state in expected.items():
                if campaign not in campaigns:
                    yield Fault(
                        (*at, campaign),
                        f"there is no {word[:-1]} {campaign!r:.60}",
                        got=campaign,
                        names=campaigns,
                        code=Code.UNKNOWN_CAMPAIGN,
                    )
                yield from _words(state, (*at, campaign), states)
            return
        mappings = [(place, item) for place, item in _choices(expected, at) if _is_mapping(item)]
        for place, item in mappings:
            yield from self._state(item, place)
        if not mappings:
            yield from _words(expected, at, states)
        if len(campaigns) != 1 and not mappings:
            yield Fault(
                at,
                f"the account has {len(campaigns)} {word}: say which one",
                expected=f"{{{campaigns[0] if campaigns else word[:-1]}: {expected!s:.40}}}",
                code=Code.WHICH_CAMPAIGN,
            )


def _is_mapping(expected: Any) -> bool:
    return isinstance(expected, dict) and not operators.is_operators(expected)


def _choices(expected: Any, at: Place) -> Iterator[tuple[Place, Any]]:
    """The alternatives within operators that choose or exclude, each with its place."""
    if not operators.is_operators(expected):
        yield at, expected
        return
    for name in ("$one_of", "$equals", "$not"):
        inner = expected.get(name)
        if isinstance(inner, list):
            for i, item in enumerate(inner):
                yield from _choices(item, (*at, name, i))
        elif inner is not None:
            yield from _choices(inner, (*at, name))


def _unresolved(step: StepFile, at: Place) -> Iterator[Fault]:
    """Keys that are resolved before variables are filled in, and that a variable has brought."""
    if "use" in step.model_fields_set:
        yield Fault(
            (*at, "use"),
            "a step that uses a group stands in the file, in no variable",
            code=Code.MISPLACED_USE,
        )
    elif "with_" in step.model_fields_set:
        message = "parameters are for a step that uses a group"
        yield Fault(
            (*at, "with"), message, expected="use: the name of a group", code=Code.MISPLACED_USE
        )
    if "on_account" in step.expect.model_fields_set:
        yield Fault(
            (*at, "expect", "$on"), "$on stands in the file, in no variable", code=Code.MISPLACED_ON
        )


def _nothing(section: Section, at: Place) -> Iterator[Fault]:
    """Keys with a captured null: that is not the same as a missing key."""
    empty = [name for name in section.model_fields_set if getattr(section, name) is None]
    for name in sorted(empty):
        yield Fault((*at, name.rstrip("_")), "nothing stands here", code=Code.NO_VALUE)


def _empty(step: StepFile, at: Place) -> Iterator[Fault]:
    """Expectations that check nothing."""
    expected, given = step.expect, step.expect.model_fields_set
    if "expect" in step.model_fields_set and not given:
        yield Fault(
            at,
            "nothing is expected here",
            expected=one_of(_EXPECTATIONS),
            code=Code.NOTHING_EXPECTED,
        )
    if "response" in given:
        response = expected.response
        if response is None or not response.model_fields_set:
            keys = "one of: status, json, headers"
            yield Fault(
                (*at, "response"),
                "nothing is expected here",
                expected=keys,
                code=Code.NOTHING_EXPECTED,
            )
        elif "headers" in response.model_fields_set and not response.headers:
            yield Fault(
                (*at, "response", "headers"),
                "no header is expected here",
                code=Code.NOTHING_EXPECTED,
            )
    for key, instead in _EXPECTATIONS.items():
        value = getattr(expected, key) if key in given else None
        if isinstance(value, dict) and "$absent" in value:
            yield Fault(
                (*at, key),
                f"{key} cannot be absent",
                expected=instead,
                code=Code.IMPOSSIBLE_ABSENCE,
            )


_EXPECTATIONS = {
    "reading": "one of the readings",
    "replies": "[]",
    "callbacks": "[]",
    "state": "none",
    "record": "null",
    "response": "status, json or headers",
}
"""The parts that a step may expect, and the expectation of none for each."""


def _listing(key: str, expected: Any, at: Place) -> Iterator[Fault]:
    """Replies and callbacks are lists: only an expectation of a list can be met."""
    if not operators.is_operators(expected):
        if not isinstance(expected, list):
            wanted = "a list; [] says that nothing may come"
            yield Fault(at, f"{key} are a list", expected=wanted, code=Code.NOT_A_LIST)
        return
    for name, argument in expected.items():
        if name in operators.OPERATORS and name not in operators.OF_LISTS:
            instead = f"an item, - {{{name}: …}}, or one of: {', '.join(operators.OF_LISTS)}"
            message = f"{name} looks at one value, and {key} are a list"
            code = Code.MISPLACED_OPERATOR
            yield Fault((*at, name), message, expected=instead, of_key=True, code=code)
        elif name in ("$not", "$equals"):
            yield from _listing(key, argument, (*at, name))
        elif name == "$one_of" and isinstance(argument, list):
            for i, item in enumerate(argument):
                yield from _listing(key, item, (*at, name, i))


def _request(request: RequestFile, at: Place) -> Iterator[Fault]:
    try:
        host = urlsplit(request.path).netloc
    except ValueError:
        host = "none"
    if host or not request.path.startswith("/"):
        yield Fault(
            (*at, "path"),
            f"{request.path!r:.60} is no path",
            expected="/companies/…",
            code=Code.BAD_PATH,
        )
    if {"json_", "body"} <= request.model_fields_set:
        yield Fault(
            (*at, "body"), "a request has one body, and this has json too", code=Code.TWO_BODIES
        )


def _words(expected: Any, at: Place, words: tuple[str, ...]) -> Iterator[Fault]:
    """A word that is no possible value: a state or a reading that does not exist."""
    for place, item in _choices(expected, at):
        if isinstance(item, str):
            if item not in words:
                yield Fault(
                    place,
                    f"{item!r:.60} is not known",
                    got=item,
                    names=words,
                    code=Code.UNKNOWN_WORD,
                )
        else:
            kind = "a list" if isinstance(item, list) else "a mapping"
            name = next(part for part in reversed(place) if str(part)[:1] not in "$0123456789")
            yield Fault(place, f"{kind} can be no {name}", names=words, code=Code.WRONG_VALUE)


def _operators(expected: Expectation, at: Place) -> Iterator[Fault]:
    for key in ("reading", "replies", "callbacks", "state", "record"):
        found = getattr(expected, key)
        if found is not None:
            yield from operators.faults(found, (*at, key))
    response = expected.response
    if response is not None:
        yield from operators.faults(response.status, (*at, "response", "status"))
        yield from operators.faults(response.json_, (*at, "response", "json"))
        place = (*at, "response", "headers")
        if operators.is_operators(response.headers):
            message = "an operator stands behind the name of a header"
            yield Fault(
                place, message, expected="{Location: {$any: true}}", code=Code.MISPLACED_OPERATOR
            )
        else:
            yield from operators.faults(response.headers, place)
