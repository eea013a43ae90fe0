"""The port: what a platform provides so that the simulator can speak like it.

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

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

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
    "Place",
    "Platform",
    "Request",
    "Response",
    "Route",
    "Surface",
    "WordLists",
]

Place = tuple[str | int, ...]
"""Where something stands in a file: the keys and indexes that lead to it."""

AnyAccount: TypeAlias = Any
"""The account file of a platform's own type, which only the platform knows."""


class WordLists(Section):
    """The words that count at every number of an account; each list replaces the default."""

    stop: tuple[Text, ...] = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")
    stop_phrases: tuple[Text, ...] = ()
    """Words in a row, in a sentence that tells us to do so."""
    help: tuple[Text, ...] = ("HELP", "INFO")
    start: tuple[Text, ...] = ()
    """Words that ask to come back."""
    yes: tuple[Text, ...] = ("Y", "YES")
    no: tuple[Text, ...] = ("N", "NO")


class AccountMessages(Section):
    """What an account says whatever the campaign."""

    help: Text = "${brand}: for help, contact us. Msg & data rates may apply. Reply STOP to cancel."
    stop: Text = (
        "${brand}: you are unsubscribed and will get no more messages. Reply HELP for help."
    )
    default_response: Text | None = None
    """The answer to a text that nobody understands; left out: none is sent."""


class AccountFile(Section):
    """What every account file says, whatever the platform."""

    platform: Text
    """vibes, cordial, signalvine, or another that is installed."""
    name: Text
    """The brand."""
    number: AccountNumber
    """The short code, or long number in E.164, that people text."""
    country: Text = "US"
    """ISO 3166 code, for national numbers and postal codes."""
    postal_code: Pattern | None = None
    """A regular expression for the whole postal code, where the country is neither US nor CA."""
    words: WordLists = WordLists()
    messages: AccountMessages = AccountMessages()
    landlines: tuple[Mdn, ...] = ()
    """Numbers that cannot receive texts."""

    def person_fields(self) -> tuple[str, ...]:
        """The names of a person's fields, which messages may use as ${name}."""
        return ()

    def field_places(self) -> tuple[tuple[str, Place], ...]:
        """The fields that the account itself defines, each with the place of its name.

        Where the last index of two places is all that differs, the fields are of one person.
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
        )


def _matcher(pattern: str) -> Callable[[str], bool | None]:
    return partial(fullmatch, compile_pattern(pattern, re.IGNORECASE))


@value
class Fault:
    """Something in an account file that does not hold together."""

    place: Place
    message: str
    code: str = field(kw_only=True)
    """Of optinsim.codes; a platform from elsewhere has its own, which do not begin with OPT."""
    expected: str = ""
    got: str = ""
    """A mistyped name, with `names` to find the nearest right one."""
    names: tuple[str, ...] = ()
    clashes_with: Place | None = None


@value
class Destination:
    """Where a callback is delivered."""

    url: str
    method: str = "POST"
    content_type: str = "application/json"


@value
class Callback:
    """What the platform tells the brand's systems."""

    body: Mapping[str, JSON]
    """Field for field the vendor's."""
    destination: Destination | None = None
    """None: the account registers no destination."""
    name: str = ""
    """What the vendor calls it."""


@value
class Route:
    """A call of the vendor's API."""

    method: str
    """`*` stands for any, and so does a path of `*`."""
    path: str
    """With a name in braces for each part that differs: /v2/contacts/{key}."""
    statuses: tuple[int, ...]
    """Those that the platform's page lists for the call."""


@value
class Surface:
    """What an account shows to the brand's systems, beside its conversations."""

    callbacks: tuple[str, ...]
    """The names of what it can emit."""
    routes: tuple[Route, ...]
    """A call belongs to the first route that fits it and has the status of its answer."""


@value
class KnownKeys:
    """The keys that an account's bodies, records and answers can have.

    A path joins the keys that lead to a value by dots; lists on the way have none
    (`participant.person.mobile_phone.mdn`, `items.id`). `custom_fields.*` stands for any key, and
    below a path that is not continued any keys are possible.
    """

    callbacks: Mapping[str, Collection[str]]
    """The paths in the body of each callback, by its name."""
    record: Collection[str]
    """The paths in the vendor's record of a person."""
    responses: Collection[str]
    """The paths in all answers of the API together."""


class Platform(ABC):
    """A platform with one account and one world. All of it runs on the engine's clock.

    What it has to remember stands in stores of the engine's world (`engine.world.store`), as plain
    values, under names that begin with its own (`vibes/blocks`): nothing else may hold state. So a
    snapshot has all of it, and a command that fails is undone.
    """

    account_file: ClassVar[type[AccountFile]]
    """What its account files say."""
    has_listener: ClassVar[bool] = False
    """Whether a web page's script can call it: `Request("LISTENER", "/contact", …)`."""

    @classmethod
    @abstractmethod
    def setup(cls, account: AnyAccount) -> Setup:
        """The account as the engine sees it."""

    @classmethod
    @abstractmethod
    def faults(cls, account: AnyAccount) -> Iterable[Fault]:
        """What does not hold together in the platform's own part of the account."""

    @classmethod
    def surface(cls, account: AnyAccount) -> Surface | None:  # noqa: ARG003  (theirs who say)
        """What can be seen of an account from outside, for coverage; None: it is not said."""
        return None

    @classmethod
    def known_keys(cls, account: AnyAccount) -> KnownKeys | None:  # noqa: ARG003  (theirs who say)
        """The keys that can be expected, so that a mistyped one is told; None: it is not said."""
        return None

    @abstractmethod
    def __init__(self, account: AnyAccount, engine: Engine) -> None:
        """A fresh world of the account."""

    @abstractmethod
    def callbacks(self, event: Event) -> Iterable[Callback]:
        """What the vendor emits for an event, in order. Called once for every event, as it happens.

        This is where a platform keeps its books. It gives the engine no command in here.
        """

    def timer_due(self, key: Key) -> None:
        """Do what a timer stands for that the platform has set with `engine.world.timers.set`.

        Args:
            key: of the timer; the first part is its kind.

        Raises:
            LookupError: the platform sets no timer of that kind.
        """
        raise LookupError(key)

    @abstractmethod
    def canonical_state(self) -> Canonical:
        """What of the platform's own books decides how things go on; see `Simulator.canonical`.

        Usually `engine.world.canonical("vibes")`: the platform's stores, without those that are
        made with `is_shown`, and without fields that are marked `SHOWN`.
        """

    @abstractmethod
    def respond(self, request: Request) -> Response:
        """Answer a call to the vendor's API; what it brings about goes through `engine.do`.

        A call that is not emulated is answered with `NOT_EMULATED`, and brings nothing about.
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

    def forms(self, person: Mapping[str, str]) -> Iterable[Form]:  # noqa: ARG002  (for those who have some)
        """The calls to the vendor's API that people can fill in, as things stand now; here: none.

        Args:
            person: what to fill in at first, as far as it is known: mdn (E.164), first_name,
                last_name, zip, external_id.
        """
        return ()


@dataclass(frozen=True, eq=False)
class Account:
    """An account that holds together, with the platform that it is for."""

    file: AccountFile
    platform: type[Platform]
    setup: Setup

    @cached_property
    def digest(self) -> str:
        """What identifies the account: equal for two that say the same."""
        said = f"{self.platform.__qualname__} {self.file.model_dump_json()}"
        return blake2b(said.encode(errors="surrogatepass"), digest_size=16).hexdigest()

    def __reduce__(self) -> tuple[object, ...]:
        """Copied and pickled as what it follows from: the file and the platform."""
        return _account, (self.file, self.platform)


def _account(file: AccountFile, platform: type[Platform]) -> Account:
    return Account(file, platform, platform.setup(file))
