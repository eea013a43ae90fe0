"""Generated calls by Schemathesis: what the control API answers is what its document says.

The calls are the same in every run, and reach the server without a network.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from optinsim.core.commands import ReceiveText
from optinsim.server.app import Server
from optinsim.server.control.api import openapi
from optinsim.server.hosting import Hosting
from optinsim.server.outbox import Attempt
from optinsim.server.requests import read_request, receive_again
from optinsim.server.vendor import LARGEST_BODY
from optinsim.simulator import Simulator
from tests.server.serving import ANN, NOON, ROOT, VIBES, Wall, hosted

if TYPE_CHECKING:
    from schemathesis import Case
    from starlette.types import Receive, Scope, Send

    from optinsim.adapter import Account, Request
    from optinsim.server.hosted import Hosted


def can_be_wrong(operation: dict[str, Any]) -> bool:
    """Whether a call can be another than the document says."""
    parameters = operation.get("parameters", ())
    return "requestBody" in operation or any(one["in"] == "query" for one in parameters)


DOCUMENT = openapi()
OPERATIONS = [
    (method.upper(), path, mode)
    for path, item in DOCUMENT["paths"].items()
    for method in item
    for mode in GenerationMode
    if path != "/_sim/stream"  # its answer has no end
    if mode is GenerationMode.POSITIVE or can_be_wrong(item[method])
]
VENDORS = ("acme-vibes", "acme-cordial", "bigstate-signalvine")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HOST = {"Host": "127.0.0.1"}
ACCOUNT = VIBES.read_text(encoding="utf-8")
WITH_ACCOUNT = {"/_sim/worlds": "account", "/_sim/accounts/{name}": "text"}
"""The key of a body that has to be an account's text."""


class Calls:
    """The ASGI application of an account. Nothing lives on by itself, and nothing is delivered."""

    def __init__(self, account: Hosted) -> None:
        self.account = account
        self.hosting = Hosting([account], Wall())
        self.server = Server(self.hosting)
        self.last: Request | None = None
        """The last call of the vendor's API, signed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError
        for one in self.hosting:
            settle(one)
        if not scope["path"].startswith("/_sim/"):
            given = await read_request(scope, receive, LARGEST_BODY)
            self.last = self.account.simulator.sign(given)
            headers = [
                (k.encode("latin-1"), v.encode("latin-1")) for k, v in self.last.headers.items()
            ]
            scope, receive = {**scope, "headers": headers}, receive_again(given.body, receive)
        await self.server(scope, receive, send)

    def begin(self) -> None:
        """As before the first call: something of everything is there."""
        for one in list(self.hosting)[1:]:
            self.hosting.close(one.name)
        self.account.reset()
        self.account.do(ReceiveText(ANN, "SUMMER", "84237"))
        self.account.checkpoint("before")
        self.account.do(ReceiveText(ANN, "Y", "84237"))


def settle(account: Hosted) -> None:
    """Each delivery that is due gets an answer, so that none is waited for."""
    for delivery in account.take_due():
        account.note(delivery.number, Attempt(NOON, 500))


def examples(count: int) -> settings:
    """So many calls, the same in every run."""
    return settings(
        max_examples=count, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


def holds(method: str, path: str, mode: GenerationMode, count: int) -> None:
    calls = Calls(hosted(VIBES, start=NOON, speed=0, callbacks_to="http://127.0.0.1:1/"))
    document = schemathesis.openapi.from_dict(DOCUMENT)
    document.app = calls

    @examples(count)
    @given(document[path][method].as_strategy(mode))
    def call(case: Case[Any]) -> None:
        calls.begin()
        if mode is GenerationMode.POSITIVE and path in WITH_ACCOUNT:
            assert isinstance(case.body, dict)
            case.body[WITH_ACCOUNT[path]] = ACCOUNT
        case.call_and_validate(headers=HOST)

    call()


def test_the_document_says_what_a_field_means_that_the_code_describes() -> None:
    fields = DOCUMENT["components"]["schemas"]["Turns"]["properties"]
    assert fields["turns"]["description"].startswith("All turns after `since`, in order.")


@pytest.mark.no_cover  # generated calls: what only luck reaches is not covered
@pytest.mark.parametrize(("method", "path", "mode"), OPERATIONS)
def test_answers_are_as_documented(method: str, path: str, mode: GenerationMode) -> None:
    holds(method, path, mode, 3)


@pytest.mark.soak
@pytest.mark.parametrize(("method", "path", "mode"), OPERATIONS)
def test_answers_to_many_calls_are_as_documented(
    method: str, path: str, mode: GenerationMode
) -> None:
    holds(method, path, mode, 300)


def vendors_document(account: Account) -> dict[str, Any]:
    """The calls of a vendor's API, with any JSON as body: we publish no document of them."""
    surface = account.platform.surface(account.file)
    assert surface is not None
    paths: dict[str, dict[str, Any]] = {}
    for route in surface.routes:
        if route.path.startswith("/") and route.method in METHODS:
            names = re.findall(r"{(\w+)}", route.path)
            parameters = [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in names
            ]
            paths.setdefault(route.path, {})[route.method.lower()] = {
                "parameters": parameters,
                "requestBody": {"content": {"application/json": {"schema": {}}}},
                "responses": {"default": {"description": "", "content": {"application/json": {}}}},
            }
    info = {"title": account.file.platform, "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths}


def vendors_api_holds(name: str, count: int) -> None:
    account = hosted(ROOT / f"scenarios/accounts/{name}.yaml", start=NOON, speed=0)
    calls = Calls(account)
    described = vendors_document(account.simulator.account)
    document = schemathesis.openapi.from_dict(described)
    paths = described["paths"]
    document.app = calls
    operations = [document[path][method] for path, item in paths.items() for method in item]

    @examples(count)
    @given(st.sampled_from(operations).flatmap(lambda one: one.as_strategy()))
    def call(case: Case[Any]) -> None:
        account.reset()
        answer = case.call(headers=HOST)
        assert calls.last is not None
        alike = Simulator(account.simulator.account, start=NOON).handle(calls.last).response
        assert alike is not None
        assert (answer.status_code, answer.json()) == (alike.status, alike.json)
        assert answer.status_code in {*range(200, 500), 501}

    call()


@pytest.mark.no_cover  # generated calls: what only luck reaches is not covered
@pytest.mark.parametrize("name", VENDORS)
def test_a_vendors_api_answers_generated_calls_as_a_simulator_does(name: str) -> None:
    vendors_api_holds(name, 30)


@pytest.mark.soak
@pytest.mark.parametrize("name", VENDORS)
def test_a_vendors_api_answers_many_calls_as_a_simulator_does(name: str) -> None:
    vendors_api_holds(name, 3000)
