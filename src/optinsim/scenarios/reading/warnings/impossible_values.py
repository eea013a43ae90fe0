"""Values behind `$not` that never come: a status, a number or a name that nothing here has.

`subscribeStatus: {$not: pending}` is met by every contact if the platform's word is `pendingDOI`.
Knows the values that a platform lists, what the scenario's people have and its steps say, and the
destinations of its account. Does not know when which value comes, nor what a step captures.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from optinsim.adapter import KnownValues
from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.core.numbers import parse_mdn, without_separators
from optinsim.core.segments import Encoding
from optinsim.files.problems import nearest
from optinsim.scenarios.reading.operators import DESTINATION, is_operators, literal_key
from optinsim.scenarios.reading.regex import finds
from optinsim.scenarios.reading.replies import purposes
from optinsim.scenarios.reading.warnings.negated import negated, never
from optinsim.scenarios.reading.warnings.possible_texts import PossibleTexts, is_mark, messages_of
from optinsim.scenarios.reading.warnings.slips import is_slip
from optinsim.scenarios.reading.warnings.states_of_platform import states_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from optinsim.adapter import JSON, Fault, KnownKeys, Place
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation

_SAME_VALUE = ("$has", "$one_of", "$unordered", "$equals")
"""The operators whose argument is compared with the same value, or with its entries."""
_FEWEST, _MOST = 8, 13
"""The digits of what is probably a mistyped phone number: a short code has fewer, an id may have
more."""
_URL = re.compile(r"https?://[^\s'\"\\]+")


def impossible(case: Case, expect: Expectation) -> Iterator[Fault]:
    """The values that a step excludes and that never come, with places from `expect` on."""
    known, said = case.account.known_keys, _Said(case)
    callbacks = () if known is None else known.callbacks
    for part, place, expected in _parts(expect):
        found = list(negated(expected, place))
        if found and part == "callbacks" and known is not None and not callbacks:
            yield from _of_no_callbacks(found)
        elif found:  # few steps exclude anything
            search = _search(part, known, said)
            for at, excluded in found:
                path = [part] if part in _WORDS else keys_on_way(at[len(place) :])
                for fault in search.values(excluded, at, path):
                    is_name = (
                        part == "callbacks" and len(keys_on_way(fault.place[len(place) :])) <= 1
                    )
                    is_name &= fault.got not in callbacks
                    if not (is_name and nearest(fault.got, callbacks)):  # that is OPT712
                        yield fault


def _parts(expect: Expectation) -> Iterator[tuple[str, Place, Any]]:
    """The parts of an expectation in which values can be excluded, with their places."""
    for key in ("reading", "state", "replies", "callbacks", "record"):
        yield key, (key,), getattr(expect, key)
    if expect.response is not None:
        yield "response", ("response", "json"), expect.response.json_


def _of_no_callbacks(found: Iterable[tuple[Place, Any]]) -> Iterator[Fault]:
    """Whatever is excluded from the callbacks of a platform that has none."""
    for at, excluded in found:
        if excluded != []:  # $not: [] fails
            instead = "no callbacks, or callbacks: []"
            yield never(at, "the platform has no callbacks", expected=instead)


_TEXTS = {"text": "no text and no message here is", "message": "no text here is"}
"""What to say of a text that never comes, by its key: all messages of an account are too many."""
_WORDS = {"reading": tuple(map(str, Kind)), "state": tuple(map(str, Consent))}


def _search(part: str, known: KnownKeys | None, said: _Said) -> _Search:
    """What looks for excluded values in a part of an expectation."""
    if part in _WORDS:
        words = dict(_WORDS)
        # Of several accounts, another one may come to the state.
        if not said.case.sharing.account_name and not said.case.sharing.arguments:
            words["state"] = states_of(said.case.account.setup.table)
        return _Search(KnownValues(choices=words))
    if part == "replies":
        account = said.case.account
        choices = {
            "purpose": purposes(account),
            "encoding": tuple(map(str, Encoding)),
            "from": tuple(account.setup.by_number),
        }
        return _Search(KnownValues(choices=choices, numbers=("to",)), said)
    if known is None:
        return _Search(KnownValues())
    values = known.values
    if part == "callbacks":
        own = {**said.destinations, **said.texts}
        emitted = {key: said.emitted(key, found) for key, found in values.choices.items()}
        values = replace(values, choices={**own, **emitted})
    elif part == "response":
        urls = {"destination.url": said.destinations[DESTINATION]}
        values = replace(values, choices={**urls, **values.choices})
    return _Search(values, said)


def keys_on_way(at: Place) -> list[str]:
    """The keys of a place in an expectation, without operators and the indexes of lists."""
    return [literal_key(part) for part in at if isinstance(part, str) and not _is_operator(part)]


def _is_operator(key: str) -> bool:
    return key[:1] == "$" and key[:2] != "$$" and key != DESTINATION


class _Said:
    """What a scenario says: who its people are, and what its steps send."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.country = case.account.setup.country

    @cached_property
    def steps(self) -> str:
        """All that the steps do, with variables filled in."""
        drafts = (step.draft for step in self.case.steps if step.draft is not None)
        return " ".join(f"{d.from_!r} {d.text!r} {d.request!r} {d.listener!r}" for d in drafts)

    @cached_property
    def digits(self) -> str:
        """The numbers of the people, the account and the steps, without what may divide them."""
        mdns = " ".join(person.mdn for person in self.case.people.members)
        numbers = " ".join(self.case.account.setup.by_number)
        return f"{mdns} {numbers} ; {without_separators(self.steps)}"

    @cached_property
    def destinations(self) -> dict[str, Collection[JSON]]:
        """Where callbacks can go: the URLs of the account, and of the steps."""
        urls = _URL.findall(f"{self.case.account.file.model_dump_json()} {self.steps}")
        return {DESTINATION: urls, f"{DESTINATION}.url": urls}

    @cached_property
    def unregistered(self) -> frozenset[str]:
        """The names of callbacks that the account does not register, and no step either."""
        account = self.case.account
        surface, known = account.platform.surface(account.file), account.known_keys
        if surface is None or known is None:
            return frozenset()
        names = frozenset(known.callbacks).difference(surface.callbacks)
        return frozenset(name for name in names if name not in self.steps)

    def emitted(self, key: str, values: Collection[JSON] | None) -> Collection[JSON] | None:
        """The values of a key of callbacks, without callbacks that are not registered."""
        if values is None or not key.endswith("type") or self.unregistered.isdisjoint(values):
            return values
        return tuple(one for one in values if one not in self.unregistered)

    @cached_property
    def texts(self) -> dict[str, Collection[JSON]]:
        """The texts of messages and of people; any, where messages have people's fields in them."""
        messages = [*messages_of(self.case.account.setup)]
        if any(message.names for message in messages):
            return {"message": self.typed}
        return {
            "text": (*(message.template for message in messages), *self.typed),
            "message": self.typed,
        }

    @cached_property
    def messages(self) -> PossibleTexts:
        """What the account can say."""
        return PossibleTexts(self.case)

    @cached_property
    def typed(self) -> list[str]:
        """All texts of people."""
        return [step.draft.text for step in self.case.steps if step.draft and step.draft.text]

    @property
    def is_open(self) -> bool:
        """Whether a person may text anything: a captured value, or of a step that waits."""
        return any(step.draft is None for step in self.case.steps) or any(
            "${" in text for text in self.typed
        )

    def has_number(self, number: str) -> bool:
        """Whether a person or thing of the scenario has a number, in any form."""
        mdn = parse_mdn(number, self.country) or number
        digits = without_separators(mdn.removeprefix("+1").removeprefix("+"))
        return digits in self.digits

    def is_no_number(self, text: str) -> bool:
        """Whether a text looks like a phone number, is none, and no step sends it."""
        digits = without_separators(text).removeprefix("+")
        if not digits.isdecimal() or not _FEWEST <= len(digits) <= _MOST:
            return False
        return re.search(rf"(?<!\d){digits}(?!\d)", self.digits) is None


class _Search:
    """Looks for excluded values that never come.

    Args:
        values: the values that each key can have.
        said: what the scenario says; without it, any number is possible.
    """

    def __init__(self, values: KnownValues, said: _Said | None = None) -> None:
        self._values, self._said = values, said

    def values(self, excluded: Any, at: Place, path: list[str]) -> Iterator[Fault]:
        """What is excluded, and never comes at the end of a path of keys."""
        if isinstance(excluded, list):
            for i, item in enumerate(excluded):
                yield from self.values(item, (*at, i), path)
        elif is_operators(excluded):
            for name, argument in excluded.items():
                if name in _SAME_VALUE:
                    yield from self.values(argument, (*at, name), path)
                elif name in ("$contains", "$regex"):
                    yield from self._part(name, argument, (*at, name), path)
        elif isinstance(excluded, dict):
            for key, item in excluded.items():
                yield from self.values(item, (*at, key), [*path, literal_key(key)])
        elif excluded is not None:
            yield from self._value(excluded, at, path)

    def _part(self, operator: str, part: str, at: Place, path: list[str]) -> Iterator[Fault]:
        key, possible = self._values.possible(path)
        if self._is_message(path):
            yield from self._message(operator, part, at)
        elif is_mark(part):
            return
        elif possible is not None:
            if not any(_meets(operator, part, value) for value in possible):
                folded = part.casefold()
                near = [v for v in possible if isinstance(v, str) and folded in v.casefold()]
                case = f"; only in another case: {near[0]!r:.60}" if near else ""
                names = () if near else self._own(possible)
                yield never(at, f"no {key} meets {operator}: {part!r:.60}{case}", names=names)
        elif key and operator == "$contains" and not self._has_digits(part):
            yield never(at, f"no number in this scenario contains {part!r:.60}")

    def _value(self, value: JSON, at: Place, path: list[str]) -> Iterator[Fault]:
        key, possible = self._values.possible(path)
        if self._is_message(path):
            yield from self._message("", str(value), at)
        elif possible is not None:
            is_added = (
                key in self._values.extended and self._said and str(value) in self._said.steps
            )
            if not _is_among(value, possible) and not is_added:
                yield self._never(value, at, key, possible)
        elif key and isinstance(value, str) and self._said is not None:
            names = self._said.case.people.names
            is_number = parse_mdn(value, self._said.country) is not None
            if is_number and value not in names and not self._said.has_number(value):
                message = f"no person of this scenario has the number {value!r:.60}"
                yield never(at, message, names=names)
            elif not is_number and self._said.is_no_number(value):
                near = [
                    one.mdn for one in self._said.case.people.members if is_slip(value, one.mdn)
                ]
                yield never(at, f"{value!r:.60} has too few or too many digits", names=near)

    def _is_message(self, path: list[str]) -> bool:
        return ".".join(path[-2:]) in self._values.messages

    def _message(self, operator: str, text: str, at: Place) -> Iterator[Fault]:
        """The fault of a text, or a part of one, that is in no person's text and in no message."""
        said = self._said
        if said is None or said.is_open:
            return
        texts, typed = said.messages, said.typed
        match operator:
            case "$contains":
                is_there, what = (
                    texts.contain(text) or any(text in one for one in typed),
                    "contains",
                )
            case "$regex":
                is_there = texts.match(text) or any(finds(text, one) is not False for one in typed)
                what = "matches"
            case _:
                is_there, what = texts.has(text) or text in typed, "is"
        is_guard = bool(operator) and is_mark(text) and not texts.in_another_case(text)
        if not is_there and not is_guard:
            other = texts.in_another_case(text) if operator == "$contains" else ""
            hint = f"; only in another case: {other!r:.60}" if other else ""
            yield never(at, f"no message of the account and no text here {what} {text!r:.60}{hint}")

    def _never(self, value: JSON, at: Place, key: str, possible: Collection[JSON]) -> Fault:
        """The fault of a value that is none of the possible ones."""
        if key in _TEXTS and self._said is not None:
            names = map(str, possible)
            instead = f"{near!r:.60}" if (near := nearest(str(value), names)) else ""
            return never(at, f"{_TEXTS[key]} {value!r:.60}", value, expected=instead)
        return never(at, f"{key} is never {value!r:.60}", value, self._own(possible))

    def _own(self, values: Collection[JSON]) -> list[JSON]:
        """The values that are the account's."""
        return [one for one in values if one not in self._values.foreign]

    def _has_digits(self, part: str) -> bool:
        return self._said is None or part.removeprefix("+") in self._said.digits


def _is_among(value: JSON, possible: Collection[JSON]) -> bool:
    """Whether it is one of them, whatever the case: $not fails where only that differs."""
    if not isinstance(value, str):
        return value in possible
    return value.casefold() in (str(one).casefold() for one in possible)


def _meets(operator: str, argument: str, value: JSON) -> bool:
    if not isinstance(value, str) or (operator == "$regex" and "${" in argument):
        return True
    if operator == "$contains":
        return argument in value
    return finds(argument, value) is not False
