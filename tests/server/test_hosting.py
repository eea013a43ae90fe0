"""Several accounts in one server: each vendor's way of telling them apart, and prefixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optinsim.adapter import Request
from optinsim.files.account_warnings import read_account
from optinsim.files.accounts import load_account
from optinsim.server.hosting import Hosting, NameTakenError
from tests.server.serving import ANN, ROOT, Calling, Wall, hosted

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from optinsim.server.hosted import Hosted

ACCOUNTS = ROOT / "scenarios/accounts"
VIBES = ACCOUNTS / "acme-vibes.yaml"
MANY = ACCOUNTS / "acme-vibes-many.yaml"
GREAT = ACCOUNTS / "great-vibes.yaml"
CORDIAL = ACCOUNTS / "acme-cordial.yaml"
SIGNALVINE = ACCOUNTS / "bigstate-signalvine.yaml"


def all_three(tmp_path: Path) -> list[Hosted]:
    """An account of each vendor, and a second Cordial account with another key."""
    text = CORDIAL.read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    assert "{key: qa-key}" in text
    other.write_text(text.replace("{key: qa-key}", "{key: another}"), encoding="utf-8")
    return [hosted(path) for path in (VIBES, CORDIAL, other, SIGNALVINE)]


def meant(accounts: list[Hosted], request: Request) -> tuple[str, str]:
    """Which account a request means, and its path there."""
    found, inside = Hosting(accounts, Wall()).for_request(request)
    return found.name, inside.path


def test_each_account_is_found_as_its_vendor_tells_accounts_apart(tmp_path: Path) -> None:
    accounts = all_three(tmp_path)
    for one in accounts:
        path = "/companies/acme/sourcecodes" if one.name == "acme-vibes" else "/v2/contacts/1"
        request = one.simulator.sign(Request("GET", path))
        assert meant(accounts, request) == (one.name, path)


def test_wrong_credentials_are_refused_by_the_vendor_whose_path_it_is(tmp_path: Path) -> None:
    accounts = all_three(tmp_path)
    assert meant(accounts, Request("GET", "/v2/contacts/1"))[0] == "acme-cordial"
    assert meant(accounts, Request("GET", "/v1/programs/1"))[0] == "bigstate-signalvine"
    assert meant(accounts, Request("GET", "/companies/none/sourcecodes"))[0] == "acme-vibes"
    assert meant(accounts, Request("GET", "/"))[0] == "acme-vibes"


def test_a_prefix_names_an_account() -> None:
    accounts = [hosted(VIBES), hosted(MANY)]
    path = "/companies/acme/sourcecodes?page=1"
    assert meant(accounts, Request("GET", path)) == ("acme-vibes", path)
    assert meant(accounts, Request("GET", f"/acme-vibes-many{path}")) == ("acme-vibes-many", path)


@pytest.mark.parametrize("name", ["", "_sim", "a/b", "companies", "x" * 101])
def test_a_name_that_cannot_be_a_prefix_is_refused(name: str) -> None:
    one = hosted(VIBES)
    one.name = name
    with pytest.raises(NameTakenError):
        Hosting([one], Wall())


def test_two_accounts_cannot_have_one_name() -> None:
    with pytest.raises(NameTakenError, match="the name 'acme-vibes' is taken"):
        Hosting([hosted(VIBES), hosted(VIBES)], Wall())


def test_each_account_has_its_own_world_and_has_to_be_named(calling: Calling) -> None:
    client = calling(hosted(VIBES), hosted(CORDIAL))
    text = {"from": ANN, "text": "SUMMER"}
    refused = client.post("/_sim/texts", json=text)
    assert refused.status_code == 404
    assert refused.json() == {"error": "name one of the accounts: acme-vibes, acme-cordial"}
    assert client.post("/_sim/texts?account=acme-vibes", json=text).status_code == 200
    assert states(client, "acme-vibes") == {"ACQ1234": "pending"}
    assert client.get(f"/_sim/people/{ANN}?account=acme-cordial").status_code == 404
    listed = client.get("/_sim/accounts").json()["accounts"]
    assert [(one["name"], one["platform"]) for one in listed] == [
        ("acme-vibes", "vibes"),
        ("acme-cordial", "cordial"),
    ]


def states(client: httpx.Client, account: str, mdn: str = ANN) -> Any:
    return client.get(f"/_sim/people/{mdn}", params={"account": account}).json()["states"]


def test_an_account_is_reloaded_with_its_people(calling: Calling) -> None:
    client = calling(hosted(VIBES))
    client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
    text = VIBES.read_text(encoding="utf-8")
    louder = text.replace("Welcome to", "WELCOME to")
    assert client.put("/_sim/accounts/acme-vibes", json={"text": louder}).json() == {"problems": []}
    turn = client.post("/_sim/texts", json={"from": ANN, "text": "Y"}).json()
    assert "WELCOME to" in turn["replies"][0]["text"]


IMPOSSIBLE = (
    (("campaigns:", "campaings:"), 400, "campaigns"),
    (("platform: vibes", "platform: vibes\nextends: /etc/passwd"), 400, "extends no file"),
    (("platform: vibes", "platform: vibes\n---\nplatform: vibes"), 400, "2 YAML documents"),
    (("ACQ1234", "ACQ9999"), 409, "is gone, and people may be in it: reset first"),
    (("number: 84237", "number: 84238"), 409, "number or list, or lacks a question: reset first"),
)


def test_a_reload_that_cannot_be_changes_nothing(calling: Calling) -> None:
    client = calling(hosted(VIBES))
    client.post("/_sim/texts", json={"from": ANN, "text": "SUMMER"})
    text = VIBES.read_text(encoding="utf-8")
    for change, status, says in IMPOSSIBLE:
        assert change[0] in text
        answer = client.put("/_sim/accounts/acme-vibes", json={"text": text.replace(*change)})
        assert answer.status_code == status
        assert says in answer.text
    assert states(client, "acme-vibes") == {"ACQ1234": "pending"}


def test_a_reload_says_what_check_warns_of(calling: Calling) -> None:
    client = calling(hosted(VIBES))
    text = VIBES.read_text(encoding="utf-8").replace("Msg & data rates may apply. ", "", 1)
    (problem,) = client.put("/_sim/accounts/acme-vibes", json={"text": text}).json()["problems"]
    assert (problem["code"], problem["severity"], problem["line"]) == ("OPT603", "warning", 19)


def test_an_account_keeps_its_platform(calling: Calling) -> None:
    client = calling(hosted(VIBES))
    text = CORDIAL.read_text(encoding="utf-8")
    answer = client.put("/_sim/accounts/acme-vibes", json={"text": text})
    assert answer.json() == {"error": "an account keeps its platform"}


def test_a_world_is_opened_with_an_accounts_text_and_closed(calling: Calling) -> None:
    client = calling(hosted(VIBES))
    text = CORDIAL.read_text(encoding="utf-8")
    order = {"account": text, "seed": 3, "start": "2026-01-05T15:00:00Z", "landlines": [ANN]}
    opened = client.post("/_sim/worlds", json=order)
    assert opened.status_code == 201
    world = opened.json()
    assert (world["name"], world["platform"]) == ("w1", "cordial")
    assert world["digest"] == hosted(CORDIAL).simulator.account.digest
    refused = client.post("/_sim/texts?account=w1", json={"from": ANN, "text": "SUMMER"})
    assert "is a landline" in refused.json()["error"]
    assert client.get("/_sim/clock").json()["now"] == "2026-01-05T12:00:00Z"  # the only account
    assert client.delete("/_sim/worlds/w1").status_code == 204
    assert client.delete("/_sim/worlds/w1").status_code == 404
    assert client.delete("/_sim/worlds/acme-vibes").status_code == 404


@pytest.mark.parametrize("path", sorted(ACCOUNTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_account_can_be_sent_as_text(path: Path) -> None:
    account = load_account(path)
    sent, _ = read_account(account.text, "account")
    assert sent.digest == account.digest
