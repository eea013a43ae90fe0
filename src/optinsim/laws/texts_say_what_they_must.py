"""Prompts, help and stop messages say what they must.

What: a prompt names the brand, says that rates may apply, how to get help and how to stop. A help
message names the brand, a phone number, e-mail or web address, and how to stop. A stop message
names the brand and says that no more texts come.

Why: these are the texts that an audit looks at first.

Source: CTIA Messaging Principles 5.1.2.1; Handbook (P13).

Holds: «Acme: help at help@acme.example. Msg & data rates may apply. Reply STOP to cancel.»

Breaks: «For help, contact us.»
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.core.consent import Consent
from optinsim.core.inbound import normalise
from optinsim.laws.law import Severity, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account

SEVERITY = Severity.SEV2
_RATES = re.compile(r"\b(?:msgs?|messages?) *(?:&|and) *data rates\b", re.IGNORECASE)
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|\+?[0-9][0-9 ().-]{6,}[0-9]|\b[\w-]+\.[a-z]{2,}\b", re.IGNORECASE
)
_NO_MORE = re.compile(
    r"\bno (?:more|further)\b|\bunsubscribed\b|\bopted out\b|\bremoved\b|\bnot (?:get|receive)\b"
    r"|\bno longer\b|\bstopped\b|\bout\b",
    re.IGNORECASE,
)


def of_account(account: Account) -> Iterator[Violation]:
    """Judge the messages of an account."""
    setup = account.setup
    prompts = {
        purpose for rule in setup.table if rule.target is Consent.PENDING for purpose in rule.says
    }
    stops, helps = setup.words.stop, setup.words.help
    for campaign in setup.campaigns:
        for purpose in sorted(prompts & campaign.messages.keys()):
            text = campaign.messages[purpose].template
            missing = [
                *(["the brand"] if not _says(text, (setup.brand,)) else []),
                *(["that rates may apply"] if not _RATES.search(text) else []),
                *(["how to get help"] if helps and not _says(text, helps) else []),
                *(["how to stop"] if stops and not _says(text, stops) else []),
            ]
            yield from _lacking(f"the {purpose} of {campaign.id}", missing, campaign.id)
    for purpose, contact in (("help", True), ("stop", False)):
        message = setup.messages.get(purpose)
        if message is None:
            continue
        text = message.template
        missing = ["the brand"] if not _says(text, (setup.brand,)) else []
        if contact:
            missing += (
                ["a phone number, e-mail or web address"] if not _CONTACT.search(text) else []
            )
            missing += ["how to stop"] if stops and not _says(text, stops) else []
        elif not _NO_MORE.search(text):
            missing += ["that no more texts come"]
        yield from _lacking(f"the {purpose} message", missing, purpose)


def _lacking(message: str, missing: list[str], key: str) -> Iterator[Violation]:
    if missing:
        said = " and ".join(missing)
        yield Violation(f"{message} does not say {said}", f"add {said} to its text", key=key)


def _says(text: str, words: tuple[str, ...]) -> bool:
    padded = f" {normalise(text)} "
    return any(f" {normalise(word)} " in padded for word in words)
