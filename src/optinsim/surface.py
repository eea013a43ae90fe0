"""The API of an account as a client sees it: its calls, the keys of all bodies, accepted calls.

A platform declares it, so that scenarios can be checked against it. Knows no platform, and does not
know how a call is answered.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from optinsim.core.consent import Consent
    from optinsim.http_messages import JSON


@value
class Route:
    """A call of the vendor's API."""

    method: str
    """`*` means any, also as a path."""
    path: str
    """With a name in braces for each variable part: /v2/contacts/{key}."""
    statuses: tuple[int, ...]
    """The statuses that the platform's page lists for the call."""


@value
class Surface:
    """The calls and callbacks of an account that the brand's systems see."""

    callbacks: tuple[str, ...]
    """The names of the callbacks that it can emit."""
    routes: tuple[Route, ...]
    """A call belongs to the first route that fits it and has the status of its answer."""


@value
class KnownValues:
    """The values of the keys of bodies, records and answers.

    Keys are named here by the last two of their path (`participant.status`), or else the last.
    """

    choices: Mapping[str, Collection[JSON] | None] = field(default_factory=dict)
    """All values of the keys that have only a few. None, like a key that is not here: any value."""
    extended: Collection[str] = ()
    """The keys of `choices` to which calls can add values, such as the names of lists."""
    foreign: Collection[JSON] = ()
    """Those of `choices` that are not the account's, such as a vendor's samples: no message
    proposes one."""
    samples: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Texts that keys can have, by the last key alone: a pattern for all these fits any value."""
    numbers: Collection[str] = ()
    """The keys whose values are the numbers of people and of the account."""
    messages: Collection[str] = ()
    """The keys of answers whose values are what people have texted, and messages of the account."""
    counts: Collection[str] = ()
    """The keys of answers, at their top, whose value is 0 if the list of the answer is empty."""
    complete: Collection[str] = ()
    """The lists that always have an entry for each of the values of its `name`, such as `profile`
    for `profile.name`."""

    def possible(self, path: Sequence[str]) -> tuple[str, Collection[JSON] | None]:
        """The name of the key at the end of a path, and all its values.

        None: any number, or of an empty name any value.
        """
        for length in (2, 1):
            key = ".".join(path[-length:])
            if key in self.numbers:
                return key, None
            if key in self.choices:
                values = self.choices[key]
                return ("", None) if values is None else (key, values)
        return "", None


@value
class KnownRequests:
    """The names that the calls of the API read, and the values of some of these."""

    bodies: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The paths in the bodies that calls read, by method and path (`PUT /v2/contacts/{key}`)."""
    queries: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The parameters that calls read, by method and path, as in `bodies`."""
    parameters: Collection[str] | None = None
    """The parameters that some call reads; None: the platform does not list them."""
    headers: Collection[str] = ()
    """The platform's own headers."""
    choices: Mapping[str, Collection[str]] = field(default_factory=dict)
    """All values of the parameters and keys that have only a few, by name."""
    empty: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The values of parameters with which no list ever has an entry, by name."""
    only_with: Mapping[str, tuple[str, str, Collection[str]]] = field(default_factory=dict)
    """The keys of answers that a call has only with one value of a parameter: the parameter, the
    value, the keys. By method and path, as in `bodies`."""
    pages: Collection[str] = ()
    """The parameters that say where in a list an answer begins."""
    times: Collection[str] = ()
    """The parameters whose values are times, after which something has happened."""
    states: Mapping[str, Mapping[str, Consent]] = field(default_factory=dict)
    """The states that the values of a key below a campaign's name request, by the key."""
    lists: Collection[str] = ()
    """The account's lists: keys of bodies that put a person on a list by `true`, and take the
    person off it by `false`. A call can make more."""
    lists_in: str = ""
    """The key of the record with the names of these lists that a person is on."""


@value
class KnownTargets:
    """The names in paths and queries of calls: the people and the lists that calls are about."""

    owners: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The ids of the things that own or list people, and of the account itself, by their names in
    the paths of calls: `{"list": ("1234",)}` for `/lists/{list}/people/{person}`; where the name
    alone does not tell, with the part before it: `lists/id`."""
    key_names: Collection[str] = ()
    """The names that can stand in a path before a colon and a value: `email:ann@example.com`."""
    names: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The names that the account gives to its things, by the parameters that ask for them."""
    by_number: Collection[str] | None = None
    """The names in paths and queries whose values can be numbers of people; None: not listed."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all owners, and the names of keys: what a path can name of the account."""
        return *(id_ for owned in self.owners.values() for id_ in owned), *self.key_names


@value
class KnownRefusals:
    """The places of the reasons in answers to refused calls."""

    reasons: str = ""
    """The path to the list or mapping with an entry for each reason; empty: there is none."""
    shared: Mapping[str, Collection[JSON]] = field(default_factory=dict)
    """The codes and texts, by key, that the platform has for more than one reason."""


@value
class KnownKeys:
    """The keys that an account's bodies, records and answers can have, and their known values.

    A path joins the keys that lead to a value by dots; lists on the way have none
    (`participant.person.mobile_phone.mdn`, `items.id`). `custom_fields.*` means any key, and
    below the last key of a path any keys are possible.
    """

    callbacks: Mapping[str, Collection[str]]
    """The paths in the body of each callback, by its name."""
    record: Collection[str]
    """The paths in the vendor's record of a person."""
    responses: Collection[str]
    """The paths in all answers of the API together."""
    record_states: Mapping[str, Mapping[JSON, Consent]] = field(default_factory=dict)
    """The states that the values of a key of the record show, by the key."""
    response_headers: Collection[str] = ()
    """The headers that answers can have."""
    values: KnownValues = field(default_factory=KnownValues)
    """The values of these keys."""
    requests: KnownRequests = field(default_factory=KnownRequests)
    """The keys and other names that calls read, with their values."""
    targets: KnownTargets = field(default_factory=KnownTargets)
    """The targets of calls."""
    refusals: KnownRefusals = field(default_factory=KnownRefusals)
    """The places of the reasons in answers to refused calls."""


@value
class Unsettled:
    """An accepted call that has failed since, had no effect or is not carried out yet."""

    text: str
    """The problem in words."""
    path: str
    """The path of the result; the `Location` of the answer that accepted the call."""
    since: datetime
    """The time of the result, or else of the call."""
    keys: tuple[str, ...] = ()
    """The keys of the result that show this; empty: any key does."""
    good: Mapping[str, JSON] = field(default_factory=dict)
    """What the result would have at these keys if all were well; empty: unknown."""
    enough: str = ""
    """What a step may expect of the result to ask for this, in words."""
    blind_with: tuple[str, ...] = ()
    """The parameters (`active=all`) with which the length of a list does not show it."""
    is_carried_out: bool = True
    """Whether the result is there yet."""
    may_be_meant: bool = False
    """Whether it may be intended: any expectation of a later step confirms that."""
    is_to_end: bool = False
    """Whether it was to end what a person takes part in, and the person has never taken part:
    then an expectation that nothing comes does not confirm that."""
    is_in_result: bool = True
    """Whether the result shows it; if not, only the record of a person does."""
    is_in_state: bool = False
    """Whether the state of a person shows it, too, if the result does not."""
