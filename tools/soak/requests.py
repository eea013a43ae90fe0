"""Requests to every endpoint: an answer that is JSON, and nothing changed unless it is a success.

Knows the endpoints, forms and contract cases of the platforms. Knows no vendor.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from optinsim.adapter import Account, Request, Response
from optinsim.errors import CommandError
from optinsim.http_api import HttpPlatform
from optinsim.platforms import load_platform, platform_names
from optinsim.simulator import Simulator
from tools.soak.mutations import any_json, mutated_json, mutated_text, unusual_text
from tools.soak.texts import PEOPLE, accounts, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from optinsim.simulator import Turn
    from tools.soak.rounds import Round

REQUESTS_OF_A_ROUND = 40
MOST_KNOWN = 300
"""Values of answers that are used again in later requests."""
FIRST_ERROR = 400
_HEADERS = ("X-API-Version", "Content-Type", "Authorization", "Accept", "Signature", "Date", "x")


def play_requests(played: Round) -> None:
    """Requests to one account, of which some people have texted."""
    chance = played.chance
    name, account, given = chance.choice(_worlds())
    simulator = Simulator(account, seed=chance.randrange(9))
    known = list(
        dict.fromkeys([*PEOPLE, *account.setup.by_id, *_texts_in(account.file.model_dump())])
    )
    for _ in range(REQUESTS_OF_A_ROUND):
        if chance.random() < 0.15:
            _live(chance, simulator)
            continue
        request = _a_request(chance, simulator, given, known)
        played.note((name, request))
        before = simulator.snapshot()
        turn = simulator.handle(request)
        _check(turn)
        if turn.response is not None and turn.response.status >= FIRST_ERROR:
            assert not turn.events, f"{turn.response.status} with events: {turn.events}"
            assert not turn.callbacks, f"{turn.response.status} with callbacks"
            assert simulator.snapshot() == before, f"{turn.response.status} changed something"
        elif turn.response is not None:
            known += _texts_in(turn.response.json)
            known = list(dict.fromkeys(known))[-MOST_KNOWN:]


def _live(chance: Random, simulator: Simulator) -> None:
    """A person texts, or time passes, between two requests."""
    if chance.random() < 0.2:
        simulator.wait(chance.choice(("0s", "1h", "40d")))
        return
    to = chance.choice(list(simulator.account.setup.by_number))
    simulator.text(chance.choice(words_of(simulator.account)), chance.choice(PEOPLE), to)


def _check(turn: Turn) -> None:
    """The answer, and every callback, is JSON that can be sent."""
    answer = turn.response
    assert isinstance(answer, Response), answer
    assert isinstance(answer.status, int), answer
    for body in (answer.json, *(callback.body for callback in turn.callbacks)):
        json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    for name, text in answer.headers.items():
        f"{name}: {text}".encode("latin-1")


def _a_request(
    chance: Random, simulator: Simulator, given: tuple[Request, ...], known: list[str]
) -> Request:
    kind = chance.random()
    if given and kind < 0.2:
        request = chance.choice(given)
    elif kind < 0.6:
        request = _of_a_form(chance, simulator, known) or _of_an_endpoint(chance, simulator, known)
    else:
        request = _of_an_endpoint(chance, simulator, known)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        request = _mutated(chance, request, known)
    signed = chance.random()
    if signed < 0.9:
        return simulator.sign(request, valid=signed < 0.85)
    return request


def _of_a_form(chance: Random, simulator: Simulator, known: list[str]) -> Request | None:
    """A form that a person filled in, with sense or without."""
    person = {"mdn": chance.choice(PEOPLE), "first_name": "Ann", "external_id": "EX1"}
    forms = simulator.forms(person)
    if not forms:
        return None
    form = chance.choice(forms)
    values = {}
    for field in form.fields:
        if field.choices:
            values[field.key] = chance.choice([*field.choices])
        elif chance.random() < 0.3 or (field.required and not field.value):
            values[field.key] = chance.choice(known) if chance.random() < 0.8 else "x,y\n1,2"
    try:
        return form.request(values)
    except CommandError:  # what was known was empty
        return None


def _of_an_endpoint(chance: Random, simulator: Simulator, known: list[str]) -> Request:
    platform = simulator.account.platform
    assert issubclass(platform, HttpPlatform)
    endpoint = chance.choice(platform.endpoints())
    path = re.sub(
        r"\{\w+\}", lambda _: quote(_a_part(chance, known), errors="replace"), endpoint.path
    )
    body = _a_body(chance, simulator, known) if endpoint.method not in {"GET", "DELETE"} else b""
    headers = {"X-API-Version": "2"} if chance.random() < 0.9 else {}
    return Request(endpoint.method, path, headers, body)


def _a_part(chance: Random, known: list[str]) -> str:
    return chance.choice(known) if chance.random() < 0.9 else unusual_text(chance, known)


def _a_body(chance: Random, simulator: Simulator, known: list[str]) -> bytes:
    form = _of_a_form(chance, simulator, known)
    if form is not None and form.body and chance.random() < 0.8:
        return form.body
    return json.dumps(any_json(chance, known)).encode()


def _mutated(chance: Random, request: Request, known: list[str]) -> Request:
    match chance.randrange(8):
        case 0:
            return replace(request, path=mutated_text(chance, request.path))
        case 1:
            name, text = chance.choice(known), quote(_a_part(chance, known), errors="replace")
            mark = "&" if "?" in request.path else "?"
            return replace(
                request, path=f"{request.path}{mark}{quote(name, errors='replace')}={text}"
            )
        case 2:
            parts = re.split(r"(?<=[/=&?])", request.path)
            parts[chance.randrange(len(parts))] = quote(_a_part(chance, known), errors="replace")
            return replace(request, path="".join(parts))
        case 3:
            name = chance.choice(_HEADERS)
            headers = {k: v for k, v in request.headers.items() if k.lower() != name.lower()}
            if chance.random() < 0.7:
                headers[name] = unusual_text(chance, ("Basic x", "1", "2", "application/json"))
            return replace(request, headers=headers)
        case 4:
            methods = ("GET", "POST", "PUT", "DELETE", "PATCH", "get", "LISTENER", "", "\ud800")
            return replace(request, method=chance.choice(methods))
        case _:
            return replace(request, body=_mutated_body(chance, request.body, known))


def _mutated_body(chance: Random, body: bytes, known: list[str]) -> bytes:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if value is None or chance.random() < 0.1:
        at = chance.randint(0, len(body))
        return (
            body[:at] + unusual_text(chance, known).encode(errors="surrogatepass") + body[at + 1 :]
        )
    words = known if chance.random() < 0.5 else [*_keys_in(value), "id", "mdn"]
    return json.dumps(mutated_json(chance, value, words)).encode()


@cache
def _worlds() -> list[tuple[str, Account, tuple[Request, ...]]]:
    """Accounts, and the requests that are known to make sense for each; none for most."""
    worlds: list[tuple[str, Account, tuple[Request, ...]]] = []
    for name in platform_names():
        platform = load_platform(name)
        cases = import_module(f"tests.platforms.{name}.contract").CASES
        file = platform.account_file.model_validate(cases.tree)
        given = (*cases.good, *cases.refused, cases.not_emulated)
        worlds.append(
            (f"the contract of {name}", Account(file, platform, platform.setup(file)), given)
        )
    worlds *= 4
    return [*worlds, *((name, account, ()) for name, account in accounts())]


def _texts_in(value: Any) -> Iterator[str]:
    """Every text and number in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _texts_in(item)
    elif value is not None and not isinstance(value, bool) and value != "":
        yield str(value)[:100]


def _keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _keys_in(item)
