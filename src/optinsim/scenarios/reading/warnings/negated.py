"""What says nothing behind `$not`, because the platform does nothing like it in any case.

A mistyped text or name is told by a failing step, but behind `$not` it makes every run green. Knows
what the account can say, the names of its callbacks and what `$not` means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.files.problems import nearest
from optinsim.scenarios.reading.operators import is_operators
from optinsim.scenarios.reading.regex import excluded_by, literal_parts
from optinsim.scenarios.reading.replies import DETAILS
from optinsim.scenarios.reading.warnings.possible_texts import PossibleTexts, is_mark

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optinsim.adapter import Place
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import Expectation

_DETAILS = frozenset(DETAILS) - {"text"}
"""What an expectation of replies may say beside the text."""
_LISTS = ("$equals", "$unordered")
"""The operators that compare with a whole list."""
_SUCCESS = 2
"""The first digit of the statuses of success."""


def without_effect(case: Case, expect: Expectation, callbacks: Collection[str]) -> Iterator[Fault]:
    """What an expectation excludes and what cannot come, with places from `expect` on.

    Args:
        case: whose account has the messages, and whose steps the values in them.
        expect: what a step expects.
        callbacks: the names of the platform's callbacks; empty if they are not known.
    """
    for key in ("replies", "callbacks", "state", "record"):
        yield from _wholes(getattr(expect, key), (key,))
        yield from _other_entries(getattr(expect, key), (key,))
    if expect.response is not None:
        yield from _successes(expect.response.status)
        yield from _wholes(expect.response.json_, ("response", "json"))
        yield from _other_entries(expect.response.json_, ("response", "json"))
    yield from _names(expect.callbacks, ("callbacks",), callbacks)
    excluded = list(negated(expect.replies, ("replies",)))
    if excluded:
        texts = PossibleTexts(case)
        for at, item in excluded:
            if _DETAILS.isdisjoint(at):
                yield from _texts(item, at, texts)


def negated(expected: Any, at: Place) -> Iterator[tuple[Place, Any]]:
    """What stands behind `$not`; a `$not` inside another is left out.

    So is what a `$regex` excludes by a lookahead at its beginning, as a `$regex` of its own.
    """
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from negated(item, (*at, i))
    elif isinstance(expected, dict):
        for key, item in expected.items():
            if key == "$not":
                yield (*at, key), item
            elif key == "$regex" and isinstance(item, str):
                yield from ((at, {key: pattern}) for pattern in excluded_by(item))
            else:
                yield from negated(item, (*at, key))


def _wholes(expected: Any, at: Place) -> Iterator[Fault]:
    """What `$not` excludes only as a whole: with one entry or value changed, it is another."""
    for place, excluded in negated(expected, at):
        for inner, keys in _together(excluded, place):
            neither = ", ".join(f"{key}: {{$not: …}}" for key in keys[:2])
            yield Fault(
                inner,
                "what differs in one of these keys meets this, whatever the others are",
                expected=f"{{{neither}{', …' if len(keys) > 2 else ''}}} for none of them",  # noqa: PLR2004
                code=Code.NEGATED_KEYS,
            )
        whole = excluded
        while isinstance(whole, dict) and len(whole) == 1 and next(iter(whole)) in _LISTS:
            whole = next(iter(whole.values()))
        if isinstance(whole, list) and whole:
            yield Fault(
                place,
                "a longer or shorter list meets this, whatever its entries are",
                expected="{$not: {$has: …}} for a list without such an entry",
                code=Code.NEGATED_LIST,
            )
        if isinstance(excluded, dict) and _is_whole_mapping(excluded):
            yield Fault(
                (*place, "$equals"),
                "a mapping with one key more meets this, whatever its values are",
                expected="the same without $equals, for all mappings with these keys",
                code=Code.NEGATED_MAPPING,
            )


def _together(excluded: Any, at: Place) -> Iterator[tuple[Place, list[str]]]:
    """The mappings of several keys that are excluded, with their keys.

    An entry of a list (`$has`) is excluded by all of its keys, as it is meant.
    """
    if not isinstance(excluded, dict):
        return
    if is_operators(excluded):
        choices = excluded.get("$one_of")
        for i, choice in enumerate(choices if isinstance(choices, list) else ()):
            yield from _together(choice, (*at, "$one_of", i))
    elif len(excluded) > 1:
        yield at, list(excluded)
    else:
        for key, item in excluded.items():
            yield from _together(item, (*at, key))


def _other_entries(expected: Any, at: Place) -> Iterator[Fault]:
    """Entries that only have to be other than something: any other entry of the list meets it."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from _other_entries(item, (*at, i))
    elif isinstance(expected, dict):
        for key, item in expected.items():
            if key == "$has" and _only_excludes(item):
                yield Fault(
                    (*at, key),
                    "any other entry meets this, also beside one that is excluded",
                    expected="$not: {$has: …} for a list without such an entry",
                    code=Code.NEGATED_ENTRY,
                )
            elif key != "$not":
                yield from _other_entries(item, (*at, key))


def _successes(status: Any) -> Iterator[Fault]:
    """A success that is excluded: a refusal has to be named, so only another success is left."""
    excluded = status.get("$not") if isinstance(status, dict) else None
    listed = excluded.get("$one_of", [None]) if isinstance(excluded, dict) else [excluded]
    if all(isinstance(one, int) and one // 100 == _SUCCESS for one in listed):
        yield Fault(
            ("response", "status", "$not"),
            "another success meets this, and a refusal fails the step",
            expected="the status of the refusal itself, such as 422",
            code=Code.NEGATED_STATUS,
        )


def _only_excludes(expected: Any) -> bool:
    """Whether an expectation says by `$not` what is not there, and nothing of what is."""
    if not isinstance(expected, dict) or not expected:
        return False
    return all(
        not _is_nothing(item) if key == "$not" else _only_excludes(item)
        for key, item in expected.items()
    )


def _is_nothing(excluded: Any) -> bool:
    """Whether `$not` of it says that something is there: of null, an empty text, another `$not`."""
    if isinstance(excluded, dict):
        return "$not" in excluded or excluded in ({}, {"$absent": True}, {"$length": 0})
    return excluded in (None, "", [])


def _is_whole_mapping(excluded: dict[str, Any]) -> bool:
    """Whether `$equals` asks for a mapping with these keys and no others."""
    while "$has" in excluded and isinstance(excluded["$has"], dict):
        excluded = excluded["$has"]
    whole = excluded.get("$equals")
    return isinstance(whole, dict) and bool(whole) and not is_operators(whole)


def _names(expected: Any, at: Place, known: Collection[str]) -> Iterator[Fault]:
    """Mistyped names of callbacks: texts of an entry that are nearly such a name."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from _names(item, (*at, i), known)
    elif isinstance(expected, dict):
        for key, item in expected.items():
            is_part = key in ("$contains", "$regex")
            if not is_part and (key[:1] == "$" or is_operators(item) or isinstance(item, str)):
                yield from _names(item, (*at, key), known)
    elif isinstance(expected, str) and expected not in known and nearest(expected, known):
        message = f"no callback is called {expected!r:.60}"
        yield Fault(at, message, got=expected, names=tuple(known), code=Code.UNKNOWN_CALLBACK_NAME)


def _texts(excluded: Any, at: Place, texts: PossibleTexts) -> Iterator[Fault]:
    """Texts that no message has."""
    if isinstance(excluded, list):
        for i, item in enumerate(excluded):
            yield from _texts(item, (*at, i), texts)
    elif isinstance(excluded, dict):
        for key, item in excluded.items():
            if key in ("text", "$has", "$one_of", "$unordered", "$equals"):
                yield from _texts(item, (*at, key), texts)
            elif isinstance(item, str):
                yield from _part(key, item, (*at, key), texts)
    elif isinstance(excluded, str) and not texts.has(excluded):
        expected = "$contains: … for a part of a message" if texts.contain(excluded) else ""
        hint = _other_case(excluded, texts)
        yield never(at, f"no message of the account is {excluded!r:.60}{hint}", expected=expected)


def _part(operator: str, wanted: str, at: Place, texts: PossibleTexts) -> Iterator[Fault]:
    """A part of a text that no message has."""
    if is_mark(wanted) and not texts.in_another_case(wanted):
        return
    if operator == "$contains" and not texts.contain(wanted):
        hint = _other_case(wanted, texts)
        yield never(at, f"no message of the account contains {wanted!r:.60}{hint}")
    elif operator == "$regex" and "${" not in wanted and not texts.match(wanted):
        parts = literal_parts(wanted) or ()
        hints = [hint for part in parts if (hint := _other_case(part, texts))]
        yield never(at, f"no message of the account matches {wanted!r:.60}{''.join(hints[:1])}")


def _other_case(part: str, texts: PossibleTexts) -> str:
    """The end of a message about a text that differs in the case of letters alone."""
    found = "" if texts.contain(part) else texts.in_another_case(part)
    return f"; only in another case: {found!r:.60}" if found else ""


def never(
    at: Place, message: str, got: Any = "", names: Collection[Any] = (), expected: str = ""
) -> Fault:
    """The fault of something that is excluded and never comes; for the rest see `Fault`.

    A message proposes each of the names once, and not the empty one.
    """
    is_pattern = "$not" not in at
    what, instead = ("$not", "") if not is_pattern else ("(?!…)", "{$not: {$contains: …}}")
    return Fault(
        at,
        f"{message}: {what} is met in any case",
        expected=expected or ("" if any(names) else instead),
        got=str(got),
        names=tuple(dict.fromkeys(name for name in map(str, names) if name)),
        code=Code.NOT_OF_NOTHING,
    )
