"""Values by which a call finds nothing, since they are no key of the person who is meant.

`email:ann@example.org` where `ann@example.com` is stored, `sms:ann@example.com`, or a first name.
Knows the people of a scenario, what its steps send, and the names that stand before a value in a
path. Any other address or id may be a stranger's, who is asked for on purpose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.scenarios.reading.nested import texts_by_key
from optinsim.scenarios.reading.variables import names_in
from optinsim.scenarios.reading.warnings.other_people import has_word, said_by
from optinsim.scenarios.reading.warnings.paths import named_parts
from optinsim.scenarios.reading.warnings.slips import is_slip
from optinsim.scenarios.reading.warnings.unknown_targets import expects_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import JSON, KnownKeys
    from optinsim.scenarios.reading.cases import Case
    from optinsim.scenarios.reading.model import RequestFile

_ONLY_ASK = ("GET", "HEAD", "DELETE")
_ADDRESS = ".address"


def other_keys(case: Case) -> Iterator[Fault]:
    """The steps that ask by such a value and expect nothing, with places from the steps on."""
    known = case.account.known_keys
    for i, step in enumerate(case.steps[1:], 1):
        draft = step.draft
        if (
            known is None
            or draft is None
            or draft.request is None
            or not expects_nothing(draft, known)
        ):
            continue
        written = step.tree["request"]
        path = written["path"] if isinstance(written, dict) else written
        if (case.example or {}).keys() & names_in(path):
            continue  # the examples may be about keys by which no person is found
        for whole, is_in_path in _keys(case, draft.request, known):
            name, key = _split(whole, known)
            message, near = _other_domain(case, i, key)
            if not message:
                message, near = _other_channel(case, name, key, known)
            if not message and is_in_path:
                message = _no_key(case, key, known)
            if message:
                yield Fault(
                    (i, "request", "path"),
                    message,
                    expected=near or "a number, address or id of the person",
                    code=Code.UNKNOWN_TARGET,
                )


def _keys(case: Case, request: RequestFile, known: KnownKeys) -> Iterator[tuple[str, bool]]:
    """The values that say whom a call asks for, if they are filled in.

    With each, whether it stands in the path; a parameter may ask for any value, such as a name.
    """
    surface = case.account.platform.surface(case.account.file)
    routes = () if surface is None else surface.routes
    calls = [route.path for route in routes if route.method == request.method]
    _, named = named_parts(request.path, calls)
    found = [(part, True) for part, name in named if name not in known.targets.owners]
    found += [(part, False) for _, part in parse_qsl(request.path.partition("?")[2])]
    return ((part, is_in_path) for part, is_in_path in found if "${" not in part)


def _split(whole: str, known: KnownKeys) -> tuple[str, str]:
    """A value without the name of a key before it, and that name: `email:ann@example.com`."""
    name, colon, value = whole.partition(":")
    return (name, value) if colon and name in known.targets.key_names else ("", whole)


def _other_domain(case: Case, index: int, key: str) -> tuple[str, str]:
    """An address that no step stores, like a stored one but for its domain; and the stored one.

    `unknown_targets` tells of one whose domain is a slip away.
    """
    own, at, _ = key.casefold().partition("@")
    if not at or _is_sent(case, index, key):
        return "", ""
    for text in _stored(case):
        if text.casefold().startswith(f"{own}@") and not _is_told(key, text):
            return f"no step stores {key!r:.60}", text
    return "", ""


def _is_told(typed: str, stored: str) -> bool:
    has_digit = any(map(str.isdigit, typed))
    return not has_digit and is_slip(typed.casefold(), stored.casefold())


def _other_channel(case: Case, name: str, key: str, known: KnownKeys) -> tuple[str, str]:
    """A value of one channel behind the name of another, and the value behind its own."""
    if not name:
        return "", ""
    own = _channel(name)
    names = [one for one in known.targets.key_names if one != own and _channel(one) == one]
    for other in names:
        if key.removeprefix("+").casefold() in _addresses(case, other, known):
            return f"{key!r:.60} is a value of {other}, and not of {own}", f"{other}:{key}"
    return "", ""


def _channel(name: str) -> str:
    """The channel of the name of a key: `sms`, `channels.sms.address`."""
    return name.removeprefix("channels.").removesuffix(_ADDRESS)


def _addresses(case: Case, channel: str, known: KnownKeys) -> set[str]:
    """The addresses of a channel: those that steps store, and the numbers of people."""
    found = {text for body in _bodies(case) for text in _at(body, channel)}
    if f"{channel}{_ADDRESS}" in known.values.numbers:
        found |= {member.mdn for member in case.people.members}
    return {text.removeprefix("+").casefold() for text in found}


def _at(body: JSON, channel: str) -> Iterator[str]:
    """The texts at a channel or at its address, at any depth."""
    if isinstance(body, dict):
        for key, item in body.items():
            inner = item.get("address") if isinstance(item, dict) else item
            if key == channel and isinstance(inner, str):
                yield inner
            yield from _at(item, channel)


def _no_key(case: Case, key: str, known: KnownKeys) -> str:
    """What a word is that is a person's name or a field's value, and no key; else empty."""
    if not key.replace(" ", "").isalpha():
        return ""
    for member in case.people.members:
        if key == member.given.external_id:
            return ""
        names = [name for name, item in member.given.fields.items() if str(item) == key]
        if names or key == member.name:
            what = f"the {names[0]:.60} of {member.name}" if names else "a name in people"
            return f"{key!r:.60} is {what}, and nothing is found by it"
    # Where the names of keys are known, a word is the value of none of them.
    at = (name for body in _bodies(case) for name, text in texts_by_key(body) if text == key)
    name = next(at, "") if known.targets.key_names else ""
    return f"{key!r:.60} is stored as {name:.60}, and nothing is found by it" if name else ""


def _bodies(case: Case) -> Iterator[JSON]:
    """What the calls of a case send."""
    for step in case.steps:
        if step.draft is not None and step.draft.request is not None:
            yield step.draft.request.json_
        elif step.draft is not None and step.draft.listener is not None:
            yield step.draft.listener.contact


def _stored(case: Case) -> Iterator[str]:
    return (text for body in _bodies(case) for _, text in texts_by_key(body))


def _is_sent(case: Case, index: int, key: str) -> bool:
    """Whether another call that may store something has a value; one that waits for it may."""
    for i, step in enumerate(case.steps):
        draft = step.draft
        if i == index:
            continue
        if draft is None:
            return True
        is_change = draft.request is not None and draft.request.method not in _ONLY_ASK
        said = said_by(draft) if is_change or draft.listener is not None else ""
        if has_word(said.casefold(), key.casefold()):
            return True
    return False
