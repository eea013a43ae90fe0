"""Signal Vine's cases for the contract suite."""

from __future__ import annotations

import json

from optinsim.adapter import Request
from tests.platforms.cases import Cases

_PROGRAM = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"
_ACCOUNT = "aa32b0bd-2c1b-480a-94d7-cff05fcc53b0"
_OPTIONS = {"new": "add", "mode": "row", "existing": "ignore", "absent": "ignore"}


def _import(csv: object, program: str = _PROGRAM, **options: object) -> Request:
    body = {"program": program, "options": _OPTIONS | options, "participants": csv}
    path = f"/v2/programs/{program}/participants"
    return Request("POST", path, {"Content-Type": "application/json"}, json.dumps(body).encode())


CASES = Cases(
    tree={
        "platform": "signalvine",
        "name": "Big State",
        "number": "+13035550142",
        "account_id": _ACCOUNT,
        "programs": [{"id": _PROGRAM, "name": "TXT-4-SUCCESS", "keywords": ["JOIN"]}],
        # So that what an import does belongs to its call.
        "assumptions": {"import_takes": "0s"},
    },
    broken={
        "programs": [
            {"id": _PROGRAM, "fields": [{"name": "phone"}, {"name": "2nd"}, {"name": "2nd"}]}
        ]
    },
    keyword="JOIN",
    confirmation=None,
    good=(
        _import("customer_id,first_name,last_name,phone,group_list\nC1,Cat,Cole,+13125550125,"),
        Request("GET", "/v1/users/optinsim/accounts"),
        Request("GET", f"/v1/accounts/{_ACCOUNT}"),
        Request("GET", f"/v1/accounts/{_ACCOUNT}/programs?active=all"),
        Request("GET", f"/v1/programs/{_PROGRAM}?type=schema"),
        Request("GET", f"/v1/programs/{_PROGRAM}/participants?type=full&count=500&active=all"),
        Request("GET", f"/v1/accounts/{_ACCOUNT}/messages?message_type=received"),
    ),
    refused=(
        _import("customer_id\nC1", program="00000000-0000-0000-0000-000000000000"),
        _import(["customer_id"]),
        _import("customer_id\nC1", absent="stop"),
        Request("POST", f"/v2/programs/{_PROGRAM}/participants", body=b"{"),
        Request("GET", "/v1/commands/00000000-0000-0000-0000-000000000000"),
        Request("GET", f"/v1/programs/{_PROGRAM}/participants?count=none"),
        Request("GET", "/v1/accounts/nobody/participants"),
        Request("GET", "/v1/accounts/nobody"),
        Request("GET", "/v1/users/nobody/accounts"),
    ),
    not_emulated=Request("PATCH", f"/v1/programs/{_PROGRAM}"),
)
