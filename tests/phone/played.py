"""Sessions for tests: accounts of three platforms, and anything that somebody may do on a phone."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from optinsim.adapter import Request
from optinsim.errors import CommandError
from optinsim.files.accounts import load_account
from optinsim.phone.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.adapter import Account

ACCOUNTS = Path(__file__).parent.parent.parent / "scenarios" / "accounts"
SHOP = ACCOUNTS / "acme-vibes.yaml"
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"


def account(name: str = "acme-vibes") -> Account:
    """Always the same copy: the campaigns in the events of another are not equal to its own."""
    return _loaded(name)


@cache
def _loaded(name: str) -> Account:
    return load_account(ACCOUNTS / f"{name}.yaml")


def session(*texts: str, name: str = "acme-vibes") -> Session:
    """A session in which these were texted."""
    begun = Session(account(name))
    for text in texts:
        begun.text(text)
    return begun


def participant(mdn: str) -> Request:
    """A call that adds somebody to the campaign, as the form makes it."""
    body = json.dumps({"mobile_phone": {"mdn": mdn}}).encode()
    return Request("POST", PARTICIPANTS, {"X-API-Version": "2"}, body)


@dataclass(frozen=True)
class Deed:
    """Something that somebody does on the phone."""

    name: str
    do: Callable[[Session], object]

    def __repr__(self) -> str:
        return self.name


def _call(which: int, values: str) -> Callable[[Session], object]:
    def call(played: Session) -> object:
        forms = played.world.forms({"mdn": played.current.mdn})
        form = forms[which % len(forms)]
        given = {one.key: one.value or next(iter(one.choices), "") or values for one in form.fields}
        return played.play(form.request(given))

    return call


def _become(number: int) -> Callable[[Session], object]:
    def become(played: Session) -> None:
        played.current = played.subscribers[number % len(played.subscribers)]

    return become


def _meet(name: str) -> Callable[[Session], object]:
    def meet(played: Session) -> None:
        if len(played.subscribers) < 5:
            played.current = played.add_subscriber(name)

    return meet


def _take_up(number: int) -> Callable[[Session], object]:
    def take_up(played: Session) -> None:
        if played.branches:
            played.switch(number % len(played.branches))

    return take_up


WORDS = ("SUMMER", "NEWS", "JOIN", "LOCAL", "Y", "yes", "no", "60601", "STOP", "HELP", "stop. ok")
TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=40),
    st.sampled_from(["", "🛑 stop", "two\nlines\r\n", "${word}", "- a: b", "\ufeff", "\x85\u2028"]),
)
NAMES = st.one_of(
    st.sampled_from(["Ann", "me", "Dr. No", "${ann.mdn}", "13125550123", "yes", "...", "A" * 90]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
NUMBERS = st.integers(0, 12)
SECONDS = st.one_of(
    st.sampled_from([0, 1, 3600, 86400, 90 * 86400, 110 * 365 * 86400]), st.integers(0, 10**6)
)
DEEDS = st.one_of(
    st.builds(lambda text: Deed(f"text {text!r}", lambda s: s.text(text)), TEXTS),
    st.builds(lambda n: Deed(f"wait {n}", lambda s: s.wait(timedelta(seconds=n))), SECONDS),
    st.just(Deed("wait for next", lambda s: s.wait_for_next())),
    st.builds(lambda n, text: Deed(f"call {n} {text!r}", _call(n, text)), NUMBERS, TEXTS),
    st.builds(lambda n: Deed(f"go to {n}", lambda s: s.go_to(n)), NUMBERS),
    st.just(Deed("forward", lambda s: s.forward())),
    st.builds(lambda n: Deed(f"become {n}", _become(n)), NUMBERS),
    st.builds(lambda name: Deed(f"meet {name!r}", _meet(name)), NAMES),
    st.builds(lambda n: Deed(f"take up {n}", _take_up(n)), NUMBERS),
)
ANY_ACCOUNT = st.sampled_from(
    ["acme-vibes", "acme-vibes-many", "acme-cordial", "bigstate-signalvine"]
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Any session that somebody may have played."""
    played = Session(account(draw(ANY_ACCOUNT)), seed=draw(st.integers(-3, 3)))
    for deed in draw(st.lists(DEEDS, max_size=12)):
        do(played, deed)
    return played


def do(played: Session, deed: Deed) -> None:
    """Do it, if it can be done."""
    with suppress(CommandError):
        deed.do(played)
