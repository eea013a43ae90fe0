"""What is worth trying follows from the account, and so does what is expected to be seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from optinsim.core.consent import Consent
from optinsim.core.inbound import Kind
from optinsim.files.accounts import load_account
from optinsim.phone.session import Session
from optinsim.phone.state_machine import count_seen
from optinsim.phone.trials import MOST_CAMPAIGNS, Trial, trials_of
from optinsim.phone.tries import Tries
from optinsim.phone.try_actions import SUITE, save_suite
from optinsim.phone.try_tab import describe
from optinsim.scaffold.account import account_text
from tests.phone.played import ACCOUNTS, SHOP, account, session

if TYPE_CHECKING:
    from pathlib import Path


def trials(name: str = "acme-vibes") -> dict[str, Trial]:
    """By title."""
    begun = Session(account(name))
    return {one.title: one for one in trials_of(begun.account.setup, begun.current.zip_code)}


def differences(name: str) -> dict[str, str]:
    """The trials of an account that differ from what is expected."""
    tries, begun = Tries(), Session(account(name))
    tries.follow(begun)
    played = {one.title: tries.play(i, begun) for i, one in enumerate(tries.trials)}
    return {title: one.difference for title, one in played.items() if one.difference}


def test_a_double_opt_in_is_tried_in_every_state_that_texts_and_waits_lead_to() -> None:
    found = trials()
    assert [title for title in found if title.startswith("HELP")] == [
        "HELP from a stranger",
        "HELP while pending",
        "HELP when subscribed",
        "HELP after a no",
        "HELP after expiry",
        "HELP after STOP",
    ]
    assert found["STOP while pending"].state is Consent.DECLINED
    assert found["Y after expiry"].state is Consent.EXPIRED
    assert found["SUMMER after STOP"].state is Consent.PENDING


def test_typing_errors_emoji_and_long_zip_codes_are_tried() -> None:
    found = trials()
    assert found["A typing error: SUMER"].kind is Kind.UNMATCHED
    assert found["With an emoji"].moves == ("SUMMER 🎉",)
    assert found["ZIP+4 while pending"].state is Consent.SUBSCRIBED
    assert "ZIP+4 while pending" not in trials("acme-vibes-canada")


@pytest.mark.parametrize("name", [path.stem for path in sorted(ACCOUNTS.glob("*.yaml"))], ids=str)
def test_every_account_does_what_is_expected_but_for_stops_inside_of_sentences(name: str) -> None:
    different = differences(name)
    assert all(title.endswith("Stop. Thank you!") for title in different)


def test_a_stop_that_is_not_read_is_a_difference() -> None:
    assert differences("bigstate-signalvine") == {
        "Stop. Thank you!": "subscribed, not unsubscribed; read as unmatched, not stop"
    }


def test_the_trials_of_several_campaigns_name_the_keyword() -> None:
    titles = trials("bigstate-signalvine-two-programs")
    assert {title.partition(":")[0] for title in titles} == {"JOIN", "LIFE"}


def test_a_campaign_without_keyword_or_prompt_has_fewer_trials() -> None:
    setup = account().setup
    [campaign] = setup.campaigns
    assert trials_of(replace(setup, campaigns=(replace(campaign, keywords=()),)), "60601") == ()
    many = tuple(replace(campaign, id=str(i)) for i in range(MOST_CAMPAIGNS + 1))
    found = trials_of(replace(setup, campaigns=many), "60601")
    assert {one.campaign.id for one in found} == {str(i) for i in range(MOST_CAMPAIGNS)}
    assert not any("while pending" in title for title in trials("acme-vibes-single"))
    assert "YES after 30 d" in trials("acme-cordial")


def test_a_keyword_of_two_letters_is_not_mistyped(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    path.write_text(
        account_text("vibes", brand="A", number="84237", keyword="OK"), encoding="utf-8"
    )
    begun = Session(load_account(path))
    found = trials_of(begun.account.setup, "60601")
    assert not any("typing error" in one.title for one in found)


def test_the_answers_of_a_question_are_tried(tmp_path: Path) -> None:
    path = tmp_path / "account.yaml"
    path.write_text(
        account_text("signalvine", brand="A", number="84237", keyword="JOIN"), encoding="utf-8"
    )
    tries, begun = Tries(), Session(load_account(path))
    tries.follow(begun)
    asked = [i for i, one in enumerate(tries.trials) if one.kind is Kind.ANSWER]
    assert asked
    assert [tries.play(i, begun).difference for i in asked] == [""] * len(asked)


def test_the_transitions_that_were_seen_are_counted() -> None:
    tries, begun = Tries(), session("SUMMER")
    table = begun.account.setup.table
    [campaign] = begun.account.setup.campaigns
    tries.follow(begun)
    assert count_seen(table, tries.seen(campaign.id)) == (1, 23)
    begun.text("Y")
    tries.follow(begun)
    assert count_seen(table, tries.seen(campaign.id))[0] == 2
    begun.go_to(0)
    tries.follow(begun)
    for index in tries.untried:
        tries.play(index, begun)
    assert count_seen(table, tries.seen(campaign.id))[0] == 11
    tries.follow(Session(load_account(SHOP)))
    assert (tries.results, tries.seen(campaign.id)) == ({}, frozenset())


def test_without_a_keyword_there_is_nothing_to_try() -> None:
    assert describe(Tries()) == "No campaign has a keyword, so there is nothing to text here."


def test_a_move_that_is_refused_is_a_difference() -> None:
    tries, begun = Tries(), Session(account())
    begun.landlines = frozenset({begun.current.mdn})
    tries.follow(begun)
    assert "landline" in tries.play(0, begun).difference


def test_the_suite_is_a_scenario_for_each_that_went_as_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tries, begun = Tries(), session(name="bigstate-signalvine")
    tries.follow(begun)
    for index in tries.untried:
        tries.play(index, begun)
    assert describe(tries).startswith("Tried 13 of 13, 1 not as expected\n")
    said, is_well = asyncio.run(save_suite(tries, ACCOUNTS / "bigstate-signalvine.yaml"))
    assert (said, is_well) == (
        f"12 scenarios are in {SUITE}, and optinsim run passes",
        True,
    )
    assert len(list(SUITE.glob("*.yaml"))) == 12
    assert "scenario: STOP when subscribed" in (SUITE / "stop-when-subscribed.yaml").read_text(
        encoding="utf-8"
    )
    said, is_well = asyncio.run(save_suite(tries, None))
    assert said.startswith("0 were saved, then: it has no account file")
    assert not is_well
