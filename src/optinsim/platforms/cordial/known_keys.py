"""The keys of Cordial's events, contacts and answers, read off a sample run, and their values.

Knows which calls and texts cause every kind of body, and which keys have one of a few values.
The key of the SMS channel, and the names of attributes, lists and programs, are the account's.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from optinsim.adapter import (
    KnownKeys,
    KnownRefusals,
    KnownRequests,
    KnownTargets,
    KnownValues,
    Request,
)
from optinsim.core.commands import ReceiveText
from optinsim.known_keys import keys_of, part_of_path
from optinsim.platforms.cordial import LISTENER, Cordial
from optinsim.platforms.cordial.account import CordialAccount
from optinsim.platforms.cordial.account_routes import ATTRIBUTE_TYPES, LIST_KEYS
from optinsim.platforms.cordial.channels import (
    EMAIL_KEYS,
    PROGRAM_KEYS,
    SMS_KEYS,
    STATUSES_TO_ASK_FOR,
)
from optinsim.platforms.cordial.errors import SHARED
from optinsim.platforms.cordial.events import ACTIONS
from optinsim.platforms.cordial.reading import POST_SWITCHES, PUT_SWITCHES
from optinsim.platforms.cordial.records import EMAIL_CHANNEL, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.known_keys import Sample

_MDN = "+13125550123"
_LANDLINE = "+13125550199"
_LISTING = (
    *("email", "page", "per_page", "sort_by", "sort_dir", "return_count"),
    "audience-key",
)
_QUERIES = {
    "GET /v2/contacts/{key}": (),
    "GET /v1/contacts/{key}": (),
    "PUT /v2/contacts/{key}/unsubscribe/{channel}": ("mcID",),
    "PUT /v1/contacts/{key}/unsubscribe/{channel}": ("mcID",),
    "GET /v2/accountcontactattributes": ("type", "indexed"),
    "GET /v2/accountlists": ("name",),
}
_CHOICES = {
    "subscribeStatus": STATUSES_TO_ASK_FOR,
    "sort_dir": ("asc", "desc"),
    "return_count": ("true", "false"),
    "type": ATTRIBUTE_TYPES,
    "indexed": ("0", "1"),
}
_STATES = {"subscribeStatus": {word: state for state, word in STATUSES.items()}}
_PROGRAM = "*"
"""The sample's one program: in a path, this stands for any key."""
_LIST = "optinsim-sample"
"""A list that a call made: any name is possible."""
_NEW_LIST = {"name": _LIST, "enhanced": True, "segment_group_id": "1"}


def known_keys_of(account: CordialAccount) -> KnownKeys:
    """The keys, for that account."""
    known = _known_keys(
        account.sms_channel,
        account.attributes,
        account.lists,
        tuple(account.programs),
        account.assumptions.attributes_answer,
    )
    channels = (account.sms_channel, EMAIL_CHANNEL)
    return replace(
        known,
        record_states=_STATES,
        values=KnownValues(
            choices=_choices(account),
            extended=("lists", "name"),
            numbers=(f"{account.sms_channel}.address", "from", "to"),
        ),
        requests=_requests(account),
        targets=KnownTargets(
            key_names=tuple(
                name for channel in channels for name in (channel, f"channels.{channel}.address")
            ),
            names={"name": account.lists},
            by_number=("key",),
        ),
        refusals=KnownRefusals(reasons="messages.validationErrors", shared=SHARED),
    )


def _requests(account: CordialAccount) -> KnownRequests:
    """The keys that the calls read; an attribute can have a parameter's name, and any value."""
    listing = (*_LISTING, *account.attributes)
    return KnownRequests(
        bodies=_bodies(account),
        queries={**_QUERIES, "GET /v2/contacts": listing, "GET /v1/contacts": listing},
        parameters=(*listing, "type", "indexed", "name", "mcID"),
        choices={
            name: values for name, values in _CHOICES.items() if name not in account.attributes
        },
        pages=() if "page" in account.attributes else ("page",),
        states=_STATES,
        lists=account.lists,
        lists_in="lists",
    )


def _bodies(account: CordialAccount) -> dict[str, tuple[str, ...]]:
    """The keys in the bodies of calls; a list can have any name, since calls can make lists."""
    sms = f"channels.{account.sms_channel}"
    channels = (
        *(f"{sms}.{key}" for key in sorted(SMS_KEYS)),
        *(
            f"{sms}.programs.{part_of_path(name)}.{key}"
            for name in account.programs
            for key in sorted(PROGRAM_KEYS)
        ),
        *(f"channels.{EMAIL_CHANNEL}.{key}" for key in sorted(EMAIL_KEYS)),
    )
    own = tuple(map(part_of_path, (*account.attributes, *account.lists)))
    added = (*sorted(POST_SWITCHES), EMAIL_CHANNEL, *channels, *own)
    updated = (*sorted(PUT_SWITCHES), *channels, *own)
    found = {f"{LISTENER} /contact": added}
    for version in ("v2", "v1"):
        found[f"POST /{version}/contacts"] = added
        found[f"PUT /{version}/contacts/{{key}}"] = updated
        found[f"PUT /{version}/contacts/{{key}}/unsubscribe/{{channel}}"] = ("mcID",)
    found["POST /v2/accountlists"] = LIST_KEYS
    return found


def _choices(account: CordialAccount) -> dict[str, tuple[str, ...] | None]:
    """The values of the keys that have only a few."""
    keywords = (word for program in account.programs.values() for word in program.keywords)
    statuses = tuple(STATUSES.values())
    return {
        "action": ACTIONS,
        "subscribeStatus": statuses,
        "previousSubscribeStatus": statuses,
        "properties.program": tuple(account.programs),
        "properties.keyword": ("", *keywords, *account.words.yes),
        "properties.channel": (account.sms_channel,),
        "lists": account.lists,
        "name": (*account.lists, *account.attributes),
        **dict.fromkeys(account.attributes),
    }


@lru_cache(maxsize=64)
def _known_keys(
    sms: str,
    attributes: tuple[str, ...],
    lists: tuple[str, ...],
    programs: tuple[str, ...],
    attributes_answer: str,
) -> KnownKeys:
    account = CordialAccount.model_validate(
        {
            "platform": "cordial",
            "name": "Acme",
            "number": "84237",
            "sms_channel": sms,
            "unsubscribeDetection": "contains",  # matchType: no other setting has more keys
            "attributes": attributes,
            "lists": lists,
            "programs": {_PROGRAM: {"keywords": ["SAMPLE"]}},
            "landlines": [_LANDLINE],
            "assumptions": {"attributes_answer": attributes_answer},
        }
    )
    known = keys_of(Cordial, account, _MDN, _sample(sms, attributes, lists))
    return replace(
        known,
        record=_with_own_names(known.record, sms, programs),
        responses=_with_own_names(known.responses, sms, programs),
    )


def _sample(sms: str, attributes: tuple[str, ...], lists: tuple[str, ...]) -> Sample:
    email = {"address": "ann@example.com", "subscribeStatus": "subscribed"}
    channels = {sms: {"address": _MDN[1:]}, "email": email}
    own = {**dict.fromkeys(attributes, ""), **dict.fromkeys((*lists, _LIST), True)}
    subscribe = {"keyword": "SAMPLE", "subscribeStatus": "subscribed"}
    landline = {"address": _LANDLINE[1:], "programs": {_PROGRAM: subscribe}}
    yield _call("POST", "", _NEW_LIST, "accountlists")
    yield _call("POST", "", {"channels": channels, **own})
    yield _call("GET", f"/channels.{sms}.address:{_MDN[1:]}")
    yield ReceiveText(_MDN, "SAMPLE")
    yield ReceiveText(_MDN, "YES")
    yield ReceiveText(_MDN, "STOP")
    yield _call("PUT", "/ann@example.com/unsubscribe/email")
    yield _call("GET", "/ann@example.com")
    yield _call("POST", "", {"channels": {sms: landline}})
    yield _call("PUT", "/nobody@example.com", {})
    yield _call("POST", "", {"channels": {sms: {}}})
    yield Request("GET", "/v2/accountcontactattributes")
    yield Request("GET", "/v2/accountlists")


def _call(method: str, path: str, body: Any = None, of: str = "contacts") -> Request:
    content = b"" if body is None else json.dumps(body).encode()
    return Request(method, f"/v2/{of}{path}", {}, content)


def _with_own_names(paths: Iterable[str], sms: str, programs: tuple[str, ...]) -> tuple[str, ...]:
    """The paths with the account's own programs in place of the sample's, and with any list."""
    sample = f"channels.{sms}.programs.{_PROGRAM}"
    names = [part_of_path(name) for name in programs]
    found: list[str] = []
    for path in paths:
        if path.startswith(sample):
            rest = path.removeprefix(sample)
            found += (f"channels.{sms}.programs.{name}{rest}" for name in names)
        else:
            found.append(path.replace(f"listJoinDate.{_LIST}", "listJoinDate.*"))
    return tuple(found)
