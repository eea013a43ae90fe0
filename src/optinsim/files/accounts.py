"""Account files: reading one, and finding everything in it that does not hold together.

Knows what all accounts have in common. What a platform's own part may say, the platform knows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optinsim.adapter import Account, Fault
from optinsim.core.inbound import NO_POSTAL_CODE, Kind, Lexicon, normalise, without_accents
from optinsim.errors import FileError, PlatformError
from optinsim.files.problems import Problem, nearest, one_of
from optinsim.files.source import read_file
from optinsim.files.validate import fault_problem, validate
from optinsim.platforms import load_platform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optinsim.adapter import AccountFile, Place, Platform
    from optinsim.core.inbound import Reading
    from optinsim.core.messages import Message
    from optinsim.core.setup import Campaign, Setup
    from optinsim.files.source import Document


def load_account(path: str | Path) -> Account:
    """The account of a file.

    Raises:
        FileError: it cannot be used; all of its problems at once.
    """
    path = Path(path)
    documents = read_file(path, str(path))
    if len(documents) != 1:
        message = f"has {len(documents)} YAML documents"
        raise FileError([Problem(str(path), message, expected="one account")])
    return account_in(documents[0])


def account_in(document: Document, at: Place = ()) -> Account:
    """The account that stands in a document at a place.

    Raises:
        FileError: it cannot be used.
    """
    tree = document.tree
    for part in at:
        tree = tree[part]
    if not isinstance(tree, dict):
        raise FileError([document.problem(at, "an account is a mapping", expected="platform: …")])
    platform = _platform(tree, document, at)
    file, problems = validate(platform.account_file, tree, document, at)
    if file is None:
        raise FileError(problems)
    setup = platform.setup(file)
    faults = [*_faults(file, setup), *platform.faults(file)]
    if faults:
        raise FileError([fault_problem(fault, document, at) for fault in faults])
    return Account(file, platform, setup)


def _platform(tree: Mapping[str, Any], document: Document, at: Place) -> type[Platform]:
    if "platform" not in tree:
        raise FileError([document.problem(at, "key 'platform' is missing")])
    name = str(tree["platform"])
    try:
        return load_platform(name)
    except PlatformError as error:
        place = (*at, "platform")
        if error.reason:
            raise FileError([document.problem(place, str(error))]) from None
        problem = document.problem(
            place,
            f"platform {name!r:.60} is not installed",
            expected=one_of(error.installed),
            suggestion=nearest(name, error.installed),
        )
        raise FileError([problem]) from None


def _faults(file: AccountFile, setup: Setup) -> Iterator[Fault]:
    """What does not hold together in any platform's account."""
    yield from _repeated_ids(setup)
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
            )


def _clashing_words(file: AccountFile, setup: Setup) -> Iterator[Fault]:
    """No two meanings for one word at one number."""
    meanings: dict[str, tuple[str, Place]] = {}
    for kind in ("stop", "help", "yes", "no", "start"):
        for i, word in enumerate(getattr(file.words, kind)):
            place: Place = ("words", kind, i)
            key = _key(word)
            if not key:
                yield Fault(place, f"{word!r} has no letter or digit, so nobody can text it")
                continue
            first_kind, first = meanings.setdefault(key, (kind, place))
            if first_kind != kind:
                message = f"{kind} word {word!r} is a {first_kind} word too"
                yield Fault(place, message, clashes_with=first)
    for campaigns in setup.by_number.values():
        yield from _clashing_keywords(file, setup, campaigns)


def _clashing_keywords(
    file: AccountFile, setup: Setup, campaigns: Sequence[Campaign]
) -> Iterator[Fault]:
    """Every keyword of a number must reach its campaign, whatever is pending."""
    without_keywords = Lexicon(setup.words, {})
    zip_awaited = any(Kind.ZIP in campaign.accepts for campaign in campaigns)
    seen: dict[str, Place] = {}
    for campaign in campaigns:
        for i, word in enumerate(campaign.keywords):
            place = (*campaign.place, "keywords", i)
            if not _key(word):
                yield Fault(place, f"{word!r} has no letter or digit, so nobody can text it")
                continue
            reading = without_keywords.read(word, pending=True, zip_awaited=zip_awaited)
            if reading.kind is Kind.ZIP:
                yield Fault(place, f"keyword {word!r} looks like a ZIP code, which confirms")
            elif reading.kind is not Kind.UNMATCHED:
                yield Fault(
                    place,
                    f"keyword {word!r} is read as {reading.kind}, because of {reading.word!r}",
                    clashes_with=_place_of_word(file, reading),
                )
            first = seen.setdefault(_key(word), place)
            if first != place:
                message = f"keyword {word!r} stands twice at one number"
                yield Fault(place, message, clashes_with=first)


def _place_of_word(file: AccountFile, reading: Reading) -> Place:
    """Where the word that a reading names stands."""
    for name, words in file.words:
        if reading.word in words and name.partition("_")[0] == reading.kind:
            return ("words", name, words.index(reading.word))
    return ("words",)


def _key(word: str) -> str:
    return without_accents(normalise(word))


def _unknown_names(file: AccountFile, setup: Setup) -> Iterator[Fault]:
    """Every ${…} of a message must be something that we can fill in."""
    fields = file.person_fields()
    yield from _unknown(setup.messages, ("messages",), fields)
    for campaign in setup.campaigns:
        place = (*campaign.place, "messages")
        yield from _unknown(campaign.messages, place, ("keyword", *fields))


def _unknown(messages: Mapping[str, Message], place: Place, known: tuple[str, ...]) -> Iterator[Fault]:
    constants = ("brand", "number", "description") if "keyword" in known else ("brand", "number")
    for purpose, message in messages.items():
        for name in sorted(message.names.difference(known)):
            yield Fault(
                (*place, purpose),
                f"${{{name}}} is not known in this message",
                got=name,
                names=(*constants, *known),
            )


def _missing_postal_code(file: AccountFile, setup: Setup) -> Iterator[Fault]:
    if setup.words.postal_code == NO_POSTAL_CODE:
        for campaign in setup.campaigns:
            if Kind.ZIP in campaign.accepts:
                yield Fault(
                    ("country",),
                    f"campaign {campaign.id} accepts a postal code, and that of "
                    f"{file.country!r:.20} is not known",
                    expected="postal_code: a regular expression for the whole code",
                )
