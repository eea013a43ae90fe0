"""What an account can say: its messages, with what the scenario sends in people's fields.

Knows messages and their places. A field can have any part of what the steps send as its value, or
be empty. Does not know which message is sent when.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from optinsim.patterns import compile_pattern, fullmatch
from optinsim.scenarios.reading.regex import finds, literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.core.messages import Message
    from optinsim.core.setup import Question, Setup
    from optinsim.scenarios.reading.cases import Case

_LONGEST = 500
"""Characters of a part that is looked for across fields; any longer one may be there."""
_MARKS = frozenset({"", "http", "https", "www", "httpwww", "httpswww"})


class PossibleTexts:
    """The texts that the account of a case can send."""

    def __init__(self, case: Case) -> None:
        self._case = case
        messages = tuple(messages_of(case.account.setup))
        self._texts = [message.template for message in messages if not message.names]
        self._with_fields = [message.pieces for message in messages if message.names]

    @cached_property
    def _said(self) -> str | None:
        """What the steps send; None: a captured value is among it, which can be anything."""
        drafts = [step.draft for step in self._case.steps]
        sent = " ".join(f"{d.text} {d.request!r} {d.listener!r}" for d in drafts if d is not None)
        return None if None in drafts or "${" in sent else sent

    def has(self, text: str) -> bool:
        """Whether a message can be that text."""
        patterns = (
            compile_pattern(".*".join(map(re.escape, pieces)), re.DOTALL)
            for pieces in self._with_fields
        )
        return text in self._texts or any(
            fullmatch(pattern, text) is not False for pattern in patterns
        )

    def contain(self, part: str) -> bool:
        """Whether a message can have that part."""
        if any(part in text for text in self._texts):
            return True
        return any(self._has_part(pieces, part) for pieces in self._with_fields)

    def match(self, pattern: str) -> bool:
        """Whether a message can match a regular expression.

        A search that takes too long may find something, and so may one in a message with fields,
        unless the pattern has a text that no message has.
        """
        if any(finds(pattern, text) is not False for text in self._texts):
            return True
        parts = literal_parts(pattern) or ()
        return bool(self._with_fields) and all(map(self.contain, parts))

    def in_another_case(self, part: str) -> str:
        """The part as it stands in a message, if only the case of letters differs; else empty."""
        folded = part.casefold()
        fixed = [*self._texts, *(piece for pieces in self._with_fields for piece in pieces)]
        for text in fixed:
            at = text.casefold().find(folded)
            if at >= 0:
                return text[at : at + len(part)]
        return ""

    def _has_part(self, pieces: tuple[str, ...], part: str) -> bool:
        """Whether a message with these pieces between its fields can have that part."""
        if any(part in piece for piece in pieces) or len(part) > _LONGEST:
            return True
        # A field that begins there, with the next piece behind it.
        fields = [
            (i + 1, length)
            for i, piece in enumerate(pieces[:-1])
            for length in range(min(len(piece), len(part)) + 1)
            if piece.endswith(part[:length])
        ]
        for index, start in fields:  # the list grows
            piece, is_last = pieces[index], index + 1 == len(pieces)
            for end in range(start, len(part) + 1):
                if not self._can_be_value(part[start:end]):
                    break  # nor can a longer one
                if end == len(part) or piece.startswith(part[end:]):
                    return True
                following = (index + 1, end + len(piece))
                if not is_last and part.startswith(piece, end) and following not in fields:
                    fields.append(following)
        return False

    def _can_be_value(self, text: str) -> bool:
        return self._said is None or text in self._said


def is_mark(part: str) -> bool:
    """Whether a part of a text is a mark by which texts of a kind are excluded: `http`, `://`, `$`.

    It is no slip of a text of the account, so the scenario guards against a later one.
    """
    return "".join(filter(str.isalnum, part)).casefold() in _MARKS


def messages_of(setup: Setup) -> Iterator[Message]:
    """All that the account can say."""
    yield from setup.messages.values()
    for campaign in setup.campaigns:
        yield from campaign.messages.values()
        for question in campaign.questions:
            yield from _of_question(question)


def _of_question(question: Question) -> Iterator[Message]:
    yield question.text
    for answer in question.answers.values():
        if answer.reply is not None:
            yield answer.reply
        if answer.then is not None:
            yield from _of_question(answer.then)
