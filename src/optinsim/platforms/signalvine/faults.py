"""The faults of a Signal Vine account in its fields and programmed messages.

files/faults.py finds the faults of every platform's accounts (ids, words, keywords, messages).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.inbound import Kind, Lexicon, StopMatch, normalise, without_accents
from optinsim.core.messages import Message
from optinsim.platforms.signalvine.profile import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Place
    from optinsim.platforms.signalvine.account import FollowUp, Program, SignalVineAccount

_FIELD_NAME = re.compile("[a-z_][a-z0-9_]*")
"""CSVFAQ: lower case, underscores, no digit in front."""


def faults(account: SignalVineAccount) -> Iterator[Fault]:
    """The faults of the fields and programmed messages."""
    stops = Lexicon(account.engine_words(StopMatch.EXACT), {})
    for i, program in enumerate(account.programs):
        place = ("programs", i)
        yield from _field_faults(program, place)
        names = ("brand", "number", "description", "keyword", *account.person_fields())
        asked: dict[str, Place] = {}
        for j, question in enumerate(program.questions):
            at = (*place, "questions", j)
            first = asked.setdefault(question.id, at)
            if first != at:
                message = f"{question.id!r} is the id of another question too"
                yield Fault(at, message, clashes_with=first, code=Code.DOUBLED_ID)
            yield from _question_faults(question, at, program, names, stops)


def _field_faults(program: Program, place: Place) -> Iterator[Fault]:
    for i, field in enumerate(program.fields):
        at = (*place, "fields", i, "name")
        if not _FIELD_NAME.fullmatch(field.name):
            expected = "lower case letters, digits and underscores, no digit in front"
            yield Fault(
                at, f"{field.name!r:.60} is no name of a field", expected, code=Code.BAD_FIELD_NAME
            )
        if field.name in BUILT_IN:
            yield Fault(at, f"every program has a field {field.name!r}", code=Code.DOUBLED_FIELD)


def _question_faults(
    question: FollowUp, at: Place, program: Program, names: tuple[str, ...], stops: Lexicon
) -> Iterator[Fault]:
    """The faults of a question, and of the questions that follow from its answers."""
    yield from _unknown_names(question.text, (*at, "text"), names)
    if question.field is not None:
        texts = tuple(field.name for field in program.fields if field.type == "String")
        if question.field not in texts:
            message = f"there is no String field {question.field!r:.60} to keep the answer in"
            yield Fault(
                (*at, "field"), message, got=question.field, names=texts, code=Code.UNKNOWN_FIELD
            )
    seen: dict[str, Place] = {}
    for i, answer in enumerate(question.answers):
        here = (*at, "answers", i)
        key = without_accents(normalise(answer.word))
        first = seen.setdefault(key, here)
        if not key:
            yield Fault(
                (*here, "word"),
                f"{answer.word!r:.60} has no letter or digit",
                code=Code.UNTEXTABLE_WORD,
            )
        elif first != here:
            message = f"{answer.word!r:.60} is expected twice"
            yield Fault((*here, "word"), message, clashes_with=first, code=Code.DOUBLED_ANSWER)
        elif stops.read(answer.word, pending=False, zip_awaited=False).kind is Kind.STOP:
            message = f"{answer.word!r:.60} is a stop word, which counts before any answer"
            yield Fault((*here, "word"), message, code=Code.STOP_AS_ANSWER)
        if answer.reply is not None:
            yield from _unknown_names(answer.reply, (*here, "reply"), names)
        if answer.then is not None:
            yield from _question_faults(answer.then, (*here, "then"), program, names, stops)


def _unknown_names(text: str, at: Place, names: tuple[str, ...]) -> Iterator[Fault]:
    for name in sorted(Message(text).names.difference(names)):
        yield Fault(
            at,
            f"${{{name}}} is not known in this message",
            got=name,
            names=names,
            code=Code.UNKNOWN_MESSAGE_VARIABLE,
        )
