"""What a finding says is so, and its remedy, followed word by word, ends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from optinsim import Simulator
from optinsim.explore.moves import text_moves
from optinsim.laws.judge import Judge
from optinsim.laws.packs import PACKS
from tests.explore.test_planted_faults import (
    CORDIAL,
    SECOND,
    SIGNALVINE,
    STOP_WORDS,
    VIBES,
    account_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from optinsim.laws.law import Violation

ANN = "+13125550123"
VIBES_CALL = {"Content-Type": "application/json", "X-API-Version": "2"}
SINGLE = VIBES.replace("accepts: [yes]", "confirmation: none")
BOTH = VIBES.replace(
    "messages:\n",
    SECOND.replace("accepts: [yes]", "confirmation: none").replace("list: 2", "list: 1"),
)
REVOKED = """\
callbacks:
  - callback_type: subscription_removed
    subscription_removed: {list_id: 1}
    destination: {url: "https://crm.example"}
"""


def add(campaign: str = "A") -> tuple[str, str, dict[str, Any]]:
    path = f"/companies/acme/campaigns/acquisition/{campaign}/participants"
    return "POST", path, {"mobile_phone": {"mdn": ANN}}


LEAVE = (
    "PUT",
    "/v2/contacts/channels.sms.address:13125550123",
    {"channels": {"sms": {"programs": {"alerts": {"subscribeStatus": "unsubscribed"}}}}},
)
WAIT = "(until something is due)"


def broken(folder: Path, account: str, *steps: Any) -> dict[str, Violation]:
    """By law, what the last step breaks: a text, a call, or time."""
    loaded = account_of(account, folder)
    simulator, judge = Simulator(loaded), Judge(loaded, PACKS[0])
    found: dict[str, Violation] = {}
    for step in steps:
        if step == WAIT:
            assert simulator.next_due is not None
            turn = simulator.wait_until(simulator.next_due)
        elif isinstance(step, str):
            turn = simulator.text(step, ANN)
        else:
            method, path, body = step
            turn = simulator.request(method, path, json=body, headers=VIBES_CALL)
            assert turn.response is not None
            assert turn.response.status < 300, turn.response
        found = {one.law.name: one.broken for one in judge.turn(turn)}
    return found


def pasted(account: str, remedy: str) -> str:
    """The account with what a remedy says to write: a list of words, or a message."""
    found = re.search(r"(words|messages): \{((\w+): .*)\}(?=$|[;.])", remedy)
    assert found is not None, remedy
    section, said, key = found.groups()
    account = re.sub(rf"(?<=[{{ ]){key}: (\[[^]]*\]|\"[^\"]*\")(, )?", "", account)
    if f"\n{section}: {{" in account:
        return account.replace(f"\n{section}: {{", f"\n{section}: {{{said}, ")
    if f"\n{section}:\n" in account:
        return account.replace(f"\n{section}:\n", f"\n{section}:\n  {said}\n")
    return f"{account}{section}: {{{said}}}\n"


# --- A stop is read


SEVEN = ("STOP", "QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE")
ONLY_STOP = VIBES.replace(STOP_WORDS, "STOP")
HAS_QUIT = CORDIAL + "words: {stop: [STOP], help: [HELP, QUIT]}\n"
HAS_END = SIGNALVINE.replace("{word: join}", "{word: end}")


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (CORDIAL + "words: {stop: [STOP]}\n", (*SEVEN, "STOPALL")),
        (CORDIAL, (*SEVEN, "STOPALL")),
        (HAS_QUIT, ("STOP", "STOPALL", *SEVEN[2:])),
        (SIGNALVINE, SEVEN),
        (HAS_END, ("STOP", "QUIT", *SEVEN[3:])),
        (VIBES.replace("STOPALL, STOP ALL, ", ""), (*SEVEN, "STOPALL", "STOP ALL", "OPTOUT")),
        (ONLY_STOP, (*SEVEN, "STOPALL", "STOP ALL", "OPTOUT")),
    ],
)
def test_the_list_to_write_has_every_stop_word_that_means_nothing_else(
    account: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    """The FCC's, the platform's own and the account's: a list replaces the platform's."""
    (keyword,) = account_of(account, tmp_path).setup.campaigns[0].keywords
    found = [broken(tmp_path, account, keyword, word).get("stop-is-read") for word in words]
    (remedy,) = {one.remedy for one in found if one}
    assert remedy.startswith("write words: {stop: [STOP, ")
    mended = pasted(account, remedy)
    assert [word for word in words if broken(tmp_path, mended, keyword, word)] == []


def test_a_word_that_means_something_else_is_to_be_taken_away_there(tmp_path: Path) -> None:
    found = broken(tmp_path, HAS_QUIT, "ALERTS", "QUIT")["stop-is-read"]
    assert found.remedy.startswith("take QUIT away where it means something else, and write words")
    mended = pasted(HAS_QUIT.replace(", QUIT]", "]"), found.remedy)
    assert broken(tmp_path, mended, "ALERTS", "QUIT") == {}


def test_a_wording_can_be_written_into_the_list_and_takes_nothing_away(tmp_path: Path) -> None:
    text = "no me manden mas mensajes"
    found = broken(tmp_path, VIBES, "SALE", text)["stop-is-read"]
    assert found.remedy.startswith("have a person read what nothing matches")
    mended = pasted(VIBES, found.remedy)
    for one in (text, "please stop texting me", "STOPALL", "QUIT"):
        assert broken(tmp_path, mended, "SALE", one) == {}


def test_words_and_wordings_are_two_findings(tmp_path: Path) -> None:
    texts = ("REVOKE", "STOPALL", "take me off your list", "wrong number")
    account = CORDIAL + "words: {stop: [STOP]}\n"
    found = [broken(tmp_path, account, "ALERTS", text)["stop-is-read"] for text in texts]
    assert [one.key for one in found] == ["stop words", "stop words", "other words", "other words"]


def test_the_plainest_wording_comes_first_and_a_wrong_number_last(tmp_path: Path) -> None:
    for account in (VIBES, CORDIAL, SIGNALVINE):
        (move,) = (
            move.texts
            for move in text_moves(account_of(account, tmp_path))
            if "arretez" in move.texts
        )
        assert move[0] in {"I don't want your texts", "please stop texting me"}
        assert move[-1] == "wrong number"
