"""One person and several campaigns: who takes the answer, what a stop ends, who shares a list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optinsim.core.consent import Consent, Rule, Trigger
from optinsim.core.inbound import Kind
from tests.core.worlds import ANN, BOB, NEWS, SUMMER, WORDS, World, campaign, setup

STARTING = setup(words=replace(WORDS, start=("START", "UNSTOP")))
HERE, THERE = "84237", "+13035550142"


# --- Which pending opt-in takes the answer


@pytest.mark.parametrize(("answer", "trigger"), [("YES", "confirm"), ("NO", "decline")])
def test_the_newest_prompt_takes_the_answer(answer: str, trigger: str) -> None:
    world = World()
    world.text("SUMMER", "CLUB")
    assert world.text(answer)[0].startswith(f"{trigger} club: pending")
    assert world.text(answer)[0].startswith(f"{trigger} summer: pending")


def test_a_prompt_again_is_the_newest() -> None:
    world = World()
    world.text("SUMMER", "CLUB", "SUMMER")
    assert world.text("YES")[0] == "confirm summer: pending > subscribed"


def test_what_is_not_understood_is_answered_by_the_newest() -> None:
    world = World()
    world.text("CLUB", "SUMMER")
    assert world.text("maybe") == ["summer says invalid", "unmatched, answered"]


def test_an_answer_goes_to_the_newest_opt_in_that_accepts_it() -> None:
    """CLUB is newer and takes a yes only, so the ZIP code is for SUMMER; then none is left."""
    world = World()
    world.text("SUMMER", "CLUB")
    assert world.text("60601")[0] == "confirm summer: pending > subscribed"
    assert world.text("60601") == ["club says invalid", "unmatched, answered"]
    assert world.text("YES")[0] == "confirm club: pending > subscribed"


def test_an_answer_does_not_cross_to_another_number() -> None:
    world = World(setup(SUMMER, campaign("club", "club", number=THERE)))
    world.text("SUMMER")
    world.text("CLUB", to=THERE)
    assert world.text("YES", to=HERE)[0] == "confirm summer: pending > subscribed"
    assert world.text("YES", to=HERE)[-1] == "unmatched, answered"
    assert world.text("YES", to=THERE)[0] == "confirm club: pending > subscribed"


def test_a_keyword_counts_at_its_own_number() -> None:
    world = World(setup(SUMMER, campaign("club", "club", number=THERE)))
    assert world.text("CLUB", to=HERE)[-1] == "unmatched, answered"
    assert world.text("SUMMER", to=THERE)[-1] == "unmatched, answered"


# --- Stop


def test_stop_ends_everything_at_the_number_and_is_answered_once() -> None:
    world = World()
    world.text("NEWS", "SUMMER", "YES", "CLUB")
    assert world.text("STOP") == [
        "stop summer: subscribed > unsubscribed",
        "off list sales by stop",
        "stop winter: subscribed > unsubscribed",
        "stop club: pending > declined",
        "stop news: subscribed > unsubscribed",
        "off list news by stop",
        "account says stop",
    ]
    assert world.text("STOP") == ["account says stop"]


def test_stop_ends_all_that_is_pending_even_for_the_same_list() -> None:
    world = World()
    world.text("SUMMER", "WINTER")
    assert world.text("STOP") == [
        "stop summer: pending > declined",
        "stop winter: pending > declined",
        "account says stop",
    ]


def test_stop_does_not_reach_another_number() -> None:
    world = World(setup(SUMMER, campaign("club", "club", number=THERE)))
    world.text("SUMMER", "YES")
    world.text("CLUB", to=THERE)
    assert world.text("STOP", to=THERE) == ["stop club: pending > declined", "account says stop"]
    assert world.state("summer") == "subscribed"


# --- Campaigns that share a list


def test_who_confirms_one_campaign_of_a_list_is_subscribed_to_all() -> None:
    world = World()
    world.text("SUMMER")
    assert world.text("YES") == [
        "confirm summer: pending > subscribed",
        "on list sales",
        "follow winter: none > subscribed",
        "summer says welcome",
        "summer says initial",
    ]
    assert world.engine.states(ANN) == {
        **dict.fromkeys(("summer", "winter"), "subscribed"),
        **dict.fromkeys(("club", "news"), "none"),
    }


def test_and_its_other_keywords_change_nothing() -> None:
    world = World()
    world.text("SUMMER", "YES")
    assert world.text("WINTER") == [
        "join winter: subscribed > subscribed",
        "winter says already_subscribed",
    ]


def test_confirming_ends_the_other_pending_ones_of_the_list_in_silence() -> None:
    world = World()
    world.text("SUMMER", "WINTER", "CLUB", "WINTER")
    assert world.text("YES") == [
        "confirm winter: pending > subscribed",
        "on list sales",
        "follow summer: pending > subscribed",
        "winter says welcome",
        "winter says initial",
    ]
    assert world.state("club") == "pending"
    assert world.wait(days=2) == ["expire club: pending > expired"]


@pytest.mark.parametrize(
    "before", [["WINTER", "NO"], ["WINTER", "STOP"], ["WINTER", "YES", "STOP"]]
)
def test_a_campaign_follows_whatever_became_of_it_before(before: list[str]) -> None:
    world = World()
    world.text(*before, "SUMMER", "YES")
    assert world.state("winter") == "subscribed"


def test_followers_leave_with_the_list_and_the_list_is_left_once() -> None:
    world = World()
    world.text("WINTER", "YES")
    assert world.text("STOP") == [
        "stop summer: subscribed > unsubscribed",
        "off list sales by stop",
        "stop winter: subscribed > unsubscribed",
        "account says stop",
    ]


def test_who_left_the_list_can_join_it_through_either_campaign() -> None:
    world = World()
    world.text("SUMMER", "YES", "STOP")
    assert world.text("WINTER") == ["join winter: unsubscribed > pending", "winter says prompt"]
    assert world.state("summer") == "unsubscribed"
    assert world.text("YES")[:3] == [
        "confirm winter: pending > subscribed",
        "on list sales",
        "follow summer: unsubscribed > subscribed",
    ]


def test_the_outcome_of_a_later_participation_counts() -> None:
    world = World()
    world.text("SUMMER", "YES", "STOP", "WINTER", "NO")
    assert world.state("summer") == "unsubscribed"
    assert world.state("winter") == "declined"


def test_a_campaign_without_confirmation_ends_the_pending_ones_of_its_list() -> None:
    quick = campaign("quick", "sales", join=Trigger.SUBSCRIBE)
    world = World(setup(SUMMER, quick))
    world.text("SUMMER")
    assert world.text("QUICK") == [
        "subscribe quick: none > subscribed",
        "on list sales",
        "follow summer: pending > subscribed",
        "quick says welcome",
        "quick says initial",
    ]
    assert world.wait(days=2) == []
    assert world.text("YES")[-1] == "unmatched, answered"


# --- Start words


def test_a_start_word_joins_again_what_the_last_stop_ended_as_its_keyword_would() -> None:
    world = World(STARTING)
    world.text("NEWS", "SUMR", "YES", "STOP")
    assert world.text("UNSTOP") == [
        "join summer: unsubscribed > pending",
        "summer says prompt",
        "subscribe news: unsubscribed > subscribed",
        "on list news",
        "news says welcome",
        "news says initial",
    ]
    assert world.text("START")[:2] == ["join summer: pending > pending", "summer says prompt"]
    ann = world.engine.people.by_mdn(ANN)
    assert ann is not None
    assert ann.participations["summer"].keyword == "SUMR"


def test_what_was_pending_is_asked_again() -> None:
    world = World(STARTING)
    world.text("CLUB", "STOP")
    assert world.text("START") == ["join club: declined > pending", "club says prompt"]


def test_a_follower_is_not_joined_by_itself() -> None:
    world = World(STARTING)
    world.text("SUMMER", "WINTER", "YES", "STOP")
    assert world.text("START") == ["join winter: unsubscribed > pending", "winter says prompt"]


def test_the_last_stop_that_ended_anything_counts() -> None:
    world = World(STARTING)
    world.text("CLUB", "STOP", "NEWS", "STOP", "STOP")
    assert world.text("START")[0] == "subscribe news: unsubscribed > subscribed"
    assert world.state("club") == "declined"


def test_where_no_stop_ended_anything_a_start_word_means_nothing() -> None:
    world = World(STARTING)
    unmatched = ["account says default_response", "unmatched, answered"]
    assert world.text("START") == unmatched
    world.text("CLUB", "NO", "STOP")
    assert world.text("START") == unmatched
    assert world.text("SUMMER", "START") == ["summer says invalid", "unmatched, answered"]
    assert world.text("CLUB", "STOP", mdn=BOB) == [
        "stop club: pending > declined",
        "account says stop",
    ]
    assert world.text("START")[-1] == "unmatched, answered"


def test_a_start_word_brings_back_what_the_last_stop_at_that_number_ended() -> None:
    club = campaign("club", "club", number=THERE)
    world = World(setup(NEWS, club, words=replace(WORDS, start=("START",))))
    world.text("NEWS")
    world.text("CLUB", "STOP", to=THERE)
    assert world.text("START", to=HERE)[-1] == "unmatched, answered"
    world.text("STOP", to=HERE)
    assert world.text("START", to=THERE) == ["join club: declined > pending", "club says prompt"]
    assert world.text("START", to=HERE)[0] == "subscribe news: unsubscribed > subscribed"
    assert world.text("START", to=HERE)[0] == "subscribe news: subscribed > subscribed"


def test_a_start_word_does_not_bring_back_what_had_ended_before_the_stop() -> None:
    """A platform's table may let a stop count wherever somebody stands."""
    again = Rule((Consent.NONE, Consent.DECLINED), Trigger.STOP, Consent.UNSUBSCRIBED)
    world = World(replace(STARTING, table=(*STARTING.table, again)))
    assert world.text("CLUB", "NO", "STOP")[2] == "stop club: declined > unsubscribed"
    assert world.state("news") == "unsubscribed"
    assert world.text("START")[-1] == "unmatched, answered"


# --- Tables that lack a row


def test_where_the_table_has_no_row_nothing_happens() -> None:
    """A platform may let a prompt wait for ever, and take no for no answer."""
    account = setup(SUMMER)
    refused = {Trigger.DECLINE, Trigger.EXPIRE, Trigger.FOLLOW}
    rows = tuple(row for row in account.table if row.trigger not in refused)
    world = World(replace(account, table=rows))
    world.text("SUMMER")
    assert world.text("NO") == []
    assert world.wait(days=2) == []
    assert world.text("YES")[0] == "confirm summer: pending > subscribed"


def test_no_counts_as_an_answer_only_while_an_opt_in_is_pending() -> None:
    world = World(setup(SUMMER, make_people=[Kind.UNMATCHED, Kind.KEYWORD]))
    assert world.text("NO")[-1] == "unmatched, answered"
