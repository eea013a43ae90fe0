"""Subscription lists, subscriptions and the account's numbers, as the API shows and ends them.

OAS and W are in facts/vibes.md, section 5. No call here subscribes a person: campaigns do
(W-Web-Based).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Response
from optinsim.core.commands import Leave
from optinsim.core.numbers import calling_code
from optinsim.platforms.vibes.callbacks import OPT_OUT_REASONS
from optinsim.platforms.vibes.campaigns import campaign_entity
from optinsim.platforms.vibes.errors import not_found
from optinsim.platforms.vibes.formats import (
    CODE_TYPE,
    JSONObject,
    api_version,
    milliseconds,
    seconds,
)
from optinsim.platforms.vibes.people import search_person
from optinsim.platforms.vibes.persons import wanted_person

if TYPE_CHECKING:
    from optinsim.core.people import Participant, Person, Subscription
    from optinsim.http_api import Call
    from optinsim.platforms.vibes import Vibes
    from optinsim.platforms.vibes.account import SubscriptionList


def list_subscriptions(vibes: Vibes, call: Call) -> Response:
    """GET …/subscriptions[?active_only=false]: the active ones, or the ended ones too."""
    participant = wanted_person(vibes, call)
    every = call.request.query.get("active_only", "true").lower() == "false"
    return Response(
        200,
        [
            _subscription(vibes, participant.person, subscription)
            for subscription in _subscriptions(vibes, participant, every=every)
        ],
    )


def _subscriptions(vibes: Vibes, participant: Participant, *, every: bool) -> list[Subscription]:
    """The active ones, or all, in the order of opting in."""
    found = list(participant.subscriptions)
    if every:
        found = [*vibes.books.past_subscriptions(participant.person.serial), *found]
    return sorted(found, key=lambda one: one.opt_in_at)


def show_subscription(vibes: Vibes, call: Call) -> Response:
    """GET …/subscriptions/{list}: 404 if the person is not on the list (OAS)."""
    participant = wanted_person(vibes, call)
    subscription = participant.subscription(call.path["list"])
    if subscription is None:
        raise not_found("Subscription")
    entity = _subscription(vibes, participant.person, subscription)
    as_list = vibes.account.assumptions.subscription_answers == "list"
    return Response(200, [entity] if as_list else entity)


def end_subscription(vibes: Vibes, call: Call) -> Response:
    """DELETE …/subscriptions/{list}: 204; 404 if the person is not on the list (OAS).

    No text tells the person (ours).
    """
    participant = wanted_person(vibes, call)
    list_id = call.path["list"]
    if participant.subscription(list_id) is None:
        raise not_found("Subscription")
    vibes.engine.do(Leave(participant.person.serial, list_id))
    return Response(204)


def _subscription(vibes: Vibes, person: Person, subscription: Subscription) -> JSONObject:
    """The subscription entity (W-29164634)."""
    list_id = subscription.list_id
    entity: JSONObject = {
        "person": {
            "id": vibes.formats.person_id(person),
            "url": vibes.formats.person_url(person),
        },
        "subscription_list": {"id": list_id, "url": vibes.formats.list_url(list_id)},
        "opt_in_date": seconds(subscription.opt_in_at),
    }
    if subscription.opt_out_at is not None and subscription.ended_by is not None:
        entity["opt_out_date"] = milliseconds(subscription.opt_out_at)
        entity["opt_out_reason"] = OPT_OUT_REASONS[subscription.ended_by]
    entity["url"] = f"{vibes.formats.person_url(person)}/subscriptions/{list_id}"
    return entity


def list_lists(vibes: Vibes, _call: Call) -> Response:
    """GET subscription_lists."""
    return Response(200, [_list(vibes, entry) for entry in vibes.account.subscription_lists])


def show_list(vibes: Vibes, call: Call) -> Response:
    """GET subscription_lists/{list}."""
    return Response(200, _list(vibes, _wanted_list(vibes, call)))


def _list(vibes: Vibes, entry: SubscriptionList) -> JSONObject:
    """The list entity (W-Subscription+List+API+Methods)."""
    url = vibes.formats.list_url(str(entry.id))
    return {
        "id": str(entry.id),
        "name": entry.name,
        "url": url,
        "subscribers_url": f"{url}/subscribers",
        "acquisition_campaigns_url": f"{url}/acquisition_campaigns",
    }


def _wanted_list(vibes: Vibes, call: Call) -> SubscriptionList:
    for entry in vibes.account.subscription_lists:
        if str(entry.id) == call.path["list"]:
            return entry
    raise not_found("Subscription list")


def find_subscriber(vibes: Vibes, call: Call) -> Response:
    """GET subscription_lists/{list}/subscribers?mdn|person_key|external_person_id: a person.

    Vibes' Ruby client asks by person_id too (GEM).
    """
    entry = _wanted_list(vibes, call)
    participant = search_person(vibes, call)
    if participant is None or participant.subscription(str(entry.id)) is None:
        raise not_found("Subscriber")
    return Response(200, vibes.formats.person(participant.person, api_version(call)))


def list_campaigns_of_list(vibes: Vibes, call: Call) -> Response:
    """GET subscription_lists/{list}/acquisition_campaigns."""
    entry = _wanted_list(vibes, call)
    campaigns = vibes.engine.setup.by_list.get(str(entry.id), ())
    return Response(200, [campaign_entity(vibes, campaign) for campaign in campaigns])


def list_source_codes(vibes: Vibes, _call: Call) -> Response:
    """GET sourcecodes: the account's number (OAS); its abilities are ours.

    It has no end, so the answer has no `sourcecode_end_date`, which OAS types as text.
    """
    country = vibes.account.country
    return Response(
        200,
        [
            {
                "sourcecode": vibes.engine.setup.number,
                "country_code": calling_code(country),
                "sourcecode_type": CODE_TYPE,
                "primary_country_name": _COUNTRY_NAMES.get(country, country),
                "sms_enabled": True,
                "mms_enabled": False,
            }
        ],
    )


_COUNTRY_NAMES = {"US": "United States", "CA": "Canada", "GB": "United Kingdom"}
"""Ours; another country has its ISO code."""
