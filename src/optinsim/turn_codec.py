"""Turns to JSON and back, completely: for a client that judges the turns of a server's world.

Both sides have the account, so the JSON has only the ids of its campaigns, questions and answers.
Checks its input: makes only values of the classes in here, and events. Does not write JSON for
people and reports (turn_json.py).
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Callback, Destination, Response, Unsettled
from optinsim.core.consent import Consent, Trigger
from optinsim.core.events import Event
from optinsim.core.inbound import Awaited, Kind, Reading
from optinsim.core.people import Person, Subscription
from optinsim.core.setup import Answer, Campaign, Question
from optinsim.simulator import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from optinsim.adapter import Account
    from optinsim.codec import Command

_VALUES: dict[str, type] = {
    one.__name__: one
    for one in (
        *(Awaited, Callback, Destination, Person, Reading, Response, Subscription, Unsettled),
    )
}
_WORDS: dict[str, Any] = {one.__name__: one for one in (Consent, Kind, Trigger)}
_TAG = "$"


def encode_turn(turn: Turn) -> dict[str, Any]:
    """The turn as JSON, without its command, which the client knows."""
    return {
        one.name: _encoded(getattr(turn, one.name)) for one in fields(Turn) if one.name != "command"
    }


def decode_turn(encoded: Any, command: Command, account: Account) -> Turn:
    """The turn of an output of `encode_turn`.

    Args:
        encoded: the JSON.
        command: of the turn.
        account: the client's own, which is equal to the server's.

    Raises:
        ValueError: it is no turn of that account.
    """
    decoder = _Decoder(account)
    try:
        return Turn(command, **{name: decoder.decode(item) for name, item in encoded.items()})
    except (AttributeError, LookupError, StopIteration, TypeError) as error:
        message = f"this is no turn: {type(error).__name__} {error}"
        raise ValueError(message) from None


def encode_unsettled(calls: tuple[Unsettled, ...]) -> list[Any]:
    """Accepted calls without a good result, as JSON."""
    return [_encoded(call) for call in calls]


def decode_unsettled(encoded: Any, account: Account) -> tuple[Unsettled, ...]:
    """The calls of an output of `encode_unsettled`."""
    return tuple(_Decoder(account).decode(encoded))


def _encoded(item: Any) -> Any:  # noqa: PLR0911  (one for each kind of value)
    """A value as JSON; types that JSON lacks become an object with a tag."""
    if item is None or type(item) in (bool, int, float, str):
        return item
    if isinstance(item, list):
        return [_encoded(part) for part in item]
    if isinstance(item, Awaited):  # a tuple, too
        return {_TAG: "Awaited", "of": {k: _encoded(part) for k, part in item._asdict().items()}}
    if isinstance(item, tuple):
        return {_TAG: "tuple", "of": [_encoded(part) for part in item]}
    if isinstance(item, datetime):
        return {_TAG: "datetime", "of": item.isoformat()}
    if type(item).__name__ in _WORDS:
        return {_TAG: type(item).__name__, "of": str(item)}
    if isinstance(item, Campaign | Question):
        return {_TAG: type(item).__name__, "of": item.id}
    if isinstance(item, Answer):
        return item.word  # beside its question
    if isinstance(item, Event) or type(item).__name__ in _VALUES:
        parts = {one.name: _encoded(getattr(item, one.name)) for one in fields(item)}
        return {_TAG: _name(type(item)), "of": parts}
    return {_TAG: "dict", "of": {key: _encoded(part) for key, part in item.items()}}


class _Decoder:
    """Makes the values of an account's turns."""

    def __init__(self, account: Account) -> None:
        questions = _questions(one for c in account.setup.campaigns for one in c.questions)
        self._events = {_name(one): one for one in _below(Event)}
        self._makers: dict[str, Callable[[Any], Any]] = {
            **_WORDS,
            "tuple": lambda of: tuple(map(self.decode, of)),
            "dict": lambda of: {key: self.decode(part) for key, part in of.items()},
            "datetime": lambda of: datetime.fromisoformat(of).astimezone(UTC),
            "Campaign": account.setup.by_id.__getitem__,
            "Question": {question.id: question for question in questions}.__getitem__,
        }

    def decode(self, item: Any) -> Any:
        """The value of an output of `_encoded`."""
        if isinstance(item, list):
            return [self.decode(part) for part in item]
        if not isinstance(item, dict):
            return item
        tag, of = item[_TAG], item["of"]
        make = self._makers.get(tag)
        return self._value(tag, of) if make is None else make(of)

    def _value(self, tag: str, of: dict[str, Any]) -> Any:
        """A value, or an event."""
        kind = _VALUES.get(tag) or self._events[tag]
        parts = {name: self.decode(part) for name, part in of.items()}
        if isinstance(parts.get("question"), Question):
            # The expected answer, which the JSON names by its word.
            answers = parts["question"].answers.values()
            parts["answer"] = next(one for one in answers if one.word == parts["answer"])
        return kind(**parts)


def _questions(questions: Iterable[Question]) -> Iterator[Question]:
    """The questions, and those that follow from their answers."""
    for question in questions:
        yield question
        yield from _questions(
            answer.then for answer in question.answers.values() if answer.then is not None
        )


def _below(kind: type) -> Iterator[type]:
    """All classes that are made from a class."""
    subclasses: list[type] = kind.__subclasses__()
    for one in subclasses:
        yield one
        yield from _below(one)


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__name__}" if issubclass(kind, Event) else kind.__name__
