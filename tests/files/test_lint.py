"""What is suspicious in an account's messages without being wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from optinsim.files.accounts import account_in
from optinsim.files.lint import suspicious as all_suspicious
from optinsim.files.lint import suspicious_numbers
from optinsim.files.settings import settings_without_effect
from optinsim.files.source import read_text
from optinsim.scenarios.reading.checkup import check_files

if TYPE_CHECKING:
    from optinsim.adapter import Fault

ROOT = Path(__file__).resolve().parents[2]
GOOD = "Acme: reply Y. Msg & data rates may apply. HELP for help, STOP to cancel."


def suspicious(confirmation: str = "double", words: str = "{}", **messages: str) -> list[Fault]:
    """What is said of the given messages of a campaign; `help` is the account's own."""
    own = {"help": messages.pop("help", "Acme helps")}
    (document,) = read_text(
        f"platform: vibes\nname: Acme\nnumber: 84237\nwords: {words}\n"
        f"messages: {own}\nsubscription_lists: [{{id: 1}}]\n"
        f"campaigns: [{{acquisition_id: A, description: Sale, keywords: [JOIN, SUMMER], "
        f"subscription_list: 1, confirmation: {confirmation}, messages: {messages}}}]\n",
        "a.yaml",
    )
    return [f for f in all_suspicious(account_in(document)) if document.has(f.place)]


def test_a_good_account_is_not_suspicious() -> None:
    assert suspicious(prompt=GOOD) == []
    assert suspicious(prompt=GOOD.replace("Acme", "${brand}")) == []


def test_a_message_names_the_brand() -> None:
    (fault,) = suspicious(prompt=GOOD, welcome="You are in!")
    assert fault.message == "welcome does not name the brand"
    assert fault.place == ("campaigns", 0, "messages", "welcome")
    (fault,) = suspicious(prompt=GOOD, help="Call us")
    assert (fault.message, fault.place) == ("help does not name the brand", ("messages", "help"))


def test_an_empty_message_is_said_to_be_empty_and_nothing_else() -> None:
    assert [fault.message for fault in suspicious(prompt=GOOD, help=" ")] == ["help is empty"]
    assert [fault.message for fault in suspicious(prompt="")] == ["prompt is empty"]


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        (GOOD.replace("rates", "charges"), "prompt lacks the rates"),
        (GOOD.replace("HELP for help", "Call us"), "prompt does not say how to get help"),
        (GOOD.replace("STOP to cancel", "Bye"), "prompt does not say how to stop"),
    ],
)
def test_a_prompt_says_rates_help_and_stop(prompt: str, message: str) -> None:
    assert [fault.message for fault in suspicious(prompt=prompt)] == [message]


@pytest.mark.parametrize("rates", ["msg and data rates", "Message & Data Rates", "Msgs&data rates"])
def test_rates_are_said_in_many_ways(rates: str) -> None:
    assert suspicious(prompt=GOOD.replace("Msg & data rates", rates)) == []


def test_what_is_no_prompt_need_not_say_them() -> None:
    assert suspicious(prompt=GOOD, welcome="Acme: hi", declined="Acme: bye") == []


def test_the_words_are_those_of_the_account() -> None:
    words = "{stop: [BASTA]}"
    missing, promised = suspicious(words=words, prompt=GOOD)
    assert missing.expected == "one of the stop words: BASTA"
    assert promised.message == "prompt tells people to send 'STOP', which is no word here"
    assert suspicious(words=words, prompt=GOOD.replace("STOP", "basta")) == []


def test_a_message_takes_one_segment() -> None:
    (fault,) = suspicious(prompt=GOOD + "x" * 100)
    assert fault.message == "prompt takes 2 segments"
    (fault,) = suspicious(prompt=GOOD + "\u2019")
    named = "\u2019 U+2019 RIGHT SINGLE QUOTATION MARK"
    assert fault.message == f"prompt takes 2 segments, because {named} is no GSM-7 character"


def test_the_longest_keyword_counts() -> None:
    room = 160 - len(GOOD) - len("SUMMER")
    assert suspicious(prompt=GOOD + "x" * room + "${keyword}") == []
    assert len(suspicious(prompt=GOOD + "x" * (room + 1) + "${keyword}")) == 1


def test_a_number_that_looks_foreign_by_a_typing_error() -> None:
    (document,) = read_text(
        "platform: vibes\nname: Acme\nnumber: 84237\nlandlines: [+13125550123, +2025550123]\n", "a"
    )
    (fault,) = suspicious_numbers(account_in(document))
    assert fault.place == ("landlines", 1)
    assert fault.message == "+2025550123 is a number of EG (+20); did you mean +12025550123?"


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("{brand}", "${brand}"),
        ("${brand", "${brand}"),
        ("{{brand}}", "${brand}"),
        ("$brand", "${brand}"),
        ("$ {Brand}", "${brand}"),
        ("$(first_name)", "${first_name}"),
        ("{ description }", "${description}"),
    ],
)
def test_a_place_that_is_not_filled_in(written: str, right: str) -> None:
    """Whoever gets the text would read {brand}."""
    (fault,) = suspicious(welcome=f"Acme: {written} welcomes you")
    assert fault.message == f"welcome says {written!r}, which is sent as it stands"
    assert fault.expected == right


@pytest.mark.parametrize(
    "text", ["$5 off {today}", "Save $$$", "{}", "$number1 {brands}", "${brand}"]
)
def test_what_is_no_place(text: str) -> None:
    assert suspicious(welcome=f"Acme: {text}") == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hi ${first_name}, will you come to Acme?", "Hi , will you come to Acme?"),
        ("Acme: welcome, ${first_name}!", "Acme: welcome, !"),
        ("${first_name}: Acme is glad", ": Acme is glad"),
        ("Acme: your ZIP is ${zip_code}", "Acme: your ZIP is "),
        ("Acme: (${first_name}) hi", "Acme: () hi"),
        ("Acme: hi ${first_name} ${last_name}.", "Acme: hi  ."),
    ],
)
def test_a_message_reads_well_when_a_field_is_empty(text: str, shown: str) -> None:
    (fault,) = suspicious(welcome=text)
    assert fault.message.startswith("welcome reads badly without a ")
    assert fault.message.endswith(f": {shown!r}")


def test_a_field_in_a_link_or_a_word_leaves_no_gap() -> None:
    assert suspicious(welcome="Acme: https://acme.example/?z=${zip_code} n${first_name}n") == []
    assert suspicious(welcome="Acme: ${keyword}, ${description}, ${brand}!") == []


def test_settings_that_have_no_effect() -> None:
    """Where nothing is asked, there is no prompt, no answer, and no time to wait."""
    account = (
        "platform: vibes\nname: Acme\nnumber: 84237\nsubscription_lists: [{id: 1}]\n"
        "words: {help: []}\nmessages: {help: Acme helps}\n"
        "campaigns: [{acquisition_id: A, keywords: [SUMMER], subscription_list: 1, "
        "confirmation: %s, accepts: [yes], expires_after: 1h, messages: {prompt: '%s'}}]\n"
    )

    def messages(confirmation: str) -> list[str]:
        (document,) = read_text(account % (confirmation, GOOD), "a.yaml")
        faults = settings_without_effect(account_in(document))
        return [fault.message for fault in faults if document.has(fault.place)]

    assert messages("double") == ["help is never sent, as the account is set up"]
    assert messages("none") == [
        "accepts has no effect: A asks for no confirmation",
        "expires_after has no effect: A asks for no confirmation",
        "prompt is never sent in A, as the account is set up",
        "help is never sent, as the account is set up",
    ]


def test_our_own_accounts_are_not_suspicious() -> None:
    """But for three greetings by name, which show an empty field, and say so."""
    assert check_files([str(ROOT / "scenarios/accounts")])[1] == []
