"""What can happen with an account, derived from its set-up without a conversation.

Coverage uses it, and warnings about settings without effect. Knows which rows of the table,
which readings and which messages a set-up makes possible. Does not know any conversation, nor a
platform's calls and callbacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from optinsim.core.consent import Consent, Trigger
from optinsim.core.inbound import Kind, StopMatch
from optinsim.core.postal_codes import NO_POSTAL_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.core.setup import Campaign, Question, Setup


class TableRow(NamedTuple):
    """One transition of a platform's table: from this state, on this trigger, to that state."""

    before: Consent
    trigger: Trigger
    after: Consent


def possible_rows(setup: Setup, campaign: Campaign) -> tuple[TableRow, ...]:
    """The rows that can be taken in a campaign, in the order of the table.

    A row is possible if a text, a call or the clock can cause its trigger, and if possible rows
    lead to its state. Stops, removals and additions can come by API, whatever the account's words.
    """
    triggers = _possible_triggers(setup, campaign)
    rows = [
        TableRow(before, rule.trigger, rule.target)
        for rule in setup.table
        if rule.trigger in triggers
        for before in rule.sources
    ]
    reached = {Consent.NONE}
    while further := {row.after for row in rows if row.before in reached} - reached:
        reached |= further
    return tuple(row for row in rows if row.before in reached)


def possible_states(setup: Setup, campaign: Campaign) -> tuple[Consent, ...]:
    """The states that a person can reach in a campaign; `none` is the first."""
    reached = {row.after for row in possible_rows(setup, campaign)}
    return tuple(state for state in Consent if state in reached)


def possible_readings(setup: Setup) -> tuple[tuple[Kind, str], ...]:
    """The kinds of readings with the rules that can find them, in the order of the rules."""
    words, campaigns = setup.words, setup.campaigns
    asking = [c for c in campaigns if Consent.PENDING in possible_states(setup, c)]
    found = (
        (Kind.STOP, "exact", words.stop),
        (Kind.STOP, words.stop_match.value, words.stop),
        (Kind.STOP, "courtesy", words.stop_match is StopMatch.FIRST_SENTENCE and words.stop),
        (Kind.STOP, "phrase", words.stop_phrases),
        (Kind.ANSWER, "expected", any(c.questions for c in campaigns)),
        (Kind.HELP, "exact", words.help),
        (Kind.YES, "exact", asking and words.yes),
        (Kind.NO, "exact", asking and words.no),
        (Kind.ZIP, "postal_code", any(_reads_a_zip(setup, c) for c in asking)),
        (Kind.START, "exact", words.start),
        (Kind.KEYWORD, "exact", any(c.keywords or c.confirming_keywords for c in campaigns)),
        (Kind.UNMATCHED, "none", True),
    )
    # If a stop must be the whole text, the first two rules are one.
    return tuple(dict.fromkeys((kind, rule) for kind, rule, is_there in found if is_there))


def possible_messages(setup: Setup) -> tuple[tuple[str | None, str], ...]:
    """The messages that can be sent: the campaign's id (None: the account's), and the purpose.

    A row sends its campaign's message for a purpose, or else the account's. The answer to a text
    that is not understood is `invalid` if an answer is awaited, else `default_response`.
    """
    found: dict[tuple[str | None, str], None] = {}
    for campaign in setup.campaigns:
        for purpose in _purposes(setup, campaign):
            if purpose in campaign.messages:
                found[campaign.id, purpose] = None
            elif purpose in setup.messages:
                found[None, purpose] = None
        if campaign.questions:
            found[campaign.id, "question"] = None
        if any(_has_reply(question) for question in campaign.questions):
            found[campaign.id, "answer"] = None
    words = setup.words
    for purpose, is_asked_for in (
        ("stop", bool(words.stop or words.stop_phrases)),
        ("help", bool(words.help)),
        ("default_response", True),
    ):
        if is_asked_for and purpose in setup.messages:
            found[None, purpose] = None
    # The account's messages come last, even if a row names them first.
    return tuple(sorted(found, key=lambda message: message[0] is None))


def _possible_triggers(setup: Setup, campaign: Campaign) -> set[Trigger]:
    words = setup.words
    causes = {
        Trigger.JOIN: campaign.join is Trigger.JOIN,
        Trigger.SUBSCRIBE: campaign.join is Trigger.SUBSCRIBE,
        Trigger.CONFIRM: _reads_a_yes(setup, campaign) or _reads_a_zip(setup, campaign),
        Trigger.DECLINE: bool(words.no),
        Trigger.EXPIRE: campaign.expires_after is not None,
        Trigger.FOLLOW: len(setup.by_list[campaign.list_id]) > 1,
    }
    return {trigger for trigger in Trigger if causes.get(trigger, True)}


def _reads_a_yes(setup: Setup, campaign: Campaign) -> bool:
    return Kind.YES in campaign.accepts and bool(setup.words.yes)


def _reads_a_zip(setup: Setup, campaign: Campaign) -> bool:
    return Kind.ZIP in campaign.accepts and setup.words.postal_code != NO_POSTAL_CODE


def _has_reply(question: Question) -> bool:
    return any(
        answer.reply is not None or (answer.then is not None and _has_reply(answer.then))
        for answer in question.answers.values()
    )


def _purposes(setup: Setup, campaign: Campaign) -> Iterable[str]:
    """The purposes of the campaign's rows, and of the reply to an answer that is not understood."""
    said: dict[str, None] = {}
    for row in possible_rows(setup, campaign):
        for rule in setup.table:
            if rule.trigger is row.trigger and row.before in rule.sources:
                said |= dict.fromkeys(rule.says)
    if Consent.PENDING in possible_states(setup, campaign):
        said["invalid"] = None
    return said
