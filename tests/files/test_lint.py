"""What is suspicious in an account's messages without being wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from optinsim.files.accounts import account_in
from optinsim.files.lint import suspicious_messages, suspicious_numbers
from optinsim.files.source import read_text

if TYPE_CHECKING:
    from optinsim.adapter import Fault

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
    return [f for f in suspicious_messages(account_in(document)) if document.has(f.place)]


def test_a_good_account_is_not_suspicious() -> None:
    assert suspicious(prompt=GOOD) == []
    assert suspicious(prompt=GOOD.replace("Acme", "${brand}")) == []


def test_a_message_names_the_brand() -> None:
    (fault,) = suspicious(prompt=GOOD, welcome="You are in!")
    assert fault.message == "welcome does not name the brand"
    assert fault.place == ("campaigns", 0, "messages", "welcome")
    (fault,) = suspicious(prompt=GOOD, help="Call us")
    assert (fault.message, fault.place) == ("help does not name the brand", ("messages", "help"))


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
    words = "{stop: [BASTA], help: []}"
    (fault,) = suspicious(words=words, prompt=GOOD)
    assert fault.expected == "one of the stop words: BASTA"
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
