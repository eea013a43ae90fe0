"""Prompts, help and stop messages say what they must.

What: a prompt names the brand, says that rates may apply, how to get help and how to stop. A help
message names the brand, a phone number, e-mail or web address, and how to stop. A stop message
names the brand and says that no more texts come. A brand's name inside an e-mail or web address
does not count. The law does not judge a message that the account file leaves out: ours stands in
for the vendor's own. An empty help or stop message breaks `help-is-answered` or
`stop-is-confirmed-once` instead.

Why: these are the texts that an audit looks at first.

Source: CTIA Messaging Principles 5.1.2.1; Handbook (P13): a help message has the program's name,
and an address beside it. We read this strictly: the address alone does not name the brand.

Holds: «Acme: help at help@acme.example. Msg & data rates may apply. Reply STOP to cancel.»

Breaks: «For help, contact us.»
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.core.brands import names_brand
from optinsim.core.consent import Consent
from optinsim.core.inbound import normalise
from optinsim.laws.law import Severity, Violation, written_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Account
    from optinsim.core.setup import Setup

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
    for campaign, purpose, message in written_messages(account):
        text = message.template
        if campaign is not None and purpose in prompts:
            at = ".".join(map(str, (*setup.by_id[campaign].place, "messages", purpose)))
            missing = _of_prompt(setup, text)
            yield from _lacking(f"the {purpose} of {campaign}", missing, campaign, at)
        elif campaign is None and purpose in _JUDGED and text.strip():
            missing = _JUDGED[purpose](setup, text)
            yield from _lacking(f"the {purpose} message", missing, purpose, f"messages.{purpose}")


def _of_prompt(setup: Setup, text: str) -> list[str]:
    """What a prompt does not say."""
    helps, stops = setup.words.help, setup.words.stop
    return [
        *(["the brand"] if not names_brand(text, setup.brand) else []),
        *(["that rates may apply"] if not _RATES.search(text) else []),
        *(["how to get help"] if helps and not _says(text, helps) else []),
        *(["how to stop"] if stops and not _says(text, stops) else []),
    ]


def _of_help(setup: Setup, text: str) -> list[str]:
    stops = setup.words.stop
    return [
        *(["the brand"] if not names_brand(text, setup.brand) else []),
        *(["a phone number, e-mail or web address"] if not _CONTACT.search(text) else []),
        *(["how to stop"] if stops and not _says(text, stops) else []),
    ]


def _of_stop(setup: Setup, text: str) -> list[str]:
    return [
        *(["the brand"] if not names_brand(text, setup.brand) else []),
        *(["that no more texts come"] if not _NO_MORE.search(text) else []),
    ]


_JUDGED = {"help": _of_help, "stop": _of_stop}
"""By purpose, what a message of the account does not say."""


def _lacking(message: str, missing: list[str], key: str, at: str) -> Iterator[Violation]:
    if missing:
        said = "; ".join(_SUCH_AS.get(one, one) for one in missing)
        yield Violation(
            f"{message} does not say {' and '.join(missing)}", f"add to {at}: {said}", key=key
        )


_SUCH_AS = {
    "the brand": "the brand, as «${brand}: »",
    "that rates may apply": "«Msg & data rates may apply.»",
    "how to get help": "how to get help, as «Reply HELP for help.»",
    "how to stop": "how to stop, as «Reply STOP to cancel.»",
    "that no more texts come": "«You will get no more messages.»",
}
"""What a message may say for each of the things that it must."""


def _says(text: str, words: tuple[str, ...]) -> bool:
    padded = f" {normalise(text)} "
    return any(f" {normalise(word)} " in padded for word in words)
