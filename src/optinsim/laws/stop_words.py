"""The stop words that an account's list lacks, and the YAML line that adds them.

Knows the FCC's words, the platform's own and the account's. Does not know when a stop is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from optinsim.core.inbound import normalise
from optinsim.laws.law import compared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.core.setup import Setup

SEVEN_WORDS = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")
"""47 CFR 64.1200(a)(10)."""


def is_stop_word(setup: Setup, text: str) -> bool:
    """Whether a text is one of the FCC's seven words, or of the platform's own."""
    word = normalise(text)
    return word in SEVEN_WORDS or word in compared(setup.words.default_stop)


def is_taken(setup: Setup, text: str) -> bool:
    """Whether the account gives a text another meaning: a keyword, an answer, or another word.

    A list of stop words with such a text is refused, or removes the other meaning.
    """
    return normalise(text) in compared(tuple(_other_words(setup)))


def whose_list_lacks(setup: Setup, text: str) -> str:
    """Why a stop word is not read, as the end of a sentence; empty for any other text."""
    words = setup.words
    is_listed = normalise(text) in compared(words.stop)
    if is_listed or is_taken(setup, text) or not is_stop_word(setup, text):
        return ""
    listed = ", ".join(words.stop)
    if words.has_own_stop:
        has = f"has only {listed}" if listed else "is empty"
        return f": words.stop in the account {has}, and replaces the platform's list"
    return f": the account sets no stop words, and the platform's list has only {listed}"


def stop_line(setup: Setup, text: str = "") -> str:
    """The line for an account that reads a text as a stop, with every free stop word.

    Args:
        setup: the account.
        text: the person's wording; empty: only the words.

    Returns:
        YAML to paste, such as `words: {stop: [STOP, QUIT]}`. It repeats the platform's words, since
        a list in the account replaces them.
    """
    wanted = [*setup.words.default_stop, *(word.upper() for word in SEVEN_WORDS)]
    free = [word for word in wanted if not is_taken(setup, word)]
    return words_line("stop", (*setup.words.stop, *free, *([text] if text else ())))


def words_line(kind: str, words: tuple[str, ...]) -> str:
    """A list of words as YAML, without duplicates: `words: {help: [HELP, INFO]}`."""
    listed: dict[str, str] = {}
    for word in words:
        listed.setdefault(normalise(word), word)
    said = yaml.safe_dump(
        [*listed.values()], default_flow_style=True, allow_unicode=True, width=10_000
    )
    return f"words: {{{kind}: {said.strip()}}}"


def _other_words(setup: Setup) -> Iterator[str]:
    words = setup.words
    for campaign in setup.campaigns:
        yield from campaign.keywords
    for question in setup.questions.values():
        yield from question.answers
    yield from (*words.help, *words.start, *words.yes, *words.no)
