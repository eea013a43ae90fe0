"""The faults of a Vibes account in its lists, campaigns and registered callbacks.

files/faults.py finds the faults of every platform's accounts (words, keywords, messages).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim.adapter import Fault
from optinsim.codes import Code
from optinsim.platforms.vibes.registrations import (
    CALLBACK_TYPES,
    MOST_URLS,
    OTHER_TYPES,
    SCOPES,
    is_url,
    overlap,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optinsim.adapter import Place
    from optinsim.platforms.vibes.account import CallbackRegistration, VibesAccount


def faults(account: VibesAccount) -> Iterator[Fault]:
    """The faults of the lists, campaigns and callbacks."""
    lists: dict[str, Place] = {}
    for i, entry in enumerate(account.subscription_lists):
        place = ("subscription_lists", i)
        first = lists.setdefault(str(entry.id), place)
        if first != place:
            message = f"{entry.id} is the id of another subscription list too"
            yield Fault(place, message, clashes_with=first, code=Code.DOUBLED_ID)
    for i, campaign in enumerate(account.campaigns):
        list_id = str(campaign.subscription_list)
        if list_id not in lists:
            yield Fault(
                ("campaigns", i, "subscription_list"),
                f"there is no subscription list {list_id}",
                got=list_id,
                names=tuple(sorted(lists)),
                code=Code.UNKNOWN_LIST,
            )
    yield from _callback_faults(account, tuple(sorted(lists)))


def _callback_faults(account: VibesAccount, lists: tuple[str, ...]) -> Iterator[Fault]:
    known = {
        "campaign_id": tuple(sorted(campaign.acquisition_id for campaign in account.campaigns)),
        "list_id": lists,
        "source_code": (account.number,),
    }
    same: dict[tuple[str, str | None], list[tuple[int, CallbackRegistration]]] = {}
    for i, registration in enumerate(account.callbacks or ()):
        place = ("callbacks", i)
        yield from _faults_alone(registration, place, known)
        kind, scope = registration.callback_type, registration.scope
        if scope is None and kind in SCOPES:
            continue  # its purpose is unknown
        rivals = same.setdefault((kind, scope), [])
        for j, rival in rivals:
            if rival.destination.url == registration.destination.url and overlap(
                (rival.start_date, rival.end_date),
                (registration.start_date, registration.end_date),
            ):
                message = f"{kind} goes twice to the same URL"
                yield Fault(
                    place, message, clashes_with=("callbacks", j), code=Code.DOUBLED_CALLBACK
                )
                break
        rivals.append((i, registration))
        if len(rivals) == MOST_URLS + 1:
            message = f"{kind} has more than {MOST_URLS} destinations"
            yield Fault(place, message, code=Code.MANY_DESTINATIONS)


def _faults_alone(
    registration: CallbackRegistration, place: Place, known: dict[str, tuple[str, ...]]
) -> Iterator[Fault]:
    """The faults of a registration, apart from the others."""
    kind, url = registration.callback_type, registration.destination.url
    if not is_url(url):
        yield Fault(
            (*place, "destination", "url"),
            "the destination is no URL",
            "https://…",
            code=Code.BAD_URL,
        )
    start, end = registration.start_date, registration.end_date
    if start is not None and end is not None and end <= start:
        yield Fault(
            (*place, "end_date"), "the end must be after the start", code=Code.END_BEFORE_START
        )
    if kind in OTHER_TYPES:
        message = f"Vibes has {kind} callbacks, and optinsim does not emulate them"
        yield Fault(
            (*place, "callback_type"), message, names=CALLBACK_TYPES, code=Code.UNKNOWN_CALLBACK
        )
    elif kind not in CALLBACK_TYPES:
        yield Fault(
            (*place, "callback_type"),
            f"there is no callback type {kind!r:.60}",
            got=kind,
            names=CALLBACK_TYPES,
            code=Code.UNKNOWN_CALLBACK,
        )
    key = SCOPES.get(kind)
    if key is None:
        return
    if registration.scope is None:
        message = f"the registration of {kind} does not say for which {key}"
        yield Fault(place, message, f"{kind}: {{{key}: …}}", code=Code.NO_CALLBACK_SCOPE)
    elif registration.scope not in known[key]:
        yield Fault(
            (*place, kind, key),
            f"there is no {key} {registration.scope!r:.60}",
            got=registration.scope,
            names=known[key],
            code=Code.UNKNOWN_CALLBACK_SCOPE,
        )
