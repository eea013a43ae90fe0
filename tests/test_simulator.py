"""The Python API: what somebody who writes no scenario files can ask, and what they get."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optinsim.adapter import Account, Request
from optinsim.core.commands import AdvanceTime, ReceiveText
from optinsim.core.inbound import Kind
from optinsim.core.world import DEFAULT_START
from optinsim.errors import CommandError
from optinsim.platforms.vibes import Vibes
from optinsim.platforms.vibes.account import VibesAccount
from optinsim.simulator import Simulator, Turn

if TYPE_CHECKING:
    from collections.abc import Callable

ANN, BOB = "+13125550123", "+12125550142"
PARTICIPANTS = "/companies/acme/campaigns/acquisition/ACQ1234/participants"
PERSONS = "/companies/acme/mobiledb/persons"

SUMMER = {"acquisition_id": "ACQ1234", "keywords": ["SUMMER", "SUMR"], "subscription_list": 1234}
NEWS = {
    "acquisition_id": "ACQ9",
    "keywords": ["NEWS"],
    "subscription_list": 9,
    "confirmation": "none",
}


def account(*campaigns: dict[str, object]) -> Account:
    file = VibesAccount.model_validate(
        {
            "platform": "vibes",
            "name": "Acme",
            "number": "84237",
            "company_key": "acme",
            "subscription_lists": [{"id": 1234}, {"id": 9}],
            "campaigns": list(campaigns or (SUMMER,)),
        }
    )
    return Account(file, Vibes, Vibes.setup(file))


ACCOUNT = account()


def kinds(turn: Turn) -> list[str]:
    """The types of the turn's callbacks."""
    return [callback.body["callback_type"] for callback in turn.callbacks]


def everything(simulator: Simulator, turns: list[Turn]) -> bytes:
    """All that a run shows, as bytes."""
    told = [
        {
            "at": turn.at.isoformat(),
            "replies": [reply.text for reply in turn.replies],
            "callbacks": [callback.body for callback in turn.callbacks],
            "response": turn.response and (turn.response.status, turn.response.json),
        }
        for turn in turns
    ]
    return json.dumps([told, simulator.record(ANN), simulator.states(ANN)]).encode()


# --- Texts


def test_a_text_brings_replies_callbacks_a_reading_and_a_new_state() -> None:
    simulator = Simulator(ACCOUNT)
    turn = simulator.text("Summer!", ANN)
    assert turn.command == ReceiveText(ANN, "Summer!", "84237")
    assert turn.at == simulator.now == DEFAULT_START
    assert [reply.purpose for reply in turn.replies] == ["prompt"]
    assert "Acme" in turn.replies[0].text
    assert turn.reading is not None
    assert (turn.reading.kind, turn.reading.word) == (Kind.KEYWORD, "SUMMER")
    assert kinds(turn) == [
        "person_added",
        "ack_participant_added",
        "company_participant_added",
    ]
    assert [(change.before, change.after) for change in turn.changes] == [("none", "pending")]
    assert turn.response is None
    assert simulator.state(ANN) == "pending"


def test_a_row_that_leads_back_is_no_change() -> None:
    simulator = Simulator(ACCOUNT)
    simulator.text("SUMMER", ANN)
    turn = simulator.text("SUMMER", ANN)
    assert turn.changes == ()
    assert [reply.purpose for reply in turn.replies] == ["prompt"]


@pytest.mark.parametrize("written", ["312-555-0123", "(312) 555-0123", "13125550123", ANN])
def test_numbers_are_written_as_people_write_them(written: str) -> None:
    simulator = Simulator(ACCOUNT)
    simulator.text("SUMMER", written)
    assert simulator.state(ANN) == simulator.state(written) == "pending"
    assert simulator.record(written) == simulator.record(ANN) is not None


def test_a_text_may_name_the_accounts_number() -> None:
    simulator = Simulator(ACCOUNT)
    assert simulator.text("SUMMER", ANN, to="84237").replies[0].number == "84237"


# --- Time


def test_waiting_brings_what_falls_due() -> None:
    simulator = Simulator(ACCOUNT)
    simulator.text("SUMMER", ANN)
    turn = simulator.wait("23h59m59s")
    assert (turn.events, turn.callbacks, turn.reading) == ((), (), None)
    turn = simulator.wait(timedelta(seconds=1))
    assert [change.after for change in turn.changes] == ["expired"]
    assert turn.at == DEFAULT_START + timedelta(hours=24) - timedelta(seconds=1)
    assert simulator.now == DEFAULT_START + timedelta(hours=24)
    assert simulator.state(ANN) == "expired"


def test_waiting_until_an_instant_of_any_zone() -> None:
    simulator = Simulator(ACCOUNT)
    chicago = timezone(timedelta(hours=-6))
    turn = simulator.wait_until(datetime(2026, 1, 5, 10, tzinfo=chicago))
    assert turn.command == AdvanceTime(datetime(2026, 1, 5, 16, tzinfo=UTC))
    assert simulator.now.tzinfo is UTC
    assert simulator.now == datetime(2026, 1, 5, 16, tzinfo=UTC)


def test_the_clock_starts_at_the_given_time_and_shows_utc() -> None:
    start = datetime(2020, 2, 29, 1, tzinfo=timezone(timedelta(hours=2)))
    simulator = Simulator(ACCOUNT, start=start)
    assert simulator.now.isoformat() == "2020-02-28T23:00:00+00:00"
    turn = simulator.text("SUMMER", ANN)
    assert turn.callbacks[1].body["participant"]["participation_date"] == "2020-02-28T23:00Z"


# --- Requests


def test_a_request_is_answered_and_brings_what_the_call_does() -> None:
    simulator = Simulator(ACCOUNT)
    body = {"mobile_phone": {"mdn": ANN}, "custom_fields": {"first_name": "Ann"}}
    turn = simulator.request("POST", PARTICIPANTS, json=body, headers={"X-API-Version": "2"})
    assert turn.response is not None
    assert (turn.response.status, turn.response.json["status"]) == (201, "PENDING")
    assert [reply.purpose for reply in turn.replies] == ["prompt"]
    assert kinds(turn)[:2] == ["person_added", "ack_participant_added"]
    assert (turn.reading, len(turn.changes)) == (None, 1)
    assert simulator.record(ANN)["custom_fields"]["first_name"] == "Ann"


def test_a_request_without_authentication_is_refused_and_changes_nothing() -> None:
    simulator = Simulator(ACCOUNT)
    body = {"mobile_phone": {"mdn": ANN}}
    headers = {"X-API-Version": "2"}
    turn = simulator.request("POST", PARTICIPANTS, json=body, headers=headers, auth=False)
    assert turn.response is not None
    assert turn.response.status == 401
    assert turn.events == ()
    assert simulator.record(ANN) is None


def test_a_request_can_be_signed_wrongly_and_handed_in() -> None:
    simulator = Simulator(ACCOUNT)
    request = Request("GET", PARTICIPANTS)
    wrong = simulator.handle(simulator.sign(request, valid=False))
    right = simulator.handle(simulator.sign(request))
    assert wrong.response is not None
    assert right.response is not None
    assert wrong.response.status == 401
    assert right.response.status != 401


def test_a_request_has_a_query_and_no_body() -> None:
    simulator = Simulator(ACCOUNT)
    simulator.text("SUMMER", ANN)
    headers = {"X-API-Version": "2"}
    turn = simulator.request("GET", f"{PARTICIPANTS}?mdn=%2B{ANN[1:]}", headers=headers)
    assert isinstance(turn.command, Request)
    assert turn.command.body == b""
    assert turn.response is not None
    assert [one["status"] for one in turn.response.json] == ["PENDING"]


def test_landlines_cannot_be_added() -> None:
    simulator = Simulator(ACCOUNT, landlines=frozenset({BOB}))
    body = {"mobile_phone": {"mdn": BOB}}
    turn = simulator.request("POST", PARTICIPANTS, json=body, headers={"X-API-Version": "2"})
    assert turn.response is not None
    assert turn.response.status == 422


# --- Where people stand


def test_a_fresh_world_knows_no_person() -> None:
    simulator = Simulator(ACCOUNT)
    assert simulator.states(ANN) == {"ACQ1234": "none"}
    assert simulator.record(ANN) is None


def test_several_campaigns_have_a_state_each() -> None:
    simulator = Simulator(account(SUMMER, NEWS))
    simulator.text("NEWS", ANN)
    assert simulator.states(ANN) == {"ACQ1234": "none", "ACQ9": "subscribed"}
    assert simulator.state(ANN, "ACQ9") == "subscribed"
    for name in (None, "ACQ1", ""):
        with pytest.raises(CommandError, match="name one of the campaigns: ACQ1234, ACQ9"):
            simulator.state(ANN, name)


def test_the_only_campaign_may_be_named_too() -> None:
    simulator = Simulator(ACCOUNT)
    assert simulator.state(ANN, "ACQ1234") == "none"
    with pytest.raises(CommandError, match="name one of the campaigns: ACQ1234"):
        simulator.state(ANN, "ACQ9")


def test_the_record_is_json() -> None:
    simulator = Simulator(ACCOUNT)
    simulator.text("SUMMER", ANN)
    assert json.loads(json.dumps(simulator.record(ANN)))["mobile_phone"]["mdn"] == ANN


# --- What cannot be asked


@pytest.mark.parametrize("sender", ["", "Ann", "84237", "555-0123", "\ud83d", "3" * 1000])
def test_a_sender_is_a_possible_number(sender: str) -> None:
    simulator = Simulator(ACCOUNT)
    asks: list[Callable[[], object]] = [
        lambda: simulator.text("SUMMER", sender),
        lambda: simulator.state(sender),
        lambda: simulator.states(sender),
        lambda: simulator.record(sender),
    ]
    for ask in asks:
        with pytest.raises(CommandError, match=r"is no possible phone number\Z"):
            ask()


def test_a_text_goes_to_a_number_of_the_account() -> None:
    with pytest.raises(CommandError, match="55155 is no number of this account: text 84237"):
        Simulator(ACCOUNT).text("SUMMER", ANN, to="55155")


@pytest.mark.parametrize("duration", ["", "1", "1 h", "h", "-1h", "1h 30m", "99999999d", "\u0661h"])
def test_a_duration_is_written_as_in_the_files(duration: str) -> None:
    simulator = Simulator(ACCOUNT)
    with pytest.raises(CommandError, match="is no duration such as 90s, 15m, 24h, 3d or 1d12h"):
        simulator.wait(duration)
    assert simulator.now == DEFAULT_START


def test_time_does_not_go_back() -> None:
    simulator = Simulator(ACCOUNT)
    with pytest.raises(CommandError, match="cannot go back"):
        simulator.wait(timedelta(seconds=-1))
    with pytest.raises(CommandError, match="cannot go back"):
        simulator.wait_until(DEFAULT_START - timedelta(seconds=1))


@pytest.mark.parametrize("duration", [timedelta.max, timedelta(days=365 * 7500)])
def test_time_has_an_end(duration: timedelta) -> None:
    simulator = Simulator(ACCOUNT)
    with pytest.raises(CommandError, match=r"no clock goes as far|cannot go beyond 9000-01-01"):
        simulator.wait(duration)
    assert simulator.now == DEFAULT_START


BAD_INSTANTS = [
    (datetime(2027, 1, 1), "has no time zone"),  # noqa: DTZ001 - that is what is wrong with it
    (datetime.max.replace(tzinfo=timezone(-timedelta(hours=1))), "beyond what clocks show"),
    (datetime(9500, 1, 1, tzinfo=UTC), "9000-01-01|8999-12-31"),
]


@pytest.mark.parametrize(("instant", "why"), BAD_INSTANTS)
def test_an_instant_has_a_zone_and_clocks_get_there(instant: datetime, why: str) -> None:
    simulator = Simulator(ACCOUNT)
    with pytest.raises(CommandError, match=why):
        simulator.wait_until(instant)
    with pytest.raises(CommandError, match=why):
        Simulator(ACCOUNT, start=instant)


def test_what_was_refused_has_changed_nothing() -> None:
    refused, plain = Simulator(ACCOUNT), Simulator(ACCOUNT)
    with pytest.raises(CommandError):
        refused.text("SUMMER", ANN, to="55155")
    with pytest.raises(CommandError):
        refused.wait("never")
    turns = [[one.text("SUMMER", ANN), one.text("Y", ANN)] for one in (refused, plain)]
    assert everything(refused, turns[0]) == everything(plain, turns[1])


# --- The same commands give the same bytes


def play(simulator: Simulator) -> bytes:
    headers = {"X-API-Version": "2"}
    body = {"mobile_phone": {"mdn": BOB}, "external_person_id": "B1"}
    turns = [
        simulator.text("SUMMER", ANN),
        simulator.text("what?", ANN),
        simulator.text("Y", ANN),
        simulator.wait("2h"),
        simulator.request("POST", PARTICIPANTS, json=body, headers=headers),
        simulator.request("GET", f"{PERSONS}?mdn=%2B{ANN[1:]}", headers=headers),
        simulator.text("STOP", ANN),
        simulator.wait("3d"),
    ]
    return everything(simulator, turns)


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert play(Simulator(ACCOUNT, seed=7)) == play(Simulator(account(), seed=7))
    assert play(Simulator(ACCOUNT)) == play(Simulator(ACCOUNT, seed=0))


def test_and_so_does_another_process(pytestconfig: pytest.Config) -> None:
    code = (
        "import sys; from tests.test_simulator import ACCOUNT, Simulator, play\n"
        "sys.stdout.buffer.write(play(Simulator(ACCOUNT, seed=7)))"
    )
    for seed in ("1", "2"):
        other = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=pytestconfig.rootpath,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        assert other.stdout == play(Simulator(ACCOUNT, seed=7))


def test_another_seed_gives_other_ids() -> None:
    assert len({play(Simulator(ACCOUNT, seed=seed)) for seed in (-1, 0, 1, 2)}) == 4


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from([ANN, BOB]), st.sampled_from(["SUMMER", "Y", "NO", "STOP"])),
            st.tuples(st.sampled_from([ANN, BOB]), st.text(st.characters(categories=None))),
            st.tuples(st.just("wait"), st.sampled_from(["1h", "24h", "40d"])),
        ),
        max_size=15,
    ),
    st.integers(),
)
def test_a_run_is_its_list_of_commands(moves: list[tuple[str, str]], seed: int) -> None:
    """Handed in again one by one, they give what they gave."""
    simulator, again = Simulator(ACCOUNT, seed=seed), Simulator(ACCOUNT, seed=seed)
    turns = [
        simulator.wait(what) if who == "wait" else simulator.text(what, who) for who, what in moves
    ]
    repeated = [again.handle(turn.command) for turn in turns]
    assert everything(again, repeated) == everything(simulator, turns)
    assert repeated == turns


def test_what_is_pending_says_when_it_expires() -> None:
    simulator = Simulator(ACCOUNT)
    simulator.text("SUMMER", ANN)
    due = simulator.now + timedelta(hours=24)
    assert simulator.expiries(ANN) == {"ACQ1234": due}
    assert simulator.expiries(BOB) == {}
    assert simulator.next_due == due
    simulator.text("Y", ANN)
    assert simulator.expiries(ANN) == {}


def test_a_request_with_a_number_that_looks_mistyped_has_a_note() -> None:
    body = {"mobile_phone": {"mdn": "+2025550123"}}
    simulator = Simulator(ACCOUNT)
    turn = simulator.request("POST", PARTICIPANTS, json=body)
    assert turn.notes == ("+2025550123 is a number of EG (+20); did you mean +12025550123?",)
    body = {"mobile_phone": {"mdn": "+12025550123"}}
    assert simulator.request("POST", PARTICIPANTS, json=body).notes == ()


def test_a_branch_gives_ids_of_its_own() -> None:
    simulator = Simulator(ACCOUNT)
    simulator.text("SUMMER", ANN)
    before = simulator.snapshot()
    first = simulator.text("SUMMER", "+13125550124").callbacks
    record = simulator.record(ANN)
    simulator.restore(before)
    simulator.begin_branch(1)
    second = simulator.text("SUMMER", "+13125550124").callbacks
    assert len(first) == len(second) > 0
    for one, other in zip(first, second, strict=True):
        assert one.body["event_id"] != other.body["event_id"]
    assert simulator.record(ANN) == record
    assert Simulator.of(ACCOUNT, simulator.snapshot()).snapshot() == simulator.snapshot()
