"""Worlds to test Signal Vine in: accounts, simulators, and a short way to call the API."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from optinsim.adapter import Account, Response
from optinsim.platforms.signalvine import SignalVine
from optinsim.simulator import Simulator, Turn

ANN = "+13125550123"
BOB = "+13125550124"
CAT = "+13125550125"
EVE = "+14155550199"
LANDLINE = "+13125550199"
NUMBER = "+13035550142"
OTHER_NUMBER = "+13035550143"

ACCOUNT = "aa32b0bd-2c1b-480a-94d7-cff05fcc53b0"
PROGRAM = "ed1b9efb-0ccf-4ea0-9585-0d7e57f28869"
OTHER = "9c93c9ab-b58c-49d8-a8f7-4b4a26707c3d"
NOBODY = "00000000-0000-0000-0000-000000000000"

FIELDS = {
    "major": "String",
    "honors": "Boolean",
    "can_text": "Maybe (Boolean)",
    "act": "Maybe (Numeric)",
    "gpa": "Maybe (Float)",
    "born": "Maybe (Date)",
    "wakes": "Maybe (Time)",
    "seen": "Maybe (DateTime)",
    "key": "Maybe (UUID)",
    "parent": "Maybe (Phone)",
    "sports": "List",
    "zone": "Timezone",
}
"""One field of every type, by name."""

TREE: dict[str, Any] = {
    "platform": "signalvine",
    "name": "Big State",
    "number": NUMBER,
    "account_id": ACCOUNT,
    "api": {"token": "INVENTED_TOKEN", "secret": "INVENTED_SECRET"},
    "programs": [
        {
            "id": PROGRAM,
            "name": "TXT-4-SUCCESS",
            "keywords": ["JOIN"],
            "fields": [{"name": name, "type": kind} for name, kind in FIELDS.items()],
            "messages": {"joined": "welcome"},
        }
    ],
    "messages": {"stop": "bye", "help": "helped", "default_response": "what?"},
    "landlines": [LANDLINE],
    "assumptions": {"import_takes": "0s"},
}
"""Imports take no time here: what they do belongs to their call."""

SECOND: dict[str, Any] = {
    "id": OTHER,
    "name": "HS_Life",
    "phone": OTHER_NUMBER,
    "keywords": ["LIFE"],
    "fields": [{"name": "major"}],
    "messages": {"joined": "welcome to life"},
}
TWO = {"programs": [TREE["programs"][0], SECOND]}
"""Two programs with a number each."""

HEADER = "customer_id,first_name,last_name,phone,group_list"


def account(**changes: Any) -> Account:
    """The account with other keys; `assumptions` are added to the ones above."""
    tree = deepcopy(TREE) | changes
    tree["assumptions"] = TREE["assumptions"] | changes.get("assumptions", {})
    file = SignalVine.account_file.model_validate(tree)
    assert list(SignalVine.faults(file)) == []
    return Account(file, SignalVine, SignalVine.setup(file))


def answer(turn: Turn) -> Response:
    assert turn.response is not None
    return turn.response


class World(Simulator):
    """A simulator with calls to the API in short."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(account(**changes))

    def get(self, path: str) -> Any:
        """What a GET that must go well answers."""
        response = answer(self.request("GET", path))
        assert response.status == 200, response
        return response.json

    def items(self, path: str) -> Any:
        """The items of a list."""
        return self.get(path)["items"]

    def post(self, csv: object, *, program: str = PROGRAM, **options: Any) -> Turn:
        """Import: new participants are added and errors left out, unless options say otherwise."""
        chosen = {"new": "add", "mode": "row", "existing": "ignore", "absent": "ignore"} | options
        body = {"program": program, "options": chosen, "participants": csv}
        return self.request("POST", f"/v2/programs/{program}/participants", json=body)

    def status(self, posted: Turn) -> Any:
        """The status of the command that a call began."""
        response = answer(posted)
        assert response.status == 202, response
        return self.get(response.headers["Location"])

    def message(self, csv: str, *, program: str = PROGRAM, **options: Any) -> Any:
        """What an import has to say when it is complete."""
        status = self.status(self.post(csv, program=program, **options))
        assert status["complete"]
        return json.loads(status["message"])

    def errors(self, csv: str, **options: Any) -> list[tuple[int, str]]:
        """The errors of an import, each with its row."""
        found = self.message(csv, **options).get("errors", [])
        return [(error["row"], error["message"]) for error in found]

    def add(self, *mdns: str, program: str = PROGRAM) -> None:
        """Add participants, whose customer_id and first name end like their phone."""
        rows = [f"C{mdn[-2:]},F{mdn[-2:]},,{mdn}," for mdn in mdns]
        message = self.message("\n".join([HEADER, *rows]), program=program)
        assert message == {"added": len(mdns), "updated": 0, "ignored": 0}

    def profile(self, mdn: str, program: str | None = None) -> dict[str, str]:
        """The values of a participant's profile by field."""
        record = self.record(mdn)
        if program is not None:
            record = record[program]
        return {field["name"]: field["value"] for field in record["profile"]}
