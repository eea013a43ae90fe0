"""The commands: what each brings about, what cannot be carried out, and that nothing moves then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from optinsim.core.commands import (
    Add,
    AdvanceTime,
    EngineCommand,
    Join,
    Leave,
    ReceiveText,
    SavePerson,
    Stop,
)
from optinsim.core.engine import Engine
from optinsim.core.events import PersonAdded, PersonUpdated, TransitionTaken
from optinsim.core.world import DEFAULT_START
from optinsim.errors import CommandError
from tests.core.worlds import (
    ANN,
    BOB,
    EVE,
    NEWS,
    NUMBER,
    SUMMER,
    World,
    campaign,
    setup,
)

# --- SavePerson


def test_the_brand_stores_a_person() -> None:
    world = World()
    command = SavePerson(None, ANN, "A1", {"zip": "60601"})
    (added,) = world.engine.handle(command)
    assert isinstance(added, PersonAdded)
    person = added.person
    assert (person.serial, person.mdn, person.external_id) == (1, ANN, "A1")
    assert person.fields == {"zip": "60601"}
    assert person.created_at == person.updated_at == DEFAULT_START
    assert world.save(None, BOB) == ["person 2 added"]
    assert world.save(None, None, "E1") == ["person 3 added"]


def test_the_brand_changes_a_person_and_events_keep_the_old_one() -> None:
    world = World()
    (added,) = world.engine.handle(SavePerson(None, ANN, "A1", {"zip": "60601"}))
    world.wait(hours=1)
    (updated,) = world.engine.handle(SavePerson(1, BOB, None, {}))
    assert isinstance(added, PersonAdded)
    assert isinstance(updated, PersonUpdated)
    later = DEFAULT_START + timedelta(hours=1)
    assert updated.at == later
    assert (updated.person.mdn, updated.person.external_id, updated.person.fields) == (
        BOB,
        None,
        {},
    )
    assert updated.person.created_at == DEFAULT_START
    assert updated.person.updated_at == later
    assert (added.person.mdn, added.person.external_id) == (ANN, "A1")


def test_a_person_keeps_their_consent_when_they_change() -> None:
    world = World()
    world.text("SUMMER", "YES")
    world.save(1, EVE, "E1")
    assert world.state("summer", EVE) == "subscribed"
    assert world.state("summer", ANN) == "none"
    assert world.text("STOP", mdn=EVE)[0] == "stop summer: subscribed > unsubscribed"


@pytest.mark.parametrize(
    "command",
    [
        SavePerson(None, ANN, None, {}),
        SavePerson(None, None, "A1", {}),
        SavePerson(2, ANN, None, {}),
        SavePerson(2, BOB, "A1", {}),
    ],
)
def test_no_two_people_have_one_phone_or_one_external_id(command: SavePerson) -> None:
    world = World()
    world.save(None, ANN, "A1")
    world.save(None, BOB)
    with pytest.raises(CommandError, match="another person has that phone or that external id"):
        world.handle(command)
    assert [one.person.mdn for one in world.engine.people] == [ANN, BOB]
    assert world.save(1, ANN, "A1") == ["person 1 updated"]


def test_many_people_may_lack_a_phone_or_an_external_id() -> None:
    world = World()
    world.save(None, None)
    assert world.save(None, None) == ["person 2 added"]


# --- Join, Add, Leave and Stop


def test_the_brand_adds_a_person_as_the_keyword_would() -> None:
    world = World()
    world.save(None, ANN)
    taken = world.engine.handle(Join(1, "summer"))[0]
    assert isinstance(taken, TransitionTaken)
    assert taken.keyword == "SUMMER"
    assert world.text("YES")[0] == "confirm summer: pending > subscribed"
    assert world.join("winter") == [
        "join winter: subscribed > subscribed",
        "winter says already_subscribed",
    ]
    assert world.join("news")[:2] == ["subscribe news: none > subscribed", "on list news"]


def test_a_campaign_without_keywords_can_be_joined_by_the_brand() -> None:
    world = World(setup(replace(SUMMER, keywords=())))
    world.save(None, ANN)
    assert world.join("summer") == ["join summer: none > pending", "summer says prompt"]


@pytest.mark.parametrize(("named", "keyword"), [(None, "SUMMER"), ("SUMR", "SUMR")])
@pytest.mark.parametrize("command", [Join, Add])
def test_the_brand_may_name_the_keyword_else_it_is_the_first(
    command: type[Join | Add], named: str | None, keyword: str
) -> None:
    world = World()
    world.save(None, ANN)
    taken = world.engine.handle(command(1, "summer", named))[0]
    assert isinstance(taken, TransitionTaken)
    assert taken.keyword == keyword


def test_the_brand_subscribes_a_person_on_a_consent_that_it_has_without_a_word() -> None:
    world = World()
    world.save(None, ANN)
    assert world.add("summer") == [
        "add summer: none > subscribed",
        "on list sales",
        "follow winter: none > subscribed",
    ]
    assert world.add("summer") == []
    world.text("STOP")
    assert world.add("winter")[0] == "add winter: unsubscribed > subscribed"


def test_and_ends_what_was_pending() -> None:
    world = World()
    world.text("SUMMER")
    assert world.add("summer")[:2] == ["add summer: pending > subscribed", "on list sales"]
    assert world.wait(days=2) == []


def test_who_has_no_phone_gets_no_text() -> None:
    world = World()
    world.save(None, None, "E1")
    assert world.join("summer") == ["join summer: none > pending"]
    assert world.join("news") == ["subscribe news: none > subscribed", "on list news"]


def test_the_brand_takes_a_person_off_a_list_without_a_word() -> None:
    world = World()
    world.text("WINTER", "YES", "NEWS")
    assert world.leave("sales") == [
        "remove summer: subscribed > unsubscribed",
        "off list sales by remove",
        "remove winter: subscribed > unsubscribed",
    ]
    assert world.leave("sales") == []
    assert world.state("news") == "subscribed"


def test_and_ends_what_is_pending_for_that_list() -> None:
    world = World()
    world.text("WINTER", "CLUB")
    assert world.leave("sales") == ["remove winter: pending > expired"]
    assert world.wait(days=2) == ["expire club: pending > expired"]


def test_a_list_that_the_person_has_nothing_to_do_with_is_left_in_silence() -> None:
    world = World()
    world.text("SUMMER")
    assert world.leave("news") == world.leave("a list without campaigns") == []


def test_who_was_taken_off_can_come_back() -> None:
    world = World()
    world.text("SUMMER", "YES")
    world.leave("sales")
    assert world.text("SUMMER", "YES")[:2] == [
        "confirm summer: pending > subscribed",
        "on list sales",
    ]


def test_the_brand_ends_all_that_a_person_has_at_a_number_as_a_stop_word_would() -> None:
    world = World(setup(NEWS, campaign("club", "club", number="55155")))
    world.text("NEWS")
    world.text("CLUB", to="55155")
    assert world.stop() == [
        "stop news: subscribed > unsubscribed",
        "off list news by stop",
        "account says stop",
    ]
    assert world.stop() == ["account says stop"]
    assert world.stop("55155") == ["stop club: pending > declined", "account says stop"]


def test_and_a_person_without_a_phone_gets_no_text() -> None:
    world = World()
    world.save(None, None, "E1")
    world.add("news")
    assert world.stop() == ["stop news: subscribed > unsubscribed", "off list news by stop"]


# --- Numbers and states


def test_a_text_goes_to_the_accounts_number_unless_it_names_another() -> None:
    world = World()
    told = world.text("SUMMER")
    other = World()
    assert other.text("SUMMER", to=NUMBER) == told


def test_without_any_participation() -> None:
    world = World()
    nowhere = dict.fromkeys(("summer", "winter", "club", "news"), "none")
    assert world.engine.states(ANN) == nowhere
    world.save(None, ANN)
    assert world.engine.states(ANN) == nowhere


def test_an_account_may_have_no_campaign_at_its_own_number() -> None:
    world = World(setup(campaign("club", "club", number="55155")))
    assert world.text("STOP") == ["account says stop"]
    assert world.text("CLUB", to="55155")[-1] == "club says prompt"


def test_landlines_are_the_accounts_and_the_runs() -> None:
    account = replace(setup(), landlines=frozenset({ANN}))
    assert Engine(account, landlines=frozenset({BOB})).landlines == {ANN, BOB}


# --- What cannot be carried out


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (ReceiveText(ANN, "SUMMER", "55155"), "55155 is no number of this account: text 84237"),
        (AdvanceTime(DEFAULT_START - timedelta(1)), "the clock stands at 2026-01-05T15:00:00Z"),
        (AdvanceTime(DEFAULT_START.replace(year=9001)), "the clock cannot go beyond 9000-01-01"),
        (SavePerson(9, ANN, None, {}), "there is no person number 9"),
        (SavePerson(0, ANN, None, {}), "there is no person number 0"),
        (Join(9, "summer"), "there is no person number 9"),
        (Join(1, "autumn"), "there is no campaign 'autumn'"),
        (Add(9, "summer"), "there is no person number 9"),
        (Add(1, "autumn"), "there is no campaign 'autumn'"),
        (Leave(-1, "sales"), "there is no person number -1"),
        (Stop(9), "there is no person number 9"),
        (Stop(1, "55155"), "55155 is no number of this account"),
    ],
)
def test_a_command_that_cannot_be_carried_out_changes_nothing(
    command: EngineCommand, why: str
) -> None:
    world = World()
    world.text("SUMMER")
    with pytest.raises(CommandError, match=why):
        world.handle(command)
    assert world.engine.now == DEFAULT_START
    assert len(world.engine.people) == 1
    assert world.state("summer") == "pending"
    assert world.text("HELP") == ["account says help"]
