"""The examples of the laws' manual pages: one holds, the other breaks the law."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from optinsim import Simulator
from optinsim.adapter import Account
from optinsim.core.consent import Consent, Trigger
from optinsim.core.conversation import Conversation
from optinsim.core.inbound import Kind
from optinsim.explore.exploration import Bounds
from optinsim.explore.search import explore
from optinsim.laws.judge import Judge
from optinsim.laws.packs import LAWS, PACKS, law
from tests.explore.test_planted_faults import (
    CORDIAL,
    SECOND,
    SIGNALVINE,
    STOP_WORDS,
    VIBES,
    account_of,
    campaigns,
    late_answers,
    saying,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optinsim.core.setup import Setup
    from optinsim.simulator import Turn

ANN = "+13125550123"
JSON = {"Content-Type": "application/json", "X-API-Version": "2"}
# In Chicago, where Ann's number is.
NOON, MIDNIGHT = "2026-01-06T12:00:00-06:00", "2026-01-06T00:00:00-06:00"
NUMBER_OF = {"LIFE": "+13035550143"}
WAIT, ADD = "(until something is due)", "(add by API)"
ADDING = "/companies/acme/campaigns/acquisition/A/participants"


class Example(NamedTuple):
    """An account, what is different in it, and what happens."""

    account: str
    steps: tuple[str, ...] = ()
    different: Callable[[Setup], Setup] = lambda setup: setup


TWO = VIBES.replace("messages:\n", SECOND)
SINGLE = VIBES.replace("accepts: [yes]", "confirmation: none")
SINGLE_BESIDE = VIBES.replace("messages:\n", SECOND.replace("accepts: [yes]", "confirmation: none"))
REGISTERED = "callbacks: [{callback_type: %s, %s: {list_id: %s}, destination: {url: 'https://crm.example'}}]\n"
NUMBERS = """
platform: signalvine
name: Acme
number: +13035550142
account_id: aa32b0bd-2c1b-480a-94d7-cff05fcc53b0
api: {token: 5e0f1a6cc4d94b1f8a7d3b2e90c1f4aa, secret: 0b9d2c1e-7f34-4c5a-9e88-1a2b3c4d5e6f}
programs:
  - {id: ed1b9efb-0ccf-4ea0-9585-0d7e57f28869, keywords: [JOIN]}
  - {id: 9c93c9ab-b58c-49d8-a8f7-4b4a26707c3d, phone: +13035550143, keywords: [LIFE]}
"""
CANADIAN = f"""{VIBES.replace(STOP_WORDS, "STOP")}
country: CA
""".replace("words: {", "words: {help: [HELP, INFO, AIDE], ")
EXAMPLES: dict[str, tuple[Example, Example]] = {
    "nothing-after-stop": (
        Example(f'{VIBES}  default_response: "Acme: sorry?"\n', ("STOP", "hello")),
        Example(VIBES, ("STOP", ADD)),
    ),
    "stop-ends-all": (
        Example(VIBES, ("SALE", "STOP", "Y")),
        Example(VIBES, ("SALE", "STOP"), without(Consent.PENDING, trigger=Trigger.STOP)),
    ),
    "stop-is-read": (
        Example(VIBES, ("SALE", "Y", "STOP")),
        Example(SIGNALVINE, ("JOIN", "take me off your list")),
    ),
    "stop-is-confirmed-once": (
        Example(VIBES, ("SALE", "Y", "STOP")),
        Example(f'{VIBES}  stop: "You are out. 10% off: acme.example/back"\n', ("STOP",)),
    ),
    "consent-before-messages": (
        Example(VIBES, (ADD,)),
        Example(VIBES, (ADD,), saying(Trigger.JOIN, "prompt", "welcome")),
    ),
    "return-by-own-word": (
        Example(VIBES, ("STOP", "SALE", "Y")),
        Example(CORDIAL, ("STOP", "YES")),
    ),
    "api-respects-stop-and-no": (
        Example(VIBES, ("SALE", "Y", "STOP", ADD)),
        Example(SINGLE, ("STOP", ADD)),
    ),
    "consent-is-for-one-campaign": (
        Example(TWO, ("SALE", "NEWS", "Y")),
        Example(TWO, ("SALE", "NEWS", "Y")),  # with an engine that confirms all, below
    ),
    "expired-prompt-is-over": (
        Example(VIBES, ("SALE", WAIT, "Y")),
        Example(VIBES, ("SALE", WAIT, "Y"), late_answers),  # with an engine that waits on, below
    ),
    "duplicates-change-nothing": (
        Example(VIBES),
        Example(TWO),
    ),
    "help-is-answered": (
        Example(VIBES, ("HELP",)),
        Example(SIGNALVINE, ("JOIN", WAIT, "HELP")),
    ),
    "keywords-are-read": (
        Example(TWO, ("SALE", "NEWS")),
        Example(SIGNALVINE, ("JOIN", WAIT, "JOIN")),
    ),
    "texts-say-what-they-must": (
        Example(
            VIBES.replace(
                "help@acme.example", "help at help@acme.example. Msg & data rates may apply"
            )
        ),
        Example(f'{VIBES.partition("messages:")[0]}messages: {{help: "For help, contact us."}}\n'),
    ),
    "messages-can-be-sent": (
        Example(VIBES.replace("accepts: [yes]", 'messages: {prompt: "Acme: Y?"}')),
        Example(
            VIBES.replace("accepts: [yes]", 'confirmation: none, messages: {declined: "Acme: ok"}')
        ),
    ),
    "callbacks-are-enough": (
        Example(
            VIBES + REGISTERED % ("subscription_removed", "subscription_removed", 1),
            ("STOP",),
        ),
        Example(TWO + REGISTERED % ("subscription_added", "subscription_added", 2), ("SALE", "Y")),
    ),
    "stop-is-for-all-numbers": (
        Example(NUMBERS, ("JOIN", "STOP")),
        Example(NUMBERS, ("JOIN", "LIFE", "STOP")),
    ),
    "canadian-short-code": (
        Example(CANADIAN.replace("[STOP]", "[STOP, ARRET]")),
        Example(CANADIAN),
    ),
    "pending-ends": (
        Example(VIBES, ("SALE",)),
        Example(VIBES, ("SALE",), campaigns(expires_after=None)),
    ),
    "one-list-one-opt-in": (
        Example(SINGLE_BESIDE, ("NEWS",)),
        Example(SINGLE_BESIDE.replace("list: 2", "list: 1"), ("NEWS",)),
    ),
    "quiet-hours": (
        Example(SIGNALVINE, (NOON, "JOIN", WAIT)),
        Example(SIGNALVINE, (MIDNIGHT, "JOIN", WAIT)),
    ),
}


def made(example: Example, folder: Path) -> Account:
    account = account_of(example.account, folder)
    return Account(account.file, account.platform, example.different(account.setup))


def played(account: Account, steps: tuple[str, ...]) -> Iterator[Turn]:
    simulator = Simulator(account)
    for step in steps:
        if step == WAIT:
            assert simulator.next_due is not None
            yield simulator.wait_until(simulator.next_due)
        elif step == ADD:
            body: Any = {"mobile_phone": {"mdn": ANN}}
            yield simulator.request("POST", ADDING, json=body, headers=JSON)
        elif step in {NOON, MIDNIGHT}:
            yield simulator.wait_until(datetime.fromisoformat(step))
        else:
            yield simulator.text(step, ANN, NUMBER_OF.get(step))


def broken(name: str, example: Example, folder: Path) -> list[int]:
    """The steps that break a law, from 0; -1: the account does, or all conversations together."""
    account = made(example, folder)
    pack = next(pack for pack in PACKS if law(name.replace("-", "_")) in pack.laws)
    if law(name.replace("-", "_")).of_all:
        found = explore(account, pack, Bounds(calls=0)).found
        return [-1 for one in found if one.law.name == name]
    judge = Judge(account, pack)
    at = [-1 for one in judge.account() if one.law.name == name]
    for i, turn in enumerate(played(account, example.steps)):
        at += [i for one in judge.turn(turn) if one.law.name == name]
    return at


def confirm_all(monkeypatch: pytest.MonkeyPatch) -> None:
    obey = Conversation._obey  # noqa: SLF001

    def obey_all(self: Conversation, reading: Any, person: Any, number: str, pending: Any) -> bool:
        done = [obey(self, reading, person, number, pending)]
        for other in pending[1:] if reading.kind is Kind.YES else ():
            now: Any = self._people.by_serial(person.person.serial)
            done.append(obey(self, reading, now, number, [other]))
        return any(done)

    monkeypatch.setattr(Conversation, "_obey", obey_all)


def wait_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def waiting(self: Conversation, person: Any, _number: str) -> list[Any]:
        states = (Consent.PENDING, Consent.EXPIRED)
        by_id = self._setup.by_id
        return [c for name, c in by_id.items() if person and person.state(name) in states]

    monkeypatch.setattr(Conversation, "_pending", waiting)


ENGINES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "consent-is-for-one-campaign": confirm_all,
    "expired-prompt-is-over": wait_on,
}
"""Where no account breaks a law: an engine that does."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_that_holds_does(name: str, tmp_path: Path) -> None:
    assert broken(name, EXAMPLES[name][0], tmp_path) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_that_breaks_does(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in ENGINES:
        ENGINES[name](monkeypatch)
    example = EXAMPLES[name][1]
    assert broken(name, example, tmp_path) == [len(example.steps) - 1]


def test_every_law_has_both() -> None:
    assert list(EXAMPLES) == [name.replace("_", "-") for name in LAWS]
