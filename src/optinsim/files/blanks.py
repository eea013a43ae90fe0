"""Warns of placeholders in messages that are mistyped, or that may be left empty.

Knows the form ${name}. Does not know the valid names (faults.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.files.faults import NAMES_IN_MESSAGES
from optinsim.files.moments import sent_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.files.moments import SentMessage

_OTHER_FORMS = re.compile(
    r"\$?\{\{\s*(\w+)\s*\}\}|(?<!\$)\{\s*(\w+)\s*\}|\$(\w+)|\$[(\[](\w+)[)\]]|\$\s+\{(\w+)\}"
    r"|\$\{(\w+)(?![^{}]*\})"
)
"""{brand}, {{brand}}, $brand, $(brand), $ {brand}, ${brand without its end."""
_PLACE = re.compile(r"\$\{([^{}]*)\}")
_OPENING = " \n([\"\u201c\u2018'«,;:"
_CLOSING = " \n)]\"\u201d\u2019'»,;:.!?"


def mistyped_places(account: Account) -> Iterator[Fault]:
    """The places where a message has {brand} or $brand, which would be sent unchanged."""
    names = {name.lower(): name for name in (*NAMES_IN_MESSAGES, *account.file.person_fields())}
    for sent in sent_messages(account.setup):
        for match in _OTHER_FORMS.finditer(sent.message.template):
            name = names.get(next(filter(None, match.groups())).lower())
            if name is not None:
                message = f"{sent.purpose} says {match[0]!r:.60}, which is sent as it stands"
                yield Fault(sent.place, message, expected=f"${{{name}}}", code=Code.MISTYPED_PLACE)


def empty_places(account: Account) -> Iterator[Fault]:
    """The places where a message has a gap for a person who lacks a field: «Hi , will you»."""
    fields = account.file.person_fields()
    for sent in sent_messages(account.setup):
        bad = [
            match[1]
            for match in _PLACE.finditer(sent.message.template)
            if match[1] in fields and _stands_alone(sent, match)
        ]
        if bad:
            keyword = next(iter(sent.campaign.keywords), "") if sent.campaign else ""
            shown = sent.message.fill({"keyword": keyword})
            message = f"{sent.purpose} reads badly without a {' and a '.join(dict.fromkeys(bad))}"
            yield Fault(sent.place, f"{message}: {shown!r:.120}", code=Code.READS_BADLY)


def _stands_alone(sent: SentMessage, match: re.Match[str]) -> bool:
    """Whether an empty value leaves a gap; inside a word or link it does not."""
    before = _PLACE.sub("", sent.message.template[: match.start()])[-1:]
    after = _PLACE.sub("", sent.message.template[match.end() :])[:1]
    return (not before or before in _OPENING) and (not after or after in _CLOSING)
