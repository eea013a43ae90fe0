"""The words that a message tells people to send: «Reply Y or your ZIP code», «STOP to cancel».

Reads English instructions as text messages write them. A word counts if it is quoted, in capitals,
or one of the usual commands (stop, yes), and in the position that an instruction has for it.
Doubtful cases do not count: a false warning about ordinary prose would be worse than none. Does
not know the effect of a word in an account.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Promise(NamedTuple):
    """A word or code that a message tells people to send."""

    word: str
    """As the message writes it; empty for a postal code."""
    number: str = ""
    """The digits of the number to which to send it, if the message has one."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TOKEN = re.compile(
    r"""\u201c(?P<q1>[^\u201d]{1,40})\u201d|\u2018(?P<q2>[^\u2019]{1,40})\u2019"""
    r"""|"(?P<q3>[^"]{1,40})"|«(?P<q4>[^»]{1,40})»"""
    r"""|(?<!\w)'(?P<q5>[^']{1,40})'(?!\w)|\*(?P<q6>\w[^*]{0,39})\*"""
    r"""|(?P<word>\+?\w+(?:['\u2019+.@-]+\w+)*)|(?P<mark>\n|[^\w\s])"""
)
_CLEAR_VERBS = _set("reply replying respond responding")
_VERBS = _CLEAR_VERBS | frozenset(["text", "texting", "txt", "send", "sending", "answer", "type"])
_FILLERS = _set(
    "back with w the word words keyword by texting sending replying either just simply only "
    "us code please"
)
_JOINTS = frozenset((",", "/", "|", "&", "or", "and"))
_SUBJECTS = _set(
    "we we'll i i'll they our a an the via this that your my each every per recurring will "
    "any no first last by"
)
"""Before «text» or «send»: the brand sends, or it is a noun."""
_NEGATIONS = _set("not don't dont never cannot can't")
_COMMANDS = _set(
    "stop stopall start unstop yes y no n help info join cancel end quit unsubscribe optout "
    "resume subscribe"
)
"""Words that are commands even in small letters, right after «reply»."""
_NO_COMMANDS = _set(
    "ASAP NOW TODAY US ME IT THEM HIM HER THESE THIS THAT HERE BACK ONLY ANYTIME TONIGHT "
    "TOMORROW SMS MMS TEXT TEXTS MSG MSGS YOU YOUR WITH TO AND OR THE"
)
_FOLLOWERS = _set(
    "to for 2 4 if or and now today within when by at any anytime again back as before until "
    "via from on in after please msg msgs std reply text txt"
)
"""Words that may follow a promised word. «Send USPS labels» has another word there."""
_CONFIRMING = _set(
    "cancel unsubscribe unsub opt opt-out optout opt-in optin join subscribe confirm rejoin "
    "enroll decline agree accept quit"
)
_ENDING = _set("stop end start leave resume exit finish pause continue")
"""Purposes of a command, alone at the end of a clause only: «SALE to end Sunday» has none."""
_TEXTS = _set("msgs messages texts alerts receiving getting all our these your recurring service")
_INVITATIONS = _set(
    "free easy fun ready how where when why new time click tap visit go call press log login "
    "sign scan download open shop save hurry want need last chance excited happy glad welcome "
    "invited please be first way deadline able hope"
)
"""«FREE to join», «TAP to confirm»: capitals that are no commands without a verb."""
_ASKING = _set("help info information assistance")
_PURPOSE = frozenset(("to", "for", "2", "4", "="))
_ZIP = _set("zip zipcode zip+4 postal postcode")
_BEFORE_ZIP = _set("full your a the my 5 five digit 5-digit five-digit valid home current")
_RANGE = re.compile(r"([0-9])-([0-9])")
_MOST_WORDS = 4
"""Words of a phrase in capitals."""
_MOST_DIGITS = 3
_FEWEST_OF_NUMBER = 3
_SMALL_PART = 0.25
"""The least share of words in small letters: in a message with fewer, capitals mean nothing."""


def promised_words(text: str, brand: str = "") -> list[Promise]:
    """The words that a message tells people to send, in its order, each once.

    Args:
        text: the message, filled in.
        brand: the name in it that is no command.
    """
    return list(dict.fromkeys(_Instructions(text, brand).promises()))


class _Instructions:
    """The tokens of one message."""

    def __init__(self, text: str, brand: str) -> None:
        found = [(m.lastgroup or "", m[m.lastgroup or 0]) for m in _TOKEN.finditer(text)]
        self._quoted = [group.startswith("q") for group, _ in found]
        self._words = [word for _, word in found]
        self._low = [
            "" if group.startswith("q") else word.lower().replace("\u2019", "'")
            for group, word in found
        ]
        self._marks = [group == "mark" for group, _ in found]
        self._brand = frozenset(brand.upper().split())
        written = [word for word in self._words if any(c.isalpha() for c in word)]
        small = sum(not word.isupper() for word in written)
        self._shouts = small < _SMALL_PART * len(written)

    def promises(self) -> Iterator[Promise]:
        """The words that the message tells people to send; the same may come twice."""
        chained = False
        i = 0
        while i < len(self._words):
            if self._low[i] in (".", "!", "?", "\n"):
                chained = False
            after, found = i + 1, list[str]()
            if self._is_verb(i):
                after, found = self._list(*self._start(i))
            elif self._begins_clause(i):
                after, found = self._clause(i, chained=chained)
            number = self._number(after) or self._number(i + 1)
            yield from (Promise(word, number) for word in found)
            chained = chained or bool(found)
            i = after if found else i + 1

    def _at(self, i: int) -> str:
        return self._low[i] if 0 <= i < len(self._low) else ""

    def _before(self, i: int, most: int = 3) -> list[str]:
        """The words before a token, in its clause; the last comes first."""
        found: list[str] = []
        while i > 0 and len(found) < most and not self._marks[i - 1]:
            i -= 1
            found.append(self._low[i])
        return found

    def _is_verb(self, i: int) -> bool:
        if self._at(i) not in _VERBS:
            return False
        before = self._before(i)
        if not _NEGATIONS.isdisjoint(before) or before[:1] in (["your"], ["a"], ["the"], ["our"]):
            return False
        if self._at(i) in _CLEAR_VERBS or (before[:1] == ["by"] and self._at(i).endswith("ing")):
            return True
        return before[:1] == [] or (
            before[0] not in _SUBJECTS and {"we", "we'll"}.isdisjoint(before)
        )

    def _start(self, verb: int) -> tuple[int, bool]:
        """The start of the words after a verb, and whether small letters may be a command."""
        i = verb + 1
        while i < len(self._low):
            if self._number(i):
                i += 2
            elif self._at(i) in _FILLERS or (self._at(i) in (":", "/") and i > verb):
                i += 1
            else:
                break
        return i, self._at(verb) not in ("send", "sending", "type")

    def _number(self, i: int) -> str:
        """The digits of «to 84237», if the tokens from here have that form."""
        if self._at(i) not in ("to", "at"):
            return ""
        digits = re.sub("[^0-9]", "", self._at(i + 1))
        is_number = not re.search("[a-z]", self._at(i + 1)) and len(digits) >= _FEWEST_OF_NUMBER
        return digits if is_number else ""

    def _list(self, i: int, small: bool) -> tuple[int, list[str]]:  # noqa: FBT001
        """«Y or your ZIP code»: the list that begins here, and its end."""
        found: list[str] = []
        while True:
            after, words = self._zip(i) or self._item(i, small=small)
            if not words:
                return i, found
            joint = after
            while self._at(joint) in _JOINTS:
                joint += 1
            follows = joint > after and bool(
                (self._zip(joint) or self._item(joint, small=small))[1]
            )
            if not follows and not self._may_end(after):
                return i, found
            found += words
            if not follows:
                return after, found
            i = joint

    def _may_end(self, i: int) -> bool:
        return i >= len(self._low) or self._marks[i] or self._at(i) in _FOLLOWERS

    def _zip(self, i: int) -> tuple[int, list[str]] | None:
        while self._at(i) in _BEFORE_ZIP or (self._at(i) == "-" and self._at(i + 1) == "digit"):
            i += 1
        if self._at(i) not in _ZIP:
            return None
        while self._at(i) in _ZIP or self._at(i) in ("code", "or"):
            if self._at(i) == "or" and self._at(i + 1) not in _ZIP:
                break
            i += 1
        return i, [""]

    def _item(self, i: int, *, small: bool) -> tuple[int, list[str]]:
        """One word, or several in capitals, that people are to send."""
        if i >= len(self._low) or self._marks[i]:
            return i, []
        word = self._words[i]
        if digits := _RANGE.fullmatch(word):
            return i + 1, [str(n) for n in range(int(digits[1]), int(digits[2]) + 1)]
        if self._quoted[i] or word.isdecimal():
            return i + 1, [word] if self._quoted[i] or len(word) <= _MOST_DIGITS else []
        if not self._is_capital(i):
            # «Text summer to 84237» is a promise in small letters too.
            meant = self._low[i] in _COMMANDS or self._number(i + 1)
            return i + 1, [word] if small and meant and word.upper() not in _NO_COMMANDS else []
        if word in _NO_COMMANDS or (word in self._brand and not self._number(i + 1)):
            return i, []
        after = i + 1
        most = min(len(self._low), i + _MOST_WORDS)
        while after < most and self._is_capital(after) and not self._ends_run(after):
            after += 1
        return after, [" ".join(self._words[i:after])]

    def _is_capital(self, i: int) -> bool:
        word = self._words[i]
        return (
            not self._quoted[i]
            and word.isupper()
            and (not self._shouts or self._low[i] in _COMMANDS)
        )

    def _ends_run(self, i: int) -> bool:
        low = self._low[i]
        return low in _VERBS or low in _ZIP or low in _FOLLOWERS or self._words[i] in self._brand

    def _begins_clause(self, i: int) -> bool:
        return i == 0 or self._marks[i - 1] or self._at(i - 1) in ("and", "or")

    def _clause(self, i: int, *, chained: bool) -> tuple[int, list[str]]:
        """«STOP to cancel», without a verb."""
        after, found = self._item(i, small=False)
        if not found or self._at(after) not in _PURPOSE:
            return i + 1, []
        aim, then = self._at(after + 1), after + 2
        command = self._low[i] in _COMMANDS or self._quoted[i]
        if not command and not _INVITATIONS.isdisjoint(self._low[i:after]):
            return i + 1, []
        ends = then >= len(self._low) or (self._marks[then] and self._low[then] != "?")
        ends = ends or self._at(then) in _TEXTS
        asks = aim in _ASKING and self._at(after) != "to"
        returns = aim == "come" and self._at(then) == "back"
        is_meant = (
            chained
            or returns
            or (command and (asks or aim in _CONFIRMING))
            or (ends and (asks or aim in _CONFIRMING or aim in _ENDING))
        )
        return (after, found) if is_meant else (i + 1, [])
