"""Deliveries: what is due, in which order, what is tried again, and what is given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from optinsim.adapter import Callback, Destination
from optinsim.server import outbox as outbox_module
from optinsim.server.faults import Rule
from optinsim.server.outbox import Attempt, Outbox, Retries, State
from tests.server.serving import ANN, BOB, NOON, ROOT, hosted

A, B = Destination("http://127.0.0.1:1/a"), Destination("http://127.0.0.1:1/b")
CORDIAL = ROOT / "scenarios/accounts/acme-cordial.yaml"
MINUTE = timedelta(minutes=1)


def outbox(*after: timedelta) -> Outbox:
    return Outbox(Retries(after))


def callback(mdn: str | None = ANN) -> Callback:
    return Callback({}, name="x", mdn=mdn)


def due(box: Outbox, minutes: float = 0) -> list[int]:
    return [delivery.number for delivery in box.take_due(NOON + minutes * MINUTE)]


def answer(box: Outbox, number: int, status: int | None, minutes: float = 0) -> State:
    delivery = box.note(number, Attempt(NOON + minutes * MINUTE, status))
    assert delivery is not None
    return delivery.state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, State.DELIVERED),
        (204, State.DELIVERED),
        (404, State.REFUSED),
        (410, State.REFUSED),
        (302, State.WAITING),
        (500, State.WAITING),
        (None, State.WAITING),
    ],
)
def test_2xx_is_done_4xx_is_final_and_the_rest_is_tried_again(
    status: int | None, state: State
) -> None:
    box = outbox(MINUTE)
    box.put(callback(), A, NOON)
    assert due(box) == [1]
    assert answer(box, 1, status) is state


def test_a_delivery_is_tried_again_after_each_delay_and_then_given_up() -> None:
    box = outbox(MINUTE, 5 * MINUTE)
    box.put(callback(), A, NOON)
    assert due(box) == [1]
    assert answer(box, 1, 500) is State.WAITING
    assert due(box, 0.9) == []
    assert box.next_due() == NOON + MINUTE
    assert due(box, 1) == [1]
    assert answer(box, 1, None, 1) is State.WAITING
    assert due(box, 5.9) == []
    assert due(box, 6) == [1]
    assert answer(box, 1, 503, 6) is State.FAILED
    assert due(box, 60) == []
    assert len(box) == 0


def test_those_about_one_phone_go_out_in_order_at_each_url() -> None:
    box = outbox(MINUTE)
    for mdn, where in ((ANN, A), (ANN, A), (BOB, A), (ANN, B)):
        box.put(callback(mdn), where, NOON)
    assert due(box) == [1, 3, 4]
    assert answer(box, 1, 500) is State.WAITING
    assert due(box) == []  # the second about Ann waits for the first
    assert due(box, 1) == [1]
    assert answer(box, 1, 200, 1) is State.DELIVERED
    assert due(box, 1) == [2]


def test_a_url_that_fails_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "MOST_AT_ONCE", 2)
    box = outbox(MINUTE)
    for i in range(5):
        box.put(callback(f"+1312555010{i}"), A, NOON)
    box.put(callback(), B, NOON)
    assert due(box) == [1, 2, 6]
    assert box.next_due() is None  # all of A's places are taken
    assert answer(box, 1, None) is State.WAITING
    assert due(box) == [3]
    assert not box.is_settled(NOON)


def test_at_most_so_many_attempts_at_a_url_begin_in_a_second() -> None:
    box = Outbox(Retries(), most_a_second=2)
    for mdn, destination in ((ANN, A), (BOB, A), (None, A), (None, B)):
        box.put(callback(mdn), destination, NOON)
    assert due(box) == [1, 2, 4]
    for number in (1, 2, 4):
        answer(box, number, 200)
    assert (box.next_due(), box.is_settled(NOON)) == (NOON + timedelta(seconds=1), False)
    assert due(box, 0.9 / 60) == []
    assert due(box, 1 / 60) == [3]


def test_an_account_that_goes_back_may_begin_as_many_attempts_as_ever() -> None:
    box = Outbox(Retries(), most_a_second=1)
    box.put(callback(), A, NOON)
    assert due(box, minutes=5) == [1]
    answer(box, 1, 200)
    box.restore({})
    box.put(callback(), A, NOON)
    assert due(box) == [2]


def test_cordial_calls_a_webhook_a_hundred_times_a_second() -> None:
    cordial = hosted(CORDIAL, speed=0, start=NOON, callbacks_to=A.url)
    for i in range(101):
        cordial.outbox.put(callback(f"+1{312 + i // 100}5550{100 + i % 100}"), A, NOON)
    begun = 0
    while taken := cordial.take_due():
        for delivery in taken:
            begun += 1
            cordial.note(delivery.number, Attempt(NOON, 200))
    assert begun == 100
    cordial.set_clock(NOON + timedelta(seconds=1))
    assert len(cordial.take_due()) == 1


def test_what_is_in_flight_when_an_account_goes_back_is_not_sent_beside_itself() -> None:
    box = outbox(MINUTE)
    box.put(callback(), A, NOON)
    kept = box.kept()
    box.put(callback(BOB), A, NOON)
    assert due(box) == [1, 2]
    box.restore(kept)
    assert due(box) == []
    assert box.note(2, Attempt(NOON, 200)) is None  # it is of the branch that was left
    assert answer(box, 1, 200) is State.DELIVERED
    box.put(callback(), A, NOON)
    assert due(box) == [3]  # numbers are not given again


def test_a_delivery_that_ended_can_be_sent_again() -> None:
    box = outbox()
    box.put(callback(), A, NOON)
    assert due(box) == [1]
    assert answer(box, 1, 404) is State.REFUSED
    assert box.resend(1, NOON).number == 2
    assert due(box) == [2]


def test_the_last_that_ended_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "MOST_KEPT", 2)
    box = outbox()
    for number in range(1, 4):
        box.put(callback(), A, NOON)
        assert due(box) == [number]
        answer(box, number, 200)
    assert [delivery.number for delivery in box] == [2, 3]
    assert box.get(1) is None


def test_a_full_outbox_delivers_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "MOST_WAITING", 2)
    box = outbox()
    states = [box.put(callback(), A, NOON).state for _ in range(3)]
    assert states == [State.WAITING, State.WAITING, State.FAILED]
    assert len(box) == 2
    (attempt,) = list(box)[-1].attempts
    assert attempt.reason == "not delivered: the outbox is full"


def test_a_host_that_is_not_allowed_is_not_tried_again() -> None:
    box = outbox(MINUTE)
    box.put(callback(), A, NOON)
    assert due(box) == [1]
    delivery = box.note(1, Attempt(NOON, None, "not delivered", is_allowed=False))
    assert delivery is not None
    assert delivery.state is State.NOT_ALLOWED


def test_a_delivery_can_overtake_the_one_in_front_of_it() -> None:
    box = outbox()
    box.put(callback(), A, NOON)
    box.put(callback(), A, NOON, Rule("deliveries", overtakes=True))
    assert due(box) == [2]
    answer(box, 2, 200)
    assert due(box) == [1]
    box.put(callback(), A, NOON, Rule("deliveries", overtakes=True))
    assert due(box) == []  # the first is in flight
    answer(box, 1, 200)
    assert due(box) == [3]


def test_a_late_delivery_holds_up_those_after_it_about_its_phone() -> None:
    box = outbox()
    box.put(callback(), A, NOON, Rule("deliveries", late=timedelta(seconds=90)))
    box.put(callback(), A, NOON)
    box.put(callback(BOB), A, NOON)
    assert due(box) == [3]
    assert due(box, 1.5) == [1]


def test_a_delivery_can_come_twice() -> None:
    box = outbox()
    box.put(callback(), A, NOON, Rule("deliveries", twice=True))
    assert due(box) == [1]
    answer(box, 1, 200)
    assert due(box) == [2]


def test_given_answers_take_the_place_of_the_receivers() -> None:
    box = outbox(MINUTE, MINUTE)
    box.put(callback(), A, NOON, Rule("deliveries", statuses=(500, 200)))
    (first,) = box.take_due(NOON)
    assert first.given_answer == 500
    answer(box, 1, 500)
    (second,) = box.take_due(NOON + MINUTE)
    assert second.given_answer is None
