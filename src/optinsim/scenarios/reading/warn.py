"""What is suspicious in a scenario without being wrong: what would be green for a wrong reason.

Knows the account's messages and the words for states and readings. A warning never changes how a
run ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.core.numbers import describe_mistyped, parse_mdn
from optinsim.files.problems import nearest
from optinsim.patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.adapter import Account, Place
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case

_WORDS = {
    "reading": tuple(str(kind) for kind in Kind),
    "state": tuple(str(state) for state in Consent),
}


def suspicious(case: Case) -> Iterator[Problem]:
    """What a reader of a scenario should look at again."""
    yield from _mistyped_numbers(case)
    for i, step in enumerate(case.steps):
        if step.file is None or step.is_plain:
            continue
        expect = step.file.expect
        for key in ("reading", "replies", "callbacks", "state", "record"):
            yield from _look(case, getattr(expect, key), ("steps", i, "expect", key))
        if expect.response is not None:
            yield from _look(
                case, expect.response.json_, ("steps", i, "expect", "response", "json")
            )


def _mistyped_numbers(case: Case) -> Iterator[Problem]:
    """The phone numbers that look foreign by a typing error."""
    given: list[tuple[Place, str | None]] = [
        (("people", name, "mdn"), person.mdn) for name, person in case.file.people.items()
    ]
    given += [
        (("steps", i, "from"), step.file.from_) for i, step in enumerate(case.steps) if step.file
    ]
    country = case.account.setup.country
    for place, number in given:
        mdn = parse_mdn(number or "", country)
        if mdn and (message := describe_mistyped(mdn, country)):
            yield _warning(case, place, message)


def unused_names(cases: Iterable[Case]) -> Iterator[Problem]:
    """What examples say for names that nothing uses, each name once: every example does the same.

    A name beside others that are used may be a note to whoever reads the report; but not if there
    is a var of almost that name, whose value is used in its place.
    """
    known: set[str] = set()
    for case in cases:
        example, used = case.example or {}, case.scope.used
        for name in example:
            if name in used or name in known:
                continue
            near = nearest(name, [n for n in case.file.vars if n in used and n not in example])
            if near or used.isdisjoint(example):
                known.add(name)
                place = ("examples", case.number, name)
                yield _warning(case, place, f"${{{name:.60}}} is used nowhere", suggestion=near)


def _look(case: Case, expected: Any, at: Place) -> Iterator[Problem]:
    """Look through an expectation for conditions that hold too often."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from _look(case, item, (*at, i))
    elif isinstance(expected, dict):
        for key, item in expected.items():
            place = (*at, key)
            if key == "$contains":
                yield from _ambiguous(case, item, place)
            elif key == "$regex":
                if _is_met_by_anything(item):
                    message = f"any text matches {item!r:.60}"
                    yield _warning(case, place, message, expected="$any: true")
            elif item == {} and key != "$equals":
                # An entry {} of a list holds a place; behind a key it looks like an empty one.
                message = "{} fits every mapping"
                yield _warning(case, place, message, expected="$equals: {} for an empty one")
            elif key != "$equals":
                yield from _look(case, item, place)


def _ambiguous(case: Case, part: str, at: Place) -> Iterator[Problem]:
    """A `$contains` that several messages, states or readings would satisfy.

    Whoever expects «subscribed» also accepts «unsubscribed»: such a test is green for the wrong
    message.
    """
    kind = str(at[3])
    if kind == "replies":
        fitting = [name for name, text in _messages(case.account) if part in text]
        where = "messages"
    else:
        fitting = [word for word in _WORDS.get(kind, ()) if part in word]
        where = f"{kind}s"
    if len(fitting) > 1:
        listed = ", ".join(fitting[:5]) + (", …" if len(fitting) > 5 else "")  # noqa: PLR2004
        yield _warning(case, at, f"{part!r:.60} stands in several {where}: {listed}")


def _messages(account: Account) -> Iterator[tuple[str, str]]:
    """All messages of an account by name, as they are before a person's values are filled in."""
    for purpose, message in account.setup.messages.items():
        yield purpose, message.template
    for campaign in account.setup.campaigns:
        for purpose, message in campaign.messages.items():
            yield f"{purpose} of {campaign.id}", message.template


def _is_met_by_anything(pattern: str) -> bool:
    """Whether a regular expression is found in texts that have nothing in common.

    One that looks ahead or behind refuses what it names, so it is not judged.
    """
    compiled = compile_pattern(pattern)
    looks_around = any(way in pattern for way in ("(?=", "(?!", "(?<"))
    return not looks_around and all(map(compiled.search, ("", "\x00", "?")))


def _warning(
    case: Case, at: Place, message: str, expected: str = "", suggestion: str = ""
) -> Problem:
    return case.document.problem(
        at, message, expected=expected, suggestion=suggestion, severity="warning"
    )
