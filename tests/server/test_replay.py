"""What entered an account, performed again, gives the same bytes."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Request
from optinsim.core.commands import ReceiveText
from optinsim.errors import CommandError
from optinsim.server.entries import Entry, NoJournal
from optinsim.server.faults import Rule
from optinsim.server.outbox import Attempt
from tests.server.serving import ANN, BOB, NOON, VIBES, Wall, hosted

if TYPE_CHECKING:
    from collections.abc import Callable

    from optinsim.server.hosted import Hosted


class Kept(NoJournal):
    """Keeps the entries in a list."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def append(self, entry: Entry, result: Any) -> None:  # noqa: ARG002  (the port's)
        self.entries.append(entry)


def everything(account: Hosted) -> Any:
    return account.moment(), account.clock, account.moments, account.simulator.account.digest


WORDS = ["SUMMER", "Y", "STOP"]
ARRIVALS = st.one_of(
    st.tuples(st.just("text"), st.sampled_from([ANN, BOB]), st.sampled_from(WORDS)),
    st.tuples(st.just("later"), st.integers(1, 30 * 3600)),
    st.tuples(st.just("clock"), st.sampled_from([0.0, 1.0, 60.0])),
    st.tuples(st.just("jump"), st.integers(-1, 48)),
    st.tuples(st.just("deliver"), st.sampled_from([204, 404])),
    st.tuples(st.just("deliver"), st.sampled_from([500, None])),
    st.tuples(st.just("mark"), st.sampled_from("ab")),
    st.tuples(st.just("back"), st.sampled_from("ab")),
    st.tuples(st.just("fault"), st.booleans()),
    st.tuples(st.just("request"), st.booleans()),
    st.tuples(st.just("fork")),
    st.tuples(st.just("resend")),
    st.tuples(st.just("reset")),
)


def deliver(account: Hosted, status: int | None) -> None:
    for delivery in account.take_due():
        account.note(delivery.number, Attempt(NOON, status))


def back(account: Hosted, name: str) -> None:
    if name in account.moments:
        account.rewind(name)


def ask(account: Hosted, *, valid: bool) -> None:
    request = Request("GET", "/companies/acme/sourcecodes")
    account.do(account.simulator.sign(request, valid=valid))


ARRIVING: dict[str, Callable[..., object]] = {
    "text": lambda account, mdn, text: account.do(ReceiveText(mdn, text, "84237")),
    "clock": lambda account, speed: account.set_clock(speed=speed),
    "jump": lambda account, hours: account.set_clock(NOON + timedelta(hours=hours)),
    "deliver": deliver,
    "mark": lambda account, name: account.checkpoint(name),
    "back": back,
    "fault": lambda account, twice: account.fault(
        Rule("deliveries", chance=0.5, times=None, twice=twice, statuses=(500,))
    ),
    "request": lambda account, valid: ask(account, valid=valid),
    "fork": lambda account: account.fork("other", None, delivers=False),
    "resend": lambda account: account.resend(tuple(one.number for one in account.outbox)[:3]),
    "reset": lambda account: account.reset(),
}
"""What clients and receivers do to an account."""


@given(st.lists(ARRIVALS, min_size=5, max_size=30))
def test_entries_performed_again_give_the_same_world_outbox_and_log(
    arrivals: list[tuple[Any, ...]],
) -> None:
    wall = Wall()
    account = hosted(VIBES, wall, callbacks_to="http://127.0.0.1:1/")
    account.journal = kept = Kept()
    for kind, *arguments in arrivals:
        if kind == "later":
            wall.advance(seconds=arguments[0])
            account.catch_up()
            continue
        with suppress(CommandError):  # time does not go back; it has passed all the same
            ARRIVING[kind](account, *arguments)
    again = hosted(VIBES, Wall(), callbacks_to="http://127.0.0.1:1/")
    for entry in kept.entries:
        again.perform(entry)
    if account.simulator.now > again.simulator.now:
        again.perform(Entry("time", account.simulator.now, wall()))  # nothing has happened since
    assert everything(again) == everything(account)
