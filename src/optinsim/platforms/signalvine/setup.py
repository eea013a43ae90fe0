"""A Signal Vine account as the engine sees it.

Knows which of the engine's policies are Signal Vine's; AUTO, USU and V8 to V13 are in
facts/signalvine.md. Does not know the API.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.core.consent import Trigger
from optinsim.core.inbound import Kind, StopMatch, normalise
from optinsim.core.messages import Message, known_messages
from optinsim.core.setup import Answer, Campaign, Question, Setup
from optinsim.platforms.signalvine.table import RETURN, TABLE

if TYPE_CHECKING:
    from optinsim.platforms.signalvine.account import (
        ExpectedAnswer,
        FollowUp,
        SignalVineAccount,
    )

_AT_ONCE = timedelta(0)


def engine_setup(account: SignalVineAccount) -> Setup:
    """The account as the engine sees it."""
    assumptions = account.assumptions
    return Setup(
        brand=account.name,
        number=account.number,
        country=account.country,
        table=(*TABLE, RETURN) if assumptions.self_service_return else TABLE,
        words=account.engine_words(StopMatch.EXACT),  # USU: other phrasings need a user
        campaigns=tuple(_program(account, i) for i in range(len(account.programs))),
        messages=known_messages(account.messages, _known(account)),
        texts_that_make_people=frozenset({Kind.KEYWORD}),  # V10
        landlines=frozenset(account.landlines),
        answers_only_subscribers=assumptions.answers_only_active,
    )


def _program(account: SignalVineAccount, index: int) -> Campaign:
    """A program, which is a campaign with its own number and subscription list."""
    program = account.programs[index]
    known = _known(account, index)
    return Campaign(
        id=program.id,
        number=program.phone or account.number,
        keywords=program.keywords,
        list_id=program.id,
        join=Trigger.SUBSCRIBE,
        accepts=frozenset(),
        description=program.name,
        messages=known_messages(program.messages, known),
        place=("programs", index),
        questions=tuple(
            _question(question.id, question, question.after, known)
            for question in program.questions
        ),
    )


def _question(id_: str, file: FollowUp, after: timedelta, known: dict[str, str]) -> Question:
    return Question(
        id=id_,
        text=Message(file.text).with_known(known),
        after=after,
        answers={
            normalise(expected.word): _answer(f"{id_}/{expected.word}", expected, known)
            for expected in file.answers
        },
        field=file.field,
    )


def _answer(id_: str, file: ExpectedAnswer, known: dict[str, str]) -> Answer:
    return Answer(
        word=file.word,
        reply=None if file.reply is None else Message(file.reply).with_known(known),
        then=None if file.then is None else _question(id_, file.then, _AT_ONCE, known),
    )


def _known(account: SignalVineAccount, index: int | None = None) -> dict[str, str]:
    """The values of ${…} that are the same for all recipients of a message.

    If the account has only one program, its own messages speak of that program.
    """
    known = {"brand": account.name, "number": account.number}
    if index is None and len(account.programs) == 1:
        index = 0
        keywords = account.programs[0].keywords
        known["keyword"] = keywords[0] if keywords else ""
    if index is not None:
        program = account.programs[index]
        known["number"] = program.phone or account.number
        known["description"] = program.name or account.name
    return known
