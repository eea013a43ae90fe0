"""Turns judged as they come: the same laws without a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optinsim import Simulator
from optinsim.laws.judge import Judge
from optinsim.laws.packs import PACKS
from tests.explore.test_planted_faults import VIBES, account_of

if TYPE_CHECKING:
    from pathlib import Path

ANN, BOB = "+13125550123", "+13125550124"
JSON = {"Content-Type": "application/json", "X-API-Version": "2"}
ADD = "/companies/acme/campaigns/acquisition/A/participants"


def test_what_people_say_is_judged_apart(tmp_path: Path) -> None:
    account = account_of(VIBES, tmp_path)
    simulator, judge = Simulator(account), Judge(account, PACKS[0])
    turns = [simulator.text(text, mdn) for mdn in (ANN, BOB) for text in ("SALE", "Y")]
    turns += [simulator.text("STOP", ANN), simulator.text("wrong number", BOB)]
    found = [[(one.law.name, one.mdn) for one in judge.turn(turn)] for turn in turns]
    assert found == [[], [], [], [], [], [("stop-is-read", BOB)]]


def test_a_call_that_texts_who_stopped_is_found(tmp_path: Path) -> None:
    account = account_of(VIBES, tmp_path)
    simulator, judge = Simulator(account), Judge(account, PACKS[0])
    assert judge.turn(simulator.text("STOP", ANN)) == []
    turn = simulator.request("POST", ADD, json={"mobile_phone": {"mdn": ANN}}, headers=JSON)
    assert [one.law.name for one in judge.turn(turn)] == ["nothing-after-stop"]


def test_the_account_is_judged_by_itself(tmp_path: Path) -> None:
    account = account_of(VIBES.replace("help@acme.example", "call us"), tmp_path)
    found = list(Judge(account, PACKS[0]).account())
    assert [(one.law.name, one.mdn) for one in found] == [("texts-say-what-they-must", None)]
