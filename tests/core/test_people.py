"""People are found by phone, by the brand's own key and by serial number."""

from __future__ import annotations

from dataclasses import replace

from optinsim.core.clock import DEFAULT_START
from optinsim.core.consent import Consent, Trigger
from optinsim.core.people import NO_FIELDS, Participation, People, Person, Subscription
from tests.core.worlds import ANN, BOB, EVE, NEWS, SUMMER


def person(serial: int, mdn: str | None = None, external_id: str | None = None) -> Person:
    return Person(serial, mdn, external_id, NO_FIELDS, DEFAULT_START, DEFAULT_START)


def test_people_are_found_by_what_they_have() -> None:
    people = People()
    ann = people.add(person(1, ANN, "A1"))
    bob = people.add(person(2, BOB))
    eve = people.add(person(3, external_id="E1"))
    assert [people.by_serial(serial) for serial in (1, 2, 3)] == [ann, bob, eve]
    assert [people.by_mdn(mdn) for mdn in (ANN, BOB, EVE)] == [ann, bob, None]
    assert [people.by_external_id(key) for key in ("A1", "E1", "B1")] == [ann, eve, None]
    assert list(people) == [ann, bob, eve]
    assert len(people) == 3


def test_serial_numbers_count_from_1() -> None:
    people = People()
    people.add(person(1, ANN))
    assert [people.by_serial(serial) for serial in (-1, 0, 2)] == [None, None, None]


def test_who_gets_a_new_phone_and_key_is_found_by_these_alone() -> None:
    people = People()
    ann = people.add(person(1, ANN, "A1"))
    people.replace(ann, person(1, EVE, "A2"))
    assert people.by_mdn(EVE) is people.by_external_id("A2") is people.by_serial(1) is ann
    assert people.by_mdn(ANN) is people.by_external_id("A1") is None
    assert len(people) == 1


def test_who_loses_phone_and_key_can_get_them_back() -> None:
    people = People()
    ann = people.add(person(1, ANN, "A1"))
    people.replace(ann, person(1))
    assert people.by_mdn(ANN) is people.by_external_id("A1") is None
    people.replace(ann, person(1, ANN, "A1"))
    assert people.by_mdn(ANN) is people.by_external_id("A1") is ann


def test_the_state_with_a_campaign_is_none_until_there_is_one() -> None:
    ann = People().add(person(1, ANN))
    assert ann.state("summer") is Consent.NONE
    ann.participations["summer"] = Participation(SUMMER, Consent.PENDING)
    assert ann.state("summer") is Consent.PENDING


def test_the_subscription_to_a_list_is_the_one_that_has_not_ended() -> None:
    ann = People().add(person(1, ANN))
    now = Subscription("sales", SUMMER, DEFAULT_START)
    ended = replace(now, opt_out_at=DEFAULT_START, ended_by=Trigger.STOP)
    ann.subscriptions += [ended, Subscription("news", NEWS, DEFAULT_START)]
    assert ann.subscription("sales") is None
    ann.subscriptions.append(now)
    assert ann.subscription("sales") is now
