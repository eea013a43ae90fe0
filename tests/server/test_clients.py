"""Clients that others wrote work with nothing but another host."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from optinsim.server.clock import wall
from tests.server.serving import PATIENCE, ROOT, hosted, served

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CORDIAL = ROOT / "scenarios/accounts/acme-cordial-lists.yaml"
BIG_STATE = ROOT / "scenarios/accounts/bigstate-signalvine.yaml"
ACCOUNT = "aa32b0bd-2c1b-480a-94d7-cff05fcc53b0"
TOKEN, SECRET = "5e0f1a6cc4d94b1f8a7d3b2e90c1f4aa", "0b9d2c1e-7f34-4c5a-9e88-1a2b3c4d5e6f"
PROGRAM = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"


class Rows:
    """What the client asks of a data frame; of pandas' own it works with those before 2.0 alone."""

    def __init__(self, *rows: Sequence[str]) -> None:
        self._rows = rows

    @property
    def columns(self) -> Rows:
        return self

    def tolist(self) -> list[str]:
        return list(self._rows[0])

    def to_csv(self, *, index: bool, line_terminator: str) -> str:
        assert not index
        return "".join(f"{','.join(row)}{line_terminator}" for row in self._rows)


def test_signal_vines_python_client(tmp_path: Path) -> None:
    sdk = pytest.importorskip("signalvine_sdk.sdk", reason="pip install signalvine-sdk")
    common = pytest.importorskip("signalvine_sdk.common")
    path = tmp_path / "bigstate.yaml"
    # An import is complete when the client asks, so that the test need not wait.
    text = BIG_STATE.read_text(encoding="utf-8") + "assumptions: {import_takes: 0s}\n"
    path.write_text(text, encoding="utf-8")
    header = ("customer_id", "first_name", "last_name", "phone", "group_list", "can_text")
    ann = ("C1", "Ann", "Lée", "+13125550123", "A;B", "TRUE")
    bob = ("C2", "Bob", "Ray", "+13125550124", "A", "sure why not")
    # The client signs with the machine's time.
    with served(hosted(path, wall)) as url:
        client = sdk.SignalVineSDK(ACCOUNT, TOKEN, SECRET, url)
        assert [one["id"] for one in client.get_programs()] == [PROGRAM]
        assert client.get_program_schema(PROGRAM)["can_text"] == "Maybe (Boolean)"
        added = client.upsert_participants(PROGRAM, Rows(header, ann))
        assert client.get_location_status(added) == (True, None)
        refused = client.upsert_participants(PROGRAM, Rows(header, bob), mode_flag="row")
        complete, message = client.get_location_status(refused)
        assert complete
        assert "Could not parse 'sure why not' as Maybe (Boolean)" in message
        items = client.get_participants_chunk(PROGRAM)
        (record,) = common.convert_participants_to_records(items)
        assert (record["customer_id"], record["last_name"]) == ("C1", "Lée")
        with pytest.raises(common.APIError) as raised:
            sdk.SignalVineSDK(ACCOUNT, TOKEN, "another", url).get_programs()
        assert raised.value.status_code == 401


def cordial(url: str, auth: tuple[str, str]) -> httpx.Client:
    return httpx.Client(base_url=url, auth=auth, trust_env=False, timeout=PATIENCE)


def test_cordials_key_is_a_user_name_without_a_password() -> None:
    """What an integration of Segment's and Zendesk's begins with, and how both say who they are."""
    with served(hosted(CORDIAL)) as url:
        with cordial(url, ("qa-key", "")) as client:
            assert client.get("/v2/health").status_code == 200
            attributes = client.get("/v2/accountcontactattributes").json()
            assert attributes["first_name"]["type"] == "string"
            made = client.post("/v2/accountlists", json={"name": "segment_1", "enhanced": True})
            assert made.json() == {"success": True, "id": 3}
            body = {"channels": {"email": {"address": "ann@example.com"}}, "segment_1": True}
            assert client.post("/v1/contacts", json=body).status_code == 200
            contact = client.get("/v2/contacts/email:ann%40example.com").json()
            assert contact["lists"] == ["segment_1"]
        for auth in (("qa-key", "qa-key"), ("", "qa-key"), ("other", "")):
            with cordial(url, auth) as client:
                assert client.get("/v2/health").status_code == 401
