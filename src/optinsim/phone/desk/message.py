"""A message of the account under edit: its place, what it lacks, and how three people get it.

Knows accounts and their messages. Does not know files (write_back.py), nor a screen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from optinsim.adapter import Account
from optinsim.codes import Code
from optinsim.core.values import value
from optinsim.files.faults import faults_of
from optinsim.files.lint import suspicious
from optinsim.files.moments import sent_messages
from optinsim.laws.texts_say_what_they_must import of_account
from optinsim.report.cost import cost_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import Place
    from optinsim.files.moments import SentMessage
    from optinsim.phone.timeline import Bubble
    from optinsim.report.cost import Cost

_PLACE = re.compile(r"\$\{[^{}]*\}")
_LONG_NAMES = {"first_name": "Maximiliana-Josephine", "last_name": "Featherstonehaugh-Smythe"}
_AUDITED = ("help", "stop")
"""The account's own messages that the law about texts judges in more detail than lint."""


@value
class DeskMessage:
    """One message of an account."""

    place: Place
    """The place in the account, merged with the files that it extends."""
    name: str
    """Its name, such as the prompt of Summer Sale."""
    words: str
    """The words of the file, with `${brand}` and other names."""


@value
class Reader:
    """A message as one person gets it."""

    who: str
    text: str
    gaps: tuple[tuple[int, str], ...]
    """The empty names in it, with their offsets."""
    cost: Cost


@value
class Judgement:
    """The judgement of the words of a message."""

    lacks: tuple[str, ...]
    """Sentences about errors and missing parts."""
    readers: tuple[Reader, ...]
    """Only one, if all people get the same text."""


def message_of(bubble: Bubble, account: Account) -> DeskMessage | None:
    """The message of a bubble; None: it is no message of the account."""
    found = [sent for sent in sent_messages(account.setup) if _made(sent, bubble)]
    if not found:
        return None
    sent = found[0]
    about = sent.campaign.description or sent.campaign.id if sent.campaign else account.file.name
    words = _at(account.file, sent.place) or sent.message.template
    return DeskMessage(sent.place, f"The {sent.purpose} of {about}", words)


def judge(account: Account, place: Place, words: str, person: Mapping[str, str]) -> Judgement:
    """Judge a message of the account as if it had these words.

    Args:
        account: the present account.
        place: of the message.
        words: with `${brand}` and other names.
        person: a subscriber's data, by field.
    """
    file = _with(account.file, place, words)
    changed = Account(file, account.platform, account.platform.setup(file))
    [sent] = [sent for sent in sent_messages(changed.setup) if sent.place == place]
    return Judgement(tuple(_lacks(changed, place)), tuple(_readers(sent, person)))


def _made(sent: SentMessage, bubble: Bubble) -> bool:
    """Whether the text may be that message, filled in; several questions have one purpose."""
    campaign = sent.campaign.id if sent.campaign else None
    if (sent.purpose, campaign) != (bubble.purpose, bubble.campaign):
        return False
    known = map(re.escape, _PLACE.split(sent.message.template))
    return re.fullmatch(".*".join(known), bubble.text, re.DOTALL) is not None


def _lacks(account: Account, place: Place) -> Iterator[str]:
    """The problems of the message at a place."""
    platform, file = account.platform, account.file
    for fault in (*faults_of(file, account.setup), *platform.faults(file)):
        if fault.place[: len(place)] == place:
            yield _sentence(fault.message, fault.expected)
    is_audited = len(place) == 2 and place[-1] in _AUDITED  # noqa: PLR2004  (messages, help)
    audited = [one.says for one in of_account(account) if is_audited and one.key == place[-1]]
    yield from audited
    for fault in suspicious(account):
        # The dialog shows the cost for each reader.
        is_said = fault.code == Code.LONG_MESSAGE or (audited and fault.code == Code.NO_BRAND)
        if fault.place == place and fault.code == Code.READS_BADLY:
            yield fault.message.partition(": ")[0]  # how it reads is shown
        elif fault.place == place and not is_said:
            yield _sentence(fault.message, fault.expected)


def _sentence(message: str, expected: str) -> str:
    return f"{message}: {expected}" if expected else message


def _readers(sent: SentMessage, person: Mapping[str, str]) -> Iterator[Reader]:
    """Three people; only one if the message has no name whose value differs."""
    message, keywords = sent.message, sent.campaign.keywords if sent.campaign else ()
    keyword = max(keywords, key=len, default="")
    fields = message.names - {"keyword"}
    nobody = {"keyword": keyword}
    if not fields:
        yield _reader("Everybody", sent, nobody)
        return
    known = {name: f"({name})" for name in fields} | nobody | dict(person)
    yield _reader(person.get("first_name", "Somebody"), sent, known)
    long_names = known | _LONG_NAMES
    yield _reader(_LONG_NAMES["first_name"], sent, long_names)
    without = "a first name" if "first_name" in fields else "any data"
    yield _reader(f"Somebody without {without}", sent, nobody)


def _reader(who: str, sent: SentMessage, known: Mapping[str, str]) -> Reader:
    text = sent.message.fill(known)
    return Reader(who, text, sent.message.gaps(known), cost_of(text))


def _at(node: Any, place: Place) -> Any:
    """The value at a place of an account; None if there is none."""
    for part in place:
        if isinstance(node, BaseModel):
            node = getattr(node, str(part), None)
        elif node is not None:
            node = node[part]
    return node


def _with(node: Any, place: Place, words: str) -> Any:
    """A copy of the account with other words at a place."""
    if not place:
        return words
    part, *rest = place
    inner = _with(_at(node, (part,)), tuple(rest), words)
    if isinstance(node, BaseModel):
        return node.model_copy(update={str(part): inner})
    if isinstance(node, tuple):
        return tuple(inner if i == part else item for i, item in enumerate(node))
    return {**node, part: inner}
