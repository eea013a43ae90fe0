"""The port: the interface that a platform implements for the simulator.

A platform is a folder with a `Platform` in it and one entry point in the group
`optinsim.platforms`. Values that cross the port are plain; a web framework's types never do. This
module knows no platform.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from optinsim.core.inbound import StopMatch, Words
from optinsim.core.postal_codes import NO_POSTAL_CODE, POSTAL_CODES
from optinsim.core.values import value
from optinsim.fields import AccountNumber, Mdn, Pattern, Section, Text
from optinsim.http_messages import JSON, NOT_EMULATED, Request, Response
from optinsim.patterns import compile_pattern, fullmatch
from optinsim.surface import (
    KnownKeys,
    KnownRefusals,
    KnownRequests,
    KnownTargets,
    KnownValues,
    Route,
    Surface,
    Unsettled,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from optinsim.core.engine import Engine
    from optinsim.core.events import Event
    from optinsim.core.setup import Setup
    from optinsim.core.timers import Key
    from optinsim.core.values import Canonical
    from optinsim.forms import Form

__all__ = [
    "JSON",
    "NOT_EMULATED",
    "Account",
    "AccountFile",
    "AccountMessages",
    "AnyAccount",
    "Callback",
    "Destination",
    "Fault",
    "KnownKeys",
    "KnownRefusals",
    "KnownRequests",
    "KnownTargets",
    "KnownValues",
    "Place",
    "Platform",
    "Request",
    "Response",
    "Route",
    "Surface",
    "Unsettled",
    "WordLists",
]

Place = tuple[str | int, ...]
"""The place of a value in a file: the keys and indexes that lead to it."""

AnyAccount: TypeAlias = Any
"""An account file of the platform's own type, which only the platform knows."""


class WordLists(Section):
    """The words that every number of an account recognises; each list replaces the default."""

    stop: tuple[Text, ...] = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")
    """Words that end all of the person's participations at this number."""
    stop_phrases: tuple[Text, ...] = ()
    """Phrases that make a sentence a stop, such as `take me off`; not after a negation."""
    help: tuple[Text, ...] = ("HELP", "INFO")
    """Words that ask for help."""
    start: tuple[Text, ...] = ()
    """Words that join again what the last stop ended, such as `START`."""
    yes: tuple[Text, ...] = ("Y", "YES")
    """Words that confirm a pending opt-in."""
    no: tuple[Text, ...] = ("N", "NO")
    """Words that decline a pending opt-in."""


class AccountMessages(Section):
    """The account's own messages, for all campaigns."""

    help: Text = "${brand}: for help, contact us. Msg & data rates may apply. Reply STOP to cancel."
    """The reply to a help word."""
    stop: Text = (
        "${brand}: you are unsubscribed and will get no more messages. Reply HELP for help."
    )
    """The reply to a stop: one message, even if the stop ended several campaigns."""
    default_response: Text | None = None
    """The reply to an unmatched text, such as `Acme: what?`; default: no reply."""


class AccountFile(Section):
    """The keys of every account file, whatever the platform."""

    platform: Text
    """The vendor, such as `vibes`, `cordial`, `signalvine`, or another that is installed."""
    name: Text
    """The brand, such as `Acme`; `${brand}` in messages."""
    number: AccountNumber
    """The short code or long number that people text, such as `84237` or `+13035550142`."""
    country: Text = "US"
    """The ISO 3166 code. It decides the format of national numbers and postal codes."""
    postal_code: Pattern | None = None
    """A regular expression, such as `([0-9]{5})`, for the whole postal code, if the country is
    neither US nor CA."""
    words: WordLists = WordLists()
    """The words that have a meaning at the number."""
    messages: AccountMessages = AccountMessages()
    """The messages that belong to the account and not to a campaign."""
    landlines: tuple[Mdn, ...] = ()
    """Numbers that cannot receive texts, such as `+13125550123`."""

    def person_fields(self) -> tuple[str, ...]:
        """The names of a person's fields, which messages may use as ${name}."""
        return ()

    def field_places(self) -> tuple[tuple[str, Place], ...]:
        """The fields that the account itself defines, each with the place of its name.

        Two places that differ only in their last index are fields of one person.
        """
        return ()

    def engine_words(self, stop_match: StopMatch) -> Words:
        """The words as the engine reads texts with them."""
        words, pattern = self.words, self.postal_code
        return Words(
            stop=words.stop,
            help=words.help,
            yes=words.yes,
            no=words.no,
            start=words.start,
            stop_phrases=words.stop_phrases,
            stop_match=stop_match,
            postal_code=pattern or POSTAL_CODES.get(self.country, NO_POSTAL_CODE),
            fits_postal_code=_matcher(pattern) if pattern else None,
            default_stop=type(words).model_fields["stop"].default,
            has_own_stop="stop" in words.model_fields_set,
        )


def _matcher(pattern: str) -> Callable[[str], bool | None]:
    return partial(fullmatch, compile_pattern(pattern, re.IGNORECASE))


@value
class Fault:
    """A contradiction in an account file."""

    place: Place
    message: str
    code: str = field(kw_only=True)
    """One of optinsim.codes, or of another package's platform: then it does not begin with OPT."""
    expected: str = ""
    got: str = ""
    """A mistyped name, with `names` to find the nearest right one."""
    names: tuple[str, ...] = ()
    clashes_with: Place | None = None
    of_key: bool = False
    """Whether the key at the place is wrong, and not its value."""


@value
class Destination:
    """Where a callback is delivered."""

    url: str
    method: str = "POST"
    content_type: str = "application/json"


@value
class Callback:
    """An event that the platform delivers to the brand's systems."""

    body: Mapping[str, JSON]
    """The vendor's fields."""
    destination: Destination | None = None
    """None: the account registers no destination."""
    name: str = ""
    """The vendor's name for it."""
    mdn: str | None = None
    """The phone that it is about: a server delivers the callbacks of a phone in order."""


class Platform(ABC):
    """A platform with one account and one world. All of it runs on the engine's clock.

    All its state is in stores of the engine's world (`engine.world.store`), as plain values, under
    names that begin with the platform's (`vibes/blocks`). So a snapshot has all of it, and a failed
    command is undone.
    """

    account_file: ClassVar[type[AccountFile]]
    """The model of its account files."""
    has_listener: ClassVar[bool] = False
    """Whether a web page's script can call it: `Request("LISTENER", "/contact", …)`."""
    deliveries_a_second: ClassVar[int | None] = None
    """The most callbacks that the vendor sends to a URL in a second; None: unknown."""

    @classmethod
    @abstractmethod
    def setup(cls, account: AnyAccount) -> Setup:
        """The account as the engine sees it."""

    @classmethod
    @abstractmethod
    def faults(cls, account: AnyAccount) -> Iterable[Fault]:
        """The contradictions in the platform's own part of the account."""

    @classmethod
    def surface(cls, account: AnyAccount) -> Surface | None:  # noqa: ARG003  (platforms override it)
        """The API of an account as a client sees it, for coverage; None: not declared."""
        return None

    @classmethod
    def known_keys(cls, account: AnyAccount) -> KnownKeys | None:  # noqa: ARG003  (platforms override it)
        """The keys that can be expected, to find mistyped ones; None: not declared."""
        return None

    @abstractmethod
    def __init__(self, account: AnyAccount, engine: Engine) -> None:
        """Start with no people."""

    @abstractmethod
    def callbacks(self, event: Event) -> Iterable[Callback]:
        """The callbacks of an event, in order. Called once for every event, as it happens.

        A platform updates its stores here. It must not give the engine a command.
        """

    def timer_due(self, key: Key) -> None:
        """Act on a timer that the platform has set with `engine.world.timers.set`.

        Args:
            key: of the timer; the first part is its kind.

        Raises:
            LookupError: the platform sets no timer of that kind.
        """
        raise LookupError(key)

    @abstractmethod
    def canonical_state(self) -> Canonical:
        """The part of the platform's state that decides further behaviour; see `canonical`.

        Usually `engine.world.canonical("vibes")`: the platform's stores, without those that are
        made with `is_shown`, and without fields that are marked `SHOWN`.
        """

    @abstractmethod
    def respond(self, request: Request) -> Response:
        """Answer a call to the vendor's API; consent is changed through `engine.do`.

        A call that is not emulated is answered with `NOT_EMULATED`, and changes nothing.
        """

    @abstractmethod
    def sign(self, request: Request, *, valid: bool) -> Request:
        """The request with the account's authentication, or with one that the vendor refuses.

        A valid signature leaves an authentication that the request has already; an invalid one
        replaces it.
        """

    @abstractmethod
    def record(self, mdn: str) -> JSON:
        """The vendor's own record of the person; None if there is none."""

    @classmethod
    def is_for(cls, account: AnyAccount, request: Request) -> bool:  # noqa: ARG003  (platforms override it)
        """Whether a request names this account, in the vendor's own way.

        By default no request does: if one server has several accounts, the path needs a prefix.
        """
        return False

    def unsettled(self) -> Iterable[Unsettled]:
        """The accepted calls without a good result, for which a client has to ask; in order."""
        return ()

    def forms(self, person: Mapping[str, str]) -> Iterable[Form]:  # noqa: ARG002  (platforms override it)
        """The calls to the vendor's API that people can fill in, at present; by default none.

        Args:
            person: the known initial values: mdn (E.164), first_name, last_name, zip, external_id;
                and other_mdn, another person's number, for calls that give the person's record
                another number.
        """
        return ()


@dataclass(frozen=True, eq=False)
class Account:
    """A checked account, with its platform."""

    file: AccountFile
    platform: type[Platform]
    setup: Setup

    @cached_property
    def known_keys(self) -> KnownKeys | None:
        """The keys that can be expected of the platform; see `Platform.known_keys`."""
        return self.platform.known_keys(self.file)

    @cached_property
    def digest(self) -> str:
        """Identifies the account: equal for two with the same values."""
        said = f"{self.platform.__qualname__} {self.file.model_dump_json()}"
        return blake2b(said.encode(errors="surrogatepass"), digest_size=16).hexdigest()

    @property
    def text(self) -> str:
        """The text of a file with the same content: JSON, which YAML reads, with credentials."""
        return self.file.model_dump_json(by_alias=True, exclude_unset=True)

    def __reduce__(self) -> tuple[object, ...]:
        """Copy and pickle only the file and the platform; the rest is derived from them."""
        return _account, (self.file, self.platform)


def _account(file: AccountFile, platform: type[Platform]) -> Account:
    return Account(file, platform, platform.setup(file))
