"""Reading an inbound text: from characters to a reading, by eight rules.

Knows words, and whether an answer is awaited; stops.py knows the words around a stop word,
postal_codes.py the shapes of postal codes. Does not know people, states or what follows from a
reading. Every reading names the rule and the word that matched.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from optinsim.core.postal_codes import US_POSTAL_CODE, PostalCode
from optinsim.core.stops import StopsInside
from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    _Apply = Callable[["Lexicon", "_Heard"], "Reading | None"]
    _Describe = Callable[["Lexicon", "_Heard"], tuple[tuple[str, ...], str]]


class Kind(StrEnum):
    """The kind of a reading."""

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
    """The whole text, or its first sentence (`Stop. Thank you`), without courtesy words."""
    CONTAINS = "contains"
    """Any part of the text, even if the text says the opposite (`don't stop`)."""


@value
class Reading:
    """The meaning that a text was given, and why."""

    kind: Kind
    rule: str
    """exact, first_sentence, courtesy, phrase, contains, expected, postal_code; none: no match."""
    word: str | None = None
    """The word of the account, or the postal code, that matched."""
    campaign: str | None = None
    """The id of the campaign whose keyword, or expected answer, it is."""


@value
class Words:
    """The words of an account, as the account file writes them."""

    stop: tuple[str, ...]
    help: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    start: tuple[str, ...] = ()
    stop_phrases: tuple[str, ...] = ()
    """Phrases that are a stop in a sentence that tells the brand to stop."""
    stop_match: StopMatch = StopMatch.EXACT
    postal_code: str = US_POSTAL_CODE
    """A regular expression for the whole code."""
    fits_postal_code: Callable[[str], bool | None] | None = None
    """Whether a text matches the account's own `postal_code`; None: matching took too long.

    It may ignore case. Left out, `postal_code` must be a pattern that cannot take long.
    """
    default_stop: tuple[str, ...] = ()
    """The platform's own stop words. A list in the account replaces them in `stop`."""
    has_own_stop: bool = False
    """Whether the account has such a list."""


class Awaited(NamedTuple):
    """The prompts and questions that a text may answer, at one number; see `Lexicon.read`."""

    pending: bool = False
    zip_awaited: bool = False
    answers: Mapping[str, Reading] | None = None


@value
class Tried:
    """A rule that was tried on a text, and its result."""

    rule: str
    """Its name: stop word, stop inside the text, expected answer …"""
    compared: tuple[str, ...]
    """The words, phrases or pattern that the text was compared with."""
    skipped: str
    """Why the rule does not apply now; empty: it applies."""
    reading: Reading | None
    """The reading, which ends the search; None: the next rule is tried."""


class _Heard(NamedTuple):
    """A text in the form that the rules compare, and the answers that are awaited."""

    text: str
    whole: str
    """Normalised."""
    plain: str
    """Without accents, too."""
    pending: bool
    zip_awaited: bool
    answers: Mapping[str, Reading] | None

    def find(self, readings: Mapping[str, Reading]) -> Reading | None:
        return readings.get(self.whole) or readings.get(self.plain)


# The pattern matches only the last mark of a row. «[.!?]+» would match a row of dots to its end
# from each of its dots: quadratic time for a text of a hundred thousand dots. By code point: the
# ellipsis, the full-width marks and the closing quotes.
_SENTENCE_END = re.compile(
    r"[.!?\u2026\u3002\uff01\uff1f][\"')\]\u201d\u2019\u00bb]*\s|[\r\n\u2028\u2029]"
)
# People type these as apostrophes, and Unicode calls them letters. NFKC makes the first a space and
# an accent.
_APOSTROPHES = dict.fromkeys(map(ord, "\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8"))

_UNMATCHED = Reading(Kind.UNMATCHED, "none")


def normalise(text: str) -> str:
    """The text in the compared form: NFKC, case-folded, only letters, digits and single spaces."""
    if text.isascii() and text.isalnum():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    kept = "".join(c if c.isalnum() else " " if c.isspace() else "" for c in folded)
    return " ".join(kept.split())


def without_accents(text: str) -> str:
    """The text with every accented letter as its base letter."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def is_question(text: str) -> bool:
    """Whether the text contains a question mark of any script."""
    if text.isascii():
        return "?" in text
    # Not after NFKC, which makes the Greek question mark a semicolon.
    names = (unicodedata.name(c, "") for c in text if not c.isalnum())
    return any("QUESTION MARK" in name or "INTERROBANG" in name for name in names)


class Lexicon:
    """The words that are recognised at one number, compiled."""

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
        phrases = {form: phrase for phrase in words.stop_phrases for form in _forms(phrase)}
        self._stops_inside = StopsInside(
            {form: reading.word or "" for form, reading in self._stop.items()}, phrases
        )
        self._fewest_spaces = min((form.count(" ") for form in phrases), default=sys.maxsize)
        self._stop_match = words.stop_match
        self._words = words
        self._keyword_words = tuple(keywords)
        self._postal_code = PostalCode(words.postal_code, words.fits_postal_code)

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
            answers: the expected answers of the open question, by normalised word; None: none open.
        """
        heard = _heard(text, pending=pending, zip_awaited=zip_awaited, answers=answers)
        for _, apply, _ in self._RULES:
            if found := apply(self, heard):
                return found
        return _UNMATCHED

    def tried(self, text: str, awaited: Awaited) -> list[Tried]:
        """The rules that `read` tries for a text, in their order, up to the one that matches."""
        heard = _heard(text, **awaited._asdict())
        found = []
        for name, apply, describe in self._RULES:
            reading = apply(self, heard)
            compared, skipped = describe(self, heard)
            found.append(Tried(name, compared, skipped, reading))
            if reading:
                break
        return found

    def _stop_word(self, heard: _Heard) -> Reading | None:
        return heard.find(self._stop)

    def _answer(self, heard: _Heard) -> Reading | None:
        return heard.find(heard.answers) if heard.answers else None

    def _help_word(self, heard: _Heard) -> Reading | None:
        return heard.find(self._help)

    def _yes_or_no(self, heard: _Heard) -> Reading | None:
        """A yes or no. A question (y?) is none, nor is a yes word that is a keyword too."""
        if not heard.pending:
            return None
        found = heard.find(self._yes_no)
        return _UNMATCHED if found and is_question(heard.text) else found

    def _zip(self, heard: _Heard) -> Reading | None:
        if not heard.zip_awaited:
            return None
        code = self._postal_code.read(heard.text)
        return Reading(Kind.ZIP, "postal_code", code) if code else None

    def _start_word(self, heard: _Heard) -> Reading | None:
        return heard.find(self._start)

    def _keyword(self, heard: _Heard) -> Reading | None:
        return heard.find(self._keywords)

    def _stop_inside(self, heard: _Heard) -> Reading | None:
        """A stop in a text that has more than the stop word."""
        text, plain = heard.text, heard.plain
        spaces = plain.count(" ")
        if self._stop_match is StopMatch.CONTAINS and (reading := self._contained(plain)):
            return reading
        # A single word has no courtesy word, and usually no sentence.
        if not spaces and self._fewest_spaces:
            return None
        parts = _SENTENCE_END.split(text.lstrip())
        alone = len(parts) == 1
        sentences = [plain] if alone else [without_accents(normalise(part)) for part in parts]
        is_by_sentence = self._stop_match is StopMatch.FIRST_SENTENCE and spaces
        if is_by_sentence and (found := self._stop.get(sentences[0])):
            return Reading(Kind.STOP, "first_sentence", found.word)
        if spaces >= self._fewest_spaces:
            for sentence in sentences:
                if word := self._stops_inside.phrase(sentence):
                    return Reading(Kind.STOP, "phrase", word)
        return self._with_courtesy(plain, sentences[0]) if is_by_sentence else None

    def _contained(self, plain: str) -> Reading | None:
        padded = f" {plain} "
        for form, reading in self._stop.items():
            if f" {form} " in padded:
                return Reading(Kind.STOP, "contains", reading.word)
        return None

    def _with_courtesy(self, plain: str, first: str) -> Reading | None:
        if word := self._stops_inside.with_courtesy(plain):
            return Reading(Kind.STOP, "courtesy", word)
        if word := self._stops_inside.with_courtesy(first):
            return Reading(Kind.STOP, "first_sentence", word)
        return None

    # What each rule compares a text with, and why a rule does not apply.

    def _about_stops(self, _: _Heard) -> tuple[tuple[str, ...], str]:
        return self._words.stop, ""

    def _about_stops_inside(self, _: _Heard) -> tuple[tuple[str, ...], str]:
        match, phrases = self._stop_match, self._words.stop_phrases
        if match is StopMatch.EXACT:
            return phrases, "" if phrases else "a stop word has to be the whole text here"
        where = "anywhere" if match is StopMatch.CONTAINS else "first sentence, courtesy words"
        return (f"a stop word: {where}", *phrases), ""

    def _about_answers(self, heard: _Heard) -> tuple[tuple[str, ...], str]:
        if heard.answers is None:
            return (), "no question is open"
        return tuple(dict.fromkeys(one.word or "" for one in heard.answers.values())), ""

    def _about_help(self, _: _Heard) -> tuple[tuple[str, ...], str]:
        return self._words.help, "" if self._words.help else "the account has none"

    def _about_yes_and_no(self, heard: _Heard) -> tuple[tuple[str, ...], str]:
        words = (*self._words.yes, *self._words.no)
        if not heard.pending:
            return words, "no opt-in waits for an answer"
        asks = heard.find(self._yes_no) and is_question(heard.text)
        return words, "a question is no answer" if asks else ""

    def _about_zip(self, heard: _Heard) -> tuple[tuple[str, ...], str]:
        return (), "" if heard.zip_awaited else "no opt-in waits for one"

    def _about_start(self, _: _Heard) -> tuple[tuple[str, ...], str]:
        return self._words.start, "" if self._words.start else "the account has none"

    def _about_keywords(self, _: _Heard) -> tuple[tuple[str, ...], str]:
        return self._keyword_words, "" if self._keyword_words else "the number has none"

    _RULES: ClassVar[tuple[tuple[str, _Apply, _Describe], ...]] = (
        ("stop word", _stop_word, _about_stops),
        ("stop inside the text", _stop_inside, _about_stops_inside),
        ("expected answer", _answer, _about_answers),
        ("help word", _help_word, _about_help),
        ("yes or no", _yes_or_no, _about_yes_and_no),
        ("postal code", _zip, _about_zip),
        ("start word", _start_word, _about_start),
        ("keyword", _keyword, _about_keywords),
    )
    """The rules in their order: a name, what it reads, and what it compares."""


def _heard(
    text: str, *, pending: bool, zip_awaited: bool, answers: Mapping[str, Reading] | None
) -> _Heard:
    whole = normalise(text)
    return _Heard(text, whole, without_accents(whole), pending, zip_awaited, answers)


def _forms(word: str) -> tuple[str, ...]:
    """The normalised word with and without accents; empty if no letter or digit is left."""
    normal = normalise(word)
    plain = without_accents(normal)
    return (normal, plain) if plain != normal else (normal,) if normal else ()


def _compile(kind: Kind, words: Iterable[str]) -> dict[str, Reading]:
    return {form: Reading(kind, "exact", word) for word in words for form in _forms(word)}
