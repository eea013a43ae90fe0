"""The warnings about an account.

Knows the rules for the words and the length of messages, and for numbers. Does not know promised
words (promises.py), placeholders (blanks.py) and settings without effect (settings.py).

The rules are the CTIA's and the carriers' (facts/sms-rules.md 1.1, 1.2 and 5): a message names the
brand; a message that asks for consent says that rates may apply, how to get help and how to stop.
No legal advice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.brands import names_brand
from optinsim.core.consent import Consent
from optinsim.core.inbound import normalise
from optinsim.core.numbers import describe_mistyped
from optinsim.core.segments import named, segment
from optinsim.files.blanks import empty_places, mistyped_places
from optinsim.files.promises import empty_promises
from optinsim.files.settings import settings_without_effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import Account, Place
    from optinsim.core.messages import Message

_RATES = re.compile(r"\b(?:msgs?|messages?) *(?:&|and) *data rates\b", re.IGNORECASE)


def suspicious(account: Account) -> Iterator[Fault]:
    """The warnings about an account."""
    yield from suspicious_messages(account)
    yield from suspicious_numbers(account)
    yield from empty_promises(account)
    yield from mistyped_places(account)
    yield from empty_places(account)
    yield from settings_without_effect(account)


def suspicious_messages(account: Account) -> Iterator[Fault]:
    """The messages of an account that break the CTIA's or the carriers' rules."""
    setup = account.setup
    yield from _suspicious(account, setup.messages, ("messages",), "")
    for campaign in setup.campaigns:
        keyword = max(campaign.keywords, key=len, default="")
        place = (*campaign.place, "messages")
        yield from _suspicious(account, campaign.messages, place, keyword)


def suspicious_numbers(account: Account) -> Iterator[Fault]:
    """The phone numbers of an account that look foreign because of a typing error."""
    for i, mdn in enumerate(account.file.landlines):
        if message := describe_mistyped(mdn, account.setup.country):
            yield Fault(("landlines", i), message, code=Code.FOREIGN_NUMBER)


def _suspicious(
    account: Account, messages: Mapping[str, Message], place: Place, keyword: str
) -> Iterator[Fault]:
    prompts = {
        purpose
        for rule in account.setup.table
        if rule.target is Consent.PENDING
        for purpose in rule.says
    }
    for purpose, message in messages.items():
        # A person's own values are not known here: the message has at least this length.
        text = message.fill({"keyword": keyword})
        at = (*place, purpose)
        if not message.template.strip():
            # The other warnings would only repeat this.
            yield Fault(
                at, f"{purpose} is empty", expected="a text with ${brand}", code=Code.NO_BRAND
            )
            continue
        if not names_brand(text, account.setup.brand):
            yield Fault(
                at, f"{purpose} does not name the brand", expected="${brand}", code=Code.NO_BRAND
            )
        if purpose in prompts:
            yield from _missing_disclosures(account, purpose, text, at)
        size = segment(text)
        if size.segments > 1:
            why = ""
            if size.culprit is not None:
                why = f", because {named(size.culprit)} is no GSM-7 character"
            yield Fault(
                at, f"{purpose} takes {size.segments} segments{why}", code=Code.LONG_MESSAGE
            )


def _missing_disclosures(account: Account, purpose: str, text: str, at: Place) -> Iterator[Fault]:
    words = account.setup.words
    if _RATES.search(text) is None:
        yield Fault(
            at,
            f"{purpose} lacks the rates",
            expected="Msg & data rates may apply",
            code=Code.NO_RATES,
        )
    padded = f" {normalise(text)} "
    for kind, listed in (("help", words.help), ("stop", words.stop)):
        if listed and not any(f" {normalise(word)} " in padded for word in listed):
            yield Fault(
                at,
                f"{purpose} does not say how to get {kind}"
                if kind == "help"
                else f"{purpose} does not say how to stop",
                expected=f"one of the {kind} words: {', '.join(listed)}",
                code=Code.NO_HELP if kind == "help" else Code.NO_STOP,
            )
