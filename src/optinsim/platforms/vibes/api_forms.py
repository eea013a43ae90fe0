"""The calls to the Vibes API that people can fill in.

Knows the account, its people and its registrations. The shapes are those of D0 (vendor-docs/000),
and of OAS, RP and OLD (facts/vibes.md, sections 2 to 5), in API version 2. Does not check the
values that are filled in: the routes do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from optinsim.forms import Form, FormField
from optinsim.platforms.vibes.registrations import CALLBACK_TYPES, SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optinsim.adapter import JSON
    from optinsim.platforms.vibes import Vibes
    from optinsim.platforms.vibes.account import VibesAccount

_GET = {"X-API-Version": "2"}
_SEND = {"Content-Type": "application/json", **_GET}  # RP-technical-details
_CUSTOM = "custom_fields."
"""The prefix of the keys of custom fields, so that none is taken for another field."""
_EXTERNAL_ID = "External person id"


def forms(vibes: Vibes, person: Mapping[str, str]) -> Iterator[Form]:
    """The calls, for that person."""
    base = f"/companies/{quote(vibes.account.company_key, safe='')}"
    yield from _of_campaigns(vibes, person, base)
    yield from _of_persons(vibes, person, f"{base}/mobiledb/persons")
    yield from _of_callbacks(vibes, f"{base}/config/callbacks")


def _of_campaigns(vibes: Vibes, person: Mapping[str, str], base: str) -> Iterator[Form]:
    campaigns = {
        campaign.acquisition_id: _shown(campaign.acquisition_id, campaign.description)
        for campaign in vibes.account.campaigns
    }
    if not campaigns:
        return
    campaign = _choice("campaign", "Campaign", campaigns)
    participants = f"{base}/campaigns/acquisition/{{campaign}}/participants"
    external_id = FormField("external_person_id", _EXTERNAL_ID, person.get("external_id", ""))
    yield Form(
        "Add a participant to a campaign",  # D0
        f"POST {participants}",
        (campaign, _mdn(person), external_id, *_custom_fields(vibes.account, person)),
        _SEND,
        _person_body,
    )
    yield Form(
        "See whether a person still has to confirm",  # OAS
        f"GET {participants}?mdn={{mdn}}",
        (campaign, _mdn(person, required=True)),
        _GET,
    )


def _of_persons(vibes: Vibes, person: Mapping[str, str], persons: str) -> Iterator[Form]:
    custom_fields = _custom_fields(vibes.account, person)
    external_id = person.get("external_id", "")
    yield Form(
        "Show a person",  # OAS
        f"GET {persons}?mdn={{mdn}}",
        (_mdn(person, required=True),),
        _GET,
    )
    yield Form(
        "Add a person, or update one",  # OLD
        f"POST {persons}",
        (_mdn(person), FormField("external_person_id", _EXTERNAL_ID, external_id), *custom_fields),
        _SEND,
        _person_body,
    )
    in_path = FormField("external_id", _EXTERNAL_ID, external_id, required=True)
    yield Form(
        "Update a person by external id",  # D1 and RP
        f"PUT {persons}/external/{{external_id}}",
        (in_path, _mdn(person), *custom_fields),
        _SEND,
        _person_body,
    )
    known = vibes.engine.people.by_mdn(person.get("mdn", ""))
    person_key = FormField(
        "person_key",
        "Person key",
        "" if known is None else vibes.formats.person_key(known.person),
        hint="Vibes gives it to every person it knows; «Show a person» shows it",
        required=True,
    )
    which = {"true": "the active ones", "false": "all there ever were"}
    yield Form(
        "Show a person's subscriptions",  # OAS
        f"GET {persons}/{{person_key}}/subscriptions?active_only={{active_only}}",
        (person_key, _choice("active_only", "Which", which)),
        _GET,
    )
    lists = {str(one.id): _shown(str(one.id), one.name) for one in vibes.account.subscription_lists}
    if lists:
        yield Form(
            "Unsubscribe a person from a list",  # OAS
            f"DELETE {persons}/{{person_key}}/subscriptions/{{list}}",
            (person_key, _choice("list", "Subscription list", lists)),
            _GET,
        )


def _of_callbacks(vibes: Vibes, callbacks: str) -> Iterator[Form]:
    yield Form("Show the registered callbacks", f"GET {callbacks}", (), _GET)  # OAS
    events = {
        f"{kind} {scope}".rstrip(): f"{kind} of {name}" if scope else kind
        for kind in CALLBACK_TYPES
        for scope, name in _scopes(vibes, kind).items()
    }
    yield Form(
        "Register a callback",  # OAS, RP-callback-api
        f"POST {callbacks}",
        (
            _choice("event", "Callback", events),
            FormField(
                "url",
                "URL",
                "https://example.com/callbacks",
                hint="once one is registered, only what is registered is sent",
                required=True,
            ),
        ),
        _SEND,
        _registration_body,
    )
    now, registrations = vibes.engine.now, vibes.books.registrations
    registered = {
        registrations.callback_id(one): f"{one.callback_type} {one.scope or ''}".rstrip()
        + f" to {one.destination.url}"
        for one in registrations
        if not one.is_over(now)
    }
    if registered:
        yield Form(
            "End a registered callback",  # OAS, RP
            f"DELETE {callbacks}/{{callback_id}}",
            (_choice("callback_id", "Callback", registered),),
            _GET,
        )


def _person_body(given: Mapping[str, str]) -> JSON:
    """D0, RP-person-api: the person entity, as far as a client may set it."""
    return {
        "external_person_id": given.get("external_person_id", ""),
        "mobile_phone": {"mdn": given["mdn"]},
        "custom_fields": {
            key.removeprefix(_CUSTOM): text
            for key, text in given.items()
            if key.startswith(_CUSTOM)
        },
    }


def _registration_body(given: Mapping[str, str]) -> JSON:
    """OAS: the type, the destination, and for a campaign, list or number the type's own object."""
    kind, _, scope = given["event"].partition(" ")
    return {
        "callback_type": kind,
        kind: {SCOPES.get(kind, ""): scope},
        "destination": {"url": given["url"]},
    }


def _scopes(vibes: Vibes, kind: str) -> Mapping[str, str]:
    """The scopes of a callback type: names by id; without an id, for everything."""
    key, account = SCOPES.get(kind), vibes.account
    if key == "campaign_id":
        return {one.acquisition_id: one.acquisition_id for one in account.campaigns}
    if key == "list_id":
        return {str(one.id): f"list {one.id}" for one in account.subscription_lists}
    return {account.number: account.number} if key else {"": ""}


def _mdn(person: Mapping[str, str], *, required: bool = False) -> FormField:
    hint = "with the country code: +13125550123"  # RP-versions
    return FormField("mdn", "Number (MDN)", person.get("mdn", ""), hint=hint, required=required)


def _custom_fields(account: VibesAccount, person: Mapping[str, str]) -> tuple[FormField, ...]:
    """A field for each of the account's own; `zip_code` is our default name for a ZIP code."""
    known = {"zip_code": person.get("zip", ""), **person}
    return tuple(
        FormField(f"{_CUSTOM}{name}", name, known.get(name, "")) for name in account.custom_fields
    )


def _choice(key: str, label: str, choices: Mapping[str, str]) -> FormField:
    return FormField(key, label, next(iter(choices)), choices, required=True)


def _shown(identifier: str, name: str) -> str:
    return f"{name} ({identifier})" if name else identifier
