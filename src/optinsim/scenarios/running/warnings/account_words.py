"""The words that an account understands, the default ones, and the word that a slip may mean.

Knows the words of accounts, and slips of the finger. Does not know how a text is read.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from optinsim.adapter import WordLists
from optinsim.core.inbound import Kind, normalise
from optinsim.core.postal_codes import PostalCode
from optinsim.scenarios.reading.warnings.slips import is_slip

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optinsim.core.setup import Setup

_USUAL = WordLists()
"""The default words. People text them even if the account has others."""


def keywords_of(setup: Setup) -> Iterator[str]:
    """The keywords of an account's campaigns."""
    for campaign in setup.campaigns:
        yield from campaign.all_keywords


def words_of(setup: Setup) -> Iterator[str]:
    """All that an account understands, apart from postal codes."""
    words = setup.words
    yield from keywords_of(setup)
    for some in (words.stop, words.help, words.start, words.yes, words.no):
        yield from some
    yield from answers_of(setup)


def answers_of(setup: Setup) -> Iterator[str]:
    """The answers that the questions of an account expect."""
    for question in setup.questions.values():
        for answer in question.answers.values():
            yield answer.word


def is_usual(text: str, setup: Setup) -> bool:
    """Whether a text is a word that asks for help, confirms, declines or asks to come back."""
    usual, own = _USUAL, setup.words
    words = chain(usual.help, own.help, usual.yes, own.yes, usual.no, own.no, own.start)
    return normalise(text) in map(normalise, words)


def meant_by(text: str, setup: Setup) -> set[Kind]:
    """How a text is read where it is an answer or a start word; empty for any other text.

    Y and N count even if the account does not have them: the author may have copied the scenario
    from another account.
    """
    typed, words, usual = normalise(text), setup.words, _USUAL
    lists = {
        Kind.NO: chain(words.no, usual.no),
        Kind.YES: chain(words.yes, usual.yes),
        Kind.START: words.start,
        Kind.ANSWER: answers_of(setup),
    }
    found = {kind for kind, listed in lists.items() if typed in map(normalise, listed)}
    if PostalCode(words.postal_code, words.fits_postal_code).read(text):
        found.add(Kind.ZIP)
    return found


def mistyped_word(text: str, words: Iterable[str]) -> str:
    """The word that a text is one slip of the finger away from; empty if there is none."""
    typed = normalise(text)
    return next((word for word in words if is_slip(typed, normalise(word))), "")
