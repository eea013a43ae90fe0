"""A stop in a text that has more than a stop word: courtesy words, and phrases in a sentence.

Knows English words around a stop: words that add nothing (please), that deny it (don't), that make
it a question or a report (did you), and that give it another object (by the store). The lists are
ours; no vendor publishes any. If in doubt, a text is no stop. Every text here is in
the form in which words are compared: lower case without accents, only letters, digits and single
spaces. Does not know where sentences end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

COURTESY = (
    *("please", "pls", "plz", "plse", "kindly", "pretty please", "sorry", "just", "me"),
    *("thanks", "thank you", "thank u", "thankyou", "thx", "tks", "ty"),
    *("thanks so much", "thank you so much", "thank you very much", "thanks a lot"),
    *("now", "right now", "right away", "immediately", "at once", "asap"),
    *("hi", "hello", "hey", "ok", "okay", "sir", "maam", "and", "but"),
)
"""Words that add nothing to a stop word."""

# Texts, which `re` compiles and caches when they are first used: most runs read no stop phrase.
_NEGATION = (
    r" (?:not|cannot|never|non|without|no need|dont|don t|donot|dnt|doesnt|didnt|cant|couldnt"
    r"|wont|wouldnt|shouldnt|mustnt|neednt|isnt|arent|wasnt|werent|aint|havent|hasnt|hadnt)"
    r"(?: (?:ever|even|just|please|pls|want|wanna|wish|like|need|have|to|think|sure|going"
    r"|(?:you|u) (?:dare|ever|to))){0,5}$"
    r"| want (?:you|u|ya) to$"
)
"""Before a phrase: the sentence says the opposite."""
_REPORT = (
    r" (?:i|he|she|they|we|who)"
    r"(?: (?:will|would|can|could|should|may|might|must|do|did|just|also))?$"
    r"| (?:ill|theyll|gonna)$"
    r"|(?<! can)(?<! could)(?<! will)(?<! would)(?<! dont)(?<! wont)(?<! thank) (?:you|u)$"
    r"| (?:how|why|when|where|what|if) (?:can|could|will|would) (?:you|u)(?: please)?$"
    r"| (?:how|when|where|what|way|ways|hard|trying|tried|try|going|able|about|used) to$"
    r"|(?<! you)(?<! u) (?:have|has|had|need|needs|want|wants|got|hate|ready) to$"
    r"|(?<! you)(?<! u) gotta$"
    r"|\A (?:how|what|where|who|which) .*to$"
    r"| let (?:me|us|him|her|them)$"
    r"| (?:there|are|is|was|were|am|be|have|has|had|get|gets|got|getting|see|receive|receiving"
    r"|received)$"
)
"""Before a phrase: the sentence reports or asks, and does not tell the brand to stop."""
_BOOKINGS = (
    "appointments?|appt|booking|calendar|cart|class|course|event|game|guest|hold|insurance|meeting"
    "|orders?|plan|program|reservation|roster|schedule|shift|table|team|trip|waiting|waitlist|wait"
)
_OTHER_OBJECT = (
    r" (?:her|him|them|his|their|each other|other|others|friends|mom|dad|people)\b"
    r"| (?:when|whenever|while|before|after|until|till|unless|if|during|today|tonight|tomorrow)\b"
    r"| (?:yet|back|by|with|like)\b"
    r"| (?:the|a|an) (?!text|sms|mess)"
    r"| (?:at|on|in) (?!this|all|once)"
    r"| and (?:call|start|driv)"
    r"| (?:your|ur) (?!(?:[a-z]+ )?(?:list|text|messag|sms|system|database))"
    r"| [0-9]"
    r"| my (?!phone|number|cell|mobile)"
    rf"| (?:[a-z0-9]+ ){{0,4}}(?:{_BOOKINGS})\b"
)
"""After a phrase: the sentence is not about the brand's texts."""
_LOOKED_BACK = 80
"""Characters before a phrase that can matter; longer than any match above."""


class StopsInside:
    """The stop words and stop phrases of an account, compiled."""

    def __init__(self, words: Mapping[str, str], phrases: Mapping[str, str]) -> None:
        """Compile.

        Args:
            words: each stop word as the account writes it, by the compared form.
            phrases: the same of the stop phrases.
        """
        self._words = words
        self._phrases = phrases
        # Atomic and possessive, so there is no backtracking: linear time.
        self._courtesy = re.compile(rf"(?>(?:{_either((*words, *COURTESY))}) )++")
        self._word = _in_a_row(words)
        self._phrase = _in_a_row(phrases)

    def with_courtesy(self, text: str) -> str | None:
        """The first stop word of a text of nothing but stop words and courtesy words."""
        if not self._courtesy.fullmatch(f"{text} "):
            return None
        found = self._word.search(f" {text} ")
        return self._words[found[1]] if found else None

    def phrase(self, sentence: str) -> str | None:
        """The first stop phrase of a sentence that tells us to stop."""
        padded = f" {sentence} "
        found = self._phrase.search(padded)
        while found:
            if self._is_meant(padded, found):
                return self._phrases[found[1]]
            found = self._phrase.search(padded, found.start() + 1)
        return None

    def _is_meant(self, padded: str, found: re.Match[str]) -> bool:
        before = padded[max(found.start() - _LOOKED_BACK, 0) : found.start()]
        if re.search(_NEGATION, before) or re.search(_REPORT, before):
            return False
        # A phrase that ends with a stop word (please stop) must end its sentence: further words are
        # the object of the stop (by the store, my order).
        if found[1].rpartition(" ")[2] in self._words:
            rest = padded[found.end() + 1 :]
            return not rest or self._courtesy.fullmatch(rest) is not None
        return re.match(_OTHER_OBJECT, padded[found.end() :]) is None


def _in_a_row(words: Collection[str]) -> re.Pattern[str]:
    """Any of the words as a group, in a text with a space before and after."""
    return re.compile(f" ({_either(words)})(?= )" if words else "(?!)")


def _either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
