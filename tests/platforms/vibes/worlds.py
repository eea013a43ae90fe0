"""Worlds to test Vibes in: accounts, simulators, and a short way to call the API."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from optinsim.adapter import Account, Response
from optinsim.platforms.vibes import Vibes
from optinsim.simulator import Simulator, Turn

ANN = "+13125550123"
BOB = "+13125550124"
CAT = "+13125550125"
LANDLINE = "+13125550199"

TREE: dict[str, Any] = {
    "platform": "vibes",
    "name": "Acme Stores",
    "number": "84237",
    "company_key": "acme",
    "api": {"username": "qa@acme.example", "password": "secret"},
    "subscription_lists": [{"id": 1234, "name": "Acme Alerts"}, {"id": 99, "name": "Acme News"}],
    "custom_fields": ["first_name", "zip_code"],
    "campaigns": [
        {
            "acquisition_id": "ACQ1234",
            "description": "Summer Sale",
            "keywords": ["SUMMER", "SUMR"],
            "subscription_list": 1234,
        },
        {"acquisition_id": "ACQ2", "keywords": ["WINTER"], "subscription_list": 1234},
        {
            "acquisition_id": "NEWS",
            "keywords": ["NEWS"],
            "subscription_list": 99,
            "confirmation": "none",
        },
        {"acquisition_id": "API", "description": "By API alone", "subscription_list": 99},
    ],
    "messages": {"default_response": "Hi ${first_name}, we did not get that."},
    "landlines": [LANDLINE],
}


def account(**changes: Any) -> Account:
    tree = deepcopy(TREE) | changes
    file = Vibes.account_file.model_validate(tree)
    assert list(Vibes.faults(file)) == []
    return Account(file, Vibes, Vibes.setup(file))


class World(Simulator):
    """A simulator with calls to the API in short."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(account(**changes))

    def call(
        self, method: str, path: str, json: Any = None, *, version: int | None = 2, **headers: str
    ) -> Turn:
        """A call below the company; a keyword argument `x_y` is a header `x-y`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if version is not None:
            named["X-API-Version"] = str(version)
        return self.request(method, f"/companies/acme/{path}", json=json, headers=named)

    def get(self, path: str, *, version: int = 2) -> Any:
        """What a GET that must go well answers."""
        response = answer(self.call("GET", path, version=version))
        assert response.status == 200, response
        return response.json

    def join(self, mdn: str, keyword: str = "SUMMER") -> None:
        """Have somebody text the keyword and confirm."""
        self.text(keyword, mdn)
        self.text("Y", mdn)

    def add(self, campaign: str = "ACQ1234", **person: Any) -> Turn:
        """Add a participant; `mdn` is short for the mobile phone."""
        return self.call("POST", f"campaigns/acquisition/{campaign}/participants", body(**person))


def body(**person: Any) -> dict[str, Any]:
    """The body of a call that speaks of a person; `mdn` is short for the mobile phone."""
    if "mdn" in person:
        person["mobile_phone"] = {"mdn": person.pop("mdn")}
    return person


def answer(turn: Turn) -> Response:
    assert turn.response is not None
    return turn.response


def status(turn: Turn) -> int:
    return answer(turn).status


def messages(turn: Turn) -> list[str]:
    """The messages of an error, which must have Vibes' body and have brought about nothing."""
    response = answer(turn)
    assert response.status >= 400
    assert turn.events == ()
    assert turn.callbacks == ()
    assert set(response.json) == {"errors"}
    for error in response.json["errors"]:
        assert list(error) == ["message", "code"]
        assert type(error["message"]) is str
        assert type(error["code"]) is int
    return [error["message"] for error in response.json["errors"]]


def types(turn: Turn) -> list[str]:
    """The types of the callbacks, in order."""
    return [callback.body["callback_type"] for callback in turn.callbacks]
