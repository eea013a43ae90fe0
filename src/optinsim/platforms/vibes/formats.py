"""The formats of Vibes: times, numbers, links and the person inside a body.

D2 is vendor-docs/002, RP the vendor's reference pages, W its old wiki (facts/vibes.md, section 0).
Knows one account and its ids; decides nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from optinsim.adapter import JSON
from optinsim.core.ids import Ids
from optinsim.core.numbers import national, time_zone

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from datetime import datetime

    from optinsim.core.people import Person
    from optinsim.http_api import Call
    from optinsim.platforms.vibes.account import VibesAccount

JSONObject = dict[str, JSON]

CODE_TYPE = "SC"
"""The type of a number that people text, long or short; ANC is for alphanumeric ones (OAS)."""


@lru_cache(maxsize=256)  # the bodies of one turn write the same time over and over
def seconds(at: datetime) -> str:
    """2017-03-15T15:42:23Z: event_date, opt_in_date (D2, RP)."""
    return f"{at.isoformat()[:19]}Z"


@lru_cache(maxsize=256)
def minutes(at: datetime) -> str:
    """2017-01-14T14:30Z: participation and expiry, campaigns, created_at (D2, W)."""
    return f"{at.isoformat()[:16]}Z"


def offset_seconds(at: datetime) -> str:
    """2017-02-18T15:34:52+0000: the only sample of a callback's opt_out_date (W-29166307)."""
    return f"{at.isoformat()[:19]}+0000"


def milliseconds(at: datetime) -> str:
    """2018-07-09T23:55:00.000Z: opt_out_date in GET subscriptions (W-29164634)."""
    return f"{at.isoformat()[:19]}.000Z"


def api_version(call: Call) -> int:
    """The call's X-API-Version: 1, national numbers; 2, E.164. Left out, it is 1 (RP-versions)."""
    return 2 if call.request.header("X-API-Version").strip() == "2" else 1


def phone(mdn: str | None, version: int) -> str | None:
    """The MDN as an API version writes it: E.164, or in version 1 without country code (RP)."""
    return mdn if version > 1 or mdn is None else national(mdn)


_US_ZONES = {
    "America/New_York": "US/Eastern",
    "America/Chicago": "US/Central",
    "America/Denver": "US/Mountain",
    "America/Boise": "US/Mountain",
    "America/Phoenix": "US/Arizona",
    "America/Los_Angeles": "US/Pacific",
    "America/Adak": "US/Alaska",  # the first of the two zones of 907; few live there
    "Pacific/Honolulu": "US/Hawaii",
}
"""W's sample has US/Central for our America/Chicago; the other names are ours."""


def timezone(mdn: str) -> str | None:
    """The time zone of the number's area code (W), under its US name if it has one."""
    zone = time_zone(mdn)
    return None if zone is None else _US_ZONES.get(zone, zone)


class Formats:
    """The formats that depend on the account: its links and the ids of its people."""

    def __init__(
        self, account: VibesAccount, seed: int, carriers: MutableMapping[int, str | None]
    ) -> None:
        self.account = account
        self.base = f"/companies/{account.company_key}"
        self.carriers = carriers
        """The carrier codes that clients set or removed, by the person's serial number."""
        self._person_ids = Ids(seed, "vibes/person")

    def person_id(self, person: Person) -> str:
        """The short id that Vibes calls deprecated and still sends."""
        return self._person_ids.short(person.serial)

    def person_key(self, person: Person) -> str:
        """The GUID that names a person."""
        return self._person_ids.long(person.serial)

    def serial(self, person_key: str) -> int | None:
        """The serial number behind a person_key or person_id; None if it has not that form."""
        return self._person_ids.number(person_key)

    def person_url(self, person: Person) -> str:
        """The link to the person's record."""
        return f"{self.base}/mobiledb/persons/{self.person_id(person)}"

    def list_url(self, list_id: str) -> str:
        """The link to the subscription list."""
        return f"{self.base}/mobiledb/subscription_lists/{list_id}"

    def campaign_url(self, campaign_id: str) -> str:
        """The link to the acquisition campaign."""
        return f"{self.base}/campaigns/acquisition/{campaign_id}"

    def carrier(self, person: Person | None) -> str | None:
        """The code of the carrier: the client's, or else the account's assumption."""
        assumed = self.account.assumptions.carrier_code
        return assumed if person is None else self.carriers.get(person.serial, assumed)

    def person(self, person: Person, version: int) -> JSONObject:
        """The person entity, as in GET persons and in the person callbacks (W-Person+API).

        `mobile_phone` of a person without a phone is null (ours).
        """
        mobile_phone = None
        if person.mdn is not None:
            mobile_phone = {
                "mdn": phone(person.mdn, version),
                "carrier_code": self.carrier(person),
            }
        zone = timezone(person.mdn) if person.mdn else None
        return {
            "person_id": self.person_id(person),
            "person_key": self.person_key(person),
            "external_person_id": person.external_id,
            "mobile_phone": mobile_phone,
            "timezone": zone,
            "timezone_source": "area_code" if zone else None,
            "custom_fields": {name: person.fields.get(name) for name in self.account.custom_fields},
            "created_at": minutes(person.created_at),
            "updated_at": minutes(person.updated_at),
            "url": self.person_url(person),
        }
