"""Warns of words that a message tells people to send, and that would have no effect then.

Reads each word as the engine would, and looks the result up in the platform's table, so it works
for any platform. A message that can be sent at several moments draws a warning only if its word
has no effect at any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.consent import Consent, Trigger
from optinsim.core.inbound import Kind, Reading, normalise, without_accents
from optinsim.core.postal_codes import NO_POSTAL_CODE
from optinsim.files.moments import Moment, sent_messages
from optinsim.files.promised_words import promised_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import Account
    from optinsim.core.setup import Setup
    from optinsim.files.moments import SentMessage
    from optinsim.files.promised_words import Promise


def empty_promises(account: Account) -> Iterator[Fault]:
    """The words that messages tell people to send, and that would have no effect then."""
    setup = account.setup
    for sent in sent_messages(setup):
        if sent.moments:
            keyword = next(iter(sent.campaign.keywords), "") if sent.campaign else ""
            text = sent.message.fill({"keyword": keyword})
            for promise in promised_words(text, setup.brand):
                yield from _empty(setup, sent, promise)


def _empty(setup: Setup, sent: SentMessage, promise: Promise) -> Iterator[Fault]:
    moments = sent.moments
    if promise.number:
        number = _number(setup, promise.number)
        if not number:
            return  # of another account
        if all(moment.number != number for moment in moments):
            moments = (Moment(number, None),)
    if not promise.word:
        if not any(_takes_a_postal_code(setup, moment) for moment in moments):
            message = f"{sent.purpose} asks for a postal code, which would do nothing then"
            names = _words_that_work(setup, moments)
            yield Fault(sent.place, message, names=names, code=Code.EMPTY_PROMISE)
        return
    # «Reply YES ACME will call»: of several words in capitals, the first may be the command.
    parts = promise.word.split()
    forms = [" ".join(parts[:n]) for n in range(len(parts), 0, -1)]
    if any(_works(setup, form, moment) for form in forms for moment in moments):
        return
    message = f"{sent.purpose} tells people to send {promise.word!r:.60}, {{}}"
    read = _read(setup, promise.word, moments[0])
    names = _words_that_work(setup, moments)
    if read.kind is Kind.UNMATCHED:
        why = (
            "which means nothing then" if _is_word(setup, promise.word) else "which is no word here"
        )
        yield Fault(
            sent.place, message.format(why), got=promise.word, names=names, code=Code.EMPTY_PROMISE
        )
    elif read.kind is Kind.YES and any(_takes_a_postal_code(setup, m) for m in moments):
        why = "which does not confirm"
        yield Fault(
            sent.place,
            message.format(why),
            expected="a postal code, which confirms",
            code=Code.EMPTY_PROMISE,
        )
    else:
        why = f"which is read as {read.kind} and does nothing then"
        yield Fault(sent.place, message.format(why), names=names, code=Code.EMPTY_PROMISE)


def _works(setup: Setup, text: str, moment: Moment) -> bool:
    """Whether a text has an effect at a moment, other than the reply to an unmatched text."""
    reading, campaign, state = _read(setup, text, moment), moment.campaign, moment.state
    kind = reading.kind
    if kind is Kind.HELP:
        muted = setup.answers_only_subscribers and state is not Consent.SUBSCRIBED
        return "help" in setup.messages and not muted
    if kind is Kind.KEYWORD:
        joined = setup.by_id[reading.campaign or ""]
        before = (state,) if joined is campaign else (Consent.NONE, state)
        return any(setup.machine.allows(one, joined.join) for one in before)
    if kind in (Kind.STOP, Kind.ANSWER) or campaign is None:
        return kind in (Kind.STOP, Kind.ANSWER)
    if kind is Kind.START:
        return moment.after_stop and setup.machine.allows(state, campaign.join)
    trigger = Trigger.DECLINE if kind is Kind.NO else Trigger.CONFIRM
    return (kind is Kind.NO or kind in campaign.accepts) and setup.machine.allows(state, trigger)


def _read(setup: Setup, text: str, moment: Moment) -> Reading:
    pending = moment.state is Consent.PENDING
    zip_awaited = pending and moment.campaign is not None and Kind.ZIP in moment.campaign.accepts
    return setup.lexicons[moment.number].read(
        text, pending=pending, zip_awaited=zip_awaited, answers=_answers(moment)
    )


def _answers(moment: Moment) -> Mapping[str, Reading] | None:
    if moment.question is None:
        return None
    return {
        form: Reading(Kind.ANSWER, "expected", answer.word)
        for word, answer in moment.question.answers.items()
        for form in (word, without_accents(word))
    }


def _takes_a_postal_code(setup: Setup, moment: Moment) -> bool:
    return (
        moment.state is Consent.PENDING
        and moment.campaign is not None
        and Kind.ZIP in moment.campaign.accepts
        and setup.words.postal_code != NO_POSTAL_CODE
    )


def _words(setup: Setup, number: str) -> tuple[str, ...]:
    """All words that have an effect at a number at any moment."""
    words = setup.words
    keywords = (word for campaign in setup.by_number[number] for word in campaign.all_keywords)
    found = (*words.yes, *words.no, *keywords, *words.start, *words.help, *words.stop)
    return tuple(dict.fromkeys(found))


def _is_word(setup: Setup, text: str) -> bool:
    wanted = normalise(text)
    return any(
        normalise(word) == wanted for number in setup.by_number for word in _words(setup, number)
    )


def _words_that_work(setup: Setup, moments: tuple[Moment, ...]) -> tuple[str, ...]:
    """The words that have an effect at one of the moments."""
    found: dict[str, None] = {}
    for moment in moments:
        answers = moment.question.answers.values() if moment.question else ()
        for word in (*(answer.word for answer in answers), *_words(setup, moment.number)):
            if word not in found and _works(setup, word, moment):
                found[word] = None
    return tuple(found)


def _number(setup: Setup, digits: str) -> str:
    """The account's number that a message writes with these digits; empty: another number."""
    for number in setup.by_number:
        plain = number.removeprefix("+")
        if plain == digits or (len(digits) >= _NATIONAL and plain.endswith(digits)):
            return number
    return ""


_NATIONAL = 7
"""Digits of a number that is written without its country."""
