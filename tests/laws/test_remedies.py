"""What a finding says is so, and its remedy, followed word by word, ends it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from optinsim import Simulator
from optinsim.core.conversation import Conversation
from optinsim.explore.moves import text_moves
from optinsim.laws.judge import Judge
from optinsim.laws.law import Reach
from optinsim.laws.packs import PACKS
from tests.explore.test_planted_faults import (
    CORDIAL,
    SECOND,
    SIGNALVINE,
    STOP_WORDS,
    VIBES,
    account_of,
    findings,
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


THE_ACCOUNTS = ": words.stop in the account has only {}, and replaces the platform's list"
THE_PLATFORMS = ": the account sets no stop words, and the platform's list has only {}"
THREE = "STOP, CANCEL, UNSUBSCRIBE"


@pytest.mark.parametrize(
    ("account", "text", "whose"),
    [
        (
            CORDIAL + "words: {stop: [STOP, STOPALL]}\n",
            "CANCEL",
            THE_ACCOUNTS.format("STOP, STOPALL"),
        ),
        (SIGNALVINE, "QUIT", THE_PLATFORMS.format(THREE)),
        (
            SIGNALVINE.replace("[HELP]", f"[HELP], stop: [{THREE}]"),
            "QUIT",
            THE_ACCOUNTS.format(THREE),
        ),
        (SIGNALVINE, "please stop texting me", ""),
        (HAS_QUIT, "QUIT", ""),
    ],
)
def test_whose_list_lacks_a_stop_word_is_said(
    account: str, text: str, whose: str, tmp_path: Path
) -> None:
    """Not of a wording, which no list has, nor of a word that means something else."""
    (keyword,) = account_of(account, tmp_path).setup.campaigns[0].keywords
    found = broken(tmp_path, account, keyword, text)["stop-is-read"]
    read_as = "help" if account == HAS_QUIT else "unmatched"
    assert found.says.endswith(f" after {text!r}, which it reads as {read_as}{whose}")
    if account == SIGNALVINE:
        asked = broken(tmp_path, account, keyword, text, WAIT)["nothing-after-stop"]
        assert asked.says.endswith(f"which is not read as a stop{whose}")


def test_a_word_that_means_something_else_is_to_be_taken_away_there(tmp_path: Path) -> None:
    found = broken(tmp_path, HAS_QUIT, "ALERTS", "QUIT")["stop-is-read"]
    assert found.remedy.startswith(
        "remove QUIT where the account gives it another meaning, and write words"
    )
    mended = pasted(HAS_QUIT.replace(", QUIT]", "]"), found.remedy)
    assert broken(tmp_path, mended, "ALERTS", "QUIT") == {}


def test_a_wording_can_be_written_into_the_list_and_takes_nothing_away(tmp_path: Path) -> None:
    text = "no me manden mas mensajes"
    found = broken(tmp_path, VIBES, "SALE", text)["stop-is-read"]
    assert found.remedy.startswith("have staff read unmatched texts")
    mended = pasted(VIBES, found.remedy)
    for one in (text, "please stop texting me", "STOPALL", "QUIT"):
        assert broken(tmp_path, mended, "SALE", one) == {}


@pytest.mark.parametrize(
    ("text", "reach"), [("QUIT", Reach.WHOLE), ("please stop texting me", Reach.PART)]
)
def test_a_list_mends_a_word_wholly_and_of_all_wordings_one(
    text: str, reach: Reach, tmp_path: Path
) -> None:
    assert broken(tmp_path, SIGNALVINE, "JOIN", text)["stop-is-read"].reach is reach
    asked = broken(tmp_path, SIGNALVINE, "JOIN", text, WAIT)["nothing-after-stop"]
    assert asked.reach is reach


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


def test_two_keywords_to_change_are_two_changes(tmp_path: Path) -> None:
    account = account_of(VIBES.replace("[SALE]", "[END SALE, QUIT SALE]"), tmp_path)
    assert [one.broken.remedy for one in Judge(account, PACKS[0]).account()] == [
        "give A another keyword than END SALE",
        "give A another keyword than QUIT SALE",
    ]


# --- A stop, and help, is answered


def test_a_stranger_and_a_member_without_an_answer_are_two_findings(tmp_path: Path) -> None:
    stranger = broken(tmp_path, SIGNALVINE, "STOP")["stop-is-confirmed-once"]
    assert "a person in no campaign gets no answer" in stranger.says
    assert stranger.remedy == (
        "ask the vendor whether it also answers people who are not subscribed; if so, write "
        "assumptions: {answers_only_active: false}"
    )
    assert stranger.reach is Reach.NONE
    assumed = SIGNALVINE + "assumptions: {answers_only_active: false}\n"
    assert broken(tmp_path, assumed, "STOP") == {}
    empty = SIGNALVINE + 'messages: {stop: ""}\n'
    member = broken(tmp_path, empty, "JOIN", "STOP")["stop-is-confirmed-once"]
    assert member.says == "STOP from a subscriber gets an empty text: messages.stop is empty"
    assert member.key != stranger.key
    assert broken(tmp_path, pasted(empty, member.remedy), "JOIN", "STOP") == {}


def test_help_that_is_answered_by_an_empty_text_is_not_answered(tmp_path: Path) -> None:
    empty = re.sub("help: .*", 'help: " "', VIBES)
    found = broken(tmp_path, empty, "HELP")["help-is-answered"]
    assert found.says == (
        "HELP from a person in no campaign gets an empty text: messages.help is empty"
    )
    stranger = broken(tmp_path, SIGNALVINE, "HELP")["help-is-answered"]
    assert stranger.reach is Reach.NONE
    assert broken(tmp_path, SIGNALVINE, "JOIN", "HELP") == {}


def test_an_empty_answer_is_said_once(tmp_path: Path) -> None:
    """The laws about missing answers tell of it, not the one about what messages say."""
    account = re.sub("help: .*", 'help: ""', VIBES) + '  stop: " "\n'
    judge = Judge(account_of(account, tmp_path), PACKS[0])
    assert list(judge.account()) == []
    prompt = VIBES.replace("accepts: [yes]", 'messages: {prompt: ""}')
    (found,) = Judge(account_of(prompt, tmp_path), PACKS[0]).account()
    assert found.broken.says.startswith("the prompt of A does not say the brand and")


def test_a_message_that_is_there_and_not_sent_is_the_platforms_affair(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Conversation, "_say", lambda *_: None)
    stop = broken(tmp_path, VIBES, "SALE", "STOP")["stop-is-confirmed-once"]
    assert stop.says == "STOP from a person who was asked for consent gets no answer"
    assert stop.remedy == "have the platform send messages.stop to everybody"


# --- After a stop


def test_a_text_that_time_brings_after_a_stop_names_the_wording(tmp_path: Path) -> None:
    found = broken(tmp_path, SIGNALVINE, "JOIN", "QUIT", WAIT)["nothing-after-stop"]
    assert found.says == (
        "time passing sends the question to a person who asked to stop with 'QUIT', which is not "
        "read as a stop: the account sets no stop words, and the platform's list has only STOP, "
        "CANCEL, UNSUBSCRIBE"
    )
    mended = pasted(SIGNALVINE, found.remedy)
    assert broken(tmp_path, mended, "JOIN", "QUIT") == {}
    simulator = Simulator(account_of(mended, tmp_path))
    for text in ("JOIN", "QUIT"):
        simulator.text(text, ANN)
    assert simulator.next_due is None


@pytest.mark.parametrize(
    ("account", "steps", "known"),
    [
        (VIBES + REVOKED, ("SALE", "Y", "STOP"), "the callbacks name them"),
        (VIBES + REVOKED, ("SALE", "STOP"), "ask the API before the call"),
        (VIBES, ("STOP",), "no record of the stop and sends no callback"),
        (VIBES, ("wrong number",), "'wrong number' is not read as a stop; mend that first"),
    ],
)
def test_callbacks_are_named_only_where_one_told_of_the_stop(
    account: str, steps: tuple[str, ...], known: str, tmp_path: Path
) -> None:
    remedy = broken(tmp_path, account, *steps, add())["nothing-after-stop"].remedy
    assert known in remedy
    assert ("the callbacks name" in remedy) is ("callbacks" in known)


def test_a_second_confirmation_is_a_text_after_a_stop(tmp_path: Path) -> None:
    assert broken(tmp_path, CORDIAL, "ALERTS", LEAVE) == {}
    found = broken(tmp_path, CORDIAL, "STOP", LEAVE)
    assert list(found) == ["nothing-after-stop"]
    assert "sends the stop to a person who asked to stop" in found["nothing-after-stop"].says


# --- Coming back


def test_a_yes_that_joins_ends_with_a_confirmation_or_without_the_word(tmp_path: Path) -> None:
    found = broken(tmp_path, CORDIAL, "STOP", "YES")["return-by-own-word"]
    assert "let alerts ask for a confirmation" in found.remedy
    assert "take YES, Y, OPTIN, OPT-IN out of words.yes: words: {yes: []}" in found.remedy
    for mended in (
        CORDIAL.replace("opt_in: single", "opt_in: double"),
        pasted(CORDIAL, found.remedy),
    ):
        for word in ("YES", "Y", "OPT-IN"):
            assert "return-by-own-word" not in broken(tmp_path, mended, "STOP", word)


def test_a_call_that_subscribes_asks_where_its_campaign_does(tmp_path: Path) -> None:
    found = broken(tmp_path, SINGLE, "SALE", "STOP", add())["api-respects-stop-and-no"]
    assert "With a double opt-in, A would ask, and subscribe nobody" in found.remedy
    assert "api-respects-stop-and-no" not in broken(tmp_path, VIBES, "SALE", "Y", "STOP", add())


def test_a_list_that_two_campaigns_fill_is_named(tmp_path: Path) -> None:
    found = broken(tmp_path, BOTH, "SALE", "N", add("B"))["api-respects-stop-and-no"]
    assert "to A, which fills the list of B" in found.says
    assert found.remedy.startswith("give B a list of its own")
    round_it = broken(tmp_path, BOTH, "NEWS")["one-list-one-opt-in"]
    assert round_it.says == (
        "the text 'NEWS' also subscribes the person to A, without its prompt: B has confirmation: "
        "none, and the subscription_list of A, 1"
    )
    assert round_it.remedy == "write another subscription_list in B, or confirmation: double"
    apart = BOTH.replace("[NEWS], subscription_list: 1", "[NEWS], subscription_list: 2")
    assert broken(tmp_path, apart, "SALE", "N", add("B")) == {}
    assert broken(tmp_path, apart, "NEWS") == {}


def test_a_prompt_may_wait_thirty_days(tmp_path: Path) -> None:
    month, longer = (
        broken(tmp_path, VIBES.replace("[yes]", f"[yes], expires_after: {days}d"), "SALE")
        for days in (30, 31)
    )
    assert month == {}
    remedy = longer["pending-ends"].remedy
    assert remedy.startswith("write expires_after: 30d in A, or less: a later answer is")
    assert remedy.endswith("We assume the 30 days, after Braze, since we found no rule")


def test_each_campaign_that_waits_too_long_is_told(tmp_path: Path) -> None:
    text = VIBES.replace("messages:\n", SECOND).replace("[yes]", "[yes], expires_after: 31d")
    found = findings(account_of(text, tmp_path))["pending-ends"]
    assert sorted(one.broken.says for one in found) == [
        "the opt-in to A waits for its answer for 31 days",
        "the opt-in to B waits for its answer for 31 days",
    ]
