"""The words of a text that mean «stop texting me».

Knows stop_wording.txt, which says in words what counts, and typing errors. It prefers to miss a
wording to taking an ordinary text for a stop.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

from optinsim.core.inbound import without_accents
from optinsim.laws.typing_errors import Corrector
from optinsim.laws.wording_lists import WordingLists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_APOSTROPHES = dict.fromkeys(map(ord, "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019"))
_LOOK_ALIKES = str.maketrans("0135$@", "oiessa")
_SPELLED = re.compile(r"(?<!\w)\w(?:[.\-_* ]\w){2,}(?!\w)")
_DISGUISED = re.compile(r"[^\W\d_]*[\d$@][^\W_]*[^\W\d_][\w$@]*|[^\W\d_]+[\d$@]+[^\W\d_]*")
_NUMBER_SIGN = re.compile(r" ?#(?!\w)")
_REPEATED = re.compile(r"(\w)\1{2,}")
_SENTENCE = re.compile(r"[.!?\u2026;:\n\r]+(?:\s|$)|[!?\u2026;\n\r]+|\.{2,}")
_PART = re.compile(r"[,()\"\u201c\u201d\u2014\u2013*/]+|\s-+\s")
_NO_WORD = re.compile(r"[^\w]+|_+")


class Wording:
    """The lists of stop_wording.txt, compiled."""

    def __init__(self, source: str) -> None:
        self._lists = WordingLists(source)
        own = self._lists.words()
        stops = self._lists.words(*_STOP_WORDS)
        in_phrases = self._lists.words(*_PHRASES, *_NAMED)
        self._compiled: dict[str, tuple[re.Pattern[str], ...]] = {}
        # A word of four letters has too many neighbours, but for the two that people mistype most.
        self._stops = Corrector({w for w in stops if len(w) > _SHORT or w in _MISTYPED}, own)
        self._words = Corrector(in_phrases, own)

    def find(self, text: str) -> str | None:
        """The words that mean stop."""
        sentences = [
            [part for part in map(_plain, _PART.split(sentence)) if part]
            for sentence in _SENTENCE.split(_unmasked(text))
        ]
        sentences = [parts for parts in sentences if parts]
        if not sentences:
            return None
        whole = " ".join(" ".join(parts) for parts in sentences)
        return (
            self._of_words(whole, self._alone if "?" in text else self._whole_text)
            or self._explained(sentences)
            or self._alone_somewhere(sentences, whole)
            or (self._phrase(sentences) if " " in whole else None)
        )

    def _of_words(self, text: str, pattern: Callable[[], re.Pattern[str]]) -> str | None:
        """The text, if it consists of stop words and courtesy, with a stop word in it."""
        if text.count(" ") > _LONGEST_COURTESY:
            return None
        for tried in dict.fromkeys((text, text.replace(" ", ""), self._stops.corrected(text))):
            # Most texts have no such word, and need no pattern.
            if (
                self._lists.may_begin(tried.split(" "), *_STOP_WORDS)
                and pattern().fullmatch(f"{tried} ")
                and self._a_stop.search(f" {tried} ")
            ):
                return text
        return None

    def _alone_somewhere(self, sentences: list[list[str]], whole: str) -> str | None:
        """The text, if a sentence or a part of one consists of stop words and courtesy."""
        for parts in sentences:
            for piece in dict.fromkeys((" ".join(parts), *parts)):
                if self._of_words(piece, self._alone):
                    return whole
        return None

    def _explained(self, sentences: list[list[str]]) -> str | None:
        """A stop word at the beginning, and after it why: stop I never signed up."""
        first = " ".join(sentences[0])
        for tried in dict.fromkeys((first, self._stops.corrected(first))):
            if self._lists.may_begin(tried.split(" ", 1)[:1], "stop words") and (
                found := self._with_complaint.match(f"{tried} ")
            ):
                return found[0].strip()
        return None

    def _phrase(self, sentences: list[list[str]]) -> str | None:
        for parts in sentences:
            sentence = " ".join(parts)
            for tried in dict.fromkeys((sentence, self._words.corrected(sentence))):
                padded = self._no_phrases.sub(" ", f" {tried} ")
                for found in self._matches(padded, parts if tried == sentence else [tried]):
                    if self._is_meant(padded, found):
                        return found[0].strip()
        return None

    def _matches(self, padded: str, parts: list[str]) -> Iterator[re.Match[str]]:
        """The phrases in a sentence, wherever each may stand."""
        words = padded.split()
        at = 0
        for word in words:
            for pattern in self._anywhere(word):
                if found := pattern.match(padded, at):
                    yield found
                    break
            at += len(word) + 1
        if self._lists.may_begin(words, "phrases at the end") and (
            found := self._at_end.search(padded)
        ):
            yield found
        if not self._lists.may_begin(words, "phrases at the beginning"):
            return
        at = 0
        for part in parts:
            at = padded.find(f" {part} ", at)
            if at < 0:  # put aside
                return
            if found := self._at_beginning.match(padded, at):
                yield found

    def _is_meant(self, padded: str, found: re.Match[str]) -> bool:
        """Whether it is neither denied, nor told of others, nor about another thing."""
        before = _POLITE.sub(" ", padded[: found.start() + 1])
        rest = padded[found.end() - 1 :]
        return not (
            self._denied.search(before)
            or (self._told.search(before) and not _TOLD_YOU.search(before))
            or (self._told_first.match(before) and "how many times" not in before)
            or self._otherwise.match(rest)
            or self._other_things.match(rest)
        )

    @cache  # noqa: B019  (there is one)
    def _whole_text(self) -> re.Pattern[str]:
        """A text of nothing but stop words and courtesy."""
        return _row(
            self._lists.either(*_STOP_WORDS, "courtesy", "courtesy of the whole text"),
        )

    @cache  # noqa: B019  (there is one)
    def _alone(self) -> re.Pattern[str]:
        """A sentence of nothing but stop words that have one meaning, and courtesy."""
        return _row(self._lists.either("stop words", "courtesy", "courtesy of a sentence"))

    @cached_property
    def _a_stop(self) -> re.Pattern[str]:
        return re.compile(f" (?:{self._lists.either(*_STOP_WORDS)})")

    @cached_property
    def _with_complaint(self) -> re.Pattern[str]:
        words, complaints = self._lists.either("stop words"), self._lists.either("complaints")
        return re.compile(f"(?:{words})+(?:{complaints})")

    def _anywhere(self, word: str) -> tuple[re.Pattern[str], ...]:
        """The phrases that may begin with a word, the longest first.

        Each is compiled when a text has such a word: all of them together take a while.
        """
        found = self._compiled.get(word)
        if found is None:
            lines = self._lists.beginning_with(word, "phrases")
            found = tuple(re.compile(f" (?:{self._lists.pattern(line)})") for line in lines)
            self._compiled[word] = found
        return found

    @cached_property
    def _no_phrases(self) -> re.Pattern[str]:
        return re.compile(f" (?:{self._lists.either('no phrases')})")

    @cached_property
    def _at_end(self) -> re.Pattern[str]:
        courtesy = self._lists.either("courtesy")
        return re.compile(f" (?:{self._lists.either('phrases at the end')})(?=(?:{courtesy})*+$)")

    @cached_property
    def _at_beginning(self) -> re.Pattern[str]:
        courtesy = self._lists.either("courtesy")
        return re.compile(f" (?:{courtesy})*?(?:{self._lists.either('phrases at the beginning')})")

    @cached_property
    def _denied(self) -> re.Pattern[str]:
        denial = self._lists.either("before: it is denied")
        between = self._lists.either("before: between the denial and the phrase")
        return re.compile(f" (?:{denial})(?:{between}){{0,4}}$")

    @cached_property
    def _told(self) -> re.Pattern[str]:
        return re.compile(
            f" (?:{self._lists.either('before: it is told')})(?:please |just |also )?$"
        )

    @cached_property
    def _told_first(self) -> re.Pattern[str]:
        heads = self._lists.either("before: it is told, where the sentence begins so")
        return re.compile(rf" (?:{heads})(?:\w+ ){{0,4}}$")

    @cached_property
    def _otherwise(self) -> re.Pattern[str]:
        return re.compile(f" (?:{self._lists.either('after: it is about something else')})")

    @cached_property
    def _other_things(self) -> re.Pattern[str]:
        return re.compile(rf" (?:\w+ ){{0,4}}?(?:{self._lists.either('other things')})")


_STOP_WORDS = ("stop words", "stop words of the whole text")
_PHRASES = ("phrases", "phrases at the end", "phrases at the beginning")
_NAMED = ("messages", "texting", "us", "our", "list")
_SHORT = 4
_MISTYPED = ("stop", "quit")
_LONGEST_COURTESY = 20
"""Spaces in a text of nothing but stop words and courtesy."""
_POLITE = re.compile(
    r" (?:can|could|would|will|wont|may|please|pls|so|and) (?:you|u|yall|ya)"
    r"(?: guys)?(?: (?:please|pls|plz|kindly|just))* $"
)
"""Before a phrase: a question only in its form."""
_TOLD_YOU = re.compile(
    r" (?:told|tell|telling|asked|ask|asking|beg|begging|thank|said|want|need|like) (?:you|u) $"
)
"""Before a phrase: «you» is no subject of what follows."""


def _row(either: str) -> re.Pattern[str]:
    # Atomic and possessive: a text is gone through once, however it ends.
    return re.compile(f"(?>{either})++")


def _unmasked(text: str) -> str:
    """The text as characters are meant: compatible forms, look-alikes, stretched words."""
    folded = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    folded = without_accents(folded)
    folded = _NUMBER_SIGN.sub(" number", folded)
    folded = _SPELLED.sub(lambda found: re.sub(r"\W|_", "", found[0]), folded)
    folded = _DISGUISED.sub(lambda found: found[0].translate(_LOOK_ALIKES), folded)
    return _REPEATED.sub(r"\1", folded)


def _plain(part: str) -> str:
    return " ".join(_NO_WORD.sub(" ", part).split())


@cache
def wording() -> Wording:
    """The wordings of stop_wording.txt."""
    source = files("optinsim.laws").joinpath("stop_wording.txt").read_text(encoding="utf-8")
    return Wording(source)
