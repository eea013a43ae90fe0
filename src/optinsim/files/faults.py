"""Contradictions in an account of any platform.

Knows words, keywords, ids and the names in messages. Does not know a platform's own keys (the
platform does), nor how a fault is printed (validate.py).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.core.consent import Trigger
from optinsim.core.inbound import Kind, Lexicon, normalise, without_accents
from optinsim.core.postal_codes import NO_POSTAL_CODE
from optinsim.files.countries import COUNTRIES, nearest_country

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optinsim.adapter import AccountFile, Place
    from optinsim.core.inbound import Reading
    from optinsim.core.messages import Message
    from optinsim.core.setup import Campaign, Setup

NAMES_IN_MESSAGES = ("brand", "number", "description", "keyword")
"""The names that ${…} may have in messages, besides a person's fields."""


def faults_of(file: AccountFile, setup: Setup) -> Iterator[Fault]:
    """The contradictions that an account of any platform can have."""
    if not file.name.strip():
        yield Fault(
            ("name",), "the brand is empty", expected="a name such as Acme", code=Code.NO_VALUE
        )
    yield from _repeated_ids(setup)
    yield from _without_stop(setup)
    yield from _fields(file)
    yield from _unknown_country(file)
    yield from _prompts_without_time(setup)
    yield from _clashing_words(file, setup)
    yield from _unknown_names(file, setup)
    yield from _missing_postal_code(file, setup)


def _repeated_ids(setup: Setup) -> Iterator[Fault]:
    seen: dict[str, Campaign] = {}
    for campaign in setup.campaigns:
        first = seen.setdefault(campaign.id, campaign)
        if first is not campaign:
            yield Fault(
                campaign.place,
                f"{campaign.id!r} is the id of another campaign too",
                clashes_with=first.place,
                code=Code.DOUBLED_ID,
            )


def _without_stop(setup: Setup) -> Iterator[Fault]:
    if not setup.words.stop:
        expected = "at least one stop word, such as STOP"
        yield Fault(
            ("words", "stop"),
            "no word stops: consent could not be ended",
            expected,
            code=Code.NO_STOP_WORD,
        )


def _fields(file: AccountFile) -> Iterator[Fault]:
    """Fields that occur twice, or whose name is taken."""
    seen: dict[tuple[str, Place], Place] = {}
    for name, place in file.field_places():
        if name in NAMES_IN_MESSAGES:
            message = f"no field can be called {name!r}: in messages ${{{name}}} is something else"
            yield Fault(
                place, message, expected=f"a name such as my_{name}", code=Code.TAKEN_FIELD_NAME
            )
        # The part before the last index is the list.
        last = max((i for i, part in enumerate(place) if isinstance(part, int)), default=0)
        first = seen.setdefault((name, place[:last]), place)
        if first != place:
            yield Fault(
                place,
                f"there are two fields {name!r:.60}",
                clashes_with=first,
                code=Code.DOUBLED_FIELD,
            )


def _unknown_country(file: AccountFile) -> Iterator[Fault]:
    if file.country not in COUNTRIES:
        near = nearest_country(file.country)
        yield Fault(
            ("country",),
            f"there is no country {file.country!r:.60}",
            expected="the two letters of ISO 3166, such as US or CA",
            got=near,
            names=(near,) if near else (),
            code=Code.UNKNOWN_COUNTRY,
        )


def _prompts_without_time(setup: Setup) -> Iterator[Fault]:
    for campaign in setup.campaigns:
        if campaign.join is Trigger.JOIN and campaign.expires_after == timedelta(0):
            yield Fault(
                (*campaign.place, "expires_after"),
                f"the prompt of {campaign.id} expires before a person can answer it",
                expected="a duration such as 15m or 24h",
                code=Code.NO_TIME_TO_ANSWER,
            )


def _clashing_words(file: AccountFile, setup: Setup) -> Iterator[Fault]:
    """Words with two meanings at one number."""
    meanings: dict[str, tuple[str, Place]] = {}
    without_keywords = Lexicon(setup.words, {})
    for kind in ("stop", "help", "yes", "no", "start"):
        for i, word in enumerate(getattr(file.words, kind)):
            place: Place = ("words", kind, i)
            key = _key(word)
            if not key:
                yield Fault(
                    place,
                    f"{word!r} has no letter or digit, so no person can text it",
                    code=Code.UNTEXTABLE_WORD,
                )
                continue
            first_kind, first = meanings.setdefault(key, (kind, place))
            if first_kind != kind:
                message = f"{word!r} is a {kind} word, and a {first_kind} word too"
                yield Fault(place, message, clashes_with=first, code=Code.CLASHING_WORD)
            elif kind != "stop":
                yield from _stopping_word(file, without_keywords, kind, word, place)
    for campaigns in setup.by_number.values():
        yield from _clashing_keywords(file, without_keywords, campaigns)


def _stopping_word(
    file: AccountFile, without_keywords: Lexicon, kind: str, word: str, place: Place
) -> Iterator[Fault]:
    """A word that the rules for stops in a sentence match first: it could never be a yes."""
    reading = without_keywords.read(word, pending=True, zip_awaited=False)
    if reading.kind is Kind.STOP:
        yield Fault(
            place,
            f"{word!r} is a {kind} word, and is read as stop, because of {reading.word!r}",
            clashes_with=_place_of_word(file, reading),
            code=Code.CLASHING_WORD,
        )


def _clashing_keywords(
    file: AccountFile, without_keywords: Lexicon, campaigns: Sequence[Campaign]
) -> Iterator[Fault]:
    """Keywords of a number that do not reach their campaign in every state."""
    zip_awaited = any(Kind.ZIP in campaign.accepts for campaign in campaigns)
    seen: dict[str, Place] = {}
    for campaign in campaigns:
        confirming = {_key(word) for word in campaign.confirming_keywords}
        for i, word in enumerate(campaign.keywords):
            place = (*campaign.place, "keywords", i)
            if not _key(word):
                yield Fault(
                    place,
                    f"{word!r} has no letter or digit, so no person can text it",
                    code=Code.UNTEXTABLE_WORD,
                )
                continue
            reading = without_keywords.read(word, pending=True, zip_awaited=zip_awaited)
            if reading.kind is Kind.ZIP:
                yield Fault(
                    place,
                    f"keyword {word!r} looks like a ZIP code, which confirms",
                    code=Code.UNREACHABLE_KEYWORD,
                )
            elif reading.kind is not Kind.UNMATCHED and _key(word) not in confirming:
                yield Fault(
                    place,
                    f"keyword {word!r} is read as {reading.kind}, because of {reading.word!r}",
                    clashes_with=_place_of_word(file, reading),
                    code=Code.UNREACHABLE_KEYWORD,
                    expected=_another_keyword(
                        file, without_keywords, campaigns, word, reading.kind
                    ),
                )
            first = seen.setdefault(_key(word), place)
            if first != place:
                message = f"keyword {word!r} stands twice at one number"
                yield Fault(place, message, clashes_with=first, code=Code.DOUBLED_KEYWORD)


_ASKS = {
    Kind.STOP: "asks to stop",
    Kind.HELP: "asks for help",
    Kind.YES: "says yes to what is pending",
    Kind.NO: "says no to what is pending",
    Kind.START: "asks to come back",
}
"""The request of a word of each kind."""


def _another_keyword(
    file: AccountFile, words: Lexicon, campaigns: Sequence[Campaign], word: str, kind: Kind
) -> str:
    """The advice for a reserved word as keyword, with a free keyword if there is one."""
    taken = {_key(one) for campaign in campaigns for one in campaign.keywords}
    brand = normalise(file.name).partition(" ")[0].upper()
    free = (
        one
        for one in (brand, f"JOIN{brand}", "JOIN")
        if _key(one) not in {"", *taken}
        and words.read(one, pending=True, zip_awaited=True).kind is Kind.UNMATCHED
    )
    such_as = next((f", such as {one}" for one in free), "")
    return f"another keyword{such_as}: who texts {word} {_ASKS[kind]}"


def _place_of_word(file: AccountFile, reading: Reading) -> Place:
    """The place of the word that a reading names."""
    for name, words in file.words:
        if reading.word in words and name.partition("_")[0] == reading.kind:
            return ("words", name, words.index(reading.word))
    return ("words",)


def _key(word: str) -> str:
    return without_accents(normalise(word))


def _unknown_names(file: AccountFile, setup: Setup) -> Iterator[Fault]:
    """The unknown ${…} of messages."""
    fields = file.person_fields()
    yield from _unknown(setup.messages, ("messages",), fields)
    for campaign in setup.campaigns:
        place = (*campaign.place, "messages")
        yield from _unknown(campaign.messages, place, ("keyword", *fields))


def _unknown(
    messages: Mapping[str, Message], place: Place, known: tuple[str, ...]
) -> Iterator[Fault]:
    constants = ("brand", "number", "description") if "keyword" in known else ("brand", "number")
    for purpose, message in messages.items():
        for name in sorted(message.names.difference(known)):
            yield Fault(
                (*place, purpose),
                f"${{{name}}} is not known in this message",
                got=name,
                names=(*constants, *known),
                code=Code.UNKNOWN_MESSAGE_VARIABLE,
            )


def _missing_postal_code(file: AccountFile, setup: Setup) -> Iterator[Fault]:
    if setup.words.postal_code == NO_POSTAL_CODE and file.country in COUNTRIES:
        for campaign in setup.campaigns:
            if Kind.ZIP in campaign.accepts:
                yield Fault(
                    ("country",),
                    f"campaign {campaign.id} accepts a postal code, and that of "
                    f"{file.country!r:.20} is not known",
                    expected="postal_code: a regular expression for the whole code",
                    code=Code.UNKNOWN_POSTAL_CODE,
                )
