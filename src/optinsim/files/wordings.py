"""The words and rules of an account on which its conversations depend, as texts by name.

Knows a `Setup`. Leaves out comments, the layout of the file, credentials and callbacks, so
that a change of those changes no wording.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from optinsim.core.consent import Trigger
from optinsim.core.inbound import Kind
from optinsim.fields import format_duration

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from optinsim.adapter import Account
    from optinsim.core.consent import Rule
    from optinsim.core.setup import Campaign, Question, Setup

RULES = "rules"
"""The name of the digest of the platform's table."""
_WORD_LISTS = ("stop", "stop_phrases", "help", "start", "yes", "no")
_SHORT = 12
"""Hexadecimal digits of the digest of a table."""


def wordings(account: Account, campaigns: Collection[str]) -> dict[str, str]:
    """The wordings of the account itself and of some of its campaigns (ids).

    A name is that of a place, such as messages.help, or SUMMER1.messages.prompt in a campaign. The
    texts are those that people get, with `${name}` in place of a person's own values.
    """
    setup = account.setup
    chosen = [campaign for campaign in setup.campaigns if campaign.id in campaigns]
    found = dict(_of_account(setup))
    if any(Kind.ZIP in campaign.accepts for campaign in chosen):
        found["words.postal_code"] = setup.words.postal_code
    for campaign in chosen:
        found |= {f"{campaign.id}.{name}": said for name, said in _of_campaign(campaign)}
    return {"platform": account.file.platform, **found, RULES: _of_table(setup.table)}


def digest(said: Mapping[str, str]) -> str:
    """Identifies wordings in any order: SHA-256 in hexadecimal."""
    text = json.dumps(dict(said), sort_keys=True)
    return sha256(text.encode()).hexdigest()


def _of_account(setup: Setup) -> Iterator[tuple[str, str]]:
    yield "brand", setup.brand
    yield "number", setup.number
    yield "country", setup.country
    for name in _WORD_LISTS:
        listed = getattr(setup.words, name)
        if listed:
            yield f"words.{name}", _listed(listed)
    yield "words.stop_match", str(setup.words.stop_match)
    if setup.answers_only_subscribers:
        yield "answers", "only subscribers"
    for purpose, message in setup.messages.items():
        yield f"messages.{purpose}", message.template


def _of_campaign(campaign: Campaign) -> Iterator[tuple[str, str]]:
    yield "description", campaign.description
    yield "number", campaign.number
    yield "keywords", _listed(campaign.keywords)
    if campaign.confirming_keywords:
        yield "confirming_keywords", _listed(campaign.confirming_keywords)
    if campaign.join is Trigger.JOIN:
        yield "opt_in", f"double: confirmed by {_listed(campaign.accepts)}"
        expires = campaign.expires_after
        yield "expires_after", "never" if expires is None else format_duration(expires)
    else:
        yield "opt_in", "single: the keyword alone"
    for purpose, message in campaign.messages.items():
        yield f"messages.{purpose}", message.template
    for question in campaign.questions:
        yield from _of_question(question)


def _of_question(question: Question) -> Iterator[tuple[str, str]]:
    name = f"questions.{question.id}"
    yield name, question.text.template
    yield f"{name}.after", format_duration(question.after)
    for answer in question.answers.values():
        yield f"{name}.answers.{answer.word}", "" if answer.reply is None else answer.reply.template
        if answer.then is not None:
            yield from _of_question(answer.then)


def _of_table(table: Iterable[Rule]) -> str:
    """The digest of a table: its transitions, and the messages that each sends."""
    rows = sorted(
        (str(source), str(rule.trigger), str(rule.target), *rule.says)
        for rule in table
        for source in rule.sources
    )
    return sha256(repr(rows).encode()).hexdigest()[:_SHORT]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
