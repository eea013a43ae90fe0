"""One story on every platform: join, confirm, stop, return.

Where two platforms end differently, a test names the policy that makes the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from optinsim.core.consent import Consent, Trigger
from optinsim.core.inbound import Kind
from optinsim.files.accounts import load_account
from optinsim.simulator import Simulator

ACCOUNTS = Path(__file__).parents[2] / "scenarios" / "accounts"
VIBES = "acme-vibes.yaml"
CORDIAL = "acme-cordial.yaml"
SIGNALVINE = "bigstate-signalvine.yaml"

ANN = "+13125550123"
NONE, PENDING, SUBSCRIBED, UNSUBSCRIBED = (
    Consent.NONE,
    Consent.PENDING,
    Consent.SUBSCRIBED,
    Consent.UNSUBSCRIBED,
)


def simulator(account: str) -> Simulator:
    return Simulator(load_account(ACCOUNTS / account))


def keyword(of: Simulator) -> str:
    return of.account.setup.campaigns[0].keywords[0]


def tell(account: str) -> list[tuple[Consent, list[str]]]:
    """The story: after each text the state, and the purposes of the replies."""
    world = simulator(account)
    story = []
    for text in (keyword(world), "YES", "STOP", "YES", keyword(world)):
        turn = world.text(text, ANN)
        story.append((world.state(ANN), [reply.purpose for reply in turn.replies]))
    return story


def test_the_story_on_vibes() -> None:
    assert tell(VIBES) == [
        (PENDING, ["prompt"]),
        (SUBSCRIBED, ["welcome"]),
        (UNSUBSCRIBED, ["stop"]),
        (UNSUBSCRIBED, []),
        (PENDING, ["prompt"]),
    ]


def test_the_story_on_cordial() -> None:
    assert tell(CORDIAL) == [
        (PENDING, ["opt_in"]),
        (SUBSCRIBED, ["confirmation"]),
        (UNSUBSCRIBED, ["stop"]),
        (PENDING, ["opt_in"]),
        (PENDING, ["opt_in"]),
    ]


def test_the_story_on_signalvine() -> None:
    assert tell(SIGNALVINE) == [
        (SUBSCRIBED, ["joined"]),
        (SUBSCRIBED, []),
        (UNSUBSCRIBED, ["stop"]),
        (UNSUBSCRIBED, []),
        (UNSUBSCRIBED, []),
    ]


# The differences, and the policy behind each


def test_a_keyword_asks_only_where_the_table_has_a_double_opt_in() -> None:
    """Signal Vine mentions no double opt-in anywhere: its keyword subscribes at once."""
    asks = {
        name: simulator(name).account.setup.machine.allows(NONE, Trigger.JOIN)
        for name in (VIBES, CORDIAL, SIGNALVINE)
    }
    assert asks == {VIBES: True, CORDIAL: True, SIGNALVINE: False}


def test_yes_after_a_stop_joins_again_only_where_it_is_a_keyword() -> None:
    """Cordial's default opt-in words, YES among them, are keywords of its only program."""
    readings = {
        name: simulator(name).text("YES", ANN).reading for name in (VIBES, CORDIAL, SIGNALVINE)
    }
    kinds = {name: reading.kind for name, reading in readings.items() if reading is not None}
    unmatched = Kind.UNMATCHED
    assert kinds == {VIBES: unmatched, CORDIAL: Kind.KEYWORD, SIGNALVINE: unmatched}


def test_a_keyword_brings_back_only_where_the_table_lets_it() -> None:
    """At Signal Vine nobody opts back in by text: a person at the brand has to do it."""
    returns = {
        name: (setup := simulator(name).account.setup).machine.allows(
            UNSUBSCRIBED, setup.campaigns[0].join
        )
        for name in (VIBES, CORDIAL, SIGNALVINE)
    }
    assert returns == {VIBES: True, CORDIAL: True, SIGNALVINE: False}


@pytest.mark.parametrize(
    ("account", "expired"), [(VIBES, True), (CORDIAL, False), (SIGNALVINE, False)]
)
def test_a_prompt_expires_only_where_the_campaign_says_when(account: str, *, expired: bool) -> None:
    """Vibes' samples expire after 24 hours; Cordial's pending opt-in waits for ever."""
    world = simulator(account)
    assert (world.account.setup.campaigns[0].expires_after is not None) is expired
    world.text(keyword(world), ANN)
    world.wait("30d")
    assert (world.state(ANN) is Consent.EXPIRED) is expired


@pytest.mark.parametrize(
    ("account", "text", "stops"),
    [
        (VIBES, "Stop. Thank you", True),
        (CORDIAL, "Stop. Thank you", False),
        (SIGNALVINE, "Stop. Thank you", False),
        (VIBES, "quit", True),
        (CORDIAL, "quit", True),
        (SIGNALVINE, "quit", False),
    ],
)
def test_what_counts_as_a_stop_is_the_words_and_how_much_of_the_text_they_are(
    account: str, text: str, *, stops: bool
) -> None:
    """Cordial and Signal Vine match the whole text, and Signal Vine has three words."""
    world = simulator(account)
    world.text(keyword(world), ANN)
    world.text("YES", ANN)
    assert world.state(ANN) is SUBSCRIBED
    world.text(text, ANN)
    assert (world.state(ANN) is UNSUBSCRIBED) is stops


@pytest.mark.parametrize(
    ("account", "known"), [(VIBES, False), (CORDIAL, True), (SIGNALVINE, False)]
)
def test_who_has_a_record_after_an_unmatched_text(account: str, *, known: bool) -> None:
    """Cordial keeps a contact for every number that texts it."""
    world = simulator(account)
    world.text("hello?", ANN)
    assert (world.record(ANN) is not None) is known


@pytest.mark.parametrize(
    ("account", "tells"), [(VIBES, True), (CORDIAL, True), (SIGNALVINE, False)]
)
def test_who_calls_back(account: str, *, tells: bool) -> None:
    """Signal Vine has no callbacks: integrations poll."""
    world = simulator(account)
    assert bool(world.text(keyword(world), ANN).callbacks) is tells
