# ruff: noqa: INP001 - no part of a package: the contract suite reads it
"""Postcard's cases for the contract suite."""

from __future__ import annotations

from optinsim.adapter import Request
from tests.platforms.cases import Cases

CASES = Cases(
    tree={
        "platform": "postcard",
        "name": "Acme",
        "number": "84237",
        "clubs": [{"name": "books", "keywords": ["BOOKS"]}],
    },
    broken={"clubs": [{"name": "books/films"}]},
    keyword="BOOKS",
    confirmation="YES",
    good=(Request("POST", "/clubs/books/members", body=b'{"mdn": "+13125550177"}'),),
    refused=(
        Request("GET", "/clubs/books/members/+13125550178"),
        Request("POST", "/clubs/books/members", body=b"{"),
    ),
    not_emulated=Request("GET", "/clubs"),
)
