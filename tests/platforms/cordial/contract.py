"""Cordial's cases for the contract suite."""

from __future__ import annotations

from optinsim.adapter import Request
from tests.platforms.cases import Cases

_CONTACTS = "/v2/contacts"

CASES = Cases(
    tree={
        "platform": "cordial",
        "name": "Acme Stores",
        "number": "84237",
        "lists": ["vip"],
        "programs": {"cordialthreads": {"keywords": ["JOIN"]}},
    },
    broken={
        "sms_channel": "email",
        "attributes": ["channels", "shoe_size", "shoe_size"],
        "lists": ["shoe_size", "listJoinDate"],
    },
    keyword="JOIN",
    confirmation="YES",
    good=(
        Request("POST", _CONTACTS, {}, b'{"channels": {"sms": {"address": "13125550177"}}}'),
        Request(
            "PUT",
            f"{_CONTACTS}/sms:13125550177",
            {"Content-Type": "application/json"},
            b'{"channels": {"sms": {"address": "13125550177", "programs": {"cordialthreads":'
            b' {"keyword": "join", "subscribeStatus": "subscribed"}}}}}',
        ),
        Request(
            "PUT",
            f"{_CONTACTS}/sms:13125550177",
            body=b'{"channels": {"sms": {"address": "13125550123"}}, "vip": true}',
        ),
        Request(
            "PUT",
            f"{_CONTACTS}/sms:13125550123",
            body=b'{"channels": {"sms": {"address": "13125550177"}},'
            b' "first_name": {"add": ["Ann"]}}',
        ),
        Request("GET", f"{_CONTACTS}?sort_by=createdAt"),
        Request("PUT", f"{_CONTACTS}/13125550177/unsubscribe/sms"),
        Request("DELETE", f"{_CONTACTS}/13125550177"),
        Request("POST", "/v2/accountlists", body=b'{"name": "new-list", "enhanced": true}'),
        Request("GET", "/v2/accountlists?name=new-list"),
        Request("GET", "/v2/accountcontactattributes"),
        Request("GET", "/v2/health"),
        Request(
            "POST",
            "/v1/contacts",
            body=b'{"channels": {"sms": {"address": "13125550177"}}, "new-list": true}',
        ),
        Request("PUT", "/v1/contacts/13125550177", body=b'{"new-list": false}'),
        Request("GET", "/v1/contacts/13125550177"),
    ),
    refused=(
        Request("GET", f"{_CONTACTS}/nobody"),
        Request("PUT", f"{_CONTACTS}/sms:13125550177", body=b"{}"),
        Request("POST", _CONTACTS, body=b"{"),
        Request("POST", _CONTACTS, body=b'{"channels": {"sms": {}}, "shoe_size": 9}'),
        Request("POST", "/v2/accountlists", body=b'{"name": "vip"}'),
        Request("GET", "/v2/accountlists?name=nothing"),
        Request("GET", "/v2/accountcontactattributes?type=geo"),
        Request("GET", "/v1/contacts/nobody"),
    ),
    not_emulated=Request("GET", "/v2/accountlists/1/count"),
)
