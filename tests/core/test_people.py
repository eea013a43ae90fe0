"""People are found by phone, by the brand's own key and by serial number."""

from __future__ import annotations

from dataclasses import replace

from optinsim.core.consent import Consent
from optinsim.core.people import (
    NO_FIELDS,
    Participant,
    Participation,
    People,
    Person,
    Subscription,
)
from optinsim.core.world import DEFAULT_START, World
from tests.core.worlds import ANN, BOB, EVE


def person(serial: int, mdn: str | None = None, external_id: str | None = None) -> Participant:
    who = Person(serial, mdn, external_id, NO_FIELDS, DEFAULT_START, DEFAULT_START)
    return Participant(who, {})


def test_people_are_found_by_what_they_have() -> None:
    people = People(World())
    ann = people.put(person(1, ANN, "A1"))
    bob = people.put(person(2, BOB))
    eve = people.put(person(3, external_id="E1"))
    assert [people.by_serial(serial) for serial in (1, 2, 3)] == [ann, bob, eve]
    assert [people.by_mdn(mdn) for mdn in (ANN, BOB, EVE)] == [ann, bob, None]
    assert [people.by_external_id(key) for key in ("A1", "E1", "B1")] == [ann, eve, None]
    assert list(people) == [ann, bob, eve]
    assert len(people) == 3


def test_serial_numbers_count_from_1() -> None:
    people = People(World())
    people.put(person(1, ANN))
    assert [people.by_serial(serial) for serial in (-1, 0, 2)] == [None, None, None]


def test_a_person_with_a_new_phone_and_key_is_found_by_these_alone() -> None:
    people = People(World())
    people.put(person(1, ANN, "A1"))
    ann = people.put(person(1, EVE, "A2"))
    assert people.by_mdn(EVE) is people.by_external_id("A2") is people.by_serial(1) is ann
    assert people.by_mdn(ANN) is people.by_external_id("A1") is None
    assert len(people) == 1


def test_a_person_who_lost_phone_and_key_can_get_them_back() -> None:
    people = People(World())
    people.put(person(1, ANN, "A1"))
    people.put(person(1))
    assert people.by_mdn(ANN) is people.by_external_id("A1") is None
    ann = people.put(person(1, ANN, "A1"))
    assert people.by_mdn(ANN) is people.by_external_id("A1") is ann


def test_the_state_with_a_campaign_is_none_until_there_is_one() -> None:
    ann = person(1, ANN)
    assert ann.state("summer") is Consent.NONE
    ann = replace(ann, participations={"summer": Participation(Consent.PENDING)})
    assert ann.state("summer") is Consent.PENDING


def test_the_subscription_to_a_list_is_the_active_one() -> None:
    stay = Subscription("sales", "summer", DEFAULT_START)
    ann = replace(person(1, ANN), subscriptions=(stay,))
    assert ann.subscription("sales") is stay
    assert ann.subscription("news") is None
