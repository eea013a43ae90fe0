"""Vibes' cases for the contract suite."""

from __future__ import annotations

from optinsim.adapter import Request
from tests.platforms.cases import Cases

_LISTS = "/companies/acme/mobiledb/subscription_lists"

CASES = Cases(
    tree={
        "platform": "vibes",
        "name": "Acme Stores",
        "number": "84237",
        "company_key": "acme",
        "subscription_lists": [{"id": 1234}],
        "campaigns": [
            {"acquisition_id": "ACQ1234", "keywords": ["SUMMER"], "subscription_list": 1234}
        ],
    },
    broken={"campaigns": [{"acquisition_id": "ACQ1234", "subscription_list": 7}]},
    keyword="SUMMER",
    confirmation="Y",
    good=(
        Request("GET", _LISTS, {"X-API-Version": "2"}),
        Request(
            "POST",
            "/companies/acme/campaigns/acquisition/ACQ1234/participants",
            {"X-API-Version": "2"},
            b'{"mobile_phone": {"mdn": "+13125550177"}}',
        ),
    ),
    refused=(
        Request("GET", f"{_LISTS}/7"),
        Request("PUT", "/companies/acme/mobiledb/persons/nobody", body=b"{}"),
        Request("POST", "/companies/acme/mobiledb/persons", body=b"{"),
    ),
    not_emulated=Request("GET", "/companies/acme/mobiledb/broadcasts"),
)
