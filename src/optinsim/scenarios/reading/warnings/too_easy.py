"""Warns of expectations that hold too often: of all that can come, or of the wrong message.

Knows the account's messages, the words for states and readings, and the values that a platform
lists for a key. Does not know when what comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optinsim.codes import Code
from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.patterns import compile_pattern
from optinsim.scenarios.reading.operators import fits_anything, is_operators
from optinsim.scenarios.reading.regex import finds, whole_text
from optinsim.scenarios.reading.warnings.impossible_values import keys_on_way

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from optinsim.adapter import Account, Place
    from optinsim.files.problems import Problem
    from optinsim.scenarios.reading.cases import Case

_MOST_LISTED = 5
_BY_PART = frozenset({"$contains", "$regex"})
_NARROWING = _BY_PART | {"$not", "$one_of", "$equals"}
"""The operators that judge the content of a text."""
_WORDS = {
    "reading": tuple(str(kind) for kind in Kind),
    "state": tuple(str(state) for state in Consent),
}


def too_easy(case: Case) -> Iterator[Problem]:
    """The warnings about expectations of a case that are met too easily."""
    for i, step in enumerate(case.steps):
        if step.draft is None or step.is_plain:
            continue
        expect, place = step.draft.expect, ("steps", i, "expect")
        for key in ("reading", "replies", "callbacks", "state", "record"):
            yield from _everything(case, getattr(expect, key), (*place, key))
            yield from _too_easy_conditions(case, getattr(expect, key), (*place, key))
        if expect.response is not None:
            for key in ("status", "json"):
                found = expect.response.json_ if key == "json" else expect.response.status
                yield from _everything(case, found, (*place, "response", key))
                yield from _too_easy_conditions(case, found, (*place, "response", key))


def _everything(case: Case, expected: Any, at: Place) -> Iterator[Problem]:
    """An expectation that is met by all that can come."""
    if fits_anything(expected):
        name = "list of " + str(at[-1]) if at[-1] in ("replies", "callbacks") else at[-1]
        yield _warning(
            case,
            at,
            f"every {name} meets this: it checks nothing",
            expected="what has to come",
            code=Code.ANYTHING_MEETS,
        )
    elif at[-1] == "state" and isinstance(expected, dict):
        for campaign, state in expected.items():
            if fits_anything(state):
                yield _warning(
                    case,
                    (*at, campaign),
                    "every state meets this: it checks nothing",
                    code=Code.ANYTHING_MEETS,
                )
    elif at[-1] in ("json", "record") and expected == {}:
        instead = "$equals: {} for an empty one" if at[-1] == "json" else "null for no record"
        yield _warning(
            case, at, "{} fits every mapping", expected=instead, code=Code.ANY_MAPPING_FITS
        )
    words = expected.get("$one_of") if isinstance(expected, dict) else None
    if isinstance(words, list) and set(_WORDS.get(str(at[-1]), "?")).issubset(map(str, words)):
        yield _warning(
            case, (*at, "$one_of"), f"every {at[-1]} is one of these", code=Code.ANYTHING_MEETS
        )


def _too_easy_conditions(case: Case, expected: Any, at: Place) -> Iterator[Problem]:
    """The conditions of an expectation that hold too often."""
    if isinstance(expected, list):
        for i, item in enumerate(expected):
            yield from _too_easy_conditions(case, item, (*at, i))
    for key, item in expected.items() if isinstance(expected, dict) else ():
        place = (*at, key)
        if key == "text" and isinstance(expected.get("purpose"), str):
            continue  # the purpose says which message it is
        yield from _always_there(case, item, place)
        if found := _too_easy(key, item):
            message, instead, code = found
            yield _warning(case, place, message, expected=instead, code=code)
        elif key in _BY_PART:
            yield from _ambiguous(case, key, expected, place)
        elif key == "$not" and not _BY_PART.isdisjoint(expected):
            # This $not narrows the $contains or $regex beside it, and may itself fit several texts.
            found_inside = _too_easy_conditions(case, item, place)
            yield from (one for one in found_inside if one.code != Code.AMBIGUOUS_TEXT)
        elif key != "$equals":
            yield from _too_easy_conditions(case, item, place)


def _always_there(case: Case, entry: Any, at: Place) -> Iterator[Problem]:
    """An entry that a list always has, wanted by its name alone."""
    known = case.account.known_keys
    if at[-1] != "$has" or known is None:
        return
    if keys_on_way(at[4:])[-1:] not in [[one] for one in known.values.complete]:
        return
    name = entry.get("name") if isinstance(entry, dict) else None
    if "$not" in at or not isinstance(name, str):
        return
    if all(fits_anything(item) for key, item in entry.items() if key != "name"):
        yield _warning(
            case,
            at,
            f"there is always an entry {name!r:.60} here",
            expected="its value, which says whether anything is stored",
            code=Code.ANYTHING_MEETS,
        )


def _too_easy(key: str, item: Any) -> tuple[str, str, Code] | None:
    """What is wrong with a condition that is met by nearly anything, and what to write instead."""
    if key == "$one_of" and any(choice == {} or fits_anything(choice) for choice in item):
        return (
            "one entry of this $one_of is met by anything",
            "only what may come",
            Code.ANYTHING_MEETS,
        )
    if key == "$regex" and _is_met_by_anything(item):
        return f"any text matches {item!r:.60}", "$any: true", Code.ANY_TEXT_MATCHES
    if item == {} and key not in ("$equals", "$regex"):
        # In a list, {} is any entry; as the value of a key it looks like an empty mapping.
        return "{} fits every mapping", "$equals: {} for an empty one", Code.ANY_MAPPING_FITS
    return None


def _ambiguous(case: Case, operator: str, entry: dict[str, Any], at: Place) -> Iterator[Problem]:
    """A `$contains` or `$regex` that several messages, states or readings would satisfy.

    «unsubscribed» contains «subscribed»: such a test passes for the wrong message.

    Args:
        case: the case with the expectation.
        operator: `$contains` or `$regex`.
        entry: the whole condition. Several operators together can fit a single message.
        at: the place of the operator.
    """
    part, kind, known = entry[operator], str(at[3]), case.account.known_keys
    if operator == "$regex" and ("$not" in at or "${" in part or _looks_around(part)):
        return
    samples = known.values.samples.get(_last_key(at), ()) if known and "$not" not in at else ()
    if fits_all(entry, samples):
        message = f"{part!r:.60} fits every {_last_key(at)}"
        instead = "a part that tells this one"
        yield _warning(case, at, message, expected=instead, code=Code.AMBIGUOUS_TEXT)
        return
    if kind == "replies":
        named, where = list(_messages(case.account)), "messages"
    elif kind in _WORDS:
        named, where = [(word, word) for word in _WORDS[kind]], f"{kind}s"
    else:
        key, words = _listed(case, at)
        named, where = [(word, word) for word in words], f"values of {key}"
    fitting = [name for name, text in named if _may_meet(entry, text)]
    if kind not in ("replies", *_WORDS):
        fitting = _mistakable(fitting, [word for word, _ in named], part, at)
    if len(fitting) > 1:
        more = ", …" if len(fitting) > _MOST_LISTED else ""
        listed = ", ".join(fitting[:_MOST_LISTED]) + more
        met = f"{'stands in' if operator == '$contains' else 'matches'} several {where}"
        if len(entry.keys() & _NARROWING) > 1:
            met += ", also with what stands beside it"
        yield _warning(case, at, f"{part!r:.60} {met}: {listed}", code=Code.AMBIGUOUS_TEXT)


def _may_meet(expected: Any, text: str) -> bool:
    """Whether a text meets the operators of a condition that judge the content of a text."""
    if not is_operators(expected):
        return bool(expected == text)
    return all(_meets(name, argument, text) for name, argument in expected.items())


def _meets(name: str, argument: Any, text: str) -> bool:
    """Whether a text meets one operator; a `$regex` with a captured value counts as unmet."""
    match name:
        case "$contains":
            return argument in text
        case "$regex":
            return "${" not in argument and bool(finds(argument, text))
        case "$not":
            return not _may_meet(argument, text)
        case "$one_of":
            return any(_may_meet(choice, text) for choice in argument)
        case "$equals":
            return _may_meet(argument, text)
        case _:
            return True


def fits_all(expected: Any, samples: Collection[str]) -> bool:
    """Whether an expectation by parts fits all samples of a text, and so says nothing of it.

    Args:
        expected: the expectation.
        samples: see `KnownValues.samples`; of none, whatever is expected says something.
    """
    return (
        bool(samples)
        and is_operators(expected)
        and all(
            isinstance(part, str)
            and "${" not in part
            and name in ("$contains", "$regex")
            and all(part in text if name == "$contains" else finds(part, text) for text in samples)
            for name, part in expected.items()
        )
    )


def _last_key(at: Place) -> str:
    """The last key of a place in an expectation."""
    return next(reversed(keys_on_way(at)), "")


def _listed(case: Case, at: Place) -> tuple[str, list[str]]:
    """The key of a place in a record, a callback or an answer, and the texts listed for it."""
    known = case.account.known_keys
    if known is None or "$not" in at:  # what several values meet excludes them all
        return "", []
    key, values = known.values.possible(keys_on_way(at[4:]))
    return key, [one for one in values or () if isinstance(one, str)]


def _mistakable(fitting: list[str], words: list[str], part: str, at: Place) -> list[str]:
    """The fitting words that the author may have confused with one another.

    A regular expression with `|` may mean several words, but not all. `$has` with a part of a
    callback's name (`$has: {callback_type: {$contains: participant}}`) may mean any callback of a
    kind, unless most names fit, or opposites do.
    """
    if "|" in part:
        may_be_meant = len(fitting) < len(words)
    else:
        is_whole = str(at[3]) == "callbacks" and len(keys_on_way(at[4:])) == 1
        may_be_meant = is_whole and "$has" in at and not _oppose(fitting)
        may_be_meant &= len(fitting) <= len(words) / 2
    return _one_in_another(fitting) if may_be_meant else fitting


def _oppose(words: list[str]) -> bool:
    """Whether two of the words differ only in `added` and `removed`."""
    return any(word.replace("added", "removed") in words for word in words if "added" in word)


def _one_in_another(words: list[str]) -> list[str]:
    """Those that stand in another one, with that: words that only share a part may all be meant."""
    pairs = [(one, other) for one in words for other in words if one and one != other]
    return list(dict.fromkeys(word for pair in pairs if pair[0] in pair[1] for word in pair))


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
    if "${" in pattern:  # a captured value
        return False
    compiled = compile_pattern(whole_text(pattern))
    return not _looks_around(pattern) and all(map(compiled.search, ("\x00", "?", "Zq7")))


def _looks_around(pattern: str) -> bool:
    return any(way in pattern for way in ("(?=", "(?!", "(?<"))


def _warning(case: Case, at: Place, message: str, *, code: Code, **more: Any) -> Problem:
    return case.document.problem(at, message, code=code, **more)
