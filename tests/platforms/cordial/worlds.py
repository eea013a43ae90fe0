"""Worlds to test Cordial in: accounts, simulators, and a short way to call the API."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from optinsim.adapter import Account, Request, Response
from optinsim.platforms.cordial import Cordial
from optinsim.simulator import Simulator, Turn

ANN = "+13125550123"
BOB = "+13125550124"
CAT = "+13125550125"
LANDLINE = "+13125550199"

TREE: dict[str, Any] = {
    "platform": "cordial",
    "name": "Acme Stores",
    "number": "84237",
    "api": {"key": "qa-key"},
    "attributes": ["first_name", "zip"],
    "programs": {"cordialthreads": {"keywords": ["JOIN", "SIGNUP"]}},
    "landlines": [LANDLINE],
}
MANY: dict[str, Any] = {
    "cordialthreads": {"keywords": ["JOIN"]},
    "sale": {"keywords": ["SALE", "YES"]},
    "news": {"keywords": ["NEWS"], "opt_in": "single"},
}
"""Programs: two with double opt-in, one with single."""


def account(**changes: Any) -> Account:
    tree = deepcopy(TREE) | changes
    file = Cordial.account_file.model_validate(tree)
    assert list(Cordial.faults(file)) == []
    return Account(file, Cordial, Cordial.setup(file))


class World(Simulator):
    """A simulator with calls to the API in short."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(account(**changes))

    def call(self, method: str, path: str = "", json: Any = None) -> Turn:
        """A call to the contacts API."""
        return self.request(method, f"/v2/contacts{path}", json=json)

    def get(self, key: str) -> Any:
        """A contact that is there."""
        response = answer(self.call("GET", f"/{key}"))
        assert response.status == 200, response
        return response.json

    def post(self, mdn: str | None = ANN, program: Any = None, **more: Any) -> Turn:
        """An upsert; `program` is what it says of cordialthreads."""
        return self.call("POST", "", contact(mdn, program, **more))

    def put(self, mdn: str = ANN, program: Any = None, **more: Any) -> Turn:
        """An update of the contact that has the number."""
        return self.call("PUT", f"/{mdn[1:]}", contact(mdn, program, **more))

    def listen(self, auth: Any, data: Any) -> Turn:
        """The JavaScript listener's contact call."""
        return self.handle(Request("LISTENER", "/contact", {}, json.dumps([auth, data]).encode()))

    def join(self, mdn: str = ANN) -> None:
        """Have somebody text the keyword and confirm."""
        self.text("JOIN", mdn)
        self.text("YES", mdn)


SUBSCRIBE = {"keyword": "join", "subscribeStatus": "subscribed"}
ADD = {**SUBSCRIBE, "suppressDOI": True}
UNSUBSCRIBE = {"subscribeStatus": "unsubscribed"}


def contact(mdn: str | None = ANN, program: Any = None, **more: Any) -> dict[str, Any]:
    """The body of a call that speaks of a contact."""
    sms: dict[str, Any] = {} if mdn is None else {"address": mdn[1:]}
    if program is not None:
        sms["programs"] = {"cordialthreads": program}
    return {"channels": {"sms": sms} if sms else {}, **more}


def answer(turn: Turn) -> Response:
    assert turn.response is not None
    return turn.response


def status(turn: Turn) -> int:
    return answer(turn).status


def errors(turn: Turn) -> dict[str, list[str]]:
    """What a 422 says by field; the call must have brought about nothing."""
    response = answer(turn)
    assert response.status == 422, response
    assert (turn.events, turn.callbacks) == ((), ())
    assert response.json["error"] is True
    assert response.json["errorKey"] == "GENERIC_ERROR_KEY"
    assert set(response.json) == {"error", "errorKey", "messages"}
    found: dict[str, list[str]] = response.json["messages"]["validationErrors"]
    return found


def actions(turn: Turn) -> list[str]:
    """The names of the events, in order."""
    return [callback.body["action"] for callback in turn.callbacks]


def purposes(turn: Turn) -> list[str]:
    """What the texts are for that a subscriber gets, in order."""
    return [reply.purpose for reply in turn.replies]


def sms(world: World, mdn: str = ANN) -> Any:
    """The SMS object of the contact with the number."""
    return world.record(mdn)["channels"]["sms"]
