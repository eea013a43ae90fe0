"""The keys of Signal Vine's participants and answers, read off a sample run; it has no callbacks.

Knows which calls cause every kind of answer, and which keys have one of a few values. The
fields of a profile are no keys: a list has them by name.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from optinsim.adapter import JSON, KnownKeys, KnownRequests, KnownTargets, KnownValues, Request
from optinsim.core.commands import ReceiveText
from optinsim.core.consent import Consent
from optinsim.known_keys import keys_of, part_of_path
from optinsim.platforms.signalvine import SignalVine
from optinsim.platforms.signalvine.account import SignalVineAccount
from optinsim.platforms.signalvine.commands import COMMAND_NAME
from optinsim.platforms.signalvine.options import CHOICES
from optinsim.platforms.signalvine.profile import schema

if TYPE_CHECKING:
    from optinsim.known_keys import Sample

_MDN = "+13125550123"
_PROGRAM = "P"
_CSV = f"customer_id,first_name,last_name,phone,group_list\nC1,Ann,Lee,{_MDN},\n"
_OPTIONS = {"new": "add", "mode": "row", "existing": "ignore", "absent": "ignore"}

_MESSAGES_OF_IMPORTS = (
    '{"added": 0, "updated": 0, "ignored": 0}',
    '{"added": 2, "updated": 3, "ignored": 4, "errors": [{"row": 1, "message": ""}]}',
)

_NEVER_LISTED = ("scheduled", "template")
"""Types of messages that no list has here."""

_PAGES = ("count", "offset")
_MESSAGES = ("message_type", "type", *_PAGES)
_PARTICIPANTS = ("active", "type", "updated-after", *_PAGES)
_QUERIES = {
    "GET /v1/users/{token}/accounts": _PAGES,
    "GET /v1/accounts/{id}/programs": ("active", "type", *_PAGES),
    "GET /v1/accounts/{id}/participants": _PARTICIPANTS,
    "GET /v1/accounts/{id}/messages": _MESSAGES,
    "GET /v1/programs/{id}": ("type",),
    "GET /v1/programs/{id}/participants": _PARTICIPANTS,
    "GET /v1/programs/{id}/messages": _MESSAGES,
    "GET /v1/participants/{id}/messages": _MESSAGES,
}
_FULL = (
    *("accountId", "programName", "programActive", "programPhone", "created", "active", "groups"),
    *("profile", "receivedCount", "sentCount", "scheduledCount"),
)
"""The keys of participants that only `type=full` shows."""
_REQUESTS = KnownRequests(
    bodies={
        "POST /v2/programs/{id}/participants": (
            *("program", "participants"),
            *(f"options.{name}" for name in CHOICES),
        )
    },
    queries=_QUERIES,
    parameters=(*_PARTICIPANTS, "message_type"),
    headers=("SignalVine-Date",),
    choices={
        **CHOICES,
        "active": ("", "all"),
        "type": ("simple", "full", "schema"),
        "message_type": ("", "sent", "received", *_NEVER_LISTED),
    },
    pages=("offset",),
    times=("updated-after",),
    empty={"message_type": _NEVER_LISTED},
    only_with={
        "GET /v1/accounts/{id}/participants": ("type", "full", _FULL),
        "GET /v1/programs/{id}/participants": ("type", "full", _FULL),
    },
)


def known_keys_of(account: SignalVineAccount) -> KnownKeys:
    """The keys, for that account."""
    programs = tuple(program.id for program in account.programs)
    known = replace(
        _known_keys(account.assumptions.import_message),
        record_states={"active": {True: Consent.SUBSCRIBED, False: Consent.UNSUBSCRIBED}},
        values=KnownValues(
            choices=_choices(account),
            samples={"message": _MESSAGES_OF_IMPORTS},
            numbers=("phone",),
            messages=("items.text",),
            counts=("total", "pages"),
            complete=("profile",),
        ),
        requests=_REQUESTS,
        targets=KnownTargets(
            owners={"accounts/id": (account.account_id,), "programs/id": programs}, by_number=()
        ),
    )
    if len(account.programs) == 1:
        return known
    # In an account with several programs, a record has one for each.
    names = [part_of_path(program.id) for program in account.programs]
    record = [path for name in names for path in (name, *(f"{name}.{p}" for p in known.record))]
    return replace(known, record=tuple(record))


def _choices(account: SignalVineAccount) -> dict[str, tuple[JSON, ...]]:
    """The values of the keys that have only a few."""
    types = {name: type_ for one in account.programs for name, type_ in schema(one).items()}
    return {
        "profile.name": tuple(types),
        "profile.type": tuple(dict.fromkeys(types.values())),
        "fields.name": tuple(types),
        "fields.type": tuple(dict.fromkeys(types.values())),
        "items.type": ("sent", "received", "scheduled", "template"),  # API17
        "name": (account.name, *(one.name for one in account.programs), COMMAND_NAME),
        "programId": tuple(one.id for one in account.programs),
        "programName": tuple(one.name for one in account.programs),
    }


@lru_cache(maxsize=2)
def _known_keys(import_message: str) -> KnownKeys:
    account = SignalVineAccount.model_validate(
        {
            "platform": "signalvine",
            "name": "Acme",
            "number": "84237",
            "account_id": "A",
            "programs": [{"id": _PROGRAM}],
            "assumptions": {"import_takes": "0s", "import_message": import_message},
        }
    )
    return keys_of(SignalVine, account, _MDN, _sample())


def _sample() -> Sample:
    for csv in (_CSV, "phone\n1\n"):
        body = {"program": _PROGRAM, "options": _OPTIONS, "participants": csv}
        path = f"/v2/programs/{_PROGRAM}/participants"
        accepted = yield Request("POST", path, {}, json.dumps(body).encode())
        if accepted is not None:
            yield Request("GET", accepted.headers["Location"])
    yield ReceiveText(_MDN, "hello")
    yield Request("GET", "/v1/users/optinsim/accounts")
    yield Request("GET", "/v1/accounts/A/programs")
    yield Request("GET", f"/v1/programs/{_PROGRAM}")
    yield Request("GET", f"/v1/programs/{_PROGRAM}?type=schema")
    yield Request("GET", "/v1/accounts/A/participants")
    yield Request("GET", "/v1/accounts/A/participants?type=full")
    yield Request("GET", "/v1/accounts/A/messages")
    yield Request("GET", "/v1/accounts/B/messages")
