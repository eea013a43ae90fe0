"""What can be seen of an account from outside: its calls, the keys of all bodies, accepted calls.

A platform says it of itself, so that scenarios can be checked against it. Knows no platform, and
nothing of how a call is answered.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from optinsim.core.values import value

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
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
    """Those that the platform's page lists for the call."""


@value
class Surface:
    """What the brand's systems can see of an account, apart from its conversations."""

    callbacks: tuple[str, ...]
    """The names of the callbacks that it can emit."""
    routes: tuple[Route, ...]
    """A call belongs to the first route that fits it and has the status of its answer."""


@value
class KnownKeys:
    """The keys that an account's bodies, records and answers can have.

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
    parameters: Collection[str] | None = None
    """The parameters of queries that some call reads; None: the platform does not list them."""
    headers: Collection[str] = ()
    """The platform's own headers of requests."""
    requests: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The paths in the bodies that calls read, by method and path (`PUT /v2/contacts/{key}`)."""
    queries: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The parameters that calls read, by method and path, as in `requests`."""
    choices: Mapping[str, Collection[str]] = field(default_factory=dict)
    """All values of the parameters and of the keys in requests that have only a few, by name."""
    empty: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The values of parameters with which no list ever has an entry, by name."""
    reasons: str = ""
    """The path in answers to the list or mapping with an entry for each reason of a refusal."""
    shared: Mapping[str, Collection[JSON]] = field(default_factory=dict)
    """The codes and texts in refusals, by key, that the platform has for more than one reason."""
    values: Mapping[str, Collection[JSON] | None] = field(default_factory=dict)
    """All values of the keys that have only a few: by the last two names of the key's path
    (`participant.status`), or else the last. None, like a key that is not here: any value."""
    samples: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Texts that keys can have, named as in `values`: what fits all of these fits every one."""
    numbers: Collection[str] = ()
    """The keys whose values are the numbers of people and of the account, named as in `values`."""
    response_headers: Collection[str] = ()
    """The headers that answers can have."""
    states: Mapping[str, Mapping[str, Consent]] = field(default_factory=dict)
    """The states that the values of a key below a campaign's name ask for, by the key."""
    extended: Collection[str] = ()
    """The keys of `values` to which calls can add values, such as the names of lists."""
    ids: Collection[str] = ()
    """What paths of requests can name of the account: its own id, its campaigns and lists; and the
    names that can stand before a colon there."""
    by_number: Collection[str] | None = None
    """The names in paths and queries whose values can be numbers of people; None: not listed."""
    complete: Collection[str] = ()
    """The lists that always have an entry for each of the values of its `name`, such as `profile`
    for `profile.name`."""
    owners: Mapping[str, Collection[str]] = field(default_factory=dict)
    """What the account has of the things that own or list people, by their names in the paths of
    calls: `{"list": ("1234",)}` for `/lists/{list}/people/{person}`; where the name alone does not
    tell, with the part before it: `lists/id`."""


@value
class Unsettled:
    """A call that was accepted, and has failed since, changed nothing or is not carried out."""

    text: str
    """What is wrong, in words."""
    path: str
    """Where a client asks for the result; the `Location` of the answer that accepted it."""
    since: datetime
    """When the result was there, or else when the call was made."""
    keys: tuple[str, ...] = ()
    """The keys of the result that tell this; empty: any of them does."""
    may_be_meant: bool = False
    """Whether it is no fault: whatever else a later step expects says enough."""
    is_in_result: bool = True
    """Whether the result tells it; if not, only what becomes of the record of a person does."""
