"""The keys of Vibes' callbacks, persons and answers, read off a sample run, and their values.

Knows which calls and texts cause every kind of body, and which keys have one of a few values.
The custom fields are the account's; no other key depends on the account.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args

from optinsim.adapter import (
    JSON,
    KnownKeys,
    KnownRefusals,
    KnownRequests,
    KnownTargets,
    KnownValues,
    Request,
)
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.known_keys import keys_of
from optinsim.platforms.vibes import Vibes
from optinsim.platforms.vibes.account import VibesAccount
from optinsim.platforms.vibes.callback_testing import (
    OVERRIDES,
    SAMPLE_CAMPAIGN,
    SAMPLE_KEYWORD,
    SAMPLE_LIST,
    SCOPE_PLACES,
)
from optinsim.platforms.vibes.callbacks import DOCUMENTED_REASONS
from optinsim.platforms.vibes.errors import SHARED
from optinsim.platforms.vibes.registrations import (
    CALLBACK_TYPES,
    OTHER_TYPES,
    SCOPES,
    ContentType,
    Method,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optinsim.known_keys import Sample

_MDN = "+13125550123"
_SAMPLE_PERSON = {"external_person_id": "EX1", "mobile_phone": {"mdn": _MDN}}
_SCOPES: dict[str, dict[str, Any]] = {
    "campaign_id": {"campaign_id": "ACQ1"},
    "list_id": {"list_id": 1},
    "source_code": {"source_code": "84237", "country_code": "1"},
}
_LEFT_OUT = ("sourcecode_end_date",)
"""Documented keys that no answer of ours has (W-Subscription+List+API+Methods)."""

_COMPANY = "/companies/{company_key}"
_PERSON = f"{_COMPANY}/mobiledb/persons/{{person_key}}"
_EXTERNAL = f"{_COMPANY}/mobiledb/persons/external/{{external_id}}"
_WHO = ("mdn", "external_person_id", "person_key", "person_id")
_QUERIES = {
    f"GET {_COMPANY}/campaigns/acquisition/{{campaign}}/participants": _WHO,
    f"GET {_COMPANY}/mobiledb/subscription_lists/{{list}}/subscribers": _WHO,
    f"GET {_COMPANY}/mobiledb/persons": ("mdn",),
    f"GET {_PERSON}": (),
    f"GET {_EXTERNAL}": (),
    f"GET {_PERSON}/subscriptions": ("active_only",),
    f"GET {_EXTERNAL}/subscriptions": ("active_only",),
    f"GET {_PERSON}/subscriptions/{{list}}": (),
    f"GET {_EXTERNAL}/subscriptions/{{list}}": (),
}
_ENDED = ("active_only", "false", ("opt_out_date", "opt_out_reason"))
"""The keys that only subscriptions have that have ended."""
_REGISTRATION_KEYS = (
    "callback_type",
    "event_type",
    *(f"{kind}.{key}" for kind, key in SCOPES.items()),
    "unmatched_message_received.country_code",
    *(f"destination.{key}" for key in ("url", "method", "content_type")),
    *("start_date", "end_date"),
    # Ignored, so that a client can send an entity back (RP).
    *("callback_id", "created_at", "updated_at", "url"),
)
_TEST_KEYS = (
    *("callback_type", "event_type", *OVERRIDES, *SCOPE_PLACES.values()),
    "person.custom_fields.*",
)


def known_keys_of(account: VibesAccount) -> KnownKeys:
    """The keys, for that account."""
    known = _known_keys(account.custom_fields)
    owners = {
        "company_key": (account.company_key,),
        "campaign": tuple(campaign.acquisition_id for campaign in account.campaigns),
        "list": tuple(str(entry.id) for entry in account.subscription_lists),
    }
    return replace(
        known,
        values=KnownValues(choices=_choices(account), foreign=_foreign(account), numbers=("mdn",)),
        requests=KnownRequests(
            bodies=_bodies(known.record),
            queries=_QUERIES,
            parameters=(*_WHO, "active_only"),
            headers=("X-API-Version",),
            choices={
                "active_only": ("true", "false"),
                **dict.fromkeys(("callback_type", "event_type"), (*CALLBACK_TYPES, *OTHER_TYPES)),
                "method": get_args(Method),
                "content_type": get_args(ContentType),
            },
            only_with={
                f"GET {_PERSON}/subscriptions": _ENDED,
                f"GET {_EXTERNAL}/subscriptions": _ENDED,
            },
        ),
        targets=KnownTargets(owners=owners, by_number=("mdn",)),
        refusals=KnownRefusals(reasons="errors", shared=SHARED),
    )


def _bodies(record: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The keys in the bodies of calls; a client may send back the person that GET shows."""
    person = (*record, "person_id")
    return {
        f"POST {_COMPANY}/campaigns/acquisition/{{campaign}}/participants": person,
        f"POST {_COMPANY}/mobiledb/persons": person,
        f"PUT {_PERSON}": person,
        f"PUT {_EXTERNAL}": person,
        f"POST {_COMPANY}/config/callbacks": _REGISTRATION_KEYS,
        f"PUT {_COMPANY}/config/callbacks/{{callback_id}}": _REGISTRATION_KEYS,
        f"POST {_COMPANY}/config/callback_events/test": _TEST_KEYS,
    }


def _choices(account: VibesAccount) -> dict[str, tuple[JSON, ...] | None]:
    """The values of the keys that have only a few; those of participants are D2's and ours."""
    types = (*CALLBACK_TYPES, *OTHER_TYPES)
    states = tuple(state.upper() for state in Consent)
    lists = [entry.id for entry in account.subscription_lists]
    ids = tuple(campaign.acquisition_id for campaign in account.campaigns)
    keywords = (word for campaign in account.campaigns for word in campaign.keywords)
    return {
        "callback_type": types,
        "event_type": types,
        "participant.status": ("PENDING", "CONFIRMED", "REJECTED"),
        # Of answers and not of callbacks: a campaign is active, and errors have numbers.
        "status": (*states, "CONFIRMED", "REJECTED", "active"),
        "timezone_source": ("area_code",),
        "opt_out_reason": DOCUMENTED_REASONS,
        "subscription_list.id": (*lists, *map(str, lists), SAMPLE_LIST),
        "acquisition_id": ids,
        "list_id": (*lists, *map(str, lists), SAMPLE_LIST),
        "acquisition_campaign.id": (*ids, SAMPLE_CAMPAIGN),
        "acquisition_campaign.description": ("", *(one.description for one in account.campaigns)),
        "acquisition_campaign.keyword": ("", *keywords, SAMPLE_KEYWORD),
        "source_code.code": (account.number,),
        "name": tuple(entry.name for entry in account.subscription_lists),
        **dict.fromkeys(f"custom_fields.{name}" for name in account.custom_fields),
        "$destination.method": get_args(Method),
        "$destination.content_type": get_args(ContentType),
    }


def _foreign(account: VibesAccount) -> tuple[str, ...]:
    """The vendor's sample values, which only a test of a registration brings."""
    own = {str(entry.id) for entry in account.subscription_lists}
    for campaign in account.campaigns:
        own |= {campaign.acquisition_id, *campaign.keywords}
    samples = (SAMPLE_LIST, SAMPLE_CAMPAIGN, SAMPLE_KEYWORD)
    return tuple(sample for sample in samples if sample not in own)


@lru_cache(maxsize=64)
def _known_keys(custom_fields: tuple[str, ...]) -> KnownKeys:
    """The keys, for an account with these custom fields."""
    account = VibesAccount.model_validate(
        {
            "platform": "vibes",
            "name": "Acme",
            "number": "84237",
            "subscription_lists": [{"id": 1}],
            "custom_fields": custom_fields,
            "campaigns": [
                {"acquisition_id": "ACQ1", "keywords": ["SAMPLE"], "subscription_list": 1}
            ],
        }
    )
    known = keys_of(Vibes, account, _MDN, _sample())
    return replace(known, responses=(*known.responses, *_LEFT_OUT))


def _sample() -> Sample:
    yield _call("POST", "campaigns/acquisition/ACQ1/participants", _SAMPLE_PERSON)
    yield _call("GET", "campaigns/acquisition/ACQ1/participants?external_person_id=EX1")
    yield ReceiveText(_MDN, "Y")
    yield _call("POST", "mobiledb/persons", _SAMPLE_PERSON)  # person_updated
    yield _call("GET", "mobiledb/subscription_lists")
    yield _call("GET", "campaigns/acquisition")
    yield _call("GET", "sourcecodes")
    yield ReceiveText(_MDN, "STOP")
    yield _call("GET", "mobiledb/persons/external/EX1/subscriptions?active_only=false")
    yield ReceiveText(_MDN, "what")
    yield _call("GET", "mobiledb/persons/none")  # an error
    # From the first registration on, only registered callbacks are emitted.
    for kind, key in SCOPES.items():
        destination = {"url": "https://example.com"}
        body = {"callback_type": kind, kind: _SCOPES[key], "destination": destination}
        yield _call("POST", "config/callbacks", {**body, "end_date": "2999-01-01"})
    test = {"callback_type": "subscription_added", "subscription": {"subscription_list": {"id": 1}}}
    yield _call("POST", "config/callback_events/test", test)


def _call(method: str, path: str, body: Any = None) -> Request:
    headers = {"X-API-Version": "2"}
    content = b"" if body is None else json.dumps(body).encode()
    return Request(method, f"/companies/optinsim/{path}", headers, content)
