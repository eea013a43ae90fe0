"""Reading an inbound text: from characters to a reading, by eight rules.

Knows words and the shape of a postal code, and whether an answer is awaited. Does not know people,
states or what a reading brings about. Everything that it says names the rule and the word, so that
a person can see why.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


US_POSTAL_CODE = "[0-9]{5}(?:-[0-9]{4})?"
"""A ZIP code, or ZIP+4; ASCII digits only."""
NO_POSTAL_CODE = "(?!)"
"""Matches nothing."""
POSTAL_CODES = {
    "US": US_POSTAL_CODE,
    "CA": "[ABCEGHJ-NPRSTVXYabceghj-nprstvxy][0-9][A-Za-z][ -]?[0-9][A-Za-z][0-9]",
}
"""By country."""


class Kind(StrEnum):
    """What a text was read as."""

    STOP = "stop"
    ANSWER = "answer"
    HELP = "help"
    NO = "no"
    YES = "yes"
    ZIP = "zip"
    START = "start"
    KEYWORD = "keyword"
    UNMATCHED = "unmatched"


class StopMatch(StrEnum):
    """How much of a text must be a stop word."""

    EXACT = "exact"
    FIRST_SENTENCE = "first_sentence"
    """The whole text, or its first sentence (`Stop. Thank you`)."""
    CONTAINS = "contains"
    """Anything in the text, even if it says the opposite (`don't stop`)."""


@value
class Reading:
    """What a text was read as, and why."""

    kind: Kind
    rule: str
    """exact, first_sentence, phrase, contains, expected, postal_code; none: nothing matched."""
    word: str | None = None
    """The word of the account, or the postal code, that matched."""
    campaign: str | None = None
    """The id of the campaign whose keyword, or expected answer, it is."""


@value
class Words:
    """The words of an account, as it writes them."""

    stop: tuple[str, ...]
    help: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    start: tuple[str, ...] = ()
    stop_phrases: tuple[str, ...] = ()
    """Words in a row, anywhere in the text."""
    stop_match: StopMatch = StopMatch.EXACT
    postal_code: str = US_POSTAL_CODE
    """A regular expression for the whole code."""


_NEGATIONS = frozenset({"dont", "cant", "wont", "never", "non"})
"""A stop phrase right after one of these (normalised) is no stop."""

# The last mark of a row is enough: «[.!?]+» would follow a row of dots to its end from each of its
# dots, and a text can have a hundred thousand. By code point: the ellipsis, the full-width marks
# and the closing quotes.
_SENTENCE_END = re.compile(
    r"[.!?\u2026\u3002\uff01\uff1f][\"')\]\u201d\u2019\u00bb]*\s|[\r\n\u2028\u2029]"
)
_WITHIN = re.compile(r"\W*(\w(?:.*\w)?)\W*", re.DOTALL)
"""A text, and what is left of it without the spaces and punctuation around."""

_US_CODES = ("00501", "99950")
"""The lowest and the highest ZIP code in use."""
_LONGEST_POSTAL_CODE = 32

_UNMATCHED = Reading(Kind.UNMATCHED, "none")


def normalise(text: str) -> str:
    """The text as words are compared: NFKC, case-folded, only letters, digits and single spaces."""
    if text.isascii() and text.isalnum():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(c if c.isalnum() else " " if c.isspace() else "" for c in folded)
    return " ".join(kept.split())


def without_accents(text: str) -> str:
    """The text with every accented letter as its base letter."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


class Lexicon:
    """The words that count at one number, compiled."""

    def __init__(self, words: Words, keywords: Mapping[str, str]) -> None:
        """Compile.

        Args:
            words: those of the account.
            keywords: the id of its campaign for every keyword of the number.
        """
        self._stop = _compile(Kind.STOP, words.stop)
        self._help = _compile(Kind.HELP, words.help)
        self._yes_no = _compile(Kind.YES, words.yes) | _compile(Kind.NO, words.no)
        self._start = _compile(Kind.START, words.start)
        self._keywords = {
            form: Reading(Kind.KEYWORD, "exact", word, campaign)
            for word, campaign in keywords.items()
            for form in _forms(word)
        }
        self._phrases = [(f" {form} ", p) for p in words.stop_phrases for form in _forms(p)]
        self._stop_match = words.stop_match
        self._is_us = words.postal_code == US_POSTAL_CODE
        # By itself: an account's own pattern may have groups and flags.
        self._postal_code = re.compile(words.postal_code)

    def read(
        self,
        text: str,
        *,
        pending: bool,
        zip_awaited: bool,
        answers: Mapping[str, Reading] | None = None,
    ) -> Reading:
        """Read a text; the first rule that matches wins.

        Args:
            text: as it was sent.
            pending: whether an opt-in of this person is pending on this number.
            zip_awaited: whether a campaign that accepts a ZIP code is among the pending ones.
            answers: those that an open question expects, by normalised word; None: none is open.
        """
        whole = normalise(text)
        plain = without_accents(whole)

        def find(readings: Mapping[str, Reading]) -> Reading | None:
            return readings.get(whole) or readings.get(plain)

        return (
            find(self._stop)
            or self._stop_inside(text, plain)
            or (find(answers) if answers else None)
            or find(self._help)
            or (find(self._yes_no) if pending else None)
            or (self._zip(text) if zip_awaited else None)
            or find(self._start)
            or find(self._keywords)
            or _UNMATCHED
        )

    def _stop_inside(self, text: str, plain: str) -> Reading | None:
        """A stop in a text that holds more than the stop word."""
        padded = f" {plain} "
        if self._stop_match is StopMatch.FIRST_SENTENCE and " " in plain:
            first = _SENTENCE_END.split(text.lstrip(), maxsplit=1)[0]
            if reading := self._stop.get(without_accents(normalise(first))):
                return Reading(Kind.STOP, "first_sentence", reading.word)
        elif self._stop_match is StopMatch.CONTAINS:
            for form, reading in self._stop.items():
                if f" {form} " in padded:
                    return Reading(Kind.STOP, "contains", reading.word)
        for phrase, written in self._phrases:
            at = padded.find(phrase)
            while at >= 0:
                if padded[padded.rfind(" ", 0, at) + 1 : at] not in _NEGATIONS:
                    return Reading(Kind.STOP, "phrase", written)
                at = padded.find(phrase, at + 1)
        return None

    def _zip(self, text: str) -> Reading | None:
        """A postal code and nothing else but spaces and punctuation; ASCII digits only."""
        within = _WITHIN.fullmatch(text)
        code = within[1] if within else ""
        if len(code) > _LONGEST_POSTAL_CODE or not self._postal_code.fullmatch(code):
            return None
        if self._is_us and not _US_CODES[0] <= code[:5] <= _US_CODES[1]:
            return None
        return Reading(Kind.ZIP, "postal_code", code)


def _forms(word: str) -> tuple[str, ...]:
    """The word as it is compared: with and without accents; nothing if no letter is left."""
    normal = normalise(word)
    plain = without_accents(normal)
    return (normal, plain) if plain != normal else (normal,) if normal else ()


def _compile(kind: Kind, words: Iterable[str]) -> dict[str, Reading]:
    return {form: Reading(kind, "exact", word) for word in words for form in _forms(word)}
