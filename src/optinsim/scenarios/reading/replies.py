"""The details of a text that `replies` may expect: its recipient, its sender, and more.

Knows the names of these details and their faults. Does not compare them (judging/expect.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.numbers import parse_mdn
from optinsim.core.possible import possible_messages
from optinsim.core.segments import Encoding
from optinsim.scenarios.reading.operators import is_operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optinsim.adapter import Account, Place
    from optinsim.scenarios.reading.people import ScenarioPeople

DETAILS = ("text", "to", "from", "purpose", "segments", "encoding")
"""The keys of an entry of `replies`."""
NUMBERS = frozenset({"segments"})
"""The details that are numbers."""
_ENTRIES = frozenset({"$unordered", "$has", "$not", "$one_of", "$equals"})
"""The operators whose argument contains entries."""
_PLAIN = frozenset({"$regex", "$contains", "$capture", "$length", "$any", "$absent"})
"""The operators whose argument cannot name a person."""


def with_numbers(expected: Any, number_of: Callable[[str], str]) -> Any:
    """The expectation of replies, with the number of each person that `to` or `from` names."""
    if isinstance(expected, list):
        return [with_numbers(item, number_of) for item in expected]
    if not isinstance(expected, dict):
        return expected
    return {
        key: _numbered(item, number_of)
        if key in ("to", "from")
        else with_numbers(item, number_of)
        if key in _ENTRIES
        else item
        for key, item in expected.items()
    }


def _numbered(expected: Any, number_of: Callable[[str], str]) -> Any:
    if isinstance(expected, str):
        return number_of(expected)
    if isinstance(expected, list):
        return [_numbered(item, number_of) for item in expected]
    if isinstance(expected, dict):
        return {
            key: item if key in _PLAIN else _numbered(item, number_of)
            for key, item in expected.items()
        }
    return expected


def faults(expected: Any, at: Place, account: Account, people: ScenarioPeople) -> Iterator[Fault]:
    """The faults of the details in an expectation of replies: names that do not exist."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from faults(item, (*at, i), account, people)
    elif is_operators(expected):
        for name in _ENTRIES & expected.keys():
            yield from faults(expected[name], (*at, name), account, people)
    elif isinstance(expected, dict):
        names = {
            "to": (*people.names, *(member.mdn for member in people.members)),
            "from": tuple(account.setup.by_number),
            "purpose": purposes(account),
            "encoding": tuple(Encoding),
        }
        for key, item in expected.items():
            if key not in DETAILS:
                message = f"a text has no {key!r:.60}"
                yield Fault((*at, key), message, got=key, names=DETAILS, code=Code.UNKNOWN_KEY)
            elif key in names:
                yield from _unknown(key, item, (*at, key), names[key], account)


def purposes(account: Account) -> tuple[str, ...]:
    """The purposes of the messages that an account can send."""
    setup = account.setup
    possible = dict.fromkeys(name for _, name in possible_messages(setup))
    others = (name for campaign in setup.campaigns for name in campaign.messages)
    return tuple(possible | dict.fromkeys((*setup.messages, *others)))


def _unknown(
    key: str, expected: Any, at: Place, names: tuple[str, ...], account: Account
) -> Iterator[Fault]:
    """Values that no text has for a key; also within operators."""
    if isinstance(expected, str):
        is_number = key == "to" and parse_mdn(expected, account.setup.country) is not None
        if expected not in names and not is_number:
            yield Fault(
                at,
                f"{key}: {expected!r:.60} is not known",
                got=expected,
                names=names,
                code=Code.UNKNOWN_PERSON if key == "to" else Code.UNKNOWN_WORD,
            )
    elif isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from _unknown(key, item, (*at, i), names, account)
    elif isinstance(expected, dict):
        for name, item in expected.items():
            if name not in _PLAIN:
                yield from _unknown(key, item, (*at, name), names, account)
