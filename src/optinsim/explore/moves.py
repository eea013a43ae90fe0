"""The alphabet: everything that can be done to an account that may make a difference.

Knows the words of an account, the texts that people write in their place, and the calls that its
platform offers as forms. Texts that are read alike in every context are one move. Does not know
what a move leads to.
"""

from __future__ import annotations

from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING

from optinsim.core.inbound import Kind, Reading, without_accents
from optinsim.core.postal_codes import NO_POSTAL_CODE
from optinsim.core.values import value
from optinsim.errors import CommandError
from optinsim.explore.people import ALONE, KNOWN
from optinsim.laws import means_stop
from optinsim.laws.stop_words import SEVEN_WORDS, is_stop_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optinsim.adapter import Account, Request
    from optinsim.core.setup import Setup
    from optinsim.forms import Form
    from optinsim.simulator import Simulator

STOP_WORDINGS = (
    *("please stop texting me", "take me off your list", "I don't want your texts", "STOP please"),
    *("Stop. Thank you", "leave me alone", "no me manden mas mensajes", "arretez", "Sotp"),
    "wrong number",
)
"""One wording of each class of stops that are no single word.

The plainest stand first: a finding shows the first wording that the platform does not read.
"""
POSTAL_CODES = (
    *("60601", "K1A 0B1", "SW1A 1AA", "1010", "1010 AB", "101000", "100-0001", "01310-100"),
    *("D02 X285", "00-950", "00000"),
)
"""Those of the US and of Canada, shapes of other countries, and one that is none in the US."""
UNMATCHED = "hello there"
"""A text that means nothing to any account."""


@value
class TextMove:
    """A person texts."""

    texts: tuple[str, ...]
    """All are read alike in every context; the first is sent."""
    number: str
    mdn: str
    """Who texts."""

    label: str
    """The text that is sent; where the account has several numbers, with the one that gets it."""

    @property
    def name(self) -> str:
        """The text that is sent."""
        return self.texts[0]


@value
class CallMove:
    """The brand calls the vendor's API."""

    name: str
    """What it does, and what was chosen."""
    request: Request
    """Not signed."""
    form: str
    """The name of the form that it fills in."""
    mdn: str
    """Whom it is about."""


@value
class TimeMove:
    """Time passes, to the next timer, or to a second before it."""

    before: bool

    @property
    def name(self) -> str:
        """Where time goes."""
        return "until just before something is due" if self.before else "until something is due"


Move = TextMove | CallMove | TimeMove


def text_moves(account: Account, mdn: str = ALONE[0]) -> tuple[TextMove, ...]:
    """Every text of a person that may make a difference, at each number."""
    setup = account.setup
    moves: list[TextMove] = []
    for number in setup.by_number:
        alike: dict[object, list[str]] = {}
        for text in dict.fromkeys(_texts(setup, number)):
            alike.setdefault(_how_it_is_read(setup, number, text), []).append(text)
        to = f" to {number}" if len(setup.by_number) > 1 else ""
        moves += [TextMove(tuple(texts), number, mdn, texts[0] + to) for texts in alike.values()]
    return tuple(moves)


def left_out(simulator: Simulator, calls: Iterable[Calls]) -> tuple[str, ...]:
    """What the alphabet of an account lacks, a phrase each.

    Args:
        simulator: a fresh world of the account.
        calls: those that were offered there.
    """
    setup = simulator.account.setup
    found = []
    if setup.words.postal_code != NO_POSTAL_CODE and not any(
        lexicon.read(code, pending=True, zip_awaited=True).kind is Kind.ZIP
        for lexicon in setup.lexicons.values()
        for code in POSTAL_CODES
    ):
        found.append("a postal code that counts: none of those that were tried does")
    found += [
        f"some choices of «{name}»: it has more than {_MOST_CHOICES}"
        for name in sorted(set().union(*(one.cut for one in calls)))
    ]
    return tuple(found)


def _texts(setup: Setup, number: str) -> Iterator[str]:
    words = setup.words
    for campaign in setup.by_number[number]:
        yield from campaign.all_keywords
        for (campaign_id, _), question in setup.questions.items():
            if campaign_id == campaign.id:
                yield from (answer.word for answer in question.answers.values())
    yield from words.stop
    yield from words.stop_phrases
    # The FCC's and the platform's words too: the account's own list may leave one out.
    yield from (word.upper() for word in SEVEN_WORDS)
    yield from words.default_stop
    yield from STOP_WORDINGS
    yield from words.help
    yield from words.start
    yield from words.yes
    yield from words.no
    if words.postal_code != NO_POSTAL_CODE:
        yield from POSTAL_CODES
    yield UNMATCHED


def _how_it_is_read(setup: Setup, number: str, text: str) -> object:
    """What a text is read as in every context, and what a person means by it."""
    lexicon = setup.lexicons[number]
    contexts: list[dict[str, Reading] | None] = [None]
    for (campaign_id, _), question in setup.questions.items():
        if setup.by_id[campaign_id].number == number:
            contexts.append(
                {
                    form: Reading(Kind.ANSWER, "expected", answer.word, campaign_id)
                    for word, answer in question.answers.items()
                    for form in (word, without_accents(word))
                }
            )
    readings = [
        lexicon.read(text, pending=pending, zip_awaited=awaited, answers=answers)
        for pending, awaited in ((False, False), (True, False), (True, True))
        for answers in contexts
    ]
    return (
        tuple(
            (one.kind, one.campaign, one.word if one.kind in _TOLD_APART else None)
            for one in readings
        ),
        means_stop(text),
        is_stop_word(setup, text),
    )


_TOLD_APART = frozenset({Kind.KEYWORD, Kind.ANSWER})


class Calls:
    """Every call that may change something, with the arguments that matter."""

    def __init__(self, mdn: str) -> None:
        """Prepare.

        Args:
            mdn: whom the calls are about.
        """
        self._mdn = mdn
        self._person = KNOWN[mdn]
        self._filled: Mapping[tuple[str, str], str] | None = None
        """The fields of people in each form, filled in: by the form's name and the field's key."""
        self._made: dict[object, list[CallMove]] = {}
        """The calls of a form, by all that they follow from: most states have the same forms."""
        self.cut: set[str] = set()
        """The forms that have more choices than are tried."""

    def moves(self, simulator: Simulator) -> list[CallMove]:
        """The calls as things stand in a world; always one of the same account."""
        moves = []
        if self._filled is None:
            self._filled = self._filled_in(simulator) if self._mdn in ALONE else {}
        for form in simulator.forms(self._person):
            fields = tuple((one.key, one.value, tuple(one.choices)) for one in form.fields)
            key = form.name, form.operation, fields
            made = self._made.get(key)
            if made is None:
                made = self._made[key] = [
                    CallMove(name, request, form.name, self._mdn)
                    for name, request in _calls(form, simulator.account.setup, self._filled)
                ]
                choices = prod(len(one.choices) or 1 for one in form.fields)
                if made and choices > _MOST_CHOICES:
                    self.cut.add(form.name)
            moves += made
        return moves

    def _filled_in(self, simulator: Simulator) -> Mapping[tuple[str, str], str]:
        """What the platform fills in if all fields of the person are known."""
        names = simulator.account.file.person_fields()
        known = {**dict.fromkeys(names, _VALUE), **self._person}
        return {
            (form.name, field.key): field.value
            for form, empty in zip(
                simulator.forms(known), simulator.forms(self._person), strict=True
            )
            for field, left_out in zip(form.fields, empty.fields, strict=True)
            if field.value != left_out.value
        }


_VALUE = "x"
"""What a field of a person has, where it is filled in."""


def _calls(
    form: Form, setup: Setup, filled: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, Request]]:
    """The calls of a form, one for each choice, and once more with the person's fields."""
    if form.operation.partition(" ")[0] in _READING:
        return
    chosen = [one for one in form.fields if one.choices]
    combinations = list(islice(product(*(one.choices for one in chosen)), _MOST_CHOICES))
    own = {
        one.key: filled[form.name, one.key] for one in form.fields if (form.name, one.key) in filled
    }
    for values in combinations:
        given = dict(zip((one.key for one in chosen), values, strict=True))
        campaign = next((setup.by_id[one] for one in values if one in setup.by_id), None)
        if campaign and any(one.key == "keyword" for one in form.fields):
            given["keyword"] = next(iter(campaign.all_keywords), "")
        try:
            request = form.request(given)
        except CommandError:
            continue  # something required is not known of the person
        several = len(combinations) > 1
        name = f"{form.name}: {', '.join(values)}" if several else form.name
        yield name, request
        if own:
            yield f"{name} (fields filled in)", form.request({**given, **own})


_READING = frozenset({"GET", "HEAD"})
_MOST_CHOICES = 200
"""Combinations of choices of one form."""
